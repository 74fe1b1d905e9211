//! The behaviour of kinfolk, tested from outside. The tests are in `tests/`; here the README's
//! blocks run.

#![forbid(unsafe_code)]

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

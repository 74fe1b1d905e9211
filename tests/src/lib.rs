//! The behaviour of kinfolk, tested from outside. The tests are in `tests/`; here is what several of them
//! need, and the README's blocks run.

#![forbid(unsafe_code)]

pub mod random;
pub mod settings;

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

//! The behaviour of kinfolk, tested from outside. The tests are in `tests/`; here is what several of them
//! need, and the README's blocks run.

#![forbid(unsafe_code)]

pub mod count;
pub mod panics;
pub mod properties;
pub mod random;
pub mod settings;
pub mod small_stack;

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

//! The behaviour of kinfolk, tested from outside. The tests are in `tests/`. This library has the
//! tools that several of them use, and runs the code blocks of the README.

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

#[cfg(doctest)]
#[doc = include_str!("../../core/docs/guide/modelling_serde.md")]
struct GuideOnSerde;

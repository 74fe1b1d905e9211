//! `Cache`: random operations, beside a plain model of the last use of each entry; and random
//! operations within each other, with checks that hold when all of them are done.
//!
//! How the rounds run, and how to repeat one, is in [`properties`].
//!
//! * [`sheets`]: the node types, with all callbacks of the library; [`keys`]
//! * [`sequential`]: one operation after the other, against the [`model`]
//! * [`nested`]: operations within each other: in hooks, in the `Drop` of data and keys, in
//!   comparisons, in the weighing function and in closures, some of which panic;
//!   [`nested_actions`]: the operations; [`nested_checks`]: what holds at the end of a step
//! * [`rounds`]: the tests

#![forbid(unsafe_code)]

use kinfolk_tests::{properties, random};

mod keys;
mod model;
mod nested;
mod nested_actions;
mod nested_checks;
mod rounds;
mod sequential;
mod sheets;

//! `Cache`: random operations, side by side with a plain model of what was used when; and random operations within
//! each other, of which it is known what must hold when all are done.
//!
//! A failure prints the seed and all that was done in the round; `KINFOLK_SEED` set to that runs it first.
//! `KINFOLK_OPERATIONS` is how many operations each test does, at least.
//!
//! * [`sheets`]: the node types, with all that the library calls in them; [`keys`]
//! * [`plain`]: one operation after the other, against the [`model`]
//! * [`nested`]: operations within each other: in hooks, in the `Drop` of data and keys, in comparisons, in the
//!   function that weighs, in closures, some of which panic
//! * [`rounds`]: what is run

#![forbid(unsafe_code)]

use kinfolk_tests::random;

mod keys;
mod model;
mod nested;
mod plain;
mod rounds;
mod sheets;

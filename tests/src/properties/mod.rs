//! The harness of the property tests: each runs random operations on a graph, beside a model that
//! knows what the graph should be like.
//!
//! A test does many small rounds, each with a seed of its own. A failure prints the seed and all
//! that was done in the round. `KINFOLK_SEED` runs the round of that seed first;
//! `KINFOLK_OPERATIONS` is the least number of operations of each test.
//!
//! * [`rounds`]: runs the rounds and reports the one that fails
//! * [`script`]: the course of a round that most targets have
//! * [`journal`]: the actions, the first failure and the counts of a round
//! * [`state`]: the state of a round, in a thread-local that hooks can reach
//! * [`callbacks`]: code that the library calls, and the panics there
//! * [`held`]: the strong handles of the test, each counted in the model
//! * [`keys`]: keys of maps that are compared by name
//! * [`peaks`]: many entries for a moment in the tables of the thread
//! * [`graph`]: a model of owning and shared links, and every operation on them

pub mod callbacks;
pub mod graph;
pub mod held;
pub mod journal;
pub mod keys;
pub mod peaks;
pub mod rounds;
pub mod script;
pub mod state;

/// `Err` says how the library and the model disagree.
pub type Verdict<T = ()> = Result<T, String>;

/// Returns a [`Verdict`] of disagreement from the function, with a message as in `format!`.
#[macro_export]
macro_rules! refuse {
    ($($message:tt)*) => {
        return Err(format!($($message)*))
    };
}
pub use crate::refuse;

//! [`State`]: the state of a round, which hooks, finalizers and the `Drop` of data can reach.
//!
//! It is in a thread-local, since they have no other way to it. It is never borrowed while
//! something runs that could end a node's life.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::thread::{self, LocalKey};

use crate::properties::journal;

pub trait State: Sized + 'static {
    fn slot() -> &'static LocalKey<RefCell<Option<Self>>>;

    /// Forgets all handles. After a failure the graph is not touched any more.
    fn forget_handles(&mut self);
}

/// Looks at the state of the running round. Nothing in `look` may let a node die.
///
/// # Panics
/// If no round is running, or if something else looks at the state at this moment.
pub fn with<S: State, R>(look: impl FnOnce(&mut S) -> R) -> R {
    S::slot().with_borrow_mut(|state| look(state.as_mut().expect("a round is running")))
}

/// A round that is running. If it panics, the state is taken away, so no hook sees it any more.
pub struct Running<S: State>(PhantomData<S>);

/// Begins a round with this state.
#[must_use]
pub fn begin<S: State>(state: S) -> Running<S> {
    S::slot().set(Some(state));
    Running(PhantomData)
}

impl<S: State> Running<S> {
    /// Ends the round, and returns the state it ended with.
    ///
    /// # Panics
    /// If the round has ended already.
    #[must_use]
    pub fn end(self) -> S {
        let mut state = S::slot().take().expect("the round is still running");
        if journal::has_failed() {
            state.forget_handles();
        }
        state
    }
}

impl<S: State> Drop for Running<S> {
    fn drop(&mut self) {
        if thread::panicking() {
            journal::fail("a panic".into());
            if let Some(mut state) = S::slot().take() {
                state.forget_handles();
            }
        }
    }
}

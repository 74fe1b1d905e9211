//! [`Held`]: a strong handle of the test that the model knows of.

use std::mem;

use kinfolk::Handle;

use crate::properties::graph::Id;
use crate::properties::journal::{has_failed, log};
use crate::properties::state::{self, State};
use crate::random::Random;

/// The handle that can hold every node of a test.
pub trait Subject: Handle {
    fn id(&self) -> Id;

    /// Drops a handle, and updates the model.
    fn release(self);
}

pub struct Held<H: Subject> {
    pub id: Id,
    /// Set until this is dropped.
    handle: Option<H>,
}

impl<H: Subject> Held<H> {
    /// Wraps a handle that the model has counted.
    pub fn new(handle: H) -> Self {
        Held { id: handle.id(), handle: Some(handle) }
    }

    /// # Panics
    /// Never: the handle is there until this is dropped.
    #[must_use]
    pub fn node(&self) -> &H {
        self.handle.as_ref().expect("it is there until this is dropped")
    }

    /// Returns the handle, which stays counted.
    ///
    /// # Panics
    /// Never: the handle is there until this is dropped.
    #[must_use]
    pub fn into_node(mut self) -> H {
        self.handle.take().expect("it is there until this is dropped")
    }
}

impl<H: Subject> Drop for Held<H> {
    fn drop(&mut self) {
        match self.handle.take() {
            Some(handle) if has_failed() => mem::forget(handle),
            Some(handle) => handle.release(),
            None => (),
        }
    }
}

/// A state with a pool: the handles that the test holds from step to step.
pub trait Pool: State {
    type Node: Subject;

    fn pool(&mut self) -> &mut Vec<Held<Self::Node>>;

    fn random(&mut self) -> &mut Random;

    /// Takes the handle at this index out of the pool.
    #[must_use]
    fn take(at: usize) -> Option<Held<Self::Node>> {
        state::with(|state: &mut Self| {
            let pool = state.pool();
            (at < pool.len()).then(|| pool.swap_remove(at))
        })
    }

    fn keep(held: Held<Self::Node>) {
        state::with(|state: &mut Self| state.pool().push(held));
    }

    /// Drops a random handle of the pool.
    fn drop_one() {
        let at = state::with(|state: &mut Self| {
            let len = state.pool().len();
            state.random().below(len)
        });
        if let Some(held) = Self::take(at) {
            log(|| format!("drop {}", held.id));
            drop(held);
        }
    }

    /// Drops half of the pool.
    fn drop_many() {
        let count = state::with(|state: &mut Self| state.pool().len() / 2);
        (0..=count).for_each(|_| Self::drop_one());
    }
}

//! [`KeptHints`]: the index hints of nodes whose headers have another number meanwhile.

use std::cell::RefCell;
use std::mem::ManuallyDrop;

thread_local! {
    /// Of the nodes on the paths of all running dying sets, by their path positions.
    pub(super) static PATH_HINTS: KeptHints = const { KeptHints::new() };
    /// Of the nodes that the walks over all running dying sets have finished.
    pub(super) static FINISHED_HINTS: KeptHints = const { KeptHints::new() };
}

/// Index hints by number. It has no destructor, so it keeps no buffer while it is empty.
pub(super) struct KeptHints {
    hints: RefCell<ManuallyDrop<Vec<u32>>>,
}

impl KeptHints {
    const fn new() -> Self {
        KeptHints { hints: RefCell::new(ManuallyDrop::new(Vec::new())) }
    }

    #[inline]
    fn with<R>(&self, change: impl FnOnce(&mut Vec<u32>) -> R) -> R {
        change(&mut self.hints.borrow_mut())
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.with(|hints| hints.len())
    }

    /// Keeps a hint, and returns its number.
    #[inline]
    pub(super) fn push(&self, hint: u32) -> usize {
        self.with(|hints| {
            hints.push(hint);
            hints.len() - 1
        })
    }

    #[inline]
    pub(super) fn pop(&self) -> u32 {
        self.with(|hints| {
            let hint = hints.pop().unwrap_or_default();
            release_if_empty(hints);
            hint
        })
    }

    pub(super) fn get(&self, number: usize) -> u32 {
        self.with(|hints| hints.get(number).copied()).unwrap_or_default()
    }

    pub(super) fn set(&self, number: usize, hint: u32) {
        self.with(|hints| {
            if let Some(kept) = hints.get_mut(number) {
                *kept = hint;
            }
        });
    }

    pub(super) fn truncate(&self, len: usize) {
        self.with(|hints| {
            hints.truncate(len);
            release_if_empty(hints);
        });
    }
}

#[inline]
fn release_if_empty(hints: &mut Vec<u32>) {
    if hints.is_empty() {
        release(hints);
    }
}

#[cold]
#[inline(never)]
fn release(hints: &mut Vec<u32>) {
    *hints = Vec::new();
}

#[cfg(test)]
mod tests;

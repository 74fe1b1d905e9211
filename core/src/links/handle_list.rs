//! What a list of handles can do beyond other lists: filter and sort by a user's closures.

use std::collections::{HashMap, VecDeque};
use std::{mem, ptr};

use crate::kernel::dyn_handle::{AsDynHandle, address};
use crate::store::cow_list::CowList;

impl<H: AsDynHandle> CowList<H> {
    /// Asks about each handle that is here now, and gives those that are to go. No user code runs while
    /// they are taken out, which [`take_out`](Self::take_out) does.
    pub(crate) fn reject(&self, mut keep: impl FnMut(&H) -> bool) -> Rejected<H> {
        let before = self.snapshot();
        let mut rejected = Vec::new();
        let mut answers = Vec::with_capacity(before.len());
        for handle in before.iter() {
            let keeps = keep(handle);
            if !keeps {
                rejected.push(handle.clone());
            }
            answers.push((address(handle), keeps));
        }
        // Not at the end, where a panic in the `Drop` of data would lose the answer.
        drop(before);
        // The rejected are held, so none of their addresses becomes another node's.
        let mut of_rejected: HashMap<_, VecDeque<_>> =
            rejected.iter().map(|handle| (address(handle), VecDeque::new())).collect();
        for (address, keeps) in answers {
            if let Some(answers) = of_rejected.get_mut(&address) {
                answers.push_back(keeps);
            }
        }
        Rejected { _held: rejected, answers: of_rejected }
    }

    /// Takes out what has been rejected and is still here. A node that is here more than once has an answer
    /// for each time.
    pub(crate) fn take_out(&self, rejected: &mut Rejected<H>) -> Vec<H> {
        if rejected.answers.is_empty() {
            return Vec::new();
        }
        self.edit(|items| {
            let (kept, removed) = mem::take(items).into_iter().partition(|handle| {
                let answers = rejected.answers.get_mut(&address(handle));
                answers.and_then(VecDeque::pop_front).unwrap_or(true)
            });
            *items = kept;
            removed
        })
    }

    /// Sorts a copy of what is here now. If `sort` changes the list, what is still here counts, and what
    /// has come meanwhile stands at the end; what is gone is given, too.
    pub(crate) fn sorted(&self, sort: impl FnOnce(&mut [H])) -> (Vec<H>, impl Sized) {
        let before = self.snapshot();
        let mut sorted = before.to_vec();
        sort(&mut sorted);
        let mut gone = Vec::new();
        if !self.with(|items| ptr::eq(items, &raw const *before)) {
            let now = self.snapshot();
            let mut left: HashMap<_, usize> = HashMap::new();
            now.iter().for_each(|handle| *left.entry(address(handle)).or_default() += 1);
            let mut take = |handle: &H| match left.get_mut(&address(handle)) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    true
                }
                _ => false,
            };
            (sorted, gone) = sorted.into_iter().partition(&mut take);
            // Of those that are here more than once, the first ones are in the order.
            let new: Vec<_> = now.iter().rev().filter(|handle| take(handle)).cloned().collect();
            sorted.extend(new.into_iter().rev());
        }
        (sorted, (before, gone))
    }

    /// Moves an item from one place to another; those between move over by one.
    pub(crate) fn move_to(&self, from: usize, to: usize) {
        self.rearrange(|items| {
            if from < to {
                items[from..=to].rotate_left(1);
            } else {
                items[to..=from].rotate_right(1);
            }
        });
    }
}

/// What is to be taken out of a list.
pub(crate) struct Rejected<H> {
    _held: Vec<H>,
    answers: HashMap<*const (), VecDeque<bool>>,
}

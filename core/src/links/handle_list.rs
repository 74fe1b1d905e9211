//! Filtering and sorting a list of handles by user closures.
//!
//! A closure runs on a snapshot, and may change the list meanwhile. Its answers are applied in one
//! step when it has returned for the last time.

use std::collections::{HashMap, VecDeque};
use std::{mem, ptr};

use crate::kernel::dyn_handle::{AsDynHandle, address};
use crate::kernel::long_list::Restore;
use crate::store::cow_list::{CowList, ListSnapshot};

impl<H: AsDynHandle> CowList<H> {
    /// Calls `keep` for each handle of a snapshot. A node that is in the list more than once has an
    /// answer for each occurrence.
    ///
    /// Returns the answers for the list as it is then. No user code may run until they are applied
    /// by [`remove_rejected`](Self::remove_rejected).
    pub(crate) fn ask_all(&self, keep: impl FnMut(&H) -> bool, restore: Restore<H>) -> Answers<H> {
        self.leave_chunks(restore);
        let before = self.snapshot();
        let keeps: Vec<_> = before.iter().map(keep).collect();
        if self.is_unchanged_since(&before) {
            return Answers { keeps, _rejected: Vec::new() };
        }
        self.answers_by_node(before, keeps, restore)
    }

    /// The answers for a list that `keep` has changed.
    #[cold]
    fn answers_by_node(
        &self,
        before: ListSnapshot<H>,
        keeps: Vec<bool>,
        restore: Restore<H>,
    ) -> Answers<H> {
        let (mut rejected, mut asked) = (Vec::new(), Vec::with_capacity(before.len()));
        for (handle, keeps) in before.iter().zip(keeps) {
            if !keeps {
                rejected.push(handle.clone());
            }
            asked.push((address(handle), keeps));
        }
        // Nodes that `keep` has removed may die here. So the list is read afterwards.
        drop(before);
        // `keep` may have put it into chunks.
        self.leave_chunks(restore);
        let now: Vec<_> = self.with(|items| items.iter().map(address).collect());
        Answers { keeps: answers_for(&now, &asked), _rejected: rejected }
    }

    /// Removes the handles that are not to be kept, and returns them. Calls `settle` with each
    /// handle, and with its new index if it is kept.
    pub(crate) fn remove_rejected(
        &self,
        answers: &Answers<H>,
        mut settle: impl FnMut(&H, Option<usize>),
    ) -> Vec<H> {
        let count = answers.rejected_count();
        let mut removed = Vec::with_capacity(count);
        if count == 0 {
            return removed;
        }
        self.edit(|items| {
            let (mut keeps, mut index) = (answers.keeps.iter(), 0);
            // This collects them in the same buffer.
            let kept = mem::take(items).into_iter().filter_map(|handle| {
                if let Some(false) = keeps.next() {
                    settle(&handle, None);
                    removed.push(handle);
                    return None;
                }
                settle(&handle, Some(index));
                index += 1;
                Some(handle)
            });
            *items = kept.collect();
        });
        self.give_back();
        removed
    }

    /// Sorts a copy of the list by `sort`, then puts it in place. If `sort` changes the list,
    /// handles that it removed stay out, and handles that it added come at the end.
    ///
    /// Returns the handles in the order before, and others that are left over, for the caller to drop
    /// when the graph is in order.
    pub(crate) fn sort_with(
        &self,
        sort: impl FnOnce(&mut [H]),
        restore: Restore<H>,
    ) -> (ListSnapshot<H>, impl Sized) {
        let (sorted, left_over) = self.sorted(sort, restore);
        (self.replace(sorted), left_over)
    }

    /// The handles in their new order, and those that are left over. The caller puts them in place before
    /// any user code runs.
    pub(crate) fn sorted(
        &self,
        sort: impl FnOnce(&mut [H]),
        restore: Restore<H>,
    ) -> (Vec<H>, impl Sized) {
        self.leave_chunks(restore);
        let before = self.snapshot();
        let mut sorted = before.to_vec();
        sort(&mut sorted);
        // `sort` may have put the list into chunks.
        self.leave_chunks(restore);
        let mut gone = Vec::new();
        if !self.with(|items| ptr::eq(items, &raw const *before)) {
            let now = self.snapshot();
            let mut counts: HashMap<_, usize> = HashMap::new();
            now.iter().for_each(|handle| *counts.entry(address(handle)).or_default() += 1);
            let mut is_left = |handle: &H| match counts.get_mut(&address(handle)) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    true
                }
                _ => false,
            };
            (sorted, gone) = sorted.into_iter().partition(&mut is_left);
            // From the back, so that of equal handles the last ones count as new.
            let new: Vec<_> = now.iter().rev().filter(|handle| is_left(handle)).cloned().collect();
            sorted.extend(new.into_iter().rev());
        }
        (sorted, (before, gone))
    }
}

/// Whether to keep each node of a list that has changed since a closure was asked. The rejected nodes
/// are held, so none of their addresses is that of a new node.
fn answers_for(now: &[*const ()], asked: &[(*const (), bool)]) -> Vec<bool> {
    let rejected = asked.iter().filter(|(_, keeps)| !keeps);
    let mut answers: HashMap<_, VecDeque<_>> =
        rejected.map(|(address, _)| (*address, VecDeque::new())).collect();
    for (address, keeps) in asked {
        if let Some(answers) = answers.get_mut(address) {
            answers.push_back(*keeps);
        }
    }
    let mut next_answer = |address| answers.get_mut(address)?.pop_front();
    now.iter().map(|address| next_answer(address).unwrap_or(true)).collect()
}

/// The answers of a closure that was asked which handles to keep.
pub(crate) struct Answers<H> {
    /// Whether to keep each handle.
    pub(crate) keeps: Vec<bool>,
    /// Rejected handles of a list that the closure has changed. The caller drops them when the graph
    /// is in order, after the removed ones.
    _rejected: Vec<H>,
}

impl<H> Answers<H> {
    fn rejected_count(&self) -> usize {
        self.keeps.iter().filter(|keeps| !**keeps).count()
    }

    /// The indices of the rejected handles.
    #[cold]
    pub(crate) fn rejected_indices(&self) -> Vec<usize> {
        (0..self.keeps.len()).filter(|&index| !self.keeps[index]).collect()
    }
}

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
    /// Returns a value that holds all rejected nodes, for [`remove_rejected`](Self::remove_rejected).
    /// The caller drops it when the graph is in order, after the removed handles.
    pub(crate) fn ask_all(&self, keep: impl FnMut(&H) -> bool, restore: Restore<H>) -> Rejected<H> {
        self.leave_chunks(restore);
        let rejected = self.ask(keep);
        // `keep` may have put the list into chunks.
        self.leave_chunks(restore);
        rejected
    }

    /// Removes the handles that `keep` has rejected, if they are still here, and returns them. Calls
    /// `note` with what happens to each.
    pub(crate) fn remove_rejected(
        &self,
        rejected: &mut Rejected<H>,
        mut note: impl FnMut(bool),
    ) -> Vec<H> {
        match rejected {
            Rejected::InOrder(all_keep) => {
                let count = all_keep.iter().filter(|keeps| !**keeps).count();
                if count == 0 {
                    return Vec::new();
                }
                self.edit(|items| {
                    let mut kept = Vec::with_capacity(items.len() - count);
                    let mut removed = Vec::with_capacity(count);
                    for (handle, keeps) in mem::take(items).into_iter().zip(all_keep) {
                        note(*keeps);
                        if *keeps { kept.push(handle) } else { removed.push(handle) }
                    }
                    *items = kept;
                    removed
                })
            }
            Rejected::ByNode { answers, .. } => self.edit(|items| {
                let (kept, removed) = mem::take(items).into_iter().partition(|handle| {
                    let answers = answers.get_mut(&address(handle));
                    let keeps = answers.and_then(VecDeque::pop_front).unwrap_or(true);
                    note(keeps);
                    keeps
                });
                *items = kept;
                removed
            }),
        }
    }

    fn ask(&self, mut keep: impl FnMut(&H) -> bool) -> Rejected<H> {
        let before = self.snapshot();
        let mut all_keep = Vec::with_capacity(before.len());
        for handle in before.iter() {
            all_keep.push(keep(handle));
        }
        if self.is_unchanged_since(&before) || !all_keep.contains(&false) {
            return Rejected::InOrder(all_keep);
        }
        let (mut rejected, mut all_answers) = (Vec::new(), Vec::with_capacity(before.len()));
        for (handle, keeps) in before.iter().zip(all_keep) {
            if !keeps {
                rejected.push(handle.clone());
            }
            all_answers.push((address(handle), keeps));
        }
        // Not at the end, where a panic in the `Drop` of data would lose the answers.
        drop(before);
        // The rejected nodes are held, so none of their addresses becomes another node's.
        let mut answers: HashMap<_, VecDeque<_>> =
            rejected.iter().map(|handle| (address(handle), VecDeque::new())).collect();
        for (address, keeps) in all_answers {
            if let Some(answers) = answers.get_mut(&address) {
                answers.push_back(keeps);
            }
        }
        Rejected::ByNode { _held: rejected, answers }
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

/// The answers of a closure that was asked which handles to keep.
pub(crate) enum Rejected<H> {
    /// Whether to keep each handle. The closure has not changed the list, or has rejected none.
    InOrder(Vec<bool>),
    ByNode {
        /// All rejected handles, so that their nodes live while the answers are looked up by address.
        _held: Vec<H>,
        /// For the node at an address: whether to keep it, for each occurrence in the list.
        answers: HashMap<*const (), VecDeque<bool>>,
    },
}

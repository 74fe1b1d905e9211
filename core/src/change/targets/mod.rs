//! The changes of weak links, shared links and saved references: recording them, and applying them.

// # How a change of a link is recorded
//
// An operation tells the ranges of entries that it is about to change (`Changing::begin`), changes them,
// and tells how long each range is now (`Changing::end`). What was there before and what is there now
// is compared, and a record has only what differs: the entries that left and those that came, with
// their indices, or a permutation. So an operation that changes one entry reads one entry, and one that
// takes O(n) anyway may name the whole list.
//
// All of this is untyped: it reads and writes links through `DynShared`, `DynWeak` and `DynSaved`.
//
// The record has indices, so each change of the entries must have one. But a weak link loses the
// entries of dead nodes now and then, and that is no change that anybody has made. So while the log is
// open, only an operation that is recorded removes them, as a part of its own change; and if it changes
// nothing else, they are put back.

mod diff;
mod edit;
mod ids;
mod recording;
#[cfg(test)]
mod tests;

pub(crate) use recording::{ALL, Changing, added, moved, swap_removed};

use std::ops::Range;

use crate::kernel::dyn_link::{DynLink, DynSaved, DynShared, DynWeak, LinkEntry};
use crate::kernel::dyn_node::DynNode;

/// A weak or a shared link.
#[derive(Clone, Copy)]
enum Targets<'a> {
    Shared(&'a dyn DynShared),
    Weak(&'a dyn DynWeak),
}

impl<'a> Targets<'a> {
    /// The link with this number.
    fn of(host: &'a dyn DynNode, number: usize) -> Option<Self> {
        match host.link(number)? {
            DynLink::Shared(link) => Some(Targets::Shared(link)),
            DynLink::Weak(link) => Some(Targets::Weak(link)),
            _ => None,
        }
    }

    /// The entries in a range, which may end behind the last one.
    fn entries(self, range: Range<usize>) -> Vec<LinkEntry> {
        match self {
            Targets::Shared(link) => {
                let targets = link.targets();
                let range = range.start..range.end.min(targets.len());
                let entry = |index| LinkEntry { node: targets.get(index), key: link.key_at(index) };
                range.map(entry).collect()
            }
            Targets::Weak(link) => {
                let targets = link.targets(range).into_iter();
                targets.map(|node| LinkEntry { node, key: None }).collect()
            }
        }
    }

    /// As [`DynShared::put`]. What a weak link loses is not in `old`.
    fn put(self, range: Range<usize>, new: &[LinkEntry], old: &mut Vec<LinkEntry>) {
        match self {
            Targets::Shared(link) => link.put(range, new, old),
            Targets::Weak(link) => link.put(range, new),
        }
    }

    fn saved(self) -> Option<&'a dyn DynSaved> {
        match self {
            Targets::Shared(link) => link.saved(),
            Targets::Weak(link) => link.saved(),
        }
    }
}

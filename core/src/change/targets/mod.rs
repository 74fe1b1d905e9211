//! The changes of weak links, shared links and saved references: recording them, and applying them.

// # How a change of a link is recorded
//
// An operation names the ranges of entries that it is about to change (`Changing::begin`), changes
// them, and says how long each range is now (`Changing::end`). The entries before and after are
// compared. The record has only the difference: the entries that left and those that came, with their
// indices, or a permutation. So an operation that changes one entry reads one entry, and one that takes
// O(n) anyway may name the whole list.
//
// All of this is untyped: it reads and writes links through `DynShared`, `DynWeak` and `DynSaved`.
//
// The indices in a record are right only if each change of the entries is recorded. But a weak link
// also drops the entries of dead nodes, which no operation asked for. So while the log is open, only an
// operation that is recorded removes them, as a part of its own change. If it changes nothing else,
// they are put back.

mod diff;
mod edit;
mod ids;
mod recording;
#[cfg(test)]
mod tests;

pub(crate) use recording::{ALL, Changing, end, end_adding, end_insertion, moved, swap_removed};

use std::ops::Range;

use crate::death::{self, placed};
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::{DynLink, DynSaved, DynShared, DynWeak, LinkEntry};

/// A weak or a shared link.
#[derive(Clone, Copy)]
struct Targets<'a> {
    host: &'a AnyRc,
    number: usize,
    link: Link<'a>,
}

#[derive(Clone, Copy)]
enum Link<'a> {
    Shared(&'a dyn DynShared),
    Weak(&'a dyn DynWeak),
}

impl<'a> Targets<'a> {
    /// The link with this number.
    fn of(host: &'a AnyRc, number: usize) -> Option<Self> {
        let link = match host.as_std().link(number)? {
            DynLink::Shared(link) => Link::Shared(link),
            DynLink::Weak(link) => Link::Weak(link),
            _ => return None,
        };
        Some(Targets { host, number, link })
    }

    /// The entries in a range, which may end behind the last one.
    fn entries(self, range: Range<usize>) -> Vec<LinkEntry> {
        match self.link {
            Link::Shared(link) => {
                let targets = link.targets();
                let range = range.start..range.end.min(targets.len());
                let entry = |index| LinkEntry { node: targets.get(index), key: link.key_at(index) };
                range.map(entry).collect()
            }
            Link::Weak(link) => {
                let targets = link.targets(range).into_iter();
                targets.map(|node| LinkEntry { node, key: None }).collect()
            }
        }
    }

    /// Puts these entries in the place of those in the range. `old` gets the entries that leave a shared
    /// link, since it may have held the last handle to their nodes.
    fn put(self, range: Range<usize>, new: &[LinkEntry], old: &mut Vec<LinkEntry>) {
        match self.link {
            Link::Shared(link) => {
                old.extend(self.entries(range.clone()));
                self.note_targets(new);
                link.put(range, new);
                death::note_released();
                if link.targets().len() == 0 {
                    link.candidacy().end(|| self.host.as_std().address());
                }
            }
            Link::Weak(link) => link.put(range, new),
        }
    }

    /// Marks new targets of a shared link as needing finalization, and records them for a collection.
    fn note_targets(self, new: &[LinkEntry]) {
        let mut targets = new.iter().filter_map(|entry| entry.node.clone());
        targets.clone().for_each(|target| death::mark(&**target.as_std()));
        if death::is_recording() {
            placed::record_shared(&mut targets, self.host.as_std(), self.number);
        }
    }

    fn saved(self) -> Option<&'a dyn DynSaved> {
        match self.link {
            Link::Shared(link) => link.saved(),
            Link::Weak(link) => link.saved(),
        }
    }
}

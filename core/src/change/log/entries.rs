//! [`Entries`]: records, each with the nodes that must not die as long as it is here.

use std::mem;
use std::ops::Deref;

use crate::change::log::record::Record;
use crate::death::panic_report::guarded;
use crate::kernel::any::AnyRc;

/// Records in order, each with the nodes that must not die as long as it is here.
#[derive(Default)]
pub(crate) struct Entries {
    all: Vec<Entry>,
}

/// A record, and what must not die as long as it is here.
pub(crate) struct Entry {
    pub(crate) record: Record,
    kept: Kept,
}

/// The nodes of a record: mostly a host and a child, which take no memory of their own.
pub(crate) enum Kept {
    Two([AnyRc; 2]),
    Any(Vec<AnyRc>),
}

/// Room for more records is not kept for the next step.
const MAX_ROOM: usize = 64;

impl Entries {
    pub(crate) const fn new() -> Self {
        Entries { all: Vec::new() }
    }

    #[inline]
    pub(crate) fn push(&mut self, record: Record, kept: impl Into<Kept>) {
        self.all.push(Entry { record, kept: kept.into() });
    }

    pub(super) fn pop(&mut self) -> Option<Entry> {
        self.all.pop()
    }

    /// Moves all of `later` to the end. Lists without records are swapped, so that no room is lost.
    pub(crate) fn append(&mut self, later: &mut Entries) {
        if self.is_empty() {
            mem::swap(self, later);
        } else {
            self.all.append(&mut later.all);
        }
    }

    /// Lets go of the nodes and records, in order. Each may be a death.
    pub(crate) fn release(&mut self) {
        self.all.drain(..).for_each(Entry::release);
        self.give_back();
    }

    /// Gives back the memory of many records, when none is here any more.
    pub(super) fn give_back(&mut self) {
        if self.all.capacity() > MAX_ROOM {
            *self = Entries::new();
        }
    }
}

impl Deref for Entries {
    type Target = [Entry];

    fn deref(&self) -> &[Entry] {
        &self.all
    }
}

impl Entry {
    pub(crate) fn kept(&self) -> &[AnyRc] {
        match &self.kept {
            Kept::Two(nodes) => nodes,
            Kept::Any(nodes) => nodes,
        }
    }

    /// As [`Entries::release`].
    pub(crate) fn release(self) {
        match self.kept {
            Kept::Two([first, second]) => {
                release_node(first);
                release_node(second);
            }
            Kept::Any(nodes) => nodes.into_iter().for_each(release_node),
        }
        if !self.record.is_plain() {
            guarded("transaction", || drop(self.record));
        }
    }
}

/// Without nodes: other code holds them.
impl From<Record> for Entry {
    fn from(record: Record) -> Self {
        Entry { record, kept: Kept::Any(Vec::new()) }
    }
}

impl From<[AnyRc; 2]> for Kept {
    #[inline]
    fn from(nodes: [AnyRc; 2]) -> Self {
        Kept::Two(nodes)
    }
}

impl From<Vec<AnyRc>> for Kept {
    fn from(nodes: Vec<AnyRc>) -> Self {
        Kept::Any(nodes)
    }
}

#[inline]
fn release_node(node: AnyRc) {
    if AnyRc::strong_count(&node) > 1 {
        return drop(node);
    }
    guarded(node.type_name(), || drop(node));
}

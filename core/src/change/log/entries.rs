//! [`Entries`]: records, each with the nodes that must not die as long as it is here.

use std::mem;

use crate::change::log::record::Record;
use crate::death::panic_report::guarded;
use crate::kernel::any::AnyRc;

/// Records, each with the nodes that must not die as long as it is here.
///
/// Three lists in place of one of [`Entry`], so that a record costs no allocation of its own for its
/// nodes, and listeners get the records without a copy.
#[derive(Default)]
pub(crate) struct Entries {
    records: Vec<Record>,
    /// The nodes of all records, in order.
    kept: Vec<AnyRc>,
    /// Where the nodes of each record end.
    ends: Vec<usize>,
}

/// A record, and what must not die as long as it is here.
pub(crate) struct Entry {
    pub(crate) record: Record,
    pub(crate) kept: Vec<AnyRc>,
}

/// Room for more records is not kept for the next step.
const MAX_ROOM: usize = 64;

impl Entries {
    pub(crate) const fn new() -> Self {
        Entries { records: Vec::new(), kept: Vec::new(), ends: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(crate) fn records(&self) -> &[Record] {
        &self.records
    }

    /// The nodes of the records from this one on.
    pub(crate) fn kept_from(&self, record: usize) -> &[AnyRc] {
        let start = record.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.kept[start..]
    }

    #[inline]
    pub(crate) fn push(&mut self, record: Record, kept: impl IntoIterator<Item = AnyRc>) {
        self.records.push(record);
        self.kept.extend(kept);
        self.ends.push(self.kept.len());
    }

    pub(super) fn pop(&mut self) -> Option<Entry> {
        let record = self.records.pop()?;
        self.ends.pop();
        let start = self.ends.last().map_or(0, |end| *end);
        Some(Entry { record, kept: self.kept.drain(start..).collect() })
    }

    /// Moves all of `later` to the end. Lists without records are swapped, so that no room is lost.
    pub(crate) fn append(&mut self, later: &mut Entries) {
        if self.is_empty() {
            return mem::swap(self, later);
        }
        let before = self.kept.len();
        self.records.append(&mut later.records);
        self.kept.append(&mut later.kept);
        self.ends.extend(later.ends.drain(..).map(|end| end + before));
    }

    /// Lets go of the nodes and records, in order. Each may be a death.
    pub(crate) fn release(&mut self) {
        let mut kept = self.kept.drain(..);
        let mut first = 0;
        for (record, end) in self.records.drain(..).zip(self.ends.drain(..)) {
            kept.by_ref().take(end - first).for_each(release_node);
            first = end;
            release_record(record);
        }
        drop(kept);
        self.give_back();
    }

    /// Gives back the memory of many records, when none is here any more.
    pub(super) fn give_back(&mut self) {
        if self.records.capacity().max(self.kept.capacity()) > MAX_ROOM {
            *self = Entries::new();
        }
    }
}

impl Entry {
    /// As [`Entries::release`].
    pub(crate) fn release(self) {
        self.kept.into_iter().for_each(release_node);
        release_record(self.record);
    }
}

#[inline]
fn release_node(node: AnyRc) {
    if AnyRc::strong_count(&node) > 1 {
        return drop(node);
    }
    guarded(node.type_name(), || drop(node));
}

#[inline]
fn release_record(record: Record) {
    if record.is_plain() {
        return drop(record);
    }
    guarded("transaction", || drop(record));
}

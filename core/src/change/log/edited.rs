//! [`EditedValues`]: which values have a record in the open step.

use std::collections::HashMap;

use crate::store::hash::BuildFoldedHash;

/// Which values have a record in the open step, and which record is the latest of each. While a
/// savepoint is open, only its own records count: it goes back to the data that was there when it
/// began.
pub(crate) struct EditedValues {
    /// The index of a value's latest record among the entries, by the address of the value.
    latest: HashMap<usize, usize, BuildFoldedHash>,
    added: Vec<Added>,
    /// The number of entries at the beginning of the innermost savepoint.
    savepoint: usize,
}

struct Added {
    value: usize,
    index: usize,
    /// The index of the value's record before this one.
    before: Option<usize>,
}

/// A table with more room is not kept for the next step.
const MAX_KEPT: usize = 64;

impl EditedValues {
    pub(crate) const fn new() -> Self {
        EditedValues {
            latest: HashMap::with_hasher(BuildFoldedHash::new()),
            added: Vec::new(),
            savepoint: 0,
        }
    }

    /// Whether a change of the value at this address needs no record of its own.
    pub(crate) fn contains(&self, value: usize) -> bool {
        self.latest.get(&value).is_some_and(|&index| index >= self.savepoint)
    }

    /// Call this when the value has got a record, which is at this index.
    pub(crate) fn add(&mut self, value: usize, index: usize) {
        let before = self.latest.insert(value, index);
        self.added.push(Added { value, index, before });
    }

    /// Forgets the records from this index on.
    pub(crate) fn truncate(&mut self, len: usize) {
        while let Some(added) = self.added.pop_if(|added| added.index >= len) {
            match added.before {
                Some(before) => self.latest.insert(added.value, before),
                None => self.latest.remove(&added.value),
            };
        }
    }

    /// Forgets all records.
    pub(crate) fn clear(&mut self) {
        if self.added.capacity() > MAX_KEPT {
            *self = EditedValues { savepoint: self.savepoint, ..EditedValues::new() };
        } else {
            self.latest.clear();
            self.added.clear();
        }
    }

    /// Begins a savepoint at this number of entries. Returns the one around it, for
    /// [`end_savepoint`](Self::end_savepoint).
    pub(crate) fn begin_savepoint(&mut self, len: usize) -> usize {
        std::mem::replace(&mut self.savepoint, len)
    }

    pub(crate) fn end_savepoint(&mut self, outer: usize) {
        self.savepoint = outer;
    }
}

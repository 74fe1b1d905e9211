//! Filtering the entries of a map by a user closure.

use std::collections::HashMap;

use crate::kernel::dyn_handle::{AsDynHandle, address};
use crate::links::keyed::entries::Entries;
use crate::links::keyed::entry::Entry;
use crate::links::keyed::hints::Hints;
use crate::links::keyed::iter;
use crate::store::hash::BuildFoldedHash;

/// The entries that a closure has rejected. It holds them, so that no address becomes another
/// node's.
pub(crate) struct Rejected<K, H> {
    by_address: HashMap<*const (), Entry<K, H>, BuildFoldedHash>,
}

/// Asks `keep` for each entry of a snapshot.
pub(crate) fn rejected<K: 'static, H: AsDynHandle, M: Hints>(
    entries: &Entries<K, H, M>,
    mut keep: impl FnMut(&Entry<K, H>) -> bool,
) -> Rejected<K, H> {
    let mut by_address = HashMap::default();
    for (key, handle) in iter::Entries::over(entries.snapshot()) {
        let entry = Entry { key, handle };
        if !keep(&entry) {
            by_address.insert(entry.key.address(), entry);
        }
    }
    Rejected { by_address }
}

impl<K: 'static, H: AsDynHandle> Rejected<K, H> {
    pub(crate) fn is_empty(&self) -> bool {
        self.by_address.is_empty()
    }

    /// Whether the entry was rejected: this node under this very key.
    pub(crate) fn contains(&self, entry: &Entry<K, H>) -> bool {
        let rejected = self.by_address.get(&entry.key.address());
        rejected.is_some_and(|rejected| address(rejected) == address(entry))
    }
}

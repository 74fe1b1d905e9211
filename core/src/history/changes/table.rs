//! [`Table`]: values in the order in which they were added, found by keys.

use std::collections::HashMap;
use std::hash::Hash;

use crate::store::hash::BuildFoldedHash;

/// Values in the order in which they were added, found by keys.
///
/// Most batches are small, so the first keys are compared one by one.
pub(super) struct Table<K, V> {
    keys: Vec<K>,
    pub(super) values: Vec<V>,
    /// The index of each key, if there are more than [`FEW`].
    index: HashMap<K, usize, BuildFoldedHash>,
}

const FEW: usize = 8;

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Table { keys: Vec::new(), values: Vec::new(), index: HashMap::default() }
    }
}

impl<K: Hash + Eq + Copy, V> Table<K, V> {
    /// O(1).
    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.index_of(key).map(|index| &self.values[index])
    }

    /// O(1).
    pub(super) fn get_or_insert(&mut self, key: K, new: impl FnOnce() -> V) -> &mut V {
        let index = self.index_of(&key).unwrap_or(self.values.len());
        if index == self.values.len() {
            self.keys.push(key);
            self.values.push(new());
            if index == FEW {
                self.index.extend(self.keys.iter().copied().zip(0..));
            } else if index > FEW {
                self.index.insert(key, index);
            }
        }
        &mut self.values[index]
    }

    /// The table with other values under the same keys.
    pub(super) fn map<W>(self, change: impl FnMut(V) -> W) -> Table<K, W> {
        let Table { keys, values, index } = self;
        Table { keys, values: values.into_iter().map(change).collect(), index }
    }

    fn index_of(&self, key: &K) -> Option<usize> {
        if self.keys.len() <= FEW {
            return self.keys.iter().position(|other| other == key);
        }
        self.index.get(key).copied()
    }
}

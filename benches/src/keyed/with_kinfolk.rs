//! The maps in links of kinfolk.

use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;

#[cfg(feature = "peers")]
use indexmap::IndexMap;
use kinfolk::{Graph, Rc};

use super::{Key, Map};

#[derive(Graph)]
#[graph(back(sorted: SortedBoard<K>), back(hashed: HashedBoard<K>))]
pub(super) struct Item<K: Key> {
    number: u64,
    keys: PhantomData<K>,
}

#[derive(Graph)]
pub(super) struct SortedBoard<K: Key> {
    #[graph(own)]
    items: BTreeMap<K, Item<K>>,
}

#[derive(Graph)]
pub(super) struct HashedBoard<K: Key> {
    #[graph(own)]
    items: HashMap<K, Item<K>>,
}

// With an item of its own: a third back-link would make those of the other maps larger.
#[cfg(feature = "peers")]
#[derive(Graph)]
#[graph(back(board: IndexedBoard<K>))]
pub(super) struct IndexedItem<K: Key> {
    number: u64,
    keys: PhantomData<K>,
}

#[cfg(feature = "peers")]
#[derive(Graph)]
pub(super) struct IndexedBoard<K: Key> {
    #[graph(own)]
    items: IndexMap<K, IndexedItem<K>>,
}

pub(super) struct Sorted<K: Key>(Rc<SortedBoard<K>>);

pub(super) struct Hashed<K: Key>(Rc<HashedBoard<K>>);

#[cfg(feature = "peers")]
pub(super) struct Indexed<K: Key>(Rc<IndexedBoard<K>>);

macro_rules! map {
    ($name:ident, $board:ident, $item:ident, $map:ident, $remove:ident) => {
        impl<K: Key> Map<K> for $name<K> {
            fn empty() -> Self {
                $name($board { items: $map::default() }.into_graph())
            }

            fn insert(&self, key: K, number: u64) {
                self.0.items.insert(key, $item { number, keys: PhantomData });
            }

            fn get(&self, key: &K) -> Option<u64> {
                Some(self.0.items.get(key)?.number)
            }

            fn sum(&self) -> u64 {
                self.0.items.iter().map(|(_, item)| item.number).sum()
            }

            fn remove(&self, key: &K) -> Option<u64> {
                Some(self.0.items.$remove(key)?.number)
            }
        }
    };
}

map!(Sorted, SortedBoard, Item, BTreeMap, remove);
map!(Hashed, HashedBoard, Item, HashMap, remove);
#[cfg(feature = "peers")]
map!(Indexed, IndexedBoard, IndexedItem, IndexMap, swap_remove);

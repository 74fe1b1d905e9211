//! The maps in links of kinfolk.

use std::collections::{BTreeMap, HashMap};

use kinfolk::{Graph, Rc};

use super::{Key, Map};

#[derive(Graph)]
#[graph(back(sorted: SortedBoard<K>), back(hashed: HashedBoard<K>))]
pub(super) struct Item<K: Key> {
    number: u64,
    keys: std::marker::PhantomData<K>,
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

pub(super) struct Sorted<K: Key>(Rc<SortedBoard<K>>);

pub(super) struct Hashed<K: Key>(Rc<HashedBoard<K>>);

macro_rules! map {
    ($name:ident, $board:ident, $map:ident) => {
        impl<K: Key> Map<K> for $name<K> {
            fn empty() -> Self {
                $name($board { items: $map::new() }.into_graph())
            }

            fn insert(&self, key: K, number: u64) {
                self.0.items.insert(key, Item { number, keys: std::marker::PhantomData });
            }

            fn get(&self, key: &K) -> Option<u64> {
                Some(self.0.items.get(key)?.number)
            }

            fn sum(&self) -> u64 {
                self.0.items.iter().map(|(_, item)| item.number).sum()
            }

            fn remove(&self, key: &K) -> Option<u64> {
                Some(self.0.items.remove(key)?.number)
            }
        }
    };
}

map!(Sorted, SortedBoard, BTreeMap);
map!(Hashed, HashedBoard, HashMap);

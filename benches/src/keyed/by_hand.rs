//! The maps of std and `indexmap`, with `Rc`s and back-links by hand.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::{Rc, Weak};

#[cfg(feature = "peers")]
use indexmap::IndexMap;

use super::{Key, Map};

pub(super) struct Item<B> {
    board: RefCell<Weak<B>>,
    number: u64,
}

pub(super) struct SortedBoard<K> {
    items: RefCell<BTreeMap<K, Rc<Item<SortedBoard<K>>>>>,
}

pub(super) struct HashedBoard<K> {
    items: RefCell<HashMap<K, Rc<Item<HashedBoard<K>>>>>,
}

#[cfg(feature = "peers")]
pub(super) struct IndexedBoard<K> {
    items: RefCell<IndexMap<K, Rc<Item<IndexedBoard<K>>>>>,
}

pub(super) struct Sorted<K>(Rc<SortedBoard<K>>);

pub(super) struct Hashed<K>(Rc<HashedBoard<K>>);

#[cfg(feature = "peers")]
pub(super) struct Indexed<K>(Rc<IndexedBoard<K>>);

macro_rules! map {
    ($name:ident, $board:ident, $map:ident, $remove:ident) => {
        impl<K: Key> Map<K> for $name<K> {
            fn empty() -> Self {
                $name(Rc::new($board { items: RefCell::new($map::default()) }))
            }

            fn insert(&self, key: K, number: u64) {
                let board = RefCell::new(Rc::downgrade(&self.0));
                let former = self.0.items.borrow_mut().insert(key, Rc::new(Item { board, number }));
                if let Some(former) = former {
                    *former.board.borrow_mut() = Weak::new();
                }
            }

            fn get(&self, key: &K) -> Option<u64> {
                let item = self.0.items.borrow().get(key).cloned()?;
                Some(item.number)
            }

            fn sum(&self) -> u64 {
                self.0.items.borrow().iter().map(|(_, item)| item.number).sum()
            }

            fn remove(&self, key: &K) -> Option<u64> {
                let item = self.0.items.borrow_mut().$remove(key)?;
                *item.board.borrow_mut() = Weak::new();
                Some(item.number)
            }
        }
    };
}

map!(Sorted, SortedBoard, BTreeMap, remove);
map!(Hashed, HashedBoard, HashMap, remove);
#[cfg(feature = "peers")]
map!(Indexed, IndexedBoard, IndexMap, swap_remove);

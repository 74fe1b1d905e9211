//! [`Slot`]: a collection and its model; [`Bench`]: those that are over one type.

use std::rc::Rc as StdRc;

use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};

use crate::kinds::{ItemRc, Member, id_of, item};
use crate::model::{Entry, Place, SharedModel};
use crate::things::{Hashing, Key, Name, Value};
use crate::world::{Verdict, refuse, world};

pub type ValueMap<T> = WeakValueMap<Key, T, Hashing>;
pub type KeyMap<T> = WeakKeyMap<T, Value>;

/// What all collections have.
pub trait Collection: 'static {
    fn len(&self) -> usize;

    fn is_empty(&self) -> bool;

    /// By iterating.
    fn entries(&self) -> Vec<(Place, Entry)>;

    /// Whether each way to ask for what is in this place finds this.
    fn check_place(&self, place: Place, node: Option<&ItemRc>, entry: Option<Entry>) -> Verdict;

    /// Whether the other ways to iterate yield the same.
    fn check_entries(&self, entries: &[(Place, Entry)]) -> Verdict;

    /// Whether places are nodes.
    fn is_by_node(&self) -> bool;
}

impl<T: Member> Collection for ValueMap<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn entries(&self) -> Vec<(Place, Entry)> {
        self.iter().map(|(key, node)| entry_by_key::<T>(&key, &node)).collect()
    }

    fn check_place(&self, place: Place, _: Option<&ItemRc>, entry: Option<Entry>) -> Verdict {
        let found = self.get(&Name(place)).map(|node| id_of(&item(&node)));
        let contains = self.contains_key(&Name(place));
        if found != entry.map(|entry| entry.node) || contains != entry.is_some() {
            refuse!("there is {found:?} ({contains}) under {place}, not {entry:?}");
        }
        Ok(())
    }

    fn check_entries(&self, entries: &[(Place, Entry)]) -> Verdict {
        let keys: Vec<_> = self.keys().map(|key| (key.name.0, Some(key.thing.serial))).collect();
        let nodes: Vec<_> = self.values().map(|node| id_of(&item(&node))).collect();
        let by_iter = entries.iter().map(|(place, entry)| (*place, entry.thing));
        if !by_iter.eq(keys.iter().copied())
            || !entries.iter().map(|(_, entry)| entry.node).eq(nodes.iter().copied())
        {
            refuse!("there are the keys {keys:?} and the nodes {nodes:?}, but {entries:?}");
        }
        Ok(())
    }

    fn is_by_node(&self) -> bool {
        false
    }
}

pub fn entry_by_key<T: Member>(key: &Key, node: &T::Handle) -> (Place, Entry) {
    (key.name.0, Entry { node: id_of(&item(node)), thing: Some(key.thing.serial) })
}

impl<T: Member> Collection for KeyMap<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn entries(&self) -> Vec<(Place, Entry)> {
        self.iter().map(|(node, value)| entry_by_node::<T>(&node, Some(&value))).collect()
    }

    fn check_place(&self, place: Place, node: Option<&ItemRc>, entry: Option<Entry>) -> Verdict {
        let Some(node) = node.and_then(T::narrow) else { return Ok(()) };
        let found = self.get(&node).map(|value| value.thing.serial);
        let contains = self.contains_key(&node);
        if found != entry.and_then(|entry| entry.thing) || contains != entry.is_some() {
            refuse!("{place} has the value {found:?} ({contains}), not {entry:?}");
        }
        Ok(())
    }

    fn check_entries(&self, entries: &[(Place, Entry)]) -> Verdict {
        let nodes: Vec<_> = self.keys().map(|node| id_of(&item(&node))).collect();
        let values: Vec<_> = self.values().map(|value| Some(value.thing.serial)).collect();
        if !entries.iter().map(|(place, _)| *place).eq(nodes.iter().copied())
            || !entries.iter().map(|(_, entry)| entry.thing).eq(values.iter().copied())
        {
            refuse!("there are the nodes {nodes:?} and the values {values:?}, but {entries:?}");
        }
        Ok(())
    }

    fn is_by_node(&self) -> bool {
        true
    }
}

impl<T: Member> Collection for WeakSet<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn entries(&self) -> Vec<(Place, Entry)> {
        self.iter().map(|node| entry_by_node::<T>(&node, None)).collect()
    }

    fn check_place(&self, place: Place, node: Option<&ItemRc>, entry: Option<Entry>) -> Verdict {
        let Some(node) = node.and_then(T::narrow) else { return Ok(()) };
        if self.contains(&node) != entry.is_some() {
            refuse!("{place} is there: {}; expected: {entry:?}", self.contains(&node));
        }
        Ok(())
    }

    fn check_entries(&self, _: &[(Place, Entry)]) -> Verdict {
        Ok(())
    }

    fn is_by_node(&self) -> bool {
        true
    }
}

pub fn entry_by_node<T: Member>(node: &T::Handle, value: Option<&Value>) -> (Place, Entry) {
    let node = id_of(&item(node));
    (node, Entry { node, thing: value.map(|value| value.thing.serial) })
}

pub struct Slot<C> {
    /// Dropped first.
    pub collection: C,
    pub model: SharedModel,
    /// Collections are counted.
    pub number: usize,
}

pub trait AnySlot {
    fn number(&self) -> usize;

    fn model(&self) -> &SharedModel;

    fn collection(&self) -> &dyn Collection;
}

impl<C: Collection> AnySlot for Slot<C> {
    fn number(&self) -> usize {
        self.number
    }

    fn model(&self) -> &SharedModel {
        &self.model
    }

    fn collection(&self) -> &dyn Collection {
        &self.collection
    }
}

impl<C: Collection> Slot<C> {
    /// One that the world knows of.
    pub fn new(collection: C, model: SharedModel) -> StdRc<Self> {
        world(|world| {
            let slot = StdRc::new(Slot { collection, model, number: world.slots.len() });
            let any: StdRc<dyn AnySlot> = slot.clone();
            world.slots.push(StdRc::downgrade(&any));
            slot
        })
    }

    pub fn empty() -> StdRc<Self>
    where
        C: Default,
    {
        Self::new(C::default(), SharedModel::default())
    }
}

/// The collections over one type.
pub struct Bench<T: Member> {
    pub value_maps: Vec<StdRc<Slot<ValueMap<T>>>>,
    pub key_maps: Vec<StdRc<Slot<KeyMap<T>>>>,
    pub sets: Vec<StdRc<Slot<WeakSet<T>>>>,
}

impl<T: Member> Default for Bench<T> {
    fn default() -> Self {
        Bench { value_maps: Vec::new(), key_maps: Vec::new(), sets: Vec::new() }
    }
}

impl<T: Member> Bench<T> {
    /// So many of each.
    pub fn of(count: usize) -> Self {
        Bench {
            value_maps: (0..count).map(|_| Slot::empty()).collect(),
            key_maps: (0..count).map(|_| Slot::empty()).collect(),
            sets: (0..count).map(|_| Slot::empty()).collect(),
        }
    }
}

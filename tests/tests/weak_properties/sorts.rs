//! [`Sort`]: what differs between value maps, key maps and sets.

use std::rc::Rc as StdRc;

use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};

use crate::cursor::{Yielded, while_open};
use crate::keys_and_values::{Hashing, Key, Name, Value};
use crate::kinds::{ItemRc, Member, id_of, item};
use crate::model::{Entry, Place, SharedModel};
use crate::pending::Change;
use crate::properties::{Verdict, refuse};
use crate::round::Round;
use crate::slots::{Collection, Next, SlotRc};
use crate::{key_maps, sets, value_maps};

pub type ValueMap<T> = WeakValueMap<Key, T, Hashing>;
pub type KeyMap<T> = WeakKeyMap<T, Value>;

/// A sort of collection, over nodes of one type.
pub trait Sort: Collection + Default {
    /// What `extend` takes.
    type Item;

    /// All collections of this sort and type.
    fn all(round: &mut Round) -> &mut Vec<SlotRc<Self>>;

    /// Does something to one of them.
    fn act();

    /// The change of a `retain` that has rejected nothing yet. It does not touch later entries.
    fn reject(model: &SharedModel) -> Change {
        Change::Reject { rejected: Vec::new(), last: model.borrow().insertions }
    }

    fn retain_entries(&self, keep: impl FnMut(Place, Entry) -> bool);

    fn clear(&self);

    fn drain_entries(&self) -> Next<'static>;

    fn extend_with(&self, items: impl Iterator<Item = Self::Item>);
}

pub fn entry_by_key<T: Member>(key: &Key, node: &T::Handle) -> (Place, Entry) {
    (key.name.0, Entry { node: id_of(&item(node)), payload: Some(key.payload.serial) })
}

pub fn entry_by_node<T: Member>(node: &T::Handle, value: Option<&Value>) -> (Place, Entry) {
    let node = id_of(&item(node));
    (node, Entry { node, payload: value.map(|value| value.payload.serial) })
}

/// The key may panic when it is dropped. The node must not be dropped in that unwinding: it would
/// leak.
fn yielded_by_key<T: Member>(key: StdRc<Key>, node: &T::Handle) -> Yielded {
    let yielded = (entry_by_key::<T>(&key, node), Some(item(node)));
    drop(key);
    yielded
}

/// The value may panic when it is dropped. The node must not be dropped in that unwinding: it would
/// leak.
fn yielded_by_node<T: Member>(node: &T::Handle, value: StdRc<Value>) -> Yielded {
    let yielded = (entry_by_node::<T>(node, Some(&value)), Some(item(node)));
    drop(value);
    yielded
}

impl<T: Member> Sort for ValueMap<T> {
    type Item = (Key, T::Handle);

    fn all(round: &mut Round) -> &mut Vec<SlotRc<Self>> {
        &mut T::collections(round).value_maps
    }

    fn act() {
        value_maps::act::<T>();
    }

    fn retain_entries(&self, mut keep: impl FnMut(Place, Entry) -> bool) {
        while_open(|| {
            self.retain(|key, node| {
                let (place, entry) = entry_by_key::<T>(key, node);
                keep(place, entry)
            });
        });
    }

    fn clear(&self) {
        self.clear();
    }

    fn drain_entries(&self) -> Next<'static> {
        let mut drain = self.drain();
        Box::new(move || {
            let (key, node) = drain.next()?;
            Some(yielded_by_key::<T>(key, &node))
        })
    }

    fn extend_with(&self, items: impl Iterator<Item = Self::Item>) {
        self.extend(items);
    }
}

impl<T: Member> Collection for ValueMap<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn iter_entries(&self) -> Next<'_> {
        let mut iter = self.iter();
        Box::new(move || {
            let (key, node) = iter.next()?;
            Some(yielded_by_key::<T>(key, &node))
        })
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
        let keys: Vec<_> = self.keys().map(|key| (key.name.0, Some(key.payload.serial))).collect();
        let nodes: Vec<_> = self.values().map(|node| id_of(&item(&node))).collect();
        let by_iter = entries.iter().map(|(place, entry)| (*place, entry.payload));
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

impl<T: Member> Sort for KeyMap<T> {
    type Item = (T::Handle, Value);

    fn all(round: &mut Round) -> &mut Vec<SlotRc<Self>> {
        &mut T::collections(round).key_maps
    }

    fn act() {
        key_maps::act::<T>();
    }

    fn retain_entries(&self, mut keep: impl FnMut(Place, Entry) -> bool) {
        while_open(|| {
            self.retain(|node, value| {
                let (place, entry) = entry_by_node::<T>(node, Some(value));
                keep(place, entry)
            });
        });
    }

    fn clear(&self) {
        self.clear();
    }

    fn drain_entries(&self) -> Next<'static> {
        let mut drain = self.drain();
        Box::new(move || {
            let (node, value) = drain.next()?;
            Some(yielded_by_node::<T>(&node, value))
        })
    }

    fn extend_with(&self, items: impl Iterator<Item = Self::Item>) {
        self.extend(items);
    }
}

impl<T: Member> Collection for KeyMap<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn iter_entries(&self) -> Next<'_> {
        let mut iter = self.iter();
        Box::new(move || {
            let (node, value) = iter.next()?;
            Some(yielded_by_node::<T>(&node, value))
        })
    }

    fn check_place(&self, place: Place, node: Option<&ItemRc>, entry: Option<Entry>) -> Verdict {
        let Some(node) = node.and_then(T::narrow) else { return Ok(()) };
        let found = self.get(&node).map(|value| value.payload.serial);
        let contains = self.contains_key(&node);
        if found != entry.and_then(|entry| entry.payload) || contains != entry.is_some() {
            refuse!("{place} has the value {found:?} ({contains}), not {entry:?}");
        }
        Ok(())
    }

    fn check_entries(&self, entries: &[(Place, Entry)]) -> Verdict {
        let nodes: Vec<_> = self.keys().map(|node| id_of(&item(&node))).collect();
        let values: Vec<_> = self.values().map(|value| Some(value.payload.serial)).collect();
        if !entries.iter().map(|(place, _)| *place).eq(nodes.iter().copied())
            || !entries.iter().map(|(_, entry)| entry.payload).eq(values.iter().copied())
        {
            refuse!("there are the nodes {nodes:?} and the values {values:?}, but {entries:?}");
        }
        Ok(())
    }

    fn is_by_node(&self) -> bool {
        true
    }
}

impl<T: Member> Sort for WeakSet<T> {
    type Item = T::Handle;

    fn all(round: &mut Round) -> &mut Vec<SlotRc<Self>> {
        &mut T::collections(round).sets
    }

    fn act() {
        sets::act::<T>();
    }

    /// An entry that is put back is the same entry.
    fn reject(_: &SharedModel) -> Change {
        Change::Reject { rejected: Vec::new(), last: usize::MAX }
    }

    fn retain_entries(&self, mut keep: impl FnMut(Place, Entry) -> bool) {
        self.retain(|node| {
            let (place, entry) = entry_by_node::<T>(node, None);
            keep(place, entry)
        });
    }

    fn clear(&self) {
        self.clear();
    }

    fn drain_entries(&self) -> Next<'static> {
        yielded_nodes::<T>(self.drain())
    }

    fn extend_with(&self, items: impl Iterator<Item = Self::Item>) {
        self.extend(items);
    }
}

/// The entries of a set.
pub fn yielded_nodes<'a, T: Member>(mut nodes: impl Iterator<Item = T::Handle> + 'a) -> Next<'a> {
    Box::new(move || {
        let node = nodes.next()?;
        Some((entry_by_node::<T>(&node, None), Some(item(&node))))
    })
}

impl<T: Member> Collection for WeakSet<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn iter_entries(&self) -> Next<'_> {
        yielded_nodes::<T>(self.iter())
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

//! [`Slot`]: a collection and its model; [`Collections`]: all of those over one type.

use std::iter;
use std::rc::Rc as StdRc;

use kinfolk::weak::WeakSet;

use crate::cursor::Yielded;
use crate::kinds::{ItemRc, Member};
use crate::model::{Entry, Place, SharedModel};
use crate::properties::Verdict;
use crate::round::round;
use crate::sorts::{KeyMap, ValueMap};

/// An iterator over entries.
pub type Next<'a> = Box<dyn FnMut() -> Option<Yielded> + 'a>;

/// What comparisons ask of a collection of any sort.
pub trait Collection: 'static {
    fn len(&self) -> usize;

    fn is_empty(&self) -> bool;

    fn iter_entries(&self) -> Next<'_>;

    fn entries(&self) -> Vec<(Place, Entry)> {
        let mut next = self.iter_entries();
        iter::from_fn(|| Some(next()?.0)).collect()
    }

    /// Whether each way to look for what is at this place finds this.
    fn check_place(&self, place: Place, node: Option<&ItemRc>, entry: Option<Entry>) -> Verdict;

    /// Whether the other iterators yield the same.
    fn check_entries(&self, entries: &[(Place, Entry)]) -> Verdict;

    /// Whether places are nodes, and not names.
    fn is_by_node(&self) -> bool;
}

pub struct Slot<C> {
    /// Dropped first.
    pub collection: C,
    pub model: SharedModel,
    /// Collections are numbered.
    pub number: usize,
}

pub type SlotRc<C> = StdRc<Slot<C>>;

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
    /// One that the round knows of.
    pub fn new(collection: C, model: SharedModel) -> SlotRc<C> {
        round(|round| {
            let slot = StdRc::new(Slot { collection, model, number: round.slots.len() });
            let any: StdRc<dyn AnySlot> = slot.clone();
            round.slots.push(StdRc::downgrade(&any));
            slot
        })
    }

    pub fn empty() -> SlotRc<C>
    where
        C: Default,
    {
        Self::new(C::default(), SharedModel::default())
    }
}

/// The collections over one type.
pub struct Collections<T: Member> {
    pub value_maps: Vec<SlotRc<ValueMap<T>>>,
    pub key_maps: Vec<SlotRc<KeyMap<T>>>,
    pub sets: Vec<SlotRc<WeakSet<T>>>,
}

impl<T: Member> Default for Collections<T> {
    fn default() -> Self {
        Collections { value_maps: Vec::new(), key_maps: Vec::new(), sets: Vec::new() }
    }
}

impl<T: Member> Collections<T> {
    /// This many of each sort.
    pub fn of(count: usize) -> Self {
        Collections {
            value_maps: (0..count).map(|_| Slot::empty()).collect(),
            key_maps: (0..count).map(|_| Slot::empty()).collect(),
            sets: (0..count).map(|_| Slot::empty()).collect(),
        }
    }
}

//! The data in traced values: all kinds of handles, in all kinds of containers.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use kinfolk::{AnyRc, Trace, Weak};

use crate::nodes::{Id, Thing, ThingRc, id_of, id_of_any};

#[derive(Debug, Trace)]
pub enum Item {
    Number(u64),
    Thing(ThingRc),
    Any(AnyRc),
    Weak(Weak<Thing>),
    List(Vec<Item>),
    Map(BTreeMap<String, Item>),
    Keys(HashMap<ThingRc, u8>),
    Set(HashSet<AnyRc>),
    Pair { first: Box<Item>, second: Option<ThingRc> },
    Queue(VecDeque<(u8, ThingRc)>),
}

thread_local! {
    /// How many more items are cloned before a clone panics.
    static CLONES_LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Lets the clone of an item panic, when so many have been cloned.
pub fn panic_after(clones: usize) {
    CLONES_LEFT.set(clones);
}

impl Clone for Item {
    fn clone(&self) -> Self {
        let left = CLONES_LEFT.get();
        assert!(left > 0, "a clone panics");
        CLONES_LEFT.set(left.saturating_sub(usize::from(left < usize::MAX)));
        match self {
            Item::Number(number) => Item::Number(*number),
            Item::Thing(thing) => Item::Thing(thing.clone()),
            Item::Any(any) => Item::Any(any.clone()),
            Item::Weak(weak) => Item::Weak(weak.clone()),
            Item::List(items) => Item::List(items.clone()),
            Item::Map(items) => Item::Map(items.clone()),
            Item::Keys(things) => Item::Keys(things.clone()),
            Item::Set(things) => Item::Set(things.clone()),
            Item::Pair { first, second } => {
                Item::Pair { first: first.clone(), second: second.clone() }
            }
            Item::Queue(things) => Item::Queue(things.clone()),
        }
    }
}

/// The nodes that these items hold.
pub fn ids(items: &[Item]) -> Vec<Id> {
    let mut ids = Vec::new();
    for item in items {
        add_ids(item, &mut ids);
    }
    ids
}

fn add_ids(item: &Item, ids: &mut Vec<Id>) {
    match item {
        Item::Number(_) | Item::Weak(_) => {}
        Item::Thing(thing) => ids.push(id_of(thing)),
        Item::Any(any) => ids.push(id_of_any(any)),
        Item::List(items) => items.iter().for_each(|item| add_ids(item, ids)),
        Item::Map(items) => items.values().for_each(|item| add_ids(item, ids)),
        Item::Keys(things) => ids.extend(things.keys().map(id_of)),
        Item::Set(things) => ids.extend(things.iter().map(id_of_any)),
        Item::Pair { first, second } => {
            add_ids(first, ids);
            ids.extend(second.iter().map(id_of));
        }
        Item::Queue(things) => ids.extend(things.iter().map(|(_, thing)| id_of(thing))),
    }
}

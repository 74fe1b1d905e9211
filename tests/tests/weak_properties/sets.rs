//! What is done to a `WeakSet`.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::iter;
use std::rc::Rc as StdRc;

use kinfolk::weak::WeakSet;

use crate::actions::act_sometimes;
use crate::compare::check_slot;
use crate::cursor::{Cursor, walk_or_keep, while_open};
use crate::kinds::{Member, id_of, item};
use crate::model::{Entry, Model, Place};
use crate::nodes::pick_one;
use crate::pending::{Change, Focus, begin_next_of_extend, next_of_extend, operate};
use crate::questions::{check_all_asked, question};
use crate::slots::{Slot, entry_by_node};
use crate::world::{Id, Verdict, check, has_failed, refuse, tell, world};

type Set<T> = StdRc<Slot<WeakSet<T>>>;

pub fn act<T: Member>() {
    let chosen = world(|world| {
        let number = world.focus().map(|focus| focus.number);
        let all = &T::bench(world).sets;
        let again = all.iter().position(|slot| Some(slot.number) == number);
        let count = all.len();
        let at = again.unwrap_or_else(|| world.random.below(count));
        T::bench(world).sets.get(at).map(|slot| (at, slot.clone()))
    });
    let Some((at, slot)) = chosen else { return };
    match world(|world| world.random.below(100)) {
        0..38 => insert(&slot),
        38..52 => remove(&slot),
        52..60 => retain(&slot),
        60..63 => clear(&slot),
        63..68 => drain(&slot),
        68..76 => iterate(&slot),
        76..82 => extend(&slot),
        82..92 => combine(&slot, at),
        92..95 => replace(combined(&slot, at), at + 1),
        _ => renew(slot.clone(), at),
    }
    if !has_failed() && world(|world| world.random.percent(world.temper.watch)) {
        check_slot(&*slot);
    }
}

fn focus<T: Member>(slot: &Set<T>, place: Option<Place>) -> Focus {
    Focus { model: slot.model.clone(), number: slot.number, place, act: act::<T> }
}

fn insert_of(node: Id) -> Change {
    Change::Insert { place: node, entry: Entry { node, thing: None }, is_by_key: false }
}

fn insert<T: Member>(slot: &Set<T>) {
    let Some(node) = pick_one::<T>() else { return };
    let id = id_of(&item(&node));
    tell(|| format!("insert {id} into {}", slot.number));
    let done =
        operate(focus(slot, Some(id)), insert_of(id), None, || slot.collection.insert(&node));
    if done.answer == Some(done.before.is_some()) {
        check(Err(format!("{id} was new: {:?}; there was {:?}", done.answer, done.before)));
    }
}

fn remove<T: Member>(slot: &Set<T>) {
    let Some(node) = pick_one::<T>() else { return };
    let id = id_of(&item(&node));
    tell(|| format!("remove {id} from {}", slot.number));
    let done =
        operate(focus(slot, Some(id)), Change::Remove(id), None, || slot.collection.remove(&node));
    if done.answer != Some(done.before.is_some()) {
        check(Err(format!("{id} was there: {:?}; there was {:?}", done.answer, done.before)));
    }
}

fn retain<T: Member>(slot: &Set<T>) {
    tell(|| format!("retain in {}", slot.number));
    let left = RefCell::new(world(|world| world.living(&slot.model)));
    let done = operate(
        focus(slot, None),
        Change::Reject { rejected: Vec::new(), last: usize::MAX },
        None,
        || {
            slot.collection.retain(|node| {
                let (place, entry) = entry_by_node::<T>(node, None);
                let asked = left.borrow_mut().remove(&place);
                question(place, entry, asked)
            });
        },
    );
    check_all_asked(&left.into_inner(), done.answer.is_some());
}

fn clear<T: Member>(slot: &Set<T>) {
    tell(|| format!("clear {}", slot.number));
    operate(focus(slot, None), Change::Clear, None, || slot.collection.clear());
}

fn drain<T: Member>(slot: &Set<T>) {
    tell(|| format!("drain {}", slot.number));
    let entries = world(|world| world.living(&slot.model));
    let done = operate(focus(slot, None), Change::Clear, None, || slot.collection.drain());
    let Some(mut drain) = done.answer else { return };
    walk_or_keep(Cursor::new(entries, move || {
        let node = drain.next()?;
        Some((entry_by_node::<T>(&node, None), Some(item(&node))))
    }));
}

fn iterate<T: Member>(slot: &Set<T>) {
    tell(|| format!("iterate over {}", slot.number));
    let entries = world(|world| world.living(&slot.model));
    let mut iter = slot.collection.iter();
    let cursor = Cursor::new(entries, move || {
        let node = iter.next()?;
        Some((entry_by_node::<T>(&node, None), Some(item(&node))))
    });
    cursor.walk();
}

fn extend<T: Member>(slot: &Set<T>) {
    tell(|| format!("extend {}", slot.number));
    let mut count = world(|world| world.random.below(4));
    operate(focus(slot, None), Change::Nothing, None, || {
        slot.collection.extend(iter::from_fn(|| {
            next_of_extend();
            act_sometimes(world(|world| world.temper.closures_act));
            count = count.checked_sub(1)?;
            let node = pick_one::<T>()?;
            let id = id_of(&item(&node));
            tell(|| format!("next is {id}"));
            begin_next_of_extend(insert_of(id), None);
            Some(node)
        }));
    });
}

/// The next set on the bench.
fn other_than<T: Member>(at: usize) -> Set<T> {
    world(|world| {
        let all = &T::bench(world).sets;
        all[(at + 1) % all.len()].clone()
    })
}

fn living<T: Member>(slot: &Set<T>) -> BTreeSet<Id> {
    world(|world| world.living(&slot.model)).into_keys().collect()
}

fn combine<T: Member>(slot: &Set<T>, at: usize) {
    let other = other_than::<T>(at);
    tell(|| format!("compare {} and {}", slot.number, other.number));
    let (a, b) = (&slot.collection, &other.collection);
    let (left, right) = (living(slot), living(&other));
    let verdict = same("union", a.union(b), left.union(&right))
        .and_then(|()| same("intersection", a.intersection(b), left.intersection(&right)))
        .and_then(|()| same("difference", a.difference(b), left.difference(&right)))
        .and_then(|()| {
            let expected = left.symmetric_difference(&right);
            same("symmetric difference", a.symmetric_difference(b), expected)
        });
    check(verdict);
    let said = [a.is_subset(b), a.is_superset(b), a.is_disjoint(b), a == b];
    let expected =
        [left.is_subset(&right), left.is_superset(&right), left.is_disjoint(&right), left == right];
    if said != expected && !has_failed() {
        check(Err(format!("subset, superset, disjoint, equal: {said:?}, not {expected:?}")));
    }
    // One of them is open while other things are done.
    let entries = world(|world| {
        let mut all = world.living(&slot.model);
        all.extend(world.living(&other.model));
        all
    });
    let mut union = a.union(b);
    let cursor = Cursor::new(entries, move || {
        let node = union.next()?;
        Some((entry_by_node::<T>(&node, None), Some(item(&node))))
    });
    cursor.walk();
}

fn same<'a, H: kinfolk::Handle>(
    what: &str,
    nodes: impl Iterator<Item = H>,
    expected: impl Iterator<Item = &'a Id>,
) -> Verdict {
    let nodes: Vec<H> = nodes.collect();
    let mut ids: Vec<Id> = nodes.iter().map(|node| id_of(&item(node))).collect();
    ids.sort_unstable();
    let expected: Vec<Id> = expected.copied().collect();
    if ids != expected {
        refuse!("the {what} is {ids:?}, not {expected:?}");
    }
    Ok(())
}

/// A new set, by an operator.
fn combined<T: Member>(slot: &Set<T>, at: usize) -> Set<T> {
    let other = other_than::<T>(at);
    let (a, b) = (&slot.collection, &other.collection);
    let (left, right) = (living(slot), living(&other));
    let choice = world(|world| world.random.below(5));
    tell(|| format!("a set of {} and {}, {choice}", slot.number, other.number));
    let (set, nodes): (WeakSet<T>, BTreeSet<Id>) = match choice {
        0 => (a | b, &left | &right),
        1 => (a & b, &left & &right),
        2 => (a - b, &left - &right),
        3 => (a ^ b, &left ^ &right),
        _ => (a.clone(), left),
    };
    let entries = nodes.into_iter().map(|node| (node, Entry { node, thing: None })).collect();
    let slot = Slot::new(set, Model::of(entries));
    check_slot(&*slot);
    slot
}

fn renew<T: Member>(slot: Set<T>, at: usize) {
    tell(|| format!("another one for {}", slot.number));
    drop(slot);
    replace(Slot::<WeakSet<T>>::empty(), at);
}

fn replace<T: Member>(mut new: Set<T>, at: usize) {
    world(|world| {
        let all = &mut T::bench(world).sets;
        let at = at % all.len().max(1);
        if let Some(old) = all.get_mut(at) {
            std::mem::swap(old, &mut new);
        }
    });
    tell(|| format!("{} goes", new.number));
    while_open(|| drop(new));
}

//! What is done to a `WeakSet`.

use std::collections::BTreeSet;

use kinfolk::Handle;
use kinfolk::weak::WeakSet;

use crate::compare::check_slot;
use crate::cursor::Cursor;
use crate::kinds::{Member, id_of, item};
use crate::model::{Entry, Model};
use crate::nodes::pick_one;
use crate::on_any_sort::{
    self, check_sometimes, choose, clear, drain, focus, iterate, renew, replace, retain,
};
use crate::pending::{Change, operate};
use crate::properties::graph::Id;
use crate::properties::journal::{check, has_failed, log};
use crate::properties::{Verdict, refuse};
use crate::round::round;
use crate::slots::{Slot, SlotRc};
use crate::sorts::{Sort, yielded_nodes};

type Set<T> = SlotRc<WeakSet<T>>;

pub fn act<T: Member>() {
    let Some((at, slot)) = choose::<WeakSet<T>>() else { return };
    match round(|round| round.random.below(100)) {
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
    check_sometimes(&slot);
}

fn insert_of(node: Id) -> Change {
    Change::Insert { place: node, entry: Entry { node, payload: None }, is_by_key: false }
}

fn insert<T: Member>(slot: &Set<T>) {
    let Some(node) = pick_one::<T>() else { return };
    let id = id_of(&item(&node));
    log(|| format!("insert {id} into {}", slot.number));
    let done =
        operate(focus(slot, Some(id)), insert_of(id), None, || slot.collection.insert(&node));
    if done.answer == Some(done.before.is_some()) {
        check(Err(format!("{id} was new: {:?}; there was {:?}", done.answer, done.before)));
    }
}

fn remove<T: Member>(slot: &Set<T>) {
    let Some(node) = pick_one::<T>() else { return };
    let id = id_of(&item(&node));
    log(|| format!("remove {id} from {}", slot.number));
    let done =
        operate(focus(slot, Some(id)), Change::Remove(id), None, || slot.collection.remove(&node));
    if done.answer != Some(done.before.is_some()) {
        check(Err(format!("{id} was there: {:?}; there was {:?}", done.answer, done.before)));
    }
}

fn extend<T: Member>(slot: &Set<T>) {
    on_any_sort::extend(slot, || {
        let node = pick_one::<T>()?;
        let change = insert_of(id_of(&item(&node)));
        Some((node, change, None))
    });
}

/// The next set over this type.
fn other_than<T: Member>(at: usize) -> Set<T> {
    round(|round| {
        let all = WeakSet::<T>::all(round);
        all[(at + 1) % all.len()].clone()
    })
}

fn living<T: Member>(slot: &Set<T>) -> BTreeSet<Id> {
    round(|round| round.living(&slot.model)).into_keys().collect()
}

fn combine<T: Member>(slot: &Set<T>, at: usize) {
    let other = other_than::<T>(at);
    log(|| format!("compare {} and {}", slot.number, other.number));
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
    let answers = [a.is_subset(b), a.is_superset(b), a.is_disjoint(b), a == b];
    let expected =
        [left.is_subset(&right), left.is_superset(&right), left.is_disjoint(&right), left == right];
    if answers != expected && !has_failed() {
        check(Err(format!("subset, superset, disjoint, equal: {answers:?}, not {expected:?}")));
    }
    // The union is being read while other things happen.
    let entries = round(|round| {
        let mut all = round.living(&slot.model);
        all.extend(round.living(&other.model));
        all
    });
    Cursor::new(entries, yielded_nodes::<T>(a.union(b))).walk();
}

fn same<'a, H: Handle>(
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
    let choice = round(|round| round.random.below(5));
    log(|| format!("a set of {} and {}, {choice}", slot.number, other.number));
    let (set, nodes): (WeakSet<T>, BTreeSet<Id>) = match choice {
        0 => (a | b, &left | &right),
        1 => (a & b, &left & &right),
        2 => (a - b, &left - &right),
        3 => (a ^ b, &left ^ &right),
        _ => (a.clone(), left),
    };
    let entries = nodes.into_iter().map(|node| (node, Entry { node, payload: None })).collect();
    let slot = Slot::new(set, Model::of(entries));
    check_slot(&*slot);
    slot
}

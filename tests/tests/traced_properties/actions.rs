//! What the test does, and its hooks.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::{Graph, Node, collect};
use kinfolk_tests::random::Random;

use crate::hooks::is_in_hook;
use crate::items::{Item, ids, panic_after};
use crate::model::{Known, MODEL, any, check, check_leaks, fail, with};
use crate::nodes::{Field, Id, Thing, ThingRc, id_of, plain, with_node, with_value};

#[derive(Clone, Copy)]
pub struct Profile {
    pub steps: usize,
    size: usize,
    /// How many actions a step may have, in hooks too.
    budget: usize,
    /// Percent of hooks that act.
    pub hooks_act: usize,
    /// Percent of hooks and changes that panic.
    pub panics: usize,
    hooks: usize,
}

impl Profile {
    pub fn new(random: &mut Random, hooks_act: usize) -> Self {
        let size = [2, 4, 8, 20][random.below(4)];
        Profile {
            steps: random.between(4, 10 + 4 * size),
            size,
            budget: [2, 6, 20][random.below(3)],
            hooks_act,
            panics: if hooks_act == 0 { 0 } else { [0, 5, 30][random.below(3)] },
            hooks: [30, 70, 100][random.below(3)],
        }
    }
}

thread_local! {
    static RANDOM: RefCell<Random> = RefCell::new(Random::new(0));
    static PROFILE: Cell<Option<Profile>> = const { Cell::new(None) };
    static BUDGET: Cell<usize> = const { Cell::new(0) };
    static JOURNAL: RefCell<String> = const { RefCell::new(String::new()) };
}

pub fn below(end: usize) -> usize {
    RANDOM.with_borrow_mut(|random| random.below(end))
}

pub fn percent(chance: usize) -> bool {
    RANDOM.with_borrow_mut(|random| random.percent(chance))
}

pub fn profile() -> Profile {
    PROFILE.get().expect("a round is running")
}

pub fn has_budget() -> bool {
    BUDGET.get() > 0
}

pub fn note(line: impl AsRef<str>) {
    JOURNAL.with_borrow_mut(|journal| writeln!(journal, "{}", line.as_ref()).unwrap());
}

pub fn journal() -> String {
    JOURNAL.take()
}

pub fn begin_round(random: Random, profile: Profile) {
    drop(MODEL.take());
    drop(journal());
    RANDOM.set(random);
    PROFILE.set(Some(profile));
    panic_after(usize::MAX);
}

/// One action of the test, and all that it causes.
pub fn step() {
    BUDGET.set(profile().budget);
    act();
    check();
}

/// Lets all go, and collects until nothing is left.
pub fn end_round() {
    BUDGET.set(0);
    check_leaks();
    let pool = with(|model| std::mem::take(&mut model.pool));
    with(|model| model.is_disturbed = true);
    note("end");
    drop(pool);
    check();
    check_leaks();
    collect_now();
    with(|model| {
        let left: Vec<_> = model.living().collect();
        assert!(left.is_empty(), "{left:?} are left");
    });
}

/// A node to which the test has a handle, or which it reaches by a weak one.
pub fn some_thing() -> Option<ThingRc> {
    if percent(60) {
        let len = with(|model| model.pool.len());
        let index = below(len);
        return with(|model| model.pool.get(index).cloned());
    }
    let len = with(|model| model.nodes.len());
    let index = below(len);
    let weak = with(|model| model.nodes.get(index).map(|node| node.weak.clone()));
    weak.and_then(|weak| weak.upgrade())
}

/// Something that the test does, or a hook.
fn act() {
    let few = with(|model| model.living().count()) < profile().size;
    match below(if few { 130 } else { 100 }) {
        0..28 => change_value(),
        28..40 => move_item(),
        40..50 => share(),
        50..60 => own(),
        60..72 => let_go(),
        72..78 => keep(),
        78..84 => read(),
        84..88 => collect_now(),
        88..90 if !is_in_hook() => check_leaks(),
        _ => create(),
    }
}

fn create() {
    let id = with(|model| model.nodes.len());
    let has_hook = percent(profile().hooks);
    let items = if percent(30) { some_items() } else { vec![] };
    let held = ids(&items);
    note(format!("{id} is created with {held:?}, hook: {has_hook}"));
    with(|model| {
        model.nodes.push(Known {
            weak: kinfolk::Weak::<Thing>::new(),
            has_hook,
            hooks_run: 0,
            is_dropped: false,
            children: vec![],
            next: None,
            items: held,
            more: vec![],
        });
    });
    let thing = plain(id, has_hook, items).into_graph();
    with(|model| {
        model.nodes[id].weak = thing.downgrade();
        model.pool.push(thing);
    });
}

fn some_items() -> Vec<Item> {
    (0..below(4)).filter_map(|_| some_item(2)).collect()
}

fn some_item(depth: usize) -> Option<Item> {
    let item = match below(if depth == 0 { 40 } else { 100 }) {
        0..6 => Item::Number(1),
        6..25 => Item::Thing(some_thing()?),
        25..34 => Item::Any(any(&some_thing()?)),
        34..40 => Item::Weak(some_thing()?.downgrade()),
        40..55 => Item::List((0..below(3)).filter_map(|_| some_item(depth - 1)).collect()),
        55..65 => {
            let entry = |number: usize| Some((number.to_string(), some_item(depth - 1)?));
            Item::Map((0..below(3)).filter_map(entry).collect::<BTreeMap<_, _>>())
        }
        65..75 => Item::Keys(
            (0..below(3)).filter_map(|_| Some((some_thing()?, 0))).collect::<HashMap<_, _>>(),
        ),
        75..82 => Item::Set(
            (0..below(3)).filter_map(|_| Some(any(&some_thing()?))).collect::<HashSet<_>>(),
        ),
        82..92 => Item::Pair { first: Box::new(some_item(depth - 1)?), second: some_thing() },
        _ => Item::Queue(
            (0..below(3)).filter_map(|_| Some((0, some_thing()?))).collect::<VecDeque<_>>(),
        ),
    };
    Some(item)
}

fn some_field() -> Field {
    if percent(70) { Field::Items } else { Field::More }
}

fn put(id: Id, field: Field, held: Vec<Id>) {
    with(|model| *model.nodes[id].value(field) = held);
}

fn change_value() {
    let Some(thing) = some_thing() else { return };
    change(&thing);
    with(|model| model.is_disturbed = true);
}

pub fn change(thing: &ThingRc) {
    let (id, field) = (id_of(thing), some_field());
    let way = below(10);
    note(format!("change {way} of {field:?} of {id}"));
    let new = some_items();
    match way {
        0..2 => {
            put(id, field, ids(&new));
            with_value(thing, field, |value| value.set(new));
        }
        2 => {
            let held = ids(&new);
            put(id, field, held);
            drop(with_value(thing, field, |value| value.replace(new)));
        }
        _ => update(thing, field, new),
    }
}

/// An update that puts these items in, and takes some out. It may panic, as may the clone of the
/// data, if it is being read.
fn update(thing: &ThingRc, field: Field, mut new: Vec<Item>) {
    let id = id_of(thing);
    let count = below(4);
    let panics = percent(profile().panics);
    let mut removed = Vec::new();
    if panics && percent(50) {
        panic_after(below(4));
    }
    let mut changed = |items: &mut Vec<Item>| {
        panic_after(usize::MAX);
        for _ in 0..count.min(items.len()) {
            removed.push(items.swap_remove(below(items.len())));
        }
        new.drain(..).for_each(|item| items.insert(below(items.len() + 1), item));
        put(id, field, ids(items));
        if percent(20) {
            // They may die in here, and their hooks wait.
            removed.clear();
        }
        assert!(!panics, "a change panics");
    };
    let update = || with_value(thing, field, |value| value.update(&mut changed));
    let _ = catch_unwind(AssertUnwindSafe(update));
    panic_after(usize::MAX);
}

/// Moves an item from a value to another.
fn move_item() {
    let (Some(from), Some(to)) = (some_thing(), some_thing()) else { return };
    move_between(&from, &to);
}

pub fn move_between(from: &ThingRc, to: &ThingRc) {
    let (from_field, to_field) = (some_field(), some_field());
    let (from_id, to_id) = (id_of(from), id_of(to));
    note(format!("move from {from_field:?} of {from_id} to {to_field:?} of {to_id}"));
    with(|model| model.is_disturbed = true);
    let mut item = None;
    with_value(from, from_field, |value| {
        value.update(&mut |items| {
            if !items.is_empty() {
                item = Some(items.swap_remove(below(items.len())));
            }
            put(from_id, from_field, ids(items));
        });
    });
    with_value(to, to_field, |value| {
        value.update(&mut |items| {
            items.extend(item.take());
            put(to_id, to_field, ids(items));
        });
    });
}

fn share() {
    let Some(thing) = some_thing() else { return };
    let (id, target) = (id_of(&thing), some_thing());
    let target_id = target.as_ref().map(id_of);
    note(format!("{id} shares {target_id:?}"));
    with(|model| {
        model.nodes[id].next = target_id;
        model.is_disturbed = true;
    });
    with_node!(&thing, node => match target {
        Some(target) => drop(node.next.set(target)),
        None => drop(node.next.take()),
    });
}

fn own() {
    let (Some(thing), Some(child)) = (some_thing(), some_thing()) else { return };
    let (id, child_id) = (id_of(&thing), id_of(&child));
    with(|model| model.is_disturbed = true);
    if percent(30) {
        note(format!("{child_id} is detached"));
        if child.detach() {
            forget_child(child_id);
        }
        return;
    }
    note(format!("{id} owns {child_id}"));
    if with_node!(&thing, node => node.children.try_push(child.clone()).is_ok()) {
        forget_child(child_id);
        with(|model| model.nodes[id].children.push(child_id));
    }
}

fn forget_child(id: Id) {
    with(|model| {
        model.nodes.iter_mut().for_each(|node| node.children.retain(|child| *child != id));
    });
}

fn let_go() {
    let len = with(|model| model.pool.len());
    if len > 0 {
        let index = below(len);
        let thing = with(|model| model.pool.swap_remove(index));
        note(format!("a handle to {} is dropped", id_of(&thing)));
        drop(thing);
    }
}

fn keep() {
    if let Some(thing) = some_thing() {
        note(format!("a handle to {} is kept", id_of(&thing)));
        with(|model| model.pool.push(thing));
    }
}

/// Reads a value while other things happen.
fn read() {
    let Some(thing) = some_thing() else { return };
    let field = some_field();
    with_value(&thing, field, |value| {
        value.while_read(&mut |items| {
            let shown = ids(items);
            note(format!("{field:?} of {} is read: {shown:?}", id_of(&thing)));
            // We hold the node, too.
            let held = [&shown[..], &[id_of(&thing)]].concat();
            with(|model| {
                model.read.push(held.clone());
                model.is_disturbed = true;
            });
            more(3);
            if ids(items) != shown {
                fail(format!("a reader of {} no longer shows {shown:?}", id_of(&thing)));
            }
            for id in ids(items) {
                if with(|model| model.nodes[id].is_dropped) {
                    fail(format!("{id} is dropped, and read"));
                }
            }
            with(|model| {
                let at = model.read.iter().position(|other| *other == held);
                model.read.swap_remove(at.expect("it is there"));
            });
        });
    });
    note("reading ends");
}

/// Some more actions, within one.
pub fn more(most: usize) {
    for _ in 0..below(most + 1) {
        if BUDGET.get() > 0 {
            BUDGET.set(BUDGET.get() - 1);
            act();
        }
    }
}

fn collect_now() {
    if is_in_hook() {
        if collect().examined() > 0 {
            fail("a collection runs in a hook".into());
        }
        return;
    }
    if BUDGET.get() > 0 && profile().hooks_act > 0 {
        note("collect");
        with(|model| model.is_collecting = true);
        collect();
        with(|model| model.is_collecting = false);
        // Hooks may have left new cycles.
        BUDGET.set(0);
    }
    let unreachable = with(|model| model.unreachable());
    note(format!("collect: {unreachable:?} are unreachable"));
    with(|model| model.is_collecting = true);
    let collected = collect();
    with(|model| model.is_collecting = false);
    note(format!("{collected:?}"));
    with(|model| {
        let left = unreachable.iter().filter(|id| !model.nodes[**id].is_dropped);
        assert_eq!(left.collect::<Vec<_>>(), [&0; 0], "left of {unreachable:?}");
        assert_eq!((collected.freed(), collected.resurrected()), (unreachable.len(), 0));
    });
}

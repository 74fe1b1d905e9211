//! What hooks, closures and keys do in the middle of an operation, and what the test knows of the
//! nodes.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use kinfolk::{Graph, Handle, Node, Weak};
use kinfolk_tests::random::Random;

use crate::calls::{self, Call};
use crate::items::{Id, Item, ItemRc, Slot, key};
use crate::operations::{Attach, By};

thread_local! {
    static NEXT: Cell<usize> = const { Cell::new(0) };
    static KNOWN: RefCell<BTreeMap<usize, Weak<Item>>> = const { RefCell::new(BTreeMap::new()) };
    /// The nodes that have a hook.
    static HOOKED: RefCell<BTreeSet<usize>> = const { RefCell::new(BTreeSet::new()) };
    /// Only these are found by `living`.
    static VISIBLE: RefCell<Option<BTreeSet<usize>>> = const { RefCell::new(None) };
    static HELD: RefCell<Vec<ItemRc>> = const { RefCell::new(Vec::new()) };
    static RAN: RefCell<BTreeMap<usize, usize>> = const { RefCell::new(BTreeMap::new()) };
    static FUSE: Cell<usize> = const { Cell::new(usize::MAX) };
    static CHANGED: Cell<bool> = const { Cell::new(false) };
    static READS_FAIL: Cell<bool> = const { Cell::new(false) };
    static RANDOM: RefCell<Option<Random>> = const { RefCell::new(None) };
}

pub fn begin(seed: u64) {
    NEXT.set(0);
    KNOWN.take();
    HOOKED.take();
    VISIBLE.take();
    RAN.take();
    RANDOM.set(Some(Random::new(!seed)));
    CHANGED.set(false);
}

/// From now on hooks do nothing.
pub fn calm() {
    RANDOM.take();
}

pub fn next_id() -> Id {
    let id = NEXT.get();
    NEXT.set(id + 1);
    Id::new(id)
}

/// The expression of live data.
pub fn live_id() -> Id {
    calls::called(Call::Live);
    next_id()
}

/// Makes nodes of a plain value, and holds the top.
pub fn make(item: Item) -> ItemRc {
    let top = calls::counted(|| item.into_graph());
    KNOWN.with_borrow_mut(|known| {
        for item in top.descendants_or_self() {
            let item: ItemRc = item.cast::<Item>().unwrap();
            known.insert(item.id(), item.downgrade());
            if !matches!(item, ItemRc::Leaf(_)) {
                HOOKED.with_borrow_mut(|hooked| hooked.insert(item.id()));
            }
            VISIBLE.with_borrow_mut(|visible| visible.as_mut().map(|ids| ids.insert(item.id())));
        }
    });
    HELD.with_borrow_mut(|held| held.push(top.clone()));
    top
}

/// All nodes that live and are visible.
pub fn living() -> Vec<ItemRc> {
    let is_visible =
        |id: &usize| VISIBLE.with_borrow(|ids| ids.as_ref().is_none_or(|ids| ids.contains(id)));
    KNOWN.with_borrow(|known| {
        let visible = known.iter().filter(|(id, _)| is_visible(id));
        visible.filter_map(|(_, node)| node.upgrade()).collect()
    })
}

/// From now on only these nodes and new ones are visible, or all.
pub fn show(ids: Option<BTreeSet<usize>>) {
    VISIBLE.set(ids);
}

/// All nodes are visible while this runs.
pub fn with_all<R>(action: impl FnOnce() -> R) -> R {
    let visible = VISIBLE.take();
    let answer = action();
    VISIBLE.set(visible);
    answer
}

/// The node with this number, if it lives.
pub fn node(id: usize) -> Option<ItemRc> {
    KNOWN.with_borrow(|known| known.get(&id).and_then(Weak::upgrade))
}

/// How many nodes have been made.
pub fn made() -> usize {
    NEXT.get()
}

/// The dead nodes that have a hook.
pub fn dead() -> Vec<usize> {
    let hooked = HOOKED.with_borrow(Clone::clone);
    hooked.into_iter().filter(|id| node(*id).is_none()).collect()
}

pub fn held() -> Vec<usize> {
    HELD.with_borrow(|held| held.iter().map(ItemRc::id).collect())
}

pub fn hold(item: ItemRc) {
    HELD.with_borrow_mut(|held| held.push(item));
}

/// Drops the handle with this index.
pub fn let_go(index: usize) {
    drop(HELD.with_borrow_mut(|held| held.swap_remove(index)));
}

/// Drops the handles to new tops that are not below this root, and does not show them any more.
pub fn hide_outside(root: &ItemRc, followed: &BTreeSet<usize>) {
    let outside = |id: usize| {
        let is_inside =
            node(id).is_some_and(|node| node.ancestors().any(|above| above == root.to_any()));
        !is_inside && !followed.contains(&id)
    };
    let held = held();
    (0..held.len()).rev().filter(|index| outside(held[*index])).for_each(let_go);
    let inside: Vec<_> =
        root.descendants_or_self().map(|node| node.cast::<Item>().unwrap().id()).collect();
    VISIBLE.with_borrow_mut(|visible| {
        let Some(ids) = visible else { return };
        ids.retain(|id| followed.contains(id));
        ids.extend(inside);
    });
}

/// How often each hook has run.
pub fn ran() -> BTreeMap<usize, usize> {
    RAN.with_borrow(Clone::clone)
}

/// Lets the call of [`fuse`] after `calls` others panic.
pub fn light_fuse(calls: usize) {
    FUSE.set(calls);
}

/// Hooks, observers and the `Drop` of data call this.
pub fn fuse(call: Call) {
    calls::called(call);
    let left = FUSE.get();
    if left == usize::MAX || std::thread::panicking() {
        return;
    }
    FUSE.set(left.checked_sub(1).unwrap_or(usize::MAX));
    if left == 0 {
        // Nothing is printed.
        resume_unwind(Box::new("the fuse has burnt down"));
    }
}

/// Whether something was changed behind the back of the model since the last call.
pub fn was_changed() -> bool {
    CHANGED.take()
}

fn chance(per_mille: usize) -> bool {
    RANDOM.with_borrow_mut(|random| {
        random.as_mut().is_some_and(|random| random.below(1000) < per_mille)
    })
}

fn number(end: usize) -> usize {
    RANDOM.with_borrow_mut(|random| random.as_mut().map_or(0, |random| random.below(end)))
}

/// Whether a hook could not read a value.
pub fn reads_have_failed() -> bool {
    READS_FAIL.get()
}

/// The hook of all types.
pub fn run(this: &ItemRc) {
    // An upgrade makes the death look again at what it has seen, so most hooks do without.
    let seen = if chance(100) { living() } else { vec![this.clone()] };
    if catch_unwind(AssertUnwindSafe(|| seen.iter().for_each(|item| _ = item.note()))).is_err() {
        READS_FAIL.set(true);
    }
    RAN.with_borrow_mut(|ran| *ran.entry(this.id()).or_default() += 1);
    fuse(Call::Hook);
    if chance(40) {
        CHANGED.set(true);
        hold(this.clone());
    }
    if chance(60) {
        disturb(Some(this));
    }
    if chance(30) {
        // Nothing is printed.
        resume_unwind(Box::new("a hook panics"));
    }
}

/// Changes something, at random.
pub fn disturb(this: Option<&ItemRc>) {
    CHANGED.set(true);
    let living = living();
    if living.is_empty() {
        return;
    }
    let any = || living[number(living.len())].clone();
    let child = this.filter(|_| chance(500)).cloned().unwrap_or_else(any);
    let owner = this.filter(|_| chance(300)).cloned().unwrap_or_else(any);
    if chance(250) {
        let _ = child.try_detach();
        return;
    }
    if chance(150) {
        owner.point(chance(500), Some(&child));
        return;
    }
    if chance(150) {
        let _ = owner.replace_with(child);
        return;
    }
    let slot = crate::items::SLOTS[number(6)];
    let key = key(&mut Random::new(number(1 << 20) as u64));
    let by = if slot == Slot::List { By::Push } else { By::Insert };
    owner.visit(slot, Attach { child, key, by });
}

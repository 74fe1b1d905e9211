//! [`Difference`]: what differs between the entries of a link before a change and after it.

use std::ptr;
use std::rc::Rc as StdRc;

use crate::kernel::dyn_link::LinkEntry;

/// The difference between two lists of entries. The one before becomes the one after in this order:
/// the entries of dead nodes leave; others leave, and new ones come; the entries change places.
#[derive(Default)]
pub(super) struct Difference {
    /// The indices of entries of dead nodes that leave, in the list before.
    pub(super) dead: Vec<usize>,
    /// The entries that leave, each with its index in the list without those of the dead.
    pub(super) removed: Vec<(usize, LinkEntry)>,
    /// The entries that come, each with its index in the list after.
    pub(super) added: Vec<(usize, LinkEntry)>,
    pub(super) order: Option<Order>,
}

/// Entries that change places: the one at `start + i` comes from `start + from[i]`.
pub(super) struct Order {
    pub(super) start: usize,
    pub(super) from: Box<[usize]>,
}

impl Difference {
    /// Of two parts of a list that begin at `start`; before and after them, nothing differs. O(n) for n
    /// entries; O(n log n) if many of them change places.
    pub(super) fn of(start: usize, before: &[LinkEntry], after: &[LinkEntry]) -> Self {
        let prefix = before.iter().zip(after).take_while(|(a, b)| is_same(a, b)).count();
        let (before, after) = (&before[prefix..], &after[prefix..]);
        let pairs = before.iter().rev().zip(after.iter().rev());
        let suffix = pairs.take_while(|(a, b)| is_same(a, b)).count();
        let before = &before[..before.len() - suffix];
        let after = &after[..after.len() - suffix];
        Difference::of_middle(start + prefix, before, after)
    }

    fn of_middle(start: usize, before: &[LinkEntry], after: &[LinkEntry]) -> Self {
        let mut difference = Difference::default();
        if let Some(removed) = not_in(before, after) {
            difference.removed = pick(start, before, removed);
        } else if let Some(added) = not_in(after, before) {
            difference.added = pick(start, after, added);
        } else if before.iter().any(is_dead) {
            let (dead, alive): (Vec<_>, Vec<_>) =
                before.iter().enumerate().partition(|(_, entry)| is_dead(entry));
            let alive: Vec<_> = alive.into_iter().map(|(_, entry)| entry.clone()).collect();
            difference = Difference::of(start, &alive, after);
            difference.dead = dead.into_iter().map(|(index, _)| start + index).collect();
        } else if let Some(replaced) = replaced(before, after) {
            difference.added = pick(start, after, replaced.clone());
            difference.removed = pick(start, before, replaced);
        } else if let Some((from, to)) = moved(before, after) {
            difference.removed = pick(start, before, vec![from]);
            difference.added = pick(start, after, vec![to]);
        } else if let Some(from) = order(before, after) {
            difference.order = Some(Order { start, from });
        } else {
            difference.removed = pick(start, before, (0..before.len()).collect());
            difference.added = pick(start, after, (0..after.len()).collect());
        }
        difference
    }

    /// Adds a range of entries that has changed as a whole, with its starts before and after.
    pub(super) fn add(
        &mut self,
        start: usize,
        before: Vec<LinkEntry>,
        start_after: usize,
        after: Vec<LinkEntry>,
    ) {
        if before.len() != after.len() {
            self.removed.extend((start..).zip(before));
            self.added.extend((start_after..).zip(after));
            return;
        }
        for (offset, (before, after)) in before.into_iter().zip(after).enumerate() {
            if !is_same(&before, &after) {
                self.removed.push((start + offset, before));
                self.added.push((start_after + offset, after));
            }
        }
    }

    /// Whether nothing has changed.
    pub(super) fn is_nothing(&self) -> bool {
        self.dead.is_empty() && self.removed.is_empty() && self.is_of_dead_only()
    }

    /// Whether no entry of a live node has left, come or changed places.
    pub(super) fn is_of_dead_only(&self) -> bool {
        let is_removed_dead = self.removed.iter().all(|(_, entry)| is_dead(entry));
        is_removed_dead && self.added.is_empty() && self.order.is_none()
    }
}

pub(super) fn is_dead(entry: &LinkEntry) -> bool {
    entry.node.is_none()
}

/// The address of the node, and that of the key. Entries of dead nodes cannot be told apart.
fn identity(entry: &LinkEntry) -> (*const (), *const ()) {
    let node = entry.node.as_ref().map_or(ptr::null(), |node| node.as_std().address());
    let key = entry.key.as_ref().map_or(ptr::null(), |key| StdRc::as_ptr(&key.key).cast());
    (node, key)
}

pub(super) fn is_same(one: &LinkEntry, other: &LinkEntry) -> bool {
    identity(one) == identity(other)
}

/// The indices of the entries of a list that another one does not have, if that one has nothing
/// else, in the same order.
fn not_in(list: &[LinkEntry], other: &[LinkEntry]) -> Option<Vec<usize>> {
    let mut rest = other.iter().peekable();
    let mut missing = Vec::new();
    for (index, entry) in list.iter().enumerate() {
        if rest.next_if(|other| is_same(entry, other)).is_none() {
            missing.push(index);
        }
    }
    rest.peek().is_none().then_some(missing)
}

/// The indices at which lists of one length differ, if these are few.
fn replaced(before: &[LinkEntry], after: &[LinkEntry]) -> Option<Vec<usize>> {
    if before.len() != after.len() {
        return None;
    }
    let pairs = before.iter().zip(after).enumerate();
    let differing = pairs.filter(|(_, (a, b))| !is_same(a, b)).map(|(index, _)| index);
    let differing: Vec<_> = differing.collect();
    (differing.len() <= 2 || differing.len() * 8 <= before.len()).then_some(differing)
}

/// Whether the first entry has become the last one, or the last one the first.
fn moved(before: &[LinkEntry], after: &[LinkEntry]) -> Option<(usize, usize)> {
    let last = before.len() - 1;
    let is_equal = |one: &[LinkEntry], other: &[LinkEntry]| {
        one.len() == other.len() && one.iter().zip(other).all(|(a, b)| is_same(a, b))
    };
    if before.len() != after.len() {
        None
    } else if is_equal(&before[1..], &after[..last]) && is_same(&before[0], &after[last]) {
        Some((0, last))
    } else if is_equal(&before[..last], &after[1..]) && is_same(&before[last], &after[0]) {
        Some((last, 0))
    } else {
        None
    }
}

/// The index that each entry had before, if the lists have the same entries.
fn order(before: &[LinkEntry], after: &[LinkEntry]) -> Option<Box<[usize]>> {
    if before.len() != after.len() {
        return None;
    }
    let sorted = |list: &[LinkEntry]| {
        let mut indices: Vec<_> = (0..list.len()).collect();
        indices.sort_by_key(|index| identity(&list[*index]));
        indices
    };
    let mut from = vec![0; before.len()];
    for (old, new) in sorted(before).into_iter().zip(sorted(after)) {
        if !is_same(&before[old], &after[new]) {
            return None;
        }
        from[new] = old;
    }
    Some(from.into())
}

fn pick(start: usize, list: &[LinkEntry], indices: Vec<usize>) -> Vec<(usize, LinkEntry)> {
    indices.into_iter().map(|index| (start + index, list[index].clone())).collect()
}

//! [`NodesById`]: the nodes of a graph, by their ids; and [`Finder`], which looks ids up.
//!
//! `N` is the handle to a node. (It is always `AnyRc`, but this module stands under that one.)

use std::cell::{Cell, RefCell};
use std::collections::hash_map::RandomState;
use std::iter;

use crate::kernel::dyn_id::DynId;

/// In place of the index of an entry: there is none.
const NONE: u32 = u32::MAX;

/// Nodes, of which some have an id.
///
/// A table with open addressing and linear probing leads from the hash of an id to the first node with
/// it. It is made when all nodes are known, so it never grows. The hashes are std's, with random keys:
/// the author of a file must not be able to choose ids with equal hashes.
pub(crate) struct NodesById<N> {
    entries: Vec<Entry<N>>,
    /// The indices of entries, or `NONE`. The number of slots is a power of two, and at least half of
    /// them are `NONE`.
    slots: Vec<u32>,
    state: RandomState,
}

struct Entry<N> {
    node: N,
    has_id: bool,
    /// The hash of the id.
    hash: u64,
    /// The next entry whose id has the same hash: most often that of a node of another type.
    next: u32,
}

impl<N> NodesById<N> {
    pub(crate) fn new() -> Self {
        NodesById { entries: Vec::new(), slots: Vec::new(), state: RandomState::new() }
    }

    #[inline]
    pub(crate) fn hash_of(&self, id: &dyn DynId) -> u64 {
        id.hash_by(&self.state)
    }

    /// Adds a node, with the hash of its id if it has one.
    #[inline]
    pub(crate) fn add(&mut self, node: N, hash: Option<u64>) {
        let (has_id, hash) = (hash.is_some(), hash.unwrap_or_default());
        self.entries.push(Entry { node, has_id, hash, next: NONE });
    }

    /// Makes the table, after the last node. `is_same` says whether two nodes have the same type and id.
    /// Calls `doubled` with each node for which there is an earlier one, and with that: only that is
    /// found. O(n), and for each id O(k²), where k types have nodes with it.
    pub(crate) fn make_table(
        &mut self,
        is_same: impl Fn(&N, &N) -> bool,
        mut doubled: impl FnMut(&N, &N),
    ) {
        self.slots = vec![NONE; (self.entries.len() * 2).next_power_of_two()];
        for index in 0..self.entries.len() {
            let Entry { node, hash, has_id: true, .. } = &self.entries[index] else { continue };
            let slot = self.slot_of(*hash);
            let first = self.slots[slot];
            if first == NONE {
                self.slots[slot] = to_u32(index);
                continue;
            }
            let mut last = first;
            loop {
                let Entry { node: other, next, .. } = &self.entries[last as usize];
                if is_same(node, other) {
                    doubled(node, other);
                    break;
                }
                if *next == NONE {
                    self.entries[last as usize].next = to_u32(index);
                    break;
                }
                last = *next;
            }
        }
    }

    /// The slot that leads to the first entry with a hash, or `NONE` if there is no such entry.
    #[inline]
    fn slot_of(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = to_slot(hash) & mask;
        loop {
            let index = self.slots[slot];
            if index == NONE || self.entries[index as usize].hash == hash {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// The first entry with this hash.
    fn first(&self, hash: u64) -> Option<&Entry<N>> {
        self.entry(self.slots[self.slot_of(hash)])
    }

    /// The entry with this index, unless that is `NONE`. (No entry has so large an index.)
    #[inline]
    fn entry(&self, index: u32) -> Option<&Entry<N>> {
        self.entries.get(index as usize)
    }

    /// The nodes from this entry on whose ids have the same hash.
    fn nodes_from<'a>(&'a self, first: Option<&'a Entry<N>>) -> impl Iterator<Item = &'a N> {
        iter::successors(first, |entry| self.entry(entry.next)).map(|entry| &entry.node)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "so many entries do not fit in memory")]
fn to_u32(index: usize) -> u32 {
    index as u32
}

#[expect(clippy::cast_possible_truncation, reason = "a mask takes the low bits")]
fn to_slot(hash: u64) -> usize {
    hash as usize
}

/// Looks up the ids of saved references, and notes those that name several nodes.
pub struct Finder<N> {
    nodes: NodesById<N>,
    /// The number of the link.
    link: Cell<usize>,
    /// How many of its ids have been looked up.
    looked_up: Cell<usize>,
    ambiguous: RefCell<Vec<Ambiguous<N>>>,
}

/// An id that names several nodes to which a reference can lead.
pub(crate) struct Ambiguous<N> {
    /// The number of the link.
    pub(crate) link: usize,
    /// The index of the id among those of the link.
    pub(crate) index: usize,
    /// As `Debug` prints it.
    pub(crate) id: String,
    /// The first two of the nodes.
    pub(crate) targets: [N; 2],
}

impl<N: Clone> Finder<N> {
    pub(crate) fn new(nodes: NodesById<N>) -> Self {
        let (link, looked_up) = (Cell::new(0), Cell::new(0));
        Finder { nodes, link, looked_up, ambiguous: RefCell::default() }
    }

    /// The nodes, in the order in which they were added.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = &N> {
        self.nodes.entries.iter().map(|entry| &entry.node)
    }

    /// Call this before each link.
    #[inline]
    pub(crate) fn begin_link(&self, number: usize) {
        self.link.set(number);
        self.looked_up.set(0);
    }

    /// Returns what has been noted since the last call.
    #[inline]
    pub(crate) fn take_ambiguous(&self) -> Vec<Ambiguous<N>> {
        self.ambiguous.take()
    }

    /// Looks up an id. `cast` returns the target, if the node has the id and can be one; that of the first
    /// of several such nodes is returned. `may_be_several` says whether they may be of several types. O(k),
    /// where k types have nodes with the id.
    #[inline]
    pub(crate) fn find<H>(
        &self,
        id: &impl DynId,
        may_be_several: bool,
        cast: impl Fn(&N) -> Option<H>,
    ) -> Option<H> {
        self.looked_up.set(self.looked_up.get() + 1);
        let mut entry = self.nodes.first(id.hash_by(&self.nodes.state))?;
        loop {
            let target = cast(&entry.node);
            if target.is_some() {
                if may_be_several && entry.next != NONE {
                    self.note_others(id, entry, &|node| cast(node).is_some());
                }
                return target;
            }
            entry = self.nodes.entry(entry.next)?;
        }
    }

    /// Notes that the id that was looked up last names this node and another.
    #[cold]
    #[inline(never)]
    fn note_others(&self, id: &dyn DynId, first: &Entry<N>, is_it: &dyn Fn(&N) -> bool) {
        let mut others = self.nodes.nodes_from(self.nodes.entry(first.next));
        if let Some(second) = others.find(|node| is_it(node)) {
            let (id, targets) = (format!("{id:?}"), [first.node.clone(), second.clone()]);
            let (link, index) = (self.link.get(), self.looked_up.get() - 1);
            self.ambiguous.borrow_mut().push(Ambiguous { link, index, id, targets });
        }
    }

    /// The first node with this id, of any type. `has_it` says whether a node has it. O(k), where k types
    /// have nodes with the id.
    pub(crate) fn find_any(&self, id: &dyn DynId, has_it: impl Fn(&N) -> bool) -> Option<&N> {
        let first = self.nodes.first(self.nodes.hash_of(id));
        self.nodes.nodes_from(first).find(|node| has_it(node))
    }
}

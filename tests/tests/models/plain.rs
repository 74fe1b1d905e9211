//! The plain model: what is in each link of each node.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use kinfolk::{BackTo, Handle, Node, NodeType, Own};

use crate::hooks;
use crate::items::{HashMap, Item, ItemRc, SLOTS, Slot, Visit};
use crate::tricky::Tricky;

/// The children of a link with their keys, which are 0 where there are none.
pub type Children = Vec<(u32, usize)>;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    pub slots: BTreeMap<usize, BTreeMap<Slot, Children>>,
    pub likes: BTreeMap<usize, usize>,
    /// The numbers in the notes.
    pub notes: BTreeMap<usize, Vec<u32>>,
}

impl State {
    /// Reads all nodes that live, and checks what each operation that reads says.
    pub fn read() -> State {
        let living = hooks::living();
        let mut state = State::default();
        let mut owners = BTreeMap::new();
        for item in &living {
            assert_eq!(item.validate(), Ok(()), "{}", item.id());
            if item.is_root() {
                assert_eq!(item.up(), None);
                assert!(item.place().is_none());
            }
            let mut slots = BTreeMap::new();
            let mut children_in_order = Vec::new();
            for slot in SLOTS {
                let Some(children) = item.visit(slot, Read) else { continue };
                for (index, (_, child)) in children.iter().enumerate() {
                    assert_eq!(child.up().as_ref(), Some(item), "{slot:?}");
                    assert_eq!(child.owner(), Some(item.to_any()));
                    assert_eq!(child.index_in_owner(), Some(index), "{slot:?}");
                    assert!(owners.insert(child.id(), item.id()).is_none(), "owned twice");
                    children_in_order.push(child.id());
                }
                let mut children: Children =
                    children.iter().map(|(key, child)| (*key, child.id())).collect();
                if slot.is_keyed() {
                    children.sort_unstable();
                }
                slots.insert(slot, children);
            }
            let mut walked: Vec<_> =
                item.children().map(|child| child.cast::<Item>().unwrap().id()).collect();
            walked.sort_unstable();
            children_in_order.sort_unstable();
            assert_eq!(walked, children_in_order);
            state.slots.insert(item.id(), slots);
            if let Some(like) = item.like() {
                state.likes.insert(item.id(), like.id());
            }
            if let Some(note) = item.note() {
                state.notes.insert(item.id(), note);
            }
        }
        for item in &living {
            assert_eq!(item.up().map(|up| up.id()), owners.get(&item.id()).copied());
        }
        state
    }

    pub fn place(&self, node: usize) -> Option<(usize, Slot, usize)> {
        for (owner, slots) in &self.slots {
            for (slot, children) in slots {
                if let Some(index) = children.iter().position(|(_, child)| *child == node) {
                    return Some((*owner, *slot, index));
                }
            }
        }
        None
    }

    pub fn children(&mut self, owner: usize, slot: Slot) -> &mut Children {
        self.slots.get_mut(&owner).unwrap().get_mut(&slot).unwrap()
    }

    pub fn is_or_is_above(&self, above: usize, node: usize) -> bool {
        let mut at = Some(node);
        while let Some(node) = at {
            if node == above {
                return true;
            }
            at = self.place(node).map(|(owner, ..)| owner);
        }
        false
    }

    pub fn is_required(&self, node: usize) -> bool {
        self.place(node).is_some_and(|(_, slot, _)| slot == Slot::Required)
    }

    /// Whether a child that is not in the link already cannot be put there.
    pub fn is_refused(&self, child: usize, owner: usize) -> bool {
        self.is_required(child) || self.is_or_is_above(child, owner)
    }

    pub fn take_out(&mut self, child: usize) {
        if let Some((owner, slot, index)) = self.place(child) {
            self.children(owner, slot).remove(index);
        }
    }

    /// Puts a child under a key, in the place of what has the key.
    pub fn put_at_key(&mut self, owner: usize, slot: Slot, key: u32, child: usize) {
        self.take_out(child);
        let children = self.children(owner, slot);
        children.retain(|(other, _)| *other != key);
        children.push((key, child));
        children.sort_unstable();
    }

    fn remove_node(&mut self, node: usize) {
        self.slots.remove(&node);
        self.likes.remove(&node);
        self.notes.remove(&node);
    }

    /// Removes what std would free.
    pub fn let_die(&mut self, held: &[usize]) {
        loop {
            let mut kept: BTreeSet<usize> = held.iter().copied().collect();
            kept.extend(self.likes.values());
            let children = self.slots.values().flat_map(BTreeMap::values).flatten();
            kept.extend(children.map(|(_, child)| *child));
            let dead: Vec<_> =
                self.slots.keys().copied().filter(|node| !kept.contains(node)).collect();
            if dead.is_empty() {
                return;
            }
            for node in dead {
                self.remove_node(node);
            }
        }
    }

    /// Removes what cannot be reached.
    pub fn collect(&mut self, held: &[usize]) {
        let mut reached = BTreeSet::new();
        let mut to_reach = held.to_vec();
        while let Some(node) = to_reach.pop() {
            if reached.insert(node) {
                to_reach.extend(self.likes.get(&node));
                to_reach.extend(self.slots[&node].values().flatten().map(|(_, child)| *child));
            }
        }
        for node in self.slots.keys().copied().collect::<Vec<_>>() {
            if !reached.contains(&node) {
                self.remove_node(node);
            }
        }
    }
}

/// The children of a link, in its order.
pub struct Read;

macro_rules! read_map {
    ($link:expr) => {{
        let link = $link;
        let entries: Vec<_> = link.iter().collect();
        assert_eq!(entries.len(), link.len());
        for (key, child) in &entries {
            assert_eq!(link.get(&Tricky(key.0)).as_ref(), Some(child));
            assert_eq!(link.key_of(child).map(|key| key.0), Some(key.0));
            let place = child.place().unwrap();
            assert_eq!(format!("{:?}", place.key().unwrap()), format!("Tricky({})", key.0));
        }
        entries.into_iter().map(|(key, child)| (key.0, child)).collect::<Vec<_>>()
    }};
}

impl Visit for Read {
    type Out = Vec<(u32, ItemRc)>;

    fn required<O: NodeType>(self, link: &Own<O, Box<Item>>) -> Self::Out
    where
        Box<Item>: BackTo<O>,
    {
        vec![(0, link.get())]
    }

    fn option<O: NodeType>(self, link: &Own<O, Option<Box<Item>>>) -> Self::Out
    where
        Box<Item>: BackTo<O>,
    {
        link.get().map(|child| (0, child)).into_iter().collect()
    }

    fn list<O: NodeType>(self, link: &Own<O, Vec<Item>>) -> Self::Out
    where
        Item: BackTo<O>,
    {
        link.iter().map(|child| (0, child)).collect()
    }

    fn sorted<O: NodeType>(self, link: &Own<O, BTreeMap<Tricky, Item>>) -> Self::Out
    where
        Item: BackTo<O>,
    {
        let entries = read_map!(link);
        assert!(entries.is_sorted_by(|a, b| a.0 < b.0));
        entries
    }

    fn hashed<O: NodeType>(self, link: &Own<O, HashMap<Tricky, Item>>) -> Self::Out
    where
        Item: BackTo<O>,
    {
        read_map!(link)
    }

    fn indexed<O: NodeType>(self, link: &Own<O, IndexMap<Tricky, Item>>) -> Self::Out
    where
        Item: BackTo<O>,
    {
        read_map!(link)
    }
}

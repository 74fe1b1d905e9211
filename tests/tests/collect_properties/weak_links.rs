//! The weak links of a node, and what can be done to them.

use kinfolk::{NodeType, WeakLink};

use crate::kinds::{Item, ItemRc, id_of};
use crate::model::Id;
use crate::properties::graph::operations::rank;

/// A weak link to one node, of a node of any type.
trait Friend {
    fn get(&self) -> Option<ItemRc>;
    fn change(&self, change: WeakChange, target: &ItemRc);
}

impl<O: NodeType> Friend for WeakLink<O, Item> {
    fn get(&self) -> Option<ItemRc> {
        let target = WeakLink::<O, Item>::get(self);
        assert_eq!(self.is_some(), target.is_some());
        assert_eq!(self.is_none(), target.is_none());
        target
    }

    fn change(&self, change: WeakChange, target: &ItemRc) {
        let before = self.get();
        match change {
            WeakChange::Set => self.set(target),
            WeakChange::Replace(_) => assert_eq!(self.replace(target), before),
            WeakChange::Pop => assert_eq!(self.take(), before),
            _ => self.clear(),
        }
    }
}

fn friend(node: &ItemRc) -> Option<&dyn Friend> {
    match node {
        ItemRc::Hub(node) => Some(&node.friend),
        ItemRc::Rack(node) => Some(&node.friend),
        ItemRc::Leaf(node) => Some(&node.friend),
        ItemRc::Actor(node) => Some(&node.friend),
        ItemRc::Shade(node) => Some(&node.friend),
        ItemRc::Shelf(_) | ItemRc::Stone(_) => None,
    }
}

/// A list of weak links, of a node of any type.
trait Friends {
    fn all(&self) -> Vec<ItemRc>;
    fn change(&self, change: WeakChange, target: &ItemRc);
}

impl<O: NodeType> Friends for WeakLink<O, Vec<Item>> {
    fn all(&self) -> Vec<ItemRc> {
        let all: Vec<_> = self.iter().collect();
        assert_eq!((self.len(), self.is_empty()), (all.len(), all.is_empty()));
        assert_eq!((self.first().as_ref(), self.last().as_ref()), (all.first(), all.last()));
        for (index, target) in all.iter().enumerate() {
            assert_eq!(self.get(index).as_ref(), Some(target));
            assert_eq!(self.position(target), all.iter().position(|other| other == target));
        }
        assert_eq!(self.get(all.len()), None);
        all
    }

    fn change(&self, change: WeakChange, target: &ItemRc) {
        let len = self.len();
        let index = |at: usize| (len > 0).then(|| at % len.max(1));
        match change {
            WeakChange::Set => self.push(target),
            WeakChange::Extend => self.extend([target, target]),
            WeakChange::Remove => {
                let was_there = self.contains(target);
                assert_eq!(self.remove(target), was_there);
            }
            WeakChange::Retain(salt) => self.retain(|node| is_kept(id_of(node), salt)),
            WeakChange::Clear => self.clear(),
            WeakChange::Drain => assert_eq!(self.drain().count(), len),
            WeakChange::Reverse => self.reverse(),
            WeakChange::Sort(salt) => self.sort_by_key(|node| rank(id_of(node), salt)),
            WeakChange::Truncate(at) => self.truncate(at % (len + 1)),
            WeakChange::Insert(at) => self.insert(at % (len + 1), target),
            WeakChange::Pop => assert_eq!(self.last(), self.pop()),
            WeakChange::Replace(at) => {
                if let Some(at) = index(at) {
                    assert_eq!(self.get(at), Some(self.replace(at, target)));
                }
            }
            WeakChange::RemoveAt(at) => {
                if let Some(at) = index(at) {
                    assert_eq!(self.get(at), Some(self.remove_at(at)));
                }
            }
            WeakChange::Swap(a, b) => {
                if let Some((a, b)) = index(a).zip(index(b)) {
                    self.swap(a, b);
                }
            }
            WeakChange::MoveTo(a, b) => {
                if let Some((a, b)) = index(a).zip(index(b)) {
                    self.move_to(a, b);
                }
            }
        }
    }
}

fn friends(node: &ItemRc) -> Option<&dyn Friends> {
    match node {
        ItemRc::Hub(node) => Some(&node.friends),
        ItemRc::Actor(node) => Some(&node.friends),
        _ => None,
    }
}

/// The living nodes that a weak link leads to.
pub fn weak_targets(node: &ItemRc, is_list: bool) -> Vec<ItemRc> {
    if is_list {
        friends(node).expect("it has the link").all()
    } else {
        friend(node).expect("it has the link").get().into_iter().collect()
    }
}

/// A change of a weak link. A link to one node has only some of them; the others clear it. Numbers
/// become indices, whatever the length.
#[derive(Clone, Copy, Debug)]
pub enum WeakChange {
    /// Into a list: a push.
    Set,
    Extend,
    Insert(usize),
    Replace(usize),
    Remove,
    RemoveAt(usize),
    /// Of one node: `take`.
    Pop,
    Retain(usize),
    Truncate(usize),
    Drain,
    Clear,
    Swap(usize, usize),
    MoveTo(usize, usize),
    Reverse,
    Sort(usize),
}

fn is_kept(id: Id, salt: usize) -> bool {
    rank(id, salt).is_multiple_of(2)
}

impl WeakChange {
    /// The change with this number, of `WeakChange::COUNT`.
    pub fn numbered(number: usize, a: usize, b: usize) -> Self {
        match number {
            0 => WeakChange::Clear,
            1 => WeakChange::Retain(a),
            2 => WeakChange::Remove,
            3 => WeakChange::Insert(a),
            4 => WeakChange::Replace(a),
            5 => WeakChange::RemoveAt(a),
            6 => WeakChange::Pop,
            7 => WeakChange::Truncate(a),
            8 => WeakChange::Drain,
            9 => WeakChange::Swap(a, b),
            10 => WeakChange::MoveTo(a, b),
            11 => WeakChange::Reverse,
            12 => WeakChange::Sort(a),
            13 => WeakChange::Extend,
            _ => WeakChange::Set,
        }
    }

    /// How many numbers there are. Most of them are a push.
    pub const COUNT: usize = 40;

    /// The same change, of the model of a link.
    pub fn change_model(self, list: &mut Vec<Id>, is_list: bool, target: Id) {
        let len = list.len();
        let index = |at: usize| (len > 0).then(|| at % len.max(1));
        match self {
            WeakChange::Set | WeakChange::Replace(_) if !is_list => *list = vec![target],
            _ if !is_list => list.clear(),
            WeakChange::Set => list.push(target),
            WeakChange::Extend => list.extend([target, target]),
            WeakChange::Remove => list.retain(|id| *id != target),
            WeakChange::Retain(salt) => list.retain(|id| is_kept(*id, salt)),
            WeakChange::Clear | WeakChange::Drain => list.clear(),
            WeakChange::Reverse => list.reverse(),
            WeakChange::Sort(salt) => list.sort_by_key(|id| rank(*id, salt)),
            WeakChange::Truncate(at) => list.truncate(at % (len + 1)),
            WeakChange::Insert(at) => list.insert(at % (len + 1), target),
            WeakChange::Pop => _ = list.pop(),
            WeakChange::Replace(at) => {
                if let Some(at) = index(at) {
                    list[at] = target;
                }
            }
            WeakChange::RemoveAt(at) => {
                if let Some(at) = index(at) {
                    list.remove(at);
                }
            }
            WeakChange::Swap(a, b) => {
                if let Some((a, b)) = index(a).zip(index(b)) {
                    list.swap(a, b);
                }
            }
            WeakChange::MoveTo(a, b) => {
                if let Some((a, b)) = index(a).zip(index(b)) {
                    let moved = list.remove(a);
                    list.insert(b, moved);
                }
            }
        }
    }
}

pub fn change_weak(node: &ItemRc, is_list: bool, change: WeakChange, target: &ItemRc) {
    if is_list {
        friends(node).expect("it has the link").change(change, target);
    } else {
        friend(node).expect("it has the link").change(change, target);
    }
}

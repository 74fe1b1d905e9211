//! The weak links of a node, and what can be done to them.

use kinfolk::WeakLink;

use crate::kinds::{Item, ItemRc, id_of};
use crate::properties::graph::operations::rank;

/// A weak link to one node.
fn friend(node: &ItemRc) -> Option<&WeakLink<Item>> {
    match node {
        ItemRc::Hub(node) => Some(&node.friend),
        ItemRc::Rack(node) => Some(&node.friend),
        ItemRc::Leaf(node) => Some(&node.friend),
        ItemRc::Actor(node) => Some(&node.friend),
        ItemRc::Shade(node) => Some(&node.friend),
        ItemRc::Shelf(_) | ItemRc::Stone(_) => None,
    }
}

/// A list of weak links.
fn friends(node: &ItemRc) -> Option<&WeakLink<Vec<Item>>> {
    match node {
        ItemRc::Hub(node) => Some(&node.friends),
        ItemRc::Actor(node) => Some(&node.friends),
        _ => None,
    }
}

/// The living nodes that a weak link leads to.
pub fn weak_targets(node: &ItemRc, is_list: bool) -> Vec<ItemRc> {
    if is_list {
        friends(node).expect("it has the link").iter().collect()
    } else {
        friend(node).expect("it has the link").get().into_iter().collect()
    }
}

/// A change of a weak link.
#[derive(Clone, Copy, Debug)]
pub enum WeakChange {
    /// Into a list: a push.
    Set,
    Remove,
    Retain(usize),
    Clear,
}

pub fn change_weak(node: &ItemRc, is_list: bool, change: WeakChange, target: &ItemRc) {
    if !is_list {
        let link = friend(node).expect("it has the link");
        return if matches!(change, WeakChange::Set) { link.set(target) } else { link.clear() };
    }
    let link = friends(node).expect("it has the link");
    match change {
        WeakChange::Set => link.push(target),
        WeakChange::Remove => {
            let was_there = link.contains(target);
            assert_eq!(link.remove(target), was_there);
        }
        WeakChange::Retain(salt) => {
            link.retain(|node| rank(id_of(node), salt).is_multiple_of(2));
        }
        WeakChange::Clear => link.clear(),
    }
}

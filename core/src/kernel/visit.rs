//! [`visit_below`]: a walk down by reference.
//!
//! The code of each type of children ([`DynHandles::visit_from`]) goes through a list in a loop of
//! its own, in which nodes without children cost little. The walk goes down by recursion, which is
//! the fastest way. Where that gets deep, it keeps a list of levels instead.
//!
//! [`DynHandles::visit_from`]: crate::kernel::dyn_handles::DynHandles::visit_from

use std::ops::Range;

use crate::kernel::dyn_handles::Visitor;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::snapshot::DynSnapshot;

/// How deep the recursion may get. A level takes a few hundred bytes of stack, in debug too.
const MAX_RECURSION: u32 = 48;

/// Calls `visit` with each node below this one, in pre-order, until it returns `true`.
pub(crate) fn visit_below(node: &dyn DynNode, visit: &mut dyn FnMut(&dyn DynNode) -> bool) {
    let visitor = &mut Visitor {
        visit,
        visit_parent,
        is_stopped: false,
        levels_left: MAX_RECURSION,
        below: Vec::new(),
    };
    take_children(visitor, node);
    go_below(visitor);
}

/// As [`Visitor::visit_parent`].
fn visit_parent(visitor: &mut Visitor<'_>, node: &dyn DynNode) -> bool {
    let info = node.type_info();
    if visitor.levels_left == 0 {
        take_children(visitor, node);
        visitor.visit_leaf(node);
        return false;
    }
    let mut link = info.first_owning;
    let mut children = node.children_in(link);
    link += 1;
    while link < info.first_shared {
        let more = node.children_in(link);
        link += 1;
        if let DynSnapshot::None = more {
            continue;
        }
        if let DynSnapshot::None = children {
            children = more;
        } else if more.len() > 0 {
            return visit_parent_of_several(
                visitor,
                node,
                [children, more],
                link..info.first_shared,
            );
        }
    }
    if !visitor.visit_leaf(node) {
        return false;
    }
    visitor.levels_left -= 1;
    visit_level(visitor, &children);
    visitor.levels_left += 1;
    !visitor.is_stopped
}

/// As [`visit_parent`], for a node with children in these two links and maybe in the other ones.
#[inline(never)]
fn visit_parent_of_several(
    visitor: &mut Visitor<'_>,
    node: &dyn DynNode,
    first: [DynSnapshot; 2],
    others: Range<usize>,
) -> bool {
    let mut levels = Vec::from(first);
    levels.extend(others.map(|link| node.children_in(link)));
    if !visitor.visit_leaf(node) {
        return false;
    }
    visitor.levels_left -= 1;
    for level in &levels {
        visit_level(visitor, level);
        if visitor.is_stopped {
            return false;
        }
    }
    visitor.levels_left += 1;
    true
}

/// Takes the children of a node in all links at once, so that a child that moves between them is
/// visited once.
#[inline(never)]
fn take_children(visitor: &mut Visitor<'_>, node: &dyn DynNode) {
    let info = node.type_info();
    for link in info.first_owning..info.first_shared {
        let children = node.children_in(link);
        if !matches!(children, DynSnapshot::None) {
            visitor.below.push(children);
        }
    }
}

/// Visits the children in one link, and the nodes below them. The snapshot holds each child while
/// the walk is at it or below it.
#[inline]
fn visit_level(visitor: &mut Visitor<'_>, children: &DynSnapshot) {
    let mut next = 0;
    while go_on(visitor, children, &mut next) {
        go_below(visitor);
    }
}

/// Visits the children in one link from `next` on. Returns whether it has ended before the end,
/// since `below` comes first.
#[inline]
fn go_on(visitor: &mut Visitor<'_>, children: &DynSnapshot, next: &mut usize) -> bool {
    match children {
        DynSnapshot::Many(children) => *next = children.visit_from(*next, visitor),
        DynSnapshot::One(child) if *next == 0 => {
            *next = 1;
            let child = &**child.as_std();
            if child.has_children() {
                visit_parent(visitor, child)
            } else {
                visitor.visit_leaf(child)
            };
        }
        DynSnapshot::None | DynSnapshot::One(_) => return false,
    }
    !visitor.below.is_empty() && !visitor.is_stopped
}

/// Visits what is in `below`, and what is below that, without recursion.
#[inline(never)]
fn go_below(visitor: &mut Visitor<'_>) {
    let mut levels: Vec<(DynSnapshot, usize)> = Vec::new();
    loop {
        // The last link first, so that the first one is on top.
        while let Some(children) = visitor.below.pop() {
            levels.push((children, 0));
        }
        let Some((children, next)) = levels.last_mut() else { return };
        if !go_on(visitor, children, next) {
            levels.pop();
        }
        if visitor.is_stopped {
            return;
        }
    }
}

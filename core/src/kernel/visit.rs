//! [`visit_below`]: a walk down by reference.
//!
//! The code of each type of children ([`DynHandles::visit_from`]) goes through a list in a loop of
//! its own, in which nodes without children cost little. The walk goes down by recursion, which is
//! the fastest way. Where that gets deep, it keeps a list of levels instead.
//!
//! [`DynHandles::visit_from`]: crate::kernel::dyn_handles::DynHandles::visit_from

use std::ops::Range;

use crate::kernel::dyn_handles::{DynHandles, Visitor};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::snapshot::DynSnapshot;
use crate::kernel::type_info::TypeInfo;

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
    let (link, others) = (info.first_owning, info.first_owning + 1..info.first_shared);
    if visitor.levels_left == 0 || !others.is_empty() {
        return visit_other_parent(visitor, node, info);
    }
    let DynSnapshot::Many(children) = node.children_in(link) else {
        return visit_other_parent(visitor, node, info);
    };
    visit_parent_of_list(visitor, node, &*children)
}

/// As [`visit_parent`], for a node with several links or an option, and where no level is left.
#[inline(never)]
fn visit_other_parent(visitor: &mut Visitor<'_>, node: &dyn DynNode, info: &TypeInfo) -> bool {
    if visitor.levels_left == 0 {
        take_children(visitor, node);
        visitor.visit_one(node);
        return true;
    }
    // Most nodes have children in one list only.
    let mut list = None;
    for link in info.first_owning..info.first_shared {
        match node.children_in(link) {
            DynSnapshot::None => (),
            DynSnapshot::Many(children) if list.is_none() => list = Some(children),
            _ => return visit_parent_of_several(visitor, node, info),
        }
    }
    let Some(children) = list else { return visitor.visit_one(node) };
    visit_parent_of_list(visitor, node, &*children)
}

/// As [`visit_parent`], for a node whose children are all in this list, while a level is left.
#[inline]
fn visit_parent_of_list(
    visitor: &mut Visitor<'_>,
    node: &dyn DynNode,
    children: &dyn DynHandles,
) -> bool {
    if visitor.visit_one(node) {
        return true;
    }
    visitor.levels_left -= 1;
    visit_list(visitor, children);
    visitor.levels_left += 1;
    visitor.is_stopped
}

/// As [`visit_parent`], for a node with children in any links.
#[inline(never)]
fn visit_parent_of_several(visitor: &mut Visitor<'_>, node: &dyn DynNode, info: &TypeInfo) -> bool {
    let mut links = info.first_owning..info.first_shared;
    let mut children = DynSnapshot::None;
    while let Some(link) = links.next() {
        let more = node.children_in(link);
        if let DynSnapshot::None = more {
            continue;
        }
        if let DynSnapshot::None = children {
            children = more;
        } else if more.len() > 0 {
            return visit_several_lists(visitor, node, [children, more], links);
        }
    }
    if visitor.visit_one(node) {
        return true;
    }
    visit_level(visitor, children)
}

/// As [`visit_parent`], for a node with children in these two links and maybe in the other ones.
#[inline(never)]
fn visit_several_lists(
    visitor: &mut Visitor<'_>,
    node: &dyn DynNode,
    first: [DynSnapshot; 2],
    others: Range<usize>,
) -> bool {
    let mut levels = Vec::from(first);
    levels.extend(others.map(|link| node.children_in(link)));
    visitor.visit_one(node) || levels.into_iter().any(|level| visit_level(visitor, level))
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
/// the walk is at it or below it. Returns whether the walk has ended.
#[inline]
fn visit_level(visitor: &mut Visitor<'_>, children: DynSnapshot) -> bool {
    visitor.levels_left -= 1;
    match children {
        DynSnapshot::Many(children) => visit_list(visitor, &*children),
        DynSnapshot::One(child) => visit_only(visitor, &**child.as_std()),
        DynSnapshot::None => (),
    }
    visitor.levels_left += 1;
    visitor.is_stopped
}

#[inline]
fn visit_list(visitor: &mut Visitor<'_>, children: &dyn DynHandles) {
    let mut next = children.visit_from(0, visitor);
    while !visitor.below.is_empty() && !visitor.is_stopped {
        go_below(visitor);
        next = children.visit_from(next, visitor);
    }
}

/// Visits an only child, and the nodes below it.
#[inline(never)]
fn visit_only(visitor: &mut Visitor<'_>, child: &dyn DynNode) {
    if child.has_children() {
        visit_parent(visitor, child);
    } else {
        visitor.visit_one(child);
    }
    if !visitor.below.is_empty() && !visitor.is_stopped {
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
                visitor.visit_one(child)
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

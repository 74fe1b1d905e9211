//! [`visit_below`]: a walk down by reference.
//!
//! The code of each type of children ([`DynHandles::visit_from`]) goes through a list in a loop of
//! its own, in which nodes without children cost little. The walk goes down by recursion where a node
//! has one owning link. Elsewhere, and where the recursion gets deep, it keeps a list of levels.
//!
//! [`DynHandles::visit_from`]: crate::kernel::dyn_handles::DynHandles::visit_from

use crate::kernel::dyn_handles::Visitor;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::snapshot::DynSnapshot;

/// Recursion is the fastest way down. A level takes a few hundred bytes of stack, in debug too.
const MAX_RECURSION: u32 = 48;

/// Calls `visit` with each node below this one, in pre-order, until it returns `true`.
pub(crate) fn visit_below(node: &dyn DynNode, visit: impl FnMut(&dyn DynNode) -> bool) {
    let state = State { is_stopped: false, levels_left: MAX_RECURSION, below: Vec::new() };
    let walk = &mut Walk { visit, state };
    take_children(walk, node);
    go_below(walk);
}

struct Walk<F> {
    visit: F,
    state: State,
}

struct State {
    is_stopped: bool,
    /// How many levels of recursion are left.
    levels_left: u32,
    /// The children that are next, by link: those of the last node, where the walk does not go down
    /// by recursion.
    below: Vec<DynSnapshot>,
}

/// The children in one link, and the index of the next one.
///
/// The snapshot holds each child while the walk is at it or below it.
struct Level {
    children: DynSnapshot,
    next: usize,
}

/// A [`Walk`] without its type.
trait DynWalk: Visitor {
    fn state(&mut self) -> &mut State;
}

impl<F: FnMut(&dyn DynNode) -> bool> DynWalk for Walk<F> {
    #[inline]
    fn state(&mut self) -> &mut State {
        &mut self.state
    }
}

impl<F: FnMut(&dyn DynNode) -> bool> Visitor for Walk<F> {
    #[inline]
    fn visit_leaf(&mut self, node: &dyn DynNode) -> bool {
        let is_stopped = (self.visit)(node);
        self.state.is_stopped = is_stopped;
        !is_stopped
    }

    fn visit_parent(&mut self, node: &dyn DynNode) -> bool {
        visit_parent(self, node)
    }
}

/// As [`Visitor::visit_parent`]. If it returns `false`, `below` may have what comes first.
fn visit_parent(walk: &mut dyn DynWalk, node: &dyn DynNode) -> bool {
    let info = node.type_info();
    if walk.state().levels_left == 0 || info.first_shared - info.first_owning != 1 {
        take_children(walk, node);
        walk.visit_leaf(node);
        return false;
    }
    let mut level = Level { children: node.children_in(info.first_owning), next: 0 };
    if !walk.visit_leaf(node) {
        return false;
    }
    walk.state().levels_left -= 1;
    while go_on(walk, &mut level) {
        go_below(walk);
    }
    let state = walk.state();
    state.levels_left += 1;
    !state.is_stopped
}

/// Takes the children of a node in all links at once, so that a child that moves between them is
/// visited once.
fn take_children(walk: &mut dyn DynWalk, node: &dyn DynNode) {
    let info = node.type_info();
    for link in info.first_owning..info.first_shared {
        let children = node.children_in(link);
        if children.len() > 0 {
            walk.state().below.push(children);
        }
    }
}

/// Visits the nodes of a level from its next one on. Returns whether it has ended before the end,
/// since `below` comes first.
#[inline]
fn go_on(walk: &mut dyn DynWalk, level: &mut Level) -> bool {
    level.next = match &level.children {
        DynSnapshot::Many(children) => children.visit_from(level.next, walk),
        DynSnapshot::One(child) if level.next == 0 => {
            let child = &**child.as_std();
            if child.has_children() {
                walk.visit_parent(child)
            } else {
                walk.visit_leaf(child)
            };
            1
        }
        DynSnapshot::None | DynSnapshot::One(_) => return false,
    };
    let state = walk.state();
    !state.below.is_empty() && !state.is_stopped
}

/// Visits what is in `below`, and what is below that, without recursion.
#[inline(never)]
fn go_below(walk: &mut dyn DynWalk) {
    let mut levels: Vec<Level> = Vec::new();
    loop {
        // The last link first, so that the first one is on top.
        while let Some(children) = walk.state().below.pop() {
            levels.push(Level { children, next: 0 });
        }
        let Some(level) = levels.last_mut() else { return };
        if !go_on(walk, level) {
            levels.pop();
        }
        if walk.state().is_stopped {
            return;
        }
    }
}

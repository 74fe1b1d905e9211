//! [`BuildContext`]: how plain values become nodes, by [`into_graph`](crate::Graph::into_graph) and
//! by each operation that takes a plain child.
//!
//! The build recurses through the plain value, but only as deep as [`StackBudget`] allows. Children
//! that are too deep, or too large, are *deferred*: they are built after the recursion has returned
//! to its start.
//!
//! Deferred children must be attached to their own owner, which has no handle until all its links
//! are built. Until then they wait in [`Deferred::without_owner`], a stack with the children of the
//! deepest nodes on top. Children that are already built get their back-links at the same moment,
//! when the owner's links learn their host
//! ([`Link::move_in`](crate::kernel::dyn_link::Link::move_in)).

use std::mem;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::death;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_link::{DynLink, DynOwn, OwnerState};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::header::Header;
use crate::store::stack_budget::StackBudget;
use crate::walk::saved;
use crate::walk::saved::problems::Problems;

/// The state of a build.
pub struct BuildContext {
    pub(crate) depth: StackBudget,
    /// Of the nodes made so far that have the same owner, one needs finalization.
    need_finalization: bool,
    /// Whether deferred children wait for an owner without a handle.
    has_waiting: bool,
    /// `None` while nothing is deferred, so that most builds have nothing to drop here.
    deferred: Option<Box<Deferred>>,
}

/// A node under construction, of any type.
pub struct Making<'a> {
    pub(crate) context: &'a mut BuildContext,
    /// It has children, built or deferred.
    has_children: bool,
    /// Of nodes with children: whether one of the siblings before needs finalization.
    sibling_needs_finalization: bool,
}

impl<'a> Making<'a> {
    #[inline]
    pub(super) fn begin(context: &'a mut BuildContext) -> Self {
        Making { context, has_children: false, sibling_needs_finalization: false }
    }

    /// Call this before the children of each link are made or deferred.
    #[inline]
    pub(crate) fn begin_children(&mut self) {
        if !self.has_children {
            self.has_children = true;
            self.sibling_needs_finalization = mem::take(&mut self.context.need_finalization);
        }
    }

    #[inline]
    pub(super) fn has_children(&self) -> bool {
        self.has_children
    }

    /// Whether [`note_owner`](BuildContext::note_owner) has something to do.
    #[inline]
    pub(super) fn has_work_for_owner(&self) -> bool {
        self.has_children && (self.context.need_finalization || self.context.has_waiting)
    }

    /// Call this last, when the links know their node.
    #[inline]
    pub(super) fn end(self, header: &Header, has_hook: bool) {
        let context = self.context;
        if self.has_children {
            context.need_finalization |= self.sibling_needs_finalization;
        }
        if has_hook {
            header.set_hook();
            context.need_finalization = true;
        }
    }
}

/// Builds the children of a link, and puts them into it.
type BuildChildren = Box<dyn FnOnce(&dyn DynOwn, &mut BuildContext)>;

/// Plain children that wait until the recursion has returned to its start.
#[derive(Default)]
struct Deferred {
    /// Children of nodes that have no handle yet, with the depth of each node. The deepest come
    /// last.
    without_owner: Vec<(StackBudget, DeferredChildren)>,
    with_owner: Vec<(StdWeak<dyn DynNode>, DeferredChildren)>,
    /// Whether there are saved references to resolve when all nodes exist.
    has_references: bool,
}

/// The plain children of one link.
struct DeferredChildren {
    link: usize,
    build: BuildChildren,
}

impl BuildContext {
    /// Not a `Default`, which code outside this crate could reach: a build that is not
    /// [finished](Self::finish) leaves children out.
    #[inline]
    pub(crate) const fn new() -> Self {
        BuildContext {
            depth: StackBudget::NEW,
            need_finalization: false,
            has_waiting: false,
            deferred: None,
        }
    }

    /// Call this when data counts as a child that needs finalization, or when a child that needs it was
    /// made before.
    pub(crate) fn note_need(&mut self) {
        self.need_finalization = true;
    }

    /// Notes a node with children that has just got a handle.
    #[cold]
    #[inline(never)]
    pub(super) fn note_owner(&mut self, owner: &dyn DynNode) {
        if self.need_finalization {
            owner.header().set_new_above();
        }
        if let Some(deferred) = &mut self.deferred {
            let waiting = &mut deferred.without_owner;
            while let Some((_, children)) = waiting.pop_if(|(at, _)| *at == self.depth) {
                let host = owning_link(owner, children.link).host();
                deferred.with_owner.push((host, children));
            }
            self.has_waiting = !waiting.is_empty();
        }
    }

    /// Call this when the node under construction has a saved reference with an id.
    #[cold]
    #[inline(never)]
    pub(crate) fn note_reference(&mut self) {
        self.deferred.get_or_insert_default().has_references = true;
    }

    /// As [`finish`](Self::finish), and reports what is wrong with the ids.
    pub(crate) fn finish_checked(self, root: &dyn DynHandle) -> Option<Problems> {
        build_deferred(self.deferred.unwrap_or_default());
        let unfinished = Unfinished(root);
        let problems = saved::check_new(root.to_untyped());
        if problems.is_none() {
            mem::forget(unfinished);
            root.dyn_node().header().clear_new();
        }
        problems
    }

    /// Defers the children of a link of the node under construction.
    #[cold]
    #[inline(never)]
    pub(crate) fn defer(&mut self, link: usize, build: BuildChildren) {
        let deferred = self.deferred.get_or_insert_default();
        deferred.without_owner.push((self.depth, DeferredChildren { link, build }));
        self.has_waiting = true;
    }

    /// Builds what was deferred, once the topmost node has a handle. Returns whether that node
    /// needs finalization.
    #[inline]
    pub(crate) fn finish(self, root: &dyn DynHandle) -> bool {
        match self.deferred {
            Some(deferred) => finish_deferred(deferred, root),
            nothing => {
                // The compiler cannot see that there is nothing to drop.
                mem::forget(nothing);
                if self.need_finalization {
                    end_growth(root);
                }
                self.need_finalization
            }
        }
    }
}

/// Lets go of a new graph without its hooks when it is dropped: it was never handed out.
pub(crate) struct Unfinished<'a>(pub(crate) &'a dyn DynHandle);

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        death::forget_hooks_of_new(self.0);
    }
}

/// Notes that a graph that needs finalization is finished.
#[cold]
fn end_growth(root: &dyn DynHandle) {
    root.dyn_node().header().clear_new();
}

/// Builds what was deferred, and resolves the references. Returns whether the root needs
/// finalization.
// This takes only pointers, so that the context of most builds stays in registers.
#[cold]
#[inline(never)]
fn finish_deferred(deferred: Box<Deferred>, root: &dyn DynHandle) -> bool {
    if build_deferred(deferred) {
        // The code of ids may panic.
        let unfinished = Unfinished(root);
        saved::resolve_new(root.to_untyped());
        mem::forget(unfinished);
    }
    let header = root.dyn_node().header();
    header.clear_new();
    header.needs_finalization()
}

/// Builds what was deferred. Returns whether there are references to resolve.
fn build_deferred(deferred: Box<Deferred>) -> bool {
    let mut context = BuildContext::new();
    context.depth = StackBudget::ALONE;
    context.deferred = Some(deferred);
    while let Some((owner, children)) =
        context.deferred.as_mut().and_then(|deferred| deferred.with_owner.pop())
    {
        let owner = owner.upgrade().expect("the graph that it is part of lives");
        context.need_finalization = false;
        (children.build)(owning_link(&*owner, children.link), &mut context);
        if context.need_finalization {
            death::mark_below(&owner);
            set_new_above(owner);
        }
    }
    context.deferred.is_some_and(|deferred| deferred.has_references)
}

fn owning_link(owner: &dyn DynNode, number: usize) -> &dyn DynOwn {
    match owner.link(number) {
        Some(DynLink::Own(link)) => link,
        _ => unreachable!("only an owning link defers children"),
    }
}

/// Marks the owner of new nodes that need finalization, and the nodes above it. All nodes above a
/// marked one are marked, so each is visited once.
fn set_new_above(owner: StdRc<dyn DynNode>) {
    let mut next = Some(owner);
    while let Some(node) = next.filter(|node| !node.header().is_new()) {
        node.header().set_new();
        next = match node.owner_state() {
            OwnerState::Alive(owner) => Some(owner),
            OwnerState::None | OwnerState::Dead => None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::dyn_handle::AsDynHandle;
    use crate::model::repr::Repr;
    use crate::{Graph, Node};

    /// Its node is much larger than its plain value.
    #[derive(Graph)]
    #[graph(crate = crate, back(above: Hub))]
    #[graph(weak(a: Vec<Hub>, b: Vec<Hub>, c: Vec<Hub>, d: Vec<Hub>, e: Vec<Hub>, f: Vec<Hub>))]
    #[graph(shared(g: Vec<Hub>, h: Vec<Hub>, i: Vec<Hub>, j: Vec<Hub>, k: Vec<Hub>, l: Vec<Hub>))]
    struct Hub {
        #[graph(own)]
        hubs: Vec<Hub>,
    }

    #[test]
    fn the_recursion_is_bounded_by_the_size_of_nodes() {
        let mut plain = Hub { hubs: vec![] };
        for _ in 0..200 {
            plain = Hub { hubs: vec![plain] };
        }
        let mut context = BuildContext::new();
        let root = <Hub as Graph>::Repr::build_in(plain, &mut context);
        let on_the_stack = root.descendants().count() * size_of_val(&*root);
        assert!(on_the_stack <= 12_800, "{on_the_stack}");
        context.finish(root.as_dyn());
        assert_eq!(root.descendants().count(), 200);
    }
}

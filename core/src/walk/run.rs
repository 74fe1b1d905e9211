//! [`Run`]: children that a walk down has still to visit; [`Runs`]: all of them, in order.
//!
//! # How a walk down works
//!
//! A walk keeps the nodes that are still to come as *runs*, in the order in which it will visit
//! them. A run is the rest of a snapshot of one link. When the walk takes a node from the front, it
//! puts the runs of the node's children before the others. So the runs in front are those of the
//! innermost level, and no recursion is needed.
//!
//! A walk from the back meets the children of a node before the node. So when it takes a node from
//! the back, it puts the node back as a run of its own, *entered*, with the runs of its children
//! behind. Front and back share the runs, so they meet exactly: what one has taken, the other does
//! not find.

use std::any::Any;
use std::collections::VecDeque;
use std::mem;
use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::dyn_handles::DynHandles;
use crate::kernel::dyn_link::DynLink;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::place::Place;
use crate::kernel::snapshot::DynSnapshot;
use crate::store::small_vec::SmallVec;

/// The children in one link that a walk has still to visit.
#[derive(Clone)]
pub(super) struct Run {
    pub(super) children: DynSnapshot,
    /// The index of the first child that is left.
    pub(super) next: usize,
    /// The index behind the last child that is left.
    end: usize,
    /// The link's number in the owner.
    link: usize,
    /// Whether this is a single node whose children are in the runs behind.
    is_entered: bool,
    /// Whether the owner has no further run behind this one. Only `Traverse` needs it.
    pub(super) is_last_of_owner: bool,
    /// Keeps the owner alive while some of its children remain; `None` if the walk borrows it. This
    /// must be the last field, to be dropped after the snapshot: then the owner's lists have no
    /// readers when it dies.
    pub(super) owner: Option<AnyRc>,
}

impl Run {
    pub(super) const EMPTY: Run = Run {
        children: DynSnapshot::None,
        next: 0,
        end: 0,
        link: 0,
        is_entered: false,
        is_last_of_owner: false,
        owner: None,
    };

    /// Children of which all are left.
    // All fields are written out: what `..Run::EMPTY` would leave over of it would be dropped.
    #[inline]
    fn of(owner: Option<AnyRc>, link: usize, children: DynSnapshot, end: usize) -> Self {
        let (is_entered, is_last_of_owner) = (false, false);
        Run { children, next: 0, end, link, is_entered, is_last_of_owner, owner }
    }

    /// The children of a node with one owning link.
    #[inline]
    pub(super) fn only_of(owner: AnyRc, link: usize) -> Self {
        let children = owner.as_std().children_in(link);
        let end = children.len();
        Run::of(Some(owner), link, children, end)
    }

    /// A node that is no child in this walk.
    fn one(node: AnyRc, is_entered: bool) -> Self {
        let mut run = Run::of(None, 0, DynSnapshot::One(node), 1);
        run.is_entered = is_entered;
        run
    }

    /// Calls `put` with the runs of a node's children, in reverse, for each link that has any. They
    /// are taken at once, so that a child that moves between them is visited once.
    #[inline]
    pub(super) fn for_each_of(node: &dyn DynNode, owner: Option<&AnyRc>, mut put: impl FnMut(Run)) {
        let info = node.type_info();
        let mut link = info.first_shared;
        while link > info.first_owning {
            link -= 1;
            let children = node.children_in(link);
            let end = if let DynSnapshot::None = children { continue } else { children.len() };
            if end > 0 {
                put(Run::of(owner.cloned(), link, children, end));
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.next == self.end
    }

    /// Drops the run. As `drop`, but inlined: most runs are over lists.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "else the whole run is copied")]
    fn end(self) {
        let Run { children, owner, .. } = self;
        match children {
            DynSnapshot::Many(children) => drop(children),
            other => drop_other(other),
        }
        drop(owner);
    }

    pub(super) fn clear(&mut self) {
        self.children = DynSnapshot::None;
        self.next = self.end;
    }

    /// Takes the first node. Sets whether it has children.
    #[inline]
    pub(super) fn take_first(&mut self, has_children: &mut bool) -> Option<AnyRc> {
        let index = self.next;
        if index == self.end {
            return None;
        }
        self.next = index + 1;
        self.children.node_at(index, has_children).map(AnyRc::from_std)
    }

    /// As [`take_first`](Self::take_first), but leaves a child that is no part of a list, for code
    /// that is inlined.
    #[inline]
    pub(super) fn take_first_of_list(&mut self, has_children: &mut bool) -> Option<AnyRc> {
        let index = self.next;
        if index == self.end {
            return None;
        }
        let DynSnapshot::Many(children) = &self.children else { return None };
        let node = children.node_at(index, has_children)?;
        self.next = index + 1;
        Some(AnyRc::from_std(node))
    }

    /// Takes the last node. Sets whether it has children.
    fn take_last(&mut self, has_children: &mut bool) -> Option<AnyRc> {
        if self.is_empty() {
            return None;
        }
        self.end -= 1;
        self.children.node_at(self.end, has_children).map(AnyRc::from_std)
    }

    #[inline(never)]
    fn is_followed(&self, follow: &Condition<'_>, index: usize) -> bool {
        let Some(owner) = &self.owner else { return true };
        follow(&Place::new(owner.clone(), self.link, index, &self.children))
    }

    /// Takes hold of the owner for places, if it is the node from which the walk has started.
    pub(super) fn hold_owner(&mut self, start: &dyn DynNode) {
        if let (None, Some(DynLink::Own(link))) = (&self.owner, start.link(self.link)) {
            self.owner = link.host().upgrade().map(AnyRc::from_std);
        }
    }
}

#[cold]
#[inline(never)]
fn drop_other(children: DynSnapshot) {
    drop(children);
}

/// Which links a walk follows.
#[derive(Clone)]
pub(super) struct Follow<'a>(Option<StdRc<Condition<'a>>>);

type Condition<'a> = dyn Fn(&Place) -> bool + 'a;

impl<'a> Follow<'a> {
    pub(super) fn all() -> Self {
        Follow(None)
    }

    pub(super) fn is_all(&self) -> bool {
        self.0.is_none()
    }

    /// Follows only what this does, and `follow` too.
    pub(super) fn and<'b>(self, follow: impl Fn(&Place) -> bool + 'b) -> Follow<'b>
    where
        'a: 'b,
    {
        match self.0 {
            None => Follow(Some(StdRc::new(follow))),
            Some(first) => Follow(Some(StdRc::new(move |place| first(place) && follow(place)))),
        }
    }

    /// Whether the walk visits the child at this index of a run. A node that is no child in the walk
    /// is always visited.
    #[inline]
    pub(super) fn accepts(&self, run: &Run, index: usize) -> bool {
        self.0.as_deref().is_none_or(|follow| run.is_followed(follow, index))
    }
}

/// The nodes that a walk has still to visit, in order.
#[derive(Clone)]
pub(super) struct Runs<'a> {
    /// Only empty if `rest` is.
    front: Run,
    /// None of them is empty.
    rest: VecDeque<Run>,
    follow: Follow<'a>,
}

impl<'a> Runs<'a> {
    pub(super) fn below(node: &dyn DynNode) -> Self {
        let mut runs = Runs { front: Run::EMPTY, rest: VecDeque::new(), follow: Follow::all() };
        Run::for_each_of(node, None, |run| drop(runs.put_first(run)));
        runs
    }

    pub(super) fn or_self(node: AnyRc) -> Self {
        Runs { front: Run::one(node, false), rest: VecDeque::new(), follow: Follow::all() }
    }

    /// Follows only places for which `follow` returns `true`. `start` is the node that the walk
    /// borrows.
    pub(super) fn follow<'b>(
        mut self,
        start: Option<&dyn DynNode>,
        follow: impl Fn(&Place) -> bool + 'b,
    ) -> Runs<'b>
    where
        'a: 'b,
    {
        if let Some(start) = start {
            self.rest.iter_mut().chain([&mut self.front]).for_each(|run| run.hold_owner(start));
        }
        Runs { front: self.front, rest: self.rest, follow: self.follow.and(follow) }
    }

    /// The next node; if `deep`, the nodes below it come next.
    #[inline]
    pub(super) fn next(&mut self, deep: bool) -> Option<AnyRc> {
        let mut has_children = false;
        let node = self.front.take_first(&mut has_children)?;
        if has_children || self.front.is_empty() || !self.follow.is_all() {
            return self.after_first(node, has_children, deep);
        }
        Some(node)
    }

    /// The list in front, if it is one of `H` that is not in chunks, and the walk follows all places.
    #[inline]
    pub(super) fn list_of<H: AsDynHandle>(&self) -> Option<StdRc<SmallVec<H>>> {
        let DynSnapshot::Many(children) = &self.front.children else { return None };
        if !self.follow.is_all() {
            return None;
        }
        let children: StdRc<dyn Any> = StdRc::<dyn DynHandles>::clone(children);
        let list = children.downcast::<SmallVec<H>>().ok()?;
        if list.flat().is_some() { Some(list) } else { None }
    }

    /// Takes the first node in front, where this list is. Where the walk enters that node, or is at
    /// the end of the list, the caller calls [`leave_list`](Self::leave_list) then.
    #[inline]
    pub(super) fn next_in<H: AsDynHandle>(&mut self, list: &SmallVec<H>) -> Option<H> {
        let index = self.front.next;
        if index == self.front.end {
            return None;
        }
        let node = list.flat()?.get(index)?.clone();
        self.front.next = index + 1;
        Some(node)
    }

    #[inline]
    pub(super) fn is_at_end_of_list(&self) -> bool {
        self.front.is_empty()
    }

    /// Goes on to another list after this node, which was just taken: to that of its children, if
    /// the walk enters it.
    #[inline(never)]
    pub(super) fn leave_list(&mut self, node: &dyn DynHandle, enters: bool) {
        if enters {
            self.enter(node.to_untyped());
        } else {
            self.drop_front();
        }
    }

    /// The next node, after `node` was taken from the front.
    #[inline(never)]
    fn after_first(&mut self, node: AnyRc, has_children: bool, deep: bool) -> Option<AnyRc> {
        let (mut node, mut has_children) = (node, has_children);
        loop {
            let is_visited = self.follow.accepts(&self.front, self.front.next - 1);
            if is_visited && has_children && deep && !self.front.is_entered {
                self.enter(node.clone());
            } else if self.front.is_empty() {
                self.drop_front();
            }
            if is_visited {
                return Some(node);
            }
            node = self.front.take_first(&mut has_children)?;
        }
    }

    /// The last node; if `deep`, the nodes below it come before it.
    pub(super) fn next_back(&mut self, deep: bool) -> Option<AnyRc> {
        loop {
            let run = self.rest.back_mut().unwrap_or(&mut self.front);
            let mut has_children = false;
            let node = run.take_last(&mut has_children)?;
            let is_visited = self.follow.accepts(run, run.end);
            let is_entered = run.is_entered;
            let done = if run.is_empty() { self.take_back() } else { Run::EMPTY };
            let is_next = is_visited && (!has_children || !deep || is_entered);
            if is_visited && !is_next {
                self.enter_from_back(&node);
            }
            drop(done);
            if is_next {
                return Some(node);
            }
        }
    }

    /// Puts the runs of a node's children before all others.
    #[inline(never)]
    fn enter(&mut self, node: AnyRc) {
        let info = node.as_std().type_info();
        let (link, links) = (info.first_owning, info.first_shared - info.first_owning);
        if links != 1 {
            return self.enter_links(&node);
        }
        let children = node.as_std().children_in(link);
        let end = children.len();
        if end == 0 {
            if self.front.is_empty() {
                self.drop_front();
            }
            return;
        }
        let is_done = self.front.is_empty();
        let front = mem::replace(&mut self.front, Run::of(Some(node), link, children, end));
        if is_done {
            front.end();
        } else {
            self.rest.push_front(front);
        }
    }

    /// As [`enter`](Self::enter), for a node with several links.
    #[inline(never)]
    fn enter_links(&mut self, node: &AnyRc) {
        // Dropped when the runs are complete: it may hold the last handle of a node.
        let mut done = None;
        Run::for_each_of(&**node.as_std(), Some(node), |run| {
            if let Some(front) = self.put_first(run) {
                done = Some(front);
            }
        });
        if self.front.is_empty() {
            self.drop_front();
        }
    }

    /// Puts a run before all others. Returns the one that was in front, if that is empty.
    #[inline]
    fn put_first(&mut self, run: Run) -> Option<Run> {
        let front = mem::replace(&mut self.front, run);
        if front.is_empty() {
            return Some(front);
        }
        self.rest.push_front(front);
        None
    }

    #[inline(never)]
    fn drop_front(&mut self) {
        let next = match self.rest.pop_front() {
            Some(run) => run,
            None => Run::EMPTY,
        };
        mem::replace(&mut self.front, next).end();
    }

    /// Takes the last run.
    fn take_back(&mut self) -> Run {
        self.rest.pop_back().unwrap_or_else(|| mem::replace(&mut self.front, Run::EMPTY))
    }

    /// Puts a node behind all others, and the runs of its children behind it.
    fn enter_from_back(&mut self, node: &AnyRc) {
        let mut below = Vec::new();
        Run::for_each_of(&**node.as_std(), Some(node), |run| below.push(run));
        self.put_last(Run::one(node.clone(), true));
        below.into_iter().rev().for_each(|run| self.put_last(run));
    }

    fn put_last(&mut self, run: Run) {
        if self.front.is_empty() {
            self.front = run;
        } else {
            self.rest.push_back(run);
        }
    }
}

//! Seeing to the last wishes of a dying set: all its hooks run, and when none of them has changed
//! anything about its end, it is dead, and its attached finalizers run.
//!
//! The set is walked as it is, depth first, along the marks that say where something is pending;
//! nothing is taken apart, and nothing is held but the path to the node whose hook runs. After each
//! hook it is judged again who still dies. Only what the hook has got hold of can have left the set:
//! the node that it was given, what it has reached by weak handles, and what is below those. So not
//! the whole path need be looked at, but what is below the topmost node that was handed out.

use std::cell::Cell;
use std::mem::{self, ManuallyDrop};
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::death::DeathInProgress;
use crate::death::attached::OfTheDead;
use crate::death::panic_report::guarded;
use crate::death::shared_holders::SharedHolders;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::DynLink;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;

/// How many deaths may be nested, each begun in a hook of the one before. Those beyond wait.
const MAX_LEVELS: usize = 32;

thread_local! {
    static LEVEL: Cell<usize> = const { Cell::new(0) };
    static IS_QUEUE_AT_WORK: Cell<bool> = const { Cell::new(false) };
    /// Roots that wait.
    static QUEUE: Cell<ManuallyDrop<Vec<AnyRc>>> = const { Cell::new(ManuallyDrop::new(Vec::new())) };
    /// The first place on a path whose node was handed out since this was last looked at.
    static HANDED_OUT: Cell<usize> = const { Cell::new(usize::MAX) };
    /// How many nodes were handed out that are on no path.
    static HANDED_OUT_ELSEWHERE: Cell<usize> = const { Cell::new(0) };
    /// How many walks there have been.
    static WALKS: Cell<usize> = const { Cell::new(0) };
    /// How many nodes are on the paths of all sets that are at work.
    static PATH_NODES: Cell<usize> = const { Cell::new(0) };
}

/// A weak handle to a node has been upgraded.
pub(super) fn note_handed_out(node: &dyn DynNode) {
    match node.header().path_position() {
        Some(place) => HANDED_OUT.set(HANDED_OUT.get().min(place)),
        None => HANDED_OUT_ELSEWHERE.set(HANDED_OUT_ELSEWHERE.get().wrapping_add(1)),
    }
}

/// Sees to the last wishes of all that dies with a root, to which this handle and just one other are
/// left. Afterwards they are fulfilled, or the root is held.
pub(super) fn run(root: &AnyRc) {
    // It may be the link of a dead owner that lets go of it.
    root.as_std().forget_dead_owner();
    let level = LEVEL.get();
    if level == MAX_LEVELS {
        return with_queue(|queue| queue.push(root.clone()));
    }
    LEVEL.set(level + 1);
    let up = LevelGuard { to: level };
    run_now(root);
    drop(up);
    if level + 1 == MAX_LEVELS {
        work_off_queue();
    }
}

struct LevelGuard {
    to: usize,
}

impl Drop for LevelGuard {
    fn drop(&mut self) {
        LEVEL.set(self.to);
    }
}

/// Nothing of the user's may run in `change`.
fn with_queue<R>(change: impl FnOnce(&mut Vec<AnyRc>) -> R) -> R {
    let mut queue = ManuallyDrop::into_inner(QUEUE.take());
    let answer = change(&mut queue);
    QUEUE.set(ManuallyDrop::new(queue));
    answer
}

fn work_off_queue() {
    if IS_QUEUE_AT_WORK.replace(true) {
        return;
    }
    loop {
        let roots = with_queue(mem::take);
        if roots.is_empty() {
            break;
        }
        roots.into_iter().for_each(let_go);
    }
    IS_QUEUE_AT_WORK.set(false);
}

/// Drops a handle that was kept for longer than the user's.
fn let_go(node: AnyRc) {
    guarded(node.type_name(), || drop(node));
}

fn run_now(root: &AnyRc) {
    let _at_work = DeathInProgress::begin();
    let header = root.as_std().header();
    if !header.has_hook() && !header.needs_finalization_below() {
        return die_without_walk(root);
    }
    let mut set = DyingSet::of(root.clone());
    loop {
        set.walk();
        if set.path.is_empty() {
            return set.reopen();
        }
        if set.changes == Changes::None || set.is_complete() {
            return set.die();
        }
        set.reopen();
        set.start_again();
    }
}

/// The end of a root below which nobody waits for it, and which has no hook: as [`DyingSet::die`].
fn die_without_walk(root: &AnyRc) {
    let root = root.as_std();
    if root.header().end() {
        let mut finalizers = OfTheDead::default();
        finalizers.take_from(&**root);
        finalizers.run();
    }
}

/// A number that no other walk has that is at work.
fn next_walk_number() -> usize {
    WALKS.set(WALKS.get().wrapping_add(1));
    WALKS.get()
}

struct DyingSet {
    /// From the root to the node whose hook runs. Empty when the root does not die after all.
    path: Vec<Step>,
    /// The number of places on the paths of the sets whose hooks have led to this one's death.
    positions_before: usize,
    /// What was [handed out](HANDED_OUT) of those.
    handed_out_before: usize,
    /// User code has run, and may have changed who is on the path.
    path_is_stale: bool,
    /// What hooks may have done in this walk.
    changes: Changes,
    /// This walk has left a node before it was done with it.
    is_cut_short: bool,
    /// The number of this walk.
    walk: usize,
    /// Children of those that die that have something pending, but are held, so do not die.
    held: Vec<StdWeak<dyn DynNode>>,
    /// Those that die, but keep their marks until they are dead: they have attached finalizers, children
    /// that are held, or shared links, or are above one that has.
    finished: Vec<StdWeak<dyn DynNode>>,
    /// Those among the finished that this walk has come to over shared links.
    shared: Vec<StdWeak<dyn DynNode>>,
    /// Nothing as long as there are none.
    shared_holders: Option<Box<SharedHolders>>,
    /// What was [handed out elsewhere](HANDED_OUT_ELSEWHERE) when this was last looked at.
    handed_out_elsewhere: usize,
}

/// What hooks may have changed in a walk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Changes {
    /// No user code has run.
    None,
    /// Who is in the set. But a hook that has got hold of nothing beside its own node can only get to those that
    /// the walk has not left: they come later.
    Some,
    /// Also who holds those that the walk has left.
    ToHolders,
}

/// How a walk has come to a node that dies.
#[derive(Clone, Copy)]
enum ReachedBy {
    Root,
    /// By its owner, which alone holds it.
    Owned,
    /// By this shared link of the node before it on the path, which alone holds it.
    Shared {
        link: usize,
        index: usize,
    },
    /// By the last of several links.
    Several,
}

/// A node on the path, and where among its children the walk is.
struct Step {
    node: AnyRc,
    reached_by: ReachedBy,
    link: usize,
    index: usize,
    /// The walk has come by all children once.
    is_past_all: bool,
    /// The walk is among what the node shares.
    is_among_shared: bool,
    /// Something is pending below that this walk cannot see to, or is shared.
    has_rest: bool,
}

/// A child that waits for its end.
struct FoundChild {
    child: AnyRc,
    /// Whether nothing but its owner holds it.
    is_alone: bool,
    /// Whether a reader holds it.
    has_readers: bool,
}

impl DyingSet {
    fn of(root: AnyRc) -> Self {
        let mut set = DyingSet {
            path: Vec::new(),
            positions_before: PATH_NODES.get(),
            handed_out_before: HANDED_OUT.replace(usize::MAX),
            path_is_stale: false,
            changes: Changes::None,
            is_cut_short: false,
            walk: next_walk_number(),
            held: Vec::new(),
            finished: Vec::new(),
            shared: Vec::new(),
            shared_holders: None,
            handed_out_elsewhere: HANDED_OUT_ELSEWHERE.get(),
        };
        set.enter(root, ReachedBy::Root);
        set
    }

    fn start_again(&mut self) {
        (self.changes, self.is_cut_short) = (Changes::None, false);
        self.shared.clear();
        self.shared_holders = None;
        self.walk = next_walk_number();
        if let [root] = &mut self.path[..] {
            root.go_to_start();
            // It was finished in place of that.
            root.node.as_std().header().enter_path(self.positions_before);
        }
    }

    /// Whether this walk has seen to everything, as far as hooks have not put anything behind it.
    fn is_complete(&self) -> bool {
        self.finished.is_empty() && !self.is_cut_short
    }

    /// Visits all that die and have something pending, and runs their hooks.
    fn walk(&mut self) {
        self.run_hook();
        loop {
            self.prune_path();
            if self.path.is_empty() {
                return;
            }
            if let Some((node, reached_by)) = self.next_node() {
                self.enter(node, reached_by);
                self.run_hook();
                continue;
            }
            self.complete();
            if self.path.len() == 1 {
                return;
            }
            self.note_left();
            self.leave();
        }
    }

    fn enter(&mut self, node: AnyRc, reached_by: ReachedBy) {
        if let (ReachedBy::Several, Some(shared_holders)) = (reached_by, &mut self.shared_holders) {
            shared_holders.note_entered();
        }
        node.as_std().header().enter_path(self.positions_before + self.path.len());
        self.path.push(Step {
            node,
            reached_by,
            link: 0,
            index: 0,
            is_past_all: false,
            is_among_shared: false,
            has_rest: false,
        });
    }

    /// Lets the shared holders know who has held the last node on the path, as long as that can be seen: who is
    /// still to be entered may be held by that node, or by one below it.
    fn note_left(&mut self) {
        let [.., before, Step { node, reached_by: ReachedBy::Shared { link, index }, .. }] =
            &self.path[..]
        else {
            return;
        };
        if !self.held.is_empty()
            || self.shared_holders.as_ref().is_some_and(|all| all.has_waiting())
        {
            let shared_holders = self.shared_holders.get_or_insert_default();
            shared_holders.note_left(node, &before.node, *link, *index);
        }
    }

    /// Takes the last node from the path.
    fn leave(&mut self) -> Option<AnyRc> {
        let node = self.path.pop()?.node;
        node.as_std().header().leave_path();
        Some(node)
    }

    /// Runs code of the user's.
    fn give_way(&mut self, type_name: &str, action: impl FnOnce()) {
        self.path_is_stale = true;
        self.changes = self.changes.max(Changes::Some);
        PATH_NODES.set(self.positions_before + self.path.len());
        guarded(type_name, action);
    }

    /// Runs the hook of the node at the end of the path, if it has not run yet.
    fn run_hook(&mut self) {
        let Some(Step { node, .. }) = self.path.last() else { return };
        if node.as_std().header().take_hook() {
            let node = node.clone();
            self.give_way(node.type_name(), || node.as_std().finalize(&node));
        }
    }

    /// Takes those from the path that do not die any more, or no longer with their owner.
    fn prune_path(&mut self) {
        while mem::take(&mut self.path_is_stale) {
            let start = self.first_handed_out();
            let rest = start..self.path.len();
            let Some(first_out) = rest.into_iter().find(|&place| !self.is_dying(place)) else {
                return;
            };
            self.is_cut_short = true;
            while self.path.len() > first_out {
                // One that was only cut loose dies here, with hooks of its own.
                if let Some(node) = self.leave() {
                    self.give_way(node.type_name(), || drop(node));
                }
            }
        }
    }

    /// The first place on the path whose node may be held by now, or elsewhere.
    fn first_handed_out(&mut self) -> usize {
        // The last one was given to its hook.
        let last = self.path.len().saturating_sub(1);
        let first = HANDED_OUT.replace(usize::MAX);
        let elsewhere = HANDED_OUT_ELSEWHERE.get();
        let is_elsewhere = mem::replace(&mut self.handed_out_elsewhere, elsewhere) != elsewhere;
        if is_elsewhere || first < usize::MAX {
            self.doubt();
        }
        if first < self.positions_before {
            // Which of ours comes next was not noted.
            self.handed_out_before = self.handed_out_before.min(first);
            return 0;
        }
        let start = last.min(first - self.positions_before);
        if !is_elsewhere || self.shared_holders.is_none() {
            return start;
        }
        // That may be one of those that hold a node on the path, but are not on it.
        let several =
            self.path.iter().position(|step| matches!(step.reached_by, ReachedBy::Several));
        several.map_or(start, |several| start.min(several))
    }

    fn doubt(&mut self) {
        self.changes = Changes::ToHolders;
        if let Some(shared_holders) = &mut self.shared_holders {
            shared_holders.doubt();
        }
    }

    /// Whether nothing but the step before, or links of others that die, holds the node at this place.
    fn is_dying(&mut self, place: usize) -> bool {
        let Step { node, reached_by, .. } = &self.path[place];
        let handles = AnyRc::strong_count(node);
        match *reached_by {
            // Besides the path, the handle that is being dropped, and the one that has led here.
            ReachedBy::Root => handles == 3,
            // Besides the path, its owner's link.
            ReachedBy::Owned => {
                handles == 2
                    && match node.as_std().owner_state() {
                        OwnerState::Alive(owner) => owner.address() == self.address_at(place - 1),
                        OwnerState::None | OwnerState::Dead => false,
                    }
            }
            ReachedBy::Shared { link, index } => {
                handles == 2
                    && match self.path[place - 1].node.as_std().link(link) {
                        Some(DynLink::Shared(link)) => {
                            let targets = link.targets();
                            !targets.have_readers() && targets.get(index).as_ref() == Some(node)
                        }
                        _ => false,
                    }
            }
            ReachedBy::Several => {
                let node = node.clone();
                self.is_held_by_dying_only(&node, 2, place)
            }
        }
    }

    fn address_at(&self, place: usize) -> *const () {
        self.path[place].node.as_std().address()
    }

    /// The next node that dies with the last one on the path and waits for its end.
    fn next_node(&mut self) -> Option<(AnyRc, ReachedBy)> {
        let step = self.path.last_mut()?;
        if !step.node.as_std().header().needs_finalization_below() {
            return None;
        }
        if !step.is_among_shared {
            let child = self.next_child();
            if child.is_some() {
                return child;
            }
            // What hooks put where the walk has been from now on is for the next walk.
            self.path.last_mut()?.go_among_shared();
        }
        self.next_target()
    }

    fn next_child(&mut self) -> Option<(AnyRc, ReachedBy)> {
        if !self.path.last()?.is_at_start() {
            if let Some(child) = self.next_child_from_here(|_, _| ()) {
                return Some(child);
            }
            // Hooks may have put something where the walk has been.
            let step = self.path.last_mut()?;
            step.go_to_start();
            step.is_past_all = true;
        }
        let known = self.held.len();
        let child = self.next_child_from_here(Vec::push);
        if child.is_some() {
            // They are met again.
            self.held.truncate(known);
        }
        child
    }

    /// Those that are held are told.
    fn next_child_from_here(
        &mut self,
        tell_held: impl Fn(&mut Vec<StdWeak<dyn DynNode>>, StdWeak<dyn DynNode>),
    ) -> Option<(AnyRc, ReachedBy)> {
        loop {
            let FoundChild { child, is_alone, has_readers } =
                self.path.last_mut()?.next_child(self.walk)?;
            if is_alone {
                return Some((child, ReachedBy::Owned));
            }
            if !has_readers && self.is_come_by_all_links(&child) {
                return Some((child, ReachedBy::Several));
            }
            tell_held(&mut self.held, StdRc::downgrade(child.as_std()));
        }
    }

    /// The next one that dies with the last node on the path, which shares it.
    fn next_target(&mut self) -> Option<(AnyRc, ReachedBy)> {
        loop {
            let step = self.path.last_mut()?;
            let (target, link, index) = step.next_target()?;
            let header = target.as_std().header();
            if header.is_finished(self.walk) || header.path_position().is_some() {
                continue;
            }
            // This handle, and the link.
            if AnyRc::strong_count(&target) == 2 {
                return Some((target, ReachedBy::Shared { link, index }));
            }
            let shared_holders = self.shared_holders.get_or_insert_default();
            shared_holders.add(&target, &step.node, link, index);
            if self.is_come_by_all_links(&target) {
                return Some((target, ReachedBy::Several));
            }
        }
    }

    /// Whether this walk has come by all links that hold a node, and nothing else does.
    fn is_come_by_all_links(&mut self, node: &AnyRc) -> bool {
        let Some(shared_holders) = &self.shared_holders else { return false };
        let shared_holders = shared_holders.count(node);
        let links = shared_holders + usize::from(self.is_come_by_its_owner(node));
        AnyRc::strong_count(node) == 1 + links
            && (self.changes < Changes::ToHolders
                || self.is_held_by_dying_only(node, 1, self.path.len()))
    }

    /// Whether this walk has come by the owner's link to a node.
    fn is_come_by_its_owner(&self, node: &AnyRc) -> bool {
        let OwnerState::Alive(owner) = node.as_std().owner_state() else { return false };
        let Some(step) = self.step_of(&*owner) else {
            return owner.header().is_finished(self.walk);
        };
        step.is_past_all
            || node
                .as_std()
                .place_in(&*owner)
                .is_some_and(|place| (place.number, place.index) < (step.link, step.index))
    }

    /// Whether all handles to a node, but for so many of ours, are links of nodes that still die, since they
    /// are on the path before `end`, or held by such nodes only.
    fn is_held_by_dying_only(&mut self, node: &AnyRc, handles: usize, end: usize) -> bool {
        let places = self.positions_before..self.positions_before + end;
        let is_on_path = |holder: &dyn DynNode| {
            holder.header().path_position().is_some_and(|place| places.contains(&place))
        };
        let shared_holders = self.shared_holders.as_mut();
        shared_holders
            .is_some_and(|shared_holders| shared_holders.confirm(node, handles, is_on_path))
    }

    /// The node's step on our path, if it is there.
    fn step_of(&self, node: &dyn DynNode) -> Option<&Step> {
        let place = node.header().path_position()?.checked_sub(self.positions_before)?;
        self.path.get(place)
    }

    /// For this walk there is nothing more to do at the last node on the path, and below it.
    fn complete(&mut self) {
        let Some(Step { node, reached_by, has_rest, .. }) = self.path.last() else { return };
        let header = node.as_std().header();
        let is_shared = matches!(reached_by, ReachedBy::Shared { .. } | ReachedBy::Several);
        if is_shared {
            self.shared.push(StdRc::downgrade(node.as_std()));
        }
        if *has_rest || is_shared || header.has_attached() {
            header.finish(self.walk);
            self.finished.push(StdRc::downgrade(node.as_std()));
        } else {
            header.clear_needs_finalization();
        }
    }

    /// The next walk is to see what this one has left.
    fn reopen(&mut self) {
        self.held.clear();
        for node in self.finished.drain(..).filter_map(|node| node.upgrade()) {
            node.header().reopen();
        }
    }

    /// The end. From here on no weak handle to any of the set can be upgraded.
    fn die(mut self) {
        let Some(Step { node: root, .. }) = self.path.first() else { return };
        root.as_std().header().set_dead();
        for node in self.shared.drain(..).filter_map(|node| node.upgrade()) {
            node.header().set_dead();
        }
        let held = self.held.drain(..).filter_map(|node| node.upgrade());
        // Some have turned out to be held by none but the dying.
        held.filter(|node| !node.header().is_dead()).for_each(|node| node.clear_back_links());
        let mut finalizers = OfTheDead::default();
        for node in self.finished.drain(..).filter_map(|node| node.upgrade()) {
            node.header().clear_needs_finalization();
            if node.header().take_attached() {
                finalizers.take_from(&*node);
            }
        }
        finalizers.run();
    }
}

impl Drop for DyingSet {
    fn drop(&mut self) {
        while self.leave().is_some() {}
        PATH_NODES.set(self.positions_before);
        // What was handed out of our own path is past.
        let handed_out = HANDED_OUT.get();
        let before = handed_out < self.positions_before;
        let handed_out = if before { handed_out } else { usize::MAX };
        HANDED_OUT.set(handed_out.min(self.handed_out_before));
    }
}

impl Step {
    fn is_at_start(&self) -> bool {
        (self.link, self.index) == (0, 0)
    }

    fn go_to_start(&mut self) {
        (self.link, self.index) = (0, 0);
        (self.is_past_all, self.is_among_shared) = (false, false);
        self.has_rest = false;
    }

    fn go_among_shared(&mut self) {
        (self.link, self.index) = (0, 0);
        (self.is_past_all, self.is_among_shared) = (true, true);
    }

    /// The next child that has something pending and has not been finished.
    fn next_child(&mut self, walk: usize) -> Option<FoundChild> {
        let object = self.node.as_std();
        for number in self.link..object.type_info().first_shared {
            let Some(DynLink::Own(link)) = object.link(number) else { continue };
            let mut start = if number == self.link { self.index } else { 0 };
            while let Some((index, child, has_readers)) = link.next_needing_finalization(start) {
                start = index + 1;
                if child.as_std().header().is_finished(walk) {
                    self.has_rest = true;
                    continue;
                }
                // Nothing but the link and this handle holds it.
                let is_alone = AnyRc::strong_count(&child) == 2 && !has_readers;
                // When it is done, the next one is from here on, for it may be gone.
                (self.link, self.index) = (number, if is_alone { index } else { start });
                self.has_rest |= !is_alone;
                return Some(FoundChild { child, is_alone, has_readers });
            }
        }
        None
    }

    /// The next one that the node shares, with the number of the link and the place in it.
    fn next_target(&mut self) -> Option<(AnyRc, usize, usize)> {
        let object = self.node.as_std();
        let description = object.type_info();
        for number in self.link.max(description.first_shared)..description.link_count {
            let Some(DynLink::Shared(link)) = object.link(number) else { continue };
            let index = if number == self.link { self.index } else { 0 };
            let targets = link.targets();
            self.has_rest |= targets.len() > 0;
            if targets.have_readers() {
                continue;
            }
            if let Some(target) = targets.get(index) {
                (self.link, self.index) = (number, index + 1);
                return Some((target, number, index));
            }
        }
        self.link = usize::MAX;
        None
    }
}

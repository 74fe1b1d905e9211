//! The hooks of a dying set: all of them run, and if the set still dies then, it is marked dead and
//! its attached finalizers run.
//!
//! The walk goes through the set as it is, depth first, and follows the marks to each node that
//! needs finalization. It takes nothing apart, and holds only the path to the node whose hook runs.
//! After each hook it checks again which nodes still die. Only nodes that the hook has reached can
//! have left the set: its own node, those that it has upgraded weak handles to, and all below
//! these. So the check starts at the topmost path position that was upgraded.

mod delayed;
mod leaf;
mod quiet;
mod state;
mod step;
mod still_dying;
mod thread;
mod walk;

use std::any::Any;
use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::iter;
use std::mem::{self, ManuallyDrop};
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::death::attachments::Attachments;
use crate::death::dying_set::state::{HookReach, State};
use crate::death::dying_set::step::{Phase, ReachedBy, Step};
use crate::death::dying_set::thread::LevelGuard;
use crate::death::membership;
use crate::death::panic_report::guarded;
use crate::death::registry;
use crate::death::shared_holders::SharedHolders;
use crate::death::{DeathInProgress, is_in_progress};
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_link::{DynOwn, OwnerState};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::header::Header;

/// Call this when a mark climbs to a node from below. `child` is the one below it, unless the climb
/// began there.
pub(super) fn note_work_below(header: &Header, child: Option<&StdRc<dyn DynNode>>) {
    if let (Some(position), Some(child)) = (header.path_position(), child) {
        let child = StdRc::downgrade(child);
        with_reopened(|reopened| reopened.entry(position).or_default().push_back(child));
    }
}

thread_local! {
    static IS_RUNNING_DEFERRED: Cell<bool> = const { Cell::new(false) };
    /// Roots whose deaths are deferred.
    static DEFERRED: Cell<ManuallyDrop<Vec<AnyRc>>> =
        const { Cell::new(ManuallyDrop::new(Vec::new())) };
    /// The children of path nodes, by path position, that the walk has left and to which a mark has
    /// climbed since: hooks have put work below them. The walk would find them, but only by going
    /// through all children again. It has no destructor, so it keeps no memory while it is empty.
    static REOPENED: Cell<ManuallyDrop<Reopened>> =
        const { Cell::new(ManuallyDrop::new(BTreeMap::new())) };
    /// Whether there are any: a walk asks at each node.
    static IS_ANY_REOPENED: Cell<bool> = const { Cell::new(false) };
}

/// Children by path position, in the order in which they are to be visited.
type Reopened = BTreeMap<usize, VecDeque<StdWeak<dyn DynNode>>>;

/// Call this when a weak handle has been upgraded to a node during a death.
pub(super) fn note_upgrade(node: &dyn DynNode) {
    thread::note_upgrade(node.header());
}

/// Call this before a mark is set at a node. If a walk has visited the node, it may have new work
/// below it.
#[inline]
pub(super) fn note_mark_at(header: &Header) {
    if header.path_position().is_some() || header.is_finished(0) {
        thread::note_holders_reached();
    }
}

/// Runs the hooks and attached finalizers of all that dies with a root. Only this handle and the
/// one that is being dropped may hold the root. Afterwards the set is dead, or something else holds
/// the root: a handle that a hook has stored, or the queue of deferred deaths.
pub(super) fn run(root: &AnyRc) {
    // The handle that is being dropped may be in the link of a dead owner.
    root.as_std().forget_dead_owner();
    let Some(level) = LevelGuard::enter() else {
        return with_deferred(|deferred| deferred.push(root.clone()));
    };
    let mut in_progress = DeathInProgress::begin();
    run_now(root, &mut in_progress);
    let is_last_level = level.is_last();
    drop(level);
    if is_last_level {
        run_deferred();
    }
}

/// Marks the set below a root as dead, if it is a small one in which nothing is to run. Only this
/// handle and the one that is being dropped may hold the root. Returns whether that was so.
pub(super) fn die_quietly(root: &AnyRc) -> bool {
    DyingSet::die_quietly(root)
}

/// As [`run`], for a root that was in weak collections, if nothing else is to be done for it. Returns
/// whether that was so. Only this handle, which is being dropped, may hold the root.
#[inline(always)]
pub(super) fn die_out_of_collections(root: &dyn DynHandle, header: &Header) -> bool {
    // Levels are only entered while a death is in progress.
    if !header.has_only_attached()
        || DelayedDeaths::is_any()
        || is_in_progress() && LevelGuard::is_next_last()
        || !registry::is_empty()
    {
        return false;
    }
    header.end();
    let mut remains = None;
    membership::leave_all(header, |data| Remains::add(&mut remains, data));
    if let Some(remains) = remains {
        drop_remains_of(root.dyn_node(), remains);
    }
    true
}

/// The user data that weak collections kept for a node. Most nodes leave at most one key or value.
struct Remains {
    first: StdRc<dyn Any>,
    others: Vec<StdRc<dyn Any>>,
}

impl Remains {
    #[inline(never)]
    fn add(remains: &mut Option<Self>, data: StdRc<dyn Any>) {
        match remains {
            None => *remains = Some(Remains { first: data, others: Vec::new() }),
            Some(remains) => remains.others.push(data),
        }
    }
}

#[inline(never)]
fn drop_remains_of(root: &dyn DynNode, remains: Remains) {
    // The handle that is being dropped may be in the link of a dead owner.
    root.forget_dead_owner();
    drop_remains(root.type_info().name, remains);
}

/// Marks the node of an entry that a cache has just removed as dead, and drops the user data of the
/// entry. The node has no other marks, and the caller drops its last handle.
#[cfg(feature = "cache")]
pub(crate) fn die_with(root: &dyn DynNode, data: StdRc<dyn Any>) {
    root.header().end();
    drop_remains(root.type_info().name, Remains { first: data, others: Vec::new() });
}

#[inline(never)]
fn drop_remains(type_name: &str, remains: Remains) {
    let _level = LevelGuard::enter();
    let _in_progress = DeathInProgress::begin_without_hooks();
    let Remains { first, others } = remains;
    guarded(type_name, || drop(first));
    for other in others {
        guarded(type_name, || drop(other));
    }
}

/// Call this before the hooks of a dying set. If no handle to the root was ever handed out, because
/// user code has panicked while the graph was built, there are none to run.
pub(super) fn forget_hooks_if_unfinished(root: &AnyRc) {
    let node = root.as_std();
    if node.header().is_new() && matches!(node.owner_state(), OwnerState::None) {
        forget_hooks(root);
    }
}

#[cold]
fn forget_hooks(root: &AnyRc) {
    let mut rest = vec![root.clone()];
    while let Some(node) = rest.pop() {
        let (node, header) = (node.as_std(), node.as_std().header());
        if header.needs_finalization() {
            header.take_hook();
            header.clear_needs_finalization();
            node.owning_links().for_each(|(_, link)| rest.extend(link.children().iter()));
        }
    }
}

/// Forgets the hooks of a node that is about to die, and of the nodes that were built with it and
/// are held by nothing else. If something else holds or owns the node, nothing changes.
#[cold]
pub(crate) fn forget_hooks_of_new(root: &dyn DynHandle) {
    let is_held = root.strong_count() > 1;
    if is_held || !matches!(root.dyn_node().owner_state(), OwnerState::None) {
        return;
    }
    let mut rest = vec![root.to_untyped()];
    while let Some(node) = rest.pop() {
        let node = node.as_std();
        node.header().take_hook();
        for (_, link) in node.owning_links() {
            // The link and our handle.
            let dies = |child: &AnyRc| AnyRc::strong_count(child) == 2;
            let is_new = |child: &AnyRc| child.as_std().header().is_new();
            let children = unread_children(link).into_iter();
            rest.extend(children.filter(|child| is_new(child) && dies(child)));
        }
    }
}

/// The children of a link, unless a reader holds them.
fn unread_children(link: &dyn DynOwn) -> Vec<AnyRc> {
    let children = link.children();
    if children.have_readers() { Vec::new() } else { children.iter().collect() }
}

/// No user code may run in `change`.
fn with_deferred<R>(change: impl FnOnce(&mut Vec<AnyRc>) -> R) -> R {
    let mut deferred = ManuallyDrop::into_inner(DEFERRED.take());
    let result = change(&mut deferred);
    DEFERRED.set(ManuallyDrop::new(deferred));
    result
}

/// No user code may run in `change`.
fn with_reopened<R>(change: impl FnOnce(&mut Reopened) -> R) -> R {
    let mut reopened = ManuallyDrop::into_inner(REOPENED.take());
    let result = change(&mut reopened);
    if reopened.is_empty() {
        reopened = BTreeMap::new();
    }
    IS_ANY_REOPENED.set(!reopened.is_empty());
    REOPENED.set(ManuallyDrop::new(reopened));
    result
}

/// The next child that was noted for the node at this path position.
fn next_reopened(position: usize) -> Option<StdRc<dyn DynNode>> {
    if !IS_ANY_REOPENED.get() {
        return None;
    }
    with_reopened(|reopened| {
        let children = reopened.get_mut(&position)?;
        let next = iter::from_fn(|| children.pop_front()).find_map(|child| child.upgrade());
        if children.is_empty() {
            reopened.remove(&position);
        }
        next
    })
}

/// Forgets the children of the last node on the path, which is at this position.
#[inline]
fn forget_reopened(position: usize) {
    if IS_ANY_REOPENED.get() {
        with_reopened(|reopened| reopened.remove(&position));
    }
}

fn run_deferred() {
    if IS_RUNNING_DEFERRED.replace(true) {
        return;
    }
    loop {
        let roots = with_deferred(mem::take);
        if roots.is_empty() {
            break;
        }
        roots.into_iter().for_each(drop_guarded);
    }
    IS_RUNNING_DEFERRED.set(false);
}

/// While this exists, the deaths of nodes that need finalization wait: a value is out of its cell, and
/// hooks could not read it.
pub(crate) struct DelayedDeaths(());

/// Drops a handle that was kept after user code had dropped its own. A panic is reported and not
/// passed on.
fn drop_guarded(node: AnyRc) {
    guarded(node.type_name(), || drop(node));
}

fn run_now(root: &AnyRc, in_progress: &mut DeathInProgress) {
    let header = root.as_std().header();
    if !header.has_hook() && !header.needs_finalization_below() {
        in_progress.end_hooks();
        return die_without_walk(root);
    }
    let mut set = DyingSet::new(root.clone());
    loop {
        set.walk();
        if set.path.is_empty() {
            return set.reopen();
        }
        if set.state.hook_reach == HookReach::Nothing || set.is_complete() {
            in_progress.end_hooks();
            return set.die();
        }
        set.reopen();
        set.begin_next_walk();
    }
}

/// As [`DyingSet::die`], for a root without a hook, below which nothing needs finalization.
fn die_without_walk(root: &AnyRc) {
    let root = root.as_std();
    if root.header().end() {
        let mut attachments = Attachments::default();
        attachments.take_from(root.address(), root.header(), root.type_info().name);
        attachments.run();
    }
}

struct DyingSet {
    /// From the root to the node whose hook runs. Empty when the root does not die after all.
    path: Vec<Step>,
    /// The path position of the root: how many nodes are on the paths of the outer sets, whose
    /// hooks have led to this death. The path of this set continues theirs.
    path_offset: usize,
    /// The first path position on these outer paths whose node was upgraded to.
    outer_first_upgraded: usize,
    /// What [`thread::take_holders_reached`] is for the outer sets.
    outer_holders_reached: bool,
    /// This walk has left a node before it was done with it.
    was_pruned: bool,
    /// Children of dying nodes that need finalization, but do not die, since something else holds
    /// them.
    held_children: Vec<StdWeak<dyn DynNode>>,
    /// Nodes that die, but keep their marks until they are dead: they have attached finalizers,
    /// children that are held, or set shared links; or they are above such a node.
    finished: Vec<StdWeak<dyn DynNode>>,
    /// The nodes among `finished` that this walk has reached over shared links.
    finished_shared: Vec<StdWeak<dyn DynNode>>,
    /// `None` as long as it would be empty.
    shared_holders: Option<Box<SharedHolders>>,
    state: State,
}

impl DyingSet {
    fn new(root: AnyRc) -> Self {
        let mut set = DyingSet {
            path: Vec::new(),
            path_offset: Header::path_node_count(),
            outer_first_upgraded: thread::take_first_upgraded(),
            outer_holders_reached: thread::take_holders_reached(),
            was_pruned: false,
            held_children: Vec::new(),
            finished: Vec::new(),
            finished_shared: Vec::new(),
            shared_holders: None,
            state: State::new(),
        };
        set.enter(root, ReachedBy::Root);
        set
    }

    fn begin_next_walk(&mut self) {
        (self.state.hook_reach, self.was_pruned) = (HookReach::Nothing, false);
        self.outer_holders_reached |= thread::take_holders_reached();
        self.finished_shared.clear();
        self.shared_holders = None;
        if let [root] = &mut self.path[..] {
            let needs_finalization_below = root.node.as_std().header().needs_finalization_below();
            root.go_to_start(Phase::first(needs_finalization_below));
        }
    }

    /// Whether this walk has left no work, except where hooks have put new nodes behind it.
    fn is_complete(&self) -> bool {
        self.finished.is_empty() && !self.was_pruned
    }

    /// Lets the next walk visit the nodes that this one has finished.
    fn reopen(&mut self) {
        self.held_children.clear();
        for node in self.finished.drain(..).filter_map(|node| node.upgrade()) {
            node.header().reopen();
        }
        Header::truncate_finished(self.state.finished_before);
    }

    /// Marks the set as dead, and runs its attached finalizers. From here on no weak handle to any
    /// node of the set can be upgraded.
    fn die(mut self) {
        let Some(Step { node: root, .. }) = self.path.first() else { return };
        root.as_std().header().set_dead();
        for node in self.finished_shared.drain(..).filter_map(|node| node.upgrade()) {
            node.header().set_dead();
        }
        let held = self.held_children.drain(..).filter_map(|node| node.upgrade());
        // The walk may have found later that only dying nodes hold some of them.
        held.filter(|node| !node.header().is_dead()).for_each(|node| node.clear_back_links());
        let mut attachments = Attachments::default();
        for node in self.finished.drain(..).filter_map(|node| node.upgrade()) {
            node.header().reopen();
            node.header().clear_needs_finalization();
            if node.header().take_attached() {
                attachments.take_from(node.address(), node.header(), node.type_info().name);
            }
        }
        Header::truncate_finished(self.state.finished_before);
        attachments.run();
    }
}

impl Drop for DyingSet {
    fn drop(&mut self) {
        while self.leave().is_some() {}
        // Upgrades on the path of this set no longer matter.
        let first_upgraded = thread::take_first_upgraded();
        let is_outer = first_upgraded < self.path_offset;
        let first_upgraded = if is_outer { first_upgraded } else { usize::MAX };
        thread::set_first_upgraded(first_upgraded.min(self.outer_first_upgraded));
        if self.outer_holders_reached {
            thread::note_holders_reached();
        }
    }
}

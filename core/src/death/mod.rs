//! How nodes die: finalizers that run at exit, and reports of panics in hooks.
//!
//! A node dies when its last strong handle is dropped. First its hook runs, then its
//! [attached finalizers](crate::Finalizer), then its data is dropped: [`crate::guide::deaths`]
//! describes each step. An [`ExitGuard`] runs the attached finalizers that are left when `main` or
//! a thread ends. [`set_panic_report`] sets the function that receives the panics of hooks and
//! attached finalizers. For nodes that hold each other in a cycle, see
//! [`crate::guide::shared_links`].

// How nodes die
//
// A death begins in the `Drop` of an `Rc` or an `AnyRc` that is the last strong handle to its node.
// All nodes that die are still whole at that moment. If hooks or attached finalizers are to run at
// the node or below it, `dying_set` runs them first. Then std drops the node, and `teardown` drops
// its children.
//
// Marks. A node that has a hook or an attached finalizer, or is in a weak collection, is marked as
// "needs finalization", and the mark climbs to the root (`kernel::header`, and `mark` below). A
// node with a set shared link is marked as well, and each target of such a link. The drop of a
// handle tests the mark of its node and nothing else: in a tree without hooks, hooks cost only that
// test.
//
// The walk. The drop of the last handle to a marked node calls `dying_set`. It walks the marked
// part of the set depth first, with a path on the heap, and takes nothing apart. It holds only the
// path, so a node that a hook releases dies where it would die under std. Most holders of shared
// targets die with nothing to run. They need no walk (`dying_set::quiet`).
//
// Which nodes still die. This must be checked after each hook. A check of the whole path would make
// a chain quadratic. But a hook can reach a node on the path in two ways only: the hook gets the
// node as its argument, or it upgrades a weak handle to the node or to one above it. So each
// upgrade during a death records the topmost path position that was upgraded, and only the path
// from there on is checked again.
//
// Shared links. A node that several links hold dies with the last of them, as under std: the walk
// enters it when it has reached all of its links (`shared_holders`). A hook may have reached nodes
// that the walk has visited, by an upgrade. Then the walk confirms that all holders of the node
// still die, and again after each further upgrade. Nodes for which it cannot confirm this are left
// to the next walk. Upgrades to other nodes, alive or ahead of the walk, do not matter before that:
// such a node leads to no visited one, which would not die otherwise.
//
// Dead in one step. A set is dead as soon as its root is marked dead, so no walk over the set is
// needed. While there may be a dead set on the thread, and only then, the upgrade of a weak handle
// tests whether its node is connected to a dead root by owning links that are its only holders
// (`is_alive`). While hooks run, there is none on their account. A node with one holder and a dead
// owner counts as dead. So before the link of a dead owner drops its children, those that have
// other holders must forget the owner (`teardown`).
//
// A node whose data may have a `Drop` counts as a death in progress while it is dropped
// (`HeaderOf`), so all of this holds in trees without hooks, too. `kernel::in_progress` counts deaths.
//
// Unfinished graphs. User code that runs while a graph is built may panic. The nodes that are made by
// then were never handed out, so they die without their hooks. A build marks each node that needs
// finalization as new, and takes the mark from the root when it is done. Any other node that becomes
// a root has left its owner, and has lost the mark then. So a dying root with the mark is part of an
// unfinished graph (`dying_set::forget_hooks_if_unfinished`). A node below a root has the mark as
// long as it is where it was built. So if the closure of `into_graph_with` panics, the hooks of the
// nodes that hang on the new one by marked nodes are forgotten (`dying_set::forget_hooks_of_new`).
//
// No thread-local that handles use has a destructor, so handles in thread-locals work until the
// thread ends.

pub(crate) mod attached;
pub(crate) mod attachments;
pub(crate) mod climb;
mod dying_set;
pub(crate) mod hook_panics;
pub(crate) mod membership;
pub(crate) mod panic_report;
pub(crate) mod placed;
mod registry;
mod shared_holders;
pub(crate) mod teardown;

pub(crate) use crate::kernel::in_progress::{
    DeathInProgress, begin_drop, end_drop, handles_given, has_dead, is_in_progress,
    is_release_noted, logs, note_released, set_logs,
};
pub use attached::ExitGuard;
#[cfg(feature = "cache")]
pub(crate) use dying_set::die_with;
pub(crate) use dying_set::{DelayedDeaths, forget_hooks_of_new};
pub use hook_panics::take_hook_panics;
pub use panic_report::{PanicReport, set_panic_report, take_panic_report};

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::death::membership::Collection;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::header::Header;
use crate::kernel::in_progress::note_handle_given;
use crate::store::slab::SlotNumber;

thread_local! {
    static IS_RECORDING: Cell<bool> = const { Cell::new(false) };
    /// `None` while nothing is recorded.
    static PLACED: Cell<ManuallyDrop<Option<Vec<Placed>>>> =
        const { Cell::new(ManuallyDrop::new(None)) };
}

/// Call this when this handle is the last one to a marked node with this header, and is about to be
/// dropped.
// Must not unwind: see the note in crate::store. The drop of a handle is everywhere.
#[cold]
#[inline(never)]
#[expect(improper_ctypes_definitions, reason = "only Rust code calls it")]
pub(crate) extern "C" fn run_dying_set(handle: &dyn DynHandle, header: &Header) {
    if !dying_set::die_out_of_collections(handle, header) {
        run_walk(handle);
    }
}

#[inline(never)]
fn run_walk(handle: &dyn DynHandle) {
    let node = &handle.to_untyped();
    if !node.as_std().header().has_attached() && dying_set::die_quietly(node) {
        return;
    }
    dying_set::forget_hooks_if_unfinished(node);
    if DelayedDeaths::delay(node) {
        return;
    }
    // A node that a hook brings back, and that is released before we return here, dies again.
    while AnyRc::strong_count(node) == 2 && node.as_std().header().needs_dying_set() {
        dying_set::run(node);
    }
}

/// Whether user code may get a node to which a weak handle was just upgraded. `strong` is the
/// node's count, with the new handle.
#[inline]
pub(crate) fn is_alive(node: &dyn DynNode, strong: usize) -> bool {
    !is_in_progress() || is_alive_during_death(node, strong)
}

// Must not unwind: see the note in crate::store.
#[cold]
#[inline(never)]
#[expect(improper_ctypes_definitions, reason = "it is called from Rust only")]
extern "C" fn is_alive_during_death(node: &dyn DynNode, strong: usize) -> bool {
    let is_alive = would_upgrade(node, strong);
    if is_alive {
        note_handle_given();
        dying_set::note_upgrade(node);
    }
    is_alive
}

/// As [`is_alive`], where no user code gets the node.
pub(crate) fn would_upgrade(node: &dyn DynNode, strong: usize) -> bool {
    !has_dead() || !is_dead(node, strong)
}

/// Whether a node is part of a set that is dead, but not yet torn down: only the link of its owner
/// holds it, and the owner is dead.
fn is_dead(node: &dyn DynNode, strong: usize) -> bool {
    let mut owner = match is_dead_by_itself(node, strong) {
        Some(is_dead) => return is_dead,
        None => node.owner_state(),
    };
    loop {
        owner = match owner {
            OwnerState::None => return false,
            OwnerState::Dead => return true,
            OwnerState::Alive(node) => {
                match is_dead_by_itself(&*node, StdRc::strong_count(&node)) {
                    Some(is_dead) => return is_dead,
                    None => node.owner_state(),
                }
            }
        };
    }
}

/// Whether a node is dead; `None` if that depends on its owner.
fn is_dead_by_itself(node: &dyn DynNode, strong: usize) -> Option<bool> {
    if node.header().is_dead() {
        return Some(true);
    }
    // It is not dead if something besides our handle and the link of its owner holds it. Nor is it
    // dead if it needs finalization, since no dead node does: something held it when its owner
    // died, and its own death only begins.
    (strong > 2 || node.header().needs_dying_set()).then_some(false)
}

/// The owner of a node that the caller holds, unless the owner is dead: the node may have outlived
/// it.
fn live_owner(node: &dyn DynNode) -> Option<StdRc<dyn DynNode>> {
    match node.owner_state() {
        OwnerState::Alive(owner) => unless_dead(owner),
        OwnerState::None | OwnerState::Dead => None,
    }
}

fn unless_dead(owner: StdRc<dyn DynNode>) -> Option<StdRc<dyn DynNode>> {
    let is_dead = has_dead() && is_dead(&*owner, StdRc::strong_count(&owner));
    (!is_dead).then_some(owner)
}

/// Marks a node and the nodes above it as needing finalization, unless it has the mark.
#[inline]
pub(crate) fn mark(node: &dyn DynNode) {
    let header = node.header();
    if !header.needs_finalization() {
        mark_first(node, header);
    }
}

#[cold]
#[inline]
fn mark_first(node: &dyn DynNode, header: &Header) {
    dying_set::note_mark_at(header);
    if header.set_needs_finalization() {
        mark_above(node);
    }
}

/// Marks the owner of a node that needs finalization, and the nodes above the owner.
#[cold]
pub(crate) fn mark_below(owner: &StdRc<dyn DynNode>) {
    record_marked(owner);
    dying_set::note_mark_at(owner.header());
    if owner.header().set_needs_finalization_below() {
        mark_above(&**owner);
    }
}

/// Marks the nodes above a node that has got its first shared target, and needs finalization.
pub(crate) fn mark_above_holder(node: &dyn DynNode) {
    // The handle to the owner must be dropped before `mark_above`: a dead owner with one more handle
    // would look alive.
    let is_marked_above = match node.owner_state() {
        OwnerState::Alive(owner) => owner.header().has_mark_from_below(),
        OwnerState::None | OwnerState::Dead => true,
    };
    if !is_marked_above {
        mark_above(node);
    }
}

/// Marks the nodes above a node that needs finalization. The caller holds the node.
#[cold]
pub(crate) fn mark_above(node: &dyn DynNode) {
    mark_owner_of(node);
}

#[inline]
fn mark_owner_of(node: &dyn DynNode) {
    // Most nodes that join a collection are roots.
    if let OwnerState::Alive(owner) = node.owner_state() {
        mark_owner(owner);
    }
}

/// Marks the owner of a node that needs finalization, unless the owner is dead, and the nodes above
/// the owner.
#[inline(never)]
fn mark_owner(owner: StdRc<dyn DynNode>) {
    let mut next = unless_dead(owner);
    let mut below = None;
    while let Some(owner) = next {
        let header = owner.header();
        record_marked(&owner);
        dying_set::note_mark_at(header);
        dying_set::note_work_below(header, below.as_ref());
        if !header.set_needs_finalization_below() {
            return;
        }
        next = match StdRc::strong_count(&owner) {
            // Our handle, and the link of its own owner, which is alive since this node is.
            2 => match owner.owner_state() {
                OwnerState::Alive(owner) => Some(owner),
                OwnerState::None | OwnerState::Dead => None,
            },
            _ => live_owner(&*owner),
        };
        below = Some(owner);
    }
}

/// A node that was put in a link, or that got the mark, while a collection runs its hooks: see
/// [`placed`].
pub(crate) struct Placed {
    pub(crate) node: StdWeak<dyn DynNode>,
    /// The holder and the number of its link, if that is a shared link.
    pub(crate) shared_by: Option<(StdWeak<dyn DynNode>, usize)>,
}

#[inline]
pub(crate) fn is_recording() -> bool {
    IS_RECORDING.get()
}

/// Records a node that gets the mark, if a [`Recording`](placed::Recording) exists.
#[inline]
pub(crate) fn record_marked(node: &StdRc<dyn DynNode>) {
    if is_recording() {
        record(Placed { node: StdRc::downgrade(node), shared_by: None });
    }
}

#[cold]
fn record(placed: Placed) {
    with_placed(|all| all.get_or_insert_default().push(placed));
}

fn with_placed<R>(change: impl FnOnce(&mut Option<Vec<Placed>>) -> R) -> R {
    let mut placed = ManuallyDrop::into_inner(PLACED.take());
    let result = change(&mut placed);
    IS_RECORDING.set(placed.is_some());
    PLACED.set(ManuallyDrop::new(placed));
    result
}

/// Marks a node to which something is being attached: a finalizer, or a membership.
// Must not unwind: see the note in crate::store.
#[inline(never)]
#[expect(improper_ctypes_definitions, reason = "only Rust code calls it")]
extern "C" fn mark_attached(node: &dyn DynNode, header: &Header) {
    if header.set_attached_quickly() {
        mark_owner_of(node);
    } else {
        header.set_has_attached();
        mark(node);
    }
}

/// Adds a membership in a weak collection to a node, and returns its number. `entry` is the slot of
/// the entry in the collection.
///
/// O(1) amortised: the mark climbs past each owner once.
#[inline]
pub(crate) fn join_collection(
    node: &dyn DynNode,
    collection: StdRc<dyn Collection>,
    entry: SlotNumber,
) -> SlotNumber {
    let header = node.header();
    if !header.is_marked_attached() {
        mark_attached(node, header);
    }
    membership::add(header, collection, entry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Graph, collect, leaks};

    #[derive(Graph)]
    #[graph(crate = crate, shared(next: Ring))]
    struct Ring {}

    #[test]
    fn a_drop_that_nothing_began_hides_no_leak() {
        end_drop();
        assert!(!is_in_progress());
        let ring = Ring {}.into_graph();
        ring.next.set(ring.clone());
        drop(ring);
        assert_eq!(leaks().len(), 1);
        assert!(std::panic::catch_unwind(|| crate::assert_no_leaks!()).is_err());
        assert_eq!(collect().freed(), 1);

        let death = DeathInProgress::begin();
        assert!(is_in_progress());
        drop(death);
        assert!(!is_in_progress());
    }
}

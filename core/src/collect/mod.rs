//! Cycles of strong links: found, reported, finalized and freed.
//!
//! Nodes that hold each other by shared links or traced values keep each other alive when nothing
//! else does.
//! [`collect`] finds and frees them, [`collect_every`] runs it automatically, and [`leaks`] names
//! the cycles. [`crate::guide::shared_links`] shows how to use them, and [`crate::guide::deaths`]
//! how other nodes die. [`collect`] and [`leaks`] are at the root of the crate, too.

// How cycles are found
//
// Only shared links and traced values can close a cycle of strong handles, so each cycle contains a
// node with such a link that is set. Such a node is a *candidate* (`candidates`) from the moment its
// link is set until the link is empty; but only if the types say that the link can lead back to its
// holder (`can_close_cycle`, computed once for each link type). How a traced value differs from other
// links, and when it counts as set: `links::value::traced`.
//
// `collect` numbers the candidates and all nodes above them, and counts the handles that they have
// among each other (`census`). The number is in the header of the node, so no hash table is needed.
// A node with more handles than were counted is held from outside, and all nodes that it holds are
// held, too. The rest are unreachable: cycles, and nodes between them. Then the same is done for
// all nodes that hang on these (`unreachable`).
//
// If an unreachable node has a hook, the hooks run (`round`, `order`), and the census is repeated
// over the nodes that are left. If these have hooks, too, hooks have put new nodes below them, and
// may do so again and again. A census for each time would be quadratic. So in later rounds, as long
// as few hooks have run since the last census, and they cannot have brought back any node, only the
// new nodes are examined (`put_below`): the links that they were put in are recorded meanwhile
// (`death::placed`). A change of a traced value may bring back any node: then all are examined again.
//
// Then the unreachable nodes are marked dead, one by one, and their shared links are emptied. Each
// remaining node is owned by another one, or is at the top, and is dropped as usual.
//
// Nodes that shared links hold, but no cycle, die with the last of these links: see `crate::death`.
// The walk there follows marks, so a node with a set shared link and each target are marked as
// "needs finalization".

pub(crate) mod can_close_cycle;
pub(crate) mod candidates;
pub(crate) mod census;
pub(crate) mod cycle;
mod edges;
mod known;
pub(crate) mod leak;
mod order;
mod put_below;
mod round;
mod unreachable;

pub use cycle::Cycle;
pub use leak::{Leak, leaks};

use std::cell::Cell;
use std::rc::Weak as StdWeak;

use crate::collect::unreachable::Unreachable;
use crate::death::{self, DeathInProgress, DelayedDeaths};
use crate::kernel::any::AnyRc;

/// How many nodes a [`collect`] has examined, freed and resurrected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Collected {
    examined: usize,
    freed: usize,
    resurrected: usize,
}

impl Collected {
    /// How many nodes were examined before any hook ran: nodes with a set shared link that can
    /// close a cycle, nodes above them, and all nodes that hang on unreachable cycles.
    /// O(1).
    #[must_use]
    pub fn examined(&self) -> usize {
        self.examined
    }

    /// How many nodes were freed. O(1).
    #[must_use]
    pub fn freed(&self) -> usize {
        self.freed
    }

    /// How many nodes were unreachable, but live on, since a hook has brought back the node or one
    /// that holds it. O(1).
    #[must_use]
    pub fn resurrected(&self) -> usize {
        self.resurrected
    }
}

/// Finds all nodes of this thread that only cycles of strong links keep alive, and frees them.
///
/// Owning links close no cycles, so you need this only for shared links and [traced
/// values](crate::guide::traced_data). It follows the steps of [PEP 442]:
///
/// 1. It finds all nodes that cannot be reached from outside: cycles, and all nodes that hang on
///    them.
/// 2. All hooks of these nodes run that have not run before, while everything is intact. The order
///    is fixed: it begins at the node whose shared link or traced value was set first; owners come
///    before their children, owning links before shared ones, these before traced values, depth first.
/// 3. It finds the unreachable nodes again. A node that a hook has brought back lives on, with all
///    that it reaches. A node that a hook has put below an unreachable one is unreachable, too. If
///    it has a hook, that hook runs next, and so on until no hook is left.
/// 4. The rest dies in one step, and its attached finalizers run. Then all of it is dropped, at any
///    depth.
///
/// A handle that the library cannot see (in a variable, in plain data, in a closure) only keeps
/// more nodes alive. Nodes that a hook leaves behind in new cycles are found by the next call.
///
/// Within a hook, an attached finalizer, the `Drop` of data or the closure of a value's
/// [`update`](crate::Value::update), this returns at once and does nothing. So it never runs within
/// itself.
///
/// O(n) for n nodes that have a set shared link or a traced value that can close a cycle, are above
/// such a node, hang on an unreachable cycle, or are attached by its hooks; and for their links and
/// the data of their traced values. Other nodes are not visited, and cost nothing. But all unreachable
/// nodes are examined again, O(n), after each hook of step 3 that upgrades a weak handle or a
/// back-link, keeps a handle, releases a node, or changes a traced value.
///
/// ```
/// use kinfolk::{Graph, Rc, collect};
///
/// #[derive(Graph)]
/// #[graph(shared(pub current: Page), finalize = |_| println!("the scene ends"))]
/// struct Scene {}
///
/// #[derive(Graph)]
/// #[graph(shared(pub scene: Scene))]
/// struct Page {}
///
/// let scene = Scene {}.into_graph();
/// scene.current.set(Page {});
/// scene.current.get().unwrap().scene.set(scene.clone());
///
/// let weak = Rc::downgrade(&scene);
/// drop(scene);
/// assert!(weak.upgrade().is_some()); // the two keep each other alive
///
/// let collected = collect(); // the scene ends
/// assert_eq!(collected.freed(), 2);
/// assert!(weak.upgrade().is_none());
/// ```
///
/// [PEP 442]: https://peps.python.org/pep-0442/
pub fn collect() -> Collected {
    if death::is_in_progress() || DelayedDeaths::is_any() {
        return Collected::default();
    }
    candidates::reset_new_count();
    let mut unreachable = Unreachable::find();
    let examined = unreachable.len();
    let mut in_progress = DeathInProgress::begin();
    // The nodes that were unreachable when hooks began to run, and those whose hooks have run since.
    let mut found = Vec::new();
    // How many of these still exist: they have the first numbers in the next census.
    let mut left = 0;
    while unreachable.has_hooks() {
        round::run(unreachable, &mut found);
        let alive: Vec<_> =
            found.iter().filter_map(StdWeak::upgrade).map(AnyRc::from_std).collect();
        left = alive.len();
        unreachable = Unreachable::among(alive);
    }
    let resurrected = (0..left).filter(|&number| unreachable.is_held(number)).count();
    in_progress.end_hooks();
    let dead = unreachable.die();
    // Those among `found` that no longer exist have died before, when a hook released them.
    Collected { examined, freed: found.len() - left + dead, resurrected }
}

/// Makes this thread run [`collect`] automatically, each time that this many shared links have been
/// set since the last collection. A link counts if it can close a cycle and was empty before; a traced
/// value counts once. 0, the default, turns it off. O(1).
///
/// It runs at the end of the operation that sets the link, so hooks may run there; but never within
/// a hook. Each collection costs O(n) for all n set links that can close a cycle, not only the new
/// ones, so let the number grow with your graph.
///
/// ```
/// use kinfolk::collect::collect_every;
/// use kinfolk::{Graph, Rc};
///
/// #[derive(Graph)]
/// #[graph(shared(pub this: Knot))]
/// struct Knot {}
///
/// collect_every(2);
/// let knot = Knot {}.into_graph();
/// let weak = Rc::downgrade(&knot);
/// knot.this.set(knot.clone());
/// drop(knot);
/// assert!(weak.upgrade().is_some());
///
/// let second = Knot {}.into_graph();
/// second.this.set(second.clone());
/// assert!(weak.upgrade().is_none());
/// # second.this.take();
/// ```
pub fn collect_every(candidates: usize) {
    EVERY.set(candidates);
}

/// Call this at the end of an operation that sets shared links, when everything is in place.
#[inline]
pub(crate) fn collect_if_due() {
    let every = EVERY.get();
    if every > 0 && candidates::new_count() >= every as u64 {
        collect();
    }
}

thread_local! {
    /// How many new candidates start a collection; 0 for never.
    static EVERY: Cell<usize> = const { Cell::new(0) };
}

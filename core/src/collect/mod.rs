//! Cycles of strong links: found, reported, finalized and freed.
//!
//! The functions [`collect`] and [`leaks`] are at the root of the crate, too. The guide's chapter on shared links tells
//! how they are used.

pub(crate) mod can_close_cycle;
pub(crate) mod candidates;
pub(crate) mod census;
pub(crate) mod cycle;
mod edges;
pub(crate) mod leak;
mod order;
mod unreachable;

pub use cycle::Cycle;
pub use leak::{Leak, leaks};

use std::cell::Cell;
use std::rc::Weak as StdWeak;

use crate::collect::order::in_order;
use crate::collect::unreachable::Unreachable;
use crate::death::panic_report::guarded;
use crate::death::{self, DeathInProgress};
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;

/// What a [`collect`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Collected {
    examined: usize,
    freed: usize,
    resurrected: usize,
}

impl Collected {
    /// How many nodes were looked at: those with a set shared link that can close a cycle, those above
    /// them, and all that hangs on unreachable cycles; before any hook has run.
    #[must_use]
    pub fn examined(&self) -> usize {
        self.examined
    }

    /// How many nodes this has taken down.
    #[must_use]
    pub fn freed(&self) -> usize {
        self.freed
    }

    /// How many nodes were unreachable, but live on, since a hook has brought them, or one that holds
    /// them, back.
    #[must_use]
    pub fn resurrected(&self) -> usize {
        self.resurrected
    }
}

/// Finds all nodes of this thread that only cycles of strong links keep alive, and takes them down.
///
/// Owning links close no cycles, so only shared links make this necessary. It goes by the steps of
/// [PEP 442]:
///
/// 1. All nodes that nothing outside reaches are found: cycles, and what hangs on them.
/// 2. All their hooks run that have not run before, in a fixed order, with everything intact: from the
///    node whose shared link was set first, owner before owned, owning links before shared ones, depth
///    first.
/// 3. Who is unreachable is found out anew: what a hook has brought back, and all that it reaches, lives
///    on. What a hook has put under the unreachable is one of them; if it has a hook of its own, that runs
///    next, and so on until none is left.
/// 4. The rest is dead in one step; attached finalizers run; then everything is dropped, however deep it
///    goes.
///
/// What the library cannot see (a handle in a variable, in plain data, in a closure) only keeps more
/// alive. What a hook leaves behind in new cycles of its own is for the next time.
///
/// Within a hook, an attached finalizer or the `Drop` of data, and so within itself, this returns at
/// once, and has done nothing.
///
/// O(n), where n is the number of nodes with a set shared link that can close a cycle, of those above
/// them, and of those that hang on unreachable cycles. Other nodes are not looked at, and pay nothing.
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
    if death::is_in_progress() {
        return Collected::default();
    }
    candidates::note_time();
    let mut unreachable = Unreachable::find();
    let examined = unreachable.len();
    let _at_work = DeathInProgress::begin();
    // All that have been unreachable, as soon as there are hooks; and how many of them are left, which
    // then have the first numbers.
    let mut found = Vec::new();
    let mut left = 0;
    while unreachable.has_hooks() {
        let order = in_order(&mut unreachable);
        let new = order.iter().filter(|&&number| number >= left);
        found.extend(new.map(|&number| unreachable.weak(number)));
        let hooks: Vec<_> = order
            .into_iter()
            .filter(|&number| unreachable.has_hook(number))
            .map(|number| unreachable.weak(number))
            .collect();
        drop(unreachable);
        hooks.iter().for_each(run_hook);
        let alive: Vec<_> =
            found.iter().filter_map(StdWeak::upgrade).map(AnyRc::from_std).collect();
        left = alive.len();
        unreachable = Unreachable::among(alive);
    }
    let resurrected = (0..left).filter(|&number| unreachable.is_held(number)).count();
    let new = unreachable.numbers().filter(|&number| number >= left).count();
    unreachable.die();
    Collected { examined, freed: found.len() - resurrected + new, resurrected }
}

/// Runs the hook of a node, unless that has died meanwhile: it may have been cut loose.
fn run_hook(node: &StdWeak<dyn DynNode>) {
    let Some(node) = node.upgrade().map(AnyRc::from_std) else { return };
    let type_name = node.type_name();
    if node.as_std().header().take_hook() {
        guarded(type_name, || node.as_std().finalize(&node));
    }
    guarded(type_name, || drop(node));
}

/// Lets this thread [`collect`] by itself, whenever so many new candidates have come up since the last time:
/// shared links that can close a cycle and were empty before. 0, as it is at first, is never.
///
/// It happens at the end of the operation that sets the link, so hooks may run there; but not within a hook.
/// Each time costs O(n) for all n candidates, new ones or not, so let the number grow with your graph.
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

/// To be called when links have been set, and all is in its place.
#[inline]
pub(crate) fn collect_if_due() {
    let every = EVERY.get();
    if every > 0 && candidates::new() >= every as u64 {
        collect();
    }
}

thread_local! {
    /// After how many new candidates to collect. 0 is never.
    static EVERY: Cell<usize> = const { Cell::new(0) };
}

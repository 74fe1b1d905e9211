//! [`Leak`]: unreachable cycles, described by the names of their links.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;

use crate::collect::cycle::{Cycle, Step};
use crate::collect::edges::Edges;
use crate::collect::unreachable::Unreachable;
use crate::death;

/// Unreachable cycles of one kind: an item of the list that [`leaks`] returns.
///
/// Its text names the cycle, the number of nodes that hang on it, a link to weaken, and the
/// [`fingerprint`](Leak::fingerprint), as in `Scene.current -> Page.scene -> Scene, 2 nodes: a weak
/// link for Page.scene would open the cycle [f70dbc06faf0493c]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    cycle: Cycle,
    count: usize,
    nodes: usize,
    fingerprint: u64,
}

impl Leak {
    /// The cycle, by the names of its links. If several cycles are entangled, this is one of them;
    /// when you have opened it, [`leaks`] names the next. O(1).
    #[must_use]
    pub fn cycle(&self) -> &Cycle {
        &self.cycle
    }

    /// How many separate cycles of this kind there are. O(1).
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many nodes these cycles keep alive, with their own nodes. A node that several cycles
    /// hold counts for the first of them, so the sum over all leaks is the number of unreachable
    /// nodes. O(1).
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// A number for this kind of cycle, for lists of known leaks. It is the same in every run, as
    /// long as the types and links keep their names. O(1).
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Leak { cycle, count, nodes, fingerprint } = self;
        write!(f, "{cycle}, ")?;
        if *count > 1 {
            write!(f, "{count} times, ")?;
        }
        let nodes = if *nodes == 1 { "1 node".into() } else { format!("{nodes} nodes") };
        let remedy = cycle.remedy();
        write!(f, "{nodes}: {remedy} would open the cycle [{fingerprint:016x}]")
    }
}

/// Lists the unreachable cycles of this thread, without touching them: those that
/// [`collect`](crate::collect()) would free. Equal cycles are grouped.
///
/// Within a hook, an attached finalizer or the `Drop` of data, the list is empty. Costs as much as
/// `collect`.
///
/// ```
/// use kinfolk::{Graph, leaks};
///
/// #[derive(Graph)]
/// #[graph(shared(pub current: Page))]
/// struct Scene {}
///
/// #[derive(Graph)]
/// #[graph(shared(pub scene: Scene))]
/// struct Page {}
///
/// let scene = Scene {}.into_graph();
/// scene.current.set(Page {});
/// scene.current.get().unwrap().scene.set(scene.clone());
/// assert_eq!(leaks(), []);
///
/// drop(scene);
/// let leaks = leaks();
/// assert_eq!(leaks.len(), 1);
/// assert_eq!(leaks[0].cycle().to_string(), "Scene.current -> Page.scene -> Scene");
/// assert_eq!(leaks[0].cycle().shared_link(), "Page.scene");
/// assert_eq!(leaks[0].nodes(), 2);
/// # kinfolk::collect();
/// ```
#[must_use = "this looks, and changes nothing"]
pub fn leaks() -> Vec<Leak> {
    if death::is_in_progress() {
        return Vec::new();
    }
    let mut unreachable = Unreachable::find();
    let mut leaks: Vec<Leak> = Vec::new();
    let mut indices = HashMap::new();
    for (cycle, nodes) in Components::of(&mut unreachable).cycles() {
        let canonical = cycle.canonical();
        let fingerprint = fingerprint(&canonical);
        let index = *indices.entry(canonical).or_insert_with(|| {
            leaks.push(Leak { cycle, count: 0, nodes: 0, fingerprint });
            leaks.len() - 1
        });
        leaks[index].count += 1;
        leaks[index].nodes += nodes;
    }
    leaks
}

/// FNV-1a, which is the same on all platforms.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Panics if this thread has unreachable cycles, and names them: for the end of a test. As with
/// [`assert!`], you can pass a message with arguments.
///
/// Drop your handles first: nodes that they reach are not leaks. Like [`leaks`], it finds nothing
/// within a hook, and it cannot see handles in plain data or closures. Costs as much as `leaks`.
///
/// ```
/// use kinfolk::{Graph, assert_no_leaks};
///
/// #[derive(Graph)]
/// struct Page {}
///
/// drop(Page {}.into_graph());
/// assert_no_leaks!();
/// assert_no_leaks!("after page {}", 1);
/// ```
///
/// ```should_panic
/// # use kinfolk::{Graph, assert_no_leaks};
/// #[derive(Graph)]
/// #[graph(shared(pub this: Knot))]
/// struct Knot {}
///
/// let knot = Knot {}.into_graph();
/// knot.this.set(knot.clone());
/// drop(knot);
/// assert_no_leaks!();
/// ```
#[macro_export]
macro_rules! assert_no_leaks {
    () => {
        $crate::__private_0_1_0::assert_no_leaks($crate::__private_0_1_0::None)
    };
    ($($message:tt)+) => {
        $crate::__private_0_1_0::assert_no_leaks(
            $crate::__private_0_1_0::Some($crate::__private_0_1_0::format_args!($($message)+))
        )
    };
}

/// The function behind [`assert_no_leaks!`].
///
/// # Panics
/// If there are unreachable cycles.
#[track_caller]
pub fn assert_no_leaks(message: Option<fmt::Arguments<'_>>) {
    let leaks = leaks();
    let message = message.map_or(String::new(), |message| format!(": {message}"));
    assert!(leaks.is_empty(), "unreachable cycles{message}{}", Lines(&leaks));
}

/// Leaks as text, each on a line of its own.
struct Lines<'a>(&'a [Leak]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|leak| write!(f, "\n    {leak}"))
    }
}

/// Makes this thread report unreachable cycles on stderr when it ends, in builds with debug
/// assertions.
#[inline]
pub(crate) fn watch_thread() {
    #[cfg(debug_assertions)]
    at_end::watch();
}

#[cfg(debug_assertions)]
mod at_end {
    use super::{Lines, leaks};

    thread_local!(static WATCH: Watch = const { Watch });

    pub(super) fn watch() {
        // This fails while the thread ends: then it is too late for a report.
        let _ = WATCH.try_with(|_| ());
    }

    struct Watch;

    impl Drop for Watch {
        fn drop(&mut self) {
            let leaks = leaks();
            if !leaks.is_empty() {
                eprintln!("kinfolk: this thread ends with unreachable cycles{}", Lines(&leaks));
            }
        }
    }
}

/// The strongly connected components of the unreachable nodes: sets of nodes that all lead to each
/// other.
struct Components<'a> {
    unreachable: &'a Unreachable,
    /// The targets of each node, as `(link, target)`.
    edges: Edges<(usize, usize)>,
    /// The number of each node's component.
    component_of: Vec<usize>,
    count: usize,
}

impl<'a> Components<'a> {
    fn of(unreachable: &'a mut Unreachable) -> Self {
        let mut edges = Vec::new();
        for number in unreachable.numbers().collect::<Vec<_>>() {
            let targets = unreachable.targets(number).into_iter();
            edges.extend(targets.map(|target| (number, target)));
        }
        let edges = Edges::new(unreachable.len(), &edges);
        let component_of = vec![NONE; unreachable.len()];
        let mut components = Components { unreachable, edges, component_of, count: 0 };
        components.find();
        components
    }

    /// Tarjan's algorithm ("Depth-first search and linear graph algorithms", 1972), without
    /// recursion.
    fn find(&mut self) {
        let mut order = vec![NONE; self.component_of.len()];
        let mut low_link = vec![NONE; self.component_of.len()];
        let mut next_order = 0;
        let mut unassigned = Vec::new();
        for start in self.unreachable.numbers() {
            if order[start] != NONE {
                continue;
            }
            // Each node from the start down, and its next edge.
            let mut path = vec![(start, 0)];
            while let Some((node, edge)) = path.last_mut() {
                let node = *node;
                if *edge == 0 {
                    order[node] = next_order;
                    low_link[node] = next_order;
                    next_order += 1;
                    unassigned.push(node);
                }
                if let Some(&(_, target)) = self.edges.from(node).get(*edge) {
                    *edge += 1;
                    if order[target] == NONE {
                        path.push((target, 0));
                    } else if self.component_of[target] == NONE {
                        low_link[node] = low_link[node].min(order[target]);
                    }
                    continue;
                }
                path.pop();
                if let Some(&(before, _)) = path.last() {
                    low_link[before] = low_link[before].min(low_link[node]);
                }
                if low_link[node] == order[node] {
                    while let Some(other) = unassigned.pop() {
                        self.component_of[other] = self.count;
                        if other == node {
                            break;
                        }
                    }
                    self.count += 1;
                }
            }
        }
    }

    /// A cycle of each component that has one, and how many nodes hang on it.
    fn cycles(&self) -> Vec<(Cycle, usize)> {
        let mut cycles = Vec::new();
        let mut is_done = vec![false; self.count];
        let mut claimed = vec![false; self.component_of.len()];
        // How the search has reached each node: from which node, and by which of its links.
        let mut reached_by = vec![(NONE, NONE); self.component_of.len()];
        for node in self.unreachable.numbers() {
            if !std::mem::replace(&mut is_done[self.component_of[node]], true) {
                if let Some(cycle) = self.cycle_through(node, &mut reached_by) {
                    cycles.push((cycle, node));
                }
            }
        }
        // A node on a cycle counts for that cycle, even if it also hangs on an earlier one.
        let cyclic = cycles.iter().map(|(_, node)| self.component_of[*node]).collect();
        let count = |(cycle, node)| (cycle, self.hanging_on(node, &cyclic, &mut claimed));
        cycles.into_iter().map(count).collect()
    }

    /// A shortest cycle through a node, if there is one.
    fn cycle_through(&self, start: usize, reached_by: &mut [(usize, usize)]) -> Option<Cycle> {
        let mut next = VecDeque::from([start]);
        while let Some(node) = next.pop_front() {
            for &(link, target) in self.edges.from(node) {
                if self.component_of[target] == self.component_of[start]
                    && reached_by[target].0 == NONE
                {
                    reached_by[target] = (node, link);
                    next.push_back(target);
                }
            }
            if reached_by[start].0 != NONE {
                break;
            }
        }
        let mut steps = Vec::new();
        let mut at = start;
        loop {
            let (before, link) = reached_by[at];
            if before == NONE {
                return None;
            }
            steps.push(Step::of(self.unreachable.node(before).type_info(), link)?);
            at = before;
            if at == start {
                break;
            }
        }
        steps.reverse();
        Some(Cycle::through(steps))
    }

    /// How many nodes are in this node's component, or below it, but neither in another cyclic
    /// component nor claimed already.
    fn hanging_on(&self, start: usize, cyclic: &HashSet<usize>, claimed: &mut [bool]) -> usize {
        let component = self.component_of[start];
        let mut count = 0;
        let mut to_claim = vec![start];
        while let Some(node) = to_claim.pop() {
            if !std::mem::replace(&mut claimed[node], true) {
                count += 1;
                let targets = self.edges.from(node).iter().map(|&(_, target)| target);
                to_claim.extend(targets.filter(|&target| {
                    let other = self.component_of[target];
                    !claimed[target] && (other == component || !cyclic.contains(&other))
                }));
            }
        }
        count
    }
}

const NONE: usize = usize::MAX;

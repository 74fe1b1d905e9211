//! [`Leak`]: unreachable cycles, by the names of their links.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;

use crate::collect::cycle::{Cycle, Step};
use crate::collect::edges::Edges;
use crate::collect::unreachable::Unreachable;
use crate::death;

/// Unreachable cycles of one kind: from the answer of [`leaks`].
///
/// As text: the cycle, how many nodes hang on it, a link to weaken, and the [`fingerprint`](Leak::fingerprint), as in
/// `Scene.current -> Page.scene -> Scene, 2 nodes: a weak link for Page.scene would open the cycle
/// [f70dbc06faf0493c]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    cycle: Cycle,
    count: usize,
    nodes: usize,
    fingerprint: u64,
}

impl Leak {
    /// The cycle, by the names of its links. Of a knot of several cycles this is one; when that is opened,
    /// [`leaks`] names the next.
    #[must_use]
    pub fn cycle(&self) -> &Cycle {
        &self.cycle
    }

    /// How many such cycles there are, each one by itself.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many nodes hang on them, their own included. What several cycles hold counts for the first of
    /// them, so that the nodes of all leaks together are all that is unreachable.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// A number for this kind of cycle, which stays the same from run to run as long as the types and
    /// links have their names: for lists of known leaks.
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
        let link = cycle.shared_link();
        write!(f, "{nodes}: a weak link for {link} would open the cycle [{fingerprint:016x}]")
    }
}

/// Lists the cycles of this thread that nothing outside reaches, without touching them: those that
/// [`collect`](crate::collect()) would take down. Equal ones are grouped.
///
/// Within a hook, an attached finalizer or the `Drop` of data this returns nothing. Costs as `collect`.
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
    let mut known = HashMap::new();
    for (cycle, nodes) in Knots::of(&mut unreachable).cycles() {
        let canonical = cycle.canonical();
        let fingerprint = fingerprint(&canonical);
        let index = *known.entry(canonical).or_insert_with(|| {
            leaks.push(Leak { cycle, count: 0, nodes: 0, fingerprint });
            leaks.len() - 1
        });
        leaks[index].count += 1;
        leaks[index].nodes += nodes;
    }
    leaks
}

/// FNV-1a: it is the same on all platforms.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Panics if cycles of this thread are unreachable, and names them: for the end of a test. Like those of
/// [`assert!`], a message can be given, with its arguments.
///
/// Drop your handles first: what they reach is no leak. As [`leaks`], it sees nothing within a hook, and no handles
/// in plain data or closures.
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

/// What [`assert_no_leaks!`] does.
///
/// # Panics
/// If there are leaks.
#[track_caller]
pub fn assert_no_leaks(message: Option<fmt::Arguments<'_>>) {
    let leaks = leaks();
    let message = message.map_or(String::new(), |message| format!(": {message}"));
    assert!(leaks.is_empty(), "unreachable cycles{message}{}", Lines(&leaks));
}

/// Each on a line of its own.
struct Lines<'a>(&'a [Leak]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|leak| write!(f, "\n    {leak}"))
    }
}

/// Lets this thread say at its end what it has not collected, if this is a build for debugging.
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
        // At the thread's end it is too late.
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

/// The unreachable nodes by the knots that they are part of: sets of nodes that all lead to each other.
struct Knots<'a> {
    unreachable: &'a Unreachable,
    /// Who holds whom, and by which link.
    edges: Edges<(usize, usize)>,
    /// The number of the knot that each node is part of.
    part_of: Vec<usize>,
    count: usize,
}

impl<'a> Knots<'a> {
    fn of(unreachable: &'a mut Unreachable) -> Self {
        let mut edges = Vec::new();
        for number in unreachable.numbers().collect::<Vec<_>>() {
            let targets = unreachable.targets(number).into_iter();
            edges.extend(targets.map(|target| (number, target)));
        }
        let edges = Edges::new(unreachable.len(), &edges);
        let mut knots =
            Knots { unreachable, edges, part_of: vec![NONE; unreachable.len()], count: 0 };
        knots.find();
        knots
    }

    /// Tarjan's algorithm ("Depth-first search and linear graph algorithms", 1972), without recursion.
    fn find(&mut self) {
        let mut found_at = vec![NONE; self.part_of.len()];
        let mut lowest = vec![NONE; self.part_of.len()];
        let mut clock = 0;
        let mut open = Vec::new();
        for start in self.unreachable.numbers() {
            if found_at[start] != NONE {
                continue;
            }
            // Each node on the way, and its next edge.
            let mut way = vec![(start, 0)];
            while let Some((node, edge)) = way.last_mut() {
                let node = *node;
                if *edge == 0 {
                    found_at[node] = clock;
                    lowest[node] = clock;
                    clock += 1;
                    open.push(node);
                }
                if let Some(&(_, target)) = self.edges.from(node).get(*edge) {
                    *edge += 1;
                    if found_at[target] == NONE {
                        way.push((target, 0));
                    } else if self.part_of[target] == NONE {
                        lowest[node] = lowest[node].min(found_at[target]);
                    }
                    continue;
                }
                way.pop();
                if let Some(&(before, _)) = way.last() {
                    lowest[before] = lowest[before].min(lowest[node]);
                }
                if lowest[node] == found_at[node] {
                    while let Some(member) = open.pop() {
                        self.part_of[member] = self.count;
                        if member == node {
                            break;
                        }
                    }
                    self.count += 1;
                }
            }
        }
    }

    /// A cycle of each knot that has one, and how many nodes hang on it.
    fn cycles(&self) -> Vec<(Cycle, usize)> {
        let mut cycles = Vec::new();
        let mut has_come = vec![false; self.count];
        let mut claimed = vec![false; self.part_of.len()];
        // How a node was come by: from which one, and by which link.
        let mut come_by = vec![(NONE, NONE); self.part_of.len()];
        for node in self.unreachable.numbers() {
            if !std::mem::replace(&mut has_come[self.part_of[node]], true) {
                if let Some(cycle) = self.cycle_through(node, &mut come_by) {
                    cycles.push((cycle, node));
                }
            }
        }
        // Before those that only hang on them: what is on a cycle belongs to that.
        let is_cyclic = cycles.iter().map(|(_, node)| self.part_of[*node]).collect();
        let count = |(cycle, node)| (cycle, self.hanging_on(node, &is_cyclic, &mut claimed));
        cycles.into_iter().map(count).collect()
    }

    /// A shortest cycle through a node.
    fn cycle_through(&self, start: usize, come_by: &mut [(usize, usize)]) -> Option<Cycle> {
        let mut next = VecDeque::from([start]);
        while let Some(node) = next.pop_front() {
            for &(link, target) in self.edges.from(node) {
                if self.part_of[target] == self.part_of[start] && come_by[target].0 == NONE {
                    come_by[target] = (node, link);
                    next.push_back(target);
                }
            }
            if come_by[start].0 != NONE {
                break;
            }
        }
        let mut steps = Vec::new();
        let mut at = start;
        loop {
            let (before, link) = come_by[at];
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

    /// How many nodes are in this node's knot, or below it, and not in another cycle, nor claimed already.
    fn hanging_on(&self, start: usize, is_cyclic: &HashSet<usize>, claimed: &mut [bool]) -> usize {
        let knot = self.part_of[start];
        let mut count = 0;
        let mut to_claim = vec![start];
        while let Some(node) = to_claim.pop() {
            if !std::mem::replace(&mut claimed[node], true) {
                count += 1;
                let targets = self.edges.from(node).iter().map(|&(_, target)| target);
                to_claim.extend(targets.filter(|&target| {
                    let other = self.part_of[target];
                    !claimed[target] && (other == knot || !is_cyclic.contains(&other))
                }));
            }
        }
        count
    }
}

const NONE: usize = usize::MAX;

//! [`Outline`]: the nodes and links of a picture, numbered in the order of the walk.

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::DynLink;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::keyed::{DynKey, key_at};
use crate::kernel::link_kind::LinkKind;
use crate::kernel::place::fmt_step;
use crate::kernel::snapshot::DynSnapshot;
use crate::walk::descendants::Descendants;

/// What a picture shows.
pub(super) struct Chosen<'p> {
    pub(super) start: &'p dyn DynNode,
    /// How many levels below the start are drawn.
    pub(super) depth: usize,
    /// How many nodes are drawn.
    pub(super) limit: usize,
    pub(super) kinds: &'p [LinkKind],
}

/// The nodes and links of a picture. It holds the nodes, so that the code that labels them may
/// change the graph.
///
/// First come the start and all nodes below it, in pre-order. Then, for each node in turn, come the
/// targets of its shared links that are not owned below the start, each with the nodes below it; and
/// the targets of its weak links that are not yet there.
pub(super) struct Outline<'p> {
    pub(super) nodes: Vec<Drawn<'p>>,
    /// Grouped by the node that they come from, in the order of its links.
    edges: Vec<Edge>,
    /// Where the edges of each node begin; the last number is the end.
    starts: Vec<usize>,
    /// How many nodes were found and are not drawn.
    pub(super) left_out: usize,
    /// The labels of the nodes.
    pub(super) labels: Vec<String>,
}

/// A node of a picture.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Drawn<'p> {
    node: Held<'p>,
    /// How many links lead from a node that nothing in the picture leads to, at least.
    level: usize,
    /// The node hangs below another one of the picture.
    pub(super) is_owned: bool,
    /// Only weak links or back-links of the picture lead to the node.
    pub(super) is_outside: bool,
    /// A link of another kind than an owning one leads to the node.
    pub(super) is_referenced: bool,
    /// Children of the node are left out.
    pub(super) is_cut: bool,
}

/// A link from a node of a picture to another one.
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) kind: LinkKind,
    /// The number of the link in its node.
    pub(super) link: usize,
    pub(super) label: EdgeLabel,
}

/// The name of a link, with the index or the key.
pub(super) struct EdgeLabel {
    link: &'static str,
    index: Option<usize>,
    key: Option<DynKey>,
}

enum Held<'p> {
    Start(&'p dyn DynNode),
    Other(AnyRc),
}

impl Drawn<'_> {
    pub(super) fn node(&self) -> &dyn DynNode {
        match &self.node {
            Held::Start(node) => *node,
            Held::Other(node) => &**node.as_std(),
        }
    }
}

impl<'p> Outline<'p> {
    pub(super) fn of(chosen: &Chosen<'p>, label: impl Fn(&dyn DynNode) -> String) -> Self {
        let mut search = Search {
            depth: chosen.depth,
            limit: chosen.limit,
            kinds: chosen.kinds,
            nodes: Vec::new(),
            edges: Vec::new(),
            numbers: HashMap::new(),
            left_out: HashSet::new(),
        };
        if let Some(number) = search.add(Held::Start(chosen.start), 0, LinkKind::Own) {
            search.add_below(number);
        }
        let mut number = 0;
        while number < search.nodes.len() {
            search.add_shared_targets(number);
            number += 1;
        }
        for number in 0..search.nodes.len() {
            search.add_outside_targets(number);
        }
        let mut outline = search.finish();
        outline.labels = outline.nodes.iter().map(|drawn| label(drawn.node())).collect();
        outline
    }

    /// The links of the node with this number, in order.
    pub(super) fn edges_from(&self, number: usize) -> &[Edge] {
        &self.edges[self.starts[number]..self.starts[number + 1]]
    }

    /// All links, grouped by the node that they come from.
    pub(super) fn edges(&self) -> &[Edge] {
        &self.edges
    }
}

struct Search<'p> {
    depth: usize,
    limit: usize,
    kinds: &'p [LinkKind],
    nodes: Vec<Drawn<'p>>,
    edges: Vec<Edge>,
    /// The numbers of the nodes, by address.
    numbers: HashMap<*const (), usize>,
    /// The addresses of the nodes that were found and are not drawn. Something holds each of them as
    /// long as no user code runs, and none does during the search.
    left_out: HashSet<*const ()>,
}

/// The children of a node that are still to be added.
struct Level {
    owner: usize,
    /// The links, and the children of each, the next one last.
    links: Vec<(usize, DynSnapshot)>,
    next: usize,
}

impl<'p> Search<'p> {
    /// Adds a node that has no number, and that a link of this kind leads to. If there is no room for
    /// it, leaves it out, with the nodes below it if the link is strong.
    fn add(&mut self, node: Held<'p>, level: usize, kind: LinkKind) -> Option<usize> {
        let drawn = Drawn {
            node,
            level,
            is_owned: false,
            is_outside: false,
            is_referenced: false,
            is_cut: false,
        };
        let (address, number) = (drawn.node().address(), self.nodes.len());
        if level > self.depth || number >= self.limit {
            if self.left_out.insert(address) && kind.is_strong() {
                for below in Descendants::new(drawn.node()) {
                    self.left_out.insert(below.as_std().address());
                }
            }
            return None;
        }
        self.left_out.remove(&address);
        self.numbers.insert(address, number);
        self.nodes.push(drawn);
        Some(number)
    }

    /// Adds all nodes below one.
    fn add_below(&mut self, top: usize) {
        if !self.kinds.contains(&LinkKind::Own) {
            return;
        }
        let mut levels = vec![self.level_below(top)];
        while let Some(level) = levels.last_mut() {
            let Some((link, children)) = level.links.last() else {
                levels.pop();
                continue;
            };
            let Some(child) = children.get(level.next) else {
                level.links.pop();
                level.next = 0;
                continue;
            };
            let (from, link, index) = (level.owner, *link, level.next);
            let label = self.label(from, link, index, Some(children));
            level.next += 1;
            // A node that was reached by another link first stays where it is.
            let known = self.numbers.get(&child.as_std().address()).copied();
            let below = self.nodes[from].level + 1;
            let number = match known {
                Some(number) => number,
                None => match self.add(Held::Other(child), below, LinkKind::Own) {
                    Some(number) => number,
                    None => {
                        self.nodes[from].is_cut = true;
                        continue;
                    }
                },
            };
            self.nodes[number].is_owned = true;
            self.edges.push(Edge { from, to: number, kind: LinkKind::Own, link, label });
            if known.is_none() {
                levels.push(self.level_below(number));
            }
        }
    }

    fn level_below(&self, owner: usize) -> Level {
        let node = self.nodes[owner].node();
        let mut links: Vec<_> =
            node.owning_links().map(|(number, link)| (number, link.children())).collect();
        links.reverse();
        Level { owner, links, next: 0 }
    }

    /// Adds the targets of the shared links and traced values of a node, each with the nodes below it.
    fn add_shared_targets(&mut self, from: usize) {
        let links = self.nodes[from].node().links().filter_map(|(number, link)| match link {
            DynLink::Shared(link) => Some((number, LinkKind::Shared, link.targets())),
            DynLink::Traced(value) => Some((number, LinkKind::Traced, value.targets())),
            DynLink::Own(_) | DynLink::Back(_) | DynLink::Weak(_) | DynLink::Value(_) => None,
        });
        let links: Vec<_> = links.filter(|(_, kind, _)| self.kinds.contains(kind)).collect();
        for (link, kind, targets) in links {
            for (index, target) in targets.iter().enumerate() {
                let label = self.label(from, link, index, Some(&targets));
                let added = self.add_target(from, link, label, kind, target);
                if let Some(number) = added {
                    self.add_below(number);
                }
            }
        }
    }

    /// Adds the targets of the weak links and back-links of a node, without their own links.
    fn add_outside_targets(&mut self, from: usize) {
        let links = self.nodes[from].node().links().filter_map(|(number, link)| match link {
            DynLink::Back(owner) => {
                Some((number, LinkKind::Back, owner.alive().into_iter().collect()))
            }
            DynLink::Weak(weak) => {
                let targets = weak.targets(0..usize::MAX);
                Some((number, LinkKind::Weak, targets.into_iter().flatten().collect()))
            }
            DynLink::Own(_) | DynLink::Shared(_) | DynLink::Traced(_) | DynLink::Value(_) => None,
        });
        let links: Vec<(_, _, Vec<_>)> =
            links.filter(|(_, kind, _)| self.kinds.contains(kind)).collect();
        for (link, kind, targets) in links {
            for (index, target) in targets.into_iter().enumerate() {
                let label = self.label(from, link, index, None);
                if let Some(number) = self.add_target(from, link, label, kind, target) {
                    self.nodes[number].is_outside = true;
                }
            }
        }
    }

    /// Adds a link, and its target if that has no number: returns the number that it got.
    fn add_target(
        &mut self,
        from: usize,
        link: usize,
        label: EdgeLabel,
        kind: LinkKind,
        target: AnyRc,
    ) -> Option<usize> {
        let known = self.numbers.get(&target.as_std().address()).copied();
        let new = match known {
            Some(_) => None,
            None => Some(self.add(Held::Other(target), self.nodes[from].level + 1, kind)?),
        };
        let to = known.or(new)?;
        self.nodes[to].is_referenced = true;
        self.edges.push(Edge { from, to, kind, link, label });
        new
    }

    fn label(
        &self,
        from: usize,
        link: usize,
        index: usize,
        children: Option<&DynSnapshot>,
    ) -> EdgeLabel {
        let info = self.nodes[from].node().type_info();
        let key = children.and_then(|all| key_at(info, link, all, index));
        let index = info.is_list(link).then_some(index);
        EdgeLabel { link: info.link_name(link), index, key }
    }

    fn finish(mut self) -> Outline<'p> {
        // Stable, so the targets of a link keep their order.
        self.edges.sort_by_key(|edge| (edge.from, edge.link));
        let mut starts = vec![0; self.nodes.len() + 1];
        for edge in &self.edges {
            starts[edge.from + 1] += 1;
        }
        for number in 0..self.nodes.len() {
            starts[number + 1] += starts[number];
        }
        let left_out = self.left_out.len();
        Outline { nodes: self.nodes, edges: self.edges, starts, left_out, labels: Vec::new() }
    }
}

impl fmt::Display for EdgeLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_step(self.link, self.index, self.key.as_ref(), f)
    }
}

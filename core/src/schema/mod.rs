//! Node types and their links, as data.

use std::any::TypeId;
use std::collections::{HashMap, VecDeque};
use std::fmt;

use crate::collect::can_close_cycle::{links_of, reachable_from, targets_of};
use crate::collect::cycle::{Cycle, Step};
pub use crate::kernel::link_kind::LinkKind;
use crate::kernel::type_info::TypeInfo;
use crate::model::graph::Graph;
use crate::model::repr::Repr;

/// The node types that can be reached from a type over links of any kind: the answer of [`schema`].
#[derive(Clone, Debug)]
pub struct Schema {
    nodes: Vec<NodeSchema>,
}

/// A node type of a [`Schema`].
#[derive(Clone)]
pub struct NodeSchema {
    description: &'static TypeInfo,
    links: Vec<LinkSchema>,
}

/// A link of a [`NodeSchema`].
#[derive(Clone)]
pub struct LinkSchema {
    /// Among the type's links.
    index: usize,
    name: &'static str,
    kind: LinkKind,
    is_list: bool,
    targets: Vec<&'static TypeInfo>,
}

/// The node types that can be reached from `T` over links of any kind, and their links, as data.
///
/// A model whose types form no cycle through a shared link cannot leak, whatever a program does with it,
/// as long as it keeps handles out of plain data. Ask for the types at the top: who holds a `T` is not followed.
/// So this, in a test, is a proof:
///
/// ```
/// use kinfolk::{Graph, schema};
///
/// #[derive(Graph)]
/// #[graph(shared(theme: Theme))]
/// struct Document {
///     #[graph(own)]
///     pages: Vec<Page>,
/// }
///
/// #[derive(Graph)]
/// #[graph(back(document: Document), shared(theme: Theme))]
/// struct Page {}
///
/// #[derive(Graph)]
/// struct Theme {}
///
/// assert_eq!(schema::<Document>().may_leak(), []);
/// ```
///
/// And with one link more, it could:
///
/// ```
/// # use kinfolk::{Graph, schema};
/// # #[derive(Graph)]
/// # #[graph(shared(theme: Theme))]
/// # struct Document {
/// #     #[graph(own)]
/// #     pages: Vec<Page>,
/// # }
/// # #[derive(Graph)]
/// # #[graph(back(document: Document), shared(theme: Theme))]
/// # struct Page {}
/// #[derive(Graph)]
/// #[graph(shared(example: Document))]
/// struct Theme {}
///
/// let cycles = schema::<Document>().may_leak();
/// let cycles: Vec<_> = cycles.iter().map(|cycle| cycle.to_string()).collect();
/// assert_eq!(
///     cycles,
///     [
///         "Document.theme -> Theme.example -> Document",
///         "Document.pages -> Page.theme -> Theme.example -> Document",
///     ],
/// );
/// ```
///
/// O(n) for n links of these types.
#[must_use]
pub fn schema<T: Graph>() -> Schema {
    let types = reachable_from(types_of::<T>(), |_| true);
    Schema { nodes: types.into_iter().map(NodeSchema::of).collect() }
}

impl Schema {
    /// The node types: first that of `T`, or those of the union `T`, then those that their links
    /// lead to, and so on.
    #[must_use]
    pub fn node_types(&self) -> &[NodeSchema] {
        &self.nodes
    }

    /// The cycles of types that keep each other alive: for each shared link that can close one, a
    /// shortest. If there is none, no graph of these types can leak. Weak links and back-links are part of no
    /// cycle. O(n²) for n links, those to a union counted for each of its types.
    #[must_use = "this looks, and changes nothing"]
    pub fn may_leak(&self) -> Vec<Cycle> {
        let numbers = self.nodes.iter().zip(0..).map(|(node, number)| (node.type_id(), number));
        let numbers: HashMap<_, _> = numbers.collect();
        let mut cycles: Vec<Cycle> = Vec::new();
        for (from, node) in self.nodes.iter().enumerate() {
            for link in node.links.iter().filter(|link| link.kind == LinkKind::Shared) {
                let targets = link.target_ids().map(|id| numbers[&id]);
                let back = targets.filter_map(|target| self.path(target, from, &numbers));
                let Some(mut steps) = back.min_by_key(Vec::len) else { continue };
                steps.extend(Step::of(node.description, link.index));
                // From the type that comes first here.
                let first = (0..steps.len()).min_by_key(|&index| numbers[&steps[index].node]);
                if let Some(first) = first {
                    steps.rotate_left(first);
                }
                let cycle = Cycle::through(steps);
                if !cycles.contains(&cycle) {
                    cycles.push(cycle);
                }
            }
        }
        cycles
    }

    /// A shortest path over strong links from one type to another.
    fn path(&self, from: usize, to: usize, numbers: &HashMap<TypeId, usize>) -> Option<Vec<Step>> {
        let mut come_by: Vec<Option<(usize, Step)>> = vec![None; self.nodes.len()];
        let mut next = VecDeque::from([from]);
        while let Some(at) = next.pop_front() {
            if at == to {
                let mut steps = Vec::new();
                let mut at = to;
                while at != from {
                    let (before, step) = come_by[at].clone()?;
                    steps.push(step);
                    at = before;
                }
                steps.reverse();
                return Some(steps);
            }
            let node = &self.nodes[at];
            for link in node.links.iter().filter(|link| link.kind.is_strong()) {
                for target in link.target_ids().map(|id| numbers[&id]) {
                    if target != from && come_by[target].is_none() {
                        come_by[target] =
                            Step::of(node.description, link.index).map(|step| (at, step));
                        next.push_back(target);
                    }
                }
            }
        }
        None
    }
}

impl NodeSchema {
    fn of(description: &'static TypeInfo) -> Self {
        let links = links_of(description).map(|(index, link)| LinkSchema {
            index,
            name: description.link_name(index),
            kind: link.kind,
            is_list: link.is_list,
            targets: targets_of(&link),
        });
        NodeSchema { description, links: links.collect() }
    }

    /// The declared type's name, without its path.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.description.name
    }

    /// The declared type: what tells types of one name apart.
    #[must_use]
    pub fn type_id(&self) -> TypeId {
        self.description.id()
    }

    /// The links: back-links and weak links, then owning links, then shared links, each in their declared
    /// order.
    #[must_use]
    pub fn links(&self) -> &[LinkSchema] {
        &self.links
    }
}

impl LinkSchema {
    /// The field's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What the link does.
    #[must_use]
    pub fn kind(&self) -> LinkKind {
        self.kind
    }

    /// Whether it is over a `Vec`.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.is_list
    }

    /// The names of the node types that the link can lead to: of a union, all.
    pub fn targets(&self) -> impl Iterator<Item = &'static str> {
        self.targets.iter().map(|target| target.name)
    }

    /// The declared types that the link can lead to.
    pub fn target_ids(&self) -> impl Iterator<Item = TypeId> {
        self.targets.iter().map(|target| target.id())
    }
}

/// `Scene { current: shared Page }`
impl fmt::Debug for NodeSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct(self.description.name);
        for link in &self.links {
            output.field(link.name, link);
        }
        output.finish()
    }
}

/// `shared Page`; of a list of a union `own [Folder | File]`
impl fmt::Debug for LinkSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let targets: Vec<_> = self.targets().collect();
        let targets = targets.join(" | ");
        let [open, close] = if self.is_list { ["[", "]"] } else { ["", ""] };
        write!(f, "{} {open}{targets}{close}", self.kind)
    }
}

fn types_of<T: Graph>() -> Vec<&'static TypeInfo> {
    let mut types = Vec::new();
    T::Repr::node_types(&mut types);
    types
}

//! The node types of a model and their links, as data.
//!
//! The function [`schema`](crate::schema()), at the root of the crate, returns the [`Schema`] of a
//! type: all node types that its links lead to, each with its links. Use it to draw or export your
//! model, or to prove in a test that the model [cannot leak](Schema::may_leak).
//!
//! ```
//! use kinfolk::schema::LinkKind;
//! use kinfolk::{Graph, schema};
//!
//! #[derive(Graph)]
//! #[graph(weak(start: Page))]
//! struct Book {
//!     #[graph(own)]
//!     pages: Vec<Page>,
//! }
//!
//! #[derive(Graph)]
//! #[graph(back(book: Book))]
//! struct Page {}
//!
//! let mut lines = Vec::new();
//! for node in schema::<Book>().node_types() {
//!     for link in node.links() {
//!         let targets: Vec<_> = link.targets().collect();
//!         lines.push(format!("{} {}.{}: {targets:?}", link.kind(), node.name(), link.name()));
//!     }
//! }
//! assert_eq!(
//!     lines,
//!     [
//!         r#"weak Book.start: ["Page"]"#,
//!         r#"own Book.pages: ["Page"]"#,
//!         r#"back Page.book: ["Book"]"#,
//!     ],
//! );
//!
//! let schema = schema::<Book>();
//! let pages = &schema.node_types()[0].links()[1];
//! assert!(pages.kind() == LinkKind::Own && pages.is_list());
//! assert_eq!(format!("{pages:?}"), "own [Page]");
//! ```

mod diagram;
mod link;

use std::any::TypeId;
use std::collections::{HashMap, VecDeque};
use std::fmt;

use crate::collect::can_close_cycle::{is_any, links_of, reachable_from};
use crate::collect::cycle::{Cycle, Step};
pub use crate::kernel::link_kind::LinkKind;
use crate::kernel::type_info::TypeInfo;
use crate::model::graph::Graph;
use crate::model::repr::Repr;
pub use crate::schema::diagram::Diagram;
pub use crate::schema::link::LinkSchema;

/// The node types that links of any kind lead to from one type: the result of
/// [`schema`](crate::schema()).
#[derive(Clone, Debug)]
pub struct Schema {
    nodes: Vec<NodeSchema>,
}

/// A node type of a [`Schema`].
#[derive(Clone)]
pub struct NodeSchema {
    type_info: &'static TypeInfo,
    links: Vec<LinkSchema>,
}

/// The node types that links of any kind lead to from `T`, and their links, as data.
///
/// If the types of a model form no cycle through a shared link or a traced value, the model cannot
/// leak, whatever the program does, as long as it keeps no handles in other data. Call this with the types at the top
/// of the model: types that hold a `T` are not in its schema unless its own links lead to them. So
/// this test is a proof:
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
/// With one more link, the model can leak:
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
    /// The node types. First comes that of `T`, or those of the union `T`, then the types that
    /// their links lead to, and so on. O(1).
    #[must_use]
    pub fn node_types(&self) -> &[NodeSchema] {
        &self.nodes
    }

    /// The cycles of links by which nodes of these types can keep each other alive. For each shared
    /// link and each traced value that can close a cycle, this returns one of the shortest. If there is none, no graph of
    /// these types can leak. Weak links and back-links keep nothing alive, and are part of no
    /// cycle.
    ///
    /// O(n²) for n links, where a link to a union counts once for each of its types.
    #[must_use = "this only reads the schema"]
    pub fn may_leak(&self) -> Vec<Cycle> {
        let indices = self.nodes.iter().zip(0..).map(|(node, index)| (node.type_id(), index));
        let indices: HashMap<_, _> = indices.collect();
        let mut cycles: Vec<Cycle> = Vec::new();
        for (from, node) in self.nodes.iter().enumerate() {
            for link in node.links.iter().filter(|link| link.kind.can_close_cycle()) {
                let targets = link.target_ids().map(|id| indices[&id]);
                let paths_back = targets.filter_map(|target| self.path(target, from, &indices));
                let Some(mut steps) = paths_back.min_by_key(Vec::len) else { continue };
                steps.extend(Step::of(node.type_info, link.index));
                // Begin at the type that is first in the schema, so that each cycle is found in one
                // form.
                let first = (0..steps.len()).min_by_key(|&step| indices[&steps[step].node]);
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
    fn path(&self, from: usize, to: usize, indices: &HashMap<TypeId, usize>) -> Option<Vec<Step>> {
        // For each type, the previous type on a shortest path to it, and the step from there.
        let mut reached_by: Vec<Option<(usize, Step)>> = vec![None; self.nodes.len()];
        let mut next = VecDeque::from([from]);
        while let Some(current) = next.pop_front() {
            if current == to {
                let mut steps = Vec::new();
                let mut at = to;
                while at != from {
                    let (previous, step) = reached_by[at].clone()?;
                    steps.push(step);
                    at = previous;
                }
                steps.reverse();
                return Some(steps);
            }
            let node = &self.nodes[current];
            if is_any(node.type_info) {
                reached_by[to] = Some((current, Step::anywhere(node.type_info)));
                next.push_front(to);
                continue;
            }
            for link in node.links.iter().filter(|link| link.kind.is_strong()) {
                for target in link.target_ids().map(|id| indices[&id]) {
                    if target != from && reached_by[target].is_none() {
                        reached_by[target] =
                            Step::of(node.type_info, link.index).map(|step| (current, step));
                        next.push_back(target);
                    }
                }
            }
        }
        None
    }
}

impl NodeSchema {
    fn of(type_info: &'static TypeInfo) -> Self {
        let links =
            links_of(type_info).map(|(index, link)| LinkSchema::of(type_info, index, &link));
        NodeSchema { type_info, links: links.collect() }
    }

    /// The name of the declared type, without its path. O(1).
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.type_info.name
    }

    /// The id of the declared type. It distinguishes types of the same name. O(1).
    #[must_use]
    pub fn type_id(&self) -> TypeId {
        self.type_info.id()
    }

    /// The links: first back-links and weak links, then owning links, then shared links, then traced
    /// values, each group in the declared order. O(1).
    #[must_use]
    pub fn links(&self) -> &[LinkSchema] {
        &self.links
    }
}

/// Prints the links, as in `Scene { current: shared Page }`; those in variants of a node enum as in
/// `Expr { Binary.left: own Expr }`.
impl fmt::Debug for NodeSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct(self.type_info.name);
        for link in &self.links {
            output.field(link.name, link);
        }
        output.finish()
    }
}

fn types_of<T: Graph>() -> Vec<&'static TypeInfo> {
    let mut types = Vec::new();
    T::Repr::node_types(&mut types);
    types
}

//! [`Picture`]: a graph as text, as a DOT file, or as a Mermaid diagram.

mod cycle;
mod dot;
pub(crate) mod escape;
mod mermaid;
mod outline;
mod tree;

use std::fmt;

use crate::collect::cycle::Cycle;
use crate::collect::leak::Leak;
use crate::kernel::any_ref::AnyRef;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::link_kind::LinkKind;
use crate::walk::picture::outline::{Chosen, Edge, Outline};

/// A picture of a node and of all that hangs on it: returned by [`Node::tree`](crate::Node::tree),
/// [`Node::dot`](crate::Node::dot) and [`Node::mermaid`](crate::Node::mermaid). `Display` prints it.
///
/// A picture shows the node, the nodes below it, and the nodes that these share, each with those
/// below it. A target of a weak link that is none of them is drawn without its own links. Owning links
/// are solid, weak links dashed, shared links double. Back-links are left out, unless you ask for them
/// with [`links`](Picture::links).
///
/// Nodes are numbered in the order of the walk, and nothing is printed that changes from run to run
/// (but the order of a hash map), so a test can compare a picture with a text.
///
/// A picture shows the graph as it is when you print it. That is O(n) for n nodes and links that are
/// drawn or left out, and any depth; in a tree, each line is as long as the node is deep. Labels are
/// escaped.
///
/// ```
/// use kinfolk::{Graph, Node};
///
/// #[derive(Graph)]
/// #[graph(back(board: Board), weak(assignee: Person))]
/// struct Card {
///     title: &'static str,
/// }
///
/// #[derive(Graph)]
/// #[graph(back(board: Board))]
/// struct Person {}
///
/// #[derive(Graph)]
/// struct Board {
///     #[graph(own)]
///     people: Vec<Person>,
///     #[graph(own)]
///     cards: Vec<Card>,
/// }
///
/// let card = |title| Card { title };
/// let board = Board { people: vec![Person {}], cards: vec![card("a"), card("b")] }.into_graph();
/// board.cards.get(1).unwrap().assignee.set(&board.people.get(0).unwrap());
///
/// let title = |node: kinfolk::AnyRef<'_>| match node.downcast_ref::<Card>() {
///     Some(card) => format!("card {:?}", card.title),
///     None => node.type_name().to_owned(),
/// };
/// assert_eq!(
///     board.tree().label(title).to_string(),
///     "\
/// Board
/// ├─ people[0]: Person #1
/// ├─ cards[0]: card \"a\"
/// └─ cards[1]: card \"b\"
///    └┄ assignee ┄> Person #1
/// ",
/// );
/// ```
///
/// The other two formats, for Graphviz and for Mermaid:
///
/// ```
/// # use kinfolk::prelude::*;
/// # #[derive(Graph)] #[graph(back(parent: Folder))]
/// # struct Folder { #[graph(own)] folders: Vec<Folder> }
/// # fn folder() -> Folder { Folder { folders: vec![] } }
/// let root = folder().into_graph();
/// root.folders.push(folder());
/// assert_eq!(
///     root.dot().to_string(),
///     "\
/// digraph {
///     node [shape=box];
///     n0 [label=\"Folder\"];
///     n1 [label=\"Folder\"];
///     n0 -> n1 [label=\"folders[0]\"];
/// }
/// ",
/// );
/// assert_eq!(
///     root.mermaid().to_string(),
///     "\
/// flowchart TD
///     n0[\"Folder\"]
///     n1[\"Folder\"]
///     n0 -->|\"folders[0]\"| n1
/// ",
/// );
/// ```
#[must_use = "a picture is drawn when you print it"]
pub struct Picture<'a> {
    start: &'a dyn DynNode,
    format: Format,
    label: Option<Box<Label<'a>>>,
    depth: usize,
    limit: usize,
    kinds: Vec<LinkKind>,
    marked: Vec<Cycle>,
}

type Label<'a> = dyn Fn(AnyRef<'_>) -> String + 'a;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Format {
    Tree,
    Dot,
    Mermaid,
}

impl<'a> Picture<'a> {
    pub(crate) fn new(start: &'a dyn DynNode, format: Format) -> Self {
        Picture {
            start,
            format,
            label: None,
            depth: usize::MAX,
            limit: usize::MAX,
            kinds: vec![LinkKind::Own, LinkKind::Weak, LinkKind::Shared, LinkKind::Traced],
            marked: Vec::new(),
        }
    }

    /// Labels each node with the text that `label` returns. Without it, the label is the name of the
    /// type, and of the variant of a node enum.
    ///
    /// `label` is called once for each node that is drawn.
    pub fn label<L: fmt::Display>(mut self, label: impl Fn(AnyRef<'_>) -> L + 'a) -> Self {
        self.label = Some(Box::new(move |node| label(node).to_string()));
        self
    }

    /// Draws this many levels below the node. The last line says how many nodes are left out: those
    /// below drawn nodes, and those that the links of drawn nodes lead to.
    pub fn depth(mut self, levels: usize) -> Self {
        self.depth = levels;
        self
    }

    /// Draws this many nodes, in the order of the walk. The last line says how many are left out, as
    /// for [`depth`](Picture::depth).
    pub fn limit(mut self, nodes: usize) -> Self {
        self.limit = nodes;
        self
    }

    /// Draws only links of these kinds, instead of all but back-links.
    ///
    /// ```
    /// use kinfolk::schema::LinkKind;
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { #[graph(own)] folders: Vec<Folder> }
    /// # fn folder() -> Folder { Folder { folders: vec![] } }
    /// let root = folder().into_graph();
    /// root.folders.push(folder());
    /// assert_eq!(
    ///     root.tree().links([LinkKind::Own, LinkKind::Back]).to_string(),
    ///     "\
    /// Folder #0
    /// └─ folders[0]: Folder
    ///    └┄ parent ┄> Folder #0
    /// ",
    /// );
    /// ```
    pub fn links(mut self, kinds: impl IntoIterator<Item = LinkKind>) -> Self {
        self.kinds = kinds.into_iter().collect();
        self
    }

    /// Marks the links that are part of a leak's cycle, by their types and names.
    pub fn mark(mut self, leak: &Leak) -> Self {
        self.marked.push(leak.cycle().clone());
        self
    }

    fn outline(&self) -> Outline<'_> {
        let Picture { start, depth, limit, ref kinds, .. } = *self;
        Outline::of(&Chosen { start, depth, limit, kinds }, |node| self.label_of(node))
    }

    fn label_of(&self, node: &dyn DynNode) -> String {
        match &self.label {
            Some(label) => label(AnyRef::new(node)),
            None => node.type_info().full_name().to_owned(),
        }
    }

    fn is_marked(&self, from: &dyn DynNode, edge: &Edge) -> bool {
        let name = from.type_info().link_path(edge.link);
        self.marked.iter().any(|cycle| cycle.links().any(|link| link == name))
    }
}

impl fmt::Display for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.format {
            Format::Tree => self.fmt_tree(f),
            Format::Dot => self.fmt_dot(f),
            Format::Mermaid => self.fmt_mermaid(f),
        }
    }
}

/// Prints only the format: the nodes are those that are there when the picture is printed.
impl fmt::Debug for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Picture").field("format", &self.format).finish_non_exhaustive()
    }
}

/// The number of nodes, with the word.
fn nodes(count: usize) -> String {
    if count == 1 { "1 node".to_owned() } else { format!("{count} nodes") }
}

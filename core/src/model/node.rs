//! [`Node`]: what every node can do, whatever its type.

use crate::kernel::any::AnyRc;
use crate::kernel::detach;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_node::DynNode;
use crate::model::graph::Graph;
use crate::model::live_node::LiveNode;
use crate::walk::iter::{Ancestors, Children, Descendants, OfType, Traverse};
use crate::walk::validate::{self, InvalidStructure};

/// What every node can do, whatever its type: find its owner and leave it, and walk up and down.
///
/// It works on the node, so on `self` in the node's own methods, and through [`Rc<T>`](crate::Rc),
/// which derefs to it (for a function that takes `&impl Node`, give `&*handle`); on [`AnyRc`]; and on
/// the enum of a union. Where a type of yours is named `Node`, `use kinfolk::Node as _` brings the
/// methods without the name. What gives the node's own handle back is in
/// [`Handle`](crate::Handle). The derive alone implements this trait.
///
/// ```
/// use kinfolk::{Graph, Node};
///
/// #[derive(Graph)]
/// #[graph(back(parent: Folder))]
/// struct Folder {
///     name: &'static str,
///     #[graph(own)]
///     folders: Vec<Folder>,
/// }
///
/// impl FolderNode {
///     fn path(&self) -> String {
///         let above: Vec<_> = self.ancestors_of::<Folder>().map(|folder| folder.name).collect();
///         above.iter().rev().chain([&self.name]).map(|name| format!("/{name}")).collect()
///     }
/// }
///
/// let root = Folder { name: "home", folders: vec![] }.into_graph();
/// let inner = root.folders.add(Folder { name: "ann", folders: vec![] });
/// assert_eq!(inner.path(), "/home/ann");
/// assert_eq!(inner.depth(), 1);
///
/// assert!(inner.detach());
/// assert!(inner.is_root() && root.folders.is_empty());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no node",
    label = "a node is needed here, an `AnyRc`, or the handle of a union",
    note = "an `Rc` derefs to its node: give `&*handle`",
    note = "a plain value has no node yet: `into_graph()` makes one, and gives its handle"
)]
pub trait Node {
    #[doc(hidden)]
    fn dyn_node(&self) -> &dyn DynNode;

    /// The node that owns this one. O(1).
    fn owner(&self) -> Option<AnyRc> {
        self.dyn_node().owner()
    }

    /// Takes the node from its owner, and says whether it had one. A node that nobody holds then
    /// dies when the borrow through which this was called ends. O(1) from an option or from the end
    /// of a list, else O(n) for n siblings, since those after it move up.
    fn detach(&self) -> bool {
        detach::detach(self.dyn_node())
    }

    /// Whether nothing owns the node. O(1).
    fn is_root(&self) -> bool {
        self.owner().is_none()
    }

    /// The number of nodes above this one: 0 for a root. O(depth).
    fn depth(&self) -> usize {
        self.ancestors().count()
    }

    /// Where the node stands among the children of its owner's link; 0 in an option. O(1) at the ends
    /// and as long as it stands where it was last put or found; else O(d), where d is by how many
    /// places it has moved since.
    fn index_in_owner(&self) -> Option<usize> {
        let owner = self.owner()?;
        Some(self.dyn_node().place_in(&**owner.as_std())?.index)
    }

    /// The child after this one in the same link of its owner. Costs as
    /// [`index_in_owner`](Node::index_in_owner).
    fn next_sibling(&self) -> Option<AnyRc> {
        sibling(self.dyn_node(), |index| index.checked_add(1))
    }

    /// The child before this one in the same link of its owner. Costs as
    /// [`index_in_owner`](Node::index_in_owner).
    fn previous_sibling(&self) -> Option<AnyRc> {
        sibling(self.dyn_node(), |index| index.checked_sub(1))
    }

    /// The nodes above this one, nearest first. O(1) a step.
    fn ancestors(&self) -> Ancestors<'_> {
        Ancestors::new(self.dyn_node())
    }

    /// All nodes below this one, in pre-order: each before what it owns, links in their declared
    /// order. O(1) a step.
    ///
    /// The children of each node are those that it has when the walk comes to it, and as long as some
    /// of them are to come, the walk holds the node.
    fn descendants(&self) -> Descendants<'_> {
        Descendants::new(self.dyn_node())
    }

    /// The nodes that this one owns directly: its children, links in their declared order. O(1) a
    /// step.
    fn children(&self) -> Children<'_> {
        Children::new(self.dyn_node())
    }

    /// The nodes above this one that are a `T`, nearest first. `T` may be a union.
    fn ancestors_of<T: Graph>(&self) -> OfType<Ancestors<'_>, T> {
        OfType::new(self.ancestors())
    }

    /// The nodes below this one that are a `T`, in pre-order. `T` may be a union.
    fn descendants_of<T: Graph>(&self) -> OfType<Descendants<'_>, T> {
        OfType::new(self.descendants())
    }

    /// Walks all nodes below this one, telling when it enters and when it leaves each. O(1) a step.
    fn traverse(&self) -> Traverse<'_> {
        Traverse::new(self.dyn_node())
    }

    /// Checks every invariant of the structure, at this node and at all below it: both ends of each
    /// link agree, each node has one owner, none owns itself. O(n) for n nodes.
    ///
    /// The library keeps them; this is for tests, and for those who want to see it.
    ///
    /// # Errors
    /// [`InvalidStructure`], which names the first node at which something is wrong.
    fn validate(&self) -> Result<(), InvalidStructure> {
        validate::validate(self.dyn_node())
    }
}

impl Node for AnyRc {
    fn dyn_node(&self) -> &dyn DynNode {
        DynHandle::dyn_node(self)
    }
}

// An error is to speak of the trait that users know.
#[diagnostic::do_not_recommend]
impl<N: LiveNode> Node for N {
    // Said again here and in other impls for all types: there rustdoc does not ask the trait.
    #[doc(hidden)]
    fn dyn_node(&self) -> &dyn DynNode {
        self
    }
}

fn sibling(node: &dyn DynNode, step: impl Fn(usize) -> Option<usize>) -> Option<AnyRc> {
    let owner = node.owner()?;
    let place = node.place_in(&**owner.as_std())?;
    place.link.children().get(step(place.index)?)
}

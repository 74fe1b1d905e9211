//! [`Node`]: the operations of every node, whatever its type.

use std::ops::ControlFlow;
use std::rc::Rc as StdRc;

use crate::change::detach;
use crate::death;
use crate::death::climb::Climb;
use crate::kernel::any::AnyRc;
use crate::kernel::any_ref::AnyRef;
use crate::kernel::attach_error::{AttachError, or_panic};
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::internal::Internal;
use crate::kernel::place::Place;
use crate::kernel::snapshot::{Beside, BesideHint, Step};
use crate::kernel::visit::visit_below;
use crate::model::graph::Graph;
use crate::model::sealed::SealedNode;
use crate::walk::picture::Format;
use crate::walk::{
    Ancestors, Children, Descendants, InvalidStructure, NodePath, OfType, Picture, Problems,
    Traverse, saved, validate,
};

/// The operations of every node, whatever its type: find its owner, leave it, walk up and down.
///
/// They work on the node itself, so on `self` in its own methods; through [`Rc<T>`](crate::Rc),
/// which derefs to the node; on [`AnyRc`]; and on the enum of a union. For a function that takes
/// `&impl Node`, pass `&*handle`. The operations that return the node's own handle are in
/// [`Handle`](crate::Handle). If a type of yours is named `Node`, `use kinfolk::Node as _` imports
/// the methods without the name.
///
/// The trait is sealed: the derive implements it for every node type and for every union's enum.
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
/// ```
///
/// The examples below use this type, with a function `folder(name)` that makes an empty one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no node",
    label = "a node is needed here, an `AnyRc`, or the handle of a union",
    note = "an `Rc` derefs to its node: give `&*handle`",
    note = "a plain value has no node yet: `into_graph()` makes one, and returns its handle"
)]
pub trait Node: SealedNode {
    #[doc(hidden)]
    fn dyn_node(this: &Self, _: Internal) -> &dyn DynNode;

    /// The node that owns this one, or `None` for a root. O(1).
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// let docs = root.folders.add(folder("docs"));
    /// assert_eq!(docs.owner(), Some(root.to_any()));
    /// assert_eq!(root.owner(), None);
    /// ```
    fn owner(&self) -> Option<AnyRc> {
        Self::dyn_node(self, Internal).owner()
    }

    /// The owner as a `T`, if the node has one and it is a `T`: a struct, or a union of owners. O(1).
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// let docs = root.folders.add(folder("docs"));
    /// assert_eq!(docs.owner_of::<Folder>(), Some(root));
    /// ```
    fn owner_of<T: Graph>(&self) -> Option<T::Handle> {
        self.owner()?.downcast::<T>()
    }

    /// Takes the node from its owner, and returns whether it had one.
    ///
    /// If nothing else holds the node, it dies when the borrow through which you called this ends.
    /// O(1) if the node is in an option or at the end of a list. Otherwise the siblings after it move
    /// up: O(n) for n siblings, and at most O(√n) in a
    /// [long list](crate::Own#long-lists).
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// let docs = root.folders.add(folder("docs"));
    /// assert!(docs.detach());
    /// assert!(root.folders.is_empty());
    /// assert!(!docs.detach());
    /// ```
    ///
    /// # Panics
    /// If the owner's link is [required](crate::Own#required-children): then it always has a child,
    /// which can be replaced only. [`try_detach`](Node::try_detach) returns the error instead.
    #[track_caller]
    fn detach(&self) -> bool {
        or_panic(self.try_detach())
    }

    /// As [`detach`](Node::detach), but returns an error instead of panicking.
    ///
    /// # Errors
    /// [`AttachError`] if the owner's link is [required](crate::Own#required-children). Nothing has
    /// changed then.
    fn try_detach(&self) -> Result<bool, AttachError<AnyRc>> {
        detach::detach(Self::dyn_node(self, Internal))
    }

    /// Whether the node has no owner. O(1).
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// let docs = root.folders.add(folder("docs"));
    /// assert!(root.is_root());
    /// assert!(!docs.is_root());
    /// ```
    fn is_root(&self) -> bool {
        self.owner().is_none()
    }

    /// Whether this node is somewhere below the other one. It is not below itself. O(depth).
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// let old = root.folders.add(folder("docs")).folders.add(folder("old"));
    /// assert!(old.is_below(&*root));
    /// assert!(!root.is_below(&*old));
    /// assert!(!root.is_below(&*root));
    /// ```
    fn is_below(&self, other: &impl Node) -> bool {
        let other = Node::dyn_node(other, Internal).address();
        Climb::above(Self::dyn_node(self, Internal)).any(|node| node.dyn_node().address() == other)
    }

    /// The number of nodes above this one: 0 for a root. O(depth).
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// let old = root.folders.add(folder("docs")).folders.add(folder("old"));
    /// assert_eq!(old.depth(), 2);
    /// ```
    fn depth(&self) -> usize {
        self.ancestors().count()
    }

    /// Where the node hangs: its owner, the owner's link, and the index there. `None` for a root.
    /// Costs as much as [`index_in_owner`](Node::index_in_owner).
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// let docs = root.folders.add(folder("docs"));
    /// let place = docs.place().unwrap();
    /// assert_eq!(place.owner(), root.to_any());
    /// assert_eq!((place.link(), place.index()), ("folders", Some(0)));
    /// assert_eq!(root.place(), None);
    /// ```
    fn place(&self) -> Option<Place> {
        Place::of(Self::dyn_node(self, Internal))
    }

    /// The way from the root to this node, for messages: the type of the root, then the link and
    /// the index at each step. O(depth), and the cost of [`index_in_owner`](Node::index_in_owner)
    /// for each step.
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// root.folders.push(folder("docs"));
    /// let old = root.folders.add(folder("more")).folders.add(folder("old"));
    /// assert_eq!(old.path().to_string(), "Folder.folders[1].folders[0]");
    /// assert_eq!(root.path().to_string(), "Folder");
    /// ```
    fn path(&self) -> NodePath {
        NodePath::to(Self::dyn_node(self, Internal))
    }

    /// The node's index in its owner's link: 0 in an option, `None` for a root.
    ///
    /// Each node remembers where it was last put or found. O(1) if it is still there, or at an end
    /// of the list; else O(d), where d is how far it has moved since, and O(√n) in a
    /// [long list](crate::Own#long-lists).
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// root.folders.extend([folder("a"), folder("b")]);
    /// let b = root.folders.last().unwrap();
    /// assert_eq!(b.index_in_owner(), Some(1));
    /// assert_eq!(root.index_in_owner(), None);
    /// ```
    fn index_in_owner(&self) -> Option<usize> {
        let owner = self.owner()?;
        Some(Self::dyn_node(self, Internal).find_in(&**owner.as_std())?.index)
    }

    /// The next child in the same link of the owner. Costs as much as
    /// [`index_in_owner`](Node::index_in_owner).
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// root.folders.extend([folder("a"), folder("b")]);
    /// let [a, b] = [0, 1].map(|index| root.folders.get(index).unwrap());
    /// assert_eq!(a.next_sibling(), Some(b.to_any()));
    /// assert_eq!(b.next_sibling(), None);
    /// ```
    fn next_sibling(&self) -> Option<AnyRc> {
        sibling(Self::dyn_node(self, Internal), Step::Next)
    }

    /// The child before this one in the same link of the owner. Costs as much as
    /// [`index_in_owner`](Node::index_in_owner).
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// root.folders.extend([folder("a"), folder("b")]);
    /// let [a, b] = [0, 1].map(|index| root.folders.get(index).unwrap());
    /// assert_eq!(b.previous_sibling(), Some(a.to_any()));
    /// assert_eq!(a.previous_sibling(), None);
    /// ```
    fn previous_sibling(&self) -> Option<AnyRc> {
        sibling(Self::dyn_node(self, Internal), Step::Previous)
    }

    /// The nodes above this one, nearest first. O(1) a step.
    ///
    /// The walk takes hold of the next node before it yields one, so it goes on when you detach or
    /// move what it yields. From the next node it goes on to the owner which that one has then.
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// let docs = root.folders.add(folder("docs"));
    /// let old = docs.folders.add(folder("old"));
    /// let above: Vec<_> = old.ancestors().collect();
    /// assert_eq!(above, [docs.to_any(), root.to_any()]);
    /// ```
    fn ancestors(&self) -> Ancestors<'_> {
        Ancestors::new(Self::dyn_node(self, Internal))
    }

    /// All nodes below this one in pre-order: each before its children, and links in their declared
    /// order. O(1) a step.
    ///
    /// The walk takes the children of a node when it reaches the node, and visits exactly those,
    /// even if they move meanwhile. It holds the node until it has visited them.
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// let docs = root.folders.add(folder("docs"));
    /// let old = docs.folders.add(folder("old"));
    /// let below: Vec<_> = root.descendants().collect();
    /// assert_eq!(below, [docs.to_any(), old.to_any()]);
    /// ```
    fn descendants(&self) -> Descendants<'_> {
        Descendants::new(Self::dyn_node(self, Internal))
    }

    /// The nodes that this one owns directly, over all its links in their declared order. O(1) a
    /// step.
    ///
    /// It visits the children that are there when you call it, even if they move meanwhile.
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// let docs = root.folders.add(folder("docs"));
    /// docs.folders.push(folder("below"));
    /// let other = root.folders.add(folder("other"));
    /// let children: Vec<_> = root.children().collect();
    /// assert_eq!(children, [docs.to_any(), other.to_any()]);
    /// ```
    fn children(&self) -> Children<'_> {
        Children::new(Self::dyn_node(self, Internal))
    }

    /// Those of the [`ancestors`](Node::ancestors) that are a `T`, typed. `T` may be a union. O(1)
    /// for each node above.
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// let old = root.folders.add(folder("docs")).folders.add(folder("old"));
    /// let names: Vec<_> = old.ancestors_of::<Folder>().map(|folder| folder.name).collect();
    /// assert_eq!(names, ["docs", "root"]);
    /// ```
    fn ancestors_of<T: Graph>(&self) -> OfType<Ancestors<'_>, T> {
        OfType::new(self.ancestors())
    }

    /// Those of the [`descendants`](Node::descendants) that are a `T`, typed. `T` may be a union.
    /// O(1) for each node below.
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// root.folders.push(folder("new"));
    /// root.folders.add(folder("docs")).folders.push(folder("old"));
    /// let names: Vec<_> = root.descendants_of::<Folder>().map(|folder| folder.name).collect();
    /// assert_eq!(names, ["new", "docs", "old"]);
    /// ```
    fn descendants_of<T: Graph>(&self) -> OfType<Descendants<'_>, T> {
        OfType::new(self.descendants())
    }

    /// Walks all nodes below this one, with an event when it enters a node and another when it
    /// leaves it. O(1) a step. As in [`descendants`](Node::descendants), the children of a node are
    /// taken when the walk enters it.
    ///
    /// ```
    /// use kinfolk::WalkEvent;
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// root.folders.add(folder("docs")).folders.push(folder("old"));
    /// let mut text = String::new();
    /// for event in root.traverse() {
    ///     match event {
    ///         WalkEvent::Enter(node) => text += &format!("<{}>", node.type_name()),
    ///         WalkEvent::Leave(node) => text += &format!("</{}>", node.type_name()),
    ///     }
    /// }
    /// assert_eq!(text, "<Folder><Folder></Folder></Folder>");
    /// ```
    fn traverse(&self) -> Traverse<'_> {
        Traverse::new(Self::dyn_node(self, Internal))
    }

    /// Calls `visit` with each node below this one in pre-order, until it returns
    /// [`ControlFlow::Break`]. This is the quickest walk: it makes no handles. O(1) for each node.
    ///
    /// It visits the nodes that [`descendants`](Node::descendants) would yield, also if `visit`
    /// changes the graph: the children of a node are those that it has before the node is visited. A
    /// node that was removed lives until the nodes below it have been visited.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// root.folders.add(folder("docs")).folders.push(folder("old"));
    /// let mut text = String::new();
    /// root.visit(|node| {
    ///     text += node.downcast_ref::<Folder>().map_or("?", |folder| folder.name);
    ///     ControlFlow::<()>::Continue(())
    /// });
    /// assert_eq!(text, "docsold");
    ///
    /// let found = root.visit(|node| match node.downcast_ref::<Folder>() {
    ///     Some(folder) if folder.name == "old" => ControlFlow::Break(folder.depth()),
    ///     _ => ControlFlow::Continue(()),
    /// });
    /// assert_eq!(found, ControlFlow::Break(2));
    /// ```
    fn visit<B>(&self, mut visit: impl FnMut(AnyRef<'_>) -> ControlFlow<B>) -> ControlFlow<B> {
        let mut end = None;
        visit_below(Self::dyn_node(self, Internal), &mut |node| match visit(AnyRef::new(node)) {
            ControlFlow::Continue(()) => false,
            ControlFlow::Break(value) => {
                end = Some(value);
                true
            }
        });
        end.map_or(ControlFlow::Continue(()), ControlFlow::Break)
    }

    /// The node and all that hangs on it, as a tree of lines: a [`Picture`] to print. O(1); printing
    /// is O(n) for n nodes and links.
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// root.folders.add(folder("docs")).folders.push(folder("old"));
    /// let name = |node: kinfolk::AnyRef<'_>| node.downcast_ref::<Folder>().unwrap().name;
    /// assert_eq!(
    ///     root.tree().label(name).to_string(),
    ///     "\
    /// root
    /// └─ folders[0]: docs
    ///    └─ folders[0]: old
    /// ",
    /// );
    /// ```
    fn tree(&self) -> Picture<'_> {
        Picture::new(Self::dyn_node(self, Internal), Format::Tree)
    }

    /// As [`tree`](Node::tree), as a DOT file: `dot -Tsvg` of Graphviz draws it.
    fn dot(&self) -> Picture<'_> {
        Picture::new(Self::dyn_node(self, Internal), Format::Dot)
    }

    /// As [`tree`](Node::tree), as a Mermaid flowchart, which many viewers of Markdown draw. Shared
    /// links are thick there.
    fn mermaid(&self) -> Picture<'_> {
        Picture::new(Self::dyn_node(self, Internal), Format::Mermaid)
    }

    /// Checks every invariant of the structure at and below this node: both ends of each link
    /// agree, and each node has one owner. O(n) for n nodes.
    ///
    /// The library keeps these invariants; a test of yours can confirm that.
    ///
    /// ```
    /// # use kinfolk::prelude::*;
    /// # #[derive(Graph)] #[graph(back(parent: Folder))]
    /// # struct Folder { name: &'static str, #[graph(own)] folders: Vec<Folder> }
    /// # fn folder(name: &'static str) -> Folder { Folder { name, folders: vec![] } }
    /// let root = folder("root").into_graph();
    /// root.folders.push(folder("docs"));
    /// assert_eq!(root.validate(), Ok(()));
    /// ```
    ///
    /// # Errors
    /// [`InvalidStructure`] names the first node at which something is wrong.
    fn validate(&self) -> Result<(), InvalidStructure> {
        validate::validate(Self::dyn_node(self, Internal))
    }

    /// Looks again for the nodes of all ids that saved references at and below this node have not
    /// found: among all nodes of its graph, from the root down. If two have the same id, it takes the
    /// first in pre-order.
    ///
    /// [`into_graph`](Graph::into_graph), and each operation that takes a plain child, look among the
    /// nodes that they make. So call this when the others are there: see
    /// [the guide](crate::guide::saving).
    ///
    /// O(n) for the n nodes at and below this one; if one has an unresolved id, O(n) for the whole
    /// graph.
    ///
    /// # Errors
    /// [`Problems`] lists the ids that are still not found. The others are resolved.
    ///
    /// ```
    /// use kinfolk::prelude::*;
    ///
    /// #[derive(Graph)]
    /// struct Team {
    ///     #[graph(own)]
    ///     people: Vec<Person>,
    /// }
    ///
    /// #[derive(Graph)]
    /// #[graph(back(team: Team))]
    /// struct Person {
    ///     #[graph(id)]
    ///     id: u32,
    ///     #[graph(weak(Person))]
    ///     mentor: Option<u32>,
    /// }
    ///
    /// let team = Team { people: vec![Person { id: 1, mentor: None }] }.into_graph();
    /// let new = team.people.add(Person { id: 2, mentor: Some(1) });
    /// assert_eq!(new.mentor.unresolved(), Some(1)); // it has looked in the new person only
    ///
    /// new.resolve()?;
    /// assert_eq!(new.mentor.get(), team.people.first());
    /// # Ok::<(), kinfolk::walk::Problems>(())
    /// ```
    fn resolve(&self) -> Result<(), Problems> {
        saved::resolve_below(Self::dyn_node(self, Internal))
    }
}

fn sibling(node: &dyn DynNode, step: Step) -> Option<AnyRc> {
    let mut search = BesideHint::of(node, step);
    // No user code runs before this handle is dropped, so it is not the last one.
    let owner = match node.owner_state() {
        OwnerState::Alive(owner) if death::is_alive(&*owner, StdRc::strong_count(&owner)) => owner,
        _ => return None,
    };
    if owner.find_beside_hint(&mut search) {
        search.into_node().map(AnyRc::from_std)
    } else {
        find_sibling(&*owner, search)
    }
}

/// As [`sibling`], for a child that does not stand where its index hint says, or in a long list.
#[cold]
#[inline(never)]
fn find_sibling(owner: &dyn DynNode, search: BesideHint<'_>) -> Option<AnyRc> {
    let (node, step) = search.into_parts();
    for (_, link) in owner.owning_links() {
        match link.children().beside_in_chunks(node, step) {
            Beside::Node(beside) => return Some(beside),
            Beside::None => return None,
            Beside::Unknown => (),
        }
    }
    let found = node.find_in(owner)?;
    found.link.children().get(step.from(found.index))
}

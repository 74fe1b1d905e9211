//! The traits of plain types: [`Graph`], [`NodeType`] for structs and node enums, and [`BackTo`].

use std::mem;

use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::internal::Internal;
use crate::model::as_handle::AsHandle;
use crate::model::build::{BuildContext, Unfinished};
use crate::model::handle::Handle;
use crate::model::into_handle::IntoHandle;
use crate::model::live_node::LiveNode;
use crate::model::rc::Rc;
use crate::model::repr::{BoxRepr, BuildOne, Repr};
use crate::model::sealed::SealedOwnerAs;
use crate::walk::Problems;

/// A plain type whose values become live graphs: a struct or an enum with
/// [`#[derive(Graph)]`](macro@crate::Graph).
///
/// A plain value is only data. [`into_graph`](Graph::into_graph) turns it, and all that it owns,
/// into nodes with live links. `Box<T>` is a `Graph` where `T` is one, with the same handle.
///
/// The trait is sealed: the derive implements it.
///
/// ```
/// use kinfolk::Graph;
///
/// #[derive(Graph)]
/// #[graph(back(parent: Folder))]
/// struct Folder {
///     name: String,
///     #[graph(own)]
///     folders: Vec<Folder>,
/// }
///
/// let root = Folder {
///     name: "root".into(),
///     folders: vec![Folder { name: "home".into(), folders: vec![] }],
/// }
/// .into_graph();
///
/// let home = root.folders.get(0).unwrap();
/// assert_eq!(home.name, "home");
/// assert_eq!(home.parent.get(), Some(root));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not derive `Graph`",
    label = "a struct or an enum that derives `Graph` is needed here",
    note = "put `#[derive(kinfolk::Graph)]` on `{Self}`, if it is a struct or an enum of yours; a field that holds no node takes no `#[graph(..)]`, and an enum that wraps data takes `#[graph(node_enum)]`",
    note = "if `{Self}` is a container, it is one too many: groups of nodes need a struct for each group, with the derive and an owning list of its own",
    note = "if `{Self}` is a generated type (`FolderNode`, or the name in `node = ..`) or a handle, name the struct with the derive in its place; a trait object is no node: name a union, an enum with the derive and a variant for each type"
)]
pub trait Graph: Sized + 'static {
    /// The handle to a live node of this type: [`Rc<T>`](crate::Rc) for a struct or a node enum, the
    /// generated enum for a union.
    type Handle: Handle + AsHandle<Self::Declared> + IntoHandle<Self::Declared>;

    /// The type itself; of a `Box<T>`, the `T`. In signatures, read `T::Declared` as `T`.
    type Declared: Graph<Handle = Self::Handle>;

    // rustc quotes this line when another crate implements the trait by hand.
    #[doc(hidden)]
    type Repr: Repr<Self>;

    /// Turns the plain value, and all that it owns, into live nodes, with every back-link set.
    ///
    /// O(n) for n nodes, with bounded stack at any depth.
    #[inline]
    fn into_graph(self) -> Self::Handle {
        let mut context = const { BuildContext::new() };
        let handle = self.build_one(&mut context);
        let root = handle.as_dyn();
        context.finish(root);
        handle
    }

    /// As [`into_graph`](Graph::into_graph), but refuses a plain value whose saved references do not
    /// all find their nodes.
    ///
    /// A saved reference, `#[graph(weak(Person))]` on a field, has the ids of nodes in the plain value,
    /// and `into_graph` keeps those that it does not find: see [the guide](crate::guide::saving).
    /// This reports them, all at once. Nothing is made then: no hook runs, and the plain value is
    /// dropped.
    ///
    /// # Errors
    /// [`Problems`] lists the ids that no node has, that only a node of another type has, and that two
    /// nodes have, each with its path.
    ///
    /// O(n) for n nodes and ids; for a problem O(depth) more.
    ///
    /// ```
    /// use kinfolk::Graph;
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
    /// let team = Team {
    ///     people: vec![Person { id: 1, mentor: None }, Person { id: 2, mentor: Some(3) }],
    /// };
    /// let problems = team.try_into_graph().unwrap_err();
    /// assert_eq!(problems.to_string(), "Team.people[1].mentor: no `Person` has the id 3");
    /// ```
    fn try_into_graph(self) -> Result<Self::Handle, Problems> {
        let mut context = BuildContext::new();
        let handle = Self::Repr::build_in(self, &mut context);
        match context.finish_checked(Handle::dyn_handle(&handle, Internal)) {
            None => Ok(handle),
            Some(problems) => Err(problems),
        }
    }

    /// As [`into_graph`](Graph::into_graph), and calls `f` with the new node before anything else
    /// sees it: to set the links that the plain value does not have.
    ///
    /// Other code never sees the node without the links that you set there. `f` may do anything with
    /// the handle: keep it, or attach the node to an owner.
    ///
    /// If `f` panics, the node counts as never finished, as if its construction had panicked: it
    /// dies without its hook, and so do the nodes that were built with it and still hang on it. A node
    /// that `f` has kept, or attached elsewhere, lives on and keeps its hook. Nodes that existed
    /// before, or that `f` has added, keep theirs.
    ///
    /// O(n) for n nodes, and what `f` costs.
    ///
    /// ```
    /// use kinfolk::{Graph, Rc};
    ///
    /// #[derive(Graph)]
    /// #[graph(shared(pub scope: Scope))]
    /// struct Function {
    ///     name: &'static str,
    /// }
    ///
    /// #[derive(Graph)]
    /// struct Scope {}
    ///
    /// let scope = Scope {}.into_graph();
    /// let function = Function { name: "main" }.into_graph_with(|function| {
    ///     function.scope.set(scope.clone());
    /// });
    /// assert_eq!(function.scope.get(), Some(scope));
    /// ```
    fn into_graph_with(self, f: impl FnOnce(&Self::Handle)) -> Self::Handle {
        let handle = self.into_graph();
        let unfinished = Unfinished(Handle::dyn_handle(&handle, Internal));
        f(&handle);
        mem::forget(unfinished);
        handle
    }
}

impl<T: Graph> Graph for Box<T> {
    type Handle = T::Handle;
    type Declared = T::Declared;
    type Repr = BoxRepr;
}

/// Adds the error for a type that is not a struct with the derive.
macro_rules! only_for_structs {
    ($($item:tt)*) => {
        #[diagnostic::on_unimplemented(
            message = "`{Self}` is not a struct or a node enum that derives `Graph`",
            label = "a struct or a node enum that derives `Graph` is needed here, not a union, a generated type or a handle",
            note = "if `{Self}` is a struct, put `#[derive(kinfolk::Graph)]` on it; for anything that is not a node, use `std::rc::Rc`",
            note = "if it is a generated type (`FolderNode`, or the name in `node = ..`) or a handle, name the struct with the derive in its place",
            note = "if it is a union, its strong handle is the generated enum: `EntryRc` for `Entry`; and a back-link to a union of owners must be the type's only one"
        )]
        $($item)*
    };
}

only_for_structs! {
    /// A struct or a node enum that derives [`Graph`]: each value of it becomes one node.
    ///
    /// [`Rc<T>`](crate::Rc) is the handle of a `T: NodeType`. The trait is sealed: each struct and
    /// each node enum that derives [`Graph`] has it.
    pub trait NodeType: Graph<Handle = Rc<Self>, Declared = Self, Repr = <Self as NodeType>::Node> {
        /// The generated node: the live form of the struct or the enum.
        // rustc quotes this line when another crate implements the trait by hand.
        type Node: LiveNode<Plain = Self> /* only `#[derive(Graph)]` makes a `NodeType` */;
    }
}

#[diagnostic::do_not_recommend]
#[doc(hidden)]
impl<T, N> NodeType for T
where
    T: Graph<Handle = Rc<T>, Declared = T, Repr = N>,
    N: LiveNode<Plain = T>,
{
    // Not `T::Repr`, which would be a link to a hidden type in the pages of other crates.
    type Node = N;
}

/// A child type with a back-link to owners of type `O`, so that an `O` can own it.
///
/// `#[graph(back(NAME: O))]` on the child implements it. A union has it if all its variants do. The
/// trait is sealed: only the derive implements it, since the child's node must have the link.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no back-link to `{O}`, so `{O}` cannot own it",
    label = "`{O}` cannot own `{Self}`",
    note = "declare the back-link on `{Self}`: `#[graph(back(owner: {O}))]`, with any name for `owner`"
)]
pub trait BackTo<O: NodeType>: Graph + OwnedBy<O> {}

// Errors name `OwnedBy`, since only they can say which type in a box or a union lacks the link.
#[doc(hidden)]
impl<T: OwnedBy<O>, O: NodeType> BackTo<O> for T {}

/// Implemented for every type that has [`BackTo`], by the derive. It is also the seal of `BackTo`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no back-link to `{O}`, so `{O}` cannot own it",
    label = "`{O}` cannot own `{Self}`",
    note = "declare the back-link on `{Self}`: `#[graph(back(owner: {O}))]`, with any name for `owner`; the derive then implements `BackTo<{O}>`",
    note = "in generic code, the bound is `kinfolk::BackTo<{O}>`"
)]
#[doc(hidden)]
pub trait OwnedBy<O: NodeType>: Graph {}

impl<T: OwnedBy<O>, O: NodeType> OwnedBy<O> for Box<T> {}

/// An owner type that a back-link to `B` can point to: `B` itself, or a variant of the union `B`.
#[diagnostic::on_unimplemented(
    message = "a child whose only back-link is to `{B}` cannot be owned by `{Self}`",
    label = "`{Self}` cannot own this child",
    note = "declare a back-link to `{Self}` too, on the child: `#[graph(back(owner: {Self}))]`, with any name for `owner`; or, if the back-link is to a union of owners, add a variant for `{Self}` to that union"
)]
pub trait OwnerAs<B>: NodeType + SealedOwnerAs<B> {}

#[diagnostic::do_not_recommend]
#[doc(hidden)]
impl<O: NodeType, B: Graph> OwnerAs<B> for O where Rc<O>: IntoHandle<B> {}

#[diagnostic::do_not_recommend]
impl<O: NodeType, B: Graph> SealedOwnerAs<B> for O where Rc<O>: IntoHandle<B> {}

//! [`Handle`]: the operations of every strong handle.

use std::fmt::Debug;
use std::hash::Hash;

use crate::change::attach;
use crate::kernel::any::{AnyRc, AnyWeak};
use crate::kernel::attach_error::AttachError;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::internal::Internal;
use crate::kernel::weak_handle::WeakHandle;
use crate::model::graph::Graph;
use crate::walk::{Ancestors, Descendants};

/// A strong handle to a node: [`Rc<T>`](crate::Rc), [`AnyRc`], or a union's generated enum.
///
/// These operations need the node's own handle, so they are not on the node's `&self`. All others
/// are in [`Node`](crate::Node).
///
/// The trait is sealed: it is implemented for these three, and by the derive for a union's enum.
///
/// ```
/// use kinfolk::{Graph, Handle, Node};
///
/// #[derive(Graph)]
/// #[graph(back(parent: Folder))]
/// struct Folder {
///     name: &'static str,
///     #[graph(own)]
///     folders: Vec<Folder>,
/// }
///
/// let root = Folder { name: "root", folders: vec![] }.into_graph();
/// let home = root.folders.add(Folder { name: "home", folders: vec![] });
///
/// assert_eq!(home.root(), root.to_any());
/// assert_eq!(home.ancestors().count(), 1);
/// assert_eq!(home.ancestors_or_self().count(), 2);
/// assert_eq!(root.descendants_or_self().count(), 2);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no handle to a node",
    label = "a handle is needed here: `kinfolk::Rc`, `AnyRc`, or a union's generated enum",
    note = "a plain value has no node yet: `into_graph()` makes one, and returns its handle",
    note = "`&self` in a method of a node is no handle: write a function that takes `this: &kinfolk::Rc<..>`"
)]
pub trait Handle: Clone + Eq + Hash + Debug + 'static {
    #[doc(hidden)]
    type Weak: WeakHandle<Strong = Self>;

    #[doc(hidden)]
    type Typed: DynHandle + ?Sized;

    #[doc(hidden)]
    fn typed_handle(this: &Self, _: Internal) -> &Self::Typed;

    /// As `dyn_handle`, but inlined: for the code of unions.
    #[doc(hidden)]
    fn variant_handle(this: &Self, _: Internal) -> &(dyn DynHandle + 'static);

    #[doc(hidden)]
    fn dyn_handle(this: &Self, _: Internal) -> &(dyn DynHandle + 'static);

    /// A handle to the same node, without its type. O(1).
    fn to_any(&self) -> AnyRc {
        Self::dyn_handle(self, Internal).to_untyped()
    }

    /// The topmost owner, or the node itself if it has no owner. O(depth).
    fn root(&self) -> AnyRc {
        self.ancestors_or_self().last().unwrap_or_else(|| self.to_any())
    }

    /// The handle as one to a `T`, if the node is one. `T` is a struct or an enum, so this also
    /// converts between unions. O(1), or O(v) to a union of v variants.
    ///
    /// ```
    /// use kinfolk::{Graph, Handle};
    ///
    /// #[derive(Graph)]
    /// struct File {}
    ///
    /// #[derive(Graph)]
    /// struct Folder {}
    ///
    /// #[derive(Graph)]
    /// enum Entry { File(File), Folder(Folder) }
    ///
    /// let file = File {}.into_graph();
    /// let entry: EntryRc = file.cast::<Entry>().unwrap();
    /// assert_eq!(entry.cast::<File>(), Some(file));
    /// assert_eq!(entry.cast::<Folder>(), None);
    /// ```
    fn cast<T: Graph>(&self) -> Option<T::Handle> {
        self.to_any().downcast::<T>()
    }

    /// Puts another node where this one hangs, in one step. From then on, this node has no owner. If
    /// the other node has one, it leaves it: it may be a sibling, or hang below this node.
    ///
    /// Costs as much as [`Place::put`](crate::Place::put) and
    /// [`index_in_owner`](crate::Node::index_in_owner).
    ///
    /// To replace a node by what it contains, replace it by its child; to wrap it, replace it by the
    /// wrapper, then put it in:
    ///
    /// ```
    /// use kinfolk::{Graph, Handle};
    ///
    /// #[derive(Graph)]
    /// #[graph(back(outer: Expr))]
    /// struct Expr {
    ///     sign: &'static str,
    ///     #[graph(own)]
    ///     inner: Option<Box<Expr>>,
    /// }
    /// # fn expr(sign: &'static str, inner: Option<Box<Expr>>) -> Expr { Expr { sign, inner } }
    /// # impl ExprNode {
    /// #     fn text(&self) -> String {
    /// #         self.sign.to_owned() + &self.inner.get().map(|inner| inner.text()).unwrap_or_default()
    /// #     }
    /// # }
    ///
    /// let negate = |inner| expr("-", Some(Box::new(inner)));
    /// let root = expr("1 + ", Some(Box::new(negate(negate(expr("x", None)))))).into_graph();
    /// assert_eq!(root.text(), "1 + --x");
    ///
    /// // --x is x.
    /// let outer = root.inner.get().unwrap();
    /// let x = outer.inner.get().unwrap().inner.get().unwrap();
    /// outer.replace_with(x.clone())?;
    /// assert_eq!(root.text(), "1 + x");
    ///
    /// let wrapper = expr("√", None).into_graph();
    /// x.replace_with(wrapper.clone())?;
    /// wrapper.inner.set(x);
    /// assert_eq!(root.text(), "1 + √x");
    /// # Ok::<(), kinfolk::AttachError<kinfolk::AnyRc>>(())
    /// ```
    ///
    /// # Errors
    /// [`AttachError`], which holds the other node, if
    /// * this node is a root (`NoPlace`),
    /// * the owner's link does not hold nodes of the other's type (`WrongType`),
    /// * the other node is the owner or one of its ancestors (`Cycle`),
    /// * or a link [requires](crate::Own#required-children) the other node (`Required`): replace it
    ///   there first, as the guide [shows](crate::guide::modelling#rewriting-a-tree).
    ///
    /// Nothing has changed then. Replacing a node by itself changes nothing, either.
    fn replace_with(&self, other: impl Handle) -> Result<(), AttachError<AnyRc>> {
        attach::replace(&self.to_any(), other.to_any())
    }

    /// The node, then its [`ancestors`](crate::Node::ancestors). The walk holds what it walks, so it
    /// does not borrow this handle. O(1) a step.
    fn ancestors_or_self(&self) -> Ancestors<'static> {
        Ancestors::or_self(self.to_any())
    }

    /// The node, then its [`descendants`](crate::Node::descendants). The walk holds what it walks, so
    /// it does not borrow this handle. It takes the node's children when it yields the node. O(1) a
    /// step.
    fn descendants_or_self(&self) -> Descendants<'static> {
        Descendants::or_self(self.to_any())
    }
}

#[diagnostic::do_not_recommend]
#[doc(hidden)]
impl<H: HandleRatherThanNode> Handle for H {
    #[doc(hidden)]
    type Weak = H::Weak;

    #[doc(hidden)]
    type Typed = H::Typed;

    #[doc(hidden)]
    #[inline]
    fn typed_handle(this: &Self, _: Internal) -> &H::Typed {
        this.typed()
    }

    #[doc(hidden)]
    #[inline]
    fn variant_handle(this: &Self, _: Internal) -> &(dyn DynHandle + 'static) {
        this.untyped()
    }

    #[doc(hidden)]
    #[inline]
    fn dyn_handle(this: &Self, _: Internal) -> &(dyn DynHandle + 'static) {
        this.untyped_apart()
    }
}

impl<H: Handle> AsDynHandle for H {
    type Typed = <H as Handle>::Typed;

    #[inline]
    fn typed(&self) -> &Self::Typed {
        Self::typed_handle(self, Internal)
    }

    #[inline]
    fn as_dyn(&self) -> &(dyn DynHandle + 'static) {
        Self::dyn_handle(self, Internal)
    }
}

/// Implemented for every type that is a [`Handle`]; by the derive for a union's enum.
// If you call a method of `Handle` on a node, rustc reports that the method exists, but not for
// nodes, and quotes this trait's name and the line that defines it. Without this trait it would
// suggest other methods with similar names.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no handle to a node",
    label = "this is for handles: `kinfolk::Rc`, `AnyRc`, or a union's generated enum",
    note = "a plain value has no node yet: `into_graph()` makes one, and returns its handle"
)]
#[doc(hidden)]
pub trait HandleRatherThanNode: HandleTraits /* `&self` is none: take `this: &kinfolk::Rc<..>` */ {
    /// The content of weak handles of this type.
    type Weak: WeakHandle<Strong = Self>;

    /// As [`AsDynHandle::Typed`].
    type Typed: DynHandle + ?Sized;

    /// As [`AsDynHandle::typed`].
    fn typed(&self) -> &Self::Typed;

    /// The handle without its type.
    fn untyped(&self) -> &(dyn DynHandle + 'static);

    /// As [`untyped`](Self::untyped), by a function that is not inlined.
    #[inline]
    fn untyped_apart(&self) -> &(dyn DynHandle + 'static) {
        self.untyped()
    }
}

/// The traits of std that every handle has.
#[doc(hidden)]
pub trait HandleTraits: Clone + Eq + Hash + Debug + 'static {}

impl<H: Clone + Eq + Hash + Debug + 'static> HandleTraits for H {}

impl HandleRatherThanNode for AnyRc {
    type Weak = AnyWeak;
    type Typed = AnyRc;

    #[inline]
    fn typed(&self) -> &AnyRc {
        self
    }

    fn untyped(&self) -> &(dyn DynHandle + 'static) {
        self
    }
}

//! [`LiveNode`]: the part of a node type that the derive writes, and all that follows from it.
//!
//! Each line of an expansion costs compile time, for each type of each user. So the derive writes
//! the node, and little more than two functions: `build` makes it from the plain value, and
//! `fields` returns all its fields, sorted. `fields` returns an `impl NodeFields`, since an
//! associated type would name the types of the fields, and a private one among them is an error in
//! the impl for a public node (E0446).

use std::any::{Any, TypeId};
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::collect::census::Census;
use crate::death;
use crate::kernel::any::AnyRc;
use crate::kernel::copying::Copying;
use crate::kernel::dyn_id::{DynId, LendId};
use crate::kernel::dyn_link::{DynLink, OwnerState, Release};
use crate::kernel::dyn_node::{DynNode, Untyped};
use crate::kernel::header::Header;
use crate::kernel::internal::Internal;
use crate::kernel::link_fields::LinkFields;
use crate::kernel::node_fields::{DataFields, NodeFields};
use crate::kernel::snapshot::BesideHint;
use crate::kernel::type_info::TypeInfo;
use crate::kernel::weak_handle::WeakHandle;
use crate::model::build::{BuildContext, Making};
use crate::model::graph::NodeType;
use crate::model::rc::Rc;
use crate::model::repr::Repr;
use crate::store::new_rc::new_rc;

/// A generated node: the live form of a struct or of a node enum.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a live node",
    label = "only the node types that `#[derive(Graph)]` generates are nodes"
)]
#[doc(hidden)]
pub trait LiveNode: Sized + 'static {
    /// The struct or the enum as declared.
    type Plain: NodeType<Node = Self>;

    /// The declared type's name and those of its links and values, separated by spaces.
    const NAMES: &'static str;

    /// Whether the type has a hook.
    const FINALIZES: bool = false;

    /// Lends the id by which saved references name the node.
    const ID: Option<fn(&Self) -> &dyn DynId> = None;

    /// Makes the node of a plain value.
    fn build(plain: Self::Plain, new: &mut NewNode<'_, Self>) -> Self;

    /// All fields: the header; the links (back-links and weak links, then values, then owning links,
    /// then shared links); the data, in which each value has a stand-in.
    fn fields(&self) -> impl NodeFields<'_>;

    /// Runs the type's hook.
    fn finalize(_this: &Rc<Self::Plain>) {}

    /// The facts about the node: those about its type, or in a node enum about its variant.
    fn type_info(&self) -> &'static TypeInfo {
        describe::<Self>()
    }
}

/// A node under construction.
pub struct NewNode<'a, N> {
    pub(crate) making: Making<'a>,
    node: PhantomData<N>,
}

impl<'a, N: LiveNode> NewNode<'a, N> {
    #[inline]
    fn begin(context: &'a mut BuildContext) -> Self {
        NewNode { making: Making::begin(context), node: PhantomData }
    }

    /// Puts the node into its first handle, and lets its links know it.
    #[cfg_attr(
        not(debug_assertions),
        inline(always),
        expect(clippy::inline_always, reason = "else the node would be copied once more")
    )]
    fn end(self, node: N) -> StdRc<N> {
        // No user code runs here, so nothing panics.
        let node = ManuallyDrop::new(new_rc(node));
        node.fields().links().move_in(&node, self.making.has_children());
        if self.making.has_work_for_owner() {
            self.making.context.note_owner(N::untyped_ref(&node));
        }
        self.making.end(node.header(), N::FINALIZES);
        ManuallyDrop::into_inner(node)
    }
}

/// Makes the link with this number, which the plain value does not have.
///
/// The lifetime has a name so that the derive can write `link::<'_>`, a path that ends in
/// punctuation: errors point there, and an editor finds no name of ours at a type in user code.
#[inline]
pub fn link<'a: 'a, N, L: EmptyLink<N>>(_new: &'a NewNode<'a, N>, number: usize) -> L {
    L::empty(number)
}

/// Makes the owning link with this number from its plain children.
#[inline]
pub fn own<N, C, L: OwnLink<C>>(new: &mut NewNode<'_, N>, number: usize, plain: C) -> L {
    L::build_in(number, plain, &mut new.making)
}

/// Makes the saved reference with this number from its ids.
#[inline]
pub fn saved<N, P, L: SavedLink<P>>(new: &mut NewNode<'_, N>, number: usize, plain: P) -> L {
    if L::has_ids(&plain) {
        new.making.context.note_reference();
    }
    L::from_ids(number, plain)
}

/// Makes the traced value with this number. (As for `own`, rustc reports a `V` without `Trace` once.)
#[inline]
pub fn traced<N, V, L: TracedLink<N, V>>(new: &mut NewNode<'_, N>, number: usize, plain: V) -> L {
    L::build_in(number, plain, &mut new.making)
}

/// The first value of live data without an expression. The lifetime is that of [`link`].
#[inline]
pub fn live<'a: 'a, T: LiveDefault>() -> T {
    T::default()
}

/// The type of live data without an expression.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `Default`, so `live` needs its first value",
    label = "write `= EXPR` after this type",
    note = "implement `Default` for `{Self}`, or write the value: `live(name: {Self} = EXPR)`"
)]
#[doc(hidden)]
pub trait LiveDefault: Default {}

#[diagnostic::do_not_recommend]
impl<T: Default> LiveDefault for T {}

/// Calls a closure that builds a variant of a node enum. Without optimisation, the closure has a
/// stack frame of its own: a frame for all variants would be large, and building recurses.
#[inline]
pub fn in_own_frame<R>(build: impl FnOnce() -> R) -> R {
    build()
}

/// An owning link over a `C`, whose children can have that owner.
#[doc(hidden)]
pub trait OwnLink<C> {
    fn build_in(number: usize, plain: C, new: &mut Making<'_>) -> Self;
}

/// A saved reference: the plain value has its ids, as a `P`.
#[doc(hidden)]
pub trait SavedLink<P> {
    /// Whether there is an id to resolve.
    fn has_ids(plain: &P) -> bool;

    fn from_ids(number: usize, plain: P) -> Self;

    /// The link of a copy of its node, which gets its targets and ids later.
    fn without_ids(number: usize) -> Self;

    /// The ids to save.
    fn to_ids(&self, copying: &mut Copying) -> P;
}

/// A traced value over a `V` in a node of type `N`.
#[doc(hidden)]
pub trait TracedLink<N, V> {
    fn build_in(number: usize, plain: V, new: &mut Making<'_>) -> Self;
}

/// A link of a node of type `N` that its plain value does not have.
#[doc(hidden)]
pub trait EmptyLink<N> {
    fn empty(number: usize) -> Self;
}

impl<N: LiveNode> DynNode for N {
    #[inline]
    fn header(&self) -> &Header {
        self.fields().header()
    }

    fn type_info(&self) -> &'static TypeInfo {
        LiveNode::type_info(self)
    }

    fn has_children(&self) -> bool {
        self.fields().links().has_children()
    }

    fn dyn_link(&self, number: usize, _: Internal) -> Option<DynLink<'_>> {
        self.fields().links().view(number)
    }

    fn dyn_owner_state(&self, _: Internal) -> OwnerState {
        self.fields().links().owner_state()
    }

    fn dyn_clear_back_links(&self, _: Internal) {
        let fields = self.fields();
        fields.links().clear_back_links();
        fields.header().clear_new();
    }

    fn dyn_release_child(&self, child: *const (), index_hint: usize, _: Internal) -> Release {
        self.fields().links().release_child(child, index_hint)
    }

    fn dyn_find_beside_hint(&self, child: &mut BesideHint<'_>, _: Internal) -> bool {
        self.fields().links().find_beside_hint(child)
    }

    fn dyn_show_targets(&self, census: &mut Census, _: Internal) {
        self.fields().links().show_targets(0, census);
    }

    fn dyn_finalize(self: StdRc<Self>, _: Internal) {
        // Spares the compiler the code for types without a hook.
        if N::FINALIZES {
            N::finalize(&Rc::from_std(self));
        }
    }
}

/// Makes the copy of a node, with its children.
pub(crate) fn new_copy<N: LiveNode>(
    context: &mut BuildContext,
    make: impl FnOnce(&mut NewNode<'_, N>) -> N,
) -> StdRc<N> {
    let mut new = NewNode::begin(context);
    let node = make(&mut new);
    new.end(node)
}

/// A struct is represented by its node.
impl<N: LiveNode> Repr<N::Plain> for N {
    const IS_UNION: bool = false;

    #[cfg_attr(
        not(debug_assertions),
        inline(always),
        expect(clippy::inline_always, reason = "as `Repr::build_root`")
    )]
    fn build_in(plain: N::Plain, context: &mut BuildContext) -> Rc<N::Plain> {
        let mut new = NewNode::begin(context);
        let node = N::build(plain, &mut new);
        Rc::from_std(new.end(node))
    }

    fn from_any(node: &AnyRc) -> Option<Rc<N::Plain>> {
        node.downcast_node()
    }

    #[inline]
    fn is(node: &dyn DynNode) -> bool {
        (node as &dyn Any).is::<N>()
    }

    #[inline]
    fn id(node: &Rc<N::Plain>) -> Option<&dyn DynId> {
        Some(N::ID?(node))
    }

    #[inline]
    fn is_owned_by(node: &Rc<N::Plain>, owner: *const ()) -> bool {
        node.fields().links().leads_to_owner(owner)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn set_back<O: NodeType>(child: &Rc<N::Plain>, owner: &StdWeak<O::Node>) {
        child.fields().links().point_to::<O::Node>(owner);
    }

    /// Not inlined, so that the compiler does not make its loop twice, once for no owner.
    #[inline(never)]
    fn set_back_of_any<O: NodeType>(child: &AnyRc, owner: &StdWeak<O::Node>) {
        if let Some(child) = child.as_any().downcast_ref::<N>() {
            child.fields().links().point_to::<O::Node>(owner);
        }
    }

    fn node_types(all: &mut Vec<&'static TypeInfo>) {
        all.push(describe::<N>());
    }
}

impl<N: LiveNode> WeakHandle for StdWeak<N> {
    type Strong = Rc<N::Plain>;
    type Found = StdRc<N>;

    #[inline]
    fn none() -> Self {
        StdWeak::new()
    }

    #[inline]
    fn of(handle: &Rc<N::Plain>, _: Internal) -> Self {
        StdRc::downgrade(handle.as_std())
    }

    #[inline]
    fn of_node<M: DynNode>(node: &StdWeak<M>) -> Option<Self> {
        // `M` may be `N`. The types cannot express that, but the compiler sees through the cast.
        (node as &dyn Any).downcast_ref::<Self>().cloned()
    }

    // One function in place of several that the compiler would make for each type.
    #[inline]
    fn of_node_or_none<M: DynNode>(node: &StdWeak<M>) -> Self {
        match (node as &dyn Any).downcast_ref::<Self>() {
            Some(node) => node.clone(),
            None => StdWeak::new(),
        }
    }

    #[inline]
    fn from_node_or_none<M: DynNode>(node: StdWeak<M>) -> Self {
        let mut node = Some(node);
        match (&mut node as &mut dyn Any).downcast_mut::<Option<Self>>() {
            Some(node) => node.take().unwrap_or_default(),
            None => StdWeak::new(),
        }
    }

    #[inline]
    fn again(&self) -> Self {
        self.clone()
    }

    #[inline]
    fn strong(&self) -> Option<Rc<N::Plain>> {
        Some(Rc::from_std(self.upgrade()?))
    }

    #[inline]
    fn find(&self) -> Option<StdRc<N>> {
        self.upgrade()
    }

    #[inline]
    fn if_alive(found: StdRc<N>) -> Option<Rc<N::Plain>> {
        death::is_alive(&*found, StdRc::strong_count(&found)).then(|| Rc::from_std(found))
    }

    #[inline]
    fn address(&self) -> *const () {
        self.as_ptr().cast()
    }

    #[inline]
    fn is_gone(&self) -> bool {
        self.strong_count() == 0
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn owner_state(&self) -> OwnerState {
        match self.upgrade() {
            Some(owner) => OwnerState::Alive(owner),
            None if self.ptr_eq(const { &StdWeak::new() }) => OwnerState::None,
            None => OwnerState::Dead,
        }
    }
}

/// Whether the `Drop` of a node's data may run user code.
#[inline]
pub(crate) fn data_drops<N: LiveNode>() -> bool {
    // The types of the fields have no name, so the compiler learns them from the function.
    fn of<'a, N: 'a, P: NodeFields<'a>>(_: impl Fn(&'a N) -> P) -> bool {
        <P::Data as DataFields>::DROPS
    }
    of(N::fields)
}

/// The facts about a node type.
pub(crate) fn describe<N: LiveNode>() -> &'static TypeInfo {
    fn of<N: LiveNode, P: NodeFields<'static>>(_: impl Fn(&'static N) -> P) -> &'static TypeInfo {
        const {
            &TypeInfo {
                id: TypeId::of::<N::Plain>,
                name: first_word(N::NAMES),
                names: N::NAMES,
                link_count: P::Links::COUNT,
                first_owning: P::Links::FIRST_OWNING,
                first_shared: P::Links::FIRST_SHARED,
                has_required: P::Links::HAS_REQUIRED,
                resolve_new: if P::Links::HAS_SAVED { Some(resolve_new::<N>) } else { None },
                has_weak: P::Links::HAS_WEAK,
                lend_id: lend_id::<N>(),
                data_drops: P::Data::DROPS,
                link_info: P::Links::link_info,
            }
        }
    }
    of(N::fields)
}

/// The function that lends the id of an `N`, if it has one.
pub(crate) const fn lend_id<N: LiveNode>() -> Option<LendId> {
    fn lend<N: LiveNode>(node: &dyn Any) -> Option<&dyn DynId> {
        Some(N::ID?(node.downcast_ref()?))
    }
    match N::ID {
        Some(_) => Some(lend::<N>),
        None => None,
    }
}

/// As [`LinkFields::resolve_new`]. The node is an `N`.
pub(crate) fn resolve_new<N: LiveNode>(node: &dyn Any, finder: &dyn Any) -> bool {
    match (node.downcast_ref::<N>(), finder.downcast_ref()) {
        (Some(node), Some(finder)) => node.fields().links().resolve_new(0, finder),
        _ => true,
    }
}

pub(crate) const fn first_word(words: &'static str) -> &'static str {
    let mut length = 0;
    while length < words.len() && words.as_bytes()[length] != b' ' {
        length += 1;
    }
    words.split_at(length).0
}

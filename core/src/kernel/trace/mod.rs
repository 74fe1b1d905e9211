//! [`Trace`]: data in which kinfolk finds the handles.
//!
//! A traced type says by [`TraceBy`] where its handles are. Three walks use that. One lends each
//! strong handle of a value, in order: deaths, the collector and the leak reports see them like the
//! targets of a shared link. One names the node types that a value can lead to, and needs no value:
//! it tells which types can close a cycle. The third replaces handles in place.

mod any;
mod containers;
pub(crate) mod derived;
mod maps;
mod no_handles;

use std::any::TypeId;
use std::collections::HashSet;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::type_info::TypeInfo;

/// Data in which kinfolk finds the handles to nodes.
///
/// In data with `Trace`, in a value with `#[graph(value, trace)]`, handles are links: cycles through
/// them are found, named and freed, as the chapter [`traced_data`](crate::guide::traced_data) shows.
///
/// The trait is sealed. For a type of yours, [the derive](macro@crate::Trace) implements it. Besides, it
/// is implemented for
/// * handles: [`Rc`](crate::Rc), [`Weak`](crate::Weak), [`AnyRc`], [`AnyWeak`](crate::AnyWeak), and
///   the generated enum of a union;
/// * std's containers: `Option`, `Result`, `Box`, `Vec` and the other collections, arrays, slices,
///   tuples of up to twelve, and more;
/// * std's types that hold no handles: numbers, strings, paths, times, addresses, ranges of numbers,
///   `&'static` references, and `Rc` and `Arc` of a `str`, a `[u8]`, an `OsStr` or a `Path`.
///
/// There is no `Trace` for `Rc` and `Arc` of other types, for cells, functions and trait objects.
///
/// An [`AnyRc`] can hold a node of any type, so it counts as a link that can close a cycle with any
/// type. A handle to a known type costs less.
///
/// When a node is copied, handles in its data are replaced. If the `Hash`, `Eq` or `Ord` of a key
/// panics meanwhile, the rest of that map, set or heap is dropped, and all else is whole. Of entries
/// whose keys have become equal, the last one stays.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use kinfolk::{Graph, Rc, Trace};
///
/// #[derive(Graph)]
/// struct Page {}
///
/// #[derive(Trace)]
/// enum Value {
///     Number(f64),
///     Page(Rc<Page>),
///     Map(BTreeMap<String, Value>),
/// }
///
/// fn is_traced<T: Trace>(_: &T) {}
/// let page = Value::Page(Page {}.into_graph());
/// is_traced(&Value::Map(BTreeMap::from([("a".into(), page), ("b".into(), Value::Number(1.0))])));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `Trace`, so kinfolk cannot see the handles in it",
    label = "not traced",
    note = "if `{Self}` is a type of yours, put `#[derive(kinfolk::Trace)]` on it; of a node, hold the handle, a `kinfolk::Rc`, not the plain value",
    note = "kinfolk cannot look into std's `Rc`, `Arc`, `Cell`, `RefCell` and trait objects: hold the value itself, or a handle to a node",
    note = "if there are no handles in it, or they may stay out of sight: in a type that derives `Trace`, put `#[trace(skip)]` on the field; in a node, write `#[graph(value)]` or no key"
)]
pub trait Trace: 'static {
    // rustc quotes this line when another crate implements the trait by hand.
    #[doc(hidden)]
    type By: TraceBy<Self>;
}

/// Where the handles in a `T` are.
///
/// An impl calls the functions of its parts itself, not through a helper: data may nest deeply, and each
/// frame counts on the stack of a debug build.
#[diagnostic::on_unimplemented(
    message = "`Trace` cannot be implemented for `{T}` by hand: `#[derive(Trace)]` implements it",
    label = "does not know where the handles in a `{T}` are",
    note = "put `#[derive(kinfolk::Trace)]` on `{T}`"
)]
#[doc(hidden)]
pub trait TraceBy<T: ?Sized> {
    /// Whether there may be handles in a `T`. It cannot be exact for types that contain themselves.
    const MAY_HOLD: bool = true;

    /// Lends each strong handle, in order.
    fn trace<'a>(data: &'a T, tracer: &mut Tracer<'a, '_>);

    /// Notes the node types that strong handles in a `T` can lead to.
    fn note_types(types: &mut TracedTypes);

    /// Replaces the handles, weak ones too.
    fn retarget(data: &mut T, retarget: &mut Retarget<'_>);
}

/// Whether there may be handles in a `T`.
pub(crate) const fn may_hold<T: Trace + ?Sized>() -> bool {
    <T::By as TraceBy<T>>::MAY_HOLD
}

/// Takes the handles that a value lends. Only this crate makes one, so that only this crate can ask.
#[doc(hidden)]
pub struct Tracer<'a, 'v> {
    visit: &'v mut dyn FnMut(&'a dyn DynHandle),
}

impl<'a> Tracer<'a, '_> {
    #[inline]
    pub(crate) fn handle(&mut self, handle: &'a dyn DynHandle) {
        (self.visit)(handle);
    }
}

/// Calls `visit` with each strong handle in the data, in order. O(size of the data); nothing for a
/// type that cannot hold any.
#[inline]
pub(crate) fn for_each_handle<'a, T: Trace + ?Sized>(
    data: &'a T,
    visit: &mut dyn FnMut(&'a dyn DynHandle),
) {
    if const { may_hold::<T>() } {
        T::By::trace(data, &mut Tracer { visit });
    }
}

/// The node types that strong handles in some data can lead to.
#[doc(hidden)]
#[derive(Default)]
pub struct TracedTypes {
    /// One may be there twice.
    pub(crate) node_types: Vec<&'static TypeInfo>,
    /// Whether a handle can lead to a node of any type.
    pub(crate) leads_anywhere: bool,
    /// The types that are done, or begun: types may contain themselves.
    entered: HashSet<TypeId>,
}

impl TracedTypes {
    /// Those of a `T`. O(n) for n types that it is made of.
    pub(crate) fn of<T: Trace + ?Sized>() -> Self {
        let mut types = TracedTypes::default();
        types.part::<T>();
        types
    }

    /// Adds them to `all`, each once. A handle that can lead anywhere adds [`ANY_NODE`].
    pub(crate) fn add_to(self, all: &mut Vec<&'static TypeInfo>) {
        let mut seen: HashSet<_> = all.iter().map(|node| node.id()).collect();
        let anywhere = self.leads_anywhere.then_some(&ANY_NODE);
        all.extend(
            self.node_types.into_iter().chain(anywhere).filter(|node| seen.insert(node.id())),
        );
    }

    pub(crate) fn part<T: Trace + ?Sized>(&mut self) {
        if const { may_hold::<T>() } && self.entered.insert(TypeId::of::<T>()) {
            T::By::note_types(self);
        }
    }
}

/// Stands for the types that an [`AnyRc`] can lead to: all of them.
pub(crate) static ANY_NODE: TypeInfo = TypeInfo {
    id: TypeId::of::<AnyRc>,
    name: "AnyRc",
    names: "AnyRc",
    link_count: 0,
    first_owning: 0,
    first_shared: 0,
    has_required: false,
    resolve_new: None,
    has_weak: false,
    lend_id: None,
    data_drops: false,
    link_info: |_| None,
};

/// Replaces handles: each handle to a node for which `map` has another.
#[doc(hidden)]
pub struct Retarget<'m> {
    map: &'m mut dyn FnMut(&dyn DynNode) -> Option<AnyRc>,
}

impl Retarget<'_> {
    /// The node that takes this one's place.
    pub(crate) fn other(&mut self, node: &dyn DynNode) -> Option<AnyRc> {
        (self.map)(node)
    }
}

/// Replaces the handles in the data, strong and weak ones, for whose node `map` has another. It stays
/// as it is where the other node is of a type that the handle cannot hold. Keys, sets and heaps are
/// rebuilt; of entries whose keys are equal then, the last one stays.
///
/// O(size of the data), and what rebuilding its maps costs. A panic in the `Hash`, `Eq` or `Ord` of
/// a key goes on to the caller: the rest of that container is dropped, and all else is whole.
pub(crate) fn retarget<T: Trace + ?Sized>(
    data: &mut T,
    map: &mut dyn FnMut(&dyn DynNode) -> Option<AnyRc>,
) {
    T::By::retarget(data, &mut Retarget { map });
}

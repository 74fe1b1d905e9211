//! [`OwnContainer`]: the types that an owning link can be declared over.

use std::any::Any;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::copying::Copying;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle, address};
use crate::kernel::dyn_link::Release;
use crate::kernel::long_list;
use crate::kernel::type_info::KeyType;
use crate::links::own::child_copies::{ChildCopies, list_of_copies};
use crate::links::storage::LinkStorage;
use crate::model::build::BuildContext;
use crate::model::graph::{Graph, NodeType};
use crate::model::repr::{BuildOne, Repr};
use crate::model::to_plain::ToPlain;
use crate::store::cow_list::{CowList, make_unique};
use crate::store::option_cell::OptionCell;
use crate::store::small_vec::SmallVec;

/// The types that an owning link can be declared over: `T` and `Box<T>`, `Option<T>` and
/// `Option<Box<T>>`, `Vec<T>`, the maps `BTreeMap<K, T>` and `HashMap<K, T, S>`, and, with the feature
/// `indexmap`, `IndexMap<K, T, S>`, where `T` is a struct or an enum that derives [`Graph`]. The trait is
/// sealed.
// Its only impl is for all containers, so that rustc goes on to what is missing: were there one for
// each container beside that for `T: Graph`, the error would be that none of them fits.
pub trait OwnContainer:
    Container<Form: ChildrenOf<Self, Item = Self::Item, Storage = Self::Storage>>
{
    /// The children's declared type.
    type Item: Graph;

    #[doc(hidden)]
    type Storage: LinkStorage<Handle = ChildHandle<Self>>;
}

impl<C: Container<Form: ChildrenOf<C>>> OwnContainer for C {
    type Item = <C::Form as ChildrenOf<C>>::Item;
    #[doc(hidden)]
    type Storage = <C::Form as ChildrenOf<C>>::Storage;
}

/// A type that has the form of a container. Nothing is required of what is in it. It is
/// also the seal of [`OwnContainer`].
#[diagnostic::on_unimplemented(
    message = "`#[graph(own)]` cannot be on a field of type `{Self}`",
    label = "expected `T`, `Box<T>`, `Option<T>`, `Option<Box<T>>`, `Vec<T>`, `BTreeMap<K, T>` or `HashMap<K, T>`, where `T` derives `Graph`",
    note = "if `{Self}` is a struct or an enum of yours, put `#[derive(kinfolk::Graph)]` on it; in generic code, the bound is `kinfolk::Graph`",
    note = "a field that holds no nodes takes no `#[graph(..)]`",
    note = "if `{Self}` is a generated type (`FolderNode`, or the name in `node = ..`) or a handle, name the struct or the enum with the derive in its place; for a trait object, name a union: an enum with the derive and a variant for each type"
)]
#[doc(hidden)]
pub trait Container: Sized + 'static {
    /// One of the types below.
    type Form;
}

/// The form of `T` and `Box<T>`. Forms are only types, without values.
pub struct Required<T>(PhantomData<T>);

/// The form of `Option<T>`.
pub struct Optional<T>(PhantomData<T>);

/// The form of `Vec<T>`.
pub struct List<T>(PhantomData<T>);

/// How the children of a container `C` are built and kept. Its form implements it, if what is in the
/// container can be there.
#[doc(hidden)]
pub trait ChildrenOf<C> {
    type Item: Graph;

    const IS_LIST: bool;

    /// The type of the keys of a map.
    #[doc(hidden)]
    const KEY_TYPE: Option<KeyType> = None;

    /// Whether there is always a child.
    const IS_REQUIRED: bool = false;

    type Storage: LinkStorage<Handle = <Self::Item as Graph>::Handle>;

    /// Whether there are no children, and dropping the plain value would do nothing: false for an empty
    /// list that has a buffer.
    fn is_nothing(plain: &C) -> bool;

    fn build_in(plain: C, context: &mut BuildContext) -> Self::Storage;

    /// Removes the child at this address if it is close to where its index hint says. The caller
    /// holds the child, so nothing dies in here.
    fn release(children: &Self::Storage, child: *const (), index_hint: usize) -> Release;

    /// Puts children in the place of `removed` children from `index` on, as
    /// [`attach`](crate::kernel::dyn_link::DynOwn::attach) says. The caller holds those.
    fn place(storage: &Self::Storage, index: usize, removed: usize, children: &[AnyRc]);

    /// The untyped operations of a link over a map, a `KeyedInfo`; `None` for other containers.
    #[inline]
    fn keyed_info<O: NodeType>() -> Option<&'static dyn Any> {
        None
    }
}

/// An [`OwnContainer`] whose plain value can be made again.
#[diagnostic::on_unimplemented(
    message = "the nodes in `{Self}` have no `to_plain`, which their owner's `to_plain` needs",
    label = "`to_plain` cannot copy this",
    note = "put `#[graph(to_plain)]` on the type of the nodes, too",
    note = "in a map, the type of the keys needs `Clone`"
)]
#[doc(hidden)]
pub trait CopyContainer: OwnContainer {
    #[track_caller]
    fn copy(children: &Self::Storage, copying: &mut Copying) -> Self;

    /// Whether there is a hasher to copy, even if there are no children.
    const KEEPS_HASHER: bool = false;

    /// The children of a copy of the owner, where those of the owner are `children`.
    fn copies(
        children: &Self::Storage,
        copies: ChildCopies<'_, ChildHandle<Self>>,
    ) -> Self::Storage;
}

/// The handle to a child of an owning link over a `C`.
pub(crate) type ChildHandle<C> = <<C as OwnContainer>::Item as Graph>::Handle;

impl<T: 'static> Container for Vec<T> {
    type Form = List<T>;
}

impl<T: Graph> ChildrenOf<Vec<T>> for List<T> {
    type Item = T;
    const IS_LIST: bool = true;
    type Storage = CowList<T::Handle>;

    #[inline]
    fn is_nothing(plain: &Vec<T>) -> bool {
        plain.capacity() == 0
    }

    #[inline]
    fn build_in(plain: Vec<T>, context: &mut BuildContext) -> CowList<T::Handle> {
        T::build_list(plain, context)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn release(children: &CowList<T::Handle>, child: *const (), index_hint: usize) -> Release {
        children.release_child(child, index_hint)
    }

    #[inline]
    fn place(list: &CowList<T::Handle>, index: usize, removed: usize, children: &[AnyRc]) {
        let items = match list.take() {
            Some(items) => items,
            None => StdRc::new(SmallVec::empty()),
        };
        // Only our own code runs while they are out.
        let mut items = ManuallyDrop::new(items);
        long_list::place(make_unique(&mut items).untyped_mut(), index, removed, children);
        list.put_back(Some(ManuallyDrop::into_inner(items)));
    }
}

/// As a method, it is compiled with the declared type: see [`kernel::dyn_node`](crate::kernel::dyn_node).
trait BuildList: Graph {
    #[inline(never)]
    fn build_list(mut plain: Vec<Self>, context: &mut BuildContext) -> CowList<Self::Handle> {
        let count = plain.len();
        let children = if count > 2 {
            // `collect` would keep the plain values' larger buffer for the handles.
            let mut children = Vec::with_capacity(count);
            for plain in plain {
                let child = Self::Repr::build_in(plain, context);
                init_index_hint(&child, children.len());
                children.push(child);
            }
            SmallVec::Many(children)
        } else {
            let second = if count == 2 { plain.pop() } else { None };
            let Some(first) = plain.pop() else { return CowList::default() };
            // Nodes can use the memory.
            drop(plain);
            let first = first.build_one(context);
            match second {
                Some(second) => {
                    let second = second.build_one(context);
                    init_index_hint(&second, 1);
                    SmallVec::Two([first, second])
                }
                None => SmallVec::One(first),
            }
        };
        CowList::from(children)
    }
}

impl<T: Graph> BuildList for T {}

#[inline]
fn init_index_hint(child: &impl AsDynHandle, index: usize) {
    child.typed().header().init_index_hint(index);
}

impl<T: ToPlain> CopyContainer for Vec<T> {
    fn copy(children: &CowList<T::Handle>, copying: &mut Copying) -> Self {
        let children = children.flat_snapshot(T::Repr::from_any);
        let mut plain = Vec::with_capacity(children.len());
        // No closure: in one, a panic would not show the place of the call.
        for child in children.iter() {
            plain.push(T::copy(child, copying));
        }
        // Not at the end of the block: this may drop the last handle of a child that a `Clone` has
        // removed, and a panic in the `Drop` of its data would lose the answer.
        drop(children);
        plain
    }

    fn copies(_: &CowList<T::Handle>, copies: ChildCopies<'_, T::Handle>) -> CowList<T::Handle> {
        CowList::from(list_of_copies::<T>(copies))
    }
}

impl<T: 'static> Container for Option<T> {
    type Form = Optional<T>;
}

impl<T: Graph> ChildrenOf<Option<T>> for Optional<T> {
    type Item = T;
    const IS_LIST: bool = false;
    type Storage = OptionCell<T::Handle>;

    #[inline]
    fn is_nothing(plain: &Option<T>) -> bool {
        plain.is_none()
    }

    fn build_in(plain: Option<T>, context: &mut BuildContext) -> OptionCell<T::Handle> {
        OptionCell::from(plain.map(|plain| plain.build_one(context)))
    }

    fn release(here: &OptionCell<T::Handle>, child: *const (), _: usize) -> Release {
        if !is_in(here, child) {
            return Release::NotHere;
        }
        drop(here.take());
        Release::Released
    }

    fn place(here: &OptionCell<T::Handle>, _: usize, _: usize, children: &[AnyRc]) {
        put_in::<T>(here, children);
    }
}

impl<T: ToPlain> CopyContainer for Option<T> {
    fn copy(child: &OptionCell<T::Handle>, copying: &mut Copying) -> Self {
        let child = child.get()?;
        let plain = T::copy(&child, copying);
        drop(child);
        Some(plain)
    }

    fn copies(
        _: &OptionCell<T::Handle>,
        mut copies: ChildCopies<'_, T::Handle>,
    ) -> OptionCell<T::Handle> {
        OptionCell::from(copies.next::<T>())
    }
}

/// A required child.
// Recommended, errors about other types would ask for `Graph` first. The item is hidden, because in
// other crates rustdoc lists those of a blanket impl for each type.
#[diagnostic::do_not_recommend]
impl<T: Graph> Container for T {
    #[doc(hidden)]
    type Form = Required<T>;
}

/// The cell is empty only while children that were deferred are missing, and in a dead node.
impl<T: Graph> ChildrenOf<T> for Required<T> {
    type Item = T;
    const IS_LIST: bool = false;
    const IS_REQUIRED: bool = true;
    type Storage = OptionCell<T::Handle>;

    #[inline]
    fn is_nothing(_: &T) -> bool {
        false
    }

    fn build_in(plain: T, context: &mut BuildContext) -> OptionCell<T::Handle> {
        OptionCell::from(Some(plain.build_one(context)))
    }

    fn release(here: &OptionCell<T::Handle>, child: *const (), _: usize) -> Release {
        if is_in(here, child) { Release::Required } else { Release::NotHere }
    }

    fn place(here: &OptionCell<T::Handle>, _: usize, _: usize, children: &[AnyRc]) {
        put_in::<T>(here, children);
    }
}

#[diagnostic::do_not_recommend]
impl<T: ToPlain> CopyContainer for T {
    fn copy(here: &OptionCell<T::Handle>, copying: &mut Copying) -> Self {
        let child = here.get().expect(ALWAYS_THERE);
        let plain = T::copy(&child, copying);
        drop(child);
        plain
    }

    fn copies(
        _: &OptionCell<T::Handle>,
        mut copies: ChildCopies<'_, T::Handle>,
    ) -> OptionCell<T::Handle> {
        OptionCell::from(Some(copies.next::<T>().expect(ALWAYS_THERE)))
    }
}

/// Why the cell of a required link is full wherever this is expected.
pub(super) const ALWAYS_THERE: &str = "a required child is there as long as its owner is alive";

/// Whether the cell holds the node at this address.
fn is_in<H: AsDynHandle>(cell: &OptionCell<H>, node: *const ()) -> bool {
    cell.with(|item| item.as_ref().is_some_and(|item| address(item) == node))
}

/// Puts a node into the cell. The caller holds the node that it replaces.
fn put_in<T: Graph>(cell: &OptionCell<T::Handle>, node: &[AnyRc]) {
    let [node] = node else { return };
    node.as_std().header().set_index_hint(0);
    if let Some(child) = T::Repr::from_any(node) {
        drop(cell.replace(child));
    }
}

//! [`OwnContainer`]: the types that an owning link can be declared over.

use std::any::Any;
use std::mem;
use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::copying::Copying;
use crate::kernel::dyn_handle::{AsDynHandle, address};
use crate::kernel::dyn_link::Release;
use crate::kernel::long_list;
use crate::kernel::type_info::KeyType;
use crate::links::storage::LinkStorage;
use crate::model::build::BuildContext;
use crate::model::graph::{Graph, NodeType};
use crate::model::repr::Repr;
use crate::model::sealed::SealedOwnContainer;
use crate::model::to_plain::ToPlain;
use crate::store::cow_list::{CowList, make_unique};
use crate::store::option_cell::OptionCell;
use crate::store::small_vec::SmallVec;

/// The types that an owning link can be declared over: `T` and `Box<T>`, `Option<T>` and
/// `Option<Box<T>>`, `Vec<T>`, the maps `BTreeMap<K, T>` and `HashMap<K, T, S>`, and, with the feature
/// `indexmap`, `IndexMap<K, T, S>`, where `T` is a struct or an enum that derives [`Graph`].
#[diagnostic::on_unimplemented(
    message = "`#[graph(own)]` cannot be on a field of type `{Self}`",
    label = "expected `T`, `Box<T>`, `Option<T>`, `Option<Box<T>>`, `Vec<T>`, `BTreeMap<K, T>` or `HashMap<K, T>`, where `T` derives `Graph`",
    note = "if `T` does not derive it yet, put `#[derive(kinfolk::Graph)]` on it; in generic code, the bound is `kinfolk::Graph`",
    note = "`T` is a struct or a union as declared: no generated type (`FolderNode`, or the name in `node = ..`), no handle and no trait object (for that, write a union: an enum with the derive and a variant for each type)",
    note = "the keys of a `BTreeMap` need `Ord` and `Debug`, those of a `HashMap` need `Hash`, `Eq` and `Debug`",
    note = "a field that holds no nodes takes no `#[graph(..)]`"
)]
pub trait OwnContainer: SealedOwnContainer + Sized + 'static {
    /// The children's declared type.
    type Item: Graph;

    #[doc(hidden)]
    const IS_LIST: bool;

    /// The type of the keys of a map.
    #[doc(hidden)]
    const KEY_TYPE: Option<KeyType> = None;

    /// Whether there is always a child.
    #[doc(hidden)]
    const IS_REQUIRED: bool = false;

    #[doc(hidden)]
    type Storage: LinkStorage<Handle = ChildHandle<Self>>;

    #[doc(hidden)]
    fn is_empty(&self) -> bool;

    /// `None` if dropping `self` would do nothing. A list that has a buffer is `Some`, even if it
    /// is empty.
    #[doc(hidden)]
    fn unless_nothing_to_drop(self) -> Option<Self>;

    #[doc(hidden)]
    fn build_in(self, context: &mut BuildContext) -> Self::Storage;

    /// Removes the child at this address if it is close to where its index hint says. The caller
    /// holds the child, so nothing dies in here.
    #[doc(hidden)]
    fn release(children: &Self::Storage, child: *const (), index_hint: usize) -> Release;

    /// Inserts a child at `index`, which is at most the length; or replaces the child there, which the
    /// caller holds. An option without a child takes this one in either case.
    #[doc(hidden)]
    fn place(children: &Self::Storage, index: usize, child: &AnyRc, is_replacement: bool);

    /// The untyped operations of a link over a map, a `KeyedInfo`; `None` for other containers.
    #[doc(hidden)]
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
}

/// The handle to a child of an owning link over a `C`.
pub(crate) type ChildHandle<C> = <<C as OwnContainer>::Item as Graph>::Handle;

impl<T: Graph> OwnContainer for Vec<T> {
    type Item = T;
    const IS_LIST: bool = true;
    type Storage = CowList<T::Handle>;

    #[inline]
    fn is_empty(&self) -> bool {
        Vec::is_empty(self)
    }

    #[inline]
    fn unless_nothing_to_drop(self) -> Option<Self> {
        if self.capacity() > 0 {
            return Some(self);
        }
        // Spares the compiler the code to drop items.
        mem::forget(self);
        None
    }

    fn build_in(self, context: &mut BuildContext) -> CowList<T::Handle> {
        if self.len() > 2 {
            // `collect` would keep the plain values' larger buffer for the handles.
            let mut children = Vec::with_capacity(self.len());
            for plain in self {
                let child = T::Repr::build_in(plain, context);
                child.as_dyn().dyn_node().header().init_index_hint(children.len());
                children.push(child);
            }
            return CowList::from(SmallVec::Many(children));
        }
        let mut plain = self.into_iter();
        let Some(first) = plain.next() else { return CowList::default() };
        let first = build_one(first, context);
        let Some(second) = plain.next() else { return CowList::from(SmallVec::One([first])) };
        let second = build_one(second, context);
        second.as_dyn().dyn_node().header().init_index_hint(1);
        CowList::from(SmallVec::Two([first, second]))
    }

    #[inline]
    fn release(children: &CowList<T::Handle>, child: *const (), index_hint: usize) -> Release {
        children.release_child(child, index_hint)
    }

    fn place(children: &CowList<T::Handle>, index: usize, child: &AnyRc, is_replacement: bool) {
        let mut items = match children.take() {
            Some(items) => items,
            None => StdRc::new(SmallVec::empty()),
        };
        long_list::place(make_unique(&mut items), index, child, is_replacement);
        children.put_back(Some(items));
    }
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
}

impl<T: Graph> SealedOwnContainer for Vec<T> {}

impl<T: Graph> SealedOwnContainer for Option<T> {}

/// A function of its own, because making a node is a lot of inlined code.
#[inline(never)]
fn build_one<T: Graph>(plain: T, context: &mut BuildContext) -> T::Handle {
    T::Repr::build_in(plain, context)
}

impl<T: Graph> OwnContainer for Option<T> {
    type Item = T;
    const IS_LIST: bool = false;
    type Storage = OptionCell<T::Handle>;

    #[inline]
    fn is_empty(&self) -> bool {
        self.is_none()
    }

    #[inline]
    fn unless_nothing_to_drop(self) -> Option<Self> {
        self.is_some().then_some(self)
    }

    fn build_in(self, context: &mut BuildContext) -> OptionCell<T::Handle> {
        OptionCell::from(self.map(|plain| build_one(plain, context)))
    }

    fn release(here: &OptionCell<T::Handle>, child: *const (), _: usize) -> Release {
        if !is_in(here, child) {
            return Release::NotHere;
        }
        drop(here.take());
        Release::Released
    }

    fn place(here: &OptionCell<T::Handle>, _: usize, child: &AnyRc, _: bool) {
        put_in::<T>(here, child);
    }
}

impl<T: ToPlain> CopyContainer for Option<T> {
    fn copy(child: &OptionCell<T::Handle>, copying: &mut Copying) -> Self {
        let child = child.get()?;
        let plain = T::copy(&child, copying);
        drop(child);
        Some(plain)
    }
}

/// A required child. Its cell is empty only while children that were deferred are missing, and in a
/// dead node.
// Recommended, errors about other types would ask for `Graph` first. The items are hidden, because in
// other crates rustdoc lists those of a blanket impl for each type.
#[diagnostic::do_not_recommend]
impl<T: Graph> OwnContainer for T {
    type Item = T;
    #[doc(hidden)]
    const IS_LIST: bool = false;
    #[doc(hidden)]
    const IS_REQUIRED: bool = true;
    #[doc(hidden)]
    type Storage = OptionCell<T::Handle>;

    #[doc(hidden)]
    #[inline]
    fn is_empty(&self) -> bool {
        false
    }

    #[doc(hidden)]
    #[inline]
    fn unless_nothing_to_drop(self) -> Option<Self> {
        Some(self)
    }

    #[doc(hidden)]
    fn build_in(self, context: &mut BuildContext) -> OptionCell<T::Handle> {
        OptionCell::from(Some(build_one(self, context)))
    }

    #[doc(hidden)]
    fn release(here: &OptionCell<T::Handle>, child: *const (), _: usize) -> Release {
        if is_in(here, child) { Release::Required } else { Release::NotHere }
    }

    #[doc(hidden)]
    fn place(here: &OptionCell<T::Handle>, _: usize, child: &AnyRc, _: bool) {
        put_in::<T>(here, child);
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
}

#[diagnostic::do_not_recommend]
impl<T: Graph> SealedOwnContainer for T {}

/// Why the cell of a required link is full wherever this is expected.
pub(super) const ALWAYS_THERE: &str = "a required child is there as long as its owner is alive";

/// Whether the cell holds the node at this address.
fn is_in<H: AsDynHandle>(cell: &OptionCell<H>, node: *const ()) -> bool {
    cell.with(|item| item.as_ref().is_some_and(|item| address(item) == node))
}

/// Puts a node into the cell. The caller holds the node that it replaces.
fn put_in<T: Graph>(cell: &OptionCell<T::Handle>, node: &AnyRc) {
    node.as_std().header().set_index_hint(0);
    if let Some(child) = T::Repr::from_any(node) {
        drop(cell.replace(child));
    }
}

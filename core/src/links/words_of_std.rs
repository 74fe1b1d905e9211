//! The methods of std's cells, options and weak handles, for the error. Code that was written for
//! `Rc<RefCell<..>>` calls them on links, and without them the compiler would suggest importing
//! `std::borrow::BorrowMut`. Here they have a bound that never holds, and the bound's error says
//! what to write. They return a link or a handle, so that the rest of the expression is checked.

use std::collections::hash_map::Entry;
use std::iter::Empty;
use std::ops::Index;

use crate::links::back::Back;
use crate::links::keyed::container::KeyedContainer;
use crate::links::keyed::key::Key;
use crate::links::own::Own;
use crate::links::own::container::ChildHandle;
use crate::links::shared::Shared;
use crate::links::weak_link::{WeakContainer, WeakLink};
use crate::links::{OwnContainer, SharedContainer};
use crate::model::graph::{Graph, NodeType};
use crate::model::into_handle::IntoHandle;

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "a link is no `RefCell`: call its methods without `borrow` or `borrow_mut`",
    label = "leave this call out",
    note = "a link can be read and changed at any time, by `&self`: `node.children.push(child)`, `node.children.iter()`, `node.owner.get()`"
)]
#[doc(hidden)]
pub trait IsRefCell {}

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "a link is no `Weak`: write `get()`",
    label = "write `get()`, which returns an `Option` of a strong handle",
    note = "a weak handle that is not part of a node is a `kinfolk::Weak`, and has `upgrade`"
)]
#[doc(hidden)]
pub trait IsWeak {}

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "a back-link follows its owner's link: attach the node there, or `detach` it",
    label = "not there for a back-link",
    note = "`owner.children.push(child)`, or `set` of an option, sets the child's back-link in the same step; `child.detach()` of `kinfolk::Node` clears it"
)]
#[doc(hidden)]
pub trait IsSetByHand {}

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "a back-link is no `Option`: write `get()`, which returns one",
    label = "write `get()` before this"
)]
#[doc(hidden)]
pub trait IsOptionOfOwner {}

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "a required link always has a child: call `replace(child)`, which returns the old one",
    label = "not there for a required child",
    note = "to have a link that can be empty, declare it over an `Option`"
)]
#[doc(hidden)]
pub trait IsOption {}

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "a link lends no node mutably: call `get` or `iter`, without `mut`",
    label = "write the method without `mut`",
    note = "a node changes through any handle, by `&self`: its links at any time, data in a field with `#[graph(value)]`, `cell` or `refcell`"
)]
#[doc(hidden)]
pub trait LendsMutably {}

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "a map of links has no `entry`: look the child up by `get(&key)`, and `add(key, child)` one if there is none",
    label = "write `get(&key)`, and `add(key, child)` or `insert(key, child)`",
    note = "`add` returns the handle to the new child, `insert` the child that had the key"
)]
#[doc(hidden)]
pub trait HasEntries {}

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "a child of a map has a key: call `insert(key, child)`, or `add(key, child)` for its handle",
    label = "write `insert(key, child)`, or `add(key, child)`"
)]
#[doc(hidden)]
pub trait IsList {}

/// Implemented for nothing. The bound is on the index: rustc does not yet know its type when it looks
/// for an impl of `Index`, so it takes the impl here, and reports the bound.
#[diagnostic::on_unimplemented(
    message = "a link cannot be indexed: write `.get(..)`, which returns an `Option` of a handle",
    label = "write `.get(..)` in place of the brackets",
    note = "to index handles without an `Option`, lend the list first: `let children = node.children.read();`, then `children[0]`"
)]
#[doc(hidden)]
pub trait IndexOfLink {}

/// `borrow` and `borrow_mut` of a link.
macro_rules! is_no_ref_cell {
    ($($link:ident<$($param:ident: $bound:ident),*>)*) => {
        $(#[expect(clippy::should_implement_trait, reason = "for the error only")]
        impl<$($param: $bound),*> $link<$($param),*> {
            #[doc(hidden)]
            pub fn borrow(&self) -> &Self
            where
                Self: IsRefCell,
            {
                self
            }

            #[doc(hidden)]
            pub fn borrow_mut(&self) -> &Self
            where
                Self: IsRefCell,
            {
                self
            }
        })*
    };
}

is_no_ref_cell! {
    Own<O: NodeType, C: OwnContainer>
    Shared<O: NodeType, C: SharedContainer>
    Back<O: Graph>
    WeakLink<O: NodeType, C: WeakContainer>
}

impl<O: Graph> Back<O> {
    #[doc(hidden)]
    pub fn upgrade(&self) -> Option<O::Handle>
    where
        Self: IsWeak,
    {
        self.get()
    }
}

impl<O: Graph> Back<O> {
    #[doc(hidden)]
    pub fn set<T>(&self, _: T)
    where
        Self: IsSetByHand,
    {
    }

    #[doc(hidden)]
    pub fn clear(&self)
    where
        Self: IsSetByHand,
    {
    }

    #[doc(hidden)]
    pub fn take(&self) -> Option<O::Handle>
    where
        Self: IsSetByHand,
    {
        self.get()
    }

    #[doc(hidden)]
    pub fn is_none(&self) -> bool
    where
        Self: IsOptionOfOwner,
    {
        self.get().is_none()
    }

    #[doc(hidden)]
    pub fn is_some(&self) -> bool
    where
        Self: IsOptionOfOwner,
    {
        self.get().is_some()
    }

    #[doc(hidden)]
    pub fn unwrap(&self) -> O::Handle
    where
        Self: IsOptionOfOwner,
    {
        self.get().expect("the bound never holds")
    }
}

impl<O: NodeType, T: Graph> WeakLink<O, T> {
    #[doc(hidden)]
    pub fn upgrade(&self) -> Option<T::Handle>
    where
        Self: IsWeak,
    {
        self.get()
    }
}

impl<O: NodeType, T: Graph> Own<O, T> {
    #[doc(hidden)]
    pub fn take(&self) -> T::Handle
    where
        Self: IsOption,
    {
        self.get()
    }

    #[doc(hidden)]
    pub fn set(&self, _: impl IntoHandle<T::Declared>) -> T::Handle
    where
        Self: IsOption,
    {
        self.get()
    }
}

/// Methods of containers that lend values mutably.
macro_rules! lends_nothing_mutably {
    (
        $(for [$($params:tt)*] $link:ty =>
        $($method:ident($($argument:ident: $ty:ty)?) -> $output:ty),*;)*
    ) => {
        $(impl<$($params)*> $link {
            $(#[doc(hidden)]
            pub fn $method(&self $(, _: $ty)?) -> $output
            where
                Self: LendsMutably,
            {
                Default::default()
            })*
        })*
    };
}

lends_nothing_mutably! {
    for [O: NodeType, T: Graph] Own<O, Vec<T>> =>
        get_mut(index: usize) -> Option<T::Handle>, first_mut() -> Option<T::Handle>,
        last_mut() -> Option<T::Handle>, iter_mut() -> Empty<T::Handle>;
    for [O: NodeType, T: Graph] Shared<O, Vec<T>> =>
        get_mut(index: usize) -> Option<T::Handle>, first_mut() -> Option<T::Handle>,
        last_mut() -> Option<T::Handle>, iter_mut() -> Empty<T::Handle>;
    for [O: NodeType, C: KeyedContainer] Own<O, C> =>
        iter_mut() -> Empty<(Key<C::Key>, ChildHandle<C>)>,
        values_mut() -> Empty<ChildHandle<C>>;
    for [O: NodeType, T: Graph] Own<O, Option<T>> => as_mut() -> Option<T::Handle>;
}

impl<O: NodeType, C: KeyedContainer> Own<O, C> {
    #[doc(hidden)]
    pub fn get_mut<Q: ?Sized>(&self, _: &Q) -> Option<ChildHandle<C>>
    where
        Self: LendsMutably,
    {
        None
    }

    #[doc(hidden)]
    pub fn entry(&self, _: C::Key) -> Entry<'_, C::Key, ChildHandle<C>>
    where
        Self: HasEntries,
    {
        unreachable!("the bound never holds")
    }

    #[doc(hidden)]
    pub fn push(&self, _: impl IntoHandle<<C::Item as Graph>::Declared>)
    where
        Self: IsList,
    {
    }
}

/// `[index]` of a link.
macro_rules! has_no_index {
    ($($link:ident<$($param:ident: $bound:ident),*>)*) => {
        $(#[doc(hidden)]
        impl<$($param: $bound),*, I: IndexOfLink> Index<I> for $link<$($param),*> {
            type Output = <C::Item as Graph>::Handle;

            fn index(&self, _: I) -> &Self::Output {
                unreachable!("the bound never holds")
            }
        })*
    };
}

has_no_index! {
    Own<O: NodeType, C: OwnContainer>
    Shared<O: NodeType, C: SharedContainer>
}

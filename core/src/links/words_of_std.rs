//! The methods of std's cells, options and weak handles, for the error. Code that was written for
//! `Rc<RefCell<..>>` calls them on links, and without them the compiler would suggest importing
//! `std::borrow::BorrowMut`. Here they have a bound that never holds, and the bound's error says
//! what to write. They return a link or a handle, so that the rest of the expression is checked.

use crate::links::back::Back;
use crate::links::own::Own;
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
    message = "a required link always has a child: call `replace(child)`, which returns the old one",
    label = "not there for a required child",
    note = "to have a link that can be empty, declare it over an `Option`"
)]
#[doc(hidden)]
pub trait IsOption {}

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

//! Saved references: the weak and shared links that the plain value has as ids.
//!
//! [`WeakLink`](crate::WeakLink) and [`Shared`](crate::Shared) have a last type parameter, which says
//! what a link keeps beside its targets: [`Unsaved`] keeps nothing, and takes no room; [`Saved`] keeps
//! the ids without a node. Each operation tells it what changes.

pub(crate) mod id_cell;
pub(crate) mod list;
pub(crate) mod list_ids;
pub(crate) mod one;

use std::convert::Infallible;
use std::fmt::Debug;
use std::hash::Hash;
use std::marker::PhantomData;

use crate::model::sealed::SealedSaving;

/// Whether a weak or a shared link is saved, and how: [`Unsaved`] or [`Saved`].
pub trait Saving: SealedSaving + 'static {
    /// The ids that the link keeps.
    #[doc(hidden)]
    type Ids;

    /// The type of an id.
    #[doc(hidden)]
    type Id;
}

/// The last type parameter of an ordinary weak or shared link, which only the node has.
pub enum Unsaved {}

impl Saving for Unsaved {
    type Ids = ();
    type Id = ();
}

impl SealedSaving for Unsaved {}

/// The last type parameter of a saved reference: a weak or a shared link that the plain value has as
/// ids of type `I`. `F` says in which form: [`BareId`], [`OptionalId`] or [`IdList`].
pub struct Saved<I, F>(PhantomData<(I, F)>, Infallible);

impl<I, F> SealedSaving for Saved<I, F> {}

/// The type of an id by which saved references name a node.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an id",
    label = "an id is compared, hashed, copied and shown in messages",
    note = "put `#[derive(Clone, PartialEq, Eq, Hash, Debug)]` on `{Self}`"
)]
#[doc(hidden)]
pub trait Id: Eq + Hash + Clone + Debug + 'static {}

impl<I: Eq + Hash + Clone + Debug + 'static> Id for I {}

/// One id, so the link always names a node: `Id`.
pub enum BareId {}

/// One id, or none: `Option<Id>`.
pub enum OptionalId {}

/// Any number of ids: `Vec<Id>`.
pub enum IdList {}

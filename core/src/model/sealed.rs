//! The seals of the public traits.
//!
//! Each seal is a supertrait of a public trait that code outside this crate cannot name. So an impl
//! of the public trait fails there, and the error says what implements it. A seal has no items: a
//! bound on the public trait puts the methods of its supertraits in reach. The impls of a seal stand
//! beside those of its public trait.
//!
//! [`BackTo`](crate::BackTo) is sealed by `OwnedBy`, which the derive implements, and
//! [`OwnContainer`](crate::links::OwnContainer) by `Container`, which stands beside it. And
//! [`Handle`](crate::Handle) has no seal, which would be checked for each type: a function that it
//! asks for takes an argument whose type no other crate can name.

/// The seal of [`Node`](crate::Node).
#[diagnostic::on_unimplemented(
    message = "`Node` cannot be implemented for `{Self}`: `#[derive(Graph)]` implements it",
    label = "neither a generated node nor a union's generated enum",
    note = "put `#[derive(kinfolk::Graph)]` on the plain type, and the generated node has `Node`",
    note = "for a method of your own on each node, write a trait with `impl<N: kinfolk::Node> YourTrait for N`"
)]
#[doc(hidden)]
pub trait SealedNode {}

/// The seal of [`IntoHandle`](crate::IntoHandle).
#[diagnostic::on_unimplemented(
    message = "`IntoHandle<{T}>` cannot be implemented for `{Self}`: `#[derive(Graph)]` implements it",
    label = "neither a plain `{T}` nor a handle to its node",
    note = "implement `From<{Self}>` for the plain `{T}`, and give `value.into()`"
)]
#[doc(hidden)]
pub trait SealedIntoHandle<T> {}

/// The seal of [`AsHandle`](crate::AsHandle).
#[diagnostic::on_unimplemented(
    message = "`AsHandle<{T}>` cannot be implemented for `{Self}`: `#[derive(Graph)]` implements it",
    label = "no handle to the node of `{T}`",
    note = "keep a handle in a field of `{Self}`, and give a reference to it"
)]
#[doc(hidden)]
pub trait SealedAsHandle<T> {}

/// The seal of [`OwnerAs`](crate::links::OwnerAs).
#[diagnostic::on_unimplemented(
    message = "`OwnerAs<{B}>` cannot be implemented for `{Self}`: `#[derive(Graph)]` implements it",
    label = "neither `{B}` nor a variant of it",
    note = "declare a back-link to `{Self}` on the child: `#[graph(back(owner: {Self}))]`; or, if `{B}` is a union of owners, add a variant for `{Self}`"
)]
#[doc(hidden)]
pub trait SealedOwnerAs<B> {}

/// The seal of [`SharedContainer`](crate::links::SharedContainer) and
/// [`WeakContainer`](crate::links::WeakContainer).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made the container of a shared or a weak link: only kinfolk implements these traits",
    label = "a shared or a weak link is over `T` or `Vec<T>`, where `T` derives `Graph`; a shared one also over `BTreeMap<K, T>` or `HashMap<K, T>`"
)]
#[doc(hidden)]
pub trait SealedTargets {}

/// The seal of [`ChildList`](crate::links::ChildList).
#[diagnostic::on_unimplemented(
    message = "`ChildList<{T}>` cannot be implemented for `{Self}`: only kinfolk implements it",
    label = "a `ChildList<{T}>` is an `Own<O, Vec<{T}>>`, where `{T}` has a back-link to `O`",
    note = "give the owning link of the node: `&node.list`, which is a `&dyn ChildList<{T}>` too"
)]
#[doc(hidden)]
pub trait SealedChildList<T> {}

/// The seal of [`Saving`](crate::links::Saving).
#[diagnostic::on_unimplemented(
    message = "`Saving` cannot be implemented for `{Self}`: only kinfolk implements it",
    label = "how a link is saved is chosen by its attribute",
    note = "write `#[graph(weak(Type))]` or `#[graph(shared(Type))]` on the field with the ids"
)]
#[doc(hidden)]
pub trait SealedSaving {}

/// The seal of [`ValueKind`](crate::links::ValueKind).
#[diagnostic::on_unimplemented(
    message = "`ValueKind<{V}>` cannot be implemented for `{Self}`: only kinfolk implements it",
    label = "the kind of a `Value` is chosen by its attribute",
    note = "write `#[graph(value)]` on the field"
)]
#[doc(hidden)]
pub trait SealedValueKind<V> {}

/// The seal of [`Outcome`](crate::history::Outcome).
#[diagnostic::on_unimplemented(
    message = "`Outcome` cannot be implemented for `{Self}`: only kinfolk implements it",
    label = "the closure of a transaction returns `()` or a `Result`"
)]
#[doc(hidden)]
pub trait SealedOutcome {}

/// The seal of [`ObservedList`](crate::history::ObservedList).
#[diagnostic::on_unimplemented(
    message = "`ObservedList` cannot be implemented for `{Self}`: only kinfolk implements it",
    label = "an `ObservedList` is an `Own<O, Vec<T>>`"
)]
#[doc(hidden)]
pub trait SealedObservedList {}

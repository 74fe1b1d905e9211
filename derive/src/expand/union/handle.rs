//! The trait impls of the handle itself.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::variants::match_on;
use crate::expand::context::Context;
use crate::model::Union;

/// ```text
/// impl HandleRatherThanNode for EntryRc {
///     type Weak = Option<__EntryRcWeak>;
///     type Typed = dyn DynHandle;
///     fn typed(&self) -> &(dyn DynHandle + 'static) {
///         HandleRatherThanNode::untyped(self)
///     }
///     fn untyped(&self) -> &(dyn DynHandle + 'static) {
///         match self {
///             EntryRc::Folder(node) => inner(node),
///             EntryRc::File(node) => inner(node),
///         }
///     }
/// }
/// impl AsDynNode for EntryRc {
///     fn as_dyn_node(&self) -> &dyn DynNode {
///         match self {
///             EntryRc::Folder(node) => dyn_node(node),
///             EntryRc::File(node) => dyn_node(node),
///         }
///     }
/// }
/// impl Trace for EntryRc {
///     type By = HandleTo<Entry>;
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, krate, private, declared, type_generics, .. } = context;
    let site = Span::mixed_site();
    let weak = context.weak_name();
    let like_rc = like_rc(context, union);
    let generated_type = context.generated_type();
    let inner = match_on(context, union, "self", context.generated, |anchor, _| {
        let inner = anchor.path(private, "inner");
        anchor.call(&inner, &quote_spanned!(anchor.last=> __node))
    });
    let as_dyn_node = match_on(context, union, "self", context.generated, |anchor, _| {
        let dyn_node = anchor.path(private, "dyn_node");
        anchor.call(&dyn_node, &quote_spanned!(anchor.last=> __node))
    });
    let handle = context.impl_of(&quote!(#private::HandleRatherThanNode), &generated_type);
    let node = context.impl_of(&quote!(#private::AsDynNode), &generated_type);
    let trace = context.impl_of(&quote!(#krate::Trace), &generated_type);
    let other = declaration.used_names.fresh("Union");
    let node_reference = context.impl_for_any(
        &other,
        &quote!(#krate::Graph),
        &quote!(#private::NodeReference<#other>),
        &generated_type,
        &quote!(Self: #krate::IntoHandle<#other>),
    );
    quote_spanned! {site=>
        #handle {
            type Weak = #private::Option<#weak #type_generics>;
            type Typed = dyn #private::DynHandle;
            fn typed(&self) -> &(dyn #private::DynHandle + 'static) {
                #private::HandleRatherThanNode::untyped(self)
            }
            fn untyped(&self) -> &(dyn #private::DynHandle + 'static) {
                #inner
            }
        }
        #node {
            fn as_dyn_node(&self) -> &dyn #private::DynNode {
                #as_dyn_node
            }
        }
        #trace {
            type By = #private::HandleTo<#declared>;
        }
        #node_reference {
            fn handle(&self) -> &dyn #private::DynHandle {
                #private::HandleRatherThanNode::untyped(self)
            }
            fn weak(&self) -> #krate::Weak<#other> {
                #private::weak_as(self)
            }
        }
        #like_rc
    }
}

/// `Clone`, and `Debug`, `Eq` and `Hash` by identity, as `Rc` has them. The derives of std would
/// demand the same traits of type parameters.
fn like_rc(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { private, .. } = context;
    let site = Span::mixed_site();
    let generated_type = context.generated_type();
    let copy = match_on(context, union, "self", context.generated, |anchor, variant| {
        let clone = anchor.path(private, "clone");
        let clone = anchor.call(&clone, &quote_spanned!(anchor.last=> __node));
        anchor.call(&anchor.variant(context.generated, &variant.name), &clone)
    });
    let clone = context.impl_of(&quote!(#private::Clone), &generated_type);
    let debug = context.impl_of(&quote!(#private::Debug), &generated_type);
    let partial_eq = context.impl_of(&quote!(#private::PartialEq), &generated_type);
    let eq = context.impl_of(&quote!(#private::Eq), &generated_type);
    let hash = context.impl_of(&quote!(#private::Hash), &generated_type);
    let hasher = context.declaration.used_names.fresh("State");
    quote_spanned! {site=>
        #clone {
            fn clone(&self) -> Self {
                #copy
            }
        }
        #debug {
            fn fmt(&self, __formatter: &mut #private::fmt::Formatter<'_>) -> #private::fmt::Result {
                #private::debug(self, __formatter)
            }
        }
        #partial_eq {
            fn eq(&self, __other: &Self) -> #private::bool {
                #private::is_same(self, __other)
            }
        }
        #eq {}
        #hash {
            fn hash<#hasher: #private::Hasher>(&self, __state: &mut #hasher) {
                #private::hash(self, __state);
            }
        }
    }
}

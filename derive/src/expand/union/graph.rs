//! The impls of the plain enum: `Graph`, and the functions with a case for each variant.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::variants::{function_for, match_on};
use crate::expand::context::Context;
use crate::expand::span_anchor::SpanAnchor;
use crate::model::Union;

/// ```text
/// impl Graph for Entry {
///     type Handle = EntryRc;
///     type Declared = Self;
///     type Repr = EntryRc;
/// }
/// impl Repr<Entry> for EntryRc {
///     fn build_in(plain: Entry, context: &mut BuildContext) -> Self {
///         match plain {
///             Entry::Folder(node) => EntryRc::Folder(build_in(node, context)),
///             Entry::File(node) => EntryRc::File(build_in(node, context)),
///         }
///     }
///     fn from_any(node: &AnyRc) -> Option<Self> {
///         if let Some(node) = downcast::<Folder>(node) {
///             return Some(EntryRc::Folder(node));
///         }
///         ..
///         None
///     }
///     fn set_back<O: NodeType>(child: &Self, owner: &StdWeak<O::Node>) {
///         match child {
///             EntryRc::Folder(node) => set_back::<Folder, O>(node, owner),
///             EntryRc::File(node) => set_back::<File, O>(node, owner),
///         }
///     }
///     fn node_types(all: &mut Vec<&'static TypeInfo>) {
///         node_types::<Folder>(all);
///         node_types::<File>(all);
///     }
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, krate, private, declared, .. } = context;
    let site = Span::mixed_site();
    let generated_type = context.generated_type();
    let build_in = match_on(context, union, "__plain", &declaration.name, |anchor, variant| {
        let build_in = function_for(context, "build_in", variant, &quote!());
        let build_in = anchor.call(&build_in, &quote_spanned!(anchor.last=> __node, __context));
        anchor.call(&anchor.variant(context.generated, &variant.name), &build_in)
    });
    let attempts = union.variants.iter().map(|variant| {
        let anchor = SpanAnchor::of(&variant.ty);
        let downcast = function_for(context, "downcast", variant, &quote!());
        let downcast = anchor.call(&downcast, &quote_spanned!(anchor.last=> __node));
        let node = quote_spanned!(anchor.last=> __node);
        let node = anchor.call(&anchor.variant(context.generated, &variant.name), &node);
        quote_spanned! {anchor.last=>
            if let #private::Some(__node) = #downcast {
                return #private::Some(#node);
            }
        }
    });
    let from_any = context.body(quote_spanned!(site=> #(#attempts)* #private::None));
    let node_types = union.variants.iter().map(|variant| {
        let node_types = function_for(context, "node_types", variant, &quote!());
        SpanAnchor::of(&variant.ty).call(&node_types, &quote_spanned!(site=> __all))
    });
    let node_types = context.body(quote_spanned!(site=> #(#node_types;)*));
    let owner = context.owner_parameter();
    let set_back = match_on(context, union, "__child", context.generated, |anchor, variant| {
        let set_back = function_for(context, "set_back", variant, &quote!(, #owner));
        anchor.call(&set_back, &quote_spanned!(anchor.last=> __node, __owner))
    });
    let graph = context.impl_of(&quote!(#krate::Graph), declared);
    let repr = context.impl_of(&quote!(#private::Repr<#declared>), &generated_type);
    quote_spanned! {site=>
        #graph {
            type Handle = #generated_type;
            type Declared = Self;
            type Repr = #generated_type;
        }
        #repr {
            fn build_in(__plain: #declared, __context: &mut #private::BuildContext) -> Self {
                #build_in
            }
            fn from_any(__node: &#krate::AnyRc) -> #private::Option<Self> {
                #from_any
            }
            fn set_back<#owner: #krate::NodeType>(
                __child: &Self,
                __owner: &#private::StdWeak<<#owner as #krate::NodeType>::Node>,
            ) {
                #set_back
            }
            fn node_types(__all: &mut #private::Vec<&'static #private::TypeInfo>) {
                #node_types
            }
        }
    }
}

//! The node of a struct.
//!
//! Each line of an expansion costs compile time, for each type that derives `Graph`. So the derive
//! writes the node, and little more of its `LiveNode` than two functions: `build` makes the node
//! from the plain value, and `fields` returns all its fields, sorted. All else is generic code in
//! the core crate.

pub(super) mod definition;
pub(super) mod duplicate;
mod expression;
pub(super) mod forgotten;
pub(super) mod id;
pub(super) mod link_fields;
pub(super) mod live_node;
mod positional;
pub(super) mod to_plain;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::context::Context;
use super::span_anchor::SpanAnchor;
use crate::grammar::keys::LinkKind;
use crate::model::{Link, Node};

pub(super) fn expand(context: &Context<'_>, node: &Node) -> TokenStream {
    let header = context.header_name();
    let to_plain = context.declaration.settings.to_plain;
    let to_plain = to_plain
        .map(|_| to_plain::expand(context, node, &duplicate::expand(context, node, &header)));
    let parts = [
        definition::expand(context, node, &header),
        graph(context),
        live_node::expand(context, node, &header),
        back_to(context, node),
        id::has_id(context, node.fields.iter().find(|field| field.is_id())),
        context.refuse_drop(),
        positional::refuse_drop(context, node),
        to_plain.unwrap_or_default(),
    ];
    parts.into_iter().collect()
}

/// ```text
/// impl Graph for File {
///     type Handle = Rc<File>;
///     type Declared = Self;
///     type Repr = FileNode;
/// }
/// ```
pub(super) fn graph(context: &Context<'_>) -> TokenStream {
    let Context { krate, declared, .. } = context;
    let generated_type = context.generated_type();
    let header = context.impl_of(&quote!(#krate::Graph), declared);
    quote_spanned! {Span::mixed_site()=>
        #header {
            type Handle = #krate::Rc<#declared>;
            type Declared = Self;
            type Repr = #generated_type;
        }
    }
}

/// One impl for each back-link. If there is only one, it may be to a union of owner types, so its
/// impl is for every owner whose handle converts into a handle of the declared type.
///
/// ```text
/// impl<O: OwnerAs<Folder>> OwnedBy<O> for File {}
/// ```
pub(super) fn back_to(context: &Context<'_>, node: &Node) -> TokenStream {
    let Context { krate, private, declared, .. } = context;
    let backs: Vec<_> = node.links.iter().filter(|link| link.kind == LinkKind::Back).collect();
    let owner = context.owner_parameter();
    if !context.is_correct {
        return context.back_to_any(&owner, &quote!(#krate::NodeType), &TokenStream::new());
    }
    if let [Link { ty, cfgs, .. }] = backs[..] {
        let owner_as = quote_spanned!(Span::mixed_site()=> #krate::links::OwnerAs<#ty>);
        let back_to = context.back_to_any(&owner, &owner_as, &TokenStream::new());
        return quote!(#(#[#cfgs])* #back_to);
    }
    let impls = backs.into_iter().map(|link| {
        let (ty, cfgs) = (&link.ty, &link.cfgs);
        let anchor = SpanAnchor::of_tokens(ty);
        // The compiler reports a wrong owner at the name of the trait.
        let name = Ident::new("OwnedBy", anchor.last);
        let interface = anchor.generic_at_punctuation(private, &name, ty);
        let back_to = context.impl_at(anchor.first, &interface, declared, &TokenStream::new());
        quote!(#(#[#cfgs])* #back_to)
    });
    impls.collect()
}

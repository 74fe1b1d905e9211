//! The node's definition.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::link_fields::is_strong;
use super::positional;
use crate::expand::context::{Context, docs_or, forwarded};
use crate::expand::span_anchor::SpanAnchor;
use crate::grammar::keys::{FieldKind, LinkKind};
use crate::model::{Field, Link, LiveField, Node};

/// ```text
/// pub struct FileNode {
///     pub folder: Back<Folder>,
///     pub name: String,
///     pub size: Cell<u64>,
///     kinfolk_header: HeaderOf<File>,
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, node: &Node, header: &Ident) -> TokenStream {
    let Context { declaration, private, declared, generated, .. } = context;
    let (vis, attrs) = (&declaration.vis, &declaration.attrs);
    let docs = context.docs("The live form of", "");
    let forwarded = forwarded(&declaration.settings);
    let (shared, links): (Vec<_>, Vec<_>) =
        node.links.iter().partition(|link| link.kind == LinkKind::Shared);
    let [links, shared] =
        [links, shared].map(|links| links.into_iter().map(|link| link_field(context, link)));
    let live = node.live.iter().map(live_data);
    let (strong, fields): (Vec<_>, Vec<_>) =
        in_drop_order(&node.fields).into_iter().partition(|field| is_strong(field));
    let [fields, strong] =
        [fields, strong].map(|fields| fields.into_iter().map(|field| field_of(context, field)));
    let (fields, strong, tuple): (Vec<_>, Vec<_>, _) = if positional::is_tuple(node) {
        let fields: Vec<_> =
            node.fields.iter().map(|field| unnamed_field(context, field)).collect();
        let tuple = positional::expand(context, &fields);
        (vec![positional::definition_of_holder(context)], vec![], tuple)
    } else {
        (fields.collect(), strong.collect(), TokenStream::new())
    };
    let generics = &declaration.generics;
    let where_clause = &generics.where_clause;
    quote_spanned! {Span::mixed_site()=>
        #docs
        #(#attrs)*
        #forwarded
        #vis struct #generated #generics #where_clause {
            #(#links,)*
            #(#live,)*
            #(#fields,)*
            #(#shared,)*
            #(#strong,)*
            #header: #private::HeaderOf<#declared>,
        }
        #tuple
    }
}

/// The fields in the order in which a node drops them: data first, then owned nodes, then saved shared
/// links, then traced values.
pub(in crate::expand) fn in_drop_order(fields: &[Field]) -> Vec<&Field> {
    let mut fields: Vec<_> = fields.iter().collect();
    let is_shared = |field: &Field| field.saved() == Some(LinkKind::Shared);
    fields.sort_by_key(|field| (field.is_traced(), is_shared(field), field.is_owning()));
    fields
}

pub(in crate::expand) fn link_field(context: &Context<'_>, link: &Link) -> TokenStream {
    let Link { cfgs, attrs, vis, name, .. } = link;
    let docs = docs_or(
        &link.docs,
        match link.kind {
            LinkKind::Back => " The back-link: the node's owner.",
            LinkKind::Weak => " A weak link.",
            LinkKind::Shared => " A shared link.",
        },
        vis,
    );
    let ty = live_link(context, link);
    quote!(#(#[#cfgs])* #docs #(#attrs)* #vis #name: #ty)
}

pub(in crate::expand) fn live_data(field: &LiveField) -> TokenStream {
    let LiveField { cfgs, attrs, vis, name, ty, .. } = field;
    let docs = docs_or(&field.docs, " Data that only the node has.", vis);
    quote!(#(#[#cfgs])* #docs #(#attrs)* #vis #name: #ty)
}

pub(in crate::expand) fn field_of(context: &Context<'_>, field: &Field) -> TokenStream {
    let Field { docs, attrs, vis, name, .. } = field;
    let ty = live_field(context, field);
    quote!(#(#docs)* #(#attrs)* #vis #name: #ty)
}

/// `pub Own<Group, Vec<Text>>`
pub(in crate::expand) fn unnamed_field(context: &Context<'_>, field: &Field) -> TokenStream {
    let Field { docs, attrs, vis, .. } = field;
    let ty = live_field(context, field);
    quote!(#(#docs)* #(#attrs)* #vis #ty)
}

/// The type of a declared link: `Back<Folder>`, `Shared<File, Theme>`. Its name stands at the key,
/// so that an editor shows there what the key means.
fn live_link(context: &Context<'_>, link: &Link) -> TokenStream {
    let (krate, declared, ty) = (context.krate, context.declared, &link.ty);
    let anchor = SpanAnchor::of_tokens(ty);
    let name = |name| Ident::new(name, link.key.resolved_at(Span::mixed_site()));
    match link.kind {
        LinkKind::Back => anchor.generic_at_punctuation(krate, &name("Back"), ty),
        LinkKind::Weak => {
            anchor.generic_at_punctuation(krate, &name("WeakLink"), &quote!(#declared, #ty))
        }
        LinkKind::Shared => {
            anchor.generic_at_punctuation(krate, &name("Shared"), &quote!(#declared, #ty))
        }
    }
}

/// The type of a field: `Own<Folder, Vec<Entry>>`, `Cell<u64>`, `String`
pub(in crate::expand) fn live_field(context: &Context<'_>, field: &Field) -> TokenStream {
    let Context { krate, private, declared, .. } = context;
    let ty = &field.ty;
    let anchor = SpanAnchor::of_tokens(ty);
    let key = field.key.unwrap_or_else(Span::mixed_site).resolved_at(Span::mixed_site());
    let name = |name| Ident::new(name, key);
    match field.kind {
        Some(FieldKind::Own) => {
            anchor.generic_at_punctuation(krate, &name("Own"), &quote!(#declared, #ty))
        }
        Some(FieldKind::Value) => {
            anchor.generic_at_punctuation(krate, &name("Value"), &quote!(#declared, #ty))
        }
        Some(FieldKind::Traced) => {
            let kind = quote!(#declared, #ty, #krate::links::Traced);
            anchor.generic_at_punctuation(krate, &name("Value"), &kind)
        }
        Some(FieldKind::Saved(kind)) => saved_link(context, field, kind),
        Some(FieldKind::Cell) => anchor.generic_at_punctuation(private, &name("Cell"), ty),
        Some(FieldKind::RefCell) => anchor.generic_at_punctuation(private, &name("RefCell"), ty),
        Some(FieldKind::Data | FieldKind::Id) | None => ty.to_token_stream(),
    }
}

/// The type of a saved reference: `WeakLink<Card, TargetsOf<Person, Option<PersonId>>, SavedBy<..>>`.
/// The compiler checks at the field's type that the target has such an id.
fn saved_link(context: &Context<'_>, field: &Field, kind: LinkKind) -> TokenStream {
    let Context { krate, private, declared, .. } = context;
    let ty = &field.ty;
    let target = field.target.as_ref().unwrap_or(ty);
    let anchor = SpanAnchor::at_start(ty);
    let key = field.key.unwrap_or_else(Span::mixed_site).resolved_at(Span::mixed_site());
    let name = Ident::new(if kind == LinkKind::Shared { "Shared" } else { "WeakLink" }, key);
    // All of it stands there, so that a mistake is reported once.
    let arguments = quote_spanned!(anchor.first=> #target, #ty);
    let [targets, saved] =
        ["TargetsOf", "SavedBy"].map(|name| anchor.generic(private, name, &arguments));
    let arguments = quote_spanned!(anchor.first=> #declared, #targets, #saved);
    anchor.generic_at_punctuation(krate, &name, &arguments)
}

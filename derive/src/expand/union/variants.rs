//! The code for each variant: its handle, and a `match` over all of them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use crate::expand::context::Context;
use crate::expand::span_anchor::SpanAnchor;
use crate::model::{Union, Variant};

/// `HandleOf<Folder>`: the handle of the variant's type, which may be a node type or a union.
pub(super) fn handle_of(context: &Context<'_>, variant: &Variant) -> TokenStream {
    SpanAnchor::of(&variant.ty).generic(&context.private, "HandleOf", &variant.ty)
}

/// `name::<ReprOf<Folder>, _>`, a function of the private module. Its other arguments are `more`.
pub(super) fn function_for(
    context: &Context<'_>,
    name: &str,
    variant: &Variant,
    more: &TokenStream,
) -> TokenStream {
    let anchor = SpanAnchor::of(&variant.ty);
    let repr = anchor.generic(&context.private, "ReprOf", &variant.ty);
    anchor.function(&context.private, name, &quote_spanned!(anchor.last=> #repr, _ #more))
}

/// `match value { EntryRc::Folder(node) => .., EntryRc::File(node) => .. }`
///
/// `arm` returns the right side for a variant.
pub(super) fn match_on(
    context: &Context<'_>,
    union: &Union,
    value: &str,
    ty: &Ident,
    arm: impl Fn(&SpanAnchor, &Variant) -> TokenStream,
) -> TokenStream {
    let site = Span::mixed_site();
    let value = Ident::new(value, site);
    let arms = union.variants.iter().map(|variant| {
        let anchor = SpanAnchor::of(&variant.ty);
        let (pattern, result) = (anchor.variant(ty, &variant.name), arm(&anchor, variant));
        quote_spanned!(anchor.last=> #pattern(__node) => #result)
    });
    context.body(quote_spanned!(site=> match #value { #(#arms,)* }))
}

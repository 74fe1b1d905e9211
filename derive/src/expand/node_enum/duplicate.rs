//! The code that copies a live node: `duplicate`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};

use super::live_node::{links_around, new_node};
use super::to_plain::path_of;
use super::variants::{all_fields, links, number_of, variable, variant as variant_of};
use crate::expand::context::Context;
use crate::expand::node::duplicate::{copy_link, copy_of_field, functions, is_linked};
use crate::expand::span_anchor::SpanAnchor;
use crate::model::{NodeEnum, NodeVariant};

/// As for a struct, with these parts:
///
/// ```text
/// let kind = match &self.kind {
///     ExprKind::Number(__0) => ExprKind::Number(Clone::clone(__0)),
///     ExprKind::Unary { operand: __0 } => {
///         ExprKind::Unary { operand: Children(__0).copies(new, originals) }
///     }
///     ExprKind::Call { callee: __0 } => ExprKind::Call { callee: saved_copy(new, 3, __0) },
/// };
/// match (&self.kind, &copy.kind) {
///     (ExprKind::Call { callee: __0 }, ExprKind::Call { callee: __0_copy }) => {
///         copy_link(__0, __0_copy, copies);
///     }
///     _ => {}
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, node_enum: &NodeEnum, header: &Ident) -> TokenStream {
    let kind = &context.declaration.settings.kind;
    let of = quote_spanned!(Span::mixed_site()=> &self.kind);
    let copy = new_node(context, node_enum, header, (&of, kind), |variant, first| {
        variant_of(kind, variant, |index, field| {
            let live = variable(index, SpanAnchor::of_tokens(&field.ty).first).into_token_stream();
            let path = || path_of(context, variant, field);
            copy_of_field(context, field, &live, path, || number_of(variant, index, first))
        })
    });
    let (before, after) = links_around(node_enum);
    let fields: Vec<_> = all_fields(node_enum).collect();
    let numbered: Vec<_> = before.into_iter().chain(after).collect();
    let copy_links = copy_links(context, node_enum);
    functions(context, &node_enum.node, (&numbered, &fields), &copy, &copy_links)
}

/// The `match` that copies the links of the variants; nothing if they have none.
fn copy_links(context: &Context<'_>, node_enum: &NodeEnum) -> TokenStream {
    let site = Span::mixed_site();
    let kind = &context.declaration.settings.kind;
    let has_links = |variant: &NodeVariant| links(variant).any(|(_, field)| is_linked(field));
    let arms = node_enum.variants.iter().filter(|variant| has_links(variant)).map(|variant| {
        let pattern = |name: &dyn Fn(usize, Span) -> Ident| {
            variant_of(kind, variant, |index, field| {
                if is_linked(field) {
                    name(index, site).into_token_stream()
                } else {
                    quote_spanned!(site=> _)
                }
            })
        };
        let of_copy = |index, span| format_ident!("{}_copy", variable(index, span));
        let (original, copy) = (pattern(&variable), pattern(&of_copy));
        let copies = links(variant).filter(|(_, field)| is_linked(field)).map(|(index, field)| {
            let span = SpanAnchor::of_tokens(&field.ty).first;
            let [live, copy] = [variable(index, span), of_copy(index, span)];
            copy_link(context, field, &live.into_token_stream(), &copy.into_token_stream())
        });
        quote_spanned!(site=> (#original, #copy) => { #(#copies)* })
    });
    let arms: Vec<_> = arms.collect();
    if arms.is_empty() {
        return TokenStream::new();
    }
    let others = (node_enum.variants.len() > 1).then(|| quote_spanned!(site=> _ => {}));
    quote_spanned! {site=>
        match (&self.kind, &__copy.kind) {
            #(#arms)*
            #others
        }
    }
}

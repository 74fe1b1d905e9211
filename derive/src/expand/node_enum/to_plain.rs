//! The code that turns a node into its plain value.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::variants::{all_fields, match_on, variable, variant as variant_of};
use crate::expand::context::Context;
use crate::expand::node::to_plain::{copy_of, impls};
use crate::expand::span_anchor::SpanAnchor;
use crate::hygiene::names;
use crate::model::{Field, NodeEnum, NodeVariant};

/// As for a struct, with the `match`
///
/// ```text
/// match &self.kind {
///     ExprKind::Number(__0) => Expr::Number(Clone::clone(__0)),
///     ExprKind::Unary { operand: __0 } => Expr::Unary { operand: copy_own(__0, copying) },
/// }
/// ```
pub(super) fn expand(
    context: &Context<'_>,
    node_enum: &NodeEnum,
    duplicate: &TokenStream,
) -> TokenStream {
    let declaration = context.declaration;
    let kind = quote_spanned!(Span::mixed_site()=> &self.kind);
    let plain = match_on(context, node_enum, &kind, &declaration.settings.kind, |variant, _| {
        variant_of(&declaration.name, variant, |index, field| {
            let variable = variable(index, SpanAnchor::of_tokens(&field.ty).first);
            copy_of(context, field, &quote!(#variable), "to_plain", || {
                path_of(context, variant, field)
            })
        })
    });
    impls(context, &all_fields(node_enum).collect::<Vec<_>>(), &plain, duplicate)
}

/// The name of a field, with its variant and type: `Expr::Unary.operand`
pub(super) fn path_of(context: &Context<'_>, variant: &NodeVariant, field: &Field) -> String {
    let [ty, name] = [&context.declaration.name, &variant.name].map(names::display_name);
    format!("{ty}::{name}.{}", field.display_name())
}

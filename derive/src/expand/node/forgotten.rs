//! The warning for a field that holds plain values of nodes, where `#[graph(own)]` was probably
//! forgotten.
//!
//! Only the compiler knows which types derive `Graph`. So the expansion names a function that is
//! deprecated for those types, and is another one for all others.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use crate::expand::context::{Context, importable};
use crate::expand::span_anchor::SpanAnchor;
use crate::model::Field;

/// The function for most fields.
pub(in crate::expand) const HOLDS: &str = "holds_nodes_without_key";

/// The function for the only field of a variant, which is unnamed.
pub(in crate::expand) const WRAPS: &str = "wraps_a_node_without_key";

/// One line for each field whose type might derive `Graph`. The path's ends
/// stand where the type begins, and are resolved as the field's name is: the compiler reports no
/// deprecated item at a path that is resolved as ours.
///
/// ```text
/// use ::kinfolk::__private_0_1_0::AnyField as _;
/// let _ = <::kinfolk::__private_0_1_0::PlainField<Colour>>::holds_nodes_without_key;
/// ```
pub(in crate::expand) fn expand<'a>(
    context: &Context<'_>,
    fields: impl IntoIterator<Item = (&'a Field, &'static str)>,
) -> TokenStream {
    let private = &context.private;
    let site = Span::mixed_site();
    let checks = fields.into_iter().filter_map(|(field, function)| {
        let Field { is_unclear: true, name, ty, allowed, .. } = field else { return None };
        let start = SpanAnchor::of_tokens(ty).first.resolved_at(name.span());
        let function = Ident::new(function, start);
        let start = quote_spanned!(start=> <);
        Some(quote_spanned! {site=>
            #(#allowed)*
            let _ = #start #private::PlainField<#ty>>::#function;
        })
    });
    let checks: TokenStream = checks.collect();
    if checks.is_empty() {
        return checks;
    }
    let path = importable(&context.private_path);
    quote_spanned! {site=>
        use #path::AnyField as _;
        #checks
    }
}

//! The warning for a field that holds plain values of nodes, where `#[graph(own)]` was probably
//! forgotten.
//!
//! Only the compiler knows which types derive `Graph`. So the expansion names a function that is
//! deprecated for those types, and is another one for all others.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use crate::expand::context::{Context, importable};
use crate::expand::span_anchor::SpanAnchor;
use crate::model::{Field, Node};

/// One line for each field whose type might derive `Graph`. The path's ends
/// stand where the type begins, and are resolved as the field's name is: the compiler reports no
/// deprecated item at a path that is resolved as ours.
///
/// ```text
/// use ::kinfolk::__private_0_1_0::AnyField as _;
/// let _ = <::kinfolk::__private_0_1_0::PlainField<Colour>>::holds_nodes_without_key;
/// ```
pub(super) fn expand(context: &Context<'_>, node: &Node) -> TokenStream {
    let private = &context.private;
    let site = Span::mixed_site();
    let checks = node.fields.iter().filter_map(|field| {
        let Field { is_unclear: true, name, ty, allowed, .. } = field else { return None };
        let start = SpanAnchor::of_tokens(ty).first.resolved_at(name.span());
        let function = Ident::new("holds_nodes_without_key", start);
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

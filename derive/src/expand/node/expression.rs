//! Expressions from the input.
//!
//! Only the compiler knows whether some tokens are an expression. If they are not, and stand in the
//! expansion as they are, the whole expansion is lost. As the argument of a macro, they keep the
//! error to themselves.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::Expr;

use crate::hygiene::used_names::UsedNames;

/// The tokens as an expression. `syn` knows the simple ones, which need no macro.
pub(super) fn expression(tokens: &TokenStream) -> TokenStream {
    if syn::parse2(tokens.clone()).is_ok_and(|value| !matches!(value, Expr::Verbatim(_))) {
        return tokens.clone();
    }
    let site = Span::mixed_site();
    let (definition, call) = by_macro(tokens, "__kinfolk_value", site);
    quote_spanned!(site=> { #definition #call })
}

/// The definition of a macro with this name, and its call, which is the expression.
///
/// ```text
/// macro_rules! __kinfolk_hook {
///     ($value:expr) => { $value };
/// }
/// __kinfolk_hook!(|file| file.close())
/// ```
pub(super) fn by_macro(tokens: &TokenStream, name: &str, span: Span) -> (TokenStream, TokenStream) {
    let name = UsedNames::of(tokens.clone()).fresh(name);
    let definition = quote_spanned! {span=>
        macro_rules! #name {
            ($value:expr) => { $value };
        }
    };
    (definition, quote_spanned!(span=> #name!(#tokens)))
}

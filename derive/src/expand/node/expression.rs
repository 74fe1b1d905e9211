//! Expressions from the input.
//!
//! Only the compiler knows whether some tokens are an expression. If they are not, and stand in the
//! expansion as they are, the whole expansion is lost. As the argument of a macro, they keep the
//! error to themselves.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::Expr;

use crate::hygiene::used_names::UsedNames;

/// The tokens as an expression. `syn` knows the simple ones, which need no macro.
pub(super) fn expression(tokens: &TokenStream) -> TokenStream {
    if syn::parse2(tokens.clone()).is_ok_and(|value| !matches!(value, Expr::Verbatim(_))) {
        return tokens.clone();
    }
    let site = Span::mixed_site();
    let (definition, call) = by_macro(tokens, "value", site);
    quote_spanned!(site=> { #definition #call })
}

/// The definition of a macro for this kind of expression, and its call, which is the expression.
///
/// ```text
/// macro_rules! __kinfolk_hook {
///     ($hook:expr) => { $hook };
/// }
/// __kinfolk_hook!(|file| file.close())
/// ```
pub(super) fn by_macro(tokens: &TokenStream, kind: &str, span: Span) -> (TokenStream, TokenStream) {
    let name = UsedNames::of(tokens.clone()).fresh(&format!("__kinfolk_{kind}"));
    let kind = Ident::new(kind, span);
    let definition = quote_spanned! {span=>
        macro_rules! #name {
            ($#kind:expr) => { $#kind };
        }
    };
    (definition, quote_spanned!(span=> #name!(#tokens)))
}

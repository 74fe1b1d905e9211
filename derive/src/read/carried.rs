//! The documentation and attributes of the declaration that the generated type takes over.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta};

use crate::hygiene::names;

/// The documentation among these attributes, as written.
pub(super) fn docs(attrs: &[Attribute]) -> Vec<TokenStream> {
    docs_among(attrs).map(Attribute::to_token_stream).collect()
}

/// The same for the generated type: links to `Self` become links to `declared`.
pub(super) fn docs_of(declared: &Ident, attrs: &[Attribute]) -> Vec<TokenStream> {
    docs_among(attrs).map(|attr| with_links_to(declared, attr)).collect()
}

fn docs_among(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("doc"))
}

fn with_links_to(declared: &Ident, attr: &Attribute) -> TokenStream {
    let Meta::NameValue(meta) = &attr.meta else { return attr.to_token_stream() };
    let Expr::Lit(ExprLit { lit: Lit::Str(literal), .. }) = &meta.value else {
        return attr.to_token_stream();
    };
    let (text, declared) = (literal.value(), names::display_name(declared));
    let linked = ["[Self::", "[`Self::", "](Self::", "]: Self::"]
        .iter()
        .fold(text.clone(), |text, link| text.replace(link, &link.replace("Self", &declared)));
    if linked == text {
        return attr.to_token_stream();
    }
    let literal = LitStr::new(&linked, literal.span());
    quote!(#[doc = #literal])
}

/// The lint levels and the deprecation among these attributes.
pub(super) fn attrs(attrs: &[Attribute]) -> Vec<TokenStream> {
    among(attrs, &["allow", "warn", "deny", "forbid", "deprecated"])
}

/// The lint levels among these attributes that allow something.
pub(crate) fn allowed(attrs: &[Attribute]) -> Vec<TokenStream> {
    among(attrs, &["allow"])
}

/// The attributes with these names. An `expect` becomes an `allow`, since the generated code may
/// not trigger the lint.
fn among(attrs: &[Attribute], names: &[&str]) -> Vec<TokenStream> {
    let carry = |attr: &Attribute| {
        let name = attr.path().get_ident()?.to_string();
        match &attr.meta {
            Meta::List(list) if name == "expect" => {
                let lints = &list.tokens;
                Some(quote!(#[allow(#lints)]))
            }
            _ => names.contains(&name.as_str()).then(|| attr.to_token_stream()),
        }
    };
    attrs.iter().filter_map(carry).collect()
}

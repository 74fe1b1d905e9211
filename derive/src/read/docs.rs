//! The user's documentation, as the generated type has it too.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta};

use crate::hygiene::names;

/// The documentation among these attributes.
pub(crate) fn of(attrs: &[Attribute]) -> Vec<TokenStream> {
    documentation(attrs).map(Attribute::to_token_stream).collect()
}

/// The same, as it is to be on another type than the `plain` one, which is what `Self` is in its
/// links.
pub(crate) fn carried(attrs: &[Attribute], plain: &Ident) -> Vec<TokenStream> {
    documentation(attrs).map(|attr| with_links_to(plain, attr)).collect()
}

fn documentation(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("doc"))
}

fn with_links_to(plain: &Ident, attr: &Attribute) -> TokenStream {
    let Meta::NameValue(meta) = &attr.meta else { return attr.to_token_stream() };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &meta.value else {
        return attr.to_token_stream();
    };
    let (written, plain) = (text.value(), names::plain(plain));
    let linked = ["[Self::", "[`Self::", "](Self::", "]: Self::"]
        .iter()
        .fold(written.clone(), |text, link| text.replace(link, &link.replace("Self", &plain)));
    if linked == written {
        return attr.to_token_stream();
    }
    let text = LitStr::new(&linked, text.span());
    quote!(#[doc = #text])
}

//! The definition of a union's handle.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::expand::context::{Context, docs_or, forwarded};
use crate::expand::span_anchor::SpanAnchor;
use crate::hygiene::names::display_name;
use crate::hygiene::tokens::Tokens;
use crate::model::{Union, Variant};

/// ```text
/// pub enum EntryRc {
///     Folder(<Folder as Graph>::Handle),
///     File(<File as Graph>::Handle),
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, krate, generated, .. } = context;
    let (vis, attrs) = (&declaration.vis, &declaration.attrs);
    let docs = context.docs("The handle to a live node of one of the types of", "");
    let forwarded = forwarded(&declaration.settings);
    let variants = union.variants.iter().map(|variant| {
        let Variant { attrs, name, .. } = variant;
        let ours = format!(" `{}`, as a live node.", display_name(name));
        let docs = docs_or(&variant.docs, &ours, vis);
        let handle = handle_of(krate, variant);
        quote!(#docs #(#attrs)* #name(#handle))
    });
    let generics = &declaration.generics;
    let where_clause = &generics.where_clause;
    quote_spanned! {Span::mixed_site()=>
        #docs
        #(#attrs)*
        #forwarded
        #vis enum #generated #generics #where_clause {
            #(#variants,)*
        }
    }
}

/// `<Folder as Graph>::Handle`, as rustdoc shows it to users.
fn handle_of(krate: &Tokens, variant: &Variant) -> TokenStream {
    let ty = &variant.ty;
    let anchor = SpanAnchor::of(ty);
    let graph = anchor.path(krate, "Graph");
    let handle = Ident::new("Handle", anchor.last);
    let start = quote_spanned!(anchor.first=> <);
    quote_spanned!(anchor.last=> #start #ty as #graph>::#handle)
}

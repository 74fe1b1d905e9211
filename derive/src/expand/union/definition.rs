//! The definition of a union's handle.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::variants::handle_of;
use crate::expand::context::{Context, docs_or, forwarded};
use crate::hygiene::names::display_name;
use crate::model::{Union, Variant};

/// ```text
/// pub enum EntryRc {
///     Folder(Rc<Folder>),
///     File(Rc<File>),
/// }
/// ```
pub(super) fn expand(context: &Context<'_>, union: &Union) -> TokenStream {
    let Context { declaration, generated, .. } = context;
    let (vis, attrs) = (&declaration.vis, &declaration.attrs);
    let docs = context.docs("The handle to a live node of one of the types of");
    let forwarded = forwarded(&declaration.settings);
    let variants = union.variants.iter().map(|variant| {
        let Variant { attrs, name, .. } = variant;
        let ours = format!(" `{}`, as a live node.", display_name(name));
        let docs = docs_or(&variant.docs, &ours, vis);
        let handle = handle_of(context, variant);
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

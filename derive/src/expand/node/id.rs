//! The id by which saved references name a node.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::positional;
use crate::expand::context::Context;
use crate::expand::span_anchor::SpanAnchor;
use crate::model::{Field, Node};

/// ```text
/// const ID: Option<fn(&Self) -> &dyn DynId> = Some(|node| &node.id);
/// ```
pub(super) fn of_struct(context: &Context<'_>, node: &Node) -> Option<TokenStream> {
    let field = node.fields.iter().find(|field| field.is_id())?;
    let place = positional::place(context, field);
    Some(constant(context, &quote_spanned!(Span::mixed_site()=> &__node.#place)))
}

/// The constant `ID`. The expression `id` is a reference to the id of `__node`.
pub(in crate::expand) fn constant(context: &Context<'_>, id: &TokenStream) -> TokenStream {
    let private = &context.private;
    quote_spanned! {Span::mixed_site()=>
        const ID: #private::Option<fn(&Self) -> &dyn #private::DynId> =
            #private::Some(|__node| #id);
    }
}

/// One impl for each form in which an id can stand in a reference.
///
/// ```text
/// impl HasId<CardId> for Card { type Id = CardId; type Form = BareId; }
/// impl HasId<Option<CardId>> for Card { type Id = CardId; type Form = OptionalId; }
/// impl HasId<Vec<CardId>> for Card { type Id = CardId; type Form = IdList; }
/// ```
pub(in crate::expand) fn has_id(context: &Context<'_>, field: Option<&Field>) -> TokenStream {
    let Context { krate, private, declared, .. } = context;
    let Some(Field { ty, .. }) = field else { return TokenStream::new() };
    let site = Span::mixed_site();
    let anchor = SpanAnchor::of_tokens(ty);
    let forms = [
        (quote!(#ty), "BareId"),
        (quote!(#private::Option<#ty>), "OptionalId"),
        (quote!(#private::Vec<#ty>), "IdList"),
    ];
    let impls = forms.into_iter().map(|(plain, form)| {
        let form = Ident::new(form, site);
        let header = context.impl_of(&quote!(#private::HasId<#plain>), declared);
        // Errors about a trait that the id lacks are shown there.
        let id = quote_spanned!(anchor.first=> #ty);
        quote_spanned! {site=>
            #header {
                type Id = #id;
                type Form = #krate::links::#form;
            }
        }
    });
    impls.collect()
}

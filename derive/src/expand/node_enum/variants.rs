//! The parts of a `match` over the variants.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use crate::expand::context::Context;
use crate::expand::node::link_fields::numbered;
use crate::hygiene::names;
use crate::model::{Field, NodeEnum, NodeVariant, VariantForm};

/// The variable for the field at this index of a variant: `__0`. Where an error could be about its
/// value, the span is that of the field's type.
pub(super) fn variable(index: usize, span: Span) -> Ident {
    Ident::new(&format!("__{index}"), span)
}

/// `Expr::Binary { op: .., left: .. }`, a pattern or a value of the plain enum or the kind.
pub(super) fn variant(
    ty: &Ident,
    variant: &NodeVariant,
    mut value: impl FnMut(usize, &Field) -> TokenStream,
) -> TokenStream {
    let (ty, name) = (names::as_expansion(ty), names::as_expansion(&variant.name));
    let fields = variant.fields.iter().enumerate().map(|(index, field)| {
        let value = value(index, field);
        match variant.form {
            VariantForm::Named => {
                let name = names::as_expansion(&field.name);
                quote!(#name: #value)
            }
            VariantForm::Unnamed | VariantForm::Unit => value,
        }
    });
    match variant.form {
        VariantForm::Named => quote_spanned!(Span::mixed_site()=> #ty::#name { #(#fields),* }),
        VariantForm::Unnamed => quote_spanned!(Span::mixed_site()=> #ty::#name(#(#fields),*)),
        VariantForm::Unit => quote_spanned!(Span::mixed_site()=> #ty::#name),
    }
}

/// The same as a pattern that binds each field.
pub(super) fn pattern(ty: &Ident, of: &NodeVariant) -> TokenStream {
    variant(ty, of, |index, _| variable(index, Span::mixed_site()).into_token_stream())
}

/// `match value { Expr::Number(__0) => .., Expr::Binary { op: __0, left: __1 } => .. }`
pub(super) fn match_on(
    context: &Context<'_>,
    node_enum: &NodeEnum,
    value: &TokenStream,
    ty: &Ident,
    result: impl Fn(&NodeVariant, usize) -> TokenStream,
) -> TokenStream {
    let arms = node_enum.variants.iter().enumerate().map(|(index, variant)| {
        let (pattern, result) = (pattern(ty, variant), result(variant, index));
        quote_spanned!(Span::mixed_site()=> #pattern => #result)
    });
    context.body(quote_spanned!(Span::mixed_site()=> match #value { #(#arms,)* }))
}

/// The links and values of a variant, with the indices of their fields.
pub(super) fn links(variant: &NodeVariant) -> impl Iterator<Item = (usize, &Field)> {
    numbered(&variant.fields)
}

/// The number of the link at this index of a variant, whose first link has the number `first`.
pub(super) fn number_of(variant: &NodeVariant, index: usize, first: usize) -> Literal {
    number(first + links(variant).take_while(|(at, _)| *at != index).count())
}

pub(super) fn number(number: usize) -> Literal {
    Literal::usize_unsuffixed(number)
}

/// All fields of all variants.
pub(super) fn all_fields(node_enum: &NodeEnum) -> impl Iterator<Item = &Field> {
    node_enum.variants.iter().flat_map(|variant| &variant.fields)
}

//! The generics of an item, as its impls have them.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{GenericParam, Generics};

use crate::hygiene::names;
use crate::hygiene::rewriting::with_static;

/// The type with its arguments.
pub(crate) fn type_of(name: &Ident, generics: &Generics) -> TokenStream {
    let name = names::as_expansion(name);
    let arguments = generics.params.iter().map(|param| match param {
        GenericParam::Lifetime(_) => quote!('static),
        GenericParam::Type(param) => param.ident.to_token_stream(),
        GenericParam::Const(param) => param.ident.to_token_stream(),
    });
    if generics.params.is_empty() { quote!(#name) } else { quote!(#name<#(#arguments),*>) }
}

/// The names of the lifetime parameters.
pub(crate) fn lifetimes(generics: &Generics) -> Vec<Ident> {
    generics.lifetimes().map(|param| param.lifetime.ident.clone()).collect()
}

/// The generics with `'static` bounds, and with `'static` in place of the lifetime parameters.
pub(crate) fn with_static_bounds(mut generics: Generics) -> Generics {
    let lifetimes = lifetimes(&generics);
    let params = std::mem::take(&mut generics.params);
    let params = params.into_iter().filter(|param| !matches!(param, GenericParam::Lifetime(_)));
    generics.params = params
        .map(|mut param| {
            if let GenericParam::Type(param) = &mut param {
                param.bounds.push(syn::parse_quote!('static));
                if !lifetimes.is_empty() {
                    let bounds = with_static(&lifetimes, param.bounds.to_token_stream());
                    param.bounds = syn::parse_quote!(#bounds);
                }
            }
            param
        })
        .collect();
    if let Some(clause) = generics.where_clause.take() {
        let clause = with_static(&lifetimes, clause.to_token_stream());
        generics.where_clause = syn::parse2(clause).ok();
    }
    generics
}

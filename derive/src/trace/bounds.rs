//! The bounds of the impls on type parameters.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{GenericArgument, GenericParam, Generics, PathArguments, Type, TypePath};

use super::model::Traced;
use crate::expand::param_bounds::is_declared;
use crate::hygiene::names;
use crate::hygiene::tokens::Tokens;

/// The type with its arguments.
pub(super) fn type_of(name: &Ident, generics: &Generics) -> TokenStream {
    let name = names::as_expansion(name);
    let arguments = generics.params.iter().map(|param| match param {
        GenericParam::Lifetime(_) => quote!('static),
        GenericParam::Type(param) => param.ident.to_token_stream(),
        GenericParam::Const(param) => param.ident.to_token_stream(),
    });
    if generics.params.is_empty() { quote!(#name) } else { quote!(#name<#(#arguments),*>) }
}

/// Adds `T: Trace` for each type parameter whose values are in a field, and for each associated type
/// of a parameter. As std's derives do it, the bound is on the parameter: one on the field's type would
/// be endless for a type that holds itself.
pub(super) fn add_to(traced: &mut Traced) {
    let params: Vec<_> = traced.generics.type_params().map(|param| param.ident.clone()).collect();
    if params.is_empty() {
        return;
    }
    let mut found: Vec<TokenStream> = Vec::new();
    for field in traced.fields() {
        if let Ok(ty) = syn::parse2(field.ty.to_token_stream()) {
            find(&ty, &params, &mut found);
        }
    }
    let is_declared = |ty: &TokenStream| {
        let param = params.iter().find(|param| **param == ty.to_string());
        param.is_some_and(|param| is_declared(&traced.generics, param, "Trace"))
    };
    found.retain(|ty| !is_declared(ty));
    let krate = Tokens::clone(&traced.krate);
    let clause = traced.generics.make_where_clause();
    for ty in found {
        let bound = quote_spanned!(Span::mixed_site()=> #ty: #krate::Trace);
        clause.predicates.extend(syn::parse2::<syn::WherePredicate>(bound));
    }
}

/// The parameters, and the associated types of parameters, whose values can be in values of this type.
fn find(ty: &Type, params: &[Ident], found: &mut Vec<TokenStream>) {
    match ty {
        Type::Path(path) => find_in_path(ty, path, params, found),
        Type::Array(array) => find(&array.elem, params, found),
        Type::Slice(slice) => find(&slice.elem, params, found),
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|part| find(part, params, found)),
        Type::Group(group) => find(&group.elem, params, found),
        Type::Paren(paren) => find(&paren.elem, params, found),
        // References hold nothing, and the other types are not traced.
        _ => {}
    }
}

fn find_in_path(ty: &Type, path: &TypePath, params: &[Ident], found: &mut Vec<TokenStream>) {
    let TypePath { qself, path, .. } = path;
    let is_param = path.segments.first().is_some_and(|first| params.contains(&first.ident));
    let is_associated = match qself {
        Some(qself) => mentions(&qself.ty, params),
        None => is_param && path.segments.len() > 1,
    };
    if is_associated || is_param && qself.is_none() {
        let (ty, text) = (ty.to_token_stream(), ty.to_token_stream().to_string());
        if !found.iter().any(|known| known.to_string() == text) {
            found.push(ty);
        }
        return;
    }
    // Of these, the argument is the name of a node type, or of no value at all.
    let holds_no_argument =
        |name: &Ident| ["PhantomData", "Rc", "Weak"].iter().any(|known| name == known);
    let Some(last) = path.segments.last() else { return };
    if holds_no_argument(&last.ident) {
        return;
    }
    if let PathArguments::AngleBracketed(arguments) = &last.arguments {
        for argument in &arguments.args {
            if let GenericArgument::Type(ty) = argument {
                find(ty, params, found);
            }
        }
    }
}

/// Whether a parameter is among the tokens of the type.
fn mentions(ty: &Type, params: &[Ident]) -> bool {
    fn inner(tokens: TokenStream, params: &[Ident]) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(name) => params.contains(&name),
            TokenTree::Group(group) => inner(group.stream(), params),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }
    inner(ty.to_token_stream(), params)
}

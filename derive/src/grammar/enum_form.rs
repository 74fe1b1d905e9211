//! Whether an enum is a union or a node enum. Only the tokens say that: the derive does not know
//! which types derive `Graph`.

use proc_macro2::TokenTree;
use syn::{Attribute, DataEnum, Fields, Meta, Type, Variant};

use super::keys::Key;

/// Whether the enum is a union of node types: each variant wraps one type, no field has a
/// `#[graph(..)]`, and the enum has no key that is for nodes.
pub(crate) fn is_union(attrs: &[Attribute], data: &DataEnum) -> bool {
    let is_wrapper =
        |variant: &Variant| wrapped(variant).is_some() && !variant.fields.iter().any(has_key);
    !data.variants.is_empty()
        && data.variants.iter().all(is_wrapper)
        && !attrs.iter().any(makes_node_enum)
}

/// The type that a union's variant wraps.
pub(crate) fn wrapped(variant: &Variant) -> Option<&Type> {
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Some(&fields.unnamed[0].ty),
        _ => None,
    }
}

fn has_key(field: &syn::Field) -> bool {
    // `with` is for variants. On their fields it is accepted, too.
    let is_with = |attr: &Attribute| keys_of(attr).all(|key| key == "with");
    field.attrs.iter().any(|attr| attr.path().is_ident("graph") && !is_with(attr))
}

fn makes_node_enum(attr: &Attribute) -> bool {
    attr.path().is_ident("graph")
        && keys_of(attr).any(|key| Key::named(&key).is_some_and(Key::makes_node_enum))
}

/// The words at the places of keys in `#[graph(key, key = value, key(value))]`.
fn keys_of(attr: &Attribute) -> impl Iterator<Item = String> {
    let tokens = match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) | Meta::NameValue(_) => proc_macro2::TokenStream::new(),
    };
    let mut is_start = true;
    tokens.into_iter().filter_map(move |token| {
        let is_key = std::mem::replace(&mut is_start, false);
        match token {
            TokenTree::Ident(word) if is_key => Some(word.to_string()),
            TokenTree::Punct(punct) => {
                is_start = punct.as_char() == ',';
                None
            }
            _ => None,
        }
    })
}

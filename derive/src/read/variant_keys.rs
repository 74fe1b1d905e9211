//! `#[graph(..)]` on a variant: `with(Type, ..)` in a union, and nothing in a node enum.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token, Type};

use crate::advice::attr_target::Item;
use crate::advice::errors::Errors;
use crate::advice::source_text::source_text;
use crate::grammar::keys::{Key, TargetKind};

/// The key of a union's variants.
const WITH: &str = "with";

/// The types in `#[graph(with(A, B))]`.
pub(super) fn read_with(attr: &Attribute) -> Option<Punctuated<Type, Token![,]>> {
    let Meta::List(with) = attr.parse_args::<Meta>().ok()? else { return None };
    let types = with
        .path
        .is_ident(WITH)
        .then(|| with.parse_args_with(Punctuated::<Type, Token![,]>::parse_terminated));
    types?.ok()
}

/// Whether the attribute starts with the word `with`, however it goes on.
pub(super) fn is_with(attr: &Attribute) -> bool {
    first_word(attr).is_some_and(|word| word == WITH)
}

/// Reports all keys on a variant of a node enum, with the right place for the first one.
pub(super) fn refuse_in_node_enum(item: &Item, variant: &syn::Variant, errors: &mut Errors) {
    for attr in variant.attrs.iter().filter(|attr| attr.path().is_ident("graph")) {
        let key = first_word(attr).and_then(|word| Key::named(&word.to_string()));
        let advice = match (first_word(attr), key) {
            (Some(word), _) if word == WITH => {
                format!(
                    "`{WITH}` is for the variants of a union, and `{}` is a node enum",
                    item.name
                )
            }
            (Some(word), Some(key)) if key.goes_on(TargetKind::Field) => {
                format!("`{word}` goes on a field of the variant: {}", on_field(&word, variant))
            }
            (Some(word), Some(key)) if key.goes_on(TargetKind::NodeEnum) => {
                let usage = key.usage(&item.names);
                format!("`{word}` goes on the enum: write `#[graph({usage})]` above the enum")
            }
            _ => {
                "a variant of a node enum takes no keys: write those for its fields on the fields, \
                  and all others on the enum"
                    .to_owned()
            }
        };
        errors.at(attr, advice);
    }
}

/// How to write the key on the variant's field, if it has one without a key.
fn on_field(word: &Ident, variant: &syn::Variant) -> String {
    let name = &variant.ident;
    let mut bare = variant.fields.iter().filter(|field| field.attrs.is_empty());
    match (bare.next(), bare.next()) {
        (Some(field), None) => {
            let ty = source_text(&field.ty);
            match &field.ident {
                Some(field) => format!("write `{name} {{ #[graph({word})] {field}: {ty} }}`"),
                None => format!("write `{name}(#[graph({word})] {ty})`"),
            }
        }
        (Some(_), Some(_)) => format!("write `#[graph({word})]` above that field"),
        (None, _) => "leave it out".to_owned(),
    }
}

fn first_word(attr: &Attribute) -> Option<Ident> {
    let first = |input: ParseStream| {
        let word = input.call(Ident::parse_any)?;
        input.parse::<proc_macro2::TokenStream>()?;
        Ok(word)
    };
    attr.parse_args_with(first).ok()
}

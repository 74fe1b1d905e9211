//! Reading saved references and the ids that they are saved by.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Token, Type};

use super::extent::take_value;
use crate::advice::attr_target::AttrTarget;
use crate::advice::errors::Errors;
use crate::grammar::keys::{Key, KeyKind, LinkKind};
use crate::grammar::link_type::Unwrapped;
use crate::model::CopiedId;

/// The type in `weak(Person)` or `shared(Person)` on a field. `rest` is the tokens after the key.
/// `None` if they are no saved reference: a link with a name, for example, goes on the item.
pub(super) fn target(key: &Key, rest: &TokenStream, target: AttrTarget) -> Option<Type> {
    let field = target.field?;
    if !matches!(key.kind, KeyKind::Link(LinkKind::Weak | LinkKind::Shared)) {
        return None;
    }
    // A field of handles was meant to be a link of the node only.
    if Unwrapped::from(&field.ty).has_handles() {
        return None;
    }
    let mut rest = rest.clone().into_iter();
    let Some(TokenTree::Group(group)) = rest.next() else { return None };
    if group.delimiter() != Delimiter::Parenthesis || rest.next().is_some() {
        return None;
    }
    let read = |input: ParseStream| {
        let ty = input.parse::<Type>()?;
        input.parse::<Option<Token![,]>>()?;
        Ok(ty)
    };
    let ty = read.parse2(group.stream()).ok()?;
    let is_name = matches!(&ty, Type::Path(path) if path.path.get_ident().is_some_and(|name| {
        name.unraw().to_string().starts_with(|char: char| char.is_lowercase())
    }));
    (!is_name).then_some(ty)
}

/// Reads what follows the key `id`: nothing, `(keep)` or `(fresh = EXPR)`.
pub(super) fn read_id(rest: TokenStream, errors: &mut Errors) -> CopiedId {
    if rest.is_empty() {
        return CopiedId::Unknown;
    }
    let whole = rest.clone();
    let read = |input: ParseStream| {
        let content;
        syn::parenthesized!(content in input);
        let word = content.call(syn::Ident::parse_any)?;
        let copied = if word == "keep" {
            CopiedId::Kept
        } else if word == "fresh" {
            content.parse::<Token![=]>()?;
            let function = take_value(&content)?;
            if function.is_empty() {
                return Err(content.error("no function"));
            }
            CopiedId::Fresh(function)
        } else {
            return Err(content.error("unknown word"));
        };
        content.parse::<Option<Token![,]>>()?;
        if content.is_empty() { Ok(copied) } else { Err(content.error("too much")) }
    };
    read.parse2(rest).unwrap_or_else(|_| {
        let message = "an id says what a copy of the node gets: write `id(fresh = CardId::fresh)` \
                       for what that function returns, or `id(keep)` for the same id";
        errors.at(whole, message);
        CopiedId::Kept
    })
}

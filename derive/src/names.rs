//! Names: the user's as they print, ours so that they clash with none.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::format_ident;
use syn::ext::IdentExt;

/// The user's name as it prints: without `r#`.
pub(crate) fn plain(name: &Ident) -> String {
    name.unraw().to_string()
}

/// The same name and place, resolved as this expansion's: the compiler then knows a use of it for
/// ours, and does not tell the user that the item is deprecated.
pub(crate) fn quiet(name: &Ident) -> Ident {
    let mut name = name.clone();
    name.set_span(name.span().resolved_at(Span::call_site()));
    name
}

/// A name that stands nowhere in `tokens`.
pub(crate) fn fresh(wish: &str, tokens: &TokenStream) -> Ident {
    let mut name = wish.to_owned();
    while mentions(tokens, &name) {
        name.push('_');
    }
    format_ident!("{name}", span = Span::mixed_site())
}

fn mentions(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident.unraw() == name,
        TokenTree::Group(group) => mentions(&group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The tokens with `Self` spelt out, since the node is another type than the struct.
pub(crate) fn without_self(tokens: TokenStream, this: &TokenStream) -> TokenStream {
    let spell_out = |token| match token {
        TokenTree::Ident(ident) if ident == "Self" => this.clone(),
        TokenTree::Group(group) => {
            let mut spelt = Group::new(group.delimiter(), without_self(group.stream(), this));
            spelt.set_span(group.span());
            TokenTree::Group(spelt).into()
        }
        other => other.into(),
    };
    tokens.into_iter().flat_map(spell_out).collect()
}

/// The one of `known` that was probably meant by `written`.
pub(crate) fn nearest<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |name: &&&str| distance(written, name);
    let best = known.iter().min_by_key(distance)?;
    (distance(&best) <= 1 + written.len() / 4).then_some(best)
}

/// How many letters must be put in, left out or changed (Levenshtein's distance).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, in_a) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, in_b) in b.chars().enumerate() {
            let change = diagonal + usize::from(in_a != in_b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.pop().unwrap_or_default()
}

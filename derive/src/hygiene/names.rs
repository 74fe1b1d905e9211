//! Names: the user's as they print, ours so that they clash with none.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Token;
use syn::ext::IdentExt;

use crate::hygiene::tokens::Tokens;

/// The user's name as it prints: without `r#`.
pub(crate) fn plain(name: &Ident) -> String {
    name.unraw().to_string()
}

/// The same name and place, resolved as this expansion's: the compiler then knows a use of it for
/// ours, and does not tell the user that the item is deprecated.
pub(crate) fn quiet(name: &Ident) -> Ident {
    named_at(name, name.span().resolved_at(Span::call_site()))
}

/// The same name, resolved as this expansion's, whose edition may know it for a keyword that the user's
/// does not.
fn named_at(name: &Ident, place: Span) -> Ident {
    if name == "gen" {
        return Ident::new_raw("gen", place);
    }
    let mut name = name.clone();
    name.set_span(place);
    name
}

/// A declared link's name where it is used. It stands nowhere in the user's code, since an editor
/// takes the whole `derive(Graph)` for the place of such a use: it would be renamed with the link.
pub(crate) fn of_link(name: &Ident) -> Ident {
    named_at(name, Span::call_site())
}

/// The same tokens, resolved as before, at another place: errors about them point there.
pub(crate) fn moved_to(place: Span, tokens: &Tokens) -> Tokens {
    let moved = tokens.as_slice().iter().cloned().map(|mut token| {
        token.set_span(token.span().located_at(place));
        token
    });
    moved.collect()
}

/// Tokens in which names are looked for.
pub(crate) struct Searched {
    tokens: TokenStream,
    /// The same, as the compiler prints it: what is not in here, no token has to be asked for.
    text: String,
}

impl Searched {
    pub(crate) fn new(tokens: TokenStream) -> Self {
        Searched { text: tokens.to_string(), tokens }
    }

    /// Whether a name stands there.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        self.text.contains(name) && mentions(&self.tokens, name)
    }
}

/// A name that stands nowhere in `tokens`.
pub(crate) fn fresh(wish: &str, tokens: &Searched) -> Ident {
    let mut name = wish.to_owned();
    while tokens.mentions(&name) {
        name.push('_');
    }
    Ident::new(&name, Span::mixed_site())
}

fn mentions(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident.unraw() == name,
        TokenTree::Group(group) => mentions(&group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The same tokens with `'static` in place of these lifetimes.
pub(crate) fn with_static(lifetimes: &[Ident], tokens: TokenStream) -> TokenStream {
    let mut is_lifetime = false;
    let replace = |token| {
        let token = match token {
            TokenTree::Ident(name) if is_lifetime && lifetimes.contains(&name) => {
                Ident::new("static", name.span()).into()
            }
            TokenTree::Group(group) => {
                let mut replaced =
                    Group::new(group.delimiter(), with_static(lifetimes, group.stream()));
                replaced.set_span(group.span());
                replaced.into()
            }
            other => other,
        };
        is_lifetime = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
        token
    };
    tokens.into_iter().map(replace).collect()
}

/// How a type or an expression of the user's becomes part of the expansion.
#[derive(Clone)]
pub(crate) struct Rewriting {
    /// What `Self` is: it has to be spelt out, since the node is another type than the struct.
    pub(crate) this: Tokens,
    /// Whether names are [`quiet`]: where the item speaks of deprecation, so that what is told or
    /// allowed there is not told again. Elsewhere not, since the compiler then tells a mistake in
    /// the user's tokens and the same in ours only once.
    pub(crate) is_quiet: bool,
}

impl Rewriting {
    pub(crate) fn of(this: &Tokens, item: &Searched) -> Self {
        Rewriting { this: this.clone(), is_quiet: item.mentions("deprecated") }
    }

    /// The same for an expression of the user's, where generic arguments need `::` before them.
    pub(crate) fn in_expressions(&self) -> Self {
        let Some((name, arguments)) = self.this.as_slice().split_first() else {
            return self.clone();
        };
        let colons = (!arguments.is_empty()).then(<Token![::]>::default);
        let this = Tokens::of(quote!(#name #colons #(#arguments)*));
        Rewriting { this, is_quiet: self.is_quiet }
    }

    pub(crate) fn rewrite(&self, tokens: TokenStream) -> Tokens {
        let mut rewritten = Vec::new();
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if ident == "Self" => {
                    let this = moved_to(ident.span(), &self.this);
                    rewritten.extend_from_slice(this.as_slice());
                }
                // `$crate` is no name: where it comes from is what it means.
                TokenTree::Ident(ident) if self.is_quiet && ident != "$crate" => {
                    rewritten.push(quiet(&ident).into());
                }
                // What a text names, as `"{file}"` does, is looked for where the text stands.
                TokenTree::Literal(mut literal) if self.is_quiet => {
                    literal.set_span(literal.span().resolved_at(Span::call_site()));
                    rewritten.push(literal.into());
                }
                TokenTree::Group(group) => {
                    let content = self.rewrite(group.stream()).into_token_stream();
                    let mut group_of_these = Group::new(group.delimiter(), content);
                    group_of_these.set_span(group.span());
                    rewritten.push(group_of_these.into());
                }
                other => rewritten.push(other),
            }
        }
        rewritten.into_iter().collect()
    }
}

/// The one of `known` that was probably meant by `written`.
pub(crate) fn nearest<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |name: &&&str| distance(written, name);
    let best = known.iter().min_by_key(distance)?;
    (distance(&best) <= 1 + written.len() / 4).then_some(best)
}

/// How many letters must be put in, left out, changed or swapped with their neighbours
/// (Levenshtein's distance, as Damerau extended it).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<_>, Vec<_>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let change = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    change.min(rows[i - 2][j - 2] + 1)
                } else {
                    change
                }
            };
        }
    }
    rows[a.len()][b.len()]
}

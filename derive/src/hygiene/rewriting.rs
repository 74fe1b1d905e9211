//! Types and expressions from the input, rewritten so that they mean the same in the expansion.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Token;

use super::names::as_expansion;
use super::tokens::Tokens;
use super::used_names::UsedNames;

/// How the input's types and expressions are rewritten.
#[derive(Clone)]
pub(crate) struct Rewriting {
    /// The declared type, which takes the place of `Self`: in the node's impls, `Self` is the node.
    declared: Tokens,
    /// Whether names are resolved [`as_expansion`], which keeps the compiler from reporting
    /// deprecated items a second time. This is done only where the item mentions deprecation.
    /// Elsewhere it would do harm: if a name is resolved in the same way in the input and in the
    /// expansion, the compiler reports a mistake in both only once.
    resolves_as_expansion: bool,
}

impl Rewriting {
    pub(crate) fn new(declared: &Tokens, used_names: &UsedNames) -> Self {
        Rewriting {
            declared: declared.clone(),
            resolves_as_expansion: used_names.contains("deprecated"),
        }
    }

    /// The same for an expression, where generic arguments need `::` before them.
    pub(crate) fn in_expressions(&self) -> Self {
        let Some((name, arguments)) = self.declared.as_slice().split_first() else {
            return self.clone();
        };
        let colons = (!arguments.is_empty()).then(<Token![::]>::default);
        let declared = Tokens::of(quote!(#name #colons #(#arguments)*));
        Rewriting { declared, resolves_as_expansion: self.resolves_as_expansion }
    }

    pub(crate) fn rewrite(&self, tokens: TokenStream) -> Tokens {
        let mut rewritten = Vec::new();
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if ident == "Self" => {
                    let declared = self.declared.located_at(ident.span());
                    rewritten.extend_from_slice(declared.as_slice());
                }
                // `$crate` means the crate that its span comes from.
                TokenTree::Ident(ident) if self.resolves_as_expansion && ident != "$crate" => {
                    rewritten.push(as_expansion(&ident).into());
                }
                // A name in a format string, as in `"{file}"`, is resolved as the string is.
                TokenTree::Literal(mut literal) if self.resolves_as_expansion => {
                    literal.set_span(literal.span().resolved_at(Span::call_site()));
                    rewritten.push(literal.into());
                }
                TokenTree::Group(group) => {
                    let content = self.rewrite(group.stream()).into_token_stream();
                    rewritten.push(group_like(&group, content).into());
                }
                other => rewritten.push(other),
            }
        }
        rewritten.into_iter().collect()
    }
}

/// The same tokens with `'static` in place of these lifetimes.
pub(crate) fn with_static(lifetimes: &[Ident], tokens: TokenStream) -> TokenStream {
    let mut follows_quote = false;
    let replace = |token| {
        let token = match token {
            TokenTree::Ident(name) if follows_quote && lifetimes.contains(&name) => {
                Ident::new("static", name.span()).into()
            }
            TokenTree::Group(group) => {
                group_like(&group, with_static(lifetimes, group.stream())).into()
            }
            other => other,
        };
        follows_quote = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
        token
    };
    tokens.into_iter().map(replace).collect()
}

/// The group with other tokens in it.
fn group_like(group: &Group, content: TokenStream) -> Group {
    let mut new = Group::new(group.delimiter(), content);
    new.set_span(group.span());
    new
}

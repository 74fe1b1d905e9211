//! A list of tokens that is cheap to copy.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;

/// The tokens of a path or a type.
///
/// Putting a `TokenStream` into another one, or looking inside one, is a call into the compiler. An
/// expansion does that dozens of times for the same few types, so they are kept as lists, which are
/// copied without the compiler's help.
#[derive(Clone)]
pub(crate) struct Tokens(Vec<TokenTree>);

impl Tokens {
    pub(crate) fn of(tokens: impl ToTokens) -> Self {
        Tokens(tokens.into_token_stream().into_iter().collect())
    }

    pub(crate) fn as_slice(&self) -> &[TokenTree] {
        &self.0
    }

    /// The same tokens, resolved as before, but at another place: errors about them point there.
    pub(crate) fn located_at(&self, span: Span) -> Self {
        let located = self.0.iter().cloned().map(|mut token| {
            token.set_span(token.span().located_at(span));
            token
        });
        located.collect()
    }
}

impl FromIterator<TokenTree> for Tokens {
    fn from_iter<I: IntoIterator<Item = TokenTree>>(tokens: I) -> Self {
        Tokens(tokens.into_iter().collect())
    }
}

impl ToTokens for Tokens {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.iter().cloned());
    }
}

//! Tokens at hand one by one.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

/// The tokens of a path or a type. To put a `TokenStream` into another one, or to look at what is in
/// it, is to call the compiler, and an expansion has dozens of these: as a list they are just copied.
#[derive(Clone)]
pub(crate) struct Tokens(Vec<TokenTree>);

impl Tokens {
    pub(crate) fn of(tokens: impl ToTokens) -> Self {
        Tokens(tokens.into_token_stream().into_iter().collect())
    }

    pub(crate) fn as_slice(&self) -> &[TokenTree] {
        &self.0
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

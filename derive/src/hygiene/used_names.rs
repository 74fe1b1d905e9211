//! The names that the input uses, so that ours can differ from them.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;

/// All names in some tokens.
pub(crate) struct UsedNames {
    tokens: TokenStream,
    /// The tokens as the compiler prints them. Most names that are looked for do not occur in this
    /// text, and then the tokens need not be searched.
    text: String,
}

impl UsedNames {
    pub(crate) fn of(tokens: TokenStream) -> Self {
        UsedNames { text: tokens.to_string(), tokens }
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.text.contains(name) && contains(&self.tokens, name)
    }

    /// A name that is not used: `preferred`, if possible.
    pub(crate) fn fresh(&self, preferred: &str) -> Ident {
        let mut name = preferred.to_owned();
        while self.contains(&name) {
            name.push('_');
        }
        Ident::new(&name, Span::mixed_site())
    }
}

fn contains(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident.unraw() == name,
        TokenTree::Group(group) => contains(&group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

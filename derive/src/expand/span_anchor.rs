//! Places our tokens around a type of the input at that type, so that errors about it are shown
//! there.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};

use crate::hygiene::names;
use crate::hygiene::tokens::Tokens;

/// The ends of a type in the input. The tokens made here stand there, and are resolved as ours.
pub(crate) struct SpanAnchor {
    pub(crate) first: Span,
    pub(crate) last: Span,
}

impl SpanAnchor {
    pub(crate) fn of(ty: &impl ToTokens) -> Self {
        let tokens = ty.to_token_stream().into_iter();
        SpanAnchor::around(tokens.map(|token| token.span()))
    }

    /// The same for a list of tokens, without a call into the compiler.
    pub(crate) fn of_tokens(ty: &Tokens) -> Self {
        SpanAnchor::around(ty.as_slice().iter().map(TokenTree::span))
    }

    /// The first token of a type. The compiler shows an error about a field at one token, wherever the
    /// field is used: at the same token it reports each mistake once.
    pub(crate) fn at_start(ty: &Tokens) -> Self {
        let first = SpanAnchor::of_tokens(ty).first;
        SpanAnchor { first, last: first }
    }

    fn around(mut spans: impl Iterator<Item = Span>) -> Self {
        let first = spans.next().unwrap_or_else(Span::mixed_site);
        SpanAnchor {
            first: first.resolved_at(Span::mixed_site()),
            last: spans.last().unwrap_or(first).resolved_at(Span::mixed_site()),
        }
    }

    /// `root::name`
    pub(crate) fn path(&self, root: &Tokens, name: &str) -> TokenStream {
        let root = root.located_at(self.first);
        let name = Ident::new(name, self.last);
        quote_spanned!(self.first=> #root::#name)
    }

    /// `::root::name`, of which only the punctuation stands here. An editor looks up the names that
    /// stand at a type, and would take ours for the type's.
    fn path_at_punctuation(&self, root: &Tokens, name: &Ident) -> TokenStream {
        // If the path begins with a name, that has to stand here.
        let begins_with_name = matches!(root.as_slice(), [TokenTree::Ident(_), ..]);
        let start_length = if begins_with_name { 1 } else { 2 };
        let mut root = root.as_slice().to_vec();
        for token in root.iter_mut().take(start_length) {
            token.set_span(token.span().located_at(self.first));
        }
        let root: Tokens = root.into_iter().collect();
        quote_spanned!(Span::mixed_site()=> #root::#name)
    }

    /// `root::name<arguments>`
    pub(crate) fn generic(
        &self,
        root: &Tokens,
        name: &str,
        arguments: &impl ToTokens,
    ) -> TokenStream {
        let path = self.path(root, name);
        quote_spanned!(self.last=> #path<#arguments>)
    }

    /// `::root::name<arguments>`, of which only the punctuation stands here.
    pub(crate) fn generic_at_punctuation(
        &self,
        root: &Tokens,
        name: &Ident,
        arguments: &impl ToTokens,
    ) -> TokenStream {
        let path = self.path_at_punctuation(root, name);
        quote_spanned!(self.last=> #path<#arguments>)
    }

    /// `root::name::<arguments>`
    pub(crate) fn function(
        &self,
        root: &Tokens,
        name: &str,
        arguments: &impl ToTokens,
    ) -> TokenStream {
        let path = self.path(root, name);
        quote_spanned!(self.last=> #path::<#arguments>)
    }

    /// `::root::name::<'_>`, of which only the punctuation stands here.
    pub(crate) fn function_at_punctuation(&self, root: &Tokens, name: &str) -> TokenStream {
        let path = self.path_at_punctuation(root, &Ident::new(name, Span::mixed_site()));
        quote_spanned!(self.last=> #path::<'_>)
    }

    /// `function(arguments)`
    pub(crate) fn call(&self, function: &impl ToTokens, arguments: &impl ToTokens) -> TokenStream {
        quote_spanned!(self.last=> #function(#arguments))
    }

    /// `Enum::Variant`
    pub(crate) fn variant(&self, ty: &Ident, variant: &Ident) -> TokenStream {
        let [ty, variant] = [(ty, self.first), (variant, self.last)].map(|(name, span)| {
            let mut name = names::as_expansion(name);
            name.set_span(name.span().located_at(span));
            name
        });
        quote_spanned!(self.first=> #ty::#variant)
    }

    /// `value.field`. Of the field's tokens, the last one stands here.
    pub(crate) fn field(&self, value: &str, field: TokenStream) -> TokenStream {
        let value = Ident::new(value, self.first);
        let mut field: Vec<_> = field.into_iter().collect();
        if let Some(last) = field.last_mut() {
            last.set_span(last.span().located_at(self.last));
        }
        quote_spanned!(self.first=> #value.#(#field)*)
    }
}

//! The mistakes of one item, collected, so that one compilation reports them all.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

#[derive(Default)]
pub(crate) struct Errors {
    errors: Vec<syn::Error>,
}

impl Errors {
    /// Adds a mistake at these tokens of the input.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Adds one error that underlines two parts which contradict each other, and all that is
    /// between them. So it is for parts that are close together. Of two distant ones, underline the
    /// second and name the first.
    pub(crate) fn between(
        &mut self,
        first: impl ToTokens,
        second: impl ToTokens,
        message: impl std::fmt::Display,
    ) {
        self.at(quote!(#first #second), message);
    }

    pub(crate) fn append(&mut self, others: Errors) {
        self.errors.extend(others.errors);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }
}

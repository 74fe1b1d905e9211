//! The mistakes of one item, collected, so that the user sees them all in one go.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

#[derive(Default)]
pub(crate) struct Errors {
    errors: Vec<syn::Error>,
}

impl Errors {
    /// Notes a mistake at these tokens of the user's.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Notes two parts that do not go together, and stand together: one error, which shows both.
    /// (What is between them is shown as well, so of two parts far from each other the second is
    /// shown, and the first is named.)
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

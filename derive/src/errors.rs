//! The mistakes of one item, collected, so that the user sees them all in one go.

use proc_macro2::TokenStream;
use quote::ToTokens;

#[derive(Default)]
pub(crate) struct Errors {
    errors: Vec<syn::Error>,
}

impl Errors {
    /// Notes a mistake at these tokens of the user's.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Notes two parts that do not go together, and points at both.
    pub(crate) fn between(
        &mut self,
        tokens: impl ToTokens,
        message: impl std::fmt::Display,
        other: impl ToTokens,
        note: impl std::fmt::Display,
    ) {
        let mut error = syn::Error::new_spanned(tokens, message);
        error.combine(syn::Error::new_spanned(other, note));
        self.push(error);
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.errors
            .iter()
            .map(syn::Error::to_compile_error)
            .collect()
    }
}

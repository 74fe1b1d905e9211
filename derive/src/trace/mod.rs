//! The derive of `Trace`.
//!
//! It has the same steps as the derive of `Graph`: [`read`](mod@read) reports all mistakes and makes
//! a [`Traced`](model::Traced), for which [`expand`](mod@expand) writes the impls. It has a model of
//! its own: the type may be anything that holds data, and keeps its fields as they are.

mod bounds;
mod expand;
mod keys;
mod model;
mod read;

use proc_macro2::TokenStream;

use crate::advice::errors::Errors;
use crate::debug_print;

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut output = TokenStream::new();
    if let Some(traced) = read::read(input, &mut errors) {
        output = expand::expand(&traced, errors.is_empty());
        debug_print::print_on_request(&traced.name, &output);
    }
    output.extend(errors.into_compile_errors());
    output
}

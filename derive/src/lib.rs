//! The derive macro of [kinfolk]. Use it through that crate, which re-exports it as
//! `kinfolk::Graph`; its documentation is there too.
//!
//! How it works, in the order of the steps:
//!
//! * `declaration`: the input as our own model, with the help of `keys`, which reads one
//!   `#[graph(..)]`, `hook`, which reads its `finalize = ..`, and `link_type`. Reading never fails:
//!   what is wrong is noted in `errors`, and the model goes on without it, so that all mistakes of
//!   one item come in one go and none begets another.
//! * `check`: what only shows when several parts are seen together.
//! * `expand`: the node of a struct, or the handle of a union.
//!
//! [kinfolk]: https://docs.rs/kinfolk

use proc_macro::TokenStream;

mod check;
mod declaration;
mod errors;
mod expand;
mod hook;
mod keys;
mod link_type;
mod names;
#[cfg(test)]
mod tests;

/// Derives the live graph of a struct or a union: see [`kinfolk::Graph`].
///
/// [`kinfolk::Graph`]: https://docs.rs/kinfolk/latest/kinfolk/derive.Graph.html
#[proc_macro_derive(Graph, attributes(graph))]
pub fn derive_graph(input: TokenStream) -> TokenStream {
    derive(input.into()).into()
}

fn derive(input: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let input = match syn::parse2::<syn::DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = errors::Errors::default();
    let mut declaration = declaration::Declaration::read(input, &mut errors);
    check::check(&mut declaration, &mut errors);
    let mut output = expand::expand(&declaration, errors.first());
    output.extend(errors.into_compile_errors());
    output
}

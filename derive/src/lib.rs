//! The derive macro of [kinfolk]. Use it through that crate, which re-exports it as
//! `kinfolk::Graph`; its documentation is there too.
//!
//! How it works, in the order of the steps:
//!
//! * `declaration`: the input as our own model, with the help of `attributes`, which reads
//!   `#[graph(..)]`. What goes in there is in `keys`; what follows a key is read by `value`, by
//!   `links` and `link_type` for `back(..)`, and by `hook` for `finalize = ..`. Reading never fails:
//!   what is wrong is noted in `errors`, and the model goes on with what was meant, or without it,
//!   so that all mistakes of one item come in one go and none begets another.
//! * For what the errors say: `words`, which key was meant, `subject`, the user's own names, and
//!   `written`, the user's tokens as a person writes them.
//! * `check`: what only shows when several parts are seen together.
//! * `expand`: the node of a struct, or the handle of a union.
//!
//! `names` and `tokens` are what several of these need of both.
//!
//! Beside these, `unfinished` reads what it can of an item that is being typed, and `show` prints an
//! expansion to whoever asks.
//!
//! [kinfolk]: https://docs.rs/kinfolk

use proc_macro::TokenStream;

mod advice;
mod check;
mod debug_print;
mod expand;
mod grammar;
mod hygiene;
mod read;
#[cfg(test)]
mod tests;

#[expect(missing_docs, reason = "kinfolk's docs of it stand first, and what is here would follow")]
#[proc_macro_derive(Graph, attributes(graph))]
pub fn derive_graph(input: TokenStream) -> TokenStream {
    derive(input.into()).into()
}

fn derive(input: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let mut errors = advice::errors::Errors::default();
    let tokens = hygiene::names::Searched::new(input.clone());
    let input = match syn::parse2::<syn::DeriveInput>(input.clone()) {
        Ok(input) => input,
        Err(error) => match read::recovery::read_rest(input) {
            Some(rest) => {
                errors.push(error);
                rest
            }
            None => return error.into_compile_error(),
        },
    };
    let mut declaration = read::declaration::Declaration::read(input, tokens, &mut errors);
    check::check(&mut declaration, &mut errors);
    let mut output = expand::expand(&declaration, errors.is_empty());
    debug_print::show_if_asked(&declaration.name, &output);
    output.extend(errors.into_compile_errors());
    output
}

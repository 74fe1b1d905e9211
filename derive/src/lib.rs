//! The derive macros of [kinfolk]. Use them through that crate, which re-exports them as
//! `kinfolk::Graph` and `kinfolk::Trace`, and documents them.
//!
//! # How the derive of `Graph` works
//!
//! 1. `read` turns the input into the `model`. It reports each mistake and continues, so that one
//!    compilation shows all of them.
//! 2. `check` looks at the model as a whole: names that clash, two back-links to one owner.
//! 3. `expand` writes the code: the node of a struct, or the handle of a union. An item with
//!    mistakes is expanded as well, without the content of functions, so that its uses cause no
//!    more errors.
//! 4. The errors are added as calls of `compile_error!`.
//!
//! Each line of an expansion costs compile time, for each type that derives `Graph`. So generic
//! code in the core crate does as much as possible, and the expansion does the rest.
//! `tests/expansions/` shows that rest; `KINFOLK_EXPAND=Folder cargo check` prints the expansion of
//! the type `Folder` (`debug_print`).
//!
//! # The modules
//!
//! From the top down. Each imports only modules below it.
//!
//! * `trace` is the derive of `Trace`, a smaller one. It shares parts of the modules below.
//! * `expand`, `check` and `read` are the steps. They do not import each other.
//! * `model`: the declaration, which they pass on.
//! * `advice`: errors, with the code to write instead.
//! * `grammar`: the keys of `#[graph(..)]` and the types of links, as data.
//! * `hygiene`: names that clash with nothing, and tokens at the right place.
//!
//! [kinfolk]: https://docs.rs/kinfolk

use proc_macro::TokenStream;

use advice::errors::Errors;

mod advice;
mod check;
mod debug_print;
mod expand;
mod grammar;
mod hygiene;
mod model;
mod read;
#[cfg(test)]
mod tests;
mod trace;

#[expect(missing_docs, reason = "rustdoc would add them to kinfolk's own docs of the derive")]
#[proc_macro_derive(Graph, attributes(graph))]
pub fn derive_graph(input: TokenStream) -> TokenStream {
    derive(input.into()).into()
}

#[expect(missing_docs, reason = "as for `Graph`")]
#[proc_macro_derive(Trace, attributes(trace))]
pub fn derive_trace(input: TokenStream) -> TokenStream {
    trace::derive(input.into()).into()
}

fn derive(input: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let mut errors = Errors::default();
    let mut output = proc_macro2::TokenStream::new();
    if let Some(mut declaration) = read::read(input, &mut errors) {
        check::check(&mut declaration, &mut errors);
        output = expand::expand(&declaration, errors.is_empty());
        debug_print::print_on_request(&declaration.name, &output);
    }
    output.extend(errors.into_compile_errors());
    output
}

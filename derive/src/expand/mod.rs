//! Writes the code that a declaration stands for.
//!
//! # Names
//!
//! All our names are written with their full path, through the core crate's versioned private
//! module where they are not public, so that nothing in the scope of user code can shadow them. No
//! method is called on user data. Our variables begin with `__`: if user code had a constant with
//! the name of a variable, the constant would be a pattern in place of the variable. Names of
//! fields and types are the tokens of the input, so that errors point to these.
//!
//! # Errors
//!
//! The expansion has no `#[diagnostic::..]` attributes, since a `mod diagnostic` in user code would
//! break them. Traits of the core crate carry the messages instead. Where a message is to appear at
//! a field, the expansion calls a function with such a bound, and the call stands at the field's
//! type. The derive adds no `#[allow(..)]` either: where user code says `forbid`, that is an error.
//!
//! An item with mistakes gets all its types and impls, but with empty bodies, so that no mistake
//! causes errors at the uses of the item.
//!
//! # Editors
//!
//! A token stands at the place in the source that its span names. An editor looks up each token of
//! an attribute in the expansion, and shows and renames all that it finds there. So none of our
//! names stands at a name in an attribute, except at the key that it is for. Of our path to a type,
//! only the punctuation stands at the type, which is enough for errors (`tests/spans.rs`).

pub(crate) mod context;
mod node;
mod node_enum;
pub(crate) mod param_bounds;
pub(crate) mod span_anchor;
mod union;

use proc_macro2::TokenStream;

use crate::model::{Body, Declaration};
use context::Context;

/// Expands the declaration, with empty bodies if `is_correct` is false.
pub(crate) fn expand(declaration: &Declaration, is_correct: bool) -> TokenStream {
    let context = Context::new(declaration, is_correct);
    match &declaration.body {
        Body::Node(node) => node::expand(&context, node),
        Body::Enum(node_enum) => node_enum::expand(&context, node_enum),
        Body::Union(union) => union::expand(&context, union),
    }
}

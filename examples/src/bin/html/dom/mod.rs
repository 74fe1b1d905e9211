//! A DOM on kinfolk, with `html5ever` as its parser.
//!
//! `model` has the nodes, `parse` makes them from HTML, and `serialise` writes them as HTML again.
//! `select` finds elements, and `edit` changes the tree. None of this uses recursion, so a document
//! may be nested as deeply as you like.

mod edit;
mod model;
mod parse;
mod select;
mod serialise;
mod sink;

pub use edit::{append, move_before, unwrap};
pub use model::{
    Child, ChildRc, Document, Element, ElementNode, Fragment, Node, NodeRc, Parent, ParentRc,
};
pub use parse::{ParseError, Parsed, Scripting, parse_document, parse_fragment, parse_text};
pub use select::{Selector, SelectorError, elements, text};
pub use serialise::{inner_html, outer_html};

//! The DOM of the example `html`: trees that the HTML specification prescribes, and many random
//! documents beside `markup5ever_rcdom`.
//!
//! Trees are written as in html5lib's tests: a line for each node, attribute and `content` of a
//! template, indented below its parent.

#[path = "../src/bin/html/dom/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the example uses more of it")]
mod dom;

#[path = "html/tree.rs"]
mod tree;

#[path = "html/documents.rs"]
mod documents;

#[path = "html/edits.rs"]
mod edits;

#[path = "html/beside_rcdom.rs"]
mod beside_rcdom;

//! The declarations about the generated type: its name, derives, attributes, documentation, and the
//! path to kinfolk.

#![deny(missing_docs)]

use kinfolk::Graph;

/// The path to kinfolk.
pub mod vendored {
    pub use kinfolk as family;
}

/// A page.
#[derive(Graph)]
#[graph(node = Leaf, derive(Debug), attr(non_exhaustive), attr(must_use))]
#[graph(crate = vendored::family)]
pub struct Page {
    /// Its text.
    pub text: String,
}

/// Anything.
#[derive(Graph)]
#[graph(handle = Any, attr(non_exhaustive), crate = ::kinfolk)]
pub enum Thing {
    /// A page.
    Page(Page),
}

fn main() {
    let page = Page { text: "Hi".into() }.into_graph();
    let leaf: &Leaf = &page;
    assert!(format!("{leaf:?}").starts_with("Leaf { text: \"Hi\""));
    let Any::Page(_) = Thing::Page(Page { text: String::new() }).into_graph();
}

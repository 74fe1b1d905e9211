//! Deprecated types, fields and variants: only who uses them is told.

#![deny(deprecated)]

use kinfolk::Graph;

/// A folder.
#[derive(Graph)]
#[deprecated(note = "use something else")]
#[graph(back(#[deprecated] parent: Self), to_plain)]
pub struct Folder {
    /// Its name.
    #[deprecated]
    pub name: String,
    /// What is in it.
    #[deprecated]
    #[graph(own)]
    pub folders: Vec<Self>,
    /// Its size.
    #[deprecated]
    #[graph(cell)]
    pub size: u64,
}

/// A part.
#[derive(Graph)]
#[graph(to_plain)]
pub struct Part {}

/// A union.
#[derive(Graph)]
#[graph(to_plain)]
pub enum Parent {
    /// A part.
    #[deprecated]
    Part(Part),
}

/// Who uses them says so.
#[derive(Graph)]
#[expect(deprecated)]
#[graph(weak(folder: Folder), to_plain)]
pub struct User {
    /// What is used.
    pub held: Option<kinfolk::Weak<Folder>>,
}

//! What the derive must stand up to in a crate that is strict with lints.

#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    clippy::pedantic,
    clippy::nursery
)]

pub mod deprecated;
pub mod forbidding;

use kinfolk::Graph;

/// A folder.
#[derive(Debug, Graph)]
#[graph(
    back(
        /// The folder around it.
        pub parent: Self
    ),
    weak(shortcut: Entry),
    shared(
        /// What it looks like.
        pub icon: Entry,
        templates: Vec<File>
    ),
    finalize = |folder| folder.entries.clear(),
    to_plain
)]
pub struct Folder {
    /// Its name.
    pub name: String,
    /// What is in it.
    #[graph(own)]
    pub entries: Vec<Entry>,
    /// The only one.
    #[graph(own)]
    cover: Option<Box<File>>,
    size: u64,
}

/// A file.
#[derive(Debug, Graph)]
#[graph(back(folder: Folder), derive(Debug), finalize = FileNode::closed, to_plain)]
pub struct File {
    #[graph(cell)]
    size: u64,
    #[graph(refcell)]
    tags: Vec<String>,
}

/// A union.
#[derive(Debug, Graph)]
#[graph(to_plain)]
pub enum Entry {
    /// A folder.
    Folder(Folder),
    /// A file.
    File(File),
}

/// Nothing but a shared link.
#[derive(Debug, Graph)]
#[graph(shared(next: Self), derive(Debug), to_plain)]
pub struct Cell {}

/// Nothing but links that are configured away.
#[derive(Debug, Graph)]
#[graph(shared(#[cfg(any())] gone: Missing), back(#[cfg(any())] owner: Missing))]
pub struct Alone {}

/// Generic, without fields that are links.
#[derive(Debug, Graph)]
#[graph(finalize = closed, shared(other: Vec<Self>))]
pub struct Tag<T: Copy> {
    /// Its text.
    pub text: T,
}

impl FileNode {
    fn closed(&self) {
        self.tags.borrow_mut().clear();
    }
}

fn closed<T: Copy + 'static>(tag: &kinfolk::Rc<Tag<T>>) {
    drop(tag.clone());
}

impl File {
    /// A file of a size.
    #[must_use]
    pub const fn new(size: u64) -> Self {
        Self { size, tags: Vec::new() }
    }

    /// Uses the plain fields.
    #[must_use]
    pub fn is_tagged(&self) -> bool {
        self.size > 0 && !self.tags.is_empty()
    }
}

impl Folder {
    /// A folder of a name.
    #[must_use]
    pub const fn new(name: String) -> Self {
        Self { name, entries: Vec::new(), cover: None, size: 0 }
    }

    /// Uses the plain fields.
    #[must_use]
    pub const fn has_cover(&self) -> bool {
        self.size > 0 && self.cover.is_some()
    }
}

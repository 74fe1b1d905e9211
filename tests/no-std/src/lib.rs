//! The derive in a crate that uses no name of std. kinfolk itself needs std.

#![no_std]
#![deny(warnings)]

extern crate alloc;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicU64, Ordering};

use kinfolk::{Graph, Rc};

static CLOSED: AtomicU64 = AtomicU64::new(0);

/// A folder.
#[derive(Debug, Graph)]
#[graph(back(parent: Folder), weak(shortcut: Entry, recent: Vec<File>), to_plain)]
#[graph(shared(icon: Entry, templates: Vec<File>), derive(Debug), finalize = FolderNode::closed)]
pub struct Folder {
    /// Its name.
    pub name: String,
    /// Its entries.
    #[graph(own)]
    pub entries: Vec<Entry>,
    #[graph(own)]
    cover: Option<Box<File>>,
}

/// A file.
#[derive(Debug, Graph)]
#[graph(back(folder: Folder), to_plain)]
#[graph(finalize = |file: &Rc<Self>| _ = CLOSED.fetch_add(file.size.get(), Ordering::Relaxed))]
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

impl FolderNode {
    fn closed(&self) {
        CLOSED.fetch_add(10, Ordering::Relaxed);
    }
}

#[test]
fn the_family_lives() {
    let file = |size| File { size, tags: Vec::new() };
    let folder = Folder { name: "root".into(), entries: Vec::new(), cover: None }.into_graph();
    folder.entries.push(file(1));
    folder.cover.set(file(2));
    folder.icon.set(file(4));
    folder.shortcut.set(&folder);
    folder.templates.push(folder.cover.get().unwrap());
    folder.recent.push(&folder.cover.get().unwrap());
    assert_eq!(folder.to_plain().entries.len(), 1);
    drop(folder);
    assert_eq!(CLOSED.load(Ordering::Relaxed), 17);
}

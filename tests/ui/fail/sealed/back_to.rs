//! Only the derive implements `BackTo`: the child's node must have the back-link.

use kinfolk::{BackTo, Graph};

#[derive(Graph)]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
    #[graph(own)]
    entries: Vec<Entry>,
    #[graph(own)]
    boxed: Option<Box<File>>,
}

impl BackTo<Folder> for Folder {}

#[derive(Graph)]
struct File {}

impl BackTo<Folder> for Box<File> {}

#[derive(Graph)]
enum Entry {
    Folder(Folder),
    File(File),
}

impl BackTo<Folder> for Entry {}

fn main() {}

// `Self` is the declared type, and the methods are the node's.
use kinfolk::Graph;

#[derive(Graph)]
#[graph(finalize = Self::close)]
struct Folder {}

impl FolderNode {
    fn close(&self) {}
}

#[derive(Graph)]
#[graph(finalize = Note::close)]
struct Note {}

impl Note {
    fn close(&self) {}
}

fn main() {}

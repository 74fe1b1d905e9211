//! Only the derive implements `Graph` and `NodeType`.

use kinfolk::{Graph, NodeType, Rc};

#[derive(Graph)]
struct Folder {}

#[derive(Graph)]
enum Entry {
    Folder(Folder),
}

struct Alias(Folder);

impl Graph for Alias {
    type Handle = Rc<Folder>;
    type Declared = Folder;
    type Repr = FolderNode;

    fn into_graph(self) -> Rc<Folder> {
        self.0.into_graph()
    }
}

struct Incomplete;

impl Graph for Incomplete {
    type Handle = Rc<Folder>;
    type Declared = Folder;
}

struct Plain;

impl NodeType for Plain {
    type Node = FolderNode;
}

impl NodeType for Entry {
    type Node = FolderNode;
}

fn main() {}

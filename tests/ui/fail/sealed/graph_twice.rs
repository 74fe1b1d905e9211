use kinfolk::{Graph, NodeType};

#[derive(Graph)]
struct Folder {}

impl NodeType for Folder {
    type Node = FolderNode;
}

fn main() {}

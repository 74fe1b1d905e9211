#![deny(deprecated)]

use kinfolk::Graph;

#[derive(Graph)]
#[graph(finalize = FileNode::closed)]
struct File {}

impl FileNode {
    #[deprecated = "it is closed by itself"]
    fn closed(&self) {}
}

fn main() {
    File {}.into_graph();
}

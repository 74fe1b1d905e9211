use kinfolk::Graph;

#[derive(Graph)]
#[graph(node = First, to_plain)]
#[graph(to_plain, node = Second)]
struct Folder {
    #[graph(cell, cell)]
    size: u64,
    #[graph(refcell)]
    #[graph(refcell)]
    name: String,
}

#[derive(Graph)]
#[graph(finalize = |_| (), finalize = FileNode::closed)]
#[graph(finalize = FileNode::gone)]
struct File {}

fn main() {}

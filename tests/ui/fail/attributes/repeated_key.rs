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

fn main() {}

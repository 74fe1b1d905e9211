// A declared link exists in the node only.
use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(parent: Folder))]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
}

fn main() {
    let root = Folder { folders: vec![], parent: None }.into_graph();
    let child = Folder { folders: vec![], parent: Some(root.clone()) };
}

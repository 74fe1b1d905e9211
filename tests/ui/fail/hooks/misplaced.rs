use kinfolk::Graph;

#[derive(Graph)]
struct Folder {
    #[graph(own, finalize = |a, b| ())]
    folders: Vec<Folder>,
    #[graph(finalize = FolderNode::closed)]
    name: String,
}

#[derive(Graph)]
enum Entry {
    #[graph(finalize = FolderNode::closed)]
    Folder(Folder),
}

#[derive(Graph)]
enum Shape {
    #[graph(finalize = |shape| ())]
    Circle(#[graph(finalize = ShapeNode::closed)] u8),
    Nothing,
}

#[derive(Graph)]
#[graph(finalize = FileNode::closed, finalize = |file| ())]
#[graph(finalize = FileNode::gone)]
struct File {}

fn main() {}

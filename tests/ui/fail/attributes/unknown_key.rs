use kinfolk::Graph;

#[derive(Graph)]
#[graph(bakc(parent: Folder), nod = Directory)]
struct Folder {
    #[graph(owned)]
    folders: Vec<Folder>,
    #[graph(Cell)]
    size: u64,
    #[graph(colour)]
    files: Vec<String>,
    #[graph(finalise = FolderNode::closed)]
    name: String,
}

#[derive(Graph)]
#[graph(share(theme: Folder), strong(folder: Folder), owner(parent: Folder))]
struct Page {
    #[graph(strong)]
    text: String,
}

#[derive(Graph)]
#[graph(copied, colour = "x")]
enum Entry {
    Folder(Folder),
}

#[derive(Graph)]
#[graph(colour, derives(Debug), weakk(Folder), crat = kinfolk)]
struct Unknown {}

fn main() {}

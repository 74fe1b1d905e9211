use kinfolk::Graph;

#[derive(Graph)]
#[graph(bakc(parent: Folder), nod = Directory)]
struct Folder {
    #[graph(owned)]
    folders: Vec<Folder>,
    #[graph(Cell)]
    size: u64,
    #[graph(children)]
    files: Vec<String>,
}

#[derive(Graph)]
#[graph(share(theme: Folder), strong(folder: Folder), owner(parent: Folder))]
struct Page {
    #[graph(strong)]
    text: String,
}

#[derive(Graph)]
#[graph(clone)]
enum Entry {
    Folder(Folder),
}

fn main() {}

use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(parent: Folder), weak(name: Folder, parent: Folder))]
struct Folder {
    name: String,
    #[graph(own)]
    folders: Vec<Folder>,
}

#[derive(Graph)]
#[graph(shared(theme: Folder, previous: Page), weak(previous: Page))]
struct Page {
    theme: Option<Folder>,
}

fn main() {}

use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(parent: Folder), weak(name: Folder, parent: Folder))]
struct Folder {
    name: String,
    #[graph(own)]
    folders: Vec<Folder>,
}

fn main() {}

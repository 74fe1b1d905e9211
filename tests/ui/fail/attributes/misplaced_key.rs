use kinfolk::Graph;

#[derive(Graph)]
#[graph(own)]
struct Folder {
    #[graph(back(parent: Folder))]
    folders: Vec<Folder>,
    #[graph(to_plain)]
    name: String,
    #[graph(shared)]
    theme: Option<File>,
}

#[derive(Graph)]
#[graph(back(parent: Folder), cell, shared(theme: Folder))]
enum Entry {
    #[graph(own)]
    Folder(Folder),
    File(#[graph(own)] File),
}

#[derive(Graph)]
struct File {}

fn main() {}

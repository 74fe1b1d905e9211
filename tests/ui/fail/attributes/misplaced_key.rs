use kinfolk::Graph;

#[derive(Graph)]
#[graph(own)]
struct Folder {
    #[graph(back(parent: Folder))]
    folders: Vec<Folder>,
    #[graph(to_plain)]
    name: String,
}

#[derive(Graph)]
#[graph(cell, sharde(theme: Folder))]
enum Entry {
    #[graph(own)]
    Folder(Folder),
}

#[derive(Graph)]
struct File {}

#[derive(Graph)]
#[graph(own, cell)]
struct Library {
    name: String,
    folders: Vec<Folder>,
}

#[derive(Graph)]
#[graph(refcell = x)]
struct Book {
    name: String,
}

fn main() {}

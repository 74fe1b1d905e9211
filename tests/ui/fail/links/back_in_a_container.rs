use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(folders: Vec<Folder>))]
struct File {}

#[derive(Graph)]
struct Folder {
    #[graph(own)]
    files: Vec<File>,
}

fn main() {}

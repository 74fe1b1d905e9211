use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(folder: Option<Folder>))]
struct File {}

#[derive(Graph)]
struct Folder {
    #[graph(own)]
    files: Vec<File>,
}

fn main() {}

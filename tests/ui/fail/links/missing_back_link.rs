use kinfolk::Graph;

#[derive(Graph)]
struct Folder {
    #[graph(own)]
    files: Vec<File>,
}

#[derive(Graph)]
struct File {}

fn main() {}

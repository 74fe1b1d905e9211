use kinfolk::Graph;

#[derive(Graph)]
struct Folder {
    #[graph(own)]
    file: File,
    #[graph(own)]
    count: u64,
}

#[derive(Graph)]
#[graph(back(folder: Folder))]
struct File {}

fn main() {}

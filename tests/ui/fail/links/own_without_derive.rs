use kinfolk::Graph;

#[derive(Graph)]
struct Folder {
    #[graph(own)]
    files: Vec<File>,
    #[graph(own)]
    cover: Option<Box<File>>,
}

struct File {}

fn main() {}

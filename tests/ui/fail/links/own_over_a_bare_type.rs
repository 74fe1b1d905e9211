use kinfolk::Graph;

#[derive(Graph)]
struct Folder {
    #[graph(own)]
    file: File, // This is right.
    #[graph(own)]
    count: u64,
    #[graph(own)]
    names: Vec<String>,
    #[graph(own)]
    plain: Plain,
}

#[derive(Graph)]
#[graph(back(folder: Folder))]
struct File {}

struct Plain {}

fn main() {}

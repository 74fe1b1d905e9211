use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(parent: Foldr))]
struct Folder {
    #[graph(own)]
    folders: Vec<Filder>,
    #[graph(cell)]
    size: Missing,
}

fn main() {}

use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(parent: Folder))]
struct Folder {
    #[graph(own, cell)]
    folders: Vec<Folder>,
    #[graph(cell)]
    #[graph(refcell)]
    size: u64,
}

fn main() {}

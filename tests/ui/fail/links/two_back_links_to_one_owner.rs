use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(parent: Folder), back(owner: Folder))]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
}

fn main() {}

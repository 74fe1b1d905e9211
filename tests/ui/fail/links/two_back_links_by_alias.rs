use kinfolk::Graph;

type Directory = Folder;

#[derive(Graph)]
#[graph(back(parent: Folder), back(owner: Directory))]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
}

fn main() {}

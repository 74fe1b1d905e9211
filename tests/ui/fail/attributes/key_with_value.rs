use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(parent: Folder), to_plain = true)]
struct Folder {
    #[graph(own = 3)]
    folders: Vec<Folder>,
    #[graph(own(Folder))]
    others: Vec<Folder>,
    #[graph(cell = u64)]
    size: u64,
}

fn main() {}

use kinfolk::Graph;

#[derive(Graph)]
#[graph("to_plain")]
struct Folder {
    #[graph(3)]
    size: u64,
    #[graph(, own)]
    folders: Vec<Folder>,
    #[graph(own cell)]
    files: Vec<Folder>,
    #[graph(kinfolk::own)]
    others: Vec<Folder>,
}

fn main() {}

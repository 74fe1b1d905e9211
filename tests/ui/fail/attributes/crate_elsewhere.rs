use kinfolk::Graph;

#[derive(Graph)]
#[graph(crate = family)]
struct Page {
    name: String,
    #[graph(cell)]
    size: u64,
    #[graph(refcell)]
    tags: Vec<String>,
}

#[derive(Graph)]
#[graph(crate = family, shared(theme: Theme))]
struct Cover {}

#[derive(Graph)]
struct Theme {}

fn main() {}

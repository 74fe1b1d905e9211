use kinfolk::Graph;

#[derive(Graph)]
#[graph(crate = family)]
struct Page {
    name: String,
}

fn main() {}

use kinfolk::Graph;

#[derive(Graph)]
struct Pair(String, #[graph(own)] Vec<Pair>);

#[derive(Graph)]
struct Empty();

fn main() {}

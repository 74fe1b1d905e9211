use kinfolk::Graph;

#[derive(Graph)]
#[graph(shared(target: File), shared(targets: Vec<File>))]
struct Link {}

struct File {}

fn main() {}

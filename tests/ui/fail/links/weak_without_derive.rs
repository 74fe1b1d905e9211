use kinfolk::Graph;

#[derive(Graph)]
#[graph(weak(target: File), weak(targets: Vec<File>))]
struct Link {}

struct File {}

fn main() {}

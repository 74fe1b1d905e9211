use kinfolk::Graph;

#[derive(Graph)]
#[graph(weak(target: File), weak(targets: Vec<File>), weak(maybe: Option<Link>))]
struct Link {}

struct File {}

fn main() {}

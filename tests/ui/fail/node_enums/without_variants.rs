use kinfolk::Graph;

#[derive(Graph)]
enum Never {}

fn main() {}

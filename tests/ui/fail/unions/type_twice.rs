use kinfolk::Graph;

#[derive(Graph)]
enum Entry {
    Old(File),
    New(File),
}

#[derive(Graph)]
struct File {}

fn main() {}

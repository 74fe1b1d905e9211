use kinfolk::Graph;

#[derive(Graph)]
enum Entry {
    File(File),
    Entry(Entry),
}

#[derive(Graph)]
struct File {}

fn main() {}

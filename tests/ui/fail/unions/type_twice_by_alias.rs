use kinfolk::Graph;

type Document = File;

#[derive(Graph)]
enum Entry {
    File(File),
    Document(Document),
}

#[derive(Graph)]
struct File {}

fn main() {}

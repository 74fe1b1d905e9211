use kinfolk::Graph;

#[derive(Graph)]
enum Entry {
    File(File),
    Page(Page),
}

struct File {}

#[derive(Graph)]
struct Page {}

fn main() {}

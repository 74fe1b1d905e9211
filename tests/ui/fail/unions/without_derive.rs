use kinfolk::Graph;

#[derive(Graph)]
enum Entry {
    File(File),
    Page(Page),
    Number(u64),
}

struct File {}

#[derive(Graph)]
struct Page {}

fn main() {}

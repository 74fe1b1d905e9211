use kinfolk::Graph;

#[derive(Graph)]
enum Entry {
    File(File),
    Page(Page),
    Number(u64),
    Boxed(Box<Page>),
}

struct File {}

#[derive(Graph)]
struct Page {}

fn main() {}

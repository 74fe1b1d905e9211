use kinfolk::Graph;

#[derive(Graph)]
enum Entry {
    Page(Page),
    Note(String),
}

#[derive(Graph)]
struct Page {}

fn main() {}

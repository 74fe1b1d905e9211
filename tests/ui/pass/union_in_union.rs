use kinfolk::Graph;

#[derive(Graph)]
enum Outer {
    Inner(Inner),
    Page(Page),
}

#[derive(Graph)]
enum Inner {
    File(File),
}

#[derive(Graph)]
struct File {}

#[derive(Graph)]
struct Page {}

fn main() {}

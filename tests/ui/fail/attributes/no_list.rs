use kinfolk::Graph;

#[derive(Graph)]
#[graph]
struct Bare {
    #[graph]
    pages: Vec<Page>,
}

#[derive(Graph)]
#[graph = "back"]
struct Valued {
    #[graph = "own"]
    pages: Vec<Page>,
}

#[derive(Graph)]
struct Page {}

#[derive(Graph)]
#[graph]
enum Part {
    Page(Page),
}

fn main() {}

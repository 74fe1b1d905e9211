// The only back-link could lead to a union of owners, but it leads to another owner.
use kinfolk::Graph;

#[derive(Graph)]
struct Book {
    #[graph(own)]
    pages: Vec<Page>,
}

#[derive(Graph)]
struct Album {
    #[graph(own)]
    pages: Vec<Page>,
}

#[derive(Graph)]
#[graph(back(book: Book))]
struct Page {}

fn main() {
    let album = Album { pages: vec![] }.into_graph();
    album.pages.push(Page {});
}

// `Page` has back-links, but none to `Album`.
use kinfolk::Graph;

#[derive(Graph)]
struct Book {
    #[graph(own)]
    pages: Vec<Page>,
}

#[derive(Graph)]
struct Magazine {
    #[graph(own)]
    pages: Vec<Page>,
}

#[derive(Graph)]
struct Album {
    #[graph(own)]
    cover: Option<Box<Page>>,
}

#[derive(Graph)]
#[graph(back(book: Book), back(magazine: Magazine))]
struct Page {}

fn main() {
    let album = Album { cover: None }.into_graph();
    album.cover.set(Page {});
}

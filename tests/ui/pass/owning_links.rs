//! `own` over each container, of structs and of unions.

use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(book: Book))]
struct Page {}

#[derive(Graph)]
#[graph(back(book: Book))]
struct Picture {}

#[derive(Graph)]
enum Content {
    Page(Page),
    Picture(Picture),
}

#[derive(Graph)]
#[graph(back(part_of: Book))]
struct Book {
    #[graph(own)]
    contents: Vec<Content>,
    #[graph(own)]
    cover: Option<Picture>,
    #[graph(own)]
    sequel: Option<Box<Book>>,
}

fn main() {
    let sequel = Book { contents: vec![], cover: None, sequel: None };
    let contents = vec![Content::Page(Page {}), Content::Picture(Picture {})];
    let book = Book { contents, cover: Some(Picture {}), sequel: Some(Box::new(sequel)) };
    let book = book.into_graph();
    assert_eq!(book.contents.len(), 2);
    assert_eq!(book.cover.get().unwrap().book.get(), Some(book.clone()));
    assert_eq!(book.sequel.get().unwrap().part_of.get(), Some(book));
}

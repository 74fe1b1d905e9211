//! Only the derive says which owners a back-link can point to.

use kinfolk::Graph;
use kinfolk::links::OwnerAs;

#[derive(Graph)]
struct Book {}

#[derive(Graph)]
#[graph(back(book: Book))]
struct Page {}

#[derive(Graph)]
struct Album {
    #[graph(own)]
    pages: Vec<Page>,
}

impl OwnerAs<Book> for Album {}

fn main() {}

//! The memory of a history.

use kinfolk::History;
use kinfolk::prelude::*;

use crate::allocations_of;

#[derive(Graph)]
#[graph(back(book: Book))]
struct Page {}

#[derive(Graph)]
#[graph(back(shelf: Shelf))]
struct Book {
    #[graph(own)]
    pages: Vec<Page>,
}

#[derive(Graph)]
struct Shelf {
    #[graph(own)]
    books: Vec<Book>,
}

/// Much less than one byte for each step.
const LITTLE: isize = 2_000;

pub fn with_a_limit_keep_their_size() {
    let shelf = Shelf { books: vec![] }.into_graph();
    let history = History::new(&shelf).limit(50);
    let steps = |rounds: u64| {
        for _ in 0..rounds {
            let book = shelf.books.add(Book { pages: vec![Page {}] });
            shelf.books.push(Book { pages: vec![] });
            history.step("Pages", || {
                book.pages.push(Page {});
                book.pages.remove(0);
            });
            shelf.books.pop();
            history.undo().unwrap();
            history.amend(|| drop(book.detach()));
            shelf.books.pop();
        }
    };
    steps(200);
    let (_, _, grown) = allocations_of(|| steps(50_000));
    assert!(grown < LITTLE, "{grown} bytes more after 250,000 steps");
    drop(history);
}

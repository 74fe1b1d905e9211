//! Types declared in function bodies, two of them with the same name.

use kinfolk::Graph;

use crate::hooks::{called, called_for};

fn first() -> u8 {
    #[derive(Graph)]
    #[graph(finalize = closed, shared(next: Page))]
    struct Page {
        number: u8,
    }

    fn closed(_: &kinfolk::Rc<Page>) {
        called("first");
    }

    assert_eq!(called_for(Page { number: 1 }), ["first"]);
    Page { number: 1 }.into_graph().number
}

fn second() -> &'static str {
    #[derive(Graph)]
    #[graph(back(book: Book), finalize = |_| closed(), shared(next: Page, all: Vec<Book>))]
    struct Page {
        number: &'static str,
    }

    fn closed() {
        called("second");
    }

    #[derive(Graph)]
    struct Book {
        #[graph(own)]
        pages: Vec<Page>,
    }

    assert_eq!(called_for(Page { number: "two" }), ["second"]);
    let book = Book { pages: vec![Page { number: "two" }] }.into_graph();
    book.pages.get(0).unwrap().number
}

#[test]
fn each_has_its_own() {
    assert_eq!((first(), second()), (1, "two"));
}

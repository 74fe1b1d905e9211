//! Types in function bodies, two with the same names.

use kinfolk::Graph;

fn first() -> u8 {
    #[derive(Graph)]
    struct Page {
        number: u8,
    }

    Page { number: 1 }.into_graph().number
}

fn second() -> &'static str {
    #[derive(Graph)]
    #[graph(back(book: Book))]
    struct Page {
        number: &'static str,
    }

    #[derive(Graph)]
    struct Book {
        #[graph(own)]
        pages: Vec<Page>,
    }

    let book = Book { pages: vec![Page { number: "two" }] }.into_graph();
    book.pages.get(0).unwrap().number
}

#[test]
fn each_has_its_own() {
    assert_eq!((first(), second()), (1, "two"));
}

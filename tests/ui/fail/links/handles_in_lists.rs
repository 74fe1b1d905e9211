// Types that newcomers know for a link.
use kinfolk::Graph;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

#[derive(Graph)]
#[graph(back(books: Vec<Book>), back(shelf: RefCell<Weak<Shelf>>))]
#[graph(weak(a: Vec<Rc<Page>>, b: Vec<Option<Page>>, c: Vec<Weak<Page>>, d: RefCell<Vec<Page>>))]
#[graph(shared(e: std::cell::Cell<Option<Rc<Page>>>, f: &'static Page, g: Box<Vec<Page>>))]
#[graph(weak(h: [Page; 3], i: Vec<Vec<Page>>, j: Option<Vec<Page>>, k: Vec<Box<Page>>))]
struct Page {}

#[derive(Graph)]
struct Book {
    #[graph(own)]
    pages: Vec<Page>,
}

#[derive(Graph)]
struct Shelf {
    #[graph(own)]
    pages: Vec<Page>,
}

fn links(page: &PageNode) {
    page.a.iter();
    page.b.iter();
    page.c.iter();
    page.d.iter();
    page.e.get();
    page.f.get();
    page.g.iter();
    page.h.iter();
    page.i.iter();
    page.j.iter();
    page.k.iter();
}

// The bare name could also be a user type `Cell`, such as a cell of a table.
#[derive(Graph)]
#[graph(weak(next: Cell<Page>))]
struct Table {}

fn imports(_: RefCell<()>, _: Rc<()>, _: Weak<()>) {}

fn main() {}

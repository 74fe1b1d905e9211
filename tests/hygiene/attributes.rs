//! Every key in every form.

use kinfolk::{Graph, Rc};

use crate::hooks::{called, called_for};

/// Documented.
#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(
    back(
        /// The owner.
        pub shelf: Owner,
    ),
    weak(pub next: Book),
    weak(
        /// Older editions.
        pub(crate) before: Vec<Book>,
        translations: Vec<Book>,
    ),
    shared(
        /// The cover.
        pub cover: Owner,
        /// The subjects.
        #[doc = "Any number."]
        pub(crate) subjects: Vec<Index>,
    ),
    shared(series: Book),
)]
#[graph(node = LiveBook, derive(Debug), attr(must_use = "a book is for reading", non_exhaustive))]
#[graph(to_plain, crate = kinfolk, finalize = LiveBook::closed)]
pub struct Book {
    /// Its title.
    pub title: String,
    #[graph(cell)]
    pages: u32,
    #[graph(refcell)]
    notes: Vec<String>,
    #[graph(own)]
    chapters: Vec<Chapter>,
    #[graph(own)]
    index: Option<Index>,
    #[graph(own)]
    preface: Option<Box<Chapter>>,
}

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(finalize = |_| called("a chapter"), back(book: Book), to_plain,)]
struct Chapter {}

#[derive(Graph, Clone, Debug, PartialEq)]
#[graph(back(book: Book), to_plain)]
struct Index {}

/// A union of owners.
#[derive(Graph)]
#[graph(handle = OwnerHandle, attr(non_exhaustive))]
pub enum Owner {
    /// A shelf.
    Shelf(Shelf),
    Person(Person),
}

#[derive(Graph)]
pub struct Shelf {
    #[graph(own)]
    pub books: Vec<Book>,
}

#[derive(Graph)]
pub struct Person {
    #[graph(own)]
    pub lent: Option<Book>,
}

impl LiveBook {
    fn closed(&self) {
        called("a book");
    }
}

fn book(title: &str) -> Book {
    Book {
        title: title.into(),
        pages: 100,
        notes: vec![],
        chapters: vec![Chapter {}],
        index: Some(Index {}),
        preface: Some(Box::new(Chapter {})),
    }
}

#[test]
fn back_to_a_union() {
    let shelf = Shelf { books: vec![book("Emma")] }.into_graph();
    let person = Person { lent: None }.into_graph();
    let emma: Rc<Book> = shelf.books.get(0).unwrap();
    assert_eq!(emma.shelf.get(), Some(OwnerHandle::from(shelf.clone())));
    person.lent.set(emma.clone());
    assert_eq!(emma.shelf.get(), Some(OwnerHandle::Person(person)));
    assert!(shelf.books.is_empty());
}

#[test]
fn to_plain_returns_the_value() {
    let emma = book("Emma").into_graph();
    emma.notes.borrow_mut().push("good".into());
    emma.pages.set(99);
    emma.next.set(&emma);
    emma.before.push(&emma);
    emma.subjects.push(emma.index.get().unwrap());
    let plain = Book { pages: 99, notes: vec!["good".into()], ..book("Emma") };
    assert_eq!(emma.to_plain(), plain);
    assert!(format!("{:?}", *emma).starts_with("LiveBook { shelf: None, next: (WeakLink)"));
}

#[test]
fn the_hooks_are_called() {
    assert_eq!(called_for(book("Emma")), ["a book", "a chapter", "a chapter"]);
}

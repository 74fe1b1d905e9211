//! Shelves with books in every kind of owning link, and a picture of their state.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};

use indexmap::IndexMap;
use kinfolk::prelude::*;
use kinfolk::{AnyRc, Place};

#[derive(Graph)]
#[graph(back(shelf: Shelf), finalize = |book| note_death(book.number))]
pub struct Book {
    pub number: u32,
}

#[derive(Graph)]
#[graph(back(parent: Shelf))]
pub struct Shelf {
    #[graph(own)]
    pub list: Vec<Book>,
    #[graph(own)]
    pub other: Vec<Book>,
    #[graph(own)]
    pub option: Option<Book>,
    #[graph(own)]
    pub first: Book,
    #[graph(own)]
    pub second: Book,
    #[graph(own)]
    pub sorted: BTreeMap<u32, Book>,
    #[graph(own)]
    pub hashed: HashMap<u32, Book>,
    #[graph(own)]
    pub indexed: IndexMap<u32, Book>,
    #[graph(own)]
    pub shelves: Vec<Shelf>,
}

thread_local! {
    static DEATHS: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

fn note_death(number: u32) {
    DEATHS.with_borrow_mut(|deaths| deaths.push(number));
}

/// The numbers of the books whose hooks have run since the last call, in order.
pub fn take_deaths() -> Vec<u32> {
    DEATHS.take()
}

/// Books that are made now have numbers from here on.
pub fn next_number() -> u32 {
    NEXT.get()
}

/// A new book, with the next number.
pub fn book() -> Book {
    Book { number: NEXT.replace(NEXT.get() + 1) }
}

pub fn books(count: usize) -> Vec<Book> {
    (0..count).map(|_| book()).collect()
}

fn keyed<M: FromIterator<(u32, Book)>>(count: u32) -> M {
    // Not in the order of the keys.
    (0..count).map(|key| (10 * ((key + 2) % count), book())).collect()
}

/// A shelf with so many books in each list, and five in each map.
pub fn shelf(len: usize) -> Shelf {
    Shelf {
        list: books(len),
        other: books(len.min(6)),
        option: Some(book()),
        first: book(),
        second: book(),
        sorted: keyed(5),
        hashed: keyed(5),
        indexed: keyed(5),
        shelves: vec![],
    }
}

/// Two shelves, and all of their books.
pub struct Model {
    pub left: Rc<Shelf>,
    pub right: Rc<Shelf>,
    all: Vec<Rc<Book>>,
}

impl Model {
    /// Only in the second shelf, the option is empty.
    pub fn new(len: usize) -> Self {
        let (left, right) = (shelf(len).into_graph(), shelf(len).into_graph());
        drop(right.option.take());
        take_deaths();
        let all = [&left, &right].into_iter().flat_map(books_of).collect();
        Model { left, right, all }
    }

    /// The two shelves are in a third one, which is returned.
    pub fn in_root(len: usize) -> (Self, Rc<Shelf>) {
        let (model, root) = (Model::new(len), shelf(0).into_graph());
        root.shelves.extend([model.left.clone(), model.right.clone()]);
        (model, root)
    }

    /// The state of all, which must be valid.
    pub fn state(&self) -> State {
        for shelf in [&self.left, &self.right] {
            assert_eq!(shelf.root().validate(), Ok(()));
            assert_eq!(shelf.validate(), Ok(()));
        }
        let places = self.all.iter().map(place).collect();
        State { shelves: [&self.left, &self.right].map(children), places }
    }

    /// Forgets the handles to the books.
    pub fn forget_books(&mut self) {
        self.all.clear();
    }
}

/// Where each child is, by address; and where each book that was there at first is.
#[derive(Debug, PartialEq)]
pub struct State {
    shelves: [Vec<(&'static str, usize, AnyRc)>; 2],
    places: Vec<Option<(AnyRc, String)>>,
}

fn place(book: &Rc<Book>) -> Option<(AnyRc, String)> {
    assert_eq!(book.owner(), book.shelf.get().map(|shelf| shelf.to_any()));
    let place: Place = book.place()?;
    let link = place.link().to_owned();
    let text =
        if link == "hashed" { format!("{link} {:?}", place.key()) } else { place.to_string() };
    Some((place.owner(), text))
}

/// The children of each link. A key is its address, since the same key comes back.
fn children(of: &Rc<Shelf>) -> Vec<(&'static str, usize, AnyRc)> {
    let mut all = Vec::new();
    for (name, list) in [("list", &of.list), ("other", &of.other)] {
        all.extend(list.iter().enumerate().map(|(index, book)| (name, index, book.to_any())));
    }
    all.extend(of.option.get().map(|book| ("option", 0, book.to_any())));
    all.push(("first", 0, of.first.get().to_any()));
    all.push(("second", 0, of.second.get().to_any()));
    let address = |key: &u32| std::ptr::from_ref(key) as usize;
    all.extend(of.sorted.iter().map(|(key, book)| ("sorted", address(&key), book.to_any())));
    let mut hashed: Vec<_> = of.hashed.iter().collect();
    hashed.sort_by(|(a, _), (b, _)| a.cmp(b));
    all.extend(hashed.into_iter().map(|(key, book)| ("hashed", address(&key), book.to_any())));
    all.extend(of.indexed.iter().map(|(key, book)| ("indexed", address(&key), book.to_any())));
    all.extend(of.shelves.iter().enumerate().map(|(i, shelf)| ("shelves", i, shelf.to_any())));
    for (_, _, child) in &all {
        assert_eq!(child.owner(), Some(of.to_any()));
    }
    for (key, book) in of.sorted.iter().chain(of.hashed.iter()).chain(of.indexed.iter()) {
        assert_eq!(book.place().unwrap().key_as::<u32>(), Some(&*key));
    }
    for shelf in [&of.hashed] {
        for (key, book) in shelf {
            assert_eq!(shelf.get(&*key), Some(book));
        }
    }
    for (key, book) in &of.indexed {
        assert_eq!(of.indexed.get(&*key), Some(book));
    }
    for (key, book) in &of.sorted {
        assert_eq!(of.sorted.get(&*key), Some(book));
    }
    all
}

fn books_of(shelf: &Rc<Shelf>) -> Vec<Rc<Book>> {
    children(shelf).into_iter().filter_map(|(_, _, child)| child.downcast::<Book>()).collect()
}

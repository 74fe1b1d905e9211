//! The memory of a history.

use std::collections::BTreeMap;

use kinfolk::history::Change;
use kinfolk::prelude::*;
use kinfolk::{History, observe};
use kinfolk_tests::settings;

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
            history.amend(|| _ = book.detach());
            shelf.books.pop();
        }
    };
    let short_steps = |rounds: u64| {
        for _ in 0..rounds {
            shelf.books.push(Book { pages: vec![] });
            shelf.books.pop();
        }
    };
    steps(200);
    let ((), _, grown) = allocations_of(|| {
        steps(50_000);
        short_steps(375_000);
    });
    assert!(grown < LITTLE, "{grown} bytes more after 1,000,000 steps");
    drop(history);
}

#[derive(Graph)]
#[graph(back(drawer: Drawer), weak(next: Card), shared(like: Card))]
struct Card {
    #[graph(value)]
    title: String,
}

#[derive(Graph)]
struct Drawer {
    #[graph(own)]
    cards: BTreeMap<u32, Card>,
    #[graph(value)]
    count: usize,
}

/// What an observer derives during an undo is taken back before the next one.
pub fn with_an_observer_keep_their_size() {
    let drawer = Drawer { cards: BTreeMap::new(), count: 0 }.into_graph();
    let history = History::new(&drawer).limit(10);
    let weak = Rc::downgrade(&drawer);
    let watch = observe(&drawer, move |changes| {
        if changes.iter().any(|change| matches!(change, Change::Placed { .. })) {
            let drawer = weak.upgrade().unwrap();
            drawer.count.set(drawer.cards.len());
        }
    });
    let card = || Card { title: String::from("card") };
    let steps = |rounds: usize| {
        for round in 0..rounds {
            let key = u32::try_from(round % 7).unwrap();
            history.step("Put", || {
                let put = drawer.cards.add(key, card());
                put.next.set(&put);
                put.like.set(card().into_graph());
            });
            drawer.cards.get(&key).unwrap().title.update(|title| title.push('!'));
            history.undo().unwrap();
            history.redo().unwrap();
            drawer.cards.remove(&key);
        }
    };
    let cycles = |cycles: usize| {
        for _ in 0..cycles {
            while history.undo().unwrap() {}
            while history.redo().unwrap() {}
        }
    };
    steps(50);
    cycles(2);
    let ((), _, grown) = allocations_of(|| steps(settings::operations(20_000) / 4));
    assert!(grown < LITTLE, "{grown} bytes more after many steps");
    let ((), _, grown) = allocations_of(|| cycles(100));
    assert!(grown < LITTLE, "{grown} bytes more after 100 cycles");
    drop(watch);
}

//! Hooks of what a failed transaction has made run once, after all is in order; those of what it has
//! removed do not run.

use std::cell::RefCell;

use kinfolk::prelude::*;
use kinfolk::transaction;

use super::model::{Model, books, next_number, take_deaths};

const NO: Result<(), ()> = Err(());

thread_local! {
    static ROOT: RefCell<Option<Rc<Folder>>> = const { RefCell::new(None) };
    static SEEN: RefCell<Vec<(u32, String)>> = const { RefCell::new(Vec::new()) };
}

#[derive(Graph)]
#[graph(back(parent: Folder), finalize = note)]
struct Folder {
    number: u32,
    #[graph(own)]
    folders: Vec<Folder>,
}

fn folder(number: u32) -> Folder {
    Folder { number, folders: vec![] }
}

fn names(folder: &Rc<Folder>) -> String {
    folder.folders.iter().map(|folder| folder.number.to_string()).collect::<Vec<_>>().join(" ")
}

/// Notes the state of the root when a hook runs.
fn note(folder: &Rc<Folder>) {
    assert_eq!(folder.owner(), None);
    let Ok(Some(root)) = ROOT.try_with(|root| root.borrow().clone()) else { return };
    assert_eq!(root.validate(), Ok(()));
    SEEN.with_borrow_mut(|seen| seen.push((folder.number, names(&root))));
}

#[test]
fn hooks_run_after_the_rollback_in_the_order_of_the_changes() {
    let root = Folder { number: 0, folders: (1..=3).map(folder).collect() }.into_graph();
    ROOT.set(Some(root.clone()));
    let first = root.folders.get(0).unwrap();
    let mut held = None;
    let outcome = transaction(|| {
        root.folders.push(folder(10));
        root.folders.clear();
        let inner = root.folders.add(folder(11));
        inner.folders.extend([folder(12), folder(13)]);
        inner.folders.push(first.clone());
        held = inner.folders.get(1);
        root.folders.insert(0, folder(14));
        root.folders.pop();
        NO
    });
    assert_eq!(outcome, NO);
    let seen = SEEN.take();
    let order: Vec<_> = seen.iter().map(|(number, _)| *number).collect();
    // The last change of 11 comes after that of 14.
    assert_eq!(order, [10, 12, 14, 11]);
    assert!(seen.iter().all(|(_, state)| state == "1 2 3"), "{seen:?}");
    drop(held);
    assert_eq!(SEEN.take(), [(13, "1 2 3".to_owned())]);
    root.folders.remove(0);
    assert_eq!(SEEN.take(), []);
    drop(first);
    assert_eq!(SEEN.take(), [(1, "2 3".to_owned())]);
    ROOT.take();
}

#[test]
fn a_hook_that_stores_its_handle_keeps_what_was_made() {
    thread_local! {
        static KEPT: RefCell<Option<Rc<Page>>> = const { RefCell::new(None) };
    }
    #[derive(Graph)]
    #[graph(back(book: Book), finalize = |page| KEPT.set(Some(page.clone())))]
    struct Page {}
    #[derive(Graph)]
    struct Book {
        #[graph(own)]
        pages: Vec<Page>,
    }
    let book = Book { pages: vec![] }.into_graph();
    let outcome = transaction(|| {
        book.pages.push(Page {});
        NO
    });
    assert_eq!(outcome, NO);
    let kept = KEPT.take().unwrap();
    book.pages.push(kept);
    assert_eq!(book.validate(), Ok(()));
}

#[test]
fn removed_children_die_in_order_when_the_transaction_has_ended() {
    let mut model = Model::new(5);
    model.forget_books();
    let first = model.left.list.get(0).unwrap().number;
    transaction(|| {
        model.left.list.truncate(3);
        model.left.indexed.clear();
        model.left.list.clear();
        drop(model.left.option.take());
        assert_eq!(take_deaths(), []);
    });
    let deaths: Vec<_> = take_deaths().into_iter().map(|number| number - first).collect();
    let indexed = 23..28;
    let expected: Vec<_> = [3, 4].into_iter().chain(indexed).chain([0, 1, 2, 10]).collect();
    assert_eq!(deaths, expected);
}

#[test]
fn a_child_made_and_removed_inside_dies_once() {
    let model = Model::new(5);
    let first = next_number();
    transaction(|| {
        model.left.list.extend(books(3));
        model.left.list.truncate(5);
        let inner = transaction(|| {
            drop(model.left.first.replace(books(1).remove(0)));
            NO
        });
        assert_eq!(inner, NO);
        assert_eq!(take_deaths(), [first + 3]);
    });
    assert_eq!(take_deaths(), [first, first + 1, first + 2]);
}

#[test]
fn a_panic_in_a_hook_is_reported_and_the_others_run() {
    thread_local! {
        static RAN: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    }
    #[derive(Graph)]
    #[graph(back(book: Book), finalize = |page| run(page.number))]
    struct Page {
        number: u32,
    }
    #[derive(Graph)]
    struct Book {
        #[graph(own)]
        pages: Vec<Page>,
    }
    fn run(number: u32) {
        RAN.with_borrow_mut(|ran| ran.push(number));
        assert!(number != 1, "no");
    }
    let book = Book { pages: vec![] }.into_graph();
    let outcome = transaction(|| {
        book.pages.extend((0..3).map(|number| Page { number }));
        NO
    });
    assert_eq!(outcome, NO);
    assert_eq!(RAN.take(), [0, 1, 2]);
    assert!(book.pages.is_empty());
}

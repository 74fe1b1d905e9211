//! Changes of weak and shared links in transactions, which record them, and take them back.

use std::collections::{BTreeMap, HashMap};

use kinfolk::prelude::*;
use kinfolk::transaction;

use super::{Case, Growth};
use crate::measured;

#[derive(Graph)]
#[graph(
    weak(seen: Vec<Page>),
    shared(list: Vec<Page>),
    shared(sorted: BTreeMap<usize, Page>),
    shared(hashed: HashMap<usize, Page>)
)]
struct Book {}

#[derive(Graph)]
struct Page {
    number: usize,
}

/// A book with `size` pages in each of its links, and the pages.
fn book(size: usize) -> (Rc<Book>, Vec<Rc<Page>>) {
    let book = Book {}.into_graph();
    let pages: Vec<_> = (0..size).map(|number| Page { number }.into_graph()).collect();
    book.seen.extend(&pages);
    // Once there is no room for more, the entries of dead nodes are looked for.
    book.seen.push(&pages[0]);
    book.seen.pop();
    book.list.extend(pages.iter().cloned());
    book.sorted.extend(pages.iter().cloned().enumerate());
    book.hashed.extend(pages.iter().cloned().enumerate());
    (book, pages)
}

/// How often a case changes a link.
const TIMES: usize = 1_000;

/// Changes a book in a transaction that fails.
fn case(size: usize, times: usize, change: impl Fn(&Open<'_>, usize)) {
    let (book, pages) = book(size);
    measured::run(|| {
        let outcome: Result<(), ()> = transaction(|| {
            let book = Open { book: &book, pages: &pages };
            (0..times).for_each(|index| change(&book, index));
            Err(())
        });
        assert_eq!(outcome, Err(()));
    });
    assert!(book.seen.iter().eq(pages.iter().cloned()));
    assert!(book.list.iter().eq(pages.iter().cloned()));
    assert!(book.sorted.values().eq(pages.iter().cloned()));
    assert!(book.hashed.values().eq(pages.iter().cloned()));
}

/// What a case changes.
struct Open<'a> {
    book: &'a Rc<Book>,
    pages: &'a [Rc<Page>],
}

const fn row(name: &'static str, growth: Growth, run: fn(usize)) -> Case {
    Case { name, growth, size: 12_500, at_most: None, run }
}

pub(super) const CASES: &[Case] = &[
    row("logged_weak_push_and_pop", Growth::Constant, |size| {
        case(size, TIMES, |Open { book, pages }, index| {
            book.seen.push(&pages[index]);
            if index % 3 == 0 {
                book.seen.pop();
                book.seen.pop();
            }
        });
    }),
    // Each operation looks at all entries, since some may be dead; but it records few.
    Case {
        at_most: Some(4_000),
        ..row("logged_weak_changes_at_an_index", Growth::Linear, |size| {
            case(size, 10, |Open { book, pages }, index| {
                book.seen.insert(index * 7, &pages[size / 2]);
                book.seen.swap(index, size / 2);
                book.seen.replace(size / 3, &pages[index]);
                book.seen.move_to(size / 4, index);
                book.seen.remove(&pages[size / 5 + index]);
                book.seen.remove_at(index * 5);
            });
        })
    },
    row("logged_shared_push_and_pop", Growth::Constant, |size| {
        case(size, TIMES, |Open { book, pages }, index| {
            book.list.push(pages[index].clone());
            if index % 3 == 0 {
                book.list.pop();
                book.list.truncate(book.list.len() - 1);
            }
        });
    }),
    row("logged_shared_swap_and_replace", Growth::Constant, |size| {
        case(size, TIMES, |Open { book, pages }, index| {
            book.list.swap(index, size / 2);
            drop(book.list.replace(index, pages[index + 1].clone()));
        });
    }),
    row("logged_hashed_insert_and_remove", Growth::Constant, |size| {
        case(size, TIMES, |Open { book, pages }, index| {
            book.hashed.insert(size + index, pages[index].clone());
            book.hashed.remove(&(index * 3));
            book.hashed.rename(&(index * 3 + 1), 2 * size + index);
        });
    }),
    row("logged_sorted_insert_and_remove", Growth::SquareRootEach, |size| {
        case(size, size, |Open { book, pages }, index| {
            book.sorted.remove(&index);
            book.sorted.insert(index + 2 * size, pages[index].clone());
        });
    }),
    row("logged_retain", Growth::Linear, |size| {
        case(size, 1, |Open { book, .. }, _| {
            book.seen.retain(|page| page.number % 3 == 0);
            book.list.retain(|page| page.number % 3 == 0);
            book.sorted.retain(|_, page| page.number % 3 == 0);
            book.hashed.retain(|_, page| page.number % 3 == 0);
        });
    }),
    row("logged_sort_and_clear", Growth::Linear, |size| {
        case(size, 1, |Open { book, .. }, _| {
            book.seen.sort_by_key(|page| page.number % 100);
            book.list.sort_by_key(|page| page.number % 100);
            book.list.reverse();
            book.seen.clear();
            book.list.clear();
            book.sorted.clear();
            book.hashed.clear();
        });
    }),
];

//! How the children of long lists die.

use std::cell::RefCell;

use kinfolk::prelude::*;
use kinfolk::{Weak, collect};

thread_local! {
    /// The numbers of the rows whose hooks have run, each with its index at that time.
    static CLOSED: RefCell<Vec<(usize, Option<usize>)>> = const { RefCell::new(Vec::new()) };
}

#[derive(Graph)]
struct Table {
    #[graph(own)]
    rows: Vec<Row>,
}

#[derive(Graph)]
#[graph(back(pub table: Table), shared(pub keep: Table), finalize = RowNode::closed)]
struct Row {
    number: usize,
}

impl RowNode {
    fn closed(&self) {
        CLOSED.with_borrow_mut(|closed| closed.push((self.number, self.index_in_owner())));
    }
}

const ROWS: usize = 3000;

/// A table whose rows are in chunks.
fn table() -> Rc<Table> {
    let row = |number| Row { number };
    let table = Table { rows: (0..ROWS).map(row).collect() }.into_graph();
    for _ in 0..100 {
        let first = table.rows.remove(0);
        table.rows.insert(ROWS / 2, first);
    }
    table
}

fn numbers(table: &Rc<Table>) -> Vec<usize> {
    table.rows.iter().map(|row| row.number).collect()
}

fn take_closed() -> Vec<(usize, Option<usize>)> {
    CLOSED.take()
}

#[test]
fn hooks_run_in_list_order_and_find_their_places() {
    let table = table();
    let expected: Vec<_> = numbers(&table)
        .into_iter()
        .enumerate()
        .map(|(index, number)| (number, Some(index)))
        .collect();
    drop(table);
    assert_eq!(take_closed(), expected);
}

#[test]
fn a_cleared_list_dies_in_list_order() {
    let table = table();
    let expected = numbers(&table);
    table.rows.clear();
    let closed: Vec<_> = take_closed().into_iter().map(|(number, _)| number).collect();
    assert_eq!(closed, expected);
    assert!(table.rows.is_empty());
}

#[test]
fn an_iterator_holds_its_rows_beyond_the_table() {
    let table = table();
    let expected = numbers(&table);
    let mut rows = table.rows.iter();
    drop(table);
    assert_eq!(take_closed(), []);
    let first = rows.next().unwrap();
    assert_eq!((first.number, first.table.get()), (expected[0], None));
    drop(rows);
    let closed: Vec<_> = take_closed().into_iter().map(|(number, _)| number).collect();
    assert_eq!(closed, expected[1..]);
}

#[test]
fn a_held_row_outlives_its_table() {
    let table = table();
    let row = table.rows.get(ROWS / 2).unwrap();
    drop(table);
    assert_eq!(take_closed().len(), ROWS - 1);
    assert_eq!((row.table.get(), row.index_in_owner()), (None, None));
    drop(row);
    assert_eq!(take_closed().len(), 1);
}

/// An iterator that was forgotten holds its rows for ever. It shares the chunks with the list, so
/// their counts of handles do not show it.
#[test]
fn rows_of_a_forgotten_iterator_live_on() {
    let table = table();
    let rows: Vec<Weak<Row>> = table.rows.iter().map(|row| Rc::downgrade(&row)).collect();
    std::mem::forget(table.rows.iter());
    let new = table.rows.len() / 3;
    table.rows.insert(new, Row { number: ROWS });
    drop(table);
    assert_eq!(take_closed(), [(ROWS, Some(new))]);
    let alive: Vec<_> = rows.iter().filter_map(Weak::upgrade).collect();
    assert_eq!(alive.len(), ROWS);
    assert!(alive.iter().all(|row| row.is_root()));
}

#[test]
fn a_cycle_through_a_row_is_collected() {
    let table = table();
    let middle = table.rows.get(ROWS / 2).unwrap();
    middle.keep.set(table.clone());
    drop(middle);
    assert_only_collected(table);
}

/// Nothing but a cycle holds the table after this handle, so `collect` frees it.
#[track_caller]
fn assert_only_collected(table: Rc<Table>) {
    drop(table);
    assert_eq!(take_closed(), []);
    assert_eq!(collect().freed(), ROWS + 1);
    assert_eq!(take_closed().len(), ROWS);
}

#[test]
fn a_table_that_all_rows_hold_is_collected() {
    let table = table();
    table.rows.iter().for_each(|row| drop(row.keep.set(table.clone())));
    assert_only_collected(table);
}

/// The lists of the table and of the iterator share their chunks, apart from the one that has changed.
/// The counts of handles do not show it, since the rows of the changed chunk have left the table.
#[test]
fn an_iterator_holds_rows_that_all_hold_their_table() {
    let table = table();
    table.rows.iter().for_each(|row| drop(row.keep.set(table.clone())));
    let rows = table.rows.iter();
    drop(table.rows.remove(ROWS / 2).keep.take());
    let mut left = ROWS - 1;
    for index in (0..left).rev() {
        let row = table.rows.get(index).unwrap();
        if Rc::strong_count(&row) > 2 {
            row.keep.take();
            row.detach();
            left -= 1;
        }
    }
    assert!((1..ROWS - 1).contains(&left));
    drop(table);
    assert_eq!((collect().freed(), take_closed()), (0, vec![]));
    drop(rows);
    assert_eq!(collect().freed(), left + 1);
}

/// The collector counts the handles in chunks, and sees a row that is held from outside.
#[test]
fn a_cycle_that_a_held_row_holds_stays() {
    let table = table();
    let [middle, held] = [ROWS / 2, 17].map(|index| table.rows.get(index).unwrap());
    middle.keep.set(table.clone());
    held.keep.set(table.clone());
    drop((table, middle));
    assert_eq!(collect().freed(), 0);
    assert_eq!(held.index_in_owner(), Some(17));
    drop(held);
    assert_eq!(collect().freed(), ROWS + 1);
}

#[test]
fn a_hook_may_take_rows_out() {
    thread_local! {
        static TAKEN: RefCell<Vec<Rc<Shelf>>> = const { RefCell::new(Vec::new()) };
    }

    #[derive(Graph)]
    #[graph(back(pub shelf: Shelf), finalize = ShelfNode::closed)]
    struct Shelf {
        number: usize,
        #[graph(own)]
        shelves: Vec<Shelf>,
    }

    impl ShelfNode {
        fn closed(&self) {
            // Takes the sibling after the next one, far from the end.
            if let Some(shelf) = self.shelf.get().filter(|_| self.number.is_multiple_of(3)) {
                let index = self.index_in_owner().unwrap_or_default();
                if index + 2 < shelf.shelves.len() {
                    TAKEN.with_borrow_mut(|taken| taken.push(shelf.shelves.remove(index + 2)));
                }
            }
        }
    }

    let shelf = |number| Shelf { number, shelves: vec![] };
    let root = Shelf { number: 1, shelves: (0..ROWS).map(shelf).collect() }.into_graph();
    drop(root);
    let taken = TAKEN.take();
    // The hook of shelf 0 takes shelf 2, that of shelf 3 takes shelf 5, and so on.
    assert_eq!(taken.len(), ROWS / 3);
    assert!(taken.iter().all(|shelf| shelf.number % 3 == 2 && shelf.is_root()));
}

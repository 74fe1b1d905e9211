//! `History`: undo and redo.

mod deaths;
mod documents;
mod holding;
mod observers;
mod panics;
mod references;
mod roots;
mod steps;
mod unfollowed;

use std::cell::{Cell, OnceCell, RefCell};

use kinfolk::history::{InsideStep, UndoError};
use kinfolk::prelude::*;
use kinfolk::{AnyRc, History, assert_no_leaks, leaks, live_nodes, observe, transaction};
use kinfolk_tests::small_stack::on_a_small_stack;

thread_local! {
    /// The names of the cards whose hooks have run.
    static CLOSED: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    /// What the hook of a card does besides.
    static HOOK: Cell<fn(&Rc<Card>)> = const { Cell::new(|_| ()) };
}

#[derive(Graph)]
#[graph(back(pub column: Column), finalize = CardNode::closed)]
struct Card {
    number: u32,
}

#[derive(Graph)]
#[graph(back(pub board: Board))]
struct Column {
    #[graph(own)]
    cards: Vec<Card>,
    /// The sum of the cards' numbers, where an observer keeps it.
    #[graph(value)]
    sum: u32,
}

#[derive(Graph)]
#[graph(live(pub history: OnceCell<History>))]
struct Board {
    #[graph(own)]
    columns: Vec<Column>,
}

impl CardNode {
    fn closed(this: &Rc<Card>) {
        CLOSED.with_borrow_mut(|closed| closed.push(this.number));
        HOOK.get()(this);
    }
}

fn closed() -> Vec<u32> {
    CLOSED.take()
}

fn card(number: u32) -> Card {
    Card { number }
}

fn column(numbers: impl IntoIterator<Item = u32>) -> Column {
    Column { cards: numbers.into_iter().map(card).collect(), sum: 0 }
}

fn board(sizes: &[u32]) -> Rc<Board> {
    let columns = sizes.iter().enumerate();
    let columns = columns.map(|(at, size)| {
        let first = 10 * u32::try_from(at).unwrap();
        column(first..first + size)
    });
    Board { columns: columns.collect() }.into_graph()
}

/// All nodes in order.
fn state(board: &Rc<Board>) -> Vec<AnyRc> {
    assert_eq!(board.validate(), Ok(()));
    board.descendants_or_self().collect()
}

/// The numbers of the cards in each column.
fn numbers(board: &Rc<Board>) -> Vec<Vec<u32>> {
    let cards = |column: Rc<Column>| column.cards.iter().map(|card| card.number).collect();
    board.columns.iter().map(cards).collect()
}

#[derive(Graph)]
#[graph(back(pub outer: Folder))]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
}

fn folder(folders: Vec<Folder>) -> Folder {
    Folder { folders }
}

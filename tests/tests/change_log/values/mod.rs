//! Values in transactions.

mod copies;
mod deaths;
mod history;
mod operations;
mod random;
mod traced;

use kinfolk::prelude::*;
use kinfolk::transaction;

/// A transaction that fails.
fn fails(change: impl FnOnce()) {
    let outcome: Result<(), &str> = transaction(|| {
        change();
        Err("no")
    });
    assert_eq!(outcome, Err("no"));
}

#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(to_plain, back(board: Board), derive(Debug))]
struct Card {
    #[graph(value)]
    title: String,
    #[graph(value)]
    votes: u32,
}

#[derive(Clone, Debug, Graph, PartialEq)]
#[graph(to_plain, derive(Debug))]
struct Board {
    #[graph(value)]
    name: String,
    #[graph(own)]
    cards: Vec<Card>,
    #[graph(value)]
    tags: Vec<String>,
}

fn card(title: &str, votes: u32) -> Card {
    Card { title: title.into(), votes }
}

fn board() -> Board {
    Board { name: "Home".into(), cards: vec![card("a", 1), card("b", 2)], tags: vec!["new".into()] }
}

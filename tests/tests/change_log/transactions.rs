//! `transaction`: all or nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::prelude::*;
use kinfolk::transaction;

#[derive(Graph)]
#[graph(back(column: Column))]
struct Card {}

#[derive(Graph)]
struct Column {
    #[graph(own)]
    cards: Vec<Card>,
}

fn column(cards: usize) -> Rc<Column> {
    Column { cards: (0..cards).map(|_| Card {}).collect() }.into_graph()
}

#[test]
fn an_error_undoes_pushes_moves_and_removals() {
    let (left, right) = (column(3), column(2));
    let before: Vec<_> = left.cards.iter().chain(right.cards.iter()).collect();
    let outcome: Result<(), &str> = transaction(|| {
        left.cards.push(Card {});
        right.cards.push(before[1].clone());
        left.cards.remove(0);
        before[3].detach();
        left.cards.pop();
        Err("no")
    });
    assert_eq!(outcome, Err("no"));
    let after: Vec<_> = left.cards.iter().chain(right.cards.iter()).collect();
    assert_eq!(before, after);
    assert_eq!(left.validate(), Ok(()));
    assert_eq!(right.validate(), Ok(()));
}

#[test]
fn a_panic_undoes_them_too() {
    let left = column(3);
    let before: Vec<_> = left.cards.iter().collect();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        transaction(|| {
            left.cards.pop();
            assert!(left.cards.is_empty(), "no");
        });
    }));
    assert!(outcome.is_err());
    assert_eq!(before, left.cards.iter().collect::<Vec<_>>());
}

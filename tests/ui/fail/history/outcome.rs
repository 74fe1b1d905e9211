//! A transaction that returns something else than `()` or a `Result`.

use kinfolk::{Graph, History, transaction};

#[derive(Graph)]
#[graph(back(column: Column))]
struct Card {}

#[derive(Graph)]
struct Column {
    #[graph(own)]
    cards: Vec<Card>,
}

fn main() {
    let _number = transaction(|| 1);
    let _option: Option<u8> = transaction(|| None);

    let column = Column { cards: vec![] }.into_graph();
    let history = History::new(&column);
    let _card = history.step("Add card", || column.cards.add(Card {}));
}

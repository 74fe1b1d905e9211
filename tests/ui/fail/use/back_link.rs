// A back-link is read by `get`, and set by its owner's link.
use kinfolk::prelude::*;

#[derive(Graph)]
struct Board {
    #[graph(own)]
    cards: Vec<Card>,
}

#[derive(Graph)]
#[graph(back(board: Board))]
struct Card {}

fn moved(board: &Rc<Board>, card: &Rc<Card>) {
    card.board.set(board);
    card.board.take();
    card.board.is_none();
    card.board.unwrap().cards.len();
    card.board.cards.len();
    board.cards.remove(card);
}

fn main() {}

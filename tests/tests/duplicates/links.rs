//! `duplicate`: copies of live nodes.

use kinfolk::{Graph, Node, Rc};

#[derive(Graph)]
#[graph(to_plain, weak(first: Card), weak(starred: Vec<Card>), shared(theme: Theme), shared(pinned: Vec<Card>))]
struct Board {
    title: String,
    #[graph(own)]
    cards: Vec<Card>,
}

#[derive(Graph)]
#[graph(to_plain, back(board: Board), weak(blocks: Card))]
struct Card {
    text: String,
}

#[derive(Graph)]
struct Theme {}

fn board() -> Rc<Board> {
    let cards = ["a", "b", "c"].map(|text| Card { text: text.into() });
    Board { title: "one".into(), cards: cards.into() }.into_graph()
}

#[test]
fn links_to_what_is_inside_lead_to_the_copies() {
    let board = board();
    let [a, b, c] = [0, 1, 2].map(|index| board.cards.get(index).unwrap());
    let outside = Card { text: "outside".into() }.into_graph();
    board.first.set(&a);
    board.starred.extend([&c, &outside, &b]);
    a.blocks.set(&c);
    b.blocks.set(&outside);
    board.theme.set(Theme {});
    board.pinned.extend([b.clone(), outside.clone(), b.clone()]);

    let copy = board.duplicate();
    assert_ne!(copy, board);
    assert_eq!(copy.title, "one");
    let [a2, b2, c2] = [0, 1, 2].map(|index| copy.cards.get(index).unwrap());
    assert!([&a2, &b2, &c2].iter().all(|card| card.board.get().as_ref() == Some(&copy)));
    assert_eq!(copy.first.get(), Some(a2.clone()));
    assert!(copy.starred.iter().eq([c2.clone(), outside.clone(), b2.clone()]));
    assert_eq!(a2.blocks.get(), Some(c2));
    assert_eq!(b2.blocks.get(), Some(outside.clone()));
    assert_eq!(copy.theme.get(), board.theme.get());
    assert!(copy.pinned.iter().eq([b2.clone(), outside, b2]));
    assert_eq!(copy.validate(), Ok(()));
    assert_eq!(board.validate(), Ok(()));
}

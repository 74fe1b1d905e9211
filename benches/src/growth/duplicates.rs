//! Copies of live nodes, and beside them the road over the plain value.

use std::collections::BTreeMap;

use kinfolk::prelude::*;

use super::{Case, Growth};
use crate::measured;

#[derive(Graph)]
#[graph(back(parent: Item), to_plain)]
struct Item {
    number: u64,
    name: String,
    #[graph(own)]
    items: Vec<Item>,
}

fn item(number: usize, items: Vec<Item>) -> Item {
    Item { number: number as u64, name: format!("item {number}"), items }
}

/// `size` items, each with eight below it where that is enough.
fn tree(size: usize) -> Rc<Item> {
    let mut level: Vec<_> = (0..size * 7 / 8).map(|number| item(number, vec![])).collect();
    while level.len() > 1 {
        let mut above = Vec::new();
        let mut rest = level.into_iter().peekable();
        while rest.peek().is_some() {
            above.push(item(above.len(), rest.by_ref().take(8).collect()));
        }
        level = above;
    }
    level.pop().expect("there is a root").into_graph()
}

fn chain(size: usize) -> Rc<Item> {
    let mut last = item(0, vec![]);
    for number in 1..size {
        last = item(number, vec![last]);
    }
    last.into_graph()
}

/// Its cards lead to each other, and to nodes outside.
#[derive(Graph)]
#[graph(to_plain)]
struct Board {
    #[graph(own)]
    cards: BTreeMap<u64, Card>,
}

#[derive(Graph)]
#[graph(back(board: Board), to_plain, weak(next: Card), weak(blocks: Vec<Card>), shared(label: Label))]
struct Card {
    #[graph(value)]
    title: u64,
}

#[derive(Graph)]
struct Label {}

fn board(size: usize) -> Rc<Board> {
    let cards = (0..size as u64).map(|key| (key, Card { title: key })).collect();
    let board = Board { cards }.into_graph();
    let label = Label {}.into_graph();
    let all: Vec<_> = board.cards.values().collect();
    for (index, card) in all.iter().enumerate() {
        card.next.set(&all[(index * 7 + 1) % size]);
        card.blocks.extend([&all[size - index - 1], &all[index / 2]]);
        card.label.set(label.clone());
    }
    board
}

const fn linear(name: &'static str, at_most: u64, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Linear, size: 5000, at_most: Some(at_most), run }
}

fn duplicate(root: &Rc<Item>) {
    let mut copy = None;
    measured::run(|| copy = Some(root.duplicate()));
    assert_eq!(copy.map(|copy| copy.descendants().count()), Some(root.descendants().count()));
}

fn by_plain_value(root: &Rc<Item>) {
    let mut copy = None;
    measured::run(|| copy = Some(root.to_plain().into_graph()));
    assert_eq!(copy.map(|copy| copy.descendants().count()), Some(root.descendants().count()));
}

pub(super) const CASES: &[Case] = &[
    linear("duplicate_a_tree", 2000, |size| duplicate(&tree(size))),
    linear("to_plain_into_graph_of_a_tree", 2000, |size| by_plain_value(&tree(size))),
    linear("duplicate_a_chain", 2000, |size| duplicate(&chain(size))),
    linear("to_plain_into_graph_of_a_chain", 2000, |size| by_plain_value(&chain(size))),
    linear("duplicate_a_board", 4000, |size| {
        let board = board(size);
        let mut copy = None;
        measured::run(|| copy = Some(board.duplicate()));
        assert_eq!(copy.map(|copy| copy.cards.len()), Some(size));
    }),
];

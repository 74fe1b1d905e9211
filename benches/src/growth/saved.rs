//! Saved references: loading and saving them.

use kinfolk::prelude::*;

use super::{Case, Growth};
use crate::measured;

#[derive(Clone, Graph)]
#[graph(to_plain)]
struct Board {
    #[graph(own)]
    people: Vec<Person>,
    #[graph(own)]
    cards: Vec<Card>,
}

#[derive(Clone, Graph)]
#[graph(back(board: Board), to_plain)]
struct Person {
    #[graph(id(keep))]
    id: usize,
}

#[derive(Clone, Graph)]
#[graph(back(board: Board, outer: Card), to_plain)]
struct Card {
    #[graph(id(keep))]
    id: usize,
    #[graph(weak(Person))]
    assignee: Option<usize>,
    #[graph(weak(Card))]
    blocked_by: Vec<usize>,
    #[graph(shared(Person))]
    owner: usize,
    #[graph(own)]
    inner: Option<Box<Card>>,
}

fn card(id: usize, size: usize) -> Card {
    let blocked_by = vec![id / 2, size - id - 1];
    Card { id, assignee: Some(id / 3), blocked_by, owner: size - id - 1, inner: None }
}

fn people(size: usize) -> Vec<Person> {
    (0..size).map(|id| Person { id }).collect()
}

/// A list of `size` cards, with five references each.
fn wide(size: usize) -> Board {
    Board { people: people(size), cards: (0..size).map(|id| card(id, size)).collect() }
}

/// A chain of `size` cards.
fn deep(size: usize) -> Board {
    let above = |inner, id| Some(Box::new(Card { inner, ..card(id, size) }));
    let top = (0..size).fold(None, above);
    Board { people: people(size), cards: top.map(|top| *top).into_iter().collect() }
}

/// A list of `size` ids of one card, of which each second one names nothing.
fn long_list(size: usize) -> Board {
    let blocked_by = (0..size).map(|id| if id % 2 == 0 { 0 } else { size + id }).collect();
    let only = Card { blocked_by, ..card(0, 1) };
    Board { people: people(1), cards: vec![only] }
}

const fn linear(name: &'static str, at_most: u64, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Linear, size: 2000, at_most: Some(at_most), run }
}

pub(super) const CASES: &[Case] = &[
    linear("load_references", 6000, |size| {
        let plain = wide(size);
        measured::run(|| plain.into_graph());
    }),
    linear("load_references_checked", 8500, |size| {
        let plain = wide(size);
        measured::run(|| plain.try_into_graph().ok());
    }),
    linear("load_references_of_a_chain", 6500, |size| {
        let plain = deep(size);
        measured::run(|| plain.into_graph());
    }),
    linear("refuse_references", 20_000, |size| {
        let plain = Board { people: vec![], ..wide(size) };
        measured::run(|| plain.try_into_graph().is_err());
    }),
    linear("save_references", 3000, |size| {
        let live = wide(size).into_graph();
        measured::run(|| live.to_plain());
    }),
    linear("save_references_of_a_chain", 4500, |size| {
        let live = deep(size).into_graph();
        measured::run(|| live.to_plain());
    }),
    linear("resolve_references", 5000, |size| {
        let live = Board { people: vec![], ..wide(size) }.into_graph();
        live.people.extend(people(size));
        measured::run(|| live.resolve().is_ok());
    }),
    linear("load_a_long_list_of_ids", 600, |size| {
        let plain = long_list(size);
        measured::run(|| plain.into_graph());
    }),
    linear("save_a_long_list_of_ids", 500, |size| {
        let live = long_list(size).into_graph();
        measured::run(|| live.to_plain());
    }),
];

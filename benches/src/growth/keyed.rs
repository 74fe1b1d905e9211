//! Maps with many children.

use std::collections::{BTreeMap, HashMap};

use kinfolk::prelude::*;

use super::{Case, Growth};
use crate::measured;
use crate::random::Random;

#[derive(Graph)]
#[graph(back(board: Board), finalize = |_| ())]
struct Item {
    number: usize,
}

#[derive(Graph)]
struct Board {
    #[graph(own)]
    sorted: BTreeMap<usize, Item>,
    #[graph(own)]
    hashed: HashMap<usize, Item>,
    #[graph(own)]
    list: Vec<Item>,
}

/// Shares items by key.
#[derive(Graph)]
#[graph(shared(sorted: BTreeMap<usize, Item>, hashed: HashMap<usize, Item>))]
struct Shelf {}

/// The smaller number of children: eight times as many are 100,000.
const CHILDREN: usize = 12_500;

/// A few operations at each child that cost O(√n).
const fn at_each(name: &'static str, run: fn(usize)) -> Case {
    Case { name, growth: Growth::SquareRootEach, size: CHILDREN, at_most: Some(12_000), run }
}

/// A few operations at each child that cost O(1) or O(log n).
const fn linear(name: &'static str, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Linear, size: CHILDREN, at_most: Some(7000), run }
}

fn empty() -> Rc<Board> {
    Board { sorted: BTreeMap::new(), hashed: HashMap::new(), list: vec![] }.into_graph()
}

fn items(size: usize) -> impl Iterator<Item = (usize, Item)> {
    (0..size).map(|number| (number, Item { number }))
}

fn sorted(size: usize) -> Rc<Board> {
    Board { sorted: items(size).collect(), hashed: HashMap::new(), list: vec![] }.into_graph()
}

fn hashed(size: usize) -> Rc<Board> {
    Board { sorted: BTreeMap::new(), hashed: items(size).collect(), list: vec![] }.into_graph()
}

/// The children in random order.
fn shuffled(children: impl Iterator<Item = Rc<Item>>) -> Vec<Rc<Item>> {
    let mut children: Vec<_> = children.collect();
    let mut random = Random::new();
    for last in (1..children.len()).rev() {
        children.swap(last, random.below(last + 1));
    }
    children
}

pub(super) const CASES: &[Case] = &[
    at_each("sorted_insert_and_remove_in_random_order", |size| {
        let keys = shuffled(items(size).map(|(_, item)| item.into_graph()));
        let board = empty();
        measured::run(|| {
            for item in &keys {
                board.sorted.insert(item.number, Item { number: 0 });
            }
            for item in &keys {
                board.sorted.remove(&item.number);
            }
        });
    }),
    linear("sorted_get", |size| {
        let board = sorted(size);
        measured::run(|| (0..size).for_each(|key| assert!(board.sorted.contains_key(&key))));
    }),
    at_each("sorted_rename_key_of_and_place", |size| {
        let board = sorted(size);
        let children = shuffled(board.sorted.values());
        measured::run(|| {
            for child in &children {
                let key = board.sorted.key_of(child);
                board.sorted.rename(&*key.expect("it has one"), child.number + size);
                assert!(child.place().is_some());
            }
        });
    }),
    at_each("sorted_leave_and_come_back", |size| {
        let board = sorted(size);
        let children = shuffled(board.sorted.values());
        measured::run(|| {
            for child in &children {
                board.list.push(child.clone());
            }
            for child in &children {
                board.sorted.insert(child.number, child.clone());
            }
        });
    }),
    at_each("sorted_change_while_iterating", |size| {
        let board = sorted(size);
        measured::run(|| {
            for (key, child) in board.sorted.iter() {
                assert!(child.detach());
                board.sorted.insert(*key + size, child);
            }
        });
    }),
    at_each("sorted_extend_with_new_and_own_children", |size| {
        let new = shuffled(items(size).map(|(_, item)| item.into_graph()));
        let board = empty();
        measured::run(|| {
            board.sorted.extend(new.iter().map(|item| (item.number, item.clone())));
            board.sorted.extend(new.iter().map(|item| (item.number + size / 2, item.clone())));
        });
    }),
    linear("sorted_siblings_one_by_one", |size| {
        let board = sorted(size);
        measured::run(|| {
            let mut next = board.sorted.first().map(|(_, child)| child.to_any());
            while let Some(child) = next {
                next = child.next_sibling();
            }
        });
    }),
    linear("sorted_drop_with_hooks", |size| {
        let board = sorted(size);
        measured::run(|| drop(board));
    }),
    linear("hashed_insert_get_rename_and_remove", |size| {
        let board = empty();
        measured::run(|| {
            for key in 0..size {
                let child = board.hashed.add(key, Item { number: key });
                assert_eq!(board.hashed.key_of(&child).as_deref(), Some(&key));
            }
            for key in 0..size {
                board.hashed.rename(&key, key + size);
                assert!(board.hashed.contains_key(&(key + size)));
            }
            for key in 0..size {
                board.hashed.remove(&(key + size));
            }
        });
    }),
    linear("hashed_extend_with_new_and_own_children", |size| {
        let new = shuffled(items(size).map(|(_, item)| item.into_graph()));
        let board = empty();
        measured::run(|| {
            board.hashed.extend(new.iter().map(|item| (item.number, item.clone())));
            board.hashed.extend(new.iter().map(|item| (item.number + size / 2, item.clone())));
        });
    }),
    linear("hashed_leave_and_come_back", |size| {
        let board = hashed(size);
        let children = shuffled(board.hashed.values());
        measured::run(|| {
            for child in &children {
                board.list.push(child.clone());
            }
            for child in children.iter().rev() {
                board.hashed.insert(child.number, child.clone());
            }
        });
    }),
    linear("hashed_siblings_one_by_one", |size| {
        let board = hashed(size);
        measured::run(|| {
            let mut next = board.hashed.values().next().map(|child| child.to_any());
            while let Some(child) = next {
                next = child.next_sibling();
            }
        });
    }),
    linear("hashed_drop_with_hooks", |size| {
        let board = hashed(size);
        measured::run(|| drop(board));
    }),
    at_each("shared_sorted_insert_get_rename_and_remove", |size| {
        let items = shuffled(items(size).map(|(_, item)| item.into_graph()));
        let shelf = Shelf {}.into_graph();
        measured::run(|| {
            for item in &items {
                shelf.sorted.insert(item.number, item.clone());
            }
            for item in &items {
                shelf.sorted.rename(&item.number, item.number + size);
                assert!(shelf.sorted.contains_key(&(item.number + size)));
            }
            for item in &items {
                shelf.sorted.remove(&(item.number + size));
            }
        });
    }),
    at_each("shared_sorted_extend", |size| {
        let items = shuffled(items(size).map(|(_, item)| item.into_graph()));
        let shelf = Shelf {}.into_graph();
        measured::run(|| {
            shelf.sorted.extend(items.iter().map(|item| (item.number, item.clone())));
            shelf.sorted.extend(items.iter().map(|item| (item.number + size / 2, item.clone())));
        });
    }),
    linear("shared_hashed_insert_get_rename_and_remove", |size| {
        let items = shuffled(items(size).map(|(_, item)| item.into_graph()));
        let shelf = Shelf {}.into_graph();
        measured::run(|| {
            for item in &items {
                shelf.hashed.insert(item.number, item.clone());
            }
            for item in &items {
                shelf.hashed.rename(&item.number, item.number + size);
                assert!(shelf.hashed.contains_key(&(item.number + size)));
            }
            for item in &items {
                shelf.hashed.remove(&(item.number + size));
            }
        });
    }),
    linear("shared_sorted_drop_with_hooks", |size| {
        let shelf = Shelf {}.into_graph();
        shelf.sorted.extend(items(size));
        measured::run(|| drop(shelf));
    }),
    linear("shared_hashed_drop_with_hooks", |size| {
        let shelf = Shelf {}.into_graph();
        shelf.hashed.extend(items(size));
        measured::run(|| drop(shelf));
    }),
];

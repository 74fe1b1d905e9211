//! Handles in data: a traced value beside a `RefCell`. By hand a cycle through the data leaks.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use kinfolk::{Graph, Trace};

use super::Case;
use crate::stopwatch::run;

#[derive(Graph)]
struct Env {
    #[graph(value, trace)]
    store: HashMap<u64, Item>,
}

#[derive(Clone, Trace)]
enum Item {
    Number(u64),
    Function(kinfolk::Rc<Function>),
}

#[derive(Graph)]
struct Function {
    number: u64,
}

#[derive(Default)]
struct EnvByHand {
    store: RefCell<HashMap<u64, ItemByHand>>,
}

#[derive(Clone)]
enum ItemByHand {
    Number(u64),
    Function(Rc<FunctionByHand>),
}

struct FunctionByHand {
    number: u64,
}

/// Functions, and numbers between them.
fn items(size: usize) -> Vec<Item> {
    let item = |number: u64| match number % 2 {
        0 => Item::Number(number),
        _ => Item::Function(Function { number }.into_graph()),
    };
    (0..).take(size).map(item).collect()
}

fn items_by_hand(size: usize) -> Vec<ItemByHand> {
    let item = |number: u64| match number % 2 {
        0 => ItemByHand::Number(number),
        _ => ItemByHand::Function(Rc::new(FunctionByHand { number })),
    };
    (0..).take(size).map(item).collect()
}

fn fill(env: &kinfolk::Rc<Env>, items: Vec<Item>) {
    for (key, item) in (0..).zip(items) {
        env.store.update(|store| store.insert(key, item));
    }
}

fn fill_by_hand(env: &EnvByHand, items: Vec<ItemByHand>) {
    for (key, item) in (0..).zip(items) {
        env.store.borrow_mut().insert(key, item);
    }
}

fn full(size: usize) -> kinfolk::Rc<Env> {
    let env = Env { store: HashMap::new() }.into_graph();
    fill(&env, items(size));
    env
}

fn full_by_hand(size: usize) -> Rc<EnvByHand> {
    let env = Rc::<EnvByHand>::default();
    fill_by_hand(&env, items_by_hand(size));
    env
}

fn number(item: &Item) -> u64 {
    match item {
        Item::Number(number) => *number,
        Item::Function(function) => function.number,
    }
}

fn number_by_hand(item: &ItemByHand) -> u64 {
    match item {
        ItemByHand::Number(number) => *number,
        ItemByHand::Function(function) => function.number,
    }
}

/// Clones each item out of the data.
fn sum(env: &kinfolk::Rc<Env>, size: usize) -> u64 {
    let get = |key| env.store.read().get(&key).cloned();
    (0..).take(size).filter_map(get).map(|item| number(&item)).sum()
}

fn sum_by_hand(env: &EnvByHand, size: usize) -> u64 {
    let get = |key| env.store.borrow().get(&key).cloned();
    (0..).take(size).filter_map(get).map(|item| number_by_hand(&item)).sum()
}

pub(super) const CASES: &[Case] = &[
    Case {
        operation: "insert into the map",
        size: 10_000,
        contenders: &[
            ("kinfolk", |size| {
                let env = full(0);
                let items = items(size);
                run(|| fill(&env, items));
                sum(&env, size)
            }),
            ("by_hand", |size| {
                let env = full_by_hand(0);
                let items = items_by_hand(size);
                run(|| fill_by_hand(&env, items));
                sum_by_hand(&env, size)
            }),
        ],
    },
    Case {
        operation: "look up in the map",
        size: 10_000,
        contenders: &[
            ("kinfolk", |size| {
                let env = full(size);
                run(|| sum(&env, size))
            }),
            ("by_hand", |size| {
                let env = full_by_hand(size);
                run(|| sum_by_hand(&env, size))
            }),
        ],
    },
    Case {
        operation: "drop the map",
        size: 10_000,
        contenders: &[
            ("kinfolk", |size| {
                let env = full(size);
                run(|| drop(env));
                1
            }),
            ("by_hand", |size| {
                let env = full_by_hand(size);
                run(|| drop(env));
                1
            }),
        ],
    },
];

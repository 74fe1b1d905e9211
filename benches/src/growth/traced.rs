//! Traced values: deaths, collections and changes of data with many handles.

use std::cell::Cell;

use kinfolk::Trace;
use kinfolk::collect::collect;
use kinfolk::prelude::*;

use super::{Case, Growth};
use crate::measured;

/// An environment: it holds functions in a traced value.
#[derive(Graph)]
#[graph(shared(outer: Env))]
struct Env {
    #[graph(value, trace)]
    store: Vec<Item>,
}

#[derive(Clone, Trace)]
enum Item {
    Number(usize),
    Function(Rc<Function>),
}

/// Its hook, and those of its parts, may change the environment that they know.
#[derive(Graph)]
#[graph(shared(env: Env), weak(above: Env), finalize = |this| change(this.above.get()))]
struct Function {
    #[graph(own)]
    parts: Vec<Part>,
}

#[derive(Graph)]
#[graph(back(function: Function), finalize = |this| change(this.function.get().and_then(|f| f.above.get())))]
struct Part {}

/// Holds themes, which lead to no holder.
#[derive(Graph)]
struct Page {
    #[graph(value, trace)]
    themes: Vec<Rc<Theme>>,
}

#[derive(Graph)]
struct Theme {}

thread_local! {
    static CHANGES: Cell<bool> = const { Cell::new(false) };
}

fn change(env: Option<Rc<Env>>) {
    if CHANGES.get() {
        let env = env.expect("it is alive in a hook");
        env.store.update(|store| {
            let Some(Item::Number(number)) = store.first_mut() else { unreachable!() };
            *number += 1;
        });
    }
}

fn env() -> Rc<Env> {
    Env { store: vec![Item::Number(0)] }.into_graph()
}

fn function() -> Rc<Function> {
    Function { parts: vec![] }.into_graph()
}

/// An environment with so many functions.
fn full(size: usize) -> Rc<Env> {
    let env = env();
    env.store.update(|store| store.extend((0..size).map(|_| Item::Function(function()))));
    env
}

/// Two environments that hold the same functions die together.
fn drop_in_two_values(size: usize) {
    let [first, second] = [full(size), env()];
    second.store.set(first.store.get());
    first.outer.set(second);
    measured::run(|| drop(first));
}

/// A chain of environments, each held by a function in the next one.
fn drop_chain(size: usize) {
    let mut last = env();
    for _ in 0..size {
        let function = function();
        function.env.set(last);
        last = env();
        last.store.update(|store| store.push(Item::Function(function)));
    }
    measured::run(|| drop(last));
}

/// The parts of a function in the value change the value.
fn change_from_below(size: usize) {
    let env = env();
    let function = function();
    function.above.set(&env);
    function.parts.extend((0..size).map(|_| Part {}));
    env.store.update(|store| store.push(Item::Function(function)));
    CHANGES.set(true);
    measured::run(|| drop(env));
    CHANGES.set(false);
}

/// So many functions in an environment that they know.
fn cycles(size: usize) -> Rc<Env> {
    let env = full(size);
    for item in env.store.read().iter() {
        if let Item::Function(function) = item {
            function.env.set(env.clone());
        }
    }
    env
}

fn collect_one(size: usize) {
    drop(cycles(size));
    measured::run(collect);
}

fn collect_many(size: usize) {
    (0..size).for_each(|_| drop(cycles(1)));
    measured::run(collect);
}

/// Collects a small cycle beside a value with many handles that can close none.
fn collect_beside(size: usize) {
    let themes = (0..size).map(|_| Theme {}.into_graph()).collect();
    let page = Page { themes }.into_graph();
    page.themes.update(|themes| themes.swap(0, 1));
    drop(cycles(1));
    measured::run(collect);
    drop(page);
}

/// Changes a value with many handles.
fn update(size: usize) {
    let env = full(size);
    measured::run(|| env.store.update(Vec::pop));
}

/// Fills a value, number by number.
fn fill(size: usize) {
    let env = env();
    measured::run(|| {
        for number in 0..size {
            env.store.update(|store| store.push(Item::Number(number)));
        }
    });
}

const fn linear(name: &'static str, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Linear, size: 1000, at_most: None, run }
}

const fn constant(name: &'static str, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Constant, size: 1000, at_most: None, run }
}

pub(super) const CASES: &[Case] = &[
    linear("drop_traced", |size| {
        let env = full(size);
        measured::run(|| drop(env));
    }),
    linear("drop_in_two_traced_values", drop_in_two_values),
    linear("drop_chain_of_traced_values", drop_chain),
    linear("hooks_change_traced_value_above", change_from_below),
    linear("collect_traced", collect_one),
    linear("collect_many_traced", collect_many),
    linear("fill_traced", fill),
    constant("collect_beside_traced", collect_beside),
    constant("update_traced", update),
];

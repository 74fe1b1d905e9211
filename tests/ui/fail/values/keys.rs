//! `value` beside other keys, with a value of its own, misspelt and misplaced.

use kinfolk::Graph;

#[derive(Graph)]
struct Page {
    #[graph(value, cell)]
    a: u32,
    #[graph(value)]
    #[graph(refcell)]
    b: String,
    #[graph(own, value)]
    c: Vec<Page>,
    #[graph(value, value)]
    d: u32,
    #[graph(value)]
    #[graph(value)]
    e: u32,
    #[graph(data, value)]
    f: u32,
    #[graph(value, shared(other: Page))]
    g: u32,
    #[graph(value, seen)]
    h: u32,
    #[graph(value(String))]
    i: String,
    #[graph(value = String)]
    j: String,
    #[graph(vlaue)]
    k: u32,
    #[graph(values)]
    l: u32,
    #[graph(mutable)]
    m: String,
}

#[derive(Graph)]
#[graph(value)]
struct Card {
    title: String,
}

#[derive(Graph)]
#[graph(value)]
enum Item {
    Card(Card),
}

#[derive(Graph)]
enum Entry {
    #[graph(value)]
    Card(Card),
}

fn main() {}

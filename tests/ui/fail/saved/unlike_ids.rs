//! A reference to a union whose types have ids of two types; and an id without `Hash`.

use kinfolk::Graph;

#[derive(Graph)]
struct Person {
    #[graph(id)]
    id: u32,
}

#[derive(Graph)]
struct Theme {
    #[graph(id)]
    name: String,
}

#[derive(Graph)]
enum Any {
    Person(Person),
    Theme(Theme),
}

#[derive(Graph)]
struct Card {
    #[graph(weak(Any))]
    any: Option<u32>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Key(u32);

#[derive(Graph)]
struct Page {
    #[graph(id)]
    key: Key,
    #[graph(weak(Page))]
    next: Option<Key>,
}

fn main() {}

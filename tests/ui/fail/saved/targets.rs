//! Saved references to types without the id.

use kinfolk::Graph;

#[derive(Graph)]
struct Person {
    #[graph(id)]
    id: u32,
}

#[derive(Graph)]
struct Theme {
    colour: String,
}

#[derive(Graph)]
struct Card {
    #[graph(weak(Theme))]
    theme: Option<u32>,
    #[graph(weak(Person))]
    person: Option<String>,
    #[graph(shared(Person))]
    people: Vec<Option<u32>>,
    #[graph(weak(Any))]
    any: Option<u32>,
    #[graph(weak(u32))]
    number: u32,
}

#[derive(Graph)]
enum Any {
    Person(Person),
    Theme(Theme),
}

fn main() {}

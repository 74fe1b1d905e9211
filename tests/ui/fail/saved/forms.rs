//! What is written where the target of a saved reference belongs.

use kinfolk::{Graph, Weak};

#[derive(Graph)]
struct Person {
    #[graph(id)]
    id: u32,
    #[graph(weak)]
    a: Option<u32>,
    #[graph(weak())]
    b: Option<u32>,
    #[graph(weak = Person)]
    c: Option<u32>,
    #[graph(weak(Person, Person))]
    d: Option<u32>,
    #[graph(weak(Person), shared(Person))]
    e: Option<u32>,
    #[graph(weak(Person))]
    #[graph(weak(Person))]
    f: Option<u32>,
    #[graph(weak(Person))]
    g: Option<Weak<Person>>,
    #[graph(shared(mentor: Person))]
    h: Option<u32>,
    #[graph(back(Person))]
    i: Option<u32>,
}

fn main() {}

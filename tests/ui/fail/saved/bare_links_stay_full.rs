//! A link over a bare id cannot be emptied.

use kinfolk::Graph;

#[derive(Graph)]
struct Person {
    #[graph(id)]
    id: u32,
    #[graph(weak(Person))]
    mentor: u32,
    #[graph(shared(Person))]
    friend: u32,
}

fn main() {
    let ann = Person { id: 1, mentor: 1, friend: 1 }.into_graph();
    ann.mentor.clear();
    ann.friend.take();
}

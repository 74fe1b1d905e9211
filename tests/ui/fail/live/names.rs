use std::cell::Cell;

use kinfolk::Graph;

#[derive(Graph)]
#[graph(live(name: Cell<u8>, parent: u8, width: u8, width: Cell<u8>), back(parent: View))]
#[graph(weak(next: View), live(next: u8))]
struct View {
    name: String,
}

// It is no part of the plain value.
fn plain() -> View {
    let _: Cell<u8> = View { name: String::new() }.into_graph().width;
    View { name: String::new(), width: 1 }
}

fn main() {}

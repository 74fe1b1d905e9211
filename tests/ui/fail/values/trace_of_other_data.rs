use std::cell::RefCell;

use kinfolk::{Graph, Rc};

#[derive(Graph)]
struct Theme {}

struct Held(Rc<Theme>);

#[derive(Graph)]
struct Page {
    #[graph(value, trace)]
    without_trace: Vec<Held>,
    #[graph(value, trace)]
    plain_node: Option<Theme>,
    #[graph(value, trace)]
    in_a_cell: Vec<RefCell<Rc<Theme>>>,
}

#[derive(Graph)]
struct Generic<T: 'static> {
    #[graph(value, trace)]
    items: Vec<T>,
}

fn main() {}

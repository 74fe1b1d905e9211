// Neither the other fields nor the names of the expansion are in sight.
use std::cell::Cell;

use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(parent: View), live(width: usize = name.len(), height: usize = width))]
#[graph(live(depth: Cell<usize> = Cell::new(__plain.name.len()), new: usize = { let _ = __new; 1 }))]
struct View {
    name: String,
    #[graph(own)]
    below: Vec<View>,
}

fn main() {}

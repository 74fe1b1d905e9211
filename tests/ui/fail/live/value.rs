use std::cell::Cell;

use kinfolk::Graph;

// A value that is no expression, and one of another type.
#[derive(Graph)]
#[graph(live(width: u32 = 1 +, height: u32 = "high", depth: Cell<u32> = 3))]
struct View {}

// A value sees no other field.
#[derive(Graph)]
#[graph(live(width: usize = self.name.len(), height: usize = { self.width }))]
struct Named {
    name: String,
}

// One mistake in a value causes no others.
#[derive(Graph)]
#[graph(live(width: u32 = { 1 +, }, height: u32 = |), back(parent: View))]
struct Unfinished {}

fn uses(node: &UnfinishedNode, view: &ViewNode, named: &NamedNode) -> u32 {
    node.parent.get();
    node.width + view.width + named.width as u32
}

fn main() {}

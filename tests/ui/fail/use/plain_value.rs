// Operations of nodes and handles on a plain value, or the other way round.
use kinfolk::weak::WeakSet;
use kinfolk::{Graph, Handle, Node};

#[derive(Graph)]
struct Page {}

fn depth(node: &impl Node) -> usize {
    node.depth()
}

fn main() {
    let plain = Page {};
    plain.depth();
    plain.root();
    depth(&plain);
    WeakSet::<Page>::new().insert(&plain);
    let page = plain.into_graph();
    depth(&page);
}

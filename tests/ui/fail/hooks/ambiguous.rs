// A function that takes the handle or the node needs to be named: `<LeafNode as Close>::close`,
// `|page| log(&**page)`.
use kinfolk::{Graph, Node};

#[derive(Graph)]
#[graph(finalize = Close::close)]
struct Leaf {}

trait Close {
    fn close(&self);
}

impl Close for LeafNode {
    fn close(&self) {}
}

#[derive(Graph)]
#[graph(finalize = log)]
struct Page {}

fn log(_: &impl Node) {}

fn main() {}

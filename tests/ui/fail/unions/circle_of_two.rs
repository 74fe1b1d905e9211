// Each value of a union is one node, so none can be of two unions that wrap each other.
use kinfolk::Graph;

#[derive(Graph)]
struct Text {}

#[derive(Graph)]
enum Block {
    Text(Text),
    Inline(Inline),
}

#[derive(Graph)]
enum Inline {
    Block(Block),
}

fn main() {}

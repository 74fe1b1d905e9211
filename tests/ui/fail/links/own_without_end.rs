// No value of these structs can be built. A circle of several structs compiles, and cannot be built.
use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(above: Chain))]
struct Chain {
    #[graph(own)]
    next: Box<Chain>,
}

#[derive(Graph)]
#[graph(back(above: Tree<T>))]
struct Tree<T> {
    #[graph(own)]
    first: Box<Self>,
    value: T,
}

fn links(chain: &ChainNode, tree: &TreeNode<u8>) {
    chain.next.take();
    tree.first.take();
}

fn main() {}

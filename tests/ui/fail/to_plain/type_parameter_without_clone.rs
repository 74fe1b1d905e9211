// The bound on a type parameter is on `to_plain` only.
use kinfolk::Graph;

#[derive(Graph)]
#[graph(to_plain)]
struct Tree<T> {
    value: T,
    #[graph(own)]
    entries: Vec<Entry<T>>,
}

#[derive(Graph)]
#[graph(to_plain)]
enum Entry<T> {
    Leaf(Leaf<T>),
}

#[derive(Graph)]
#[graph(back(tree: Tree<T>), to_plain)]
struct Leaf<T> {
    #[graph(cell)]
    value: T,
}

struct Token;

fn main() {
    let tree = Tree { value: Token, entries: vec![] }.into_graph();
    tree.to_plain();
}

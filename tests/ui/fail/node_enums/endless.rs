// Every value would need another one first, and there is no first one.
use kinfolk::Graph;

#[derive(Graph)]
#[graph(back(parent: Expr))]
enum Expr {
    Not(#[graph(own)] Box<Expr>),
    And {
        #[graph(own)]
        left: Box<Self>,
        #[graph(own)]
        right: Box<Self>,
    },
}

#[derive(Graph)]
#[graph(back(parent: List))]
enum List {
    Pair(u8, #[graph(own)] Box<List>),
    End,
}

fn main() {}

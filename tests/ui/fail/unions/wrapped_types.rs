use kinfolk::{Graph, Rc};

#[derive(Graph)]
enum Expr {
    Negation(Box<Negation>),
    Name(Rc<Name>),
    Number(f64),
    Names(Vec<Name>),
}

#[derive(Graph)]
struct Negation {
    #[graph(own)]
    operand: Option<Box<Expr>>,
}

#[derive(Graph)]
struct Name {}

fn main() {}

// Back-links, weak links and shared links are declared on the enum.
use kinfolk::{Graph, Rc};

#[derive(Graph)]
enum Expr {
    Use {
        #[graph(weak)]
        definition: Option<Box<Expr>>,
        name: String,
    },
    Jump(#[graph(weak)] Vec<Expr>, #[graph(shared(label: Label))] u8),
    Parent(#[graph(back)] std::rc::Weak<Expr>, u8),
    Nothing,
}

#[derive(Graph)]
struct Label {}

fn uses(expr: &Rc<Expr>) {
    expr.definition.get();
}

fn main() {}

// A node enum's variant is the `kind` of the node.
use kinfolk::{Graph, Rc};

#[derive(Graph)]
#[graph(back(parent: Expr))]
enum Expr {
    Num(f64),
    Neg {
        #[graph(own)]
        inner: Box<Expr>,
    },
}

fn wrong(expr: &Rc<Expr>) -> f64 {
    match expr {
        Expr::Num(value) => *value,
        Expr::Neg { inner } => -wrong(inner),
    }
}

fn nearly(expr: &Rc<Expr>) -> f64 {
    match &expr.kind {
        ExprKind::Num(value) => *value,
        ExprKind::Neg { inner } => -nearly(inner),
    }
}

fn right(expr: &Rc<Expr>) -> f64 {
    match &expr.kind {
        ExprKind::Num(value) => *value,
        ExprKind::Neg { inner } => -right(&inner.get()),
    }
}

fn main() {}

//! The tree as a node enum.

use kinfolk::{Graph, Rc};

use super::Tree;
use super::boxed::{Expr, ExprKind};
use crate::random::Random;

pub(super) struct WithKinfolk(Rc<Expr>);

fn walk(expr: &Rc<Expr>) -> f64 {
    match &expr.kind {
        ExprKind::Number(number) => *number,
        ExprKind::Negate { inner } => -walk(&inner.read()),
        ExprKind::Add { left, right } => walk(&left.read()) + walk(&right.read()),
        ExprKind::Max { arguments } => {
            arguments.read().iter().map(walk).fold(f64::NEG_INFINITY, f64::max)
        }
    }
}

impl Tree for WithKinfolk {
    fn build(size: usize, random: &mut Random) -> Self {
        // Required children come with their owner, so the plain tree is made first.
        WithKinfolk(Expr::build(size, random).into_graph())
    }

    fn build_plain(plain: Expr) -> Self {
        WithKinfolk(plain.into_graph())
    }

    fn walk(&self) -> f64 {
        walk(&self.0)
    }
}

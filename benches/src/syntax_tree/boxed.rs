//! The plain tree. Its node is what `with_kinfolk` measures; the plain type itself is an enum like any
//! other.

use kinfolk::Graph;

use super::{Shape, Tree, shape};
use crate::random::Random;

#[derive(Graph)]
#[graph(back(pub(super) parent: Expr))]
pub(super) enum Expr {
    Number(f64),
    Negate {
        #[graph(own)]
        inner: Box<Expr>,
    },
    Add {
        #[graph(own)]
        left: Box<Expr>,
        #[graph(own)]
        right: Box<Expr>,
    },
    Max {
        #[graph(own)]
        arguments: Vec<Expr>,
    },
}

impl Tree for Expr {
    fn build(size: usize, random: &mut Random) -> Self {
        match shape(size, random) {
            Shape::Number(number) => Expr::Number(number),
            Shape::Negate => Expr::Negate { inner: Box::new(Expr::build(size - 1, random)) },
            Shape::Add { left } => Expr::Add {
                left: Box::new(Expr::build(left, random)),
                right: Box::new(Expr::build(size - 1 - left, random)),
            },
            Shape::Max(sizes) => Expr::Max {
                arguments: sizes.into_iter().map(|size| Expr::build(size, random)).collect(),
            },
        }
    }

    fn build_plain(plain: Expr) -> Self {
        plain
    }

    fn walk(&self) -> f64 {
        match self {
            Expr::Number(number) => *number,
            Expr::Negate { inner } => -inner.walk(),
            Expr::Add { left, right } => left.walk() + right.walk(),
            Expr::Max { arguments } => {
                arguments.iter().map(Expr::walk).fold(f64::NEG_INFINITY, f64::max)
            }
        }
    }
}

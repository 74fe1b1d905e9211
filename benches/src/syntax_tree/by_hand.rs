//! The tree in `Rc<RefCell<..>>`, with a `Weak` to the parent.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::boxed::Expr;
use super::{Shape, Tree, shape};
use crate::random::Random;

pub(super) struct ByHand(Link);

type Link = Rc<RefCell<Node>>;

struct Node {
    parent: Weak<RefCell<Node>>,
    kind: Kind,
}

enum Kind {
    Number(f64),
    Negate { inner: Link },
    Add { left: Link, right: Link },
    Max { arguments: Vec<Link> },
}

fn node(kind: Kind) -> Link {
    let node = Rc::new(RefCell::new(Node { parent: Weak::new(), kind }));
    let adopt = |child: &Link| child.borrow_mut().parent = Rc::downgrade(&node);
    match &node.borrow().kind {
        Kind::Number(_) => {}
        Kind::Negate { inner } => adopt(inner),
        Kind::Add { left, right } => {
            adopt(left);
            adopt(right);
        }
        Kind::Max { arguments } => arguments.iter().for_each(adopt),
    }
    node
}

fn build(size: usize, random: &mut Random) -> Link {
    node(match shape(size, random) {
        Shape::Number(number) => Kind::Number(number),
        Shape::Negate => Kind::Negate { inner: build(size - 1, random) },
        Shape::Add { left } => {
            Kind::Add { left: build(left, random), right: build(size - 1 - left, random) }
        }
        Shape::Max(sizes) => {
            Kind::Max { arguments: sizes.into_iter().map(|size| build(size, random)).collect() }
        }
    })
}

fn build_plain(plain: Expr) -> Link {
    node(match plain {
        Expr::Number(number) => Kind::Number(number),
        Expr::Negate { inner } => Kind::Negate { inner: build_plain(*inner) },
        Expr::Add { left, right } => {
            Kind::Add { left: build_plain(*left), right: build_plain(*right) }
        }
        Expr::Max { arguments } => {
            // `collect` would keep the larger buffer of the plain values.
            let mut links = Vec::with_capacity(arguments.len());
            links.extend(arguments.into_iter().map(build_plain));
            Kind::Max { arguments: links }
        }
    })
}

fn walk(link: &Link) -> f64 {
    match &link.borrow().kind {
        Kind::Number(number) => *number,
        Kind::Negate { inner } => -walk(inner),
        Kind::Add { left, right } => walk(left) + walk(right),
        Kind::Max { arguments } => arguments.iter().map(walk).fold(f64::NEG_INFINITY, f64::max),
    }
}

impl Tree for ByHand {
    fn build(size: usize, random: &mut Random) -> Self {
        ByHand(build(size, random))
    }

    fn build_plain(plain: Expr) -> Self {
        ByHand(build_plain(plain))
    }

    fn walk(&self) -> f64 {
        walk(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_know_their_parent() {
        let root = build(2, &mut Random::new());
        let Kind::Negate { inner } = &root.borrow().kind else { panic!("two nodes") };
        assert!(Rc::ptr_eq(&inner.borrow().parent.upgrade().unwrap(), &root));
    }
}

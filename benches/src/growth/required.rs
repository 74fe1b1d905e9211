//! Required children: replacing, swapping and refusing them.

use kinfolk::prelude::*;

use super::{Case, Growth};
use crate::measured;

#[derive(Graph)]
enum Expr {
    Number(Number),
    Negation(Negation),
}

#[derive(Graph)]
#[graph(back(negation: Negation), back(list: List), finalize = |_| ())]
struct Number {}

#[derive(Graph)]
#[graph(back(negation: Negation), back(list: List))]
struct Negation {
    #[graph(own)]
    inner: Box<Expr>,
}

#[derive(Graph)]
struct List {
    #[graph(own)]
    exprs: Vec<Expr>,
}

fn number() -> Expr {
    Expr::Number(Number {})
}

fn negated(expr: Expr) -> Expr {
    Expr::Negation(Negation { inner: Box::new(expr) })
}

/// A list of `size` negated numbers.
fn wide(size: usize) -> Rc<List> {
    List { exprs: (0..size).map(|_| negated(number())).collect() }.into_graph()
}

fn negations(list: &Rc<List>) -> Vec<Rc<Negation>> {
    list.descendants_of::<Negation>().collect()
}

/// A chain of `size` negations: all of them, the topmost first.
fn deep(size: usize) -> (ExprRc, Vec<Rc<Negation>>) {
    let top = (0..size).fold(number(), |expr, _| negated(expr)).into_graph();
    let mut all: Vec<_> = top.cast::<Negation>().into_iter().collect();
    all.extend(top.descendants_of::<Negation>());
    (top, all)
}

const fn linear(name: &'static str, at_most: u64, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Linear, size: 5000, at_most: Some(at_most), run }
}

pub(super) const CASES: &[Case] = &[
    linear("replace_required_in_a_chain", 800, |size| {
        let (_top, all) = deep(size);
        measured::run(|| {
            for negation in all.iter().rev() {
                negation.inner.replace(number());
            }
        });
    }),
    linear("replace_required_by_siblings", 3500, |size| {
        let list = wide(size);
        let all = negations(&list);
        let others = wide(size);
        measured::run(|| {
            for (negation, other) in all.iter().zip(others.exprs.iter().rev()) {
                negation.inner.replace(other);
            }
        });
    }),
    Case {
        name: "hoist_and_wrap_in_a_list",
        growth: Growth::SquareRootEach,
        size: 5000,
        at_most: Some(15_000),
        run: |size| {
            let list = wide(size);
            let all = negations(&list);
            measured::run(|| {
                for negation in &all {
                    let x = negation.inner.replace(number());
                    negation.replace_with(x.clone()).expect("it was freed");
                    x.replace_with(negation.clone()).expect("the list takes both");
                    negation.inner.replace(x);
                }
            });
        },
    },
    linear("swap_required_in_a_list", 900, |size| {
        let list = wide(size);
        let all = negations(&list);
        measured::run(|| {
            for pair in all.windows(2) {
                pair[0].inner.swap(&pair[1].inner);
            }
        });
    }),
    linear("refuse_required_children", 3800, |size| {
        let list = wide(size);
        let children: Vec<_> = negations(&list).iter().map(|above| above.inner.get()).collect();
        measured::run(|| {
            for child in &children {
                assert!(child.try_detach().is_err());
                assert!(list.exprs.try_push(child.clone()).is_err());
            }
            assert!(list.exprs.try_extend(children.iter().rev().cloned()).is_err());
        });
    }),
    linear("dying_required_chain", 3000, |size| {
        let (top, all) = deep(size);
        drop(all);
        measured::run(|| drop(top));
    }),
];

//! The idioms of rewriting a tree: hoisting a descendant into the place of its ancestor, and
//! wrapping a node. Nothing is lost, even if a step is refused.

use kinfolk::{Graph, Handle, Node, Rc};

use crate::model::{
    Counted, Expr, ExprRc, Neg, Num, Program, find, hooks, no_leaks, program, text_of,
};

fn zero() -> Expr {
    Expr::Num(Num { value: 0, count: Counted::new() })
}

/// `--x` becomes `x`, everywhere, wherever it hangs.
fn simplify(program: &Rc<Program>) {
    let negations: Vec<_> = program.descendants_of::<Neg>().collect();
    for outer in negations.iter().rev() {
        if let ExprRc::Neg(inner) = outer.inner.get() {
            let x = inner.inner.replace(zero());
            outer.replace_with(x).expect("an expression is taken where one is");
        }
    }
}

#[test]
fn hoisting() {
    let _no_leaks = no_leaks();
    let program = program("(--1+f[---2 (3+--4)|--5])");
    let one = find(&program, "1");
    simplify(&program);
    assert_eq!(text_of(&program.to_any()), "{(1+f[-2 (3+4)|5])}");
    assert_eq!(find(&program, "1"), one);
    assert_eq!(program.validate(), Ok(()));
    hooks();
}

#[test]
fn hoisting_by_typed_links() {
    let _no_leaks = no_leaks();
    let program = program("--1");
    let outer = crate::model::neg(&program.body.get());
    let x = crate::model::neg(&outer.inner.get()).inner.replace(zero());
    assert_eq!(program.body.replace(x), outer);
    assert_eq!(text_of(&program.to_any()), "{1}");
    drop(outer);
    assert_eq!(hooks(), "--0 -0 0");
}

#[test]
fn wrapping() {
    let _no_leaks = no_leaks();
    let program = program("(1+2)");
    let sum = program.body.get();
    let wrapper = Neg { inner: Box::new(zero()), count: Counted::new() }.into_graph();
    sum.replace_with(wrapper.clone()).unwrap();
    drop(wrapper.inner.replace(sum.clone()));
    assert_eq!(text_of(&program.to_any()), "{-(1+2)}");
    assert_eq!(sum.owner(), Some(wrapper.to_any()));
    assert_eq!(program.validate(), Ok(()));
    assert_eq!(hooks(), "0");
}

#[test]
fn rotating() {
    let _no_leaks = no_leaks();
    // (a+(b+c)) becomes ((a+b)+c).
    let program = program("(1+(2+3))");
    let top = crate::model::add(&program.body.get());
    let below = crate::model::add(&top.right.get());
    top.left.swap(&top.right);
    below.left.swap(&below.right);
    top.right.swap(&below.left);
    assert_eq!(text_of(&program.to_any()), "{((1+2)+3)}");
    assert_eq!(program.validate(), Ok(()));
}

//! Two required children change places.

use kinfolk::{AttachErrorKind, Graph, Handle, Node};
use kinfolk_tests::panics::panic_of;

use crate::model::{
    Counted, Program, add, expr, find, hooks, neg, no_leaks, plain, program, text, text_of,
    unchanged,
};

#[test]
fn between_owners_of_any_type() {
    let _no_leaks = no_leaks();
    let (program, other) = (program("-1"), expr("(2+3)"));
    let sum = add(&other);
    let (minus, three) = (program.body.get(), sum.right.get());
    // `body` is over `Expr`, and `right` over `Box<Expr>`.
    program.body.swap(&sum.right);
    assert_eq!((text(&program.body.get()), text(&other)), ("3".into(), "(2+-1)".into()));
    assert_eq!((minus.owner(), three.owner()), (Some(other.to_any()), Some(program.to_any())));
    assert_eq!((minus.index_in_owner(), three.index_in_owner()), (Some(0), Some(0)));
    assert_eq!((program.validate(), other.validate()), (Ok(()), Ok(())));
    sum.right.try_swap(&program.body).unwrap();
    assert_eq!((text(&program.body.get()), text(&other)), ("-1".into(), "(2+3)".into()));
    assert_eq!(hooks(), "");
}

#[test]
fn within_one_node() {
    let _no_leaks = no_leaks();
    let other = expr("(-2+3)");
    let sum = add(&other);
    sum.left.swap(&sum.right);
    assert_eq!(text(&other), "(3+-2)");
    sum.left.swap(&sum.left);
    assert_eq!(text(&other), "(3+-2)");
    assert_eq!(other.validate(), Ok(()));
    assert_eq!(hooks(), "");
}

/// Within one tree: neither child is above the other link.
#[test]
fn within_one_tree() {
    let _no_leaks = no_leaks();
    let program = program("((1+-2)+-(3+4))");
    let sum = add(&program.body.get());
    let (inner, minus) = (add(&sum.left.get()), neg(&sum.right.get()));
    inner.right.swap(&minus.inner);
    assert_eq!(text_of(&program.to_any()), "{((1+(3+4))+--2)}");
    assert_eq!(program.validate(), Ok(()));
}

#[test]
fn a_child_above_the_other_link_is_refused() {
    let _no_leaks = no_leaks();
    let program = program("-(1+-2)");
    let outer = neg(&program.body.get());
    let inner = neg(&find(&program, "-2"));
    let refused = unchanged(&[program.to_any()], || {
        [
            program.body.try_swap(&outer.inner).unwrap_err(),
            outer.inner.try_swap(&program.body).unwrap_err(),
            program.body.try_swap(&inner.inner).unwrap_err(),
            inner.inner.try_swap(&program.body).unwrap_err(),
        ]
    });
    for error in refused {
        assert_eq!(error.kind(), AttachErrorKind::Cycle);
        assert_eq!(*error.child(), program.body.get());
    }
    let message = unchanged(&[program.to_any()], || panic_of(|| outer.inner.swap(&program.body)));
    assert_eq!(
        message,
        "cannot attach `Neg` below itself: it would close the cycle Neg.inner -> Neg"
    );
    assert_eq!(hooks(), "");
}

/// The marks follow the children: their hooks run when the new owner dies.
#[test]
fn hooks_follow() {
    let _no_leaks = no_leaks();
    let first = Program { body: plain("-1"), count: Counted::new() }.into_graph();
    let second = program("(2+3)");
    first.body.swap(&second.body);
    drop(first);
    assert_eq!(hooks(), "{(2+3)} (2+3) 2 3");
    drop(second);
    assert_eq!(hooks(), "{-1} -1 1");
}

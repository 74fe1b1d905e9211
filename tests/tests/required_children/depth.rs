//! Depth never matters: a million levels of required children on 2 MiB of stack.

use kinfolk::{AttachErrorKind, Graph, Handle, Node, WalkEvent};
use kinfolk_tests::count::live;
use kinfolk_tests::small_stack::on_a_small_stack;

use crate::model::{Add, Call, Counted, Expr, ExprRc, Neg, Num, Program, neg, without_log};

const MILLION: usize = 1_000_000;

fn number() -> Expr {
    Expr::Num(Num { value: 1, count: Counted::new() })
}

/// A chain of so many negations over a number. It is built from the bottom.
fn chain(depth: usize) -> Expr {
    let negated = |expr, _| Expr::Neg(Neg { inner: Box::new(expr), count: Counted::new() });
    (0..depth).fold(number(), negated)
}

/// A chain of sums, in which each side is the deep one in turn, with calls between them.
fn mixed(depth: usize) -> Expr {
    (0..depth).fold(number(), |expr, level| {
        let (expr, count) = (Box::new(expr), Counted::new());
        match level % 4 {
            0 => Expr::Add(Add { left: expr, right: Box::new(number()), count }),
            1 => Expr::Add(Add { left: Box::new(number()), right: expr, count }),
            2 => Expr::Call(Call { args: vec![], extra: Some(expr), count }),
            _ => Expr::Call(Call { args: vec![*expr], extra: None, count }),
        }
    })
}

/// Drops a plain value, which recurses, on a stack of its own.
fn drop_plain(expr: Expr) {
    let mut left = vec![expr];
    while let Some(expr) = left.pop() {
        match expr {
            Expr::Num(_) => (),
            Expr::Neg(neg) => left.push(*neg.inner),
            Expr::Add(add) => left.extend([*add.left, *add.right]),
            Expr::Call(call) => {
                left.extend(call.args);
                left.extend(call.extra.map(|extra| *extra));
            }
        }
    }
}

#[test]
fn built_walked_finalised_and_dropped() {
    on_a_small_stack(|| {
        without_log();
        for (make, depth) in [(chain as fn(_) -> _, MILLION), (mixed, MILLION / 4)] {
            let program = Program { body: make(depth), count: Counted::new() }.into_graph();
            let nodes = live();
            assert!(nodes > depth);
            assert_eq!(program.descendants().count(), nodes - 1);
            let enters = |event: &WalkEvent| matches!(event, WalkEvent::Enter(_));
            assert_eq!(program.traverse().filter(enters).count(), nodes - 1);
            assert_eq!(program.validate(), Ok(()));
            let last = program.descendants().last().unwrap();
            assert!(last.depth() > 0);
            drop(last);
            drop(program);
            assert_eq!(live(), 0);
        }
    });
}

#[test]
fn the_end_can_be_replaced_and_the_top_refused_there() {
    on_a_small_stack(|| {
        without_log();
        let program = Program { body: chain(MILLION), count: Counted::new() }.into_graph();
        let top = program.body.get();
        let end = program.descendants_of::<Neg>().last().unwrap();
        let error = end.inner.try_replace(top.clone()).unwrap_err();
        assert_eq!(error.kind(), AttachErrorKind::Cycle);
        assert_eq!(program.body.try_swap(&end.inner).unwrap_err().kind(), AttachErrorKind::Cycle);
        // A loop of hoists and wraps at the end.
        for _ in 0..1000 {
            let old = end.inner.replace(chain(2));
            let inner = neg(&end.inner.get());
            drop(neg(&inner.inner.get()).inner.replace(old));
            let x = neg(&inner.inner.get()).inner.replace(number());
            drop(end.inner.replace(x));
        }
        assert!(matches!(end.inner.get(), ExprRc::Num(_)));
        assert_eq!(end.depth(), MILLION);
        drop((top, end, error, program));
        assert_eq!(live(), 0);
    });
}

#[test]
fn to_plain_and_back() {
    on_a_small_stack(|| {
        without_log();
        for (make, depth) in [(chain as fn(_) -> _, MILLION), (mixed, MILLION / 4)] {
            let node = make(depth).into_graph();
            let nodes = live();
            let plain = node.to_plain();
            assert_eq!(live(), 2 * nodes);
            drop(node);
            let again = plain.into_graph();
            assert_eq!((again.descendants().count() + 1, live()), (nodes, nodes));
            drop_plain(again.to_plain());
            drop(again);
            assert_eq!(live(), 0);
        }
    });
}

/// Each hook of the chain holds its node for a moment, and looks up and down.
#[test]
fn hooks_and_resurrection() {
    use std::cell::{Cell, RefCell};

    use kinfolk::Rc;

    thread_local! {
        static HOOKS: Cell<usize> = const { Cell::new(0) };
        static KEPT: RefCell<Option<Rc<Link>>> = const { RefCell::new(None) };
    }

    #[derive(Graph)]
    enum Next {
        Link(Link),
        End(End),
    }

    #[derive(Graph)]
    #[graph(back(above: Link), finalize = Link::ends)]
    struct Link {
        number: usize,
        #[graph(own)]
        next: Box<Next>,
    }

    #[derive(Graph)]
    #[graph(back(above: Link))]
    struct End {}

    impl Link {
        fn ends(this: &Rc<Link>) {
            HOOKS.set(HOOKS.get() + 1);
            let next = this.next.get();
            assert_eq!(next.owner_of::<Link>().as_ref(), Some(this));
            assert!(this.above.get().is_none_or(|above| above.number == this.number + 1));
            if this.number == MILLION / 2 {
                KEPT.replace(Some(this.clone()));
            }
        }
    }

    on_a_small_stack(|| {
        let mut plain = Next::End(End {});
        for number in 0..MILLION {
            plain = Next::Link(Link { number, next: Box::new(plain) });
        }
        let top = plain.into_graph();
        drop(top);
        // The lower half lives on.
        assert_eq!(HOOKS.take(), MILLION / 2);
        let kept = KEPT.take().unwrap();
        assert!(kept.is_root());
        assert_eq!(kept.descendants().count(), MILLION / 2 + 1);
        drop(kept);
        assert_eq!(HOOKS.take(), MILLION / 2);
    });
}

#[test]
fn collected() {
    use kinfolk::{Rc, collect};
    use kinfolk_tests::count::Count;

    #[derive(Graph)]
    enum Next {
        Link(Link),
        End(End),
    }

    #[derive(Graph)]
    #[graph(back(above: Link))]
    struct Link {
        count: Count,
        #[graph(own)]
        next: Box<Next>,
    }

    #[derive(Graph)]
    #[graph(back(above: Link), shared(top: Link))]
    struct End {
        count: Count,
    }

    on_a_small_stack(|| {
        let mut plain = Next::End(End { count: Count::new() });
        for _ in 0..MILLION {
            plain = Next::Link(Link { count: Count::new(), next: Box::new(plain) });
        }
        let top: Rc<Link> = plain.into_graph().cast::<Link>().unwrap();
        let end = top.descendants_of::<End>().last().unwrap();
        end.top.set(top.clone());
        drop((top, end));
        assert_eq!(live(), MILLION + 1);
        assert_eq!(collect().freed(), MILLION + 1);
        assert_eq!(live(), 0);
    });
}

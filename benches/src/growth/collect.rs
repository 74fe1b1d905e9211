//! Collections: candidates, and hooks that put new nodes below dying ones.

use std::cell::Cell;

use kinfolk::collect::collect;
use kinfolk::prelude::*;

use super::{Case, Growth};
use crate::measured;

#[derive(Graph)]
#[graph(shared(this: Knot))]
struct Knot {}

/// A ring: a shared link to itself. Its hook puts another one below it.
#[derive(Graph)]
#[graph(back(above: Ring), shared(this: Ring), shared(others: Vec<Ring>))]
#[graph(finalize = RingNode::put_below)]
struct Ring {
    #[graph(own)]
    rings: Vec<Ring>,
}

/// How a hook puts a ring below its node.
#[derive(Clone, Copy)]
enum By {
    Owning,
    Sharing,
}

thread_local! {
    static LEFT: Cell<usize> = const { Cell::new(0) };
    static BY: Cell<By> = const { Cell::new(By::Owning) };
}

impl RingNode {
    fn put_below(this: &Rc<Ring>) {
        let left = LEFT.get();
        if left > 0 {
            LEFT.set(left - 1);
            let new = Ring::new();
            match BY.get() {
                By::Owning => this.rings.push(new),
                By::Sharing => this.others.push(new),
            }
        }
    }
}

impl Ring {
    fn new() -> Rc<Ring> {
        let ring = Ring { rings: vec![] }.into_graph();
        ring.this.set(ring.clone());
        ring
    }
}

fn knots(count: usize) -> Vec<Rc<Knot>> {
    let knots: Vec<_> = (0..count).map(|_| Knot {}.into_graph()).collect();
    for knot in &knots {
        knot.this.set(knot.clone());
    }
    knots
}

fn open(knots: &[Rc<Knot>]) {
    for knot in knots {
        knot.this.take();
    }
}

/// Ten collections with ten live candidates, after so many.
fn after_peak(size: usize) {
    let knots = knots(size);
    open(&knots[10..]);
    measured::run(|| {
        for _ in 0..10 {
            assert_eq!(collect().examined(), 10);
        }
    });
    open(&knots);
}

/// The rise to so many candidates, and the fall.
fn peak(size: usize) {
    measured::run(|| {
        let knots = knots(size);
        open(&knots);
    });
}

/// One ring after the other, each below the one before.
fn rings(size: usize, by: By) {
    LEFT.set(size);
    BY.set(by);
    drop(Ring::new());
    let collected = measured::run(collect);
    assert_eq!(collected.freed(), size + 1);
}

const fn linear(name: &'static str, size: usize, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Linear, size, at_most: None, run }
}

pub(super) const CASES: &[Case] = &[
    Case {
        name: "collect_after_peak",
        growth: Growth::Constant,
        size: 1000,
        at_most: None,
        run: after_peak,
    },
    linear("candidates_peak", 1000, peak),
    linear("collect_rings_below_rings", 1000, |size| rings(size, By::Owning)),
    linear("collect_rings_shared_by_rings", 1000, |size| rings(size, By::Sharing)),
];

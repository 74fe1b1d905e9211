//! Deaths whose hooks, finalizers and `Drop` ask and change things.

use std::cell::{Cell, RefCell};

use kinfolk::prelude::*;
use kinfolk::{Finalizer, Weak};

use super::{Case, Growth};
use crate::measured;

/// A node with a hook.
#[derive(Graph)]
#[graph(back(owner: Part), shared(pub targets: Vec<Part>), finalize = |this| HOOK.get()(this))]
struct Part {
    #[graph(own)]
    parts: Vec<Part>,
}

/// A node without a hook.
#[derive(Graph)]
#[graph(back(owner: Beam))]
struct Beam {
    #[graph(own)]
    beams: Vec<Beam>,
}

/// A node whose data has a `Drop`.
#[derive(Graph)]
struct Bell {
    _ring: Ring,
}

struct Ring;

impl Drop for Ring {
    fn drop(&mut self) {
        climb();
    }
}

type Hook = fn(&Rc<Part>);

thread_local! {
    /// The hook of each [`Part`].
    static HOOK: Cell<Hook> = const { Cell::new(|_| ()) };
    /// The node that hooks reach by a weak handle.
    static NODE: RefCell<Weak<Part>> = RefCell::default();
    /// The end of a long chain.
    static END: RefCell<Weak<Beam>> = RefCell::default();
    /// Handles that hooks keep.
    static KEPT: RefCell<Vec<Rc<Part>>> = RefCell::default();
    /// How many more times hooks do something.
    static LEFT: Cell<usize> = const { Cell::new(0) };
}

/// Measures the drop of `dropped`, whose hooks reach `node`.
fn measure_drop<T>(dropped: T, node: Weak<Part>, hook: Hook) {
    NODE.set(node);
    HOOK.set(hook);
    measured::run(|| drop(dropped));
    HOOK.set(|_| ());
}

/// As [`measure_drop`], for a node that its hooks reach.
fn measure_drop_of(node: Rc<Part>, hook: Hook) {
    let weak = Rc::downgrade(&node);
    measure_drop(node, weak, hook);
}

fn node() -> Rc<Part> {
    NODE.with_borrow(Weak::upgrade).expect("it is alive")
}

fn once_more() -> bool {
    let left = LEFT.get();
    LEFT.set(left.saturating_sub(1));
    left > 0
}

fn part() -> Part {
    Part { parts: vec![] }
}

/// A part with `size` parts in it.
fn wide(size: usize) -> Rc<Part> {
    Part { parts: (0..size).map(|_| part()).collect() }.into_graph()
}

fn beam() -> Beam {
    Beam { beams: vec![] }
}

/// As [`measure_drop`], beside a live chain of `size` beams, whose end hooks reach.
fn measure_drop_beside_chain<T>(size: usize, dropped: T, hook: Hook) {
    let first = beam().into_graph();
    let last = (1..size).fold(first.clone(), |owner, _| owner.beams.add(beam()));
    END.set(Rc::downgrade(&last));
    drop(last);
    measure_drop(dropped, Weak::new(), hook);
    drop(first);
}

/// A ladder: pairs of parts, each of which shares both parts of the next pair.
fn ladder(size: usize) -> Rc<Part> {
    let top = part().into_graph();
    let mut pair = vec![top.clone()];
    for _ in 0..size / 2 {
        let next = [part().into_graph(), part().into_graph()];
        for holder in pair {
            holder.targets.extend(next.iter().cloned());
        }
        pair = next.to_vec();
    }
    top
}

fn end_of_chain() -> Rc<Beam> {
    END.with_borrow(Weak::upgrade).expect("it is alive")
}

/// Does all that climbs, at the end of the chain.
fn climb() {
    let last = end_of_chain();
    let depth = last.depth();
    assert_eq!(last.ancestors().count(), depth);
    assert_eq!(last.ancestors().last(), Some(last.root()));
    let child = beam().into_graph();
    child.beams.push(beam());
    last.beams.push(child);
}

/// All siblings are where they say they are.
fn check_siblings(of: &Rc<Part>) {
    for (index, child) in of.parts.iter().enumerate() {
        assert_eq!(child.index_in_owner(), Some(index));
        assert_eq!(of.parts.position(&child), Some(index));
    }
}

const fn case(name: &'static str, run: fn(usize)) -> Case {
    case_from(500, name, run)
}

const fn case_from(size: usize, name: &'static str, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Linear, size, at_most: None, run }
}

pub(super) const CASES: &[Case] = &[
    case("siblings_in_hooks", |size| {
        measure_drop_of(wide(size), |this| {
            if let Some(index) = this.index_in_owner() {
                let next = this.next_sibling().and_then(|next| next.index_in_owner());
                assert!(next.is_none_or(|next| next == index + 1));
            }
        });
    }),
    case("siblings_after_resurrection", |size| {
        let root = wide(size);
        HOOK.set(|this| {
            let is_last = this.next_sibling().is_none();
            KEPT.with_borrow_mut(|kept| kept.extend(this.owner.get().filter(|_| is_last)));
        });
        drop(root);
        let kept = KEPT.take();
        measured::run(|| check_siblings(&kept[0]));
    }),
    case("climbs_in_a_hook", |size| {
        measure_drop_beside_chain(size, part().into_graph(), |_| climb());
    }),
    case("climbs_in_an_attached_finalizer", |size| {
        let dropped = part().into_graph();
        Finalizer::attach(&dropped, climb);
        measure_drop_beside_chain(size, dropped, |_| ());
    }),
    case("climbs_in_the_drop_of_data", |size| {
        measure_drop_beside_chain(size, Bell { _ring: Ring }.into_graph(), |_| ());
    }),
    case("climbs_by_hand_in_a_hook", |size| {
        measure_drop_beside_chain(size, part().into_graph(), |_| {
            let mut last = end_of_chain();
            while let Some(owner) = last.owner.get() {
                last = owner;
            }
        });
    }),
    case("upgrades_of_a_live_node_in_a_ladder", |size| {
        let live = part().into_graph();
        measure_drop(ladder(size), Rc::downgrade(&live), |_| drop(node()));
    }),
    case("upgrades_of_its_own_node_in_a_ladder", |size| {
        measure_drop(ladder(size), Weak::new(), |this| {
            assert_eq!(Rc::downgrade(this).upgrade().as_ref(), Some(this));
        });
    }),
    case("upgrades_after_a_mark_on_a_live_node", |size| {
        let live = part().into_graph();
        LEFT.set(1);
        measure_drop(ladder(size), Rc::downgrade(&live), |_| {
            let live = node();
            if once_more() {
                Finalizer::attach(&live, || ());
            }
        });
    }),
    case("upgrades_of_the_last_node_of_a_ladder", |size| {
        let top = ladder(size);
        let last = Rc::downgrade(&top.targets.add(part()));
        measure_drop(top, last, |_| drop(node()));
    }),
    case_from(4000, "nodes_behind_the_walk", |size| {
        let root = wide(size);
        for child in &root.parts {
            Finalizer::attach(&child, || ());
        }
        LEFT.set(size / 100);
        measure_drop_of(root, |this| {
            let is_last = this.next_sibling().is_none();
            if is_last && once_more() {
                let root = node();
                let index = LEFT.get() * 7 % (root.parts.len() - 1);
                root.parts.get(index).expect("it is there").parts.push(part());
            }
        });
        assert_eq!(LEFT.get(), 0);
    }),
];

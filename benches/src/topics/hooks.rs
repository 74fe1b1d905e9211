//! Trees that are dropped with something to run for each node: a hook, or an attached finalizer.
//!
//! By hand it is a `Drop`, which runs when the owner and the siblings can be out of reach already, and
//! all weak handles are. `two_passes` is what comes nearest to a hook: a walk that calls a function with
//! each node, owners first, and then the drop.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use kinfolk::{Finalizer, Graph};

use super::Case;
use crate::stopwatch::run;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    COUNT.set(COUNT.get() + 1);
}

/// Measures `drop`, and returns how many hooks it has run.
fn counted(drop: impl FnOnce()) -> u64 {
    let before = COUNT.get();
    run(drop);
    COUNT.get() - before
}

#[derive(Graph)]
#[graph(back(parent: Hooked), finalize = |_| count())]
struct Hooked {
    payload: [u64; 3],
    #[graph(own)]
    children: Vec<Hooked>,
}

#[derive(Graph)]
#[graph(back(parent: Plain))]
struct Plain {
    payload: [u64; 3],
    #[graph(own)]
    children: Vec<Plain>,
}

/// A node by hand; `D` is what its `Drop` calls.
struct Node<D> {
    _payload: [u64; 3],
    children: RefCell<Vec<Rc<Node<D>>>>,
    _parent: Weak<Node<D>>,
    drop: D,
}

#[derive(Default)]
struct Nothing;

#[derive(Default)]
struct Counting;

impl Drop for Counting {
    fn drop(&mut self) {
        count();
    }
}

/// Closures that are attached at run time.
#[derive(Default)]
struct Attached(RefCell<Vec<Box<dyn FnOnce()>>>);

impl Drop for Attached {
    fn drop(&mut self) {
        self.0.take().into_iter().rev().for_each(|closure| closure());
    }
}

/// A tree of `size` nodes, breadth first. Its nodes are returned, too; the root is the first.
fn hooked(fan_out: usize, size: usize) -> Vec<kinfolk::Rc<Hooked>> {
    let node = |number| Hooked { payload: [number, 1, 2], children: Vec::new() };
    let mut all = vec![node(0).into_graph()];
    for (index, number) in (1..).enumerate().take(size - 1) {
        let child = all[index / fan_out].children.add(node(number));
        all.push(child);
    }
    all
}

fn plain(fan_out: usize, size: usize) -> Vec<kinfolk::Rc<Plain>> {
    let node = |number| Plain { payload: [number, 1, 2], children: Vec::new() };
    let mut all = vec![node(0).into_graph()];
    for (index, number) in (1..).enumerate().take(size - 1) {
        let child = all[index / fan_out].children.add(node(number));
        all.push(child);
    }
    all
}

fn by_hand<D: Default>(fan_out: usize, size: usize) -> Vec<Rc<Node<D>>> {
    let node = |number, parent| {
        let (children, drop) = (RefCell::default(), D::default());
        Rc::new(Node { _payload: [number, 1, 2], children, _parent: parent, drop })
    };
    let mut all = vec![node(0, Weak::new())];
    for (index, number) in (1..).enumerate().take(size - 1) {
        let parent = &all[index / fan_out];
        let child = node(number, Rc::downgrade(parent));
        parent.children.borrow_mut().push(child.clone());
        all.push(child);
    }
    all
}

/// The root, when the handles of the others are dropped.
fn root<H>(mut all: Vec<H>) -> H {
    all.swap_remove(0)
}

/// Calls the function for each node, owners first, with a handle.
fn visit<D>(node: &Rc<Node<D>>, each: &impl Fn(&Rc<Node<D>>)) {
    each(node);
    for index in 0.. {
        let Some(child) = node.children.borrow().get(index).cloned() else { break };
        visit(&child, each);
    }
}

fn drop_hooked(fan_out: usize, size: usize) -> u64 {
    let root = root(hooked(fan_out, size));
    counted(|| drop(root))
}

fn drop_by_hand(fan_out: usize, size: usize) -> u64 {
    let root = root(by_hand::<Counting>(fan_out, size));
    counted(|| drop(root))
}

fn drop_in_two_passes(fan_out: usize, size: usize) -> u64 {
    let root = root(by_hand::<Nothing>(fan_out, size));
    counted(|| {
        visit(&root, &|_| count());
        drop(root);
    })
}

fn attach(all: &[kinfolk::Rc<Plain>]) {
    for node in all {
        Finalizer::attach(node, count);
    }
}

fn attach_by_hand(all: &[Rc<Node<Attached>>]) {
    for node in all {
        node.drop.0.borrow_mut().push(Box::new(count));
    }
}

pub(super) const CASES: &[Case] = &[
    Case {
        operation: "drop a hook on each, 8 children",
        size: 20_000,
        contenders: &[
            ("kinfolk", |size| drop_hooked(8, size)),
            ("by_hand", |size| drop_by_hand(8, size)),
            ("two_passes", |size| drop_in_two_passes(8, size)),
        ],
    },
    Case {
        operation: "drop a hook on each, 2 children",
        size: 20_000,
        contenders: &[
            ("kinfolk", |size| drop_hooked(2, size)),
            ("by_hand", |size| drop_by_hand(2, size)),
            ("two_passes", |size| drop_in_two_passes(2, size)),
        ],
    },
    Case {
        operation: "attach a finalizer to each",
        size: 20_000,
        contenders: &[
            ("kinfolk", |size| {
                let all = plain(8, size);
                run(|| attach(&all));
                all.len() as u64
            }),
            ("by_hand", |size| {
                let all = by_hand(8, size);
                run(|| attach_by_hand(&all));
                all.len() as u64
            }),
        ],
    },
    Case {
        operation: "drop with a finalizer on each",
        size: 20_000,
        contenders: &[
            ("kinfolk", |size| {
                let all = plain(8, size);
                attach(&all);
                let root = root(all);
                counted(|| drop(root))
            }),
            ("by_hand", |size| {
                let all = by_hand(8, size);
                attach_by_hand(&all);
                let root = root(all);
                counted(|| drop(root))
            }),
        ],
    },
];

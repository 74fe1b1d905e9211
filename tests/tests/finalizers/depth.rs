//! A million nodes on a small stack, in deep shapes, wide shapes, or both. Each hook runs once and
//! finds its owner.

use std::cell::Cell;

use kinfolk::{Graph, Rc};
use kinfolk_tests::small_stack::on_a_small_stack;

const MANY: usize = 1_000_000;
const DEEPEST: usize = MANY - 1;

thread_local! {
    static HOOKS: Cell<usize> = const { Cell::new(0) };
    /// Hooks that ran too early or too late, or saw the wrong owner.
    static WRONG: Cell<usize> = const { Cell::new(0) };
    static DROPS: Cell<usize> = const { Cell::new(0) };
}

struct Number(usize);

impl Drop for Number {
    fn drop(&mut self) {
        DROPS.set(DROPS.get() + 1);
    }
}

#[derive(Graph)]
#[graph(back(above: Link), back(plain_above: Plain), finalize = LinkNode::finalized)]
struct Link {
    number: Number,
    /// The number of the owner that its hook must find.
    owner: Option<usize>,
    #[graph(own)]
    next: Option<Box<Link>>,
    #[graph(own)]
    below: Vec<Link>,
}

#[derive(Graph)]
#[graph(back(above: Plain))]
struct Plain {
    number: Number,
    #[graph(own)]
    next: Option<Box<Plain>>,
    #[graph(own)]
    last: Option<Box<Link>>,
}

impl LinkNode {
    fn finalized(&self) {
        let number = self.number.0;
        let owner = self.above.get().map(|owner| owner.number.0);
        let owner = owner.or_else(|| self.plain_above.get().map(|owner| owner.number.0));
        let is_in_turn = number == HOOKS.get() || owner == Some(DEEPEST);
        if DROPS.get() > 0 || !is_in_turn || owner != self.owner {
            WRONG.set(WRONG.get() + 1);
        }
        HOOKS.set(HOOKS.get() + 1);
    }
}

fn link(number: usize, owner: Option<usize>) -> Rc<Link> {
    Link { number: Number(number), owner, next: None, below: Vec::new() }.into_graph()
}

/// Builds a tree and lets it die on a small stack. Returns how many hooks ran, how many of them ran
/// wrongly, and how much data was dropped.
fn ends<H: 'static>(build: fn() -> H) -> [usize; 3] {
    on_a_small_stack(move || {
        let root = build();
        assert_eq!((HOOKS.get(), DROPS.get()), (0, 0));
        drop(root);
        [HOOKS.get(), WRONG.get(), DROPS.get()]
    })
}

#[test]
fn a_chain_from_above() {
    let build = || {
        let root = link(0, None);
        let mut last = root.clone();
        for number in 1..MANY {
            let next = link(number, Some(number - 1));
            last.next.set(next.clone());
            last = next;
        }
        root
    };
    assert_eq!(ends(build), [MANY, 0, MANY]);
}

#[test]
fn a_chain_from_below() {
    let build = || {
        let mut root = link(DEEPEST, Some(DEEPEST - 1));
        for number in (0..DEEPEST).rev() {
            let above = link(number, number.checked_sub(1));
            above.below.push(root);
            root = above;
        }
        root
    };
    assert_eq!(ends(build), [MANY, 0, MANY]);
}

/// Each node has a tooth, and then the next node.
#[test]
fn a_comb() {
    let build = || {
        let root = link(0, None);
        let mut last = root.clone();
        for number in (1..DEEPEST).step_by(2) {
            let owner = Some(number - 1);
            let next = link(number + 1, owner);
            last.below.extend([link(number, owner), next.clone()]);
            last = next;
        }
        root
    };
    assert_eq!(ends(build), [DEEPEST, 0, DEEPEST]);
}

#[test]
fn a_star() {
    let build = || {
        let root = link(0, None);
        root.below.extend((1..MANY).map(|number| link(number, Some(0))));
        root
    };
    assert_eq!(ends(build), [MANY, 0, MANY]);
}

/// Only the deepest node needs finalization, and its mark has climbed all the way up.
#[test]
fn only_the_deepest_node() {
    fn plain(number: usize) -> Rc<Plain> {
        Plain { number: Number(number), next: None, last: None }.into_graph()
    }
    let build = || {
        let root = plain(0);
        let mut last = root.clone();
        for number in 1..MANY {
            let next = plain(number);
            last.next.set(next.clone());
            last = next;
        }
        last.last.set(link(MANY, Some(DEEPEST)));
        root
    };
    assert_eq!(ends(build), [1, 0, MANY + 1]);
}

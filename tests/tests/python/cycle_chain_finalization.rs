//! Objects that know the neighbours on both sides, and do different things when they die.
//!
//! As in Python, they stand in a ring of strong links. They also stand in a tree, in two ways: as a
//! chain, in which each owns the next, and as siblings whose weak links make the ring.

use std::cell::Cell;
use std::iter;
use std::rc::Rc as StdRc;

use kinfolk::collect::Collected;
use kinfolk::{Graph, Handle, Node, Rc, Weak, collect};

use crate::{bring_back, clear_survivors, note, notes, survivors};
use Kind::{Resurrector, Simple, Suicidal};

#[derive(Clone, Copy)]
enum Kind {
    Simple,
    /// Its hook stores it.
    Resurrector,
    /// Its hook cuts all its links.
    Suicidal,
}

#[derive(Graph)]
#[graph(shared(right: InRing), shared(left: InRing), finalize = InRingNode::del)]
struct InRing {
    id: usize,
    kind: Kind,
    #[graph(cell)]
    has_cut: bool,
}

impl InRingNode {
    fn del(this: &Rc<InRing>) {
        note(this.id);
        this.check_sanity(this);
        match this.kind {
            Simple => {}
            Resurrector => bring_back(this),
            Suicidal => this.cut_links(),
        }
    }

    /// A neighbour is intact, or it has cut its links.
    fn check_sanity(&self, this: &Rc<InRing>) {
        let [left, right] = [&self.left, &self.right].map(|link| link.get().unwrap());
        let expected_back_link = |node: &Rc<InRing>| (!node.has_cut.get()).then(|| this.clone());
        assert_eq!(left.right.get(), expected_back_link(&left));
        assert_eq!(right.left.get(), expected_back_link(&right));
    }

    fn cut_links(&self) {
        self.has_cut.set(true);
        drop(self.left.take());
        drop(self.right.take());
    }
}

/// All hooks are called, in the order of the ring. A resurrector keeps the whole ring alive,
/// including nodes that have cut their own links.
fn check_ring(kinds: &[Kind]) {
    let number = kinds.len();
    let node = |(id, &kind)| InRing { id, kind, has_cut: false }.into_graph();
    let nodes: Vec<_> = kinds.iter().enumerate().map(node).collect();
    for (left, right) in nodes.iter().zip(nodes.iter().cycle().skip(1)) {
        left.right.set(right.clone());
        right.left.set(left.clone());
    }
    let weak: Vec<_> = nodes.iter().map(Rc::downgrade).collect();
    let alive = || weak.iter().filter_map(Weak::upgrade).map(|node| node.id).collect::<Vec<_>>();
    drop(nodes);
    assert_eq!(notes(), "");

    let collected = collect();
    let all: Vec<_> = (0..number).collect();
    assert_eq!(notes(), all.iter().map(usize::to_string).collect::<Vec<_>>().join(", "));
    let resurrectors = all.iter().copied().filter(|&id| matches!(kinds[id], Resurrector));
    let resurrectors: Vec<_> = resurrectors.collect();
    let survivors = || survivors::<InRing>().iter().map(|node| node.id).collect::<Vec<_>>();
    assert_eq!(survivors(), resurrectors);
    if resurrectors.is_empty() {
        assert_eq!((collected.freed(), collected.resurrected()), (number, 0));
    } else {
        assert_eq!((collected.freed(), collected.resurrected()), (0, number));
        assert_eq!(alive(), all);
        clear_survivors();
        assert_eq!(collect().freed(), number);
    }
    assert_eq!(alive(), [0; 0]);
    assert_eq!(survivors(), [0; 0]);
    assert_eq!(collect(), Collected::default());
    assert_eq!(notes(), "");
}

#[test]
fn test_homogenous() {
    check_ring(&[Simple; 3]);
}

#[test]
fn test_homogenous_resurrect() {
    check_ring(&[Resurrector; 3]);
}

#[test]
fn test_homogenous_suicidal() {
    check_ring(&[Suicidal; 3]);
}

#[test]
fn test_heterogenous_suicidal_one() {
    check_ring(&[Suicidal, Simple, Suicidal, Simple]);
}

#[test]
fn test_heterogenous_suicidal_two() {
    check_ring(&[Suicidal, Suicidal, Simple, Simple]);
}

#[test]
fn test_heterogenous_resurrect_one() {
    check_ring(&[Resurrector, Simple, Resurrector, Simple]);
}

#[test]
fn test_heterogenous_resurrect_two() {
    check_ring(&[Resurrector, Simple, Suicidal, Resurrector, Simple, Suicidal]);
}

#[test]
fn test_heterogenous_resurrect_three() {
    check_ring(&[Resurrector, Resurrector, Simple, Simple, Suicidal, Suicidal]);
}

#[derive(Graph)]
#[graph(back(above: Chained), back(family: Family), weak(before: Chained), weak(after: Chained))]
#[graph(finalize = ChainedNode::del)]
struct Chained {
    id: usize,
    kind: Kind,
    left: Option<usize>,
    right: Option<usize>,
    /// Which nodes of the chain have cut their links.
    cut: StdRc<[Cell<bool>]>,
    #[graph(own)]
    below: Option<Box<Chained>>,
}

#[derive(Graph)]
#[graph(finalize = FamilyNode::del)]
struct Family {
    #[graph(own)]
    members: Vec<Chained>,
}

impl FamilyNode {
    fn del(this: &Rc<Family>) {
        note("family");
        this.validate().unwrap();
    }
}

impl ChainedNode {
    fn del(this: &Rc<Chained>) {
        note(this.id);
        this.check_sanity(this);
        match this.kind {
            Simple => {}
            Resurrector => bring_back(this),
            Suicidal => this.cut_links(),
        }
    }

    fn to_the_left(&self) -> Option<Rc<Chained>> {
        self.above.get().or_else(|| self.before.get())
    }

    fn to_the_right(&self) -> Option<Rc<Chained>> {
        self.below.get().or_else(|| self.after.get())
    }

    /// A neighbour is intact, or it has cut its links. (In that case it may already be dead.)
    fn check_sanity(&self, this: &Rc<Chained>) {
        let check = |expected: Option<usize>, found: Option<Rc<Chained>>, back: Option<_>| {
            if expected.is_some_and(|id| self.cut[id].get()) {
                assert_eq!(back, None);
            } else {
                assert_eq!(found.map(|neighbour| neighbour.id), expected);
                assert_eq!(back.as_ref(), expected.map(|_| this));
            }
        };
        let (left, right) = (self.to_the_left(), self.to_the_right());
        let back_from_left = left.as_ref().and_then(|left| left.to_the_right());
        check(self.left, left, back_from_left);
        let back_from_right = right.as_ref().and_then(|right| right.to_the_left());
        check(self.right, right, back_from_right);
    }

    fn cut_links(&self) {
        self.cut[self.id].set(true);
        self.before.clear();
        self.after.clear();
        self.detach();
        drop(self.below.take());
        assert_eq!((self.to_the_left(), self.to_the_right()), (None, None));
    }
}

/// The hooks that run when the handle goes, or the survivors of the death before; and the
/// survivors.
type Deaths<'a> = &'a [(&'a str, &'a [usize])];

fn nodes(kinds: &[Kind], is_ring: bool) -> Vec<Rc<Chained>> {
    let number = kinds.len();
    let cut: StdRc<[_]> = iter::repeat_n(Cell::new(false), number).collect();
    let node = |(id, &kind)| {
        let left = (is_ring || id > 0).then(|| (id + number - 1) % number);
        let right = (is_ring || id + 1 < number).then(|| (id + 1) % number);
        Chained { id, kind, left, right, cut: cut.clone(), below: None }.into_graph()
    };
    kinds.iter().enumerate().map(node).collect()
}

fn check_chain(kinds: &[Kind], deaths: Deaths) {
    let nodes = nodes(kinds, false);
    for pair in nodes.windows(2) {
        pair[0].below.set(pair[1].clone());
    }
    let weak: Vec<_> = nodes.iter().map(Rc::downgrade).collect();
    let first = nodes[0].clone();
    drop(nodes);
    check_deaths(first, &weak, deaths);
}

fn check_siblings(kinds: &[Kind], deaths: Deaths) {
    let nodes = nodes(kinds, true);
    for (left, right) in nodes.iter().zip(nodes.iter().cycle().skip(1)) {
        left.after.set(right);
        right.before.set(left);
    }
    let family = Family { members: Vec::new() }.into_graph();
    family.members.extend(nodes.iter().cloned());
    let weak: Vec<_> = nodes.iter().map(Rc::downgrade).collect();
    drop(nodes);
    check_deaths(family, &weak, deaths);
}

fn check_deaths(first: impl Handle, weak: &[Weak<Chained>], deaths: Deaths) {
    assert_eq!(notes(), "");
    let alive = || weak.iter().filter_map(Weak::upgrade).map(|node| node.id).collect::<Vec<_>>();
    drop(first);
    for (called, survivors) in deaths {
        assert_eq!(notes(), *called);
        let found = crate::survivors::<Chained>();
        assert_eq!(found.iter().map(|node| node.id).collect::<Vec<_>>(), *survivors);

        let mut held = Vec::new();
        for survivor in found {
            survivor.validate().unwrap();
            held.push(survivor.id);
            held.extend(survivor.descendants_of::<Chained>().map(|node| node.id));
        }
        held.sort_unstable();
        assert_eq!(alive(), held);
        clear_survivors();
    }
    assert_eq!(notes(), "");
    assert!(survivors::<Chained>().is_empty());
    assert!(alive().is_empty());
}

#[test]
fn test_homogenous_in_a_tree() {
    check_chain(&[Simple; 3], &[("0, 1, 2", &[])]);
    check_siblings(&[Simple; 3], &[("family, 0, 1, 2", &[])]);
}

/// A node that is resurrected in a chain keeps the nodes below alive, so their turn comes later.
#[test]
fn test_homogenous_resurrect_in_a_tree() {
    check_chain(&[Resurrector; 3], &[("0", &[0]), ("1", &[1]), ("2", &[2]), ("", &[])]);
    check_siblings(&[Resurrector; 3], &[("family, 0, 1, 2", &[0, 1, 2]), ("", &[])]);
}

#[test]
fn test_homogenous_suicidal_in_a_tree() {
    check_chain(&[Suicidal; 3], &[("0, 1, 2", &[])]);
    check_siblings(&[Suicidal; 3], &[("family, 0, 1, 2", &[])]);
}

#[test]
fn test_heterogenous_suicidal_one_in_a_tree() {
    let kinds = [Suicidal, Simple, Suicidal, Simple];
    check_chain(&kinds, &[("0, 1, 2, 3", &[])]);
    check_siblings(&kinds, &[("family, 0, 1, 2, 3", &[])]);
}

#[test]
fn test_heterogenous_suicidal_two_in_a_tree() {
    let kinds = [Suicidal, Suicidal, Simple, Simple];
    check_chain(&kinds, &[("0, 1, 2, 3", &[])]);
    check_siblings(&kinds, &[("family, 0, 1, 2, 3", &[])]);
}

#[test]
fn test_heterogenous_resurrect_one_in_a_tree() {
    let kinds = [Resurrector, Simple, Resurrector, Simple];
    check_chain(&kinds, &[("0", &[0]), ("1, 2", &[2]), ("3", &[])]);
    check_siblings(&kinds, &[("family, 0, 1, 2, 3", &[0, 2]), ("", &[])]);
}

#[test]
fn test_heterogenous_resurrect_two_in_a_tree() {
    let kinds = [Resurrector, Simple, Suicidal, Resurrector, Simple, Suicidal];
    check_chain(&kinds, &[("0", &[0]), ("1, 2, 3", &[3]), ("4, 5", &[])]);
    check_siblings(&kinds, &[("family, 0, 1, 2, 3, 4, 5", &[0, 3]), ("", &[])]);
}

#[test]
fn test_heterogenous_resurrect_three_in_a_tree() {
    let kinds = [Resurrector, Resurrector, Simple, Simple, Suicidal, Suicidal];
    check_chain(&kinds, &[("0", &[0]), ("1", &[1]), ("2, 3, 4, 5", &[])]);
    check_siblings(&kinds, &[("family, 0, 1, 2, 3, 4, 5", &[0, 1]), ("", &[])]);
}

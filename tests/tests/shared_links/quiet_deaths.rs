//! Deaths of holders with nothing to run: their targets live on, or die with them in one step.

use std::cell::{Cell, RefCell};

use kinfolk::{AnyRc, AnyWeak, Finalizer, Graph, Handle, Rc, Trace, assert_no_leaks, collect};

thread_local! {
    /// All nodes of the test.
    static NODES: RefCell<Vec<AnyWeak>> = const { RefCell::new(Vec::new()) };
    /// How many nodes could be reached at each drop of data, and in each hook.
    static REACHED: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
    static DATA: Cell<usize> = const { Cell::new(0) };
}

fn count_reached() {
    let nodes = NODES.with_borrow(Clone::clone);
    let reached = nodes.iter().filter(|node| node.upgrade().is_some()).count();
    REACHED.with_borrow_mut(|all| all.push(reached));
}

struct Watch;

impl Watch {
    fn new() -> Self {
        DATA.set(DATA.get() + 1);
        Watch
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        DATA.set(DATA.get() - 1);
        count_reached();
    }
}

#[derive(Clone, Trace)]
enum Content {
    Nothing,
    Holder(Rc<Holder>),
    List(Vec<Content>),
}

/// It has no hook.
#[derive(Graph)]
#[graph(shared(next: Holder, other: Holder), shared(list: Vec<Holder>), shared(hooked: Hooked))]
struct Holder {
    watch: Watch,
    #[graph(value, trace)]
    content: Vec<Content>,
}

#[derive(Graph)]
#[graph(finalize = |_| count_reached())]
struct Hooked {}

fn holder() -> Rc<Holder> {
    let holder = Holder { watch: Watch::new(), content: vec![Content::Nothing] }.into_graph();
    NODES.with_borrow_mut(|nodes| nodes.push(AnyRc::downgrade(&holder.to_any())));
    holder
}

/// How many nodes could be reached at each drop of data and in each hook since the last call.
fn reached() -> Vec<usize> {
    NODES.take();
    REACHED.take()
}

/// Joins the nodes by links of each kind in turn, and returns the first.
fn chain(length: usize, kind: impl Fn(usize) -> usize) -> Vec<Rc<Holder>> {
    let nodes: Vec<_> = (0..length).map(|_| holder()).collect();
    for (index, pair) in nodes.windows(2).enumerate() {
        let (one, two) = (&pair[0], pair[1].clone());
        match kind(index) % 4 {
            0 => drop(one.next.set(two)),
            1 => one.list.push(two),
            2 => one.content.update(|content| content.push(Content::Holder(two))),
            _ => one.content.set(vec![Content::List(vec![Content::Holder(two)])]),
        }
    }
    nodes
}

#[test]
fn chains_are_dead_in_one_step() {
    for length in 1..20 {
        for kind in 0..5 {
            let mut nodes = chain(length, |index| if kind < 4 { kind } else { index });
            nodes.truncate(1);
            assert_eq!(DATA.get(), length);
            drop(nodes);
            assert_eq!((DATA.get(), reached()), (0, vec![0; length]), "{length} {kind}");
        }
    }
    assert_no_leaks!();
}

#[test]
fn what_is_held_elsewhere_lives_on() {
    for length in 2..12 {
        for held in 1..length {
            let mut nodes = chain(length, |index| index);
            let held = nodes.swap_remove(held);
            nodes.truncate(1);
            let first = nodes.pop().unwrap();
            // A node that was moved to the front is not the first one.
            drop(first);
            let left = DATA.get();
            assert!((1..length).contains(&left), "{left}");
            drop(held);
            assert_eq!(DATA.get(), 0);
            reached();
        }
    }
}

#[test]
fn a_target_with_a_hook_runs_it_first() {
    for length in 1..12 {
        let mut nodes = chain(length, |index| index);
        nodes[length - 1].hooked.set(Hooked {});
        nodes.truncate(1);
        drop(nodes);
        let mut expected = vec![length];
        expected.extend(vec![0; length]);
        assert_eq!(reached(), expected, "{length}");
    }
}

#[test]
fn a_target_with_a_hook_that_is_held_keeps_it() {
    let hooked = Hooked {}.into_graph();
    let node = holder();
    node.hooked.set(hooked.clone());
    drop(node);
    assert_eq!(reached(), [0]);
    drop(hooked);
    assert_eq!(reached(), [0]);
}

#[test]
fn attached_finalizers_run_when_all_is_dead() {
    for length in 1..12 {
        for at in 0..length {
            let mut nodes = chain(length, |index| index);
            let finalizer = Finalizer::attach(&nodes[at], count_reached);
            nodes.truncate(1);
            drop(nodes);
            assert!(!finalizer.is_alive());
            assert_eq!(reached(), vec![0; length + 1], "{length} {at}");
        }
    }
}

#[test]
fn several_links_to_one_target_are_counted() {
    let (node, target) = (holder(), holder());
    node.next.set(target.clone());
    node.other.set(target.clone());
    node.list.push(target.clone());
    node.content.update(|content| {
        content.extend([Content::Holder(target.clone()), Content::Holder(target.clone())]);
    });
    drop(node);
    assert_eq!((DATA.get(), Rc::strong_count(&target)), (1, 1));
    reached();

    let (node, last) = (holder(), holder());
    node.next.set(target.clone());
    node.other.set(target);
    node.content.set(vec![Content::Holder(last)]);
    let weak = Rc::downgrade(&node);
    drop(node);
    assert_eq!((weak.upgrade(), DATA.get(), reached()), (None, 0, vec![0; 3]));
}

/// A target that is held by several nodes dies if all of them do.
#[test]
fn targets_that_dying_nodes_share_die() {
    for length in 2..10 {
        for hooked in [false, true] {
            let mut nodes = chain(length, |_| 0);
            let shared = holder();
            for node in &nodes {
                node.other.set(shared.clone());
            }
            if hooked {
                shared.hooked.set(Hooked {});
            }
            drop(shared);
            nodes.truncate(1);
            drop(nodes);
            let mut expected = vec![length + 1; usize::from(hooked)];
            expected.extend(vec![0; length + 1]);
            assert_eq!((DATA.get(), reached()), (0, expected), "{length} {hooked}");
        }
    }
}

#[test]
fn several_targets_die_in_one_step() {
    let node = holder();
    let nodes = [holder(), holder(), holder(), holder()];
    node.next.set(nodes[0].clone());
    node.other.set(nodes[1].clone());
    node.list.push(nodes[2].clone());
    node.content.set(vec![Content::Holder(nodes[3].clone())]);
    drop(nodes);
    drop(node);
    assert_eq!((DATA.get(), reached()), (0, vec![0; 5]));
}

#[test]
fn a_reader_keeps_the_targets() {
    let node = holder();
    node.list.extend([holder(), holder()]);
    let read = node.list.iter();
    drop(node);
    assert_eq!(DATA.get(), 2);
    let left: Vec<_> = read.collect();
    assert_eq!(left.len(), 2);
    drop(left);
    assert_eq!(DATA.get(), 0);
    reached();
}

#[test]
fn owners_of_children_and_cycles_die_as_ever() {
    let [one, two] = [holder(), holder()];
    one.next.set(two.clone());
    two.content.set(vec![Content::Holder(one.clone())]);
    let other = holder();
    other.next.set(one.clone());
    drop((one, two));
    drop(other);
    assert_eq!(DATA.get(), 2);
    assert_eq!(collect().freed(), 2);
    assert_eq!(DATA.get(), 0);
    reached();
}

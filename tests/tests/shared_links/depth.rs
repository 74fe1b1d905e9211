//! Depth and size do not matter: a million nodes that hold each other, on a small stack, are built,
//! reported, collected and dropped.

use std::cell::Cell;

use kinfolk::{Graph, Rc, collect, leaks};
use kinfolk_tests::count::{Count, live};
use kinfolk_tests::small_stack::on_a_small_stack;

const MILLION: usize = 1_000_000;

thread_local! {
    static HOOKS: Cell<usize> = const { Cell::new(0) };
}

#[derive(Graph)]
#[graph(back(pub above: Node), shared(pub next: Node), shared(pub many: Vec<Node>))]
struct Node {
    count: Count,
    #[graph(own)]
    below: Option<Box<Node>>,
}

/// Like `Node`, with a hook.
#[derive(Graph)]
#[graph(
    back(pub above: Hooked),
    shared(pub next: Hooked),
    shared(pub many: Vec<Hooked>),
    finalize = |_| HOOKS.set(HOOKS.get() + 1)
)]
struct Hooked {
    count: Count,
    #[graph(own)]
    below: Option<Box<Hooked>>,
}

fn node() -> Rc<Node> {
    Node { count: Count::new(), below: None }.into_graph()
}

fn hooked() -> Rc<Hooked> {
    Hooked { count: Count::new(), below: None }.into_graph()
}

/// Reports a leak of this many nodes in this many cycles, and collects it.
fn ends(count: usize, nodes: usize) {
    assert_eq!(live(), nodes);
    let leaks = leaks();
    let reported = (leaks.len(), leaks[0].count(), leaks[0].nodes());
    assert_eq!(reported, (1, count, nodes), "{}", leaks[0]);
    let collected = collect();
    assert_eq!((collected.freed(), collected.resurrected()), (nodes, 0));
    assert_eq!((live(), collect().examined()), (0, 0));
}

#[test]
fn a_ring() {
    on_a_small_stack(|| {
        let first = node();
        let mut last = first.clone();
        for _ in 1..MILLION {
            let next = node();
            last.next.set(next.clone());
            last = next;
        }
        last.next.set(first.clone());
        assert_eq!(collect().freed(), 0);
        drop((first, last));
        ends(1, MILLION);
    });
}

#[test]
fn a_ring_of_nodes_with_hooks() {
    on_a_small_stack(|| {
        let first = hooked();
        let mut last = first.clone();
        for _ in 1..MILLION {
            let next = hooked();
            last.next.set(next.clone());
            last = next;
        }
        last.next.set(first.clone());
        drop((first, last));
        let collected = collect();
        assert_eq!((collected.freed(), HOOKS.get()), (MILLION, MILLION));
        assert_eq!(live(), 0);
    });
}

/// A ring that is cut by hand dies like a chain.
#[test]
fn a_ring_that_is_cut() {
    on_a_small_stack(|| {
        let first = node();
        let mut last = first.clone();
        for _ in 1..MILLION {
            let next = node();
            last.next.set(next.clone());
            last = next;
        }
        last.next.set(first);
        last.next.take();
        assert_eq!(live(), 1);
        assert_eq!(leaks(), []);
        drop(last);
        assert_eq!(live(), 0);
    });
}

/// Two rails, and rungs both ways.
#[test]
fn a_ladder() {
    on_a_small_stack(|| {
        let [mut left, mut right] = [node(), node()];
        for step in 0..MILLION / 2 {
            left.many.push(right.clone());
            right.many.push(left.clone());
            if step + 1 < MILLION / 2 {
                let next = [node(), node()];
                left.many.push(next[0].clone());
                right.next.set(next[1].clone());
                next[0].next.set(left);
                [left, right] = next;
            }
        }
        drop((left, right));
        assert_eq!(live(), MILLION);
        let nodes: usize = leaks().iter().map(kinfolk::collect::Leak::nodes).sum();
        assert_eq!((nodes, collect().freed(), live()), (MILLION, MILLION, 0));
    });
}

/// Each node owns the next one, which holds its owner.
#[test]
fn an_owned_chain_with_links_upwards() {
    on_a_small_stack(|| {
        let first = node();
        let mut last = first.clone();
        for _ in 1..MILLION {
            let next = node();
            last.below.set(next.clone());
            next.next.set(last);
            last = next;
        }
        drop((first, last));
        ends(1, MILLION);
    });
}

/// Each node owns the next one, and the last one holds the first.
#[test]
fn an_owned_chain_with_one_link_to_its_top() {
    on_a_small_stack(|| {
        let first = node();
        let mut last = first.clone();
        for _ in 1..MILLION {
            let next = node();
            last.below.set(next.clone());
            last = next;
        }
        last.next.set(first.clone());
        drop((first, last));
        ends(1, MILLION);
    });
}

#[test]
fn an_owned_chain_of_nodes_with_hooks_and_links_upwards() {
    on_a_small_stack(|| {
        let first = hooked();
        let mut last = first.clone();
        for _ in 1..MILLION {
            let next = hooked();
            last.below.set(next.clone());
            next.next.set(last);
            last = next;
        }
        drop((first, last));
        assert_eq!((collect().freed(), HOOKS.get()), (MILLION, MILLION));
        assert_eq!(live(), 0);
    });
}

/// A chain below a ring of one node.
#[test]
fn a_chain_that_hangs_on_a_ring() {
    on_a_small_stack(|| {
        let first = node();
        first.many.push(first.clone());
        let mut last = first.clone();
        for step in 1..MILLION {
            let next = node();
            if step % 2 == 0 {
                last.next.set(next.clone());
            } else {
                last.below.set(next.clone());
            }
            last = next;
        }
        drop((first, last));
        ends(1, MILLION);
    });
}

#[test]
fn a_chain_over_shared_links_that_its_last_handle_drops() {
    on_a_small_stack(|| {
        let first = node();
        let mut last = first.clone();
        for step in 1..MILLION {
            let next = node();
            if step % 2 == 0 {
                last.next.set(next.clone());
            } else {
                last.many.extend([next.clone(), next.clone()]);
            }
            last = next;
        }
        drop(last);
        assert_eq!((live(), leaks()), (MILLION, vec![]));
        drop(first);
        assert_eq!(live(), 0);
        assert_eq!(collect().examined(), 0);
    });
}

#[test]
fn a_chain_of_nodes_with_hooks_over_shared_links_that_its_last_handle_drops() {
    on_a_small_stack(|| {
        let first = hooked();
        let mut last = first.clone();
        for step in 1..MILLION {
            let next = hooked();
            if step % 2 == 0 {
                last.next.set(next.clone());
            } else {
                last.below.set(next.clone());
            }
            last = next;
        }
        drop(last);
        drop(first);
        assert_eq!((live(), HOOKS.get()), (0, MILLION));
    });
}

/// Each node of a pair holds both nodes of the next pair.
#[test]
fn a_ladder_of_nodes_with_hooks_that_its_last_handle_drops() {
    on_a_small_stack(|| {
        let first = hooked();
        let mut pair = vec![first.clone()];
        for _ in 0..MILLION / 2 {
            let next = vec![hooked(), hooked()];
            for node in &pair {
                node.many.extend(next.clone());
            }
            pair = next;
        }
        drop(pair);
        drop(first);
        assert_eq!((HOOKS.get(), live()), (MILLION + 1, 0));
    });
}

#[test]
fn a_million_holders_of_one_node() {
    on_a_small_stack(|| {
        let held = node();
        let holders: Vec<_> = (1..MILLION)
            .map(|_| {
                let holder = node();
                holder.next.set(held.clone());
                holder
            })
            .collect();
        assert_eq!(Rc::strong_count(&held), MILLION);
        assert_eq!(collect().freed(), 0);
        assert_eq!(leaks(), []);
        drop(holders);
        assert_eq!((live(), Rc::strong_count(&held)), (1, 1));
    });
}

#[test]
fn a_million_holders_that_their_node_holds() {
    on_a_small_stack(|| {
        let held = node();
        held.many.extend((1..MILLION).map(|_| {
            let holder = node();
            holder.next.set(held.clone());
            holder
        }));
        drop(held);
        assert_eq!(live(), MILLION);
        ends(1, MILLION);
    });
}

#[test]
fn a_million_places_of_one_node() {
    on_a_small_stack(|| {
        let holder = node();
        let held = node();
        held.next.set(holder.clone());
        holder.many.extend(std::iter::repeat_n(held, MILLION));
        drop(holder);
        ends(1, 2);
    });
}

#[test]
fn a_million_rings() {
    on_a_small_stack(|| {
        for _ in 0..MILLION {
            let ring = node();
            ring.next.set(ring.clone());
        }
        ends(MILLION, MILLION);
    });
}

/// Regular collections keep their number small.
#[test]
fn a_million_rings_that_are_collected_on_the_way() {
    on_a_small_stack(|| {
        kinfolk::collect::collect_every(1000);
        for _ in 0..MILLION {
            let ring = node();
            ring.next.set(ring.clone());
            assert!(live() <= 1001);
        }
        collect();
        assert_eq!(live(), 0);
    });
}

//! Depth and size do not matter: caches of hundreds of thousands of nodes, and deep structures
//! below their nodes, on a small stack.

use std::cell::Cell;
use std::rc::Rc as StdRc;

use kinfolk::cache::Cache;
use kinfolk::{Graph, Rc, collect};
use kinfolk_tests::count::{Count, live};
use kinfolk_tests::small_stack::on_a_small_stack;

const MILLION: usize = 1_000_000;
const MANY: usize = 200_000;

thread_local! {
    static HOOKS: Cell<usize> = const { Cell::new(0) };
    static REFILL: Cell<Option<StdRc<Cache<usize, Hooked>>>> = const { Cell::new(None) };
}

#[derive(Graph)]
#[graph(back(pub above: Node), shared(pub next: Node))]
struct Node {
    count: Count,
    #[graph(own)]
    below: Option<Box<Node>>,
}

/// Its hook puts another node into the cache, if a test asks for that.
#[derive(Graph)]
#[graph(back(pub above: Hooked), finalize = |_| finalized())]
struct Hooked {
    count: Count,
    #[graph(own)]
    below: Option<Box<Hooked>>,
}

fn finalized() {
    HOOKS.set(HOOKS.get() + 1);
    if let Some(cache) = REFILL.take() {
        REFILL.set((HOOKS.get() < MANY).then(|| cache.clone()));
        cache.insert(MANY + HOOKS.get(), hooked());
    }
}

fn node() -> Rc<Node> {
    Node { count: Count::new(), below: None }.into_graph()
}

fn hooked() -> Rc<Hooked> {
    Hooked { count: Count::new(), below: None }.into_graph()
}

/// A chain of a million nodes, each of which owns the next.
fn owned_chain() -> Rc<Node> {
    let first = node();
    let mut last = first.clone();
    for _ in 1..MILLION {
        let next = node();
        last.below.set(next.clone());
        last = next;
    }
    first
}

/// Many entries are inserted, evicted, used again and released.
#[test]
fn many_entries() {
    on_a_small_stack(|| {
        let cache = Cache::<usize, Node>::new(MANY);
        for number in 0..2 * MANY {
            cache.insert(number, node());
        }
        assert_eq!((cache.len(), cache.kept(), live()), (MANY, MANY, MANY));
        assert!(!cache.contains_key(&(MANY - 1)) && cache.contains_key(&MANY));
        let held: Vec<_> = cache.values().collect();
        cache.shrink_to(10);
        assert_eq!((cache.len(), cache.kept(), live()), (MANY, 10, MANY));
        for number in MANY..2 * MANY {
            assert!(cache.get(&number).is_some());
        }
        assert_eq!((cache.kept(), cache.release_unused()), (MANY, 0));
        drop(held);
        cache.set_budget(MANY / 2);
        assert_eq!((cache.len(), live()), (MANY / 2, MANY / 2));
        assert!(cache.contains_key(&(2 * MANY - 1)));
        assert_eq!((cache.release_unused(), cache.len(), live()), (MANY / 2, 0, 0));
    });
}

#[test]
fn many_pinned_entries_of_one_node() {
    on_a_small_stack(|| {
        let cache = Cache::<usize, Node>::new(MANY);
        let node = node();
        for number in 0..MANY {
            cache.insert(number, node.clone());
            assert!(number % 2 == 0 || cache.pin(&number));
        }
        assert_eq!(Rc::strong_count(&node), MANY + 1);
        drop(node);
        assert_eq!((cache.release_unused(), cache.len()), (0, MANY));
        cache.shrink_to(0);
        assert_eq!((cache.len(), cache.kept(), live()), (MANY, MANY / 2, 1));
        drop(cache);
        assert_eq!(live(), 0);
    });
}

/// The cache evicts it.
#[test]
fn a_chain_that_is_owned() {
    on_a_small_stack(|| {
        let cache = Cache::<&str, Node>::new(1);
        cache.insert("chain", owned_chain());
        assert_eq!(live(), MILLION);
        cache.insert("another", node());
        assert_eq!((live(), cache.len()), (1, 1));
    });
}

#[test]
fn a_chain_over_shared_links() {
    on_a_small_stack(|| {
        let cache = Cache::<&str, Node>::new(1);
        let first = node();
        let mut last = first.clone();
        for _ in 1..MILLION {
            let next = node();
            last.next.set(next.clone());
            last = next;
        }
        cache.insert("chain", first);
        drop(last);
        cache.insert("another", node());
        assert_eq!((live(), cache.len()), (1, 1));
    });
}

/// Every node of the chain is in the cache too.
#[test]
fn a_chain_whose_nodes_are_all_kept() {
    for from_the_top in [true, false] {
        on_a_small_stack(move || {
            let cache = Cache::<usize, Node>::new(MANY);
            let first = node();
            let mut chain = vec![first.clone()];
            for _ in 1..MANY {
                let next = node();
                chain[chain.len() - 1].below.set(next.clone());
                chain.push(next);
            }
            if !from_the_top {
                chain.reverse();
            }
            for (number, node) in chain.iter().enumerate() {
                cache.insert(number, node.clone());
            }
            drop((chain, first));
            assert_eq!((cache.kept(), live()), (MANY, MANY));
            cache.shrink_to(MANY / 2);
            // When the cache evicts from the bottom, the evicted nodes still have an owner.
            let left = if from_the_top { MANY / 2 } else { MANY };
            assert_eq!((cache.kept(), cache.len(), live()), (MANY / 2, left, left));
            cache.shrink_to(0);
            assert_eq!((cache.len(), live()), (0, 0));
        });
    }
}

#[test]
fn a_chain_of_nodes_with_hooks_that_are_all_recovered() {
    on_a_small_stack(|| {
        let cache = Cache::<usize, Hooked>::new(0);
        let first = hooked();
        let mut last = first.clone();
        for number in 0..MANY {
            cache.insert(number, last.clone());
            let next = hooked();
            last.below.set(next.clone());
            last = next;
        }
        drop(last);
        assert_eq!((cache.len(), cache.kept()), (MANY, 0));
        assert!(cache.get(&(MANY - 1)).is_some());
        drop(first);
        assert_eq!((cache.len(), live(), HOOKS.get()), (0, 0, MANY + 1));
    });
}

/// The hook of each evicted node inserts another node, for which the next one is evicted.
#[test]
fn deaths_within_deaths() {
    on_a_small_stack(|| {
        let cache = StdRc::new(Cache::<usize, Hooked>::new(MANY));
        for number in 0..MANY {
            cache.insert(number, hooked());
        }
        REFILL.set(Some(cache.clone()));
        cache.insert(MANY, hooked());
        assert_eq!((HOOKS.get(), cache.kept(), cache.len(), live()), (MANY + 1, MANY, MANY, MANY));
        assert!(REFILL.take().is_none());
        drop(cache);
        assert_eq!((HOOKS.get(), live()), (2 * MANY + 1, 0));
    });
}

#[test]
fn a_ring_that_the_cache_has_released() {
    on_a_small_stack(|| {
        let cache = Cache::<usize, Node>::new(MANY);
        let first = node();
        let mut last = first.clone();
        cache.insert(0, first.clone());
        for number in 1..MANY {
            let next = node();
            last.next.set(next.clone());
            cache.insert(number, next.clone());
            last = next;
        }
        last.next.set(first.clone());
        drop((first, last));
        assert_eq!(collect().freed(), 0);
        cache.shrink_to(0);
        assert_eq!((cache.len(), live()), (MANY, MANY));
        assert_eq!((collect().freed(), cache.len(), live()), (MANY, 0, 0));
    });
}

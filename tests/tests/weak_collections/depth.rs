//! Depth does not matter: up to a million nodes on a small stack, deep by owners, by shared links,
//! or by the values and keys that collections store beside them.

use std::cell::{Cell, RefCell};
use std::rc::Rc as StdRc;

use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};
use kinfolk::{Graph, Rc, collect};
use kinfolk_tests::count::{Count, live};
use kinfolk_tests::small_stack::on_a_small_stack;

const MANY: usize = 1_000_000;

/// More than a small stack could hold.
const FEWER: usize = 200_000;

thread_local! {
    static HOOKS: Cell<usize> = const { Cell::new(0) };
}

#[derive(Graph)]
#[graph(back(above: Node), shared(next: Node))]
struct Node {
    count: Count,
    #[graph(own)]
    below: Option<Box<Node>>,
}

/// Like `Node`, with a hook.
#[derive(Graph)]
#[graph(finalize = |_| HOOKS.set(HOOKS.get() + 1))]
struct Hooked {
    count: Count,
}

fn node() -> Rc<Node> {
    Node { count: Count::new(), below: None }.into_graph()
}

fn hooked() -> Rc<Hooked> {
    Hooked { count: Count::new() }.into_graph()
}

/// A chain in which each node owns the next. Calls `visit` with the nodes from the top down.
fn chain(length: usize, visit: impl Fn(&Rc<Node>)) -> Rc<Node> {
    let top = node();
    let mut last = top.clone();
    visit(&last);
    for _ in 1..length {
        let next = node();
        last.below.set(next.clone());
        last = next;
        visit(&last);
    }
    top
}

#[test]
fn owned_nodes_that_are_all_in_a_set() {
    on_a_small_stack(|| {
        let set = WeakSet::<Node>::new();
        let top = chain(MANY, |node| _ = set.insert(node));
        assert_eq!((set.len(), live()), (MANY, MANY));
        drop(top);
        assert_eq!((set.len(), live()), (0, 0));
    });
}

#[test]
fn owned_nodes_that_all_have_a_value() {
    on_a_small_stack(|| {
        let map = WeakKeyMap::<Node, Count>::new();
        let top = chain(FEWER, |node| drop(map.insert(node, Count::new())));
        assert_eq!((map.len(), live()), (FEWER, 2 * FEWER));
        drop(top);
        assert_eq!((map.len(), live()), (0, 0));
    });
}

/// They are inserted from the bottom up, after the chain is built: each mark climbs only to the
/// mark before it.
#[test]
fn owned_nodes_inserted_from_the_bottom() {
    on_a_small_stack(|| {
        let nodes = RefCell::new(Vec::new());
        let top = chain(FEWER, |node| nodes.borrow_mut().push(node.clone()));
        let map = WeakValueMap::<usize, Node>::new();
        for (number, node) in nodes.take().into_iter().enumerate().rev() {
            map.insert(number, &node);
        }
        assert_eq!(map.len(), FEWER);
        drop(top);
        assert_eq!((map.len(), live()), (0, 0));
    });
}

#[test]
fn an_entry_at_the_bottom() {
    on_a_small_stack(|| {
        let set = WeakSet::<Node>::new();
        let last = RefCell::new(None);
        let top = chain(MANY, |node| drop(last.replace(Some(node.clone()))));
        let last = last.take().unwrap();
        set.insert(&last);
        let inner = last.above.get().unwrap();
        drop(last);
        drop(top);
        // The node above it is held.
        assert_eq!((set.len(), live()), (1, 2));
        drop(inner);
        assert_eq!((set.len(), live()), (0, 0));
        let last = RefCell::new(None);
        let top = chain(MANY, |node| drop(last.replace(Some(node.clone()))));
        set.insert(last.take().as_ref().unwrap());
        drop(top);
        assert_eq!((set.len(), live()), (0, 0));
    });
}

#[test]
fn shared_nodes() {
    on_a_small_stack(|| {
        let set = WeakSet::<Node>::new();
        let mut first = node();
        set.insert(&first);
        for _ in 1..FEWER {
            let above = node();
            above.next.set(first);
            set.insert(&above);
            first = above;
        }
        assert_eq!(set.len(), FEWER);
        drop(first);
        assert_eq!((set.len(), live()), (0, 0));
    });
}

#[test]
fn a_ring() {
    on_a_small_stack(|| {
        let map = WeakKeyMap::<Node, Count>::new();
        let last = node();
        let mut first = last.clone();
        for _ in 1..FEWER {
            let above = node();
            above.next.set(first);
            map.insert(&above, Count::new());
            first = above;
        }
        last.next.set(first.clone());
        drop((first, last));
        assert_eq!(map.len(), FEWER - 1);
        assert_eq!(collect().freed(), FEWER);
        assert_eq!((map.len(), live()), (0, 0));
    });
}

/// Each node's value holds the next node: a million deaths, each caused by the one before.
#[test]
fn a_chain_by_values() {
    on_a_small_stack(|| {
        let map = WeakKeyMap::<Node, Option<Rc<Node>>>::new();
        let mut first = node();
        map.insert(&first, None);
        for _ in 1..MANY {
            let before = node();
            map.insert(&before, Some(first));
            first = before;
        }
        assert_eq!((map.len(), live()), (MANY, MANY));
        drop(first);
        assert_eq!((map.len(), live()), (0, 0));
    });
}

#[test]
fn a_chain_by_values_of_nodes_with_hooks() {
    on_a_small_stack(|| {
        let map = WeakKeyMap::<Hooked, Rc<Hooked>>::new();
        let mut first = hooked();
        for _ in 1..FEWER {
            let before = hooked();
            map.insert(&before, first);
            first = before;
        }
        assert_eq!((map.len(), HOOKS.get()), (FEWER - 1, 0));
        drop(first);
        assert_eq!((map.len(), live(), HOOKS.get()), (0, 0, FEWER));
    });
}

#[test]
fn a_chain_by_keys() {
    on_a_small_stack(|| {
        let map = WeakValueMap::<Rc<Node>, Node>::new();
        let mut first = node();
        for _ in 1..FEWER {
            let before = node();
            map.insert(first, &before);
            first = before;
        }
        assert_eq!((map.len(), live()), (FEWER - 1, FEWER));
        drop(first);
        assert_eq!((map.len(), live()), (0, 0));
    });
}

/// As the chain by values, but the collection starts the death.
#[test]
fn a_chain_by_values_whose_first_entry_is_removed() {
    on_a_small_stack(|| {
        for way in 0..3 {
            let map = WeakKeyMap::<Node, Rc<Node>>::new();
            let mut first = node();
            for _ in 1..FEWER {
                let before = node();
                map.insert(&before, first);
                first = before;
            }
            match way {
                0 => drop(map.remove(&first)),
                1 => map.clear(),
                _ => drop(map),
            }
            assert_eq!(live(), 1);
        }
    });
}

/// The chain is deep, and each value holds the top of another such chain.
#[test]
fn chains_of_chains_by_values() {
    on_a_small_stack(|| {
        let map = WeakKeyMap::<Node, Rc<Node>>::new();
        let mut top = node();
        for _ in 0..1000 {
            let new_top = node();
            let mut last = new_top.clone();
            for _ in 1..1000 {
                let next = node();
                last.below.set(next.clone());
                last = next;
            }
            map.insert(&last, top);
            top = new_top;
        }
        assert_eq!((map.len(), live()), (1000, MANY + 1));
        drop(top);
        assert_eq!((map.len(), live()), (0, 0));
    });
}

/// Deferred nodes stay in the set until they are dead, and each is dead when its data is dropped.
#[test]
fn the_number_of_entries_within_such_a_chain() {
    struct Look {
        own: RefCell<Option<kinfolk::Weak<Looked>>>,
        set: StdRc<WeakSet<Looked>>,
    }
    impl Drop for Look {
        fn drop(&mut self) {
            let own = self.own.take().unwrap();
            assert!(own.upgrade().is_none());
            // All other nodes that were asked are dead too, or their turn has not come yet.
            let alive = self.set.iter().count();
            assert_eq!(self.set.len(), alive);
            SEEN.set(SEEN.get() + 1);
        }
    }
    #[derive(Graph)]
    struct Looked {
        look: Look,
    }
    thread_local!(static SEEN: Cell<usize> = const { Cell::new(0) });
    on_a_small_stack(|| {
        let set = StdRc::new(WeakSet::<Looked>::new());
        let map = WeakKeyMap::<Looked, Rc<Looked>>::new();
        let new = || {
            let look = Look { own: RefCell::default(), set: set.clone() };
            let node = Looked { look }.into_graph();
            node.look.own.replace(Some(Rc::downgrade(&node)));
            set.insert(&node);
            node
        };
        let mut first = new();
        for _ in 1..300 {
            let before = new();
            map.insert(&before, first);
            first = before;
        }
        drop(first);
        assert_eq!((SEEN.get(), set.len(), map.len()), (300, 0, 0));
    });
}

//! Deaths that begin in the closure of `update` are complete when the outermost update is.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::{Finalizer, Graph, Rc, collect};
use kinfolk_tests::panics;
use kinfolk_tests::small_stack::on_a_small_stack;

thread_local! {
    static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn log(entry: impl Into<String>) {
    LOG.with_borrow_mut(|all| all.push(entry.into()));
}

fn logged() -> String {
    LOG.take().join(" ")
}

/// Its functions are out of the library's sight.
#[derive(Graph)]
struct Store {
    #[graph(value)]
    functions: Vec<Rc<Function>>,
    #[graph(value)]
    other: Vec<Rc<Function>>,
}

#[derive(Clone, Debug)]
struct Name(&'static str);

impl Drop for Name {
    fn drop(&mut self) {
        log(format!("~{}", self.0));
    }
}

#[derive(Graph)]
#[graph(weak(store: Store), finalize = FunctionNode::dies, shared(next: Function))]
struct Function {
    name: Name,
}

impl FunctionNode {
    fn dies(this: &Rc<Function>) {
        let left = this.store.get().map(|store| store.functions.read().len());
        log(format!("{}:{left:?}", this.name.0));
        match this.name.0 {
            "panics" => panic!("hook bomb"),
            "updates" => {
                let store = this.store.get().unwrap();
                let gone = store.functions.update(Vec::pop);
                log("updated");
                drop(gone);
                store.functions.update(|all| drop(all.pop()));
                log("again");
            }
            _ => {}
        }
    }
}

fn store(names: &[&'static str]) -> Rc<Store> {
    let store = Store { functions: vec![], other: vec![] }.into_graph();
    for name in names {
        let function = Function { name: Name(name) }.into_graph();
        function.store.set(&store);
        store.functions.update(|all| all.push(function));
    }
    store
}

#[test]
fn a_hook_can_read_the_value() {
    let store = store(&["a", "b"]);
    store.functions.update(|all| {
        drop(all.pop());
        log("popped");
    });
    assert_eq!(logged(), "popped b:Some(1) ~b");
    store.functions.update(Vec::clear);
    assert_eq!(logged(), "a:Some(0) ~a");
}

#[test]
fn a_change_of_the_whole_value_kills_when_the_new_one_is_there() {
    let store = store(&["a", "b"]);
    store.functions.set(vec![]);
    assert_eq!(logged(), "a:Some(0) ~a b:Some(0) ~b");
}

#[test]
fn what_the_closure_returns_dies_where_it_is_dropped() {
    let store = store(&["a"]);
    let gone = store.functions.update(Vec::pop);
    assert_eq!(logged(), "");
    drop(gone);
    assert_eq!(logged(), "a:Some(0) ~a");
}

#[test]
fn nested_updates_wait_for_the_outermost() {
    let store = store(&["a", "b", "c"]);
    store.functions.update(|all| {
        let last = all.pop();
        store.other.update(|other| {
            drop(last);
            other.clear();
            drop(all.pop());
        });
        log("inner");
    });
    assert_eq!(logged(), "inner c:Some(1) ~c b:Some(1) ~b");
}

/// A death that waits is none yet: the handle in the queue counts.
#[test]
fn a_node_that_waits_is_alive() {
    let store = store(&["a", "b"]);
    let kept = Cell::new(None);
    store.functions.update(|all| {
        let weak = all.last().map(Rc::downgrade).unwrap();
        drop(all.pop());
        let alive = weak.upgrade().unwrap();
        assert_eq!(Rc::strong_count(&alive), 2);
        kept.set(Some(alive));
    });
    assert_eq!(logged(), "");
    drop(kept);
    assert_eq!(logged(), "b:Some(1) ~b");
}

#[test]
fn deaths_happen_when_the_closure_panics() {
    panics::record();
    let store = store(&["a", "panics", "c"]);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        store.functions.update(|all| {
            store.other.update(|_| drop(all.drain(1..)));
            log("drained");
            panics::quietly(|| panic!("closure bomb"));
        });
    }));
    assert_eq!(panics::text(&*outcome.unwrap_err()), "closure bomb");
    assert_eq!(logged(), "drained panics:Some(1) ~panics c:Some(1) ~c");
    assert_eq!(panics::reports(), ["Function: hook bomb"]);
    assert_eq!(store.functions.read().len(), 1);
}

/// An update that begins while the thread unwinds.
#[test]
fn deaths_happen_in_an_update_while_the_thread_unwinds() {
    struct UpdatesInDrop(Rc<Store>);
    impl Drop for UpdatesInDrop {
        fn drop(&mut self) {
            self.0.functions.update(Vec::clear);
            log("cleared");
        }
    }
    panics::record();
    let store = store(&["a", "panics"]);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let _updates = UpdatesInDrop(store.clone());
        panics::quietly(|| panic!("outer"));
    }));
    assert!(outcome.is_err());
    assert_eq!(logged(), "a:Some(0) ~a panics:Some(0) ~panics cleared");
    assert_eq!(panics::reports(), ["Function: hook bomb"]);
}

/// A hook is no closure of an update, so the deaths in its own updates are complete with these.
#[test]
fn a_hook_that_updates_has_its_own_deaths() {
    let store = store(&["a", "b", "updates"]);
    store.functions.update(|all| drop(all.pop()));
    assert_eq!(logged(), "updates:Some(2) updated b:Some(1) ~b a:Some(0) ~a again ~updates");
}

#[test]
fn attached_finalizers_and_shared_targets_wait_too() {
    let store = store(&["a"]);
    let function = store.functions.read()[0].clone();
    let finalizer = Finalizer::attach(&function, || log("finalizer"));
    let next = Function { name: Name("next") }.into_graph();
    next.store.set(&store);
    function.next.set(next);
    drop(function);
    store.functions.update(|all| {
        all.clear();
        log("cleared");
        assert!(finalizer.is_alive());
    });
    assert_eq!(logged(), "cleared a:Some(0) next:Some(0) finalizer ~a ~next");
}

/// A node without a hook dies at once, as under std.
#[test]
fn a_node_that_needs_no_finalization_dies_at_once() {
    #[derive(Clone, Graph)]
    struct Plain {
        name: Name,
    }

    #[derive(Graph)]
    struct Holder {
        #[graph(value)]
        held: Vec<Rc<Plain>>,
    }

    let holder = Holder { held: vec![Plain { name: Name("p") }.into_graph()] }.into_graph();
    LOG.take();
    holder.held.update(|held| {
        held.clear();
        log("cleared");
    });
    assert_eq!(logged(), "~p cleared");
}

/// The hooks of a collection could not read the value, either.
#[test]
fn a_collection_in_the_closure_does_nothing() {
    let store = store(&["a"]);
    let ring = Function { name: Name("ring") }.into_graph();
    ring.next.set(ring.clone());
    drop(ring);
    store.functions.update(|all| {
        assert_eq!(collect().freed(), 0);
        all.clear();
    });
    assert_eq!(logged(), "a:Some(0) ~a");
    assert_eq!(collect().freed(), 1);
    assert_eq!(logged(), "ring:None ~ring");
}

/// Each death updates the value, and drops the next node in there.
#[test]
fn a_long_chain_of_updates_in_hooks_needs_little_stack() {
    #[derive(Graph)]
    struct Pile {
        #[graph(value)]
        nodes: Vec<Rc<Piled>>,
    }

    #[derive(Graph)]
    #[graph(weak(pile: Pile), finalize = |this| if let Some(pile) = this.pile.get() {
        pile.nodes.update(|nodes| drop(nodes.pop()));
    })]
    struct Piled {}

    on_a_small_stack(|| {
        let pile = Pile { nodes: vec![] }.into_graph();
        pile.nodes.update(|nodes| {
            for _ in 0..100_000 {
                let node = Piled {}.into_graph();
                node.pile.set(&pile);
                nodes.push(node);
            }
        });
        pile.nodes.update(|nodes| drop(nodes.pop()));
        assert_eq!(pile.nodes.read().len(), 0);
    });
}

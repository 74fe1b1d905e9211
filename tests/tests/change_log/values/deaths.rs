//! Deaths and drops of what a value has held.

use std::cell::RefCell;

use kinfolk::prelude::*;
use kinfolk::{Weak, transaction};
use kinfolk_tests::panics::{self, panic_of};

use super::fails;

thread_local! {
    static NOTES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn note(text: impl Into<String>) {
    NOTES.with_borrow_mut(|notes| notes.push(text.into()));
}

fn notes() -> String {
    NOTES.take().join(" ")
}

/// Data whose `Drop` may do anything.
#[derive(Clone)]
struct Data(&'static str, Option<Weak<Store>>);

impl Drop for Data {
    fn drop(&mut self) {
        note(format!("~{}", self.0));
        let store = self.1.as_ref().and_then(Weak::upgrade);
        match self.0 {
            "panics" => panic!("drop bomb"),
            "changes" => store.unwrap().count.update(|count| *count += 1),
            _ => {}
        }
    }
}

#[derive(Graph)]
struct Store {
    #[graph(value)]
    data: Data,
    #[graph(value)]
    count: u32,
    #[graph(value)]
    parts: Vec<Rc<Part>>,
}

#[derive(Graph)]
#[graph(weak(store: Store), finalize = PartNode::dies)]
struct Part {
    name: &'static str,
}

impl PartNode {
    fn dies(&self) {
        note(self.name);
        if let Some(store) = self.store.get() {
            note(format!("{}", store.parts.read().len()));
            store.count.update(|count| *count += 10);
        }
    }
}

fn store(name: &'static str) -> Rc<Store> {
    let store = Store { data: Data(name, None), count: 0, parts: vec![] }.into_graph();
    let weak = Rc::downgrade(&store);
    store.data.update(|data| data.1 = Some(weak));
    store
}

fn part(store: &Rc<Store>, name: &'static str) -> Rc<Part> {
    let part = Part { name }.into_graph();
    part.store.set(store);
    part
}

#[test]
fn old_data_is_dropped_when_the_step_has_ended() {
    let store = store("old");
    transaction(|| {
        store.data.set(Data("middle", None));
        assert_eq!(notes(), "");
        store.data.set(Data("new", None));
        assert_eq!(notes(), "~middle");
    });
    assert_eq!(notes(), "~old");
    fails(|| {
        store.data.set(Data("middle", None));
        store.data.set(Data("newest", None));
        assert_eq!(notes(), "~middle");
    });
    assert_eq!(notes(), "~newest");
    drop(store);
    assert_eq!(notes(), "~new");
}

#[test]
fn a_drop_that_changes_the_graph_is_part_of_the_step() {
    let store = store("changes");
    let weak = Rc::downgrade(&store);
    transaction(|| store.data.set(Data("new", None)));
    assert_eq!((notes().as_str(), store.count.get()), ("~changes", 1));
    // What was new is dropped after the rollback, outside of it.
    fails(|| {
        store.count.set(5);
        store.data.set(Data("changes", Some(weak)));
    });
    assert_eq!((notes().as_str(), store.count.get()), ("~changes", 2));
    // An outer transaction undoes that, too.
    let weak = Rc::downgrade(&store);
    fails(|| {
        fails(|| store.data.set(Data("changes", Some(weak.clone()))));
        assert_eq!(store.count, 3);
    });
    assert_eq!(store.count, 2);
    NOTES.take();
}

#[test]
fn a_drop_that_panics_is_reported_and_nothing_is_lost() {
    panics::record();
    let store = store("panics");
    transaction(|| {
        store.data.set(Data("new", None));
        store.count.set(1);
    });
    assert_eq!((notes().as_str(), store.count.get()), ("~panics", 1));
    assert_eq!(panics::reports(), ["transaction: drop bomb"]);
    fails(|| {
        store.data.set(Data("panics", None));
        store.count.set(2);
    });
    assert_eq!((notes().as_str(), store.count.get(), store.data.read().0), ("~panics", 1, "new"));
    assert_eq!(panics::reports(), ["transaction: drop bomb"]);
}

/// Data that came and went in the same transaction is dropped at once, as without one.
#[test]
fn a_drop_that_panics_inside_undoes_the_transaction() {
    let store = store("old");
    let text = panic_of(|| {
        transaction(|| {
            store.data.set(Data("panics", None));
            store.count.set(2);
            store.data.set(Data("new", None));
        });
    });
    assert_eq!(text, "drop bomb");
    assert_eq!(
        (notes().as_str(), store.count.get(), store.data.read().0),
        ("~panics ~new", 0, "old")
    );
}

#[test]
fn what_an_update_lets_go_of_dies_after_the_step() {
    let store = store("old");
    store.parts.update(|parts| parts.extend(["a", "b"].map(|name| part(&store, name))));
    fails(|| {
        store.parts.update(Vec::clear);
        assert_eq!(notes(), "");
    });
    assert_eq!(store.parts.read().len(), 2);
    transaction(|| {
        store.parts.update(Vec::clear);
        assert_eq!(notes(), "");
    });
    // Its hooks read the value, and changed another one.
    assert_eq!((notes().as_str(), store.count.get()), ("a 0 b 0", 20));
}

#[test]
fn deaths_in_an_update_are_part_of_the_transaction() {
    let store = store("old");
    let mut a = Some(part(&store, "a"));
    fails(|| {
        store.parts.update(|parts| {
            parts.push(part(&store, "b"));
            drop(a.take());
            drop(parts.pop());
            assert_eq!(notes(), "");
        });
        // They waited for the end of the update, and their hooks have changed the count.
        assert_eq!((notes().as_str(), store.count.get()), ("a 0 b 0", 20));
    });
    assert_eq!(store.count, 0);
}

#[test]
fn what_a_failure_takes_back_dies_then() {
    let store = store("old");
    let a = part(&store, "a");
    fails(|| store.parts.set(vec![a]));
    assert_eq!((notes().as_str(), store.count.get()), ("a 0", 10));
    assert!(store.parts.read().is_empty());
}

/// The hook of a dying node changes a value of that node.
#[test]
fn a_dying_node_that_changes_its_own_value_dies_once() {
    #[derive(Graph)]
    #[graph(finalize = DyingNode::dies)]
    struct Dying {
        #[graph(value)]
        count: u32,
    }
    impl DyingNode {
        fn dies(&self) {
            self.count.set(self.count.get() + 1);
            note(format!("dies {}", self.count.get()));
        }
    }
    let node = Dying { count: 0 }.into_graph();
    let weak = Rc::downgrade(&node);
    transaction(|| {
        drop(node);
        assert_eq!(notes(), "dies 1");
        assert!(weak.upgrade().is_none());
    });
    assert_eq!(notes(), "");
}

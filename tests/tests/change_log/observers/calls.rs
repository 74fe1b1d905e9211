//! When observers are called.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::{Rc, observe, transaction};

use super::{Item, Seen, items, leaf, name_of, watch, watch_by, with_items};
use kinfolk::prelude::*;

#[test]
fn each_operation_outside_of_transactions_is_a_step() {
    let root = with_items("root", &["a"]).into_graph();
    let (_watch, seen) = watch(&root);
    root.items.push(leaf("b"));
    root.items.remove(0);
    items(&root)[0].detach();
    assert_eq!(seen.take(), ["+b root.items[1]", "-a root.items[0]", "-b root.items[0]"]);
}

#[test]
fn an_outermost_transaction_is_a_step() {
    let root = with_items("root", &["a"]).into_graph();
    let (_watch, seen) = watch(&root);
    transaction(|| {
        root.items.push(leaf("b"));
        transaction(|| drop(root.items.remove(0)));
        assert!(seen.take().is_empty());
    });
    assert_eq!(seen.take(), ["+b root.items[0], -a root.items[0]"]);
}

#[test]
fn nothing_is_sent_for_what_was_rolled_back() {
    let root = with_items("root", &["a", "b"]).into_graph();
    let (_watch, seen) = watch(&root);
    let outcome: Result<(), &str> = transaction(|| {
        root.items.pop();
        Err("no")
    });
    assert!(outcome.is_err() && seen.take().is_empty());

    let panicked = catch_unwind(AssertUnwindSafe(|| {
        transaction(|| {
            root.items.pop();
            assert!(root.items.is_empty(), "no");
        });
    }));
    assert!(panicked.is_err() && seen.take().is_empty());

    transaction(|| {
        root.items.push(leaf("c"));
        let inner: Result<(), &str> = transaction(|| {
            root.items.remove(0);
            Err("no")
        });
        assert!(inner.is_err());
        root.items.push(leaf("d"));
    });
    assert_eq!(seen.take(), ["+c root.items[2], +d root.items[3]"]);
}

#[test]
fn all_links_agree_when_observers_are_called() {
    let root = with_items("root", &["a", "b"]).into_graph();
    let other = leaf("other").into_graph();
    let seen = Seen::default();
    let _watch = observe(&root, {
        let (seen, weak, other) = (seen.clone(), Rc::downgrade(&root), other.clone());
        move |_| {
            let root = weak.upgrade().unwrap();
            assert_eq!((root.validate(), other.validate()), (Ok(()), Ok(())));
            seen.add(format!("{} {}", root.items.len(), other.items.len()));
        }
    });
    other.items.push(root.items.get(0).unwrap());
    assert_eq!(seen.take(), ["1 1"]);
}

#[test]
fn only_changes_at_and_below_the_root_are_seen() {
    let root = with_items("root", &["a", "b"]).into_graph();
    let a = root.items.get(0).unwrap();
    let (_watch, seen) = watch(&a);
    root.items.push(leaf("c"));
    root.items.remove(1);
    leaf("elsewhere").into_graph().items.push(leaf("d"));
    // The root itself may be moved.
    a.detach();
    root.others.push(a.clone());
    assert!(seen.take().is_empty());
    a.items.push(leaf("e"));
    a.items.get(0).unwrap().others.push(leaf("f"));
    assert_eq!(seen.take(), ["+e a.items[0]", "+f e.others[0]"]);
}

#[test]
fn an_observer_ends_with_its_watch() {
    let root = leaf("root").into_graph();
    let (first, seen_by_first) = watch(&root);
    let (second, seen_by_second) = watch(&root);
    root.items.push(leaf("a"));
    drop(first);
    root.items.push(leaf("b"));
    drop(second);
    root.items.push(leaf("c"));
    assert_eq!(seen_by_first.take(), ["+a root.items[0]"]);
    assert_eq!(seen_by_second.take(), ["+a root.items[0]", "+b root.items[1]"]);
}

#[test]
fn an_observer_that_is_dropped_within_a_transaction_is_not_called() {
    let root = leaf("root").into_graph();
    let (watch, seen) = watch(&root);
    transaction(|| {
        root.items.push(leaf("a"));
        drop(watch);
    });
    assert!(seen.take().is_empty());
}

#[test]
fn a_forgotten_watch_observes_as_long_as_the_root_lives() {
    let root = leaf("root").into_graph();
    let (watch, seen) = watch(&root);
    std::mem::forget(watch);
    root.items.push(leaf("a"));
    assert_eq!(seen.take(), ["+a root.items[0]"]);
}

#[test]
fn an_observer_gets_its_root_and_needs_no_handle_to_it() {
    let top = leaf("top").into_graph();
    let root = top.items.add(leaf("root"));
    let seen = Seen::default();
    let watch = observe(&root, {
        let seen = seen.clone();
        move |changes| {
            let root = changes.root_as::<Item>().expect("an item");
            assert_eq!(root.to_any(), *changes.root());
            seen.add(format!("{} of {}", root.items.len(), root.name));
        }
    });
    root.items.push(leaf("a"));
    root.detach();
    root.items.extend([leaf("b"), leaf("c")]);
    assert_eq!(seen.take(), ["1 of root", "3 of root"]);

    let weak = Rc::downgrade(&root);
    drop(root);
    assert!(weak.upgrade().is_none());
    drop(watch);
}

/// The observer before it has dropped the last handle.
#[test]
fn an_observer_gets_its_root_when_nothing_else_holds_it() {
    let root = with_items("root", &["a"]).into_graph();
    let (a, weak) = (root.items.get(0).unwrap(), Rc::downgrade(&root));
    let held = Cell::new(Some(root.clone()));
    let _first = observe(&root, move |_| drop(held.take()));
    let (_second, seen) = watch_by(&root, |changes, _| name_of(changes.root()).to_owned());
    drop(root);
    a.items.push(leaf("b"));
    assert_eq!(seen.take(), ["root"]);
    assert!(weak.upgrade().is_none() && a.is_root());
}

#[test]
fn an_observer_that_comes_within_a_transaction_sees_what_follows() {
    let root = with_items("root", &["a", "b"]).into_graph();
    let mut late = None;
    transaction(|| {
        root.items.push(leaf("c"));
        late = Some(watch(&root));
        root.items.remove(0);
    });
    let (_watch, seen) = late.unwrap();
    assert_eq!(seen.take(), ["-a root.items[0]"]);
}

#[test]
fn a_rollback_to_before_an_observer_came_is_not_seen() {
    let root = with_items("root", &["a", "b"]).into_graph();
    let mut late = None;
    transaction(|| {
        let outcome: Result<(), &str> = transaction(|| {
            root.items.push(leaf("c"));
            root.items.push(leaf("d"));
            late = Some(watch(&root));
            root.items.pop();
            Err("no")
        });
        assert!(outcome.is_err());
        root.items.push(leaf("e"));
    });
    let (_watch, seen) = late.unwrap();
    assert_eq!(seen.take(), ["+e root.items[2]"]);
    root.items.pop();
    assert_eq!(seen.take(), ["-e root.items[2]"]);
}

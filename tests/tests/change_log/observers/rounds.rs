//! What observers change, and panics in them.

use std::cell::Cell;
use std::rc::Rc as StdRc;

use kinfolk::death::take_hook_panics;
use kinfolk::history::Watch;
use kinfolk::prelude::*;
use kinfolk::{Rc, observe, transaction};

use super::{Item, Seen, leaf, line, watch};

/// An observer that calls `answer` about each batch.
fn answering(
    root: &Rc<Item>,
    name: &'static str,
    seen: &Seen,
    mut answer: impl FnMut(&Rc<Item>, &str) + 'static,
) -> Watch {
    let (root_of_observer, seen) = (Rc::downgrade(root), seen.clone());
    observe(root, move |changes| {
        let line = line(changes);
        seen.add(format!("{name}: {line}"));
        answer(&root_of_observer.upgrade().unwrap(), &line);
    })
}

#[test]
fn observers_are_called_in_order_of_registration() {
    let root = leaf("root").into_graph();
    let seen = Seen::default();
    let watches = ["first", "second", "third"].map(|name| answering(&root, name, &seen, |_, _| ()));
    root.items.push(leaf("a"));
    let expected = ["first", "second", "third"].map(|name| format!("{name}: +a root.items[0]"));
    assert_eq!(seen.take(), expected);
    drop(watches);
}

#[test]
fn what_observers_change_is_the_next_batch_for_all() {
    let root = leaf("root").into_graph();
    let seen = Seen::default();
    let _first = answering(&root, "first", &seen, |root, line| match line {
        "+a root.items[0]" => root.items.push(leaf("b")),
        "+d root.items[3]" => drop(root.items.remove(0)),
        _ => {}
    });
    let _second = answering(&root, "second", &seen, |root, line| {
        if line == "+a root.items[0]" {
            // The first observer has changed the list already.
            assert_eq!(root.items.len(), 2);
            transaction(|| {
                root.items.push(leaf("c"));
                root.items.push(leaf("d"));
            });
        }
    });
    root.items.push(leaf("a"));
    assert_eq!(
        seen.take(),
        [
            "first: +a root.items[0]",
            "second: +a root.items[0]",
            "first: +b root.items[1], +c root.items[2], +d root.items[3]",
            "second: +b root.items[1], +c root.items[2], +d root.items[3]",
        ]
    );
}

#[test]
fn a_later_observer_sees_the_batch_without_what_an_earlier_one_has_changed() {
    let root = leaf("root").into_graph();
    let seen = Seen::default();
    let _first = answering(&root, "first", &seen, |root, line| {
        if line.starts_with("+a") {
            root.items.get(0).unwrap().detach();
        }
    });
    let _second = answering(&root, "second", &seen, |_, _| ());
    root.items.push(leaf("a"));
    assert_eq!(
        seen.take(),
        [
            "first: +a root.items[0]",
            "second: +a root.items[0]",
            "first: -a root.items[0]",
            "second: -a root.items[0]",
        ]
    );
}

#[test]
fn a_panic_is_reported_and_what_the_call_has_changed_is_undone() {
    let root = leaf("root").into_graph();
    let seen = Seen::default();
    let _first = answering(&root, "first", &seen, |root, line| {
        root.items.push(leaf("b"));
        transaction(|| root.items.push(leaf("c")));
        assert!(!line.starts_with("+a"), "no");
    });
    let (_second, seen_by_second) = watch(&root);
    root.items.push(leaf("a"));
    assert_eq!(take_hook_panics(), 1);
    assert_eq!(root.items.len(), 1);
    assert_eq!(seen.take(), ["first: +a root.items[0]"]);
    // The observer goes on, and so do the others.
    assert_eq!(seen_by_second.take(), ["+a root.items[0]"]);
    assert_eq!(root.validate(), Ok(()));
}

#[test]
fn an_error_in_a_transaction_of_an_observer_undoes_that_only() {
    let root = leaf("root").into_graph();
    let seen = Seen::default();
    let _watch = answering(&root, "first", &seen, |root, line| {
        if line.starts_with("+a") {
            root.items.push(leaf("b"));
            let outcome: Result<(), ()> = transaction(|| {
                root.items.push(leaf("c"));
                Err(())
            });
            assert!(outcome.is_err());
        }
    });
    root.items.push(leaf("a"));
    assert_eq!(seen.take(), ["first: +a root.items[0]", "first: +b root.items[1]"]);
}

#[test]
fn after_64_rounds_the_last_batch_is_reported_and_stays() {
    let root = leaf("root").into_graph();
    let calls = StdRc::new(Cell::new(0));
    let watch = observe(&root, {
        let (root, calls) = (Rc::downgrade(&root), calls.clone());
        move |changes| {
            assert_eq!(changes.len(), 1);
            calls.set(calls.get() + 1);
            root.upgrade().unwrap().items.push(leaf("again"));
        }
    });
    let elsewhere = leaf("elsewhere").into_graph();
    let (_other, seen_by_other) = super::watch(&elsewhere);
    root.items.push(leaf("a"));
    assert_eq!(calls.get(), 64);
    assert_eq!(root.items.len(), 65);
    assert_eq!(take_hook_panics(), 1);
    // Nothing is left for the next step.
    drop(watch);
    let (_watch, seen) = super::watch(&root);
    root.items.push(leaf("b"));
    assert_eq!(seen.take(), ["+b root.items[65]"]);
    assert!(seen_by_other.take().is_empty());
}

#[test]
fn an_observer_that_comes_in_a_call_is_called_from_the_next_batch_on() {
    let root = leaf("root").into_graph();
    let seen = Seen::default();
    let late = Seen::default();
    let mut watches = Vec::new();
    let _first = answering(&root, "first", &seen, {
        let late = late.clone();
        move |root, line| {
            if line.starts_with("+a") {
                watches.push(answering(root, "late", &late, |_, _| ()));
                root.items.push(leaf("b"));
            }
        }
    });
    root.items.push(leaf("a"));
    assert_eq!(seen.take(), ["first: +a root.items[0]", "first: +b root.items[1]"]);
    assert_eq!(late.take(), ["late: +b root.items[1]"]);
    root.items.push(leaf("c"));
    assert_eq!(late.take(), ["late: +c root.items[2]"]);
}

#[test]
fn an_observer_that_is_dropped_in_a_call_is_not_called_again() {
    let root = leaf("root").into_graph();
    let seen = Seen::default();
    let second = StdRc::new(Cell::new(None));
    let _first = answering(&root, "first", &seen, {
        let second = second.clone();
        move |_, _| drop(second.take())
    });
    second.set(Some(answering(&root, "second", &seen, |_, _| ())));
    let third = StdRc::new(Cell::new(None));
    third.set(Some(answering(&root, "third", &seen, {
        let third = third.clone();
        move |root, _| {
            drop(third.take());
            root.items.push(leaf("b"));
        }
    })));
    root.items.push(leaf("a"));
    assert_eq!(
        seen.take(),
        ["first: +a root.items[0]", "third: +a root.items[0]", "first: +b root.items[1]"]
    );
}

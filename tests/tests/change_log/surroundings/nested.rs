//! Histories of nodes that other histories follow, and histories that are kept in the graph.

use kinfolk::history::UndoError;
use kinfolk::{AttachErrorKind, assert_no_leaks, collect, transaction};
use kinfolk_tests::count::live;

use super::*;

#[test]
fn a_step_below_an_inner_root_is_one_of_both_histories() {
    let list = list(&["a", "b"]);
    let a = list.cards.get(0).unwrap();
    let (outer, inner) = (History::new(&list), History::new(&a));
    outer.step("Both", || {
        a.parts.push(card("p"));
        list.cards.remove(1);
    });
    assert_eq!((outer.undo_label().as_deref(), inner.undo_label()), (Some("Both"), None));
    assert!(inner.can_undo());
    // Only what is below `a`. For the other one that is a step.
    assert!(inner.undo().unwrap());
    assert_eq!(names(&list), "a");
    assert_eq!(format!("{outer:?}"), "History(2 done, 0 undone)");
    assert!(outer.undo().unwrap());
    assert_eq!(names(&list), "a(p)");
    // That was a new step of the inner one.
    assert!(inner.can_undo() && !inner.can_redo());
    assert!(outer.undo().unwrap());
    assert_eq!(names(&list), "a b");
    while inner.undo().unwrap() {}
    assert_eq!(names(&list), "a b");
    assert_eq!(list.validate(), Ok(()));
    drop((a, inner, outer, list));
    assert_eq!((closed().len(), live()), (3, 0));
}

#[test]
fn an_inner_root_that_is_out_goes_on_with_its_history() {
    let list = list(&["a"]);
    let a = list.cards.get(0).unwrap();
    let (outer, inner) = (History::new(&list), History::new(&a));
    a.parts.push(card("p"));
    list.cards.remove(0);
    assert!(inner.undo().unwrap());
    a.parts.push(card("q"));
    assert!(outer.undo().unwrap() && outer.undo().unwrap() && outer.undo().unwrap());
    assert_eq!(names(&list), "a(p)");
    assert!(outer.undo().unwrap() && !outer.undo().unwrap());
    assert_eq!(names(&list), "a");
    while outer.redo().unwrap() {}
    assert_eq!((names(&list), names_of([a.clone()].into_iter())), (String::new(), "a(q)".into()));
    drop(a);
    assert!(inner.can_undo());
    // The outer history holds `a` until its step is forgotten. Then the inner one ends.
    outer.clear().unwrap();
    assert!(!inner.can_undo() && !inner.can_redo());
    let mut dead = closed();
    dead.sort_unstable();
    assert_eq!((dead, live()), (vec!["a", "p", "q"], 1));
}

#[test]
fn histories_in_the_roots_of_subtrees_end_with_these() {
    let list = list(&[]);
    assert!(list.history.set(History::new(&list).limit(2)).is_ok());
    let outer = list.history.get().unwrap();
    for name in ["a", "b", "c", "d"] {
        let card = list.cards.add(with_parts(name, vec![]));
        assert!(card.history.set(History::new(&card)).is_ok());
        card.parts.push(super::card("p"));
        card.parts.pop();
        card.text.set(name.into());
        list.cards.pop();
    }
    // The limit keeps two steps: `d` came with the one before its text was set.
    assert_no_leaks!();
    collect();
    let mut dead = closed();
    dead.sort_unstable();
    assert_eq!(dead, ["a", "b", "c", "p", "p", "p"]);
    assert!(outer.undo().unwrap());
    let d = list.cards.get(0).unwrap();
    let inner = d.history.get().unwrap();
    assert!(outer.undo().unwrap() && !outer.can_undo());
    assert_eq!(d.text.get(), "");
    // The text was set back by the other: a step of its own here.
    assert!(inner.undo().unwrap());
    assert_eq!(d.text.get(), "d");
    while inner.undo().unwrap() {}
    assert_eq!((d.text.get(), d.parts.len()), (String::new(), 0));
    drop(d);
    drop(list);
    assert_no_leaks!();
    let mut dead = closed();
    dead.sort_unstable();
    assert_eq!((dead, live()), (vec!["d", "p"], 0));
}

#[test]
fn a_root_with_its_history_dies_within_a_step() {
    let list = list(&["a", "b"]);
    assert!(list.history.set(History::new(&list)).is_ok());
    list.cards.remove(0);
    transaction(|| {
        list.cards.push(card("c"));
        list.history.get().unwrap().step("Inside", || list.cards.remove(0).text.set("out".into()));
        drop(list);
        assert_eq!(closed(), [""; 0]);
    });
    let mut dead = closed();
    dead.sort_unstable();
    assert_eq!((dead, live()), (vec!["a", "b", "c"], 0));
}

#[test]
fn an_inner_root_may_be_replaced_wrapped_and_unwrapped() {
    let list = list(&["a"]);
    let a = list.cards.get(0).unwrap();
    let (outer, inner) = (History::new(&list), History::new(&a));
    let wrapper = card("wrapper").into_graph();
    transaction(|| {
        a.replace_with(wrapper.clone()).unwrap();
        wrapper.parts.push(a.clone());
    });
    assert!(!inner.can_undo());
    a.parts.push(card("p"));
    assert!(outer.undo().unwrap());
    assert!(inner.undo().unwrap());
    assert_eq!(names(&list), "wrapper(a(p))");
    // The steps of the two have passed each other: each goes back by its own.
    while outer.undo().unwrap() {}
    assert_eq!(names(&list), "a");
    while inner.undo().unwrap() {}
    assert_eq!((names(&list), list.validate()), ("a".into(), Ok(())));
}

#[test]
fn two_documents_exchange_nodes_and_undo_in_any_order() {
    for order in 0..4 {
        let (left, right) = (list(&["a", "b"]), list(&["x"]));
        let (of_left, of_right) = (History::new(&left), History::new(&right));
        transaction(|| {
            right.cards.push(left.cards.remove(0));
            left.cards.push(right.cards.remove(0));
        });
        assert_eq!((names(&left), names(&right)), ("b x".into(), "a".into()));
        let histories = [&of_left, &of_right];
        let [first, second] = if order % 2 == 0 { [0, 1] } else { [1, 0] };
        assert!(histories[first].undo().unwrap());
        if order < 2 {
            assert!(histories[second].undo().unwrap());
            while histories[second].undo().unwrap() {}
            while histories[first].undo().unwrap() {}
            assert_eq!((names(&left), names(&right)), ("a b".into(), "x".into()));
        } else {
            assert!(histories[first].redo().unwrap());
            while histories[first].undo().unwrap() {}
            while histories[second].undo().unwrap() {}
        }
        assert_eq!((left.validate(), right.validate()), (Ok(()), Ok(())));
        drop((of_left, of_right, left, right));
        let mut dead = closed();
        dead.sort_unstable();
        assert_eq!((dead, live()), (vec!["a", "b", "x"], 0));
    }
}

#[test]
fn a_root_below_what_it_has_lost_is_a_conflict() {
    let list = list(&["a"]);
    let a = list.cards.get(0).unwrap();
    let part = a.parts.add(card("p"));
    let history = History::new(&part);
    part.parts.push(card("q"));
    let q = part.parts.remove(0);
    q.parts.push(part.clone());
    let Err(UndoError::Conflict(conflict)) = history.undo() else { panic!() };
    assert_eq!((conflict.kind(), conflict.node()), (AttachErrorKind::Cycle, &q.to_any()));
    assert_eq!((part.outer.get(), q.validate()), (Some(q.clone()), Ok(())));
    // A history cannot be in a cycle of owners either: the root lives as long as it is below `q`.
    drop((conflict, part, q, a));
    drop(history);
    assert_eq!((closed(), live()), (vec!["q", "p"], 2));
}

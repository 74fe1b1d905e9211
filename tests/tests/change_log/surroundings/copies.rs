//! Copies, builds and plain values within steps.

use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::history::Change;
use kinfolk::{observe, transaction};
use kinfolk_tests::count::live;
use kinfolk_tests::panics::panic_of;

use super::*;

#[test]
fn a_copy_that_is_attached_nowhere_is_no_change() {
    let list = list(&["a"]);
    let history = History::new(&list);
    let _watch = observe(&list, |changes| panic!("{changes:?}"));
    let copy = history.step("Copy", || Ok::<_, ()>(list.duplicate())).unwrap();
    assert!(!history.can_undo());
    assert_eq!(names(&copy), "a");
    drop(copy);
    assert_eq!(closed(), ["a"]);
    // One that dies within a step.
    history.step("Copy", || drop(list.duplicate()));
    assert_eq!(closed(), ["a"]);
    assert!(!history.can_undo());
}

#[test]
fn a_copy_that_is_attached_comes_and_goes_as_the_same_nodes() {
    let list = list(&[]);
    let top = list.cards.add(with_parts("top", vec![card("p"), card("q")]));
    let [p, q] = [0, 1].map(|at| top.parts.get(at).unwrap());
    p.friend.set(&q);
    q.like.set(p.clone());
    p.next.set(q.clone());
    p.blocked_by.push(&top);
    let outside = list.cards.add(card("outside"));
    q.blocked_by.push(&outside);

    let history = History::new(&list);
    let copy = history
        .step("Copy", || {
            let copy = top.duplicate();
            list.cards.insert(0, copy.clone());
            Ok::<_, ()>(copy)
        })
        .unwrap();
    let copies: Vec<_> = copy.descendants_or_self().collect();
    for _ in 0..2 {
        assert!(history.undo().unwrap());
        assert_eq!(names(&list), "top(p q) outside");
        assert_eq!(copy.list.get(), None);
        assert!(history.redo().unwrap());
        assert_eq!(names(&list), "top(p q) top(p q) outside");
        let [p, q] = [0, 1].map(|at| copy.parts.get(at).unwrap());
        assert_eq!(copy.descendants_or_self().collect::<Vec<_>>(), copies);
        assert_eq!((p.friend.get(), q.like.get()), (Some(q.clone()), Some(p.clone())));
        assert_eq!((p.next.get(), p.blocked_by.get(0)), (Some(q.clone()), Some(copy.clone())));
        assert_eq!(q.blocked_by.get(0), Some(outside.clone()));
    }
    // Changes of the copy are steps of the history, too.
    copy.text.set("copied".into());
    copy.parts.clear();
    assert!(history.undo().unwrap() && history.undo().unwrap() && history.undo().unwrap());
    assert_eq!(
        (names_of([copy.clone()].into_iter()), copy.text.get()),
        ("top(p q)".into(), String::new())
    );
    drop((copy, copies));
    assert_eq!(closed(), [""; 0]);
    list.total.set(1);
    // A new step forgets what could be redone. The two copies hold each other in a cycle.
    assert_eq!(closed(), ["top"]);
    assert_eq!(kinfolk::collect().freed(), 2);
    assert_eq!(closed().len(), 2);
    drop((history, top, p, q, outside, list));
    kinfolk::collect();
    assert_eq!(live(), 0);
}

#[test]
fn a_failure_takes_a_copy_back() {
    let list = list(&["a"]);
    let a = list.cards.get(0).unwrap();
    let mut kept = None;
    let failed = transaction(|| {
        let copy = a.duplicate();
        copy.text.set("inside".into());
        a.parts.push(copy.clone());
        copy.parts.push(a.duplicate());
        kept = Some(copy);
        FAILED
    });
    assert_eq!((failed, names(&list)), (FAILED, "a".into()));
    // The copy inside it, which has a copy of it, was not held.
    assert_eq!(closed(), ["a", "a"]);
    let kept = kept.unwrap();
    assert!(kept.is_root() && kept.parts.is_empty() && kept.text.get().is_empty());
    drop(kept);
    assert_eq!(closed(), ["a"]);
}

#[test]
fn a_removed_node_can_be_copied_and_its_copy_attached() {
    let list = list(&["a", "b"]);
    let history = History::new(&list);
    let weak = Rc::downgrade(&list.cards.get(0).unwrap());
    list.cards.remove(0);
    let copy = weak.upgrade().unwrap().duplicate();
    list.cards.push(copy.clone());
    assert!(history.undo().unwrap() && history.undo().unwrap());
    assert_eq!(list.cards.get(0), weak.upgrade());
    assert!(history.redo().unwrap() && history.redo().unwrap());
    assert_eq!(list.cards.get(1), Some(copy));
}

#[test]
fn a_plain_value_is_that_of_the_moment() {
    let list = list(&["a"]);
    let history = History::new(&list);
    let failed = transaction(|| {
        let first = list.cards.remove(0);
        list.cards.push(card("b"));
        first.text.set("removed".into());
        let plain = list.to_plain();
        assert_eq!(plain.cards.iter().map(|card| card.name).collect::<Vec<_>>(), ["b"]);
        assert_eq!(first.to_plain().text, "removed");
        // It is the same model again, which is no part of the list.
        assert_eq!(names(&plain.into_graph()), "b");
        FAILED
    });
    assert_eq!(failed, FAILED);
    assert_eq!(list.to_plain().cards[0].text, "");
    assert_eq!(closed(), ["b", "b"]);
    assert!(!history.can_undo());
}

#[test]
fn ids_that_a_step_resolves_are_unresolved_after_its_undo() {
    let list = list(&["a"]);
    let target = card("target");
    let id = target.id;
    let waiting = Card { blocked_by: vec![id, 1, id], next: Some(id), ..card("waiting") };
    let waiting = list.cards.add(waiting);
    let history = History::new(&list);
    let seen = std::rc::Rc::new(RefCell::new(Vec::new()));
    let watch = observe(&list, {
        let seen = seen.clone();
        move |changes| {
            let links = changes.iter().filter_map(|change| match change {
                Change::Linked { link, .. } => Some(*link),
                _ => None,
            });
            seen.borrow_mut().extend(links);
        }
    });
    let ids = || (waiting.blocked_by.unresolved(), waiting.next.unresolved());
    let unresolved = (vec![id, 1, id], Some(id));
    assert_eq!(ids(), unresolved);
    let target = list.cards.add(target);
    assert!(waiting.resolve().is_err());
    assert_eq!(seen.take(), ["blocked_by", "next"]);
    assert_eq!(ids(), (vec![1], None));
    for _ in 0..2 {
        assert!(history.undo().unwrap());
        assert_eq!(ids(), unresolved);
        assert_eq!((waiting.blocked_by.len(), waiting.next.get()), (0, None));
        assert!(history.redo().unwrap());
        assert_eq!(waiting.blocked_by.iter().collect::<Vec<_>>(), [target.clone(), target.clone()]);
        assert_eq!((ids(), waiting.next.get()), ((vec![1], None), Some(target.clone())));
    }
    let plain = waiting.to_plain();
    assert_eq!((plain.blocked_by, plain.next), (vec![id, 1, id], Some(id)));
    // The target goes, the ids are resolved again in a step that fails.
    assert!(history.undo().unwrap());
    let failed = transaction(|| {
        let _problems = list.resolve();
        assert_eq!(waiting.next.get(), Some(target.clone()));
        FAILED
    });
    assert_eq!((failed, ids()), (FAILED, unresolved));
    drop(watch);
}

#[test]
fn a_build_that_panics_within_a_step_leaves_nothing() {
    let list = list(&["a"]);
    let history = History::new(&list);
    let before = live();
    let panic = panic_of(|| {
        transaction(|| {
            list.cards.push(card("made"));
            let new = card("new").into_graph_with(|new| {
                new.friend.set(&list.cards.get(0).unwrap());
                list.cards.get(0).unwrap().parts.push(new.clone());
                panic!("while it is built");
            });
            list.cards.push(new);
        });
    });
    assert_eq!((&panic[..], names(&list)), ("while it is built", "a".into()));
    assert_eq!(live(), before);
    assert!(!history.can_undo());
    // Both were attached, so they die with their hooks.
    assert_eq!(closed(), ["made", "new"]);
}

#[test]
fn what_a_build_sets_is_seen_with_the_step_that_attaches_the_node() {
    let list = list(&["a"]);
    let history = History::new(&list);
    let calls = std::rc::Rc::new(Cell::new(0));
    let watch = observe(&list, {
        let (calls, list) = (calls.clone(), Rc::downgrade(&list));
        move |changes| {
            calls.set(calls.get() + 1);
            assert_eq!(changes.len(), 1);
            let node = changes.iter().next().unwrap().node_as::<Card>().unwrap();
            assert_eq!(node.friend.get(), list.upgrade().unwrap().cards.get(0));
        }
    });
    let new = card("new").into_graph_with(|new| new.friend.set(&list.cards.get(0).unwrap()));
    list.cards.push(new.clone());
    assert_eq!(calls.get(), 1);
    drop(watch);
    assert!(history.undo().unwrap() && !history.undo().unwrap());
    assert_eq!(new.friend.get(), list.cards.get(0));
}

#[test]
fn a_clone_of_data_that_panics_in_a_copy_undoes_the_step() {
    let list = list(&["a", "b"]);
    let history = History::new(&list);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        history.step("Copy", || {
            let removed = list.cards.remove(0);
            list.cards.get(0).unwrap().duplicate_with(|copies| {
                assert!(copies.of(&removed).is_some(), "the copy has no such part");
            });
        });
    }));
    assert!(outcome.is_err());
    assert_eq!((names(&list), history.can_undo()), ("a b".into(), false));
}

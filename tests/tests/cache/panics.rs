//! Whatever panics, the cache works as before, and its numbers are right.

use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::collect;
use kinfolk_tests::panics::{panic_of, quietly, reports, text};

use crate::key::key;
use crate::model::{
    Part, PartRc, log, node, node_with_drop, node_with_finalizer, node_with_hook, part,
};
use crate::moments::{Moment, arm_once, disarm};
use crate::shelf::{
    counts, found, numbers, put, put_node, release_unpinned, shelf, shelf_by_weight, take_apart,
};
use crate::uses::{Scene, USES, scene};
use crate::watch::watch;

/// The contents and numbers of a scene, and the log of its end.
fn end_of(scene: Scene) -> (String, (usize, usize, usize), String) {
    let (found, numbers) = (found(&scene.shelf), numbers(&scene.shelf));
    log();
    drop(scene);
    collect();
    (found, numbers, log())
}

/// Runs all uses, with a panic at each of these moments, and returns the failures.
fn failures(
    moments: &[Moment],
    check: impl Fn(Scene, Result<(), String>) + Copy,
) -> (usize, Vec<String>) {
    let (mut panics, mut failures) = (0, Vec::new());
    for action in USES {
        for &moment in moments {
            for times_before in 0..6 {
                let scene = scene();
                arm_once(moment, times_before, || panic!("armed panic"));
                let outcome = quietly(|| {
                    let outcome = catch_unwind(AssertUnwindSafe(|| (action.action)(&scene.shelf)));
                    let times = disarm();
                    let outcome = outcome.map_err(|payload| text(&*payload));
                    let check = catch_unwind(AssertUnwindSafe(|| check(scene, outcome)));
                    (times, check)
                });
                if let Err(payload) = outcome.1 {
                    let (name, said) = (action.name, text(&*payload));
                    failures.push(format!("{moment:?} {times_before} of {name}: {said}"));
                }
                if outcome.0 <= times_before {
                    break;
                }
                panics += 1;
            }
        }
    }
    (panics, failures)
}

/// These panics come before anything changes, so nothing happens. Even the order of use stays the
/// same.
#[test]
fn before_a_change() {
    let _watch = watch();
    let untouched = end_of(scene());
    let moments = [Moment::Hash, Moment::Eq, Moment::Borrow, Moment::Weight, Moment::Make];
    let (panics, failures) = failures(&moments, |scene, outcome| {
        match outcome {
            Err(message) => {
                assert_eq!(message, "armed panic");
                assert_eq!(end_of(scene), untouched);
            }
            // The use never reached that moment.
            Ok(()) => scene.check(),
        }
        assert_eq!(reports(), [""; 0]);
    });
    log();
    assert!(failures.is_empty(), "{} of {panics}:\n{}", failures.len(), failures.join("\n"));
    assert!(panics > 35, "{panics}");
}

/// These panics come after the change.
#[test]
fn after_a_change() {
    let _watch = watch();
    let (panics, failures) = failures(&[Moment::KeyDrop, Moment::DataDrop], |scene, outcome| {
        if let Err(message) = outcome {
            assert_eq!(message, "armed panic");
        }
        // The next operation makes up for what the panic cut short.
        put(&scene.shelf, "Z");
        assert!(scene.shelf.weight() <= scene.shelf.budget(), "too much is kept");
        assert!(scene.shelf.contains_key("Z"));
        // Reports come from the keys of nodes that die.
        assert!(reports().iter().all(|report| report.ends_with("armed panic")));
        scene.check();
    });
    log();
    assert!(failures.is_empty(), "{} of {panics}:\n{}", failures.len(), failures.join("\n"));
    assert!(panics > 30, "{panics}");
}

/// These panics are reported, and everything else goes on.
#[test]
fn of_hooks_and_finalizers() {
    let _watch = watch();
    let (panics, failures) = failures(&[Moment::Hook, Moment::Finalizer], |scene, outcome| {
        assert_eq!(outcome, Ok(()));
        let reports = reports();
        assert!(reports.len() < 2 && reports.iter().all(|report| report == "Hooked: armed panic"));
        assert!(scene.shelf.weight() <= scene.shelf.budget());
        scene.check();
    });
    log();
    assert!(failures.is_empty(), "{} of {panics}:\n{}", failures.len(), failures.join("\n"));
    assert!(panics > 30, "{panics}");
}

#[test]
fn of_a_weight_when_a_node_is_inserted() {
    let _watch = watch();
    let shelf = shelf_by_weight(9, "A");
    arm_once(Moment::Weight, 0, || panic!("too heavy to lift"));
    assert_eq!(panic_of(|| shelf.insert(key("A"), part("b"))), "too heavy to lift");
    disarm();
    // The new node has died, and the old one is still there.
    assert_eq!((log().as_str(), numbers(&shelf), counts(&shelf)), ("b ~b", (1, 1, 1), [0; 5]));
    assert_eq!(shelf.peek("A").unwrap().name(), "A");
}

/// The node is in the cache, so it is found, but it is not kept again.
#[test]
fn of_a_weight_when_a_node_is_recovered() {
    let _watch = watch();
    let shelf = shelf_by_weight(9, "A");
    let held = shelf.peek("A").unwrap();
    shelf.shrink_to(0);
    for _ in 0..2 {
        arm_once(Moment::Weight, 0, || panic!("too heavy to lift"));
        panic_of(|| shelf.get("A"));
        arm_once(Moment::Weight, 0, || panic!("too heavy to lift"));
        panic_of(|| shelf.pin("A"));
        disarm();
        assert_eq!((held.strong_count(), numbers(&shelf)), (1, (1, 0, 0)));
        assert!(!shelf.unpin("A"));
    }
    assert_eq!(shelf.get("A"), Some(held.clone()));
    assert_eq!((held.strong_count(), numbers(&shelf)), (2, (1, 1, 1)));
}

#[test]
fn of_the_closure() {
    let _watch = watch();
    let shelf = shelf(9, "A");
    let panic = panic_of(|| {
        shelf.get_or_insert_with(key("B"), || -> PartRc {
            put(&shelf, "C");
            panic!("nothing made")
        })
    });
    assert_eq!((panic.as_str(), found(&shelf).as_str()), ("nothing made", "A C"));
    panic_of(|| shelf.try_get_or_insert_with(key("B"), || -> Result<Part, ()> { panic!() }));
    assert_eq!((found(&shelf).as_str(), log().as_str()), ("A C", ""));
    assert_eq!(shelf.get_or_insert_with(key("B"), || part("B")).name(), "B");
}

/// The key of a new entry is dropped when an equal key is already there.
#[test]
fn of_a_second_equal_key() {
    let _watch = watch();
    let shelf = shelf(9, "A");
    arm_once(Moment::KeyDrop, 0, || panic!("dropped"));
    panic_of(|| shelf.insert(key("A"), part("B")));
    disarm();
    let now = shelf.peek("A").unwrap();
    assert_eq!((shelf.len(), shelf.kept(), now.strong_count()), (1, 1, 2));
    assert_eq!((counts(&shelf)[4], take_apart(&shelf).as_str()), (0, now.name()));
    drop(now);
    assert_eq!(log(), "~A ~B");
}

/// The new node is there and kept. The panic only came from the node that was evicted for it.
#[test]
fn of_the_data_of_an_evicted_node() {
    let _watch = watch();
    let shelf = shelf_by_weight(3, "");
    put_node(&shelf, &node_with_drop("A", || panic!("last words")));
    put(&shelf, "B C");
    assert_eq!(panic_of(|| shelf.insert(key("D3"), part("D3"))), "last words");
    assert!(shelf.contains_key("D3") && !shelf.contains_key("A"));
    // Nodes that were still to be evicted then are gone at the latest with the next insertion.
    put(&shelf, "E");
    assert_eq!((log().as_str(), numbers(&shelf)), ("~A ~B ~C ~D3", (1, 1, 1)));
    assert_eq!(release_unpinned(&shelf), "E");
}

/// The nodes after it still go.
/// The handle that `insert` returns is not lost when the inserted node dies at its end.
#[test]
fn of_the_data_of_a_node_that_is_not_kept() {
    let _watch = watch();
    let shelf = shelf_by_weight(3, "A1");
    let weak = shelf.peek("A1").unwrap().downgrade();
    let heavy = node_with_drop("B4", || panic!("in data"));
    quietly(|| {
        catch_unwind(AssertUnwindSafe(|| shelf.insert(key("A1"), heavy))).unwrap_err();
    });
    assert!(weak.upgrade().is_none());
    assert_eq!((log().as_str(), numbers(&shelf)), ("~B4 ~A1", (0, 0, 0)));
}

#[test]
fn of_data_while_the_cache_shrinks() {
    type Way = fn(&crate::shelf::Shelf);
    let ways: [Way; 4] = [
        |shelf| shelf.shrink_to(0),
        |shelf| shelf.set_budget(0),
        |shelf| shelf.clear(),
        |shelf| assert_eq!(shelf.release_unused(), 3),
    ];
    for way in ways {
        let _watch = watch();
        let shelf = shelf(9, "A");
        put_node(&shelf, &node_with_drop("B", || panic!("last words")));
        put(&shelf, "C");
        assert_eq!(panic_of(|| way(&shelf)), "last words");
        assert_eq!((log().as_str(), numbers(&shelf)), ("~A ~B ~C", (0, 0, 0)));
    }
}

#[test]
fn of_data_while_the_cache_is_dropped() {
    let _watch = watch();
    let shelf = shelf(9, "A");
    put_node(&shelf, &node_with_drop("B", || panic!("last words")));
    put(&shelf, "C");
    assert_eq!(panic_of(|| drop(shelf)), "last words");
    assert_eq!(log(), "~A ~B ~C");
}

#[test]
fn while_the_thread_unwinds() {
    let _watch = watch();
    let shelf = shelf(2, "");
    put_node(&shelf, &node_with_hook("a", |_| panic!("in the hook")));
    put_node(&shelf, &node_with_finalizer("b", || panic!("in the finalizer")));
    let held = node("C");
    put_node(&shelf, &held);
    quietly(reports);
    let message = panic_of(move || {
        let _shelf = shelf;
        panic!("of the closure")
    });
    assert_eq!((message.as_str(), log().as_str()), ("of the closure", "a ~a b !b ~b"));
    assert_eq!(held.strong_count(), 1);
    assert_eq!(reports(), ["Hooked: in the finalizer"]);
}

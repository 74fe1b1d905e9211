//! A cache may be used from all user code that runs in it: weights, keys, closures, hooks,
//! finalizers, drops.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc as StdRc;

use kinfolk_tests::panics::{quietly, reports, text};

use crate::key::key;
use crate::model::{Part, PartRc, log, node, node_with_drop, node_with_hook, part};
use crate::moments::{Moment, arm, arm_once, disarm};
use crate::shelf::{
    Shelf, counts, found, numbers, put, put_node, shelf, shelf_by_weight, take_apart,
};
use crate::uses::{USES, Use, scene};
use crate::watch::watch;

/// Makes one use, and another use within it after a moment has come this many times. Returns the
/// fault that it finds; or nothing if the moment does not come that often.
fn fault_of(
    outer: &Use,
    moment: Moment,
    times_before: usize,
    inner: &'static Use,
) -> Option<String> {
    let scene = scene();
    let inside = scene.shelf.clone();
    let has_run = StdRc::new(Cell::new(false));
    let runs = has_run.clone();
    arm_once(moment, times_before, move || {
        runs.set(true);
        (inner.action)(&inside);
    });
    let outcome = quietly(|| {
        catch_unwind(AssertUnwindSafe(|| {
            (outer.action)(&scene.shelf);
            disarm();
            let within = if has_run.get() { inner.look_ups } else { 0 };
            let [hits, recovered, misses, ..] = counts(&scene.shelf);
            assert_eq!(hits + recovered + misses, outer.look_ups + within, "look-ups");
            let is_too_much = scene.shelf.weight() > scene.shelf.budget();
            assert!(!is_too_much, "more is kept than the budget allows");
            scene.check();
        }))
    });
    disarm();
    let reports = reports().join(", ");
    let fault = outcome.map_or_else(|payload| text(&*payload), |()| reports);
    (has_run.get() || !fault.is_empty()).then_some(fault)
}

/// Makes each use at each moment of each use. Results vary, but the cache's numbers and contents
/// must be right.
#[test]
fn anything_at_any_moment() {
    let _watch = watch();
    let (mut faults, mut reached) = (Vec::new(), 0);
    for outer in USES {
        for moment in Moment::ALL {
            for inner in USES {
                for times_before in 0..4 {
                    let Some(fault) = fault_of(outer, moment, times_before, inner) else { break };
                    reached += 1;
                    if !fault.is_empty() {
                        let (outer, inner) = (outer.name, inner.name);
                        let place = format!("{inner} in {moment:?} {times_before} of {outer}");
                        faults.push(format!("{place}: {fault}"));
                    }
                }
            }
        }
    }
    log();
    assert!(faults.is_empty(), "{} of {reached}:\n{}", faults.len(), faults.join("\n"));
    assert!(reached > 3000, "{reached}");
}

mod in_the_weight {
    use super::*;

    /// The node is not in the cache yet.
    #[test]
    fn of_an_inserted_node() {
        let _watch = watch();
        let shelf = shelf_by_weight(9, "A");
        let inside = shelf.clone();
        arm_once(Moment::Weight, 0, move || {
            assert_eq!((found(&inside).as_str(), inside.get("B")), ("A", None));
            put(&inside, "C");
        });
        put(&shelf, "B");
        assert_eq!((disarm(), found(&shelf).as_str(), shelf.weight()), (1, "A B C", 3));
    }

    /// `insert` replaces the node that the weight function inserts under the same key.
    #[test]
    fn that_inserts_another_node() {
        let _watch = watch();
        let shelf = shelf_by_weight(9, "");
        let inside = shelf.clone();
        arm_once(Moment::Weight, 0, move || drop(inside.insert(key("A"), part("X2"))));
        let before = shelf.insert(key("A"), part("Y3"));
        disarm();
        assert_eq!(before.as_ref().map(PartRc::name), Some("X2"));
        assert_eq!((shelf.weight(), shelf.peek("A").unwrap().name()), (3, "Y3"));
    }

    /// In `get_or_insert_with`, that node stays, like a node that the closure inserts.
    #[test]
    fn of_a_made_node_that_inserts_another_node() {
        let _watch = watch();
        let shelf = shelf_by_weight(9, "");
        let inside = shelf.clone();
        arm_once(Moment::Weight, 0, move || drop(inside.insert(key("A"), part("X2"))));
        let node = shelf.get_or_insert_with(key("A"), || part("Y3"));
        disarm();
        assert_eq!((node.name(), log().as_str(), numbers(&shelf)), ("X2", "~Y3", (1, 1, 2)));
    }

    /// A node that is taken out while it is weighed is not kept, but the caller still gets it.
    #[test]
    fn of_a_weak_node_that_removes_it() {
        let _watch = watch();
        let shelf = shelf_by_weight(9, "");
        let held = node("A");
        put_node(&shelf, &held);
        shelf.shrink_to(0);
        let inside = shelf.clone();
        arm_once(Moment::Weight, 0, move || assert!(inside.remove("A").is_some()));
        assert_eq!(shelf.get("A"), Some(held.clone()));
        disarm();
        assert_eq!((held.strong_count(), numbers(&shelf)), (1, (0, 0, 0)));
    }

    #[test]
    fn of_a_weak_node_that_pins_it() {
        let _watch = watch();
        let shelf = shelf_by_weight(9, "");
        let held = node("A5");
        put_node(&shelf, &held);
        shelf.shrink_to(0);
        let inside = shelf.clone();
        arm_once(Moment::Weight, 0, move || assert!(inside.pin("A5")));
        assert_eq!(shelf.get("A5"), Some(held.clone()));
        disarm();
        assert_eq!((held.strong_count(), numbers(&shelf)), (2, (1, 1, 5)));
        assert!(shelf.unpin("A5"));
    }

    /// A node that is no longer there is not pinned.
    #[test]
    fn of_a_pinned_node_that_removes_it() {
        let _watch = watch();
        let shelf = shelf_by_weight(9, "");
        let held = node("A");
        put_node(&shelf, &held);
        shelf.shrink_to(0);
        let inside = shelf.clone();
        arm_once(Moment::Weight, 0, move || assert!(inside.remove("A").is_some()));
        assert!(!shelf.pin("A"));
        disarm();
        assert_eq!((held.strong_count(), numbers(&shelf)), (1, (0, 0, 0)));
    }

    #[test]
    fn of_a_pinned_node_that_uses_it() {
        let _watch = watch();
        let shelf = shelf_by_weight(20, "");
        let held = node("A5");
        put_node(&shelf, &held);
        shelf.shrink_to(0);
        let inside = shelf.clone();
        arm_once(Moment::Weight, 0, move || assert!(inside.get("A5").is_some()));
        assert!(shelf.pin("A5"));
        disarm();
        assert_eq!((held.strong_count(), numbers(&shelf)), (2, (1, 1, 5)));
        assert!(shelf.unpin("A5"));
    }
}

mod in_keys {
    use super::*;

    /// Each comparison puts another node under the key that is being looked up, and the look-up
    /// still ends.
    #[test]
    fn an_eq_that_changes_the_compared_entry_each_time() {
        let _watch = watch();
        let shelf = shelf(2, "A");
        let inside = shelf.clone();
        arm(Moment::Eq, move |_| put(&inside, "A"));
        assert_eq!(shelf.get(&key("A")).unwrap().name(), "A");
        assert!(shelf.pin(&key("A")));
        assert!(!shelf.unpin(&key("A")), "the pinned node has been replaced");
        assert!(shelf.remove(&key("A")).is_some());
        assert_eq!((disarm(), numbers(&shelf)), (4, (0, 0, 0)));
        log();
    }

    /// `remove` takes out the node that is there after the comparison of keys, and leaves nothing
    /// behind.
    #[test]
    fn that_replace_the_removed_node() {
        let _watch = watch();
        let shelf = shelf(9, "A");
        let inside = shelf.clone();
        arm_once(Moment::Borrow, 0, move || drop(inside.insert(key("A"), part("B"))));
        shelf.remove("A");
        disarm();
        assert_eq!(shelf.kept(), shelf.len());
        take_apart(&shelf);
        log();
    }

    /// When `pin` returns true, a node is pinned.
    #[test]
    fn that_replace_the_pinned_node() {
        let _watch = watch();
        let shelf = shelf(9, "A");
        let inside = shelf.clone();
        arm_once(Moment::Borrow, 0, move || drop(inside.insert(key("A"), part("B"))));
        let is_pinned = shelf.pin("A");
        disarm();
        assert_eq!((is_pinned, shelf.unpin("A")), (true, true));
        log();
    }

    #[test]
    fn that_free_the_looked_up_node() {
        let _watch = watch();
        let shelf = shelf(9, "A");
        let inside = shelf.clone();
        arm_once(Moment::Borrow, 0, move || inside.clear());
        assert_eq!(shelf.get("A"), None);
        disarm();
        assert_eq!((counts(&shelf), log().as_str()), ([0, 0, 1, 0, 0], "~A"));
    }

    /// A second, equal key is dropped after the node is in place.
    #[test]
    fn that_remove_the_inserted_node_when_they_are_dropped() {
        let _watch = watch();
        for remove in [true, false] {
            let shelf = shelf(9, "A");
            let inside = shelf.clone();
            arm_once(Moment::KeyDrop, 0, move || {
                if remove { drop(inside.remove("A")) } else { inside.clear() }
            });
            let before = shelf.insert(key("A"), part("B"));
            disarm();
            assert_eq!(before.as_ref().map(PartRc::name), Some("A"), "{remove}");
            assert_eq!(shelf.kept(), shelf.len(), "{remove}");
            take_apart(&shelf);
        }
        log();
    }
}

mod in_closures {
    use super::*;

    #[test]
    fn that_insert_a_node_themselves() {
        let _watch = watch();
        let shelf = shelf(9, "");
        let node = shelf.get_or_insert_with(key("A"), || {
            put(&shelf, "A B");
            part("C")
        });
        assert_eq!((node.name(), log().as_str(), found(&shelf).as_str()), ("A", "~C", "A B"));
        assert_eq!(counts(&shelf), [0, 0, 1, 0, 0]);
    }

    /// The look-up uses the node, so it is kept again, and the other one is evicted.
    #[test]
    fn that_insert_a_node_that_is_evicted_again() {
        let _watch = watch();
        let shelf = shelf(1, "");
        let mut held = None;
        let found_inside = shelf.get_or_insert_with(key("A"), || {
            held = Some(shelf.get_or_insert_with(key("A"), || part("A")));
            put(&shelf, "B");
            part("C")
        });
        assert_eq!(held, Some(found_inside.clone()));
        drop((held, found_inside));
        assert_eq!(found(&shelf), "A");
        log();
    }

    /// Each call asks for the node one level below.
    fn nested(shelf: &Shelf, depth: usize) -> PartRc {
        shelf.get_or_insert_with(key(&format!("A{depth}")), || {
            let made = node(&format!("A{depth}"));
            if depth > 0 {
                made.adopt(&nested(shelf, depth - 1));
            }
            made
        })
    }

    #[test]
    fn that_ask_for_each_other() {
        let _watch = watch();
        let shelf = shelf(9, "");
        nested(&shelf, 20);
        assert_eq!(numbers(&shelf), (21, 9, 9));
        drop(shelf);
        assert_eq!(log().matches('~').count(), 21);
    }

    #[test]
    fn that_clear_the_cache() {
        let _watch = watch();
        let shelf = shelf(9, "A B");
        let node = shelf.get_or_insert_with(key("C"), || {
            shelf.clear();
            shelf.set_budget(0);
            part("C")
        });
        assert_eq!((numbers(&shelf), node.strong_count(), log().as_str()), ((1, 0, 0), 1, "~A ~B"));
    }

    #[test]
    fn that_insert_a_node_and_fail() {
        let _watch = watch();
        let shelf = shelf(9, "");
        let refused = shelf.try_get_or_insert_with(key("A"), || {
            put(&shelf, "A");
            Err::<Part, _>("no")
        });
        assert_eq!((refused, found(&shelf).as_str()), (Err("no"), "A"));
    }
}

mod in_deaths {
    use super::*;

    /// A hook puts another node under its own key. That node stays when the first is dead.
    #[test]
    fn a_hook_that_replaces_its_node() {
        let _watch = watch();
        let shelf = shelf(1, "");
        let inside = shelf.clone();
        put_node(
            &shelf,
            &node_with_hook("a", move |this| {
                assert_eq!(inside.insert(key("a"), part("N")).as_ref(), Some(this));
            }),
        );
        put(&shelf, "B");
        // `B` was evicted for `N`, since it was the least recently used.
        assert_eq!((log().as_str(), found(&shelf).as_str()), ("a ~a ~B", "a"));
        assert_eq!(shelf.peek("a").unwrap().name(), "N");
    }

    #[test]
    fn data_that_inserts_another_node_under_its_key() {
        let _watch = watch();
        let shelf = shelf(2, "");
        let inside = shelf.clone();
        put_node(
            &shelf,
            &node_with_drop("A", move || {
                let made = inside.get_or_insert_with(key("A"), || part("N"));
                assert_eq!(made.name(), "N");
            }),
        );
        put(&shelf, "B C");
        assert_eq!((log().as_str(), found(&shelf).as_str()), ("~A ~B", "A C"));
    }

    #[test]
    fn a_hook_that_pins_its_node_resurrects_it() {
        let _watch = watch();
        let shelf = shelf(1, "");
        let inside = shelf.clone();
        put_node(&shelf, &node_with_hook("a", move |_| assert!(inside.pin("a"))));
        put(&shelf, "B C D");
        assert_eq!((log().as_str(), found(&shelf).as_str()), ("a ~B ~C ~D", "a"));
        assert!(shelf.unpin("a"));
        put(&shelf, "E");
        assert_eq!((log().as_str(), found(&shelf).as_str()), ("~a", "E"));
    }

    /// The hook of each removed node inserts another node, for which the next one is evicted.
    #[test]
    fn hooks_that_fill_the_cache_while_it_is_emptied() {
        let _watch = watch();
        let shelf = shelf(100, "");
        for number in 0..100 {
            let inside = shelf.clone();
            put_node(
                &shelf,
                &node_with_hook(&format!("a{number}"), move |_| {
                    put(&inside, &format!("N{number}"));
                }),
            );
        }
        shelf.shrink_to(0);
        assert_eq!(numbers(&shelf), (100, 100, 100));
        assert!(shelf.keys().all(|key| format!("{key:?}").starts_with('N')));
        shelf.clear();
        assert_eq!(log().matches("~a").count(), 100);
    }

    /// One eviction causes the next, and so on.
    #[test]
    fn hooks_that_insert_nodes_so_that_more_are_evicted() {
        let _watch = watch();
        let shelf = shelf(50, "");
        for number in 0..50 {
            let inside = shelf.clone();
            put_node(
                &shelf,
                &node_with_hook(&format!("a{number}"), move |_| {
                    put(&inside, &format!("N{number}"));
                }),
            );
        }
        put(&shelf, "Z");
        assert_eq!(numbers(&shelf), (50, 50, 50));
        let log = log();
        assert_eq!((log.matches(" ~a").count(), log.matches("~Z").count()), (50, 1), "{log}");
    }

    #[test]
    fn clear_within_clear() {
        let _watch = watch();
        let shelf = shelf(9, "");
        let seen = StdRc::new(RefCell::new(Vec::new()));
        for name in ["a", "b", "c"] {
            let (inside, seen) = (shelf.clone(), seen.clone());
            put_node(
                &shelf,
                &node_with_hook(name, move |_| {
                    seen.borrow_mut().push(numbers(&inside));
                    put(&inside, "N");
                    inside.clear();
                }),
            );
        }
        shelf.clear();
        assert_eq!((seen.take(), numbers(&shelf)), (vec![(0, 0, 0); 3], (0, 0, 0)));
        assert_eq!(log(), "a ~N ~a b ~N ~b c ~N ~c");
    }

    /// The last handle to the cache goes within one of its own operations.
    #[test]
    fn a_cache_whose_last_handle_goes() {
        let _watch = watch();
        let shelf = shelf(2, "");
        let inside = StdRc::new(RefCell::new(Some(shelf.clone())));
        let last = inside.clone();
        put_node(&shelf, &node_with_hook("a", move |_| drop(last.take())));
        put(&shelf, "B");
        drop(shelf);
        let shelf = inside.borrow().clone().unwrap();
        shelf.shrink_to(1);
        assert_eq!((log().as_str(), StdRc::strong_count(&shelf)), ("a ~a", 1));
        drop(shelf);
        assert_eq!(log(), "~B");
    }
}

//! What the cache's statistics report.

use kinfolk::cache::{Pressure, Stats};
use kinfolk_tests::panics::panic_of;

use crate::key::key;
use crate::model::{Part, PartRc, log, node, node_with_hook, part};
use crate::shelf::{Shelf, counts, put, put_node, shelf, shelf_by_weight};
use crate::watch::watch;

/// The growth of the numbers since the last call.
struct Since<'a> {
    shelf: &'a Shelf,
    before: [u64; 5],
}

impl Since<'_> {
    #[track_caller]
    fn adds(&mut self, hits: u64, found_weak: u64, misses: u64, evicted: u64, freed: u64) {
        let now = counts(self.shelf);
        let added: Vec<_> = now.iter().zip(self.before).map(|(now, before)| now - before).collect();
        assert_eq!(added, [hits, found_weak, misses, evicted, freed]);
        self.before = now;
    }
}

fn since(shelf: &Shelf) -> Since<'_> {
    Since { shelf, before: counts(shelf) }
}

#[test]
fn are_nothing_at_first() {
    let _watch = watch();
    let shelf = shelf(1, "");
    assert_eq!((counts(&shelf), shelf.stats()), ([0; 5], Stats::default()));
    assert_ne!((shelf.get("A"), shelf.stats()), (None, Stats::default()));
}

#[test]
fn after_each_step() {
    let _watch = watch();
    let shelf = shelf(2, "");
    let mut since = since(&shelf);
    put(&shelf, "A B");
    since.adds(0, 0, 0, 0, 0);
    let a = shelf.get("A").unwrap();
    since.adds(1, 0, 0, 0, 0);
    assert_eq!(shelf.get("C"), None);
    since.adds(0, 0, 1, 0, 0);
    put(&shelf, "C");
    since.adds(0, 0, 0, 1, 1);
    put(&shelf, "D");
    since.adds(0, 0, 0, 1, 0);
    shelf.get("A");
    since.adds(0, 1, 0, 1, 1);
    shelf.get("A");
    since.adds(1, 0, 0, 0, 0);
    drop(a);
    since.adds(0, 0, 0, 0, 0);
    shelf.get_or_insert_with(key("A"), || -> Part { unreachable!() });
    since.adds(1, 0, 0, 0, 0);
    shelf.get_or_insert_with(key("E"), || part("E"));
    since.adds(0, 0, 1, 1, 1);
    shelf.try_get_or_insert_with(key("F"), || Err::<Part, _>(())).unwrap_err();
    since.adds(0, 0, 1, 0, 0);
    let e = shelf.remove("E");
    since.adds(0, 0, 0, 0, 0);
    drop(e);
    since.adds(0, 0, 0, 0, 0);
    assert!(shelf.insert(key("A"), part("G")).is_some());
    since.adds(0, 0, 0, 0, 0);
    assert!(shelf.pin("A") && shelf.unpin("A") && !shelf.pin("F"));
    assert!(shelf.peek("A").is_some() && shelf.peek("F").is_none() && shelf.contains_key("A"));
    assert_eq!(shelf.iter().count(), 1);
    since.adds(0, 0, 0, 0, 0);
    shelf.release_unused();
    since.adds(0, 0, 0, 1, 1);
    put(&shelf, "H I");
    shelf.clear();
    since.adds(0, 0, 0, 0, 0);
    log();
}

#[test]
fn of_each_way_to_release() {
    type Way = (&'static str, fn(&Shelf), u64);
    let ways: &[Way] = &[
        ("shrink_to", |shelf| shelf.shrink_to(1), 3),
        ("set_budget", |shelf| shelf.set_budget(2), 2),
        ("release_unused", |shelf| assert_eq!(shelf.release_unused(), 3), 3),
        ("low", |shelf| shelf.shrink_under(Pressure::Low), 0),
        ("medium", |shelf| shelf.shrink_under(Pressure::Medium), 2),
        ("critical", |shelf| shelf.shrink_under(Pressure::Critical), 4),
        ("use", |shelf| put(shelf, "E F G"), 3),
        ("clear", |shelf| shelf.clear(), 0),
        ("remove", |shelf| drop(shelf.remove("B")), 0),
        ("replace", |shelf| drop(shelf.insert(key("B"), part("B"))), 0),
    ];
    for (name, way, evicted) in ways {
        let _watch = watch();
        let shelf = shelf(4, "A B C D");
        let held = shelf.peek("A");
        way(&shelf);
        let held_counts = u64::from(*evicted > 0 && *name != "release_unused");
        assert_eq!(counts(&shelf), [0, 0, 0, *evicted, evicted - held_counts], "{name}");
        drop(held);
        let is_there = shelf.contains_key("A");
        assert!(!is_there || shelf.kept() > 0);
        assert_eq!(counts(&shelf)[4], *evicted, "{name}, without another holder");
        log();
    }
}

/// A node that was never kept was not evicted.
#[test]
fn of_a_node_that_is_too_heavy() {
    let _watch = watch();
    let shelf = shelf_by_weight(3, "A1");
    let mut since = since(&shelf);
    put(&shelf, "B4");
    since.adds(0, 0, 0, 0, 1);
    let held = shelf.get_or_insert_with(key("C4"), || part("C4"));
    since.adds(0, 0, 1, 0, 0);
    assert_eq!(shelf.get("C4"), Some(held.clone()));
    since.adds(0, 1, 0, 0, 0);
    drop(held);
    since.adds(0, 0, 0, 0, 1);
    log();
}

/// A pinned node is a hit; pinning is no look-up.
#[test]
fn of_pinned_nodes() {
    let _watch = watch();
    let shelf = shelf(1, "A");
    let mut since = since(&shelf);
    assert!(shelf.pin("A"));
    shelf.get("A");
    since.adds(1, 0, 0, 0, 0);
    let held = node("B");
    put_node(&shelf, &held);
    since.adds(0, 0, 0, 0, 0);
    assert!(shelf.pin("B"));
    since.adds(0, 0, 0, 0, 0);
    assert!(shelf.unpin("B"));
    since.adds(0, 0, 0, 1, 0);
}

/// A node counts as freed only if its entry goes with it, whatever held it.
#[test]
fn a_node_that_dies_after_its_removal_is_not_freed() {
    let _watch = watch();
    let shelf = shelf(3, "A B C");
    let held = ["A", "B"].map(|name| shelf.remove(name).unwrap());
    let c = shelf.insert(key("C"), part("D"));
    drop((held, c));
    assert_eq!((log().as_str(), counts(&shelf)), ("~A ~B ~C", [0; 5]));
}

/// Two keys make two entries.
#[test]
fn of_a_node_under_two_keys() {
    let _watch = watch();
    let shelf = shelf(2, "");
    let node = node("A");
    shelf.insert(key("one"), node.clone());
    shelf.insert(key("two"), node);
    shelf.shrink_to(0);
    assert_eq!((log().as_str(), counts(&shelf)), ("~A", [0, 0, 0, 2, 2]));
}

/// A node counts as freed when it is dead, not while its hook runs.
#[test]
fn while_nodes_die() {
    let _watch = watch();
    let shelf = shelf(1, "");
    let inside = shelf.clone();
    let node = node_with_hook("a", {
        let inside = inside.clone();
        move |_| assert_eq!(counts(&inside), [0, 0, 0, 1, 0])
    });
    node.data().on_drop(move || assert_eq!(counts(&inside), [0, 0, 0, 1, 1]));
    put_node(&shelf, &node);
    drop(node);
    put(&shelf, "B");
    assert_eq!(log(), "a ~a");
}

/// A hook takes its own node out: the node dies, but outside the cache.
#[test]
fn of_a_node_that_removes_itself() {
    let _watch = watch();
    let shelf = shelf(1, "");
    let inside = shelf.clone();
    put_node(
        &shelf,
        &node_with_hook("a", move |this| assert_eq!(inside.remove("a").as_ref(), Some(this))),
    );
    put(&shelf, "B");
    assert_eq!((log().as_str(), counts(&shelf)), ("a ~a", [0, 0, 0, 1, 0]));
}

/// Numbers that look random enough.
struct Dice(u32);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) as usize % sides
    }
}

#[test]
fn add_up_in_the_long_run() {
    let _watch = watch();
    let shelf = shelf_by_weight(12, "");
    let mut dice = Dice(7);
    let mut held: Vec<PartRc> = Vec::new();
    let (mut look_ups, mut inserted, mut taken_out) = (0, 0, 0);
    for _ in 0..5000 {
        let name = format!("A{}", dice.throw(14));
        match dice.throw(10) {
            0..3 => {
                look_ups += 1;
                held.extend(shelf.get(name.as_str()));
            }
            3..5 => {
                look_ups += 1;
                shelf.get_or_insert_with(key(&name), || {
                    inserted += 1;
                    part(&name)
                });
            }
            5 => {
                inserted += 1;
                taken_out += u64::from(shelf.insert(key(&name), part(&name)).is_some());
            }
            6 => taken_out += u64::from(shelf.remove(name.as_str()).is_some()),
            7 if shelf.pin(name.as_str()) => assert!(shelf.unpin(name.as_str())),
            8 => shelf.shrink_to(dice.throw(12)),
            _ => held.truncate(dice.throw(12)),
        }
        let [hits, found_weak, misses, _, freed] = counts(&shelf);
        assert_eq!(hits + found_weak + misses, look_ups);
        assert_eq!(inserted, shelf.len() as u64 + taken_out + freed);
        assert!(shelf.weight() <= 12 && shelf.kept() <= shelf.len());
    }
    assert!(counts(&shelf).iter().all(|&number| number > 50), "{:?}", counts(&shelf));
    log();
}

#[test]
fn of_a_closure_that_panics() {
    let _watch = watch();
    let shelf = shelf(1, "");
    let mut since = since(&shelf);
    panic_of(|| shelf.get_or_insert_with(key("A"), || -> Part { panic!("made nothing") }));
    since.adds(0, 0, 1, 0, 0);
    put(&shelf, "A");
    since.adds(0, 0, 0, 0, 0);
}

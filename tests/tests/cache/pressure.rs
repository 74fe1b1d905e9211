//! The cache under memory pressure.

use std::error::Error;

use kinfolk::cache::{Pressure, UnknownPressure};

use crate::model::log;
use crate::shelf::{Shelf, numbers, put, shelf, shelf_by_weight};
use crate::watch::watch;

const ALL: [Pressure; 3] = [Pressure::Low, Pressure::Medium, Pressure::Critical];

/// Half of its budget is 5, and `P1` is pinned.
fn full() -> Shelf {
    let shelf = shelf_by_weight(11, "P1 A2 B2 C2 D2 E2");
    assert!(shelf.pin("P1"));
    assert_eq!(numbers(&shelf), (6, 6, 11));
    shelf
}

fn freed_by(pressure: Pressure) -> &'static str {
    match pressure {
        Pressure::Low => "",
        Pressure::Medium => "~A2 ~B2 ~C2",
        Pressure::Critical => "~A2 ~B2 ~C2 ~D2 ~E2",
    }
}

#[test]
fn shrinks_by_rule() {
    for pressure in ALL {
        let _watch = watch();
        let shelf = full();
        shelf.shrink_under(pressure);
        assert_eq!(log(), freed_by(pressure), "{pressure:?}");
        assert_eq!(shelf.budget(), 11, "{pressure:?}");
        // A second time changes nothing.
        shelf.shrink_under(pressure);
        assert_eq!(log(), "", "{pressure:?}");
    }
}

/// Under medium pressure, a cache that is below half of its budget keeps everything.
#[test]
fn shrinks_no_further() {
    let _watch = watch();
    let shelf = shelf(7, "A B C");
    shelf.shrink_under(Pressure::Medium);
    assert_eq!((log().as_str(), numbers(&shelf)), ("", (3, 3, 3)));
    put(&shelf, "D");
    shelf.shrink_under(Pressure::Medium);
    assert_eq!((log().as_str(), numbers(&shelf)), ("~A", (3, 3, 3)));
}

#[test]
fn grows_again() {
    let _watch = watch();
    let shelf = shelf(4, "A B C D");
    shelf.shrink_under(Pressure::Critical);
    put(&shelf, "E F G H");
    assert_eq!((log().as_str(), numbers(&shelf)), ("~A ~B ~C ~D", (4, 4, 4)));
}

/// Nodes that are held elsewhere stay in the cache.
#[test]
fn held_nodes_are_found() {
    let _watch = watch();
    let shelf = shelf(4, "A B");
    let held = shelf.peek("A");
    shelf.shrink_under(Pressure::Critical);
    assert_eq!((log().as_str(), numbers(&shelf)), ("~B", (1, 0, 0)));
    assert_eq!(shelf.get("A"), held);
}

#[test]
fn of_this_machine() {
    let _watch = watch();
    let shelf = full();
    match shelf.shrink_under_pressure() {
        Ok(pressure) => assert_eq!(log(), freed_by(pressure), "{pressure:?}"),
        Err(unknown) => {
            assert_eq!((log().as_str(), numbers(&shelf)), ("", (6, 6, 11)));
            let unknown: Box<dyn Error> = unknown.into();
            assert_eq!(unknown.to_string(), "the memory pressure is unknown");
            assert!(unknown.source().is_some_and(|source| !source.to_string().is_empty()));
        }
    }
    drop(shelf);
    log();
}

#[cfg(not(target_os = "linux"))]
#[test]
fn is_unknown_elsewhere() {
    assert!(Pressure::now().is_err());
}

#[test]
fn is_ordered() {
    assert!(Pressure::Low < Pressure::Medium && Pressure::Medium < Pressure::Critical);
    let [mut copied, mut sorted] = [ALL; 2];
    copied.reverse();
    sorted.sort();
    assert_eq!((sorted, copied.into_iter().max()), (ALL, Some(Pressure::Critical)));
    assert_eq!(format!("{ALL:?}"), "[Low, Medium, Critical]");
}

#[test]
fn unknown_pressure_is_a_std_error() {
    fn error_of_a_thread<E: Error + Send + Sync + 'static>() {}
    error_of_a_thread::<UnknownPressure>();
}

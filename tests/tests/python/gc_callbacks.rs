//! The result of a collection. Python calls registered functions; here it is the value that
//! [`collect`] returns.

use std::cell::RefCell;

use kinfolk::collect::Collected;
use kinfolk::{Graph, Rc, Weak, collect, leaks};

use crate::{Object, bring_back, clear_survivors, notes, self_cycle};

#[test]
fn test_collect() {
    assert_eq!(collect(), Collected::default());
    let [held, returns] = [Object::simple("held"), Object::resurrector("returns")].map(self_cycle);
    drop((returns, self_cycle(Object::simple("dies"))));
    let collected = collect();
    assert_eq!(collected.examined(), 3);
    assert_eq!(collected.freed(), 1);
    assert_eq!(collected.resurrected(), 1);
    assert_eq!(format!("{collected:?}"), "Collected { examined: 3, freed: 1, resurrected: 1 }");
    assert_eq!(notes(), "returns, dies");

    drop(held);
    clear_survivors();
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "held");
}

/// Two nodes that hold each other; the collector cannot see one of the two links.
#[derive(Graph)]
#[graph(shared(partner: Uncollectable), finalize = |this: &Rc<Uncollectable>| bring_back(this))]
struct Uncollectable {
    hidden: RefCell<Option<Rc<Uncollectable>>>,
}

fn uncollectable() -> [Weak<Uncollectable>; 2] {
    let [a, b] = [(); 2].map(|()| Uncollectable { hidden: RefCell::default() }.into_graph());
    a.partner.set(b.clone());
    b.hidden.replace(Some(a.clone()));
    [&a, &b].map(Rc::downgrade)
}

/// They count as held until the hidden link is cut.
#[test]
fn test_collect_garbage() {
    let weak = [uncollectable(), uncollectable()].concat();
    self_cycle(Object::simple("collectable"));
    let collected = collect();
    assert_eq!((collected.examined(), collected.freed()), (3, 1));
    assert_eq!(notes(), "collectable");
    assert_eq!(leaks(), []);
    assert!(weak.iter().all(|weak| weak.upgrade().is_some()));

    for partner in weak.iter().filter_map(Weak::upgrade) {
        partner.hidden.take();
        partner.partner.take();
    }
    // The hook of each node has run and resurrected it.
    assert!(weak.iter().all(|weak| weak.upgrade().is_some()));
    clear_survivors();
    assert!(weak.iter().all(|weak| weak.upgrade().is_none()));
    assert_eq!(collect(), Collected::default());
}

//! Automatic collections, and collections that do not start.

use kinfolk::collect::collect_every;
use kinfolk::{Finalizer, Graph, Rc, collect};

use crate::{Object, bring_back, clear_survivors, note, notes, self_cycle, survivors};

/// An object that an unreachable cycle holds without being part of it, and another unreachable
/// cycle beside it.
fn held_and_beside(held: Object) -> (Rc<Object>, Rc<Object>) {
    let held = held.into_graph();
    let holder = self_cycle(Object::simple("holder"));
    holder.all_held.push(held.clone());
    let beside = self_cycle(Object::simple("beside"));
    held.other.set(&beside);
    (held, beside)
}

/// Causes an automatic collection.
fn let_it_happen() {
    collect_every(1);
    let detector = self_cycle(Object::simple("detector"));
    collect_every(0);
    drop(detector.held.take());
}

/// The finalizer of a node that dies with a cycle finds the other cycle dead.
#[test]
fn test_bug1055820c() {
    let (held, beside) = held_and_beside(Object::simple("held"));
    let weak = Rc::downgrade(&beside);
    Finalizer::attach(&held, move || note(weak.upgrade().map_or("None", |beside| beside.name)));
    drop((held, beside));
    assert_eq!(notes(), "");
    let_it_happen();
    assert_eq!(notes(), "holder, held, beside, None, detector");
}

/// Its hook finds the other cycle whole, and may resurrect it.
#[test]
fn test_bug1055820d() {
    let keep_other = |this: &Rc<Object>| bring_back(&this.other.get().unwrap());
    let (held, beside) =
        held_and_beside(Object { side_effect: keep_other, ..Object::simple("held") });
    let weak = [&held, &beside].map(Rc::downgrade);
    drop((held, beside));
    assert_eq!(notes(), "");
    let_it_happen();
    assert_eq!(notes(), "holder, held, beside, detector");
    assert_eq!(weak[0].upgrade(), None);
    let [beside] = survivors::<Object>().try_into().unwrap();
    assert_eq!(weak[1].upgrade(), Some(beside.clone()));
    assert_eq!(beside.held.get(), Some(beside.clone()));

    drop(beside);
    clear_survivors();
    assert_eq!(collect().freed(), 1);
    assert_eq!(notes(), "");
}

#[test]
fn test_indirect_calls_with_gc_disabled() {
    collect();
    let make_junk = || {
        let weak = Rc::downgrade(&self_cycle(Object::simple("junk")));
        for _ in 0..100 {
            self_cycle(Object::simple("junk"));
        }
        weak
    };
    collect_every(50);
    assert_eq!(make_junk().upgrade(), None);
    collect_every(0);
    notes();
    collect();
    notes();

    let weak = make_junk();
    assert!(weak.upgrade().is_some());
    assert_eq!(notes(), "");
    assert_eq!(collect().freed(), 101);
    assert_eq!(weak.upgrade(), None);
    notes();
}

//! What Python's collector does beyond its own tests.

use kinfolk::{Finalizer, Graph, Node, Rc, collect};

use crate::{Object, all_dead, bring_back, clear_survivors, note, notes, self_cycle, survivors};

/// Makes the last object of a tree hold its top, which closes a cycle.
fn close(top: &Rc<Object>) {
    let last = top.descendants_of::<Object>().last().unwrap();
    last.held.set(top.clone());
}

/// It starts at the node whose link was set first: owner before owned, owned before shared, depth
/// first. Python promises no order.
#[test]
fn the_order_in_a_cycle() {
    let b = Object::simple("b").with([Object::simple("c"), Object::simple("d")]);
    let a = Object::simple("a").with([b, Object::simple("e")]).into_graph();
    let held = Object::simple("f").with([Object::simple("g")]).into_graph();
    close(&a);
    a.all_held.push(held.clone());
    a.all_held.push(Object::simple("h"));
    held.held.set(a.clone());
    let other = self_cycle(Object::simple("i").with([Object::simple("j")]));
    drop((other, held, a));
    assert_eq!(collect().freed(), 10);
    assert_eq!(notes(), "a, b, c, d, e, f, g, h, i, j");
}

/// An owner comes before the node that it owns, even if that node's link was set first.
#[test]
fn the_order_in_a_cycle_that_begins_below_an_owner() {
    let top = Object::simple("a").with([Object::simple("b"), Object::simple("c")]).into_graph();
    close(&top);
    drop(top);
    assert_eq!(collect().freed(), 3);
    assert_eq!(notes(), "a, b, c");
}

#[test]
fn nodes_that_a_hook_adds_to_the_dying_set_are_finalised_and_counted() {
    let add = |this: &Rc<Object>| {
        this.owned.push(Object::simple("owned").with([Object::simple("below")]));
        this.all_held.push(self_cycle(Object::simple("held")));
    };
    let object = self_cycle(Object { side_effect: add, ..Object::simple("object") });
    drop(object);
    assert_eq!(collect().freed(), 4);
    assert_eq!(notes(), "object, owned, below, held");
}

/// A node that a hook cuts loose dies there, with its own hook. A node that a hook moves to the
/// living lives, but its hook still runs: no node is checked again before all hooks have run.
#[test]
fn nodes_that_leave_the_dying_set() {
    let object = |name, side_effect| Object { side_effect, ..Object::simple(name) };
    let cut = object("cuts", |this| {
        drop(this.all_held.pop());
        note("end");
    });
    let take = object("takes", |this| this.other.get().unwrap().owned.extend(this.owned.iter()));
    let refuge = Object::simple("refuge").into_graph();
    let cuts = cut.into_graph();
    let takes = take.with([Object::simple("taken")]).into_graph();
    takes.other.set(&refuge);
    cuts.held.set(takes.clone());
    takes.held.set(cuts.clone());
    cuts.all_held.push(Object::simple("cut"));
    drop((cuts, takes));
    let collected = collect();
    assert_eq!(notes(), "cuts, cut, end, takes, taken");
    assert_eq!((collected.freed(), collected.resurrected()), (3, 1));
    refuge.validate().unwrap();
    assert_eq!(refuge.owned.first().unwrap().name, "taken");
    drop(refuge);
    assert_eq!(notes(), "refuge");
}

/// However it is resurrected: by itself, by another node, before and after its own turn.
#[test]
fn once_however_often_a_cycle_is_resurrected() {
    let [a, b] = ["a", "b"].map(|name| Object::resurrector(name).into_graph());
    a.held.set(b.clone());
    b.held.set(a.clone());
    let weak = [&a, &b].map(Rc::downgrade);
    drop((a, b));
    assert_eq!(collect().resurrected(), 2);
    assert_eq!(notes(), "a, b");

    // The hooks that resurrected it once do not run again.
    let c = self_cycle(Object {
        side_effect: |this| bring_back(&this.all_held.first().unwrap()),
        ..Object::simple("c")
    });
    c.all_held.push(survivors::<Object>()[0].clone());
    drop(c);
    clear_survivors();
    let collected = collect();
    assert_eq!((collected.freed(), collected.resurrected()), (1, 2));
    assert_eq!(notes(), "c");
    assert_eq!(survivors::<Object>(), [weak[0].upgrade().unwrap()]);

    clear_survivors();
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "");
    assert!(all_dead(&weak));
}

#[test]
fn an_exception_in_a_cycle_is_reported_and_goes_no_further() {
    let fails =
        |name| Object { side_effect: |this| panic!("{} fails", this.name), ..Object::simple(name) };
    let a = fails("a").with([Object::simple("b"), fails("c")]).into_graph();
    close(&a);
    Finalizer::attach(&a, || note("first"));
    Finalizer::attach(&a, || panic!("second"));
    Finalizer::attach(&a, || note("third"));
    drop(a);
    assert_eq!(collect().freed(), 3);
    assert_eq!(
        notes(),
        "a, Object panicked: a fails, b, c, Object panicked: c fails, \
         third, Object panicked: second, first"
    );
}

/// Newest first over all nodes that die, whichever cycle they belong to.
#[test]
fn attached_finalizers_of_all_cycles_run_newest_first() {
    let [a, b] = ["a", "b"].map(|name| self_cycle(Object::simple(name)));
    for (object, number) in [(&a, 1), (&b, 2), (&a, 3), (&b, 4)] {
        Finalizer::attach(object, move || note(number));
    }
    drop((a, b));
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "a, b, 4, 3, 2, 1");
}

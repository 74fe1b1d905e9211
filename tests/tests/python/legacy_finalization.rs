//! Objects with an older kind of second finalizer, `tp_del`: here this is the `Drop` of their data.

use std::cell::RefCell;

use kinfolk::collect::Collected;
use kinfolk::{Graph, Rc, Weak, collect, leaks};

use crate::{bring_back, clear_survivors, note, notes, survivors};

#[derive(Graph)]
#[graph(shared(held: Legacy), finalize = LegacyNode::del)]
struct Legacy {
    tp_del: TpDel,
    is_resurrector: bool,
    /// Hidden from the collector.
    hidden: RefCell<Option<Rc<Legacy>>>,
}

impl LegacyNode {
    fn del(this: &Rc<Legacy>) {
        let itself = this.tp_del.object.borrow().upgrade();
        assert_eq!(itself, Some(this.clone()));
        note("del");
        if this.is_resurrector {
            bring_back(this);
        }
    }
}

/// Knows the object that it belongs to, and tries to resurrect it.
struct TpDel {
    object: RefCell<Weak<Legacy>>,
}

impl Drop for TpDel {
    fn drop(&mut self) {
        note("tp_del");
        if let Some(object) = self.object.get_mut().upgrade() {
            bring_back(&object);
        }
    }
}

fn legacy(is_resurrector: bool) -> Rc<Legacy> {
    let tp_del = TpDel { object: RefCell::default() };
    let hidden = RefCell::default();
    let object = Legacy { tp_del, is_resurrector, hidden }.into_graph();
    object.tp_del.object.replace(Rc::downgrade(&object));
    object
}

#[test]
fn test_legacy() {
    let object = legacy(false);
    let weak = Rc::downgrade(&object);
    drop(object);
    assert_eq!(notes(), "del, tp_del");
    assert!(survivors::<Legacy>().is_empty());
    assert_eq!(weak.upgrade(), None);
}

/// Only the hook can resurrect a node: `Drop` runs when all weak handles are dead.
#[test]
fn test_legacy_resurrect() {
    let object = legacy(true);
    let weak = Rc::downgrade(&object);
    drop(object);
    assert_eq!(notes(), "del");
    assert_eq!(survivors::<Legacy>(), [weak.upgrade().unwrap()]);

    clear_survivors();
    assert_eq!(notes(), "tp_del");
    assert!(survivors::<Legacy>().is_empty());
    assert_eq!(weak.upgrade(), None);
}

/// Python's collector cannot free such an object. Here this is a cycle through plain data, which
/// the collector cannot see.
#[test]
fn test_legacy_self_cycle() {
    let object = legacy(false);
    let weak = Rc::downgrade(&object);
    object.hidden.replace(Some(object.clone()));
    drop(object);
    assert_eq!(collect(), Collected::default());
    assert_eq!(leaks(), []);
    assert_eq!(notes(), "");

    let object = weak.upgrade().unwrap();
    object.hidden.take();
    assert_eq!(notes(), "");
    drop(object);
    assert_eq!(notes(), "del, tp_del");
    assert!(survivors::<Legacy>().is_empty());
    assert_eq!(weak.upgrade(), None);
}

/// A `Drop` does not stop a node from being collected, and cannot resurrect it.
#[test]
fn test_legacy_self_cycle_of_a_shared_link() {
    for (is_resurrector, freed) in [(false, 1), (true, 0)] {
        let object = legacy(is_resurrector);
        let weak = Rc::downgrade(&object);
        object.held.set(object.clone());
        drop(object);
        assert_eq!(notes(), "");
        assert_eq!(collect().freed(), freed);
        assert_eq!(notes(), if is_resurrector { "del" } else { "del, tp_del" });

        clear_survivors();
        assert_eq!(collect().freed(), 1 - freed);
        assert_eq!(notes(), if is_resurrector { "tp_del" } else { "" });
        assert!(survivors::<Legacy>().is_empty());
        assert_eq!(weak.upgrade(), None);
    }
}

//! Objects with a second finalizer of an older kind, `tp_del`: here that is the `Drop` of their data.

use std::cell::RefCell;

use kinfolk::{Graph, Rc, Weak};

use crate::{bring_back, clear_survivors, note, notes, survivors};

#[derive(Graph)]
#[graph(finalize = LegacyNode::del)]
struct Legacy {
    tp_del: TpDel,
    is_resurrector: bool,
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

/// Knows the object that it belongs to, and would bring it back.
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
    let object = Legacy { tp_del, is_resurrector }.into_graph();
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

/// Only the hook can bring a node back: `Drop` comes when all weak handles are dead.
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

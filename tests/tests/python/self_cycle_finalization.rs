//! Objects that hold themselves.

use kinfolk::collect::Collected;
use kinfolk::{Rc, collect};

use crate::{Object, bring_back, clear_survivors, notes, self_cycle, survivors};

fn check_sanity(this: &Rc<Object>) {
    assert_eq!(this.held.get().as_ref(), Some(this));
}

#[test]
fn test_simple() {
    let object = self_cycle(Object { side_effect: check_sanity, ..Object::simple("s") });
    let weak = Rc::downgrade(&object);
    drop(object);
    assert_eq!(notes(), "");
    assert_eq!(collect().freed(), 1);
    assert_eq!(notes(), "s");
    assert!(survivors::<Object>().is_empty());
    assert_eq!(weak.upgrade(), None);

    assert_eq!(collect(), Collected::default());
    assert_eq!(notes(), "");
}

#[test]
fn test_simple_resurrect() {
    let side_effect = |this: &Rc<Object>| {
        check_sanity(this);
        bring_back(this);
    };
    let object = self_cycle(Object { side_effect, ..Object::simple("s") });
    let weak = Rc::downgrade(&object);
    drop(object);
    let collected = collect();
    assert_eq!((collected.freed(), collected.resurrected()), (0, 1));
    assert_eq!(notes(), "s");
    assert_eq!(survivors::<Object>(), [weak.upgrade().unwrap()]);

    clear_survivors();
    check_sanity(&weak.upgrade().unwrap());
    let collected = collect();
    assert_eq!((collected.freed(), collected.resurrected()), (1, 0));
    assert_eq!(notes(), "");
    assert!(survivors::<Object>().is_empty());
    assert_eq!(weak.upgrade(), None);
}

#[test]
fn test_simple_suicide() {
    let side_effect = |this: &Rc<Object>| {
        check_sanity(this);
        drop(this.held.take());
    };
    let object = self_cycle(Object { side_effect, ..Object::simple("s") });
    let weak = Rc::downgrade(&object);
    drop(object);
    assert_eq!(collect().freed(), 1);
    assert_eq!(notes(), "s");
    assert!(survivors::<Object>().is_empty());
    assert_eq!(weak.upgrade(), None);

    assert_eq!(collect(), Collected::default());
    assert_eq!(notes(), "");
}

//! Objects without links.

use kinfolk::{Graph, Handle, Rc};

use crate::{Object, bring_back, clear_survivors, note, notes, survivors};

#[test]
fn test_simple() {
    let object = Object::simple("s").into_graph();
    let weak = Rc::downgrade(&object);
    assert_eq!(notes(), "");
    drop(object);
    assert_eq!(notes(), "s");
    assert!(survivors::<Object>().is_empty());
    assert_eq!(weak.upgrade(), None);
}

#[test]
fn test_simple_resurrect() {
    let object = Object::resurrector("s").into_graph();
    let weak = Rc::downgrade(&object);
    drop(object);
    assert_eq!(notes(), "s");
    assert_eq!(survivors::<Object>(), [weak.upgrade().unwrap()]);

    clear_survivors();
    assert_eq!(notes(), "");
    assert!(survivors::<Object>().is_empty());
    assert_eq!(weak.upgrade(), None);
}

/// It has no links: Python's collector would not track it.
#[derive(Graph)]
#[graph(finalize = |_| note("s"))]
struct NonGc {}

#[test]
fn test_non_gc() {
    let object = NonGc {}.into_graph();
    let weak = Rc::downgrade(&object);
    drop(object);
    assert_eq!(notes(), "s");
    assert_eq!(weak.upgrade(), None);
}

#[derive(Graph)]
#[graph(finalize = NonGcResurrectorNode::del)]
struct NonGcResurrector {}

impl NonGcResurrectorNode {
    fn del(this: &Rc<NonGcResurrector>) {
        note("s");
        bring_back(this);
    }
}

/// Python finalises such an object at each of its deaths. Here every node remembers that its hook
/// has run.
#[test]
fn test_non_gc_resurrect() {
    let object = NonGcResurrector {}.into_graph();
    let weak = Rc::downgrade(&object);
    let any = object.to_any();
    drop(object);
    assert_eq!(notes(), "");
    drop(any);
    assert_eq!(notes(), "s");
    assert_eq!(survivors::<NonGcResurrector>(), [weak.upgrade().unwrap()]);

    clear_survivors();
    assert_eq!(notes(), "");
    assert!(survivors::<NonGcResurrector>().is_empty());
    assert_eq!(weak.upgrade(), None);
}

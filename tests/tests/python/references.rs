//! Weak references with callbacks, and what happens to them in cycles: the part of Python's
//! `ReferencesTestCase` that attached finalizers can do.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::collect::{Collected, collect_every};
use kinfolk::{Finalizer, Graph, Rc, Weak, collect};

use crate::{Object, bring_back, note, notes, on_a_thread, self_cycle, survivors, text};

#[test]
fn test_basic_callback() {
    let object = Object::simple("object").into_graph();
    let weak = Rc::downgrade(&object);
    Finalizer::attach(&object, move || {
        assert_eq!(weak.upgrade(), None);
        note("callback");
    });
    drop(object);
    assert_eq!(notes(), "object, callback");
}

#[test]
fn test_multiple_callbacks() {
    let object = Object::simple("object").into_graph();
    let weak = [Rc::downgrade(&object), Rc::downgrade(&object)];
    Finalizer::attach(&object, || note("first"));
    Finalizer::attach(&object, || note("second"));
    drop(object);
    assert_eq!(notes(), "object, second, first");
    assert_eq!(weak.map(|weak| weak.upgrade()), [None, None]);
}

/// All weak handles are dead before the first finalizer is called.
#[test]
fn test_multiple_selfref_callbacks() {
    let object = Object::simple("object").into_graph();
    let weak = [Rc::downgrade(&object), Rc::downgrade(&object)];
    for _ in 0..2 {
        let weak = weak.clone();
        Finalizer::attach(&object, move || {
            let alive = weak.iter().filter(|weak| weak.upgrade().is_some()).count();
            note(format_args!("{alive} alive"));
        });
    }
    drop(object);
    assert_eq!(notes(), "object, 0 alive, 0 alive");
}

#[test]
fn test_callback_attribute() {
    let object = Object::simple("object").into_graph();
    let callback = Finalizer::attach(&object, || note("callback"));
    assert!(callback.is_alive());
    assert!(callback.detach().is_some());
    assert!(!callback.is_alive());
    drop(object);
    assert_eq!(notes(), "object");
}

#[test]
fn test_callback_attribute_after_deletion() {
    let object = Object::simple("object").into_graph();
    let callback = Finalizer::attach(&object, || note("callback"));
    drop(object);
    assert!(!callback.is_alive());
    assert!(callback.detach().is_none());
    assert_eq!(notes(), "object, callback");
}

/// Neither a callback nor its panic hides the panic that is already in flight.
#[test]
fn test_callbacks_protected() {
    for _ in 0..2 {
        let panic = catch_unwind(AssertUnwindSafe(|| {
            let object = Object::simple("object").into_graph();
            Finalizer::attach(&object, || panic!("callback"));
            panic!("on its way");
        }));
        assert_eq!(text(&*panic.unwrap_err()), "on its way");
        assert_eq!(notes(), "object, Object panicked: callback");
    }
}

/// A finalizer whose handle is part of the unreachable cycle still runs.
#[test]
fn test_callback_in_cycle() {
    #[derive(Graph)]
    #[graph(shared(j: Object), shared(itself: Watcher))]
    struct Watcher {
        callback: RefCell<Option<Finalizer>>,
    }
    let j = self_cycle(Object::simple("j"));
    let watcher = Watcher { callback: RefCell::default() }.into_graph();
    watcher.j.set(j.clone());
    watcher.itself.set(watcher.clone());
    let weak = Rc::downgrade(&watcher);
    let callback = Finalizer::attach(
        &j,
        Box::new(move || {
            assert_eq!(weak.upgrade(), None);
            note("callback");
        }) as Box<dyn FnOnce()>,
    );
    watcher.callback.replace(Some(callback));
    drop((j, watcher));
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "j, callback");
}

/// The dying object has no path to the finalizer that is called.
#[test]
fn test_callback_reachable_one_way() {
    let target = Object::simple("target").into_graph();
    let called = self_cycle(Object::simple("called"));
    called.all_held.push(target.clone());
    let weak = Rc::downgrade(&called);
    Finalizer::attach(&target, move || {
        assert_eq!(weak.upgrade(), None);
        note("callback");
    });
    drop((target, called));
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "called, target, callback");
}

#[test]
fn test_callback_different_classes() {
    #[derive(Graph)]
    struct D {}
    #[derive(Graph)]
    #[graph(shared(me: C), shared(target: D))]
    struct C {}

    let (target, called) = (D {}.into_graph(), C {}.into_graph());
    called.me.set(called.clone());
    called.target.set(target.clone());
    let weak = (Rc::downgrade(&target), Rc::downgrade(&called));
    Finalizer::attach(&target, move || {
        assert_eq!((weak.0.upgrade(), weak.1.upgrade()), (None, None));
        note("callback");
    });
    drop((target, called));
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "callback");
}

/// When the finalizers are called, nothing is left to resurrect.
#[test]
fn test_callback_in_cycle_resurrection() {
    let [a, b] = ["a", "b"].map(|name| Object::simple(name).into_graph());
    a.held.set(b.clone());
    b.held.set(a.clone());
    for (target, other) in [(&a, &b), (&b, &a)] {
        let weak = [target, other].map(Rc::downgrade);
        Finalizer::attach(target, move || {
            weak.iter().filter_map(Weak::upgrade).for_each(|object| bring_back(&object));
            note("callback");
        });
    }
    drop((a, b));
    assert_eq!(notes(), "");
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), "a, b, callback, callback");
    assert!(survivors::<Object>().is_empty());
    assert_eq!(collect(), Collected::default());
}

/// The finalizer's closure lives in a node of its own, which has an attached finalizer too.
#[test]
fn test_callbacks_on_callback() {
    #[derive(Graph)]
    #[graph(shared(other: Owner), shared(callback: Callback))]
    struct Owner {}
    #[derive(Graph)]
    struct Callback {
        attached: RefCell<Option<Finalizer>>,
    }
    let owners = [Owner {}.into_graph(), Owner {}.into_graph()];
    owners[0].other.set(owners[1].clone());
    owners[1].other.set(owners[0].clone());
    let attached: Box<dyn FnOnce()> = Box::new(|| note("callback"));
    let attached = RefCell::new(Some(Finalizer::attach(&owners[1], attached)));
    let callback = Callback { attached }.into_graph();
    owners[0].callback.set(callback.clone());
    Finalizer::attach(&callback, || note("on callback"));
    assert!(callback.attached.borrow().as_ref().unwrap().is_alive());
    drop((owners, callback));
    assert_eq!(notes(), "");
    assert_eq!(collect().freed(), 3);
    assert_eq!(notes(), "on callback, callback");
}

#[test]
fn test_callback_gcs() {
    for in_a_cycle in [false, true] {
        let object = self_cycle(Object::simple("object"));
        Finalizer::attach(&object, || {
            assert_eq!(collect(), Collected::default());
            note("callback");
        });
        if !in_a_cycle {
            drop(object.held.take());
        }
        drop(object);
        assert_eq!(collect().freed(), usize::from(in_a_cycle));
        assert_eq!(notes(), "object, callback");
    }
}

/// A collection that starts while the holder of the object is half torn down.
#[test]
fn test_sf_bug_840829() {
    #[derive(Graph)]
    #[graph(shared(held: Collects))]
    struct Collects {
        at_its_end: CollectsAtItsEnd,
    }
    struct CollectsAtItsEnd;
    impl Drop for CollectsAtItsEnd {
        fn drop(&mut self) {
            assert_eq!(collect(), Collected::default());
            note("drop");
        }
    }
    let [first, second, third] = [(); 3].map(|()| {
        let node = Collects { at_its_end: CollectsAtItsEnd }.into_graph();
        Finalizer::attach(&node, || {
            assert_eq!(collect(), Collected::default());
            note("callback");
        });
        let CollectsAtItsEnd = node.at_its_end;
        node
    });
    drop(first);
    assert_eq!(notes(), "callback, drop");
    second.held.set(third);
    drop(second);
    assert_eq!(notes(), "callback, callback, drop, drop");
}

/// A weak handle that is made during an automatic collection works like any other.
#[test]
fn test_gc_during_ref_creation() {
    collect();
    collect_every(1);
    let referenced = Object::simple("referenced").into_graph();
    for _ in 0..3 {
        let weak = Rc::downgrade(&referenced);
        let object = self_cycle(Object::simple("object"));
        let weak_object = Rc::downgrade(&object);
        object.other.set(&referenced);
        object.all_held.push(Object::simple("held"));
        assert_eq!(weak_object.upgrade(), Some(object));
        assert_eq!(weak.upgrade(), Some(referenced.clone()));
    }
    collect_every(0);
    assert_eq!(collect().freed(), 2);
    assert_eq!(notes(), ["object, held"; 3].join(", "));
    assert_eq!(Rc::strong_count(&referenced), 1);
    drop(referenced);
    assert_eq!(notes(), "referenced");
}

#[test]
fn test_ref_created_during_del() {
    let object = |name| Object {
        side_effect: |this| {
            let weak = Rc::downgrade(this);
            assert_eq!(weak.upgrade().as_ref(), Some(this));
            WEAK.with_borrow_mut(|all| all.push(weak));
        },
        ..Object::simple(name)
    };
    drop(object("by its count").into_graph());
    drop(self_cycle(object("in a cycle")));
    collect();
    assert_eq!(notes(), "by its count, in a cycle");
    let weak = WEAK.take();
    assert_eq!(weak.len(), 2);
    assert!(weak.iter().all(|weak| weak.upgrade().is_none()));
}

thread_local! {
    static WEAK: RefCell<Vec<Weak<Object>>> = const { RefCell::new(Vec::new()) };
}

#[derive(Graph)]
#[graph(shared(inner: Inner))]
struct Inner {
    looks: Looks,
}

/// When dropped, looks for its own node, the one outside, and the one inside.
struct Looks {
    weak: RefCell<Vec<Weak<Inner>>>,
}

thread_local! {
    static LOOKED: RefCell<(usize, usize)> = const { RefCell::new((0, 0)) };
}

impl Drop for Looks {
    fn drop(&mut self) {
        let found = self.weak.get_mut().iter().filter(|weak| weak.upgrade().is_some()).count();
        LOOKED.with_borrow_mut(|(drops, alive)| {
            *drops += 1;
            *alive += found;
        });
    }
}

/// At any depth, all of them are dead while they are torn down.
#[test]
fn test_trashcan_16602() {
    on_a_thread(|| {
        for is_ring in [false, true] {
            let inner = || Inner { looks: Looks { weak: RefCell::default() } }.into_graph();
            let innermost = inner();
            let mut outermost = innermost.clone();
            for _ in 1..1_000_000 {
                let outer = inner();
                let [weak_outer, weak_inner] = [&outer, &outermost].map(Rc::downgrade);
                outermost.looks.weak.borrow_mut().extend([weak_inner.clone(), weak_outer]);
                outer.looks.weak.borrow_mut().push(weak_inner);
                outer.inner.set(outermost);
                outermost = outer;
            }
            if is_ring {
                innermost.inner.set(outermost.clone());
            }
            drop((innermost, outermost));
            collect();
            assert_eq!(LOOKED.take(), (1_000_000, 0));
        }
    });
}

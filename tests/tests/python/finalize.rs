//! Finalizers that are attached to one object: Python's `weakref.finalize`.

use std::cell::RefCell;
use std::rc::Rc as StdRc;
use std::thread;

use kinfolk::death::ExitGuard;
use kinfolk::{Finalizer, Graph, Rc};

use crate::{note, notes};

#[derive(Graph)]
#[graph(finalize = |_| note("del"))]
struct A {}

fn add(x: u32, y: u32, z: u32) -> u32 {
    note(x + y + z);
    x + y + z
}

#[test]
fn test_finalize() {
    let a = A {}.into_graph();

    let f = Finalizer::attach(&a, || add(67, 43, 89));
    assert!(f.is_alive());
    assert_eq!(format!("{f:?}"), "Finalizer(A, alive)");
    assert_eq!(f.call(), Some(199));
    assert_eq!(f.call(), None);
    assert_eq!(f.call(), None);
    assert!(f.detach().is_none());
    assert!(!f.is_alive());
    assert_eq!(format!("{f:?}"), "Finalizer(A, done)");
    assert_eq!(notes(), "199");

    let f = Finalizer::attach(&a, || add(67, 43, 90));
    let closure = f.detach().unwrap();
    assert_eq!(f.call(), None);
    assert!(f.detach().is_none());
    assert!(!f.is_alive());
    assert_eq!(notes(), "");
    // From here on the caller owns the closure.
    assert_eq!(closure(), 200);
    assert_eq!(notes(), "200");

    let f = Finalizer::attach(&a, || add(67, 43, 91));
    drop(a);
    assert_eq!(notes(), "del, 201");
    assert_eq!(f.call(), None);
    assert_eq!(f.call(), None);
    assert!(f.detach().is_none());
    assert!(!f.is_alive());
    assert_eq!(notes(), "");
}

#[test]
fn test_order() {
    let a = A {}.into_graph();

    let f1 = Finalizer::attach(&a, || note("f1"));
    let f2 = Finalizer::attach(&a, || note("f2"));
    let f3 = Finalizer::attach(&a, || note("f3"));
    let f4 = Finalizer::attach(&a, || note("f4"));
    let f5 = Finalizer::attach(&a, || note("f5"));

    // The finalizers stay without their handles.
    drop((f1, f4));
    assert!(f2.is_alive() && f3.is_alive() && f5.is_alive());

    assert!(f5.detach().is_some());
    assert!(!f5.is_alive());
    assert_eq!(f5.call(), None);
    note("A");
    assert_eq!(f3.call(), Some(()));
    assert!(!f3.is_alive());
    note("B");
    assert_eq!(f3.call(), None);
    note("C");
    drop(a);
    assert!(!f2.is_alive());
    note("D");
    assert_eq!(f2.call(), None);
    assert_eq!(notes(), "A, f3, B, C, del, f4, f2, f1, D");
}

#[test]
fn test_all_freed() {
    let payload = StdRc::new(());
    let finalizer = |a: &Rc<A>| {
        let payload = payload.clone();
        Finalizer::attach(a, move || note(StdRc::strong_count(&payload)))
    };

    // After its object's death, whether or not its handle is held.
    let a = A {}.into_graph();
    let held = finalizer(&a);
    drop(finalizer(&a));
    assert_eq!(StdRc::strong_count(&payload), 3);
    drop(a);
    assert_eq!(StdRc::strong_count(&payload), 1);
    assert!(!held.is_alive());
    assert_eq!(notes(), "del, 3, 2");

    // After a call, and after `detach`.
    let a = A {}.into_graph();
    let (called, detached) = (finalizer(&a), finalizer(&a));
    assert_eq!(called.call(), Some(()));
    assert_eq!(StdRc::strong_count(&payload), 2);
    drop(detached.detach());
    assert_eq!(StdRc::strong_count(&payload), 1);
    drop(a);
    assert_eq!(notes(), "3, del");
}

/// Runs on its own thread, because an exit ends everything in the thread.
#[test]
fn test_atexit() {
    let test = || {
        let g1 = StdRc::new(RefCell::new(None));
        let guard = ExitGuard::new();
        let a = A {}.into_graph();
        let f1 = Finalizer::attach(&a, || note("f1"));
        let f2 = Finalizer::attach(&a, || note("f2"));
        let (object, attached) = (a.clone(), g1.clone());
        let f3 = Finalizer::attach(&a, move || {
            // Attached at exit: it runs next.
            attached.replace(Some(Finalizer::attach(&object, || note("g1"))));
            note("f3");
            panic!("error");
        });
        let f4 = Finalizer::attach(&a, || note("f4"));
        assert!(f1.runs_at_exit() && f2.runs_at_exit());
        assert!(f3.runs_at_exit() && f4.runs_at_exit());
        f2.set_runs_at_exit(false);
        assert!(!f2.runs_at_exit());

        drop(guard);
        assert_eq!(notes(), "f4, f3, A panicked: error, g1, f1");
        assert!(!f1.is_alive() && !f3.is_alive() && !f4.is_alive());
        assert!(!g1.take().unwrap().is_alive());

        // The object is alive, and none of these run again when it dies.
        assert!(f2.is_alive());
        drop(a);
        assert_eq!(notes(), "del, f2");
        drop(ExitGuard::new());
        assert_eq!(notes(), "");
    };
    thread::spawn(test).join().unwrap();
}

//! Cycles that are left when a thread or the program ends.

use std::cell::RefCell;
use std::sync::mpsc::{self, Sender};
use std::thread;

use kinfolk::death::ExitGuard;
use kinfolk::{Finalizer, Graph, Rc, collect};

use crate::child_process::alone;

#[derive(Graph)]
#[graph(shared(x: X), shared(y: X), finalize = |this| this.sender.send("del").unwrap())]
struct X {
    sender: Sender<&'static str>,
}

fn first_and_second(sender: &Sender<&'static str>) -> Rc<X> {
    let [first, second] = [(); 2].map(|()| X { sender: sender.clone() }.into_graph());
    first.x.set(first.clone());
    first.y.set(second);
    first
}

/// A debug build names what was not collected when a thread ends. No hook runs.
#[test]
fn test_garbage_at_shutdown() {
    let Some(stderr) = alone("gc_at_exit::test_garbage_at_shutdown", || {
        let (sender, receiver) = mpsc::channel();
        let in_thread = sender.clone();
        thread::spawn(move || drop(first_and_second(&in_thread))).join().unwrap();
        assert_eq!(receiver.try_iter().count(), 0);

        // After a collection there is nothing to name.
        let thread = thread::spawn(move || {
            drop(first_and_second(&sender));
            assert_eq!(collect().freed(), 2);
        });
        thread.join().unwrap();
        assert_eq!(receiver.try_iter().collect::<Vec<_>>(), ["del"; 2]);
    }) else {
        return;
    };
    let mut lines = stderr.lines().skip_while(|line| !line.starts_with("kinfolk: "));
    if cfg!(debug_assertions) {
        let heading = "kinfolk: this thread ends with unreachable cycles";
        assert_eq!(lines.next(), Some(heading), "{stderr}");
        let leak = "    X.x -> X, 2 nodes: a weak link for X.x would open the cycle [";
        assert!(lines.next().is_some_and(|line| line.starts_with(leak)), "{stderr}");
    }
    assert_eq!(lines.next(), None, "{stderr}");
}

/// A thread-local that releases its node when the thread ends, and makes sure that this is enough.
struct Global(RefCell<Option<Rc<X>>>);

impl Drop for Global {
    fn drop(&mut self) {
        drop(self.0.take());
        collect();
    }
}

/// Nothing is collected automatically at the end. A program may collect, even in a thread-local's
/// `Drop`; or it uses attached finalizers and an [`ExitGuard`].
#[test]
fn test_gc_main_module_at_shutdown() {
    thread_local! {
        static GLOBAL: Global = const { Global(RefCell::new(None)) };
    }
    let (sender, receiver) = mpsc::channel();
    let thread = thread::spawn(move || {
        let _guard = ExitGuard::new();
        let first = first_and_second(&sender);
        Finalizer::attach(&first, move || sender.send("at exit").unwrap());
        GLOBAL.with(|global| global.0.replace(Some(first)));
    });
    thread.join().unwrap();
    assert_eq!(receiver.iter().collect::<Vec<_>>(), ["at exit", "del", "del"]);
}

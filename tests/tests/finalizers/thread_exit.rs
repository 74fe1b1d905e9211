//! Nodes in thread-locals die when their thread ends, with all that the library promises, whatever
//! was destroyed before.

use std::cell::{Cell, RefCell};
use std::mem;
use std::sync::{Arc, Mutex};
use std::thread;

use kinfolk::death::{ExitGuard, take_panic_report};
use kinfolk::{AnyRc, Finalizer, Graph, Handle, Rc};

use crate::panics::alone;

/// The events of a thread, readable after its thread-locals are gone.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, entry: impl Into<String>) {
        self.0.lock().unwrap().push(entry.into());
    }
}

struct Data {
    name: &'static str,
    log: Log,
}

impl Drop for Data {
    fn drop(&mut self) {
        self.log.note(format!("~{}", self.name));
    }
}

type Script = Cell<Option<Box<dyn FnOnce(&Rc<Thing>)>>>;

#[derive(Graph)]
#[graph(back(owner: Thing), finalize = |this| {
    this.data.log.note(this.data.name);
    if let Some(script) = this.script.take() {
        script(this);
    }
})]
struct Thing {
    data: Data,
    script: Script,
    #[graph(own)]
    things: Vec<Thing>,
}

thread_local! {
    static ONE: RefCell<Option<Rc<Thing>>> = const { RefCell::new(None) };
    static TWO: RefCell<Option<AnyRc>> = const { RefCell::new(None) };
    static TEXT: RefCell<String> = RefCell::new("there".to_owned());
}

fn thing(log: &Log, name: &'static str) -> Rc<Thing> {
    let data = Data { name, log: log.clone() };
    Thing { data, script: Cell::new(None), things: Vec::new() }.into_graph()
}

fn on_hook(thing: &Rc<Thing>, script: impl FnOnce(&Rc<Thing>) + 'static) {
    thing.script.set(Some(Box::new(script)));
}

/// A node that owns another one; the owned node has an attached finalizer.
fn pair(log: &Log, owner: &'static str, owned: &'static str) -> Rc<Thing> {
    let root = thing(log, owner);
    let child = root.things.add(thing(log, owned));
    let (weak, log) = (Rc::downgrade(&root), log.clone());
    Finalizer::attach(&child, move || {
        log.note(if weak.upgrade().is_none() { "!" } else { "alive" });
    });
    root
}

/// Runs a thread to its end, including its thread-locals. Returns its events as text.
fn in_thread(action: impl FnOnce(&Log) + Send + 'static) -> String {
    let log = Log::default();
    let captured = log.clone();
    thread::spawn(move || action(&captured)).join().unwrap();
    let entries = mem::take(&mut *log.0.lock().unwrap());
    entries.join(" ")
}

fn touch_text() {
    TEXT.with_borrow_mut(|text| assert_eq!(text, "there"));
}

fn is_text_there() -> &'static str {
    if TEXT.try_with(|text| text.borrow().len()).is_ok() { "there" } else { "gone" }
}

/// Checks for the log of two deaths, in either order.
fn assert_either_order(log: &str, one: &str, two: &str) {
    assert!([format!("{one} {two}"), format!("{two} {one}")].contains(&log.to_owned()), "{log}");
}

#[test]
fn in_any_order_of_initialisation() {
    type Step = fn(&Log);
    let steps: [Step; 4] = [
        |log| ONE.set(Some(pair(log, "a", "b"))),
        |log| TWO.set(Some(pair(log, "c", "d").to_any())),
        |_| touch_text(),
        // Uses everything of the library once, before the rest.
        |log| drop(pair(&Log::default(), "x", log.0.lock().map(|_| "y").unwrap())),
    ];
    for order in 0..24 {
        let log = in_thread(move |log| {
            let (mut left, mut code) = (steps.to_vec(), order);
            while !left.is_empty() {
                left.remove(code % left.len())(log);
                code /= left.len() + 1;
            }
        });
        assert_either_order(&log, "a b ! ~a ~b", "c d ! ~c ~d");
    }
}

/// Another thread-local that a hook uses is there or gone, depending on which was first.
#[test]
fn when_another_thread_local_is_gone() {
    let hook = |log: &Log| {
        let (root, log) = (pair(log, "a", "b"), log.clone());
        on_hook(&root, move |_| log.note(is_text_there()));
        ONE.set(Some(root));
    };
    let before = in_thread(move |log| {
        touch_text();
        hook(log);
    });
    let after = in_thread(move |log| {
        ONE.set(None);
        hook(log);
        touch_text();
    });
    let mut logs = [before, after];
    logs.sort();
    assert_eq!(logs, ["a gone b ! ~a ~b", "a there b ! ~a ~b"]);
}

/// Each node is resurrected by storing it in a thread-local that is destroyed later, if one is
/// left.
#[test]
fn when_a_hook_brings_it_back() {
    thread_local!(static LATE: RefCell<Vec<Rc<Thing>>> = const { RefCell::new(Vec::new()) });
    let log = in_thread(|log| {
        let root = pair(log, "a", "b");
        on_hook(&root, |this| LATE.with_borrow_mut(|late| late.push(this.clone())));
        ONE.set(Some(root));
    });
    assert_eq!(log, "a b ! ~a ~b");
    let log = in_thread(|log| {
        let (root, captured) = (pair(log, "a", "b"), log.clone());
        on_hook(&root, move |this| {
            let this = this.clone();
            captured.note(if ONE.try_with(|one| one.replace(Some(this))).is_ok() {
                "ok"
            } else {
                "no"
            });
        });
        ONE.set(Some(root));
    });
    assert_eq!(log, "a no b ! ~a ~b");
}

#[test]
fn when_deaths_are_nested() {
    let log = in_thread(|log| {
        let mut next = pair(log, "y", "z");
        for _ in 0..100 {
            let (inner, outer) = (next, thing(log, "a"));
            on_hook(&outer, move |_| drop(inner));
            next = outer;
        }
        ONE.set(Some(next));
    });
    assert_eq!(log.split(' ').filter(|entry| *entry == "a").count(), 100);
    assert!(log.contains("y z ! ~y ~z"), "{log}");
}

#[test]
fn when_the_tree_is_deep() {
    let log = in_thread(|log| {
        let root = thing(log, "a");
        let mut last = root.clone();
        for _ in 1..20_000 {
            last = last.things.add(thing(log, "a"));
        }
        let captured = log.clone();
        Finalizer::attach(&last, move || captured.note("!"));
        ONE.set(Some(root));
    });
    assert_eq!(log, format!("{}!{}", "a ".repeat(20_000), " ~a".repeat(20_000)));
}

#[test]
fn when_the_thread_has_panicked() {
    let log = Log::default();
    let captured = log.clone();
    let thread = thread::spawn(move || {
        ONE.set(Some(pair(&captured, "a", "b")));
        let _local = pair(&captured, "c", "d");
        panic!("the thread");
    });
    assert!(thread.join().is_err());
    assert_eq!(log.0.lock().unwrap().join(" "), "c d ! ~c ~d a b ! ~a ~b");
}

/// An [`ExitGuard`] in the thread's function runs before the thread-locals are destroyed, and
/// nothing runs twice. In a thread-local, it runs when it is destroyed.
#[test]
fn with_a_guard() {
    let log = in_thread(|log| {
        let _guard = ExitGuard::new();
        ONE.set(Some(pair(log, "a", "b")));
        let captured = log.clone();
        Finalizer::attach(ONE.take().as_ref().unwrap(), move || captured.note("never seen alive"));
        let root = pair(log, "c", "d");
        ONE.set(Some(root));
    });
    assert_eq!(log, "a b never seen alive ! ~a ~b alive c d ~c ~d");

    thread_local!(static GUARD: ExitGuard = ExitGuard::new());
    let log = in_thread(|log| {
        GUARD.with(|_| ());
        mem::forget(pair(log, "a", "b"));
    });
    assert_eq!(log, "alive");
}

/// A panic in a hook or a finalizer is reported, and does not abort.
#[test]
fn with_panics() {
    let Some(lines) = alone("thread_exit::with_panics", || {
        drop(take_panic_report());
        let log = in_thread(|log| {
            let root = pair(log, "a", "b");
            on_hook(&root, |_| panic!("in the hook"));
            Finalizer::attach(&root, || panic!("in the finalizer"));
            let child = root.things.add(thing(log, "c"));
            on_hook(&child, |_| {
                // Both thread-locals are being destroyed, or are gone.
                ONE.with_borrow(|_| ());
            });
            ONE.set(Some(root));
        });
        assert_eq!(log, "a b c ! ~a ~b ~c");
    }) else {
        return;
    };
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert_eq!(lines[0], "a finalizer of `Thing` panicked: in the hook");
    assert!(
        lines[1].contains("Thread Local Storage value during or after destruction"),
        "{lines:?}"
    );
    assert_eq!(lines[2], "a finalizer of `Thing` panicked: in the finalizer");
}

/// Also with a report that uses a destroyed thread-local.
#[test]
fn with_a_report_that_panics() {
    let Some(lines) = alone("thread_exit::with_a_report_that_panics", || {
        kinfolk::death::set_panic_report(|_, _| ONE.with_borrow(|_| ()));
        let log = in_thread(|log| {
            let root = pair(log, "a", "b");
            on_hook(&root, |_| panic!("in the hook"));
            ONE.set(Some(root));
        });
        assert_eq!(log, "a b ! ~a ~b");
    }) else {
        return;
    };
    assert_eq!(lines.len(), 1, "{lines:?}");
    let expected = "a finalizer of `Thing` panicked: in the hook; and so did the panic report: ";
    assert!(lines[0].starts_with(expected), "{lines:?}");
}

//! A panic in a hook or an attached finalizer is reported once, and everything else still runs.

use std::cell::Cell;
use std::env;
use std::panic::panic_any;
use std::process::Command;
use std::rc::Rc as StdRc;
use std::thread;

use kinfolk::{Finalizer, Node};
use kinfolk_tests::panics::{panic_of, reports};

use crate::model::{
    finalizer, finalizer_of, hooked, keep, kept, live, log, note, on_drop, on_hook, silent_tree,
    tree, weak,
};
use crate::watch::watch;

/// A payload that panics when it is dropped: with another payload of its kind, or at last with a
/// text.
struct Bomb(u32);

impl Drop for Bomb {
    fn drop(&mut self) {
        match self.0 {
            0 => panic!("boom"),
            more => panic_any(Bomb(more - 1)),
        }
    }
}

/// Tells a process that [`alone`] started it.
const ALONE: &str = "KINFOLK_TEST_ALONE";

/// Runs an action in its own process, without other tests, by starting this executable again with
/// the running test. Returns what kinfolk wrote to stderr there.
pub fn alone(test: &str, action: impl FnOnce()) -> Option<Vec<String>> {
    if env::var_os(ALONE).is_some() {
        action();
        return None;
    }
    let output = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{stdout}\n{stderr}");
    assert!(stdout.contains("1 passed"), "{stdout}");
    let lines = stderr.lines().filter_map(|line| line.strip_prefix("kinfolk: "));
    Some(lines.map(str::to_owned).collect())
}

mod in_hooks {
    use super::*;

    #[test]
    fn all_others_run() {
        let _watch = watch();
        for (name, type_name) in
            [("r", "Hooked"), ("1", "Leaf"), ("a", "Hooked"), ("b", "Hooked"), ("2", "Leaf")]
        {
            let root = tree("r<1>(a(b) C<2>)");
            finalizer(&root, "a");
            let weak = weak(&root, name);
            on_hook(&root, name, move |this| {
                assert_eq!(weak.upgrade().as_ref(), Some(this));
                panic!("in {}", this.name());
            });
            drop(root);
            assert_eq!(log(), "r 1 a b 2 !a ~r ~1 ~a ~b ~C ~2");
            assert_eq!(reports(), [format!("{type_name}: in {name}")]);
        }
    }

    #[test]
    fn all_of_them() {
        let _watch = watch();
        let root = silent_tree("R<1>(a(b) C[d])");
        for name in ["1", "a", "b", "d"] {
            on_hook(&root, name, |this| panic!("{}", this.name()));
        }
        drop(root);
        assert_eq!(log(), "1 a b d ~R ~1 ~a ~b ~C ~d");
        assert_eq!(reports(), ["Leaf: 1", "Hooked: a", "Hooked: b", "Hooked: d"]);
    }

    /// Hooks that ran before the panic count as run.
    #[test]
    fn once_in_a_life() {
        let _watch = watch();
        let root = tree("r(a(b) c)");
        on_hook(&root, "a", |this| {
            keep(this.clone());
            panic!("kept");
        });
        drop(root);
        assert_eq!(log(), "r a c ~r ~c");
        assert_eq!(reports(), ["Hooked: kept"]);
        drop(kept());
        assert_eq!(log(), "b ~a ~b");
        assert_eq!(reports(), [""; 0]);
    }

    #[test]
    fn that_has_taken_itself_out() {
        let _watch = watch();
        let root = tree("r(a(b) c)");
        on_hook(&root, "a", |this| {
            this.detach();
            panic!("cut");
        });
        on_drop(&root, "a", || panic!("dropped"));
        drop(root);
        assert_eq!(log(), "r a b ~a ~b c ~r ~c");
        assert_eq!(reports(), ["Hooked: cut", "Hooked: dropped"]);
    }

    #[test]
    fn while_the_thread_unwinds() {
        let _watch = watch();
        let root = tree("r(a(b) c)");
        finalizer_of(&root, "b", "b", || assert!(thread::panicking()));
        for name in ["r", "a", "c"] {
            on_hook(&root, name, |this| {
                assert!(thread::panicking());
                panic!("in {}", this.name());
            });
        }
        let outer = panic_of(move || {
            let _root = root;
            panic!("outer");
        });
        assert_eq!(outer, "outer");
        assert_eq!(log(), "r a b c !b ~r ~a ~b ~c");
        assert_eq!(reports(), ["Hooked: in r", "Hooked: in a", "Hooked: in c"]);
    }
}

mod in_payloads {
    use super::*;

    #[test]
    fn that_are_not_text() {
        let _watch = watch();
        let root = tree("r(a)");
        let captured = StdRc::new(());
        let count = StdRc::downgrade(&captured);
        on_hook(&root, "r", move |_| {
            let number = if StdRc::strong_count(&captured) == 1 { 7 } else { 0 };
            panic_any(number);
        });
        drop(root);
        assert_eq!((log().as_str(), count.strong_count()), ("r a ~r ~a", 0));
        assert_eq!(reports(), ["Hooked: ?"]);
    }

    #[test]
    fn of_hooks() {
        let _watch = watch();
        let root = tree("r(a 1)");
        on_hook(&root, "r", |_| panic_any(Bomb(0)));
        on_hook(&root, "1", |_| panic_any(Bomb(2)));
        drop(root);
        assert_eq!(log(), "r a 1 ~r ~a ~1");
        let expected = ["Hooked: ?", "Hooked: boom", "Leaf: ?", "Leaf: ?", "Leaf: ?", "Leaf: boom"];
        assert_eq!(reports(), expected);
    }

    #[test]
    fn of_attached_finalizers() {
        let _watch = watch();
        let root = tree("r(A)");
        finalizer(&root, "r");
        finalizer_of(&root, "A", "A", || panic_any(Bomb(1)));
        drop(root);
        assert_eq!(log(), "r !A !r ~r ~A");
        assert_eq!(reports(), ["Silent: ?", "Silent: ?", "Silent: boom"]);
    }

    /// The death ends, although such a payload never does.
    #[test]
    fn without_end() {
        let _watch = watch();
        let root = tree("r(a b)");
        on_hook(&root, "a", |_| panic_any(Bomb(u32::MAX)));
        drop(root);
        assert_eq!(log(), "r a b ~r ~a ~b");
        let reports = reports();
        assert!(!reports.is_empty() && reports.iter().all(|report| report == "Hooked: ?"));
    }
}

mod in_attached_finalizers {
    use super::*;

    #[test]
    fn all_others_run() {
        let _watch = watch();
        let root = tree("r(A 1)");
        finalizer(&root, "r");
        finalizer_of(&root, "1", "1", || panic!("one"));
        finalizer(&root, "r");
        finalizer_of(&root, "A", "A", || panic!("two"));
        finalizer(&root, "A");
        drop(root);
        assert_eq!(log(), "r 1 !A !A !r !1 !r ~r ~A ~1");
        assert_eq!(reports(), ["Silent: two", "Leaf: one"]);
    }

    /// In the value that the closure returns, and in the values that it captured.
    #[test]
    fn in_values_that_they_leave() {
        let _watch = watch();
        let root = silent_tree("R");
        finalizer(&root, "R");
        Finalizer::attach(&root, || Bomb(0));
        let bomb = Bomb(0);
        Finalizer::attach(&root, move || {
            let _bomb = &bomb;
        });
        finalizer(&root, "R");
        drop(root);
        assert_eq!(log(), "!R !R ~R");
        assert_eq!(reports(), ["Silent: boom", "Silent: boom"]);
    }

    #[test]
    fn that_are_called() {
        let _watch = watch();
        let root = silent_tree("R");
        let finalizer = finalizer_of(&root, "R", "R", || panic!("called"));
        let message = panic_of(|| {
            finalizer.call();
        });
        assert_eq!((message.as_str(), finalizer.is_alive()), ("called", false));
        drop(root);
        assert_eq!(log(), "!R ~R");
    }
}

mod in_nested_deaths {
    use super::*;

    /// The hook that releases the other tree goes on.
    #[test]
    fn in_a_hook() {
        let _watch = watch();
        let (root, other) = (tree("r(a)"), tree("o(p q)"));
        on_hook(&other, "p", |_| panic!("in p"));
        finalizer_of(&other, "o", "o", || panic!("finalizer of o"));
        on_hook(&root, "r", move |_| {
            drop(other);
            note("then");
        });
        drop(root);
        assert_eq!(log(), "r o p q !o ~o ~p ~q then a ~r ~a");
        assert_eq!(reports(), ["Hooked: in p", "Hooked: finalizer of o"]);
    }

    /// A panic in `Drop` comes out where the other tree is released: in the hook, which ends there.
    #[test]
    fn in_the_drop_of_data() {
        let _watch = watch();
        for name in ["O", "P", "q"] {
            let (root, other) = (tree("r(1 a)"), silent_tree("O(P(q) S)"));
            on_drop(&other, name, || panic!("dropped"));
            on_hook(&root, "1", move |_| {
                drop(other);
                note("never");
            });
            drop(root);
            assert_eq!(log(), "r 1 q ~O ~P ~q ~S a ~r ~1 ~a");
            assert_eq!(reports(), ["Leaf: dropped"], "{name}");
        }
    }

    #[test]
    fn in_the_drop_of_data_deep_below() {
        let _watch = watch();
        let before = live();
        let other = tree("d0");
        let mut last = other.clone();
        for level in 1..300 {
            last = last.list.add(hooked(&format!("d{level}")));
        }
        drop(last);
        on_drop(&other, "d200", || panic!("dropped"));
        let root = tree("r(a)");
        on_hook(&root, "r", move |_| drop(other));
        drop(root);
        assert_eq!((live(), log().split(' ').count()), (before, 604));
        assert_eq!(reports(), ["Hooked: dropped"]);
    }

    /// At a depth where deaths are deferred. Each panic is reported once, for the node that was
    /// released.
    #[test]
    fn that_are_deferred() {
        let _watch = watch();
        let mut next = silent_tree("N(1)");
        on_hook(&next, "1", |_| panic!("hook"));
        on_drop(&next, "N", || panic!("data"));
        for _ in 0..50 {
            let (inner, outer) = (next, silent_tree("O(a)"));
            on_hook(&outer, "a", move |_| drop(inner));
            next = outer;
        }
        drop(next);
        assert_eq!(log().split(' ').filter(|entry| *entry == "a").count(), 50);
        assert_eq!(reports(), ["Leaf: hook", "Silent: data"]);
    }

    /// The panic of a hook unwinds through a handle to another tree.
    #[test]
    fn by_unwinding() {
        let _watch = watch();
        let (root, other) = (tree("r(a)"), tree("o(p)"));
        on_hook(&other, "p", |_| panic!("in p"));
        on_hook(&root, "r", move |_| {
            let _other = other;
            panic!("in r");
        });
        drop(root);
        assert_eq!(log(), "r o p ~o ~p a ~r ~a");
        assert_eq!(reports(), ["Hooked: in p", "Hooked: in r"]);
    }

    /// After all of that, the thread's state is reset: no death is in progress.
    #[test]
    fn and_deaths_work_afterwards() {
        let _watch = watch();
        let root = tree("r(a)");
        on_drop(&root, "a", || panic!("dropped"));
        assert_eq!(panic_of(|| drop(root)), "dropped");
        assert_eq!(log(), "r a ~r ~a");
        let root = tree("r(a(b) c)");
        let seen = StdRc::new(Cell::new(false));
        let (weak, recorder) = (weak(&root, "b"), seen.clone());
        finalizer_of(&root, "c", "c", move || recorder.set(weak.upgrade().is_none()));
        drop(root);
        assert_eq!((log().as_str(), seen.get()), ("r a b c !c ~r ~a ~b ~c", true));
    }
}

/// The panic report is one for the whole process.
mod in_own_process {
    use std::sync::{Arc, Mutex};

    use kinfolk::death::{set_panic_report, take_panic_report};

    use super::*;
    use kinfolk_tests::panics::text;

    /// Lets a tree die whose hooks, and a finalizer, panic with all kinds of payloads.
    fn die() {
        let before = live();
        let root = tree("r(a 1)");
        on_hook(&root, "r", |_| panic!("text"));
        on_hook(&root, "a", |_| panic_any(7));
        on_hook(&root, "1", |this| panic!("in {}", this.name()));
        finalizer_of(&root, "r", "r", || panic_any(Bomb(0)));
        drop(root);
        assert_eq!((log().as_str(), live()), ("r a 1 !r ~r ~a ~1", before));
    }

    const DEFAULT: [&str; 5] = [
        "a finalizer of `Hooked` panicked: text",
        "a finalizer of `Hooked` panicked: Box<dyn Any>",
        "a finalizer of `Leaf` panicked: in 1",
        "a finalizer of `Hooked` panicked: Box<dyn Any>",
        "a finalizer of `Hooked` panicked: boom",
    ];

    #[test]
    fn without_a_report() {
        if let Some(lines) = alone("panics::in_own_process::without_a_report", || {
            assert!(take_panic_report().is_none());
            die();
        }) {
            assert_eq!(lines, DEFAULT);
        }
    }

    #[test]
    fn with_a_report_that_panics() {
        if let Some(lines) = alone("panics::in_own_process::with_a_report_that_panics", || {
            set_panic_report(|_, _| panic!("me too"));
            die();
        }) {
            assert_eq!(
                lines,
                DEFAULT.map(|line| format!("{line}; and so did the panic report: me too"))
            );
        }
    }

    /// The payload of the report's panic panics too.
    #[test]
    fn with_a_report_that_panics_twice() {
        if let Some(lines) =
            alone("panics::in_own_process::with_a_report_that_panics_twice", || {
                set_panic_report(|_, _| panic_any(Bomb(5)));
                die();
            })
        {
            let own = "; and so did the panic report: Box<dyn Any>";
            assert_eq!(lines, DEFAULT.map(|line| format!("{line}{own}")));
        }
    }

    /// The first report gets the first panic, and the second report the second one.
    #[test]
    fn with_a_report_that_sets_another() {
        if let Some(lines) =
            alone("panics::in_own_process::with_a_report_that_sets_another", || {
                let received = Arc::new(Mutex::new(Vec::new()));
                let (first, next) = (received.clone(), received.clone());
                set_panic_report(move |name, payload| {
                    first.lock().unwrap().push(format!("{name}: {}", text(payload)));
                    let second = next.clone();
                    set_panic_report(move |name, payload| {
                        second.lock().unwrap().push(format!("then {name}: {}", text(payload)));
                        drop(take_panic_report());
                    });
                });
                die();
                assert_eq!(*received.lock().unwrap(), ["Hooked: text", "then Hooked: ?"]);
                assert_eq!(Arc::strong_count(&received), 1);
            })
        {
            assert_eq!(lines, DEFAULT[2..]);
        }
    }

    /// A report may do everything that a hook may do.
    #[test]
    fn with_a_report_that_begins_a_death() {
        if let Some(lines) =
            alone("panics::in_own_process::with_a_report_that_begins_a_death", || {
                set_panic_report(|_, _| drop(tree("x(y)")));
                let root = tree("r(a b)");
                on_hook(&root, "a", |_| panic!("in a"));
                drop(root);
                assert_eq!(log(), "r a x y ~x ~y b ~r ~a ~b");
            })
        {
            assert_eq!(lines, [""; 0]);
        }
    }
}

//! Attached finalizers: the operations of their handles, when they run and in which order; and what
//! [`ExitGuard`] runs.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc as StdRc;

use kinfolk::death::ExitGuard;
use kinfolk::{Finalizer, Handle, Rc, Weak};
use kinfolk_tests::panics::{panic_of, reports};

use crate::model::{
    PartRc, finalizer, finalizer_of, find, keep, kept, log, note, on_drop, on_hook, part, show,
    silent_tree, tree, weak,
};
use crate::watch::watch;

/// Stores finalizers. Closures can hold it before the finalizers exist.
#[derive(Clone, Default)]
struct Shelf(StdRc<RefCell<Vec<Finalizer>>>);

impl Shelf {
    fn put(&self, finalizer: Finalizer) {
        self.0.borrow_mut().push(finalizer);
    }

    fn take(&self) -> Vec<Finalizer> {
        self.0.take()
    }
}

mod the_handle {
    use super::*;

    #[test]
    fn knows_whether_it_is_alive() {
        let _watch = watch();
        let root = silent_tree("R(a)");
        let all = [
            finalizer(&root, "R"),
            finalizer(&root, "a"),
            finalizer(&root, "R"),
            finalizer(&root, "a"),
        ];
        let alive = || all.each_ref().map(Finalizer::is_alive);
        assert_eq!(format!("{:?}", all[0]), "Finalizer(Silent, alive)");
        assert_eq!(alive(), [true; 4]);
        drop(all[0].detach());
        assert_eq!(alive(), [false, true, true, true]);
        all[1].call();
        assert_eq!(alive(), [false, false, true, true]);
        root.parts.clear();
        assert_eq!(alive(), [false, false, true, false]);
        drop(root);
        assert_eq!(alive(), [false; 4]);
        assert_eq!(format!("{:?}", all[0]), "Finalizer(Silent, done)");
        assert_eq!(log(), "!a a !a ~a !R ~R");
    }

    /// A finalizer is not alive while it runs; older finalizers still are.
    #[test]
    fn within_the_death() {
        let _watch = watch();
        let root = tree("r(a)");
        let shelf = Shelf::default();
        let log_states = |name: &'static str| {
            let shelf = shelf.clone();
            move || {
                let alive = |finalizer: &Finalizer| if finalizer.is_alive() { '+' } else { '-' };
                let states: String = shelf.0.borrow().iter().map(alive).collect();
                note(format!("{name}:{states}"));
            }
        };
        let (in_hook, at_drop) = (log_states("hook"), log_states("drop"));
        on_hook(&root, "a", move |_| in_hook());
        on_drop(&root, "r", at_drop);
        for (node, name) in [("r", "one"), ("a", "two"), ("r", "three")] {
            shelf.put(finalizer_of(&root, node, node, log_states(name)));
        }
        drop(root);
        assert_eq!(log(), "r a hook:+++ !r three:++- !a two:+-- !r one:--- ~r drop:--- ~a");
    }

    #[test]
    fn returns_the_closure() {
        let _watch = watch();
        let root = silent_tree("R");
        let finalizer = Finalizer::attach(&root, || {
            note("run");
            7
        });
        let other = finalizer_of(&root, "R", "other", || ());
        let closure = finalizer.detach().unwrap();
        assert!(finalizer.detach().is_none());
        assert_eq!(finalizer.call(), None);
        drop(root);
        assert_eq!(log(), "!other ~R");
        assert!(other.detach().is_none());
        assert_eq!((closure(), log().as_str()), (7, "run"));
    }

    #[test]
    fn calls_at_most_once() {
        let _watch = watch();
        let root = silent_tree("R");
        let finalizer = Finalizer::attach(&root, || {
            note("run");
            "answer".to_owned()
        });
        assert_eq!(finalizer.call().as_deref(), Some("answer"));
        assert_eq!(finalizer.call(), None);
        assert!(finalizer.detach().is_none());
        drop(root);
        assert_eq!(log(), "run ~R");

        let root = silent_tree("R");
        let finalizer = Finalizer::attach(&root, || note("run"));
        drop(root);
        assert_eq!(finalizer.call(), None);
        assert_eq!(log(), "run ~R");
    }

    /// Also when it calls itself, and its node dies while it runs.
    #[test]
    fn calls_at_most_once_within_itself() {
        type Slot = StdRc<RefCell<Option<StdRc<Finalizer>>>>;
        let _watch = watch();
        let (root, slot) = (silent_tree("R"), Slot::default());
        let (last, itself) = (root.clone(), slot.clone());
        let finalizer = StdRc::new(finalizer_of(&root, "R", "R", move || {
            let itself = itself.take().unwrap();
            assert!(itself.call().is_none() && !itself.is_alive());
            drop(last);
            note("end");
        }));
        slot.replace(Some(finalizer.clone()));
        drop(root);
        assert_eq!(log(), "");
        finalizer.call();
        assert_eq!(log(), "!R ~R end");
    }

    /// Captured values go with the finalizer, and no later.
    #[test]
    fn frees_the_captured_values() {
        let _watch = watch();
        let root = silent_tree("R(A)");
        let captured = StdRc::new(());
        let make = || {
            let captured = captured.clone();
            let closure: Box<dyn FnOnce()> = Box::new(move || drop(captured));
            closure
        };
        let attach = || Finalizer::attach(&root, make());
        let count = || StdRc::strong_count(&captured) - 1;

        let finalizer = attach();
        assert_eq!(count(), 1);
        drop(finalizer.detach());
        assert_eq!(count(), 0);

        let finalizer = attach();
        finalizer.call();
        assert_eq!(count(), 0);

        let on_child = Finalizer::attach(&find(&root, "A"), make());
        let before_drop = captured.clone();
        on_drop(&root, "R", move || assert_eq!(StdRc::strong_count(&before_drop), 2));
        let finalizer = attach();
        drop(attach());
        assert_eq!(StdRc::strong_count(&captured), 1 + 1 + 3);
        drop(root);
        assert_eq!(count(), 0);
        assert!(!finalizer.is_alive() && !on_child.is_alive());
    }

    #[test]
    fn of_all_kinds_of_nodes() {
        let _watch = watch();
        let root = silent_tree("R(a(1))");
        Finalizer::attach(&root, || note("rc"));
        Finalizer::attach(&root.to_any(), || note("any"));
        Finalizer::attach(&PartRc::from(root.clone()), || note("union"));
        let leaf = find(&root, "1");
        Finalizer::attach(&leaf, || note("leaf union"));
        Finalizer::attach(&leaf.to_any(), || note("leaf any"));
        let PartRc::Leaf(leaf) = leaf else { unreachable!() };
        Finalizer::attach(&leaf, || note("leaf"));
        drop((leaf, root));
        assert_eq!(log(), "a 1 leaf leaf any leaf union union any rc ~R ~a ~1");
    }
}

mod run {
    use super::*;

    #[test]
    fn newest_first_over_the_whole_set() {
        let _watch = watch();
        let root = tree("r(a(B) C<1>[d]{e})");
        let names = ["B", "r", "1", "e", "a", "d", "C", "B", "r", "1", "e"];
        for name in names {
            finalizer(&root, name);
        }
        drop(root);
        let run = names.iter().rev().map(|name| format!("!{name}")).collect::<Vec<_>>().join(" ");
        assert_eq!(log(), format!("r a 1 d e {run} ~r ~a ~B ~C ~1 ~d ~e"));
    }

    #[test]
    fn newest_first_on_one_node() {
        let _watch = watch();
        let root = silent_tree("R");
        let all: Vec<_> = (0..2000)
            .map(|number| Finalizer::attach(&root, move || note(number.to_string())))
            .collect();
        let is_third = |number: &i32| number % 3 == 0;
        for number in (0..2000).filter(is_third) {
            assert!(all[usize::try_from(number).unwrap()].detach().is_some());
        }
        drop(root);
        let rest = (0..2000).rev().filter(|number| !is_third(number));
        let expected: Vec<_> = rest.map(|number| number.to_string()).collect();
        assert_eq!(log(), format!("{} ~R", expected.join(" ")));
    }

    /// A finalizer goes where its node goes, and does not run for a node that is held.
    #[test]
    fn with_the_tree_of_their_node() {
        let _watch = watch();
        let (one, other) = (silent_tree("R(A(B) C)"), silent_tree("S(T)"));
        for name in ["A", "B", "C"] {
            finalizer(&one, name);
        }
        find(&other, "T").adopt(find(&one, "A"));
        let b = find(&other, "B");
        drop(one);
        assert_eq!(log(), "!C ~R ~C");
        drop(other);
        assert_eq!(log(), "!A ~S ~T ~A");
        drop(b);
        assert_eq!(log(), "!B ~B");
    }

    #[test]
    fn when_attached_by_a_hook() {
        let _watch = watch();
        let root = tree("r(a(b) C d)");
        finalizer(&root, "d");
        on_hook(&root, "b", |this| {
            for name in ["r", "C", "b", "a", "d"] {
                finalizer(&this.root(), name);
            }
        });
        on_hook(&root, "d", |this| {
            finalizer(&this.root(), "C");
        });
        drop(root);
        assert_eq!(log(), "r a b d !C !d !a !b !C !r !d ~r ~a ~b ~C ~d");
    }

    #[test]
    fn when_attached_by_the_last_hook_to_its_own_node_only() {
        let _watch = watch();
        let root = silent_tree("R(A(b))");
        on_hook(&root, "b", |this| {
            Finalizer::attach(this, || note("late"));
        });
        drop(root);
        assert_eq!(log(), "b late ~R ~A ~b");
    }

    /// Attached to a node of another tree, or to a node that outlives its owner.
    #[test]
    fn when_attached_by_a_finalizer() {
        let _watch = watch();
        let (root, other) = (tree("r(A(b))"), silent_tree("O(P)"));
        let b = find(&root, "b");
        let (to_other, to_b) = (other.clone(), b.clone());
        finalizer_of(&root, "r", "r", move || {
            finalizer(&to_other, "P");
            finalizer(&to_b, "b");
        });
        drop(root);
        assert_eq!(log(), "r !r ~r ~A");
        drop(b);
        assert_eq!(log(), "b !b ~b");
        drop(other);
        assert_eq!(log(), "!P ~O ~P");
    }

    /// Attached to a node of a tree that only this finalizer holds, and that dies when its closure
    /// ends.
    #[test]
    fn when_attached_by_a_finalizer_that_holds_the_last_handle() {
        let _watch = watch();
        let (root, other) = (silent_tree("R"), tree("o(p)"));
        finalizer(&root, "R");
        finalizer_of(&root, "R", "first", move || {
            finalizer(&other, "p");
            note("then");
        });
        drop(root);
        assert_eq!(log(), "!first then o p !p ~o ~p !R ~R");
    }

    #[test]
    fn unless_another_finalizer_was_first() {
        let _watch = watch();
        let root = tree("r(A b)");
        let shelf = Shelf::default();
        for name in ["A", "b", "r", "A"] {
            shelf.put(finalizer(&root, name));
        }
        let before = shelf.clone();
        finalizer_of(&root, "b", "first", move || {
            let [one, two, three, four] = <[Finalizer; 4]>::try_from(before.take()).unwrap();
            assert!(one.detach().is_some());
            assert!(two.call().is_some());
            assert!(three.detach().is_some() && three.call().is_none());
            assert!(four.is_alive() && !one.is_alive() && !two.is_alive() && !three.is_alive());
            note("end");
        });
        drop(root);
        assert_eq!(log(), "r b !first !b end !A ~r ~A ~b");
    }

    #[test]
    fn unless_a_hook_has_detached_them() {
        let _watch = watch();
        let root = tree("r(A b)");
        let (one, two, three) =
            (finalizer(&root, "A"), finalizer(&root, "r"), finalizer(&root, "b"));
        on_hook(&root, "b", move |_| {
            assert!(one.detach().is_some() && three.detach().is_some());
            two.call();
        });
        drop(root);
        assert_eq!(log(), "r b !r ~r ~A ~b");
    }

    #[test]
    fn not_when_the_node_is_resurrected() {
        let _watch = watch();
        let root = tree("r(a(B) c)");
        let all = ["r", "a", "B", "c"].map(|name| finalizer(&root, name));
        on_hook(&root, "c", |this| keep(find(&this.root(), "a")));
        drop(root);
        assert_eq!(log(), "r a c !c !r ~r ~c");
        assert_eq!(all.each_ref().map(Finalizer::is_alive), [false, true, true, false]);
        let a = kept().remove(0);
        finalizer(&a, "a");
        drop(a);
        assert_eq!(log(), "!a !B !a ~a ~B");
    }

    /// The tree can come back any number of times. Each hook runs only once, so each return needs
    /// another node's hook.
    #[test]
    fn not_when_the_tree_is_resurrected() {
        let _watch = watch();
        let root = tree("r(a(B))");
        let alive = finalizer(&root, "B");
        on_hook(&root, "r", |this| {
            keep(this.clone());
            finalizer(this, "r");
        });
        on_hook(&root, "a", |this| keep(find(&this.root(), "r")));
        drop(root);
        assert_eq!(log(), "r");
        drop(kept());
        assert_eq!(log(), "a");
        let root = kept().remove(0);
        assert_eq!((show(&root).as_str(), alive.is_alive()), ("r(a(B))", true));
        drop(root);
        assert_eq!(log(), "!r !B ~r ~a ~B");
    }

    #[test]
    fn with_the_last_handle_to_another_tree() {
        let _watch = watch();
        let root = silent_tree("R");
        let holder = |text: &'static str| {
            let other = tree(text);
            Finalizer::attach(&root, move || note(show(&other)))
        };
        let (one, two, three) = (holder("a(b)"), holder("c"), holder("d"));
        one.call();
        assert_eq!(log(), "a(b) a b ~a ~b");
        drop(two.detach());
        assert_eq!(log(), "c ~c");
        drop(root);
        assert_eq!(log(), "d d ~d ~R");
        drop((one, two, three));
        assert_eq!(log(), "");
    }

    /// A closure that only captures the last handle, and one that returns it.
    #[test]
    fn with_a_handle_in_the_returned_value() {
        let _watch = watch();
        let root = silent_tree("R");
        let other = tree("a");
        let returned = Finalizer::attach(&root, move || other);
        drop(returned.call());
        assert_eq!(log(), "a ~a");
        let other = tree("b");
        Finalizer::attach(&root, move || other);
        drop(root);
        assert_eq!(log(), "b ~b ~R");
    }
}

/// A freed address is soon used again.
#[test]
fn never_for_another_node_at_the_same_address() {
    let _watch = watch();
    let mut addresses = HashSet::new();
    let mut survivors = Vec::new();
    let mut detached = Vec::new();
    for number in 0..4000 {
        let node = silent_tree("N");
        addresses.insert(Rc::as_ptr(&node) as usize);
        let mut runs = number % 3 != 0;
        if runs {
            let weak = Rc::downgrade(&node);
            let finalizer = Finalizer::attach(&node, move || {
                assert!(weak.upgrade().is_none());
                note(number.to_string());
            });
            if number % 7 == 0 {
                detached.push(finalizer.detach().unwrap());
                runs = false;
            }
        }
        let expected = if runs { format!("{number} ~N") } else { "~N".to_owned() };
        if number % 5 == 0 {
            survivors.push((node, expected));
        } else {
            drop(node);
            assert_eq!(log(), expected);
        }
    }
    assert!(addresses.len() < 2000, "addresses are hardly ever reused: {}", addresses.len());
    for (node, expected) in survivors {
        drop(node);
        assert_eq!(log(), expected);
    }
    drop(detached);
    assert_eq!(log(), "");
}

mod at_exit {
    use super::*;

    #[test]
    fn newest_first() {
        let _watch = watch();
        let guard = ExitGuard::new();
        let (one, other) = (tree("r(A)"), silent_tree("O"));
        let all = [("r", 0), ("A", 0), ("O", 1), ("r", 0)].map(|(name, tree)| match tree {
            0 => finalizer(&one, name),
            _ => finalizer(&other, name),
        });
        all[0].detach();
        drop(guard);
        assert_eq!(log(), "!r !O !A");
        assert!(all.iter().all(|finalizer| !finalizer.is_alive()));
        assert_eq!(show(&one), "r(A)");
        drop(one);
        assert_eq!(log(), "r ~r ~A");
        drop(other);
        assert_eq!(log(), "~O");
    }

    #[test]
    fn except_those_that_do_not_run_at_exit() {
        let _watch = watch();
        let root = silent_tree("R");
        let all = ["one", "two", "three"].map(|name| finalizer_of(&root, "R", name, || ()));
        assert!(all.iter().all(Finalizer::runs_at_exit));
        all[0].set_runs_at_exit(false);
        all[2].set_runs_at_exit(false);
        all[2].set_runs_at_exit(true);
        assert_eq!(all.each_ref().map(Finalizer::runs_at_exit), [false, true, true]);
        drop(ExitGuard::new());
        assert_eq!(log(), "!three !two");
        assert_eq!(all.each_ref().map(Finalizer::is_alive), [true, false, false]);
        drop(root);
        assert_eq!(log(), "!one ~R");
    }

    #[test]
    fn when_some_panic() {
        let _watch = watch();
        let root = silent_tree("R(a)");
        finalizer(&root, "R");
        finalizer_of(&root, "a", "a", || panic!("one"));
        finalizer_of(&root, "R", "R", || panic!("two"));
        finalizer(&root, "a");
        let weak = weak(&root, "a");
        let message = panic_of(|| {
            let _guard = ExitGuard::default();
            panic!("outer");
        });
        assert_eq!((message.as_str(), log().as_str()), ("outer", "!a !R !a !R"));
        assert_eq!(reports(), ["Silent: two", "Hooked: one"]);
        assert!(weak.upgrade().is_some());
        drop(root);
        assert_eq!(log(), "a ~R ~a");
    }

    /// A new finalizer is older than some that were passed over, and another one is only then set
    /// to run at exit.
    #[test]
    fn with_finalizers_attached_meanwhile() {
        let _watch = watch();
        let root = silent_tree("R(a)");
        finalizer(&root, "R");
        let at = root.clone();
        let silent = finalizer_of(&root, "a", "never", || ());
        silent.set_runs_at_exit(false);
        finalizer_of(&root, "a", "a", move || {
            finalizer_of(&at.clone(), "R", "new", move || {
                finalizer_of(&at, "a", "newer", || ());
            });
        });
        drop(ExitGuard::new());
        assert_eq!(log(), "!a !new !newer !R");
        drop(root);
        assert_eq!(log(), "a !never ~R ~a");
    }

    #[test]
    fn when_their_nodes_die_meanwhile() {
        let _watch = watch();
        let (root, other) = (silent_tree("R"), tree("o"));
        finalizer(&other, "o");
        finalizer(&root, "R");
        let weak: Weak<_> = Rc::downgrade(&other);
        let held = Cell::new(Some(other));
        finalizer_of(&root, "R", "first", move || drop(held.take()));
        drop(ExitGuard::new());
        assert_eq!(log(), "!first o !o ~o !R");
        assert!(weak.upgrade().is_none());
        drop(root);
        assert_eq!(log(), "~R");
    }

    #[test]
    fn once_and_again() {
        let _watch = watch();
        let root = silent_tree("R");
        finalizer(&root, "R");
        let guards = (ExitGuard::new(), ExitGuard::new());
        drop(guards.0);
        assert_eq!(log(), "!R");
        finalizer_of(&root, "R", "late", || ());
        drop(guards.1);
        assert_eq!(log(), "!late");
        root.parts.push(part("a"));
        drop(root);
        assert_eq!(log(), "a ~R ~a");
    }
}

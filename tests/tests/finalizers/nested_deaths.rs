//! A death that begins in a hook, in an attached finalizer or in `Drop` of data. It is complete
//! when the statement that began it ends; in a chain of more than 32, when the outermost one ends.

use std::cell::Cell;

use kinfolk::{Finalizer, Graph, Handle, Rc};
use kinfolk_tests::small_stack::on_a_small_stack;

use crate::model::{
    Silent, finalizer, finalizer_of, find, keep, kept, log, note, on_drop, on_hook, silent_tree,
    tree, weak,
};
use crate::watch::watch;

/// How many deaths may be nested.
const LEVELS: usize = 32;

/// A chain of trees `A0(h0)`, `A1(h1)`, ..: each hook releases the next tree and then logs `then`
/// and its number. The last hook runs `last`.
fn chain(length: usize, last: impl FnOnce() + 'static) -> Rc<Silent> {
    let mut action: Box<dyn FnOnce()> = Box::new(last);
    for number in (0..length).rev() {
        let root = silent_tree(&format!("A{number}(h{number})"));
        on_hook(&root, &format!("h{number}"), move |_| {
            action();
            note(format!("then{number}"));
        });
        if number == 0 {
            return root;
        }
        action = Box::new(move || drop(root));
    }
    unreachable!("a chain has a link")
}

mod in_chains_of_hooks {
    use super::*;

    #[test]
    fn each_is_over_with_its_statement() {
        let _watch = watch();
        for length in [1, 2, LEVELS - 1, LEVELS] {
            let down = (0..length).map(|k| format!("h{k}"));
            let up = (0..length).rev().map(|k| format!("then{k} ~A{k} ~h{k}"));
            let expected: Vec<_> = down.chain(up).collect();
            drop(chain(length, || ()));
            assert_eq!(log(), expected.join(" "), "{length}");
        }
    }

    /// Beyond 32 levels, each tree waits until the one before is dead.
    #[test]
    fn deferred_trees_wait_for_the_last_level() {
        let _watch = watch();
        let length = LEVELS + 10;
        drop(chain(length, || ()));
        let log = log();
        let log: Vec<_> = log.split(' ').collect();
        let place = |entry: String| log.iter().position(|logged| *logged == entry).unwrap();
        assert_eq!(log.len(), length * 4);
        for number in 1..length {
            let is_over = place(format!("~h{number}"));
            let statement = place(format!("then{}", number - 1));
            assert_eq!(is_over < statement, number < LEVELS, "{number}");
            assert!(is_over < place(format!("then{}", LEVELS - 2)) || number < LEVELS, "{number}");
        }
    }

    /// In the order in which they were released.
    #[test]
    fn many_deferred_trees() {
        let _watch = watch();
        let others = ["a(b)", "c", "d(E(f))"].map(tree);
        finalizer(&others[2], "E");
        drop(chain(LEVELS, move || others.into_iter().for_each(drop)));
        let log = log();
        let (_, rest) = log.split_once("then31 ").unwrap();
        let waited = "a b ~a ~b c ~c d f !E ~d ~E ~f ";
        assert!(rest.starts_with(waited), "{rest}");
    }

    /// A deferred tree is not dead, and can be held again.
    #[test]
    fn a_deferred_tree_that_is_held() {
        let _watch = watch();
        let other = tree("x(y)");
        let weak = weak(&other, "x");
        drop(chain(LEVELS, move || {
            drop(other);
            keep(weak.upgrade().expect("it is deferred"));
        }));
        assert!(!log().contains('x'));
        drop(kept());
        assert_eq!(log(), "x y ~x ~y");
    }

    /// It can also die with another tree.
    #[test]
    fn a_deferred_tree_that_is_adopted() {
        let _watch = watch();
        let (other, owner) = (tree("x(y)"), silent_tree("O"));
        let (weak, new_owner) = (weak(&other, "x"), owner.clone());
        drop(chain(LEVELS, move || {
            drop(other);
            new_owner.parts.push(weak.upgrade().expect("it is deferred"));
        }));
        log();
        drop(owner);
        assert_eq!(log(), "x y ~O ~x ~y");
    }

    /// The levels are free again, also after panics.
    #[test]
    fn again_and_again() {
        let _watch = watch();
        for _ in 0..3 {
            drop(chain(LEVELS + 2, || panic!("at the end")));
            assert_eq!(kinfolk_tests::panics::reports(), ["Hooked: at the end"]);
            log();
            drop(chain(LEVELS, || ()));
            assert!(log().contains("h31 then31 ~A31 ~h31 then30"));
        }
    }
}

mod elsewhere {
    use super::*;

    #[test]
    fn in_hooks_and_finalizers_and_data() {
        let _watch = watch();
        let (root, hook) = (tree("r(x)"), tree("h(i)"));
        let (attached, data) = (tree("f(g)"), tree("d(e)"));
        finalizer(&data, "e");
        on_drop(&attached, "g", move || {
            drop(data);
            note("then3");
        });
        finalizer_of(&hook, "i", "i", move || {
            drop(attached);
            note("then2");
        });
        on_hook(&root, "r", move |_| {
            drop(hook);
            note("then1");
        });
        drop(root);
        let attached = "f g ~f ~g d e !e ~d ~e then3";
        assert_eq!(log(), format!("r h i !i {attached} then2 ~h ~i then1 x ~r ~x"));
    }

    #[test]
    fn in_the_drop_of_data() {
        let _watch = watch();
        let root = silent_tree("R(A(B) C)");
        for name in ["R", "A", "B", "C"] {
            let other = tree("o(p)");
            finalizer(&other, "p");
            on_drop(&root, name, move || {
                drop(other);
                note("then");
            });
        }
        drop(root);
        let other = "o p !p ~o ~p then";
        assert_eq!(log(), format!("~R {other} ~A {other} ~B {other} ~C {other}"));
    }

    /// So deep that drops there wait on the library's own stack.
    #[test]
    fn in_the_drop_of_data_deep_below() {
        let _watch = watch();
        let mut text = "Z".to_owned();
        for level in 0..200 {
            text = format!("Y{level}({text})");
        }
        let (root, other) = (silent_tree(&text), tree("o(p(q))"));
        on_drop(&root, "Y5", move || {
            drop(other);
            note("then");
        });
        drop(root);
        assert!(log().contains("~Y6 ~Y5 o p q ~o ~p ~q then ~Y4 "));
    }
}

/// A hook releases a part of the tree that it dies with.
mod of_a_part_of_the_tree {
    use super::*;

    #[test]
    fn that_was_to_come() {
        let _watch = watch();
        let root = tree("r(a(b) C d(e))");
        on_hook(&root, "r", |this| {
            drop(this.hooked().parts.pop());
            note("then");
        });
        drop(root);
        assert_eq!(log(), "r d e ~d ~e then a b ~r ~a ~b ~C");
    }

    #[test]
    fn that_was_before() {
        let _watch = watch();
        let root = tree("r(a(b) C d)");
        finalizer(&root, "b");
        on_hook(&root, "d", |this| {
            drop(find(&this.root(), "r").hooked().parts.remove(0));
            note("then");
        });
        drop(root);
        assert_eq!(log(), "r a b d !b ~a ~b then ~r ~C ~d");
    }

    /// The part contains the hook's own node, so it is held until the hook ends.
    #[test]
    fn that_contains_its_node() {
        let _watch = watch();
        let root = tree("r(a(b(x)) c d)");
        on_hook(&root, "b", |this| {
            find(&this.root(), "r").hooked().parts.clear();
            note("then");
        });
        drop(root);
        assert_eq!(log(), "r a b c ~c d ~d then x ~a ~b ~x ~r");
    }

    #[test]
    fn bit_by_bit() {
        let _watch = watch();
        let root = tree("r(a b c d)");
        for name in ["a", "b"] {
            on_hook(&root, name, |this| {
                let owner = find(&this.root(), "r");
                drop(owner.hooked().parts.pop());
            });
        }
        drop(root);
        assert_eq!(log(), "r a d ~d b c ~c ~r ~a ~b");
    }
}

/// On a stack of 2 MiB.
mod in_long_chains {
    use super::*;

    thread_local!(static RUNS: Cell<usize> = const { Cell::new(0) });

    #[derive(Graph)]
    #[graph(finalize = |link| {
        RUNS.set(RUNS.get() + 1);
        drop(link.next.take());
    })]
    struct Link {
        next: Cell<Option<Rc<Link>>>,
        data: Counted,
    }

    #[derive(Graph)]
    struct Silent {
        data: Counted,
    }

    struct Counted;

    impl Drop for Counted {
        fn drop(&mut self) {
            DROPS.set(DROPS.get() + 1);
        }
    }

    thread_local!(static DROPS: Cell<usize> = const { Cell::new(0) });

    #[test]
    fn of_hooks() {
        on_a_small_stack(|| {
            let mut next = None;
            for _ in 0..1_000_000 {
                next = Some(Link { next: Cell::new(next), data: Counted }.into_graph());
            }
            drop(next);
            assert_eq!((RUNS.get(), DROPS.get()), (1_000_000, 1_000_000));
        });
    }

    #[test]
    fn of_attached_finalizers() {
        on_a_small_stack(|| {
            let mut next = Silent { data: Counted }.into_graph();
            for _ in 1..100_000 {
                let node = Silent { data: Counted }.into_graph();
                Finalizer::attach(&node, move || {
                    RUNS.set(RUNS.get() + 1);
                    drop(next);
                });
                next = node;
            }
            drop(next);
            assert_eq!((RUNS.get(), DROPS.get()), (99_999, 100_000));
        });
    }

    /// The finalizer of each tree holds the next one, and a hook releases the finalizer's node.
    #[test]
    fn of_both_in_turn() {
        on_a_small_stack(|| {
            let link = |next| Link { next: Cell::new(next), data: Counted }.into_graph();
            let mut last = link(None);
            for _ in 0..50_000 {
                let node = link(None);
                Finalizer::attach(&node, move || drop(last));
                last = link(Some(node));
            }
            drop(last);
            assert_eq!((RUNS.get(), DROPS.get()), (100_001, 100_001));
        });
    }
}

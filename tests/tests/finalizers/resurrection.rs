//! A hook that keeps its handle resurrects its node with everything that it owns, and nothing else.

use kinfolk::{AnyRc, Graph, Handle, Node, Rc};

use crate::model::{
    PartRc, finalizer, find, keep, kept, log, note, on_hook, owner, part, show, silent_tree,
    to_part, tree, weak,
};
use crate::watch::watch;

/// Makes the hook of a node keep it.
fn keep_in_hook(root: &impl Handle, name: &str) {
    on_hook(root, name, |this| keep(this.clone()));
}

#[test]
fn of_a_node_and_all_it_owns() {
    let _watch = watch();
    let root = tree("r(a(b(c D<1>) E) f)");
    keep_in_hook(&root, "b");
    let weaks = ["r", "a", "b", "c", "D", "1", "E", "f"].map(|name| (name, weak(&root, name)));
    let any = AnyRc::downgrade(&find(&root, "c").to_any());
    let typed = Rc::downgrade(find(&root, "b").hooked());
    let living = PartRc::from(silent_tree("O"));
    for name in ["r", "b", "c", "f"] {
        living.befriend(&find(&root, name));
    }
    living.silent().friend.set(&find(&root, "b"));
    log();
    drop(root);
    assert_eq!(log(), "r a b f ~r ~a ~E ~f");
    let b = kept().remove(0);
    assert_eq!((show(&b), b.is_root()), ("b(c D<1>)".into(), true));
    assert_eq!((b.hooked().in_hooked.get(), b.ancestors().count()), (None, 0));
    assert_eq!(b.validate(), Ok(()));
    for (name, weak) in &weaks {
        let lives = "bcD1".contains(name);
        assert_eq!(
            weak.upgrade().map(|node| node.name().to_owned()),
            lives.then(|| (*name).into())
        );
    }
    assert_eq!(typed.upgrade().as_ref(), Some(b.hooked()));
    assert_eq!(any.upgrade(), b.hooked().parts.get(0).map(|c| c.to_any()));
    assert_eq!(living.silent().friend.get(), Some(b.clone()));
    assert_eq!(crate::model::names(&living.silent().friends), "b c");

    drop(b);
    assert_eq!(log(), "c 1 ~b ~c ~D ~1");
    assert!(weaks.iter().all(|(_, weak)| weak.upgrade().is_none()));
    assert_eq!((typed.upgrade(), any.upgrade(), living.silent().friend.get()), (None, None, None));
}

#[test]
fn of_the_root() {
    let _watch = watch();
    for (name, first, rest) in [("r", "r", "a b 1 "), ("a", "r a", "b 1 "), ("1", "r a b 1", "")] {
        let root = tree("r(a(b) C(1))");
        on_hook(&root, name, |this| keep(to_part(&this.root())));
        log();
        drop(root);
        assert_eq!(log(), first);
        let root = kept().remove(0);
        assert_eq!(show(&root), "r(a(b) C(1))");
        drop(root);
        assert_eq!(log(), format!("{rest}~r ~a ~b ~C ~1"));
    }
}

/// Each node on its own: those at the bottom live, and those above too if their hooks keep them.
#[test]
fn of_many() {
    let _watch = watch();
    let root = silent_tree("R(a(b) c(d) e)");
    for name in ["b", "c", "e"] {
        keep_in_hook(&root, name);
    }
    log();
    drop(root);
    assert_eq!(log(), "a b c e ~R ~a");
    let back = kept();
    assert_eq!(back.iter().map(show).collect::<Vec<_>>(), ["b", "c(d)", "e"]);
    assert!(back.iter().all(Node::is_root));
    drop(back);
    assert_eq!(log(), "~b d ~c ~d ~e");
}

/// Leaves too, whose type has no links.
#[test]
fn of_a_leaf() {
    let _watch = watch();
    let root = silent_tree("R<1>(2)");
    keep_in_hook(&root, "1");
    keep_in_hook(&root, "2");
    log();
    drop(root);
    assert_eq!(log(), "1 2 ~R");
    let leaves = kept();
    assert!(leaves.iter().all(|leaf| leaf.owner().is_none()));
    drop(leaves);
    assert_eq!(log(), "~1 ~2");
}

mod second_death {
    use super::*;

    #[test]
    fn runs_the_hooks_that_have_not_run() {
        let _watch = watch();
        let root = tree("r(a(b c(d)) e)");
        on_hook(&root, "c", |this| keep(to_part(&this.owner().unwrap())));
        log();
        drop(root);
        assert_eq!(log(), "r a b c e ~r ~e");
        let a = kept().remove(0);
        a.hooked().parts.insert(0, part("n(m)"));
        find(&a, "b").adopt(part("O(1)").into_graph());
        drop(a);
        assert_eq!(log(), "n m 1 d ~a ~n ~m ~b ~O ~1 ~c ~d");
    }

    #[test]
    fn in_another_tree() {
        let _watch = watch();
        let root = tree("r(a(b))");
        keep_in_hook(&root, "a");
        log();
        drop(root);
        let other = tree("o(p)");
        other.parts.insert(0, kept().remove(0));
        on_hook(&other, "b", |this| note(format!("<{}", owner(&this.owner().unwrap()))));
        drop(other);
        assert_eq!(log(), "r a ~r o b <o p ~o ~a ~b ~p");
    }

    /// Different nodes are resurrected by repeated deaths of the same root.
    #[test]
    fn and_third_and_fourth() {
        let _watch = watch();
        let root = tree("r(a b c)");
        for name in ["r", "a", "b"] {
            on_hook(&root, name, |this| keep(to_part(&this.root())));
        }
        let weak = Rc::downgrade(&root);
        log();
        drop(root);
        for hook in ["r", "a", "b"] {
            assert_eq!(log(), hook);
            assert_eq!(show(&weak.upgrade().unwrap()), "r(a b c)");
            drop(kept());
        }
        assert_eq!(log(), "c ~r ~a ~b ~c");
        assert_eq!(weak.upgrade(), None);
    }

    /// Its attached finalizers run when it really dies.
    #[test]
    fn runs_attached_finalizers() {
        let _watch = watch();
        let root = tree("r(a(B) c)");
        let finalizers = ["r", "a", "B", "c"].map(|name| finalizer(&root, name));
        keep_in_hook(&root, "a");
        log();
        drop(root);
        assert_eq!(log(), "r a c !c !r ~r ~c");
        assert_eq!(
            finalizers.each_ref().map(kinfolk::Finalizer::is_alive),
            [false, true, true, false]
        );
        drop(kept());
        assert_eq!(log(), "!B !a ~a ~B");
    }
}

mod released_in_the_same_death {
    use super::*;

    #[test]
    fn by_a_later_hook() {
        let _watch = watch();
        let root = tree("r(a(b(c)) d)");
        keep_in_hook(&root, "b");
        on_hook(&root, "d", |_| drop(kept()));
        log();
        drop(root);
        assert_eq!(log(), "r a b d c ~r ~a ~b ~c ~d");
    }

    #[test]
    fn by_its_own_hook() {
        let _watch = watch();
        let root = tree("r(a(b(c)) d)");
        on_hook(&root, "b", |this| {
            keep(this.clone());
            drop(kept());
        });
        log();
        drop(root);
        assert_eq!(log(), "r a b c d ~r ~a ~b ~c ~d");
    }

    /// It is released when everything else is dead, by an attached finalizer or by `Drop`: that is
    /// its own death.
    #[test]
    fn after_the_hooks() {
        let _watch = watch();
        for in_drop in [false, true] {
            let root = tree("r(b(c))");
            keep_in_hook(&root, "b");
            if in_drop {
                crate::model::on_drop(&root, "r", || drop(kept()));
            } else {
                crate::model::finalizer_of(&root, "r", "r", || drop(kept()));
            }
            log();
            drop(root);
            // In an attached finalizer, the link of its dead owner still holds it.
            let expected = if in_drop { "r b ~r c ~b ~c" } else { "r b !r ~r c ~b ~c" };
            assert_eq!(log(), expected);
        }
    }

    /// The root is released by the hook of a tree that dies meanwhile.
    #[test]
    fn of_the_root() {
        let _watch = watch();
        let root = tree("r(a b)");
        keep_in_hook(&root, "r");
        let other = tree("o");
        on_hook(&other, "o", |_| drop(kept()));
        on_hook(&root, "a", |_| note("alone"));
        log();
        drop(root);
        assert_eq!(log(), "r");
        drop(other);
        assert_eq!(log(), "o a alone b ~r ~a ~b ~o");
    }
}

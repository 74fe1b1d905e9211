//! Each node is judged again when its turn comes: by then, hooks may have taken hold of it, moved it,
//! cut it loose, or put more under it.

use kinfolk::{Handle, Node};

use crate::model::{
    PartNode, finalizer, find, keep, kept, log, note, on_hook, owner, show, silent_tree, tree,
};
use crate::watch::watch;

/// The node of this name in the tree that a hook runs in.
fn near(this: &PartNode, name: &str) -> PartNode {
    find(&this.root(), name)
}

/// Lets the hook of a node say who its owner is, as `c<B` or `c<`.
fn tell_owner(root: &impl Handle, name: &str) {
    on_hook(root, name, |this| note(format!("{}<{}", this.name(), owner(this))));
}

mod held {
    use super::*;

    #[test]
    fn by_an_earlier_hook() {
        let _watch = watch();
        let root = tree("r(a b(c) d)");
        on_hook(&root, "a", |this| keep(near(this, "b")));
        tell_owner(&root, "b");
        drop(root);
        assert_eq!(log(), "r a d ~r ~a ~d");
        let b = kept().remove(0);
        assert_eq!((show(&b), b.is_root()), ("b(c)".to_owned(), true));
        drop(b);
        assert_eq!(log(), "b b< c ~b ~c");
    }

    /// Not the node itself, but one above it, or one below it.
    #[test]
    fn above_and_below() {
        let _watch = watch();
        let root = tree("r(a B(c(d)) e)");
        on_hook(&root, "a", |this| keep(near(this, "B")));
        drop(root);
        assert_eq!(log(), "r a e ~r ~a ~e");
        drop(kept());
        assert_eq!(log(), "c d ~B ~c ~d");

        let root = tree("r(a b(C(d)) e)");
        on_hook(&root, "a", |this| keep(near(this, "C")));
        drop(root);
        assert_eq!(log(), "r a b e ~r ~a ~b ~e");
        drop(kept());
        assert_eq!(log(), "d ~C ~d");
    }

    #[test]
    fn and_let_go_by_a_later_hook() {
        let _watch = watch();
        let root = tree("r(a B(c(x)) d)");
        on_hook(&root, "a", |this| keep(near(this, "c")));
        on_hook(&root, "d", |_| drop(kept()));
        tell_owner(&root, "c");
        drop(root);
        assert_eq!(log(), "r a d c c<B x ~r ~a ~B ~c ~x ~d");
    }

    #[test]
    fn and_let_go_before_its_turn() {
        let _watch = watch();
        let root = tree("r(a b c(x))");
        on_hook(&root, "a", |this| keep(near(this, "c")));
        on_hook(&root, "b", |_| drop(kept()));
        drop(root);
        assert_eq!(log(), "r a b c x ~r ~a ~b ~c ~x");
    }

    /// In each round one is let go, and takes hold of none but lets the next go.
    #[test]
    fn and_let_go_one_by_one() {
        let _watch = watch();
        let root = tree("r(a b(c(d(e))) f)");
        on_hook(&root, "a", |this| "bcde".chars().for_each(|c| keep(near(this, &c.to_string()))));
        for name in ["f", "b", "c", "d"] {
            on_hook(&root, name, |_| {
                let mut all = kept().into_iter();
                let next = all.next();
                all.for_each(keep);
                drop(next);
            });
        }
        drop(root);
        assert_eq!(log(), "r a f b c d e ~r ~a ~b ~c ~d ~e ~f");
    }

    /// By the last hook of all, which lets go in its attached finalizer: too late for this death.
    #[test]
    fn until_all_the_others_are_dead() {
        let _watch = watch();
        let root = tree("r(a B(c))");
        on_hook(&root, "a", |this| keep(near(this, "c")));
        tell_owner(&root, "c");
        crate::model::finalizer_of(&root, "a", "a", || drop(kept()));
        drop(root);
        assert_eq!(log(), "r a !a ~r ~a ~B c c< ~c");
    }
}

/// A node whose subtree is done is taken out, and dies in the same hook: as a set of its own.
mod done_and_taken_out {
    use super::*;

    /// What was held below it is let go first.
    #[test]
    fn with_a_hook_to_run() {
        let _watch = watch();
        let root = tree("r(a B(c) d)");
        on_hook(&root, "a", |this| keep(near(this, "c")));
        on_hook(&root, "d", |this| {
            drop(kept());
            near(this, "B").detach();
        });
        tell_owner(&root, "c");
        drop(root);
        assert_eq!(log(), "r a d c c<B ~B ~c ~r ~a ~d");
    }

    /// Its finalizers run before its data is dropped.
    #[test]
    fn with_attached_finalizers() {
        let _watch = watch();
        let root = tree("r(A(B) c)");
        finalizer(&root, "B");
        on_hook(&root, "c", |this| assert!(near(this, "A").detach()));
        drop(root);
        assert_eq!(log(), "r c !B ~A ~B ~r ~c");
    }

    #[test]
    fn with_attached_finalizers_newest_first() {
        let _watch = watch();
        let root = tree("r(A(B) c)");
        finalizer(&root, "A");
        finalizer(&root, "B");
        on_hook(&root, "c", |this| assert!(near(this, "A").detach()));
        drop(root);
        assert_eq!(log(), "r c !B !A ~A ~B ~r ~c");
    }

    /// It dies with another owner.
    #[test]
    fn and_moved_to_a_tree_that_dies() {
        let _watch = watch();
        let root = tree("r(A(B) c)");
        finalizer(&root, "B");
        on_hook(&root, "c", |this| {
            let other = silent_tree("O");
            other.parts.push(near(this, "A"));
        });
        drop(root);
        assert_eq!(log(), "r c !B ~O ~A ~B ~r ~c");
    }
}

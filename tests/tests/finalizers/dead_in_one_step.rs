//! When the hooks have run, the whole set is dead at once, before any data is dropped; and what is
//! held is not part of it.

use kinfolk::{Graph, Node, Rc, Weak};

use crate::model::{
    Part, PartNode, Silent, finalizer_of, find, log, names, note, on_drop, part, show, silent_tree,
    tree, weak,
};
use crate::watch::watch;

/// What lives on while the rest of its tree dies.
mod survivors {
    use super::*;

    /// Lets a tree of a hooked root and `Y`, which is held, die; and at some moment of that, puts `Y`
    /// under a root without a hook, and a node with one under `Y`.
    fn attached_elsewhere(at: impl FnOnce(&PartNode, Box<dyn FnOnce()>)) -> Rc<Silent> {
        let root = tree("r(Y)");
        let other = silent_tree("O");
        let (y, new_owner) = (find(&root, "Y"), other.clone());
        let attach = move || {
            new_owner.parts.push(y.clone());
            y.adopt(part("n").into_graph());
        };
        at(&root.clone().into(), Box::new(attach));
        drop(root);
        assert_eq!(show(&other), "O(Y(n))");
        other
    }

    /// What they are given there waits for its end with the new owner.
    #[test]
    fn attached_elsewhere_by_a_finalizer() {
        let _watch = watch();
        let other = attached_elsewhere(|root, attach| drop(finalizer_of(root, "r", "r", attach)));
        assert_eq!(log(), "r !r ~r");
        drop(other);
        assert_eq!(log(), "n ~O ~Y ~n");
    }

    #[test]
    fn attached_elsewhere_by_the_drop_of_data() {
        let _watch = watch();
        let other = attached_elsewhere(|root, attach| on_drop(root, "r", attach));
        assert_eq!(log(), "r ~r");
        drop(other);
        assert_eq!(log(), "n ~O ~Y ~n");
    }

    /// Nothing but a walk holds A as long as its children are to come, and then its child.
    #[test]
    fn that_a_walk_holds() {
        let _watch = watch();
        let root = silent_tree("R(A(B(C)))");
        let tell = |name: &'static str| {
            let weak: [Weak<Part>; 2] = ["B", "C"].map(|name| weak(&root, name));
            move || note(format!("{name}:{}", names(weak.iter().filter_map(Weak::upgrade))))
        };
        finalizer_of(&root, "A", "A", tell("finalizer"));
        on_drop(&root, "A", tell("drop"));
        let mut walk = root.descendants();
        walk.next().unwrap().detach();
        assert_eq!(log(), "");
        assert_eq!(names(walk), "B C");
        assert_eq!(log(), "!A finalizer:B C ~A drop:B C ~B ~C");
    }
}

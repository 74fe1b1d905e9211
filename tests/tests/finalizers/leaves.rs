//! Hooks of leaves, which change something that matters to the rest of the death without asking a
//! weak handle or a back-link.

use kinfolk::Node;

use crate::model::{find, keep, kept, log, on_hook, part, show, silent_tree, tree};
use crate::watch::watch;

#[test]
fn the_hook_releases_an_earlier_sibling() {
    let _watch = watch();
    let root = tree("r(1 2 3)");
    keep(find(&root, "1"));
    on_hook(&root, "2", |_| drop(kept()));
    drop(root);
    assert_eq!(log(), "r 2 3 1 ~r ~1 ~2 ~3");
}

#[test]
fn the_hook_of_the_last_leaf_releases_the_one_before_and_so_on() {
    let _watch = watch();
    let root = tree("r(1 2 3 4 5)");
    for (name, earlier) in [("2", "1"), ("3", "2"), ("4", "3"), ("5", "4")] {
        let earlier = find(&root, earlier);
        on_hook(&root, name, move |_| drop(earlier));
    }
    drop(root);
    assert_eq!(log(), "r 5 4 3 2 1 ~r ~1 ~2 ~3 ~4 ~5");
}

#[test]
fn the_hook_takes_out_earlier_siblings() {
    let _watch = watch();
    let root = tree("r(A B 1 2 3 4)");
    let siblings = [find(&root, "A"), find(&root, "B")];
    on_hook(&root, "1", move |_| {
        for sibling in &siblings {
            assert!(sibling.detach());
        }
    });
    drop(root);
    // The walk goes on at its index, and comes back for the leaf that moved to before it.
    assert_eq!(log(), "r 1 ~A ~B 3 4 2 ~r ~1 ~2 ~3 ~4");
}

#[test]
fn the_hook_puts_work_below_an_earlier_sibling() {
    let _watch = watch();
    let root = tree("r(A 1 2)");
    let sibling = find(&root, "A");
    on_hook(&root, "1", move |_| sibling.adopt(part("3")));
    drop(root);
    assert_eq!(log(), "r 1 2 3 ~r ~A ~3 ~1 ~2");
}

#[test]
fn the_hook_moves_its_own_node_to_a_live_owner() {
    let _watch = watch();
    let (root, other) = (tree("r(1 2)"), silent_tree("O"));
    let target = other.clone();
    on_hook(&root, "1", move |this| target.parts.push(this.clone()));
    drop(root);
    assert_eq!(log(), "r 1 2 ~r ~2");
    assert_eq!(show(&other), "O(1)");
    drop(other);
    assert_eq!(log(), "~O ~1");
}

#[test]
fn the_hook_keeps_its_own_node() {
    let _watch = watch();
    let root = tree("r(1 2)");
    on_hook(&root, "1", |this| keep(this.clone()));
    drop(root);
    assert_eq!(log(), "r 1 2 ~r ~2");
    let leaf = kept().remove(0);
    assert!(leaf.is_root());
    drop(leaf);
    assert_eq!(log(), "~1");
}

#[test]
fn the_hook_puts_children_below_its_own_node() {
    let _watch = watch();
    let root = tree("r(a b)");
    on_hook(&root, "a", |this| this.adopt(part("c(d)")));
    drop(root);
    assert_eq!(log(), "r a c d b ~r ~a ~c ~d ~b");
}

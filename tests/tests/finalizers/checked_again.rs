//! Each node is checked again when its turn comes. By then, hooks may have taken hold of it, moved
//! it, cut it loose, or put more below it.

use kinfolk::{AnyRc, Graph, Handle, Node, Rc};

use crate::model::{
    Hooked, PartRc, finalizer, find, hooks, keep, kept, leaf, log, note, on_hook, owner, part,
    show, silent_tree, to_part, tree, weak,
};
use crate::watch::watch;

/// The node of this name in the tree that the hook's node is in.
fn near(this: &PartRc, name: &str) -> PartRc {
    find(&this.root(), name)
}

/// Makes the hook of a node log its owner, as `c<B` or `c<`.
fn log_owner(root: &impl Handle, name: &str) {
    on_hook(root, name, |this| note(format!("{}<{}", this.name(), owner(this))));
}

mod held {
    use super::*;

    #[test]
    fn by_an_earlier_hook() {
        let _watch = watch();
        let root = tree("r(a b(c) d)");
        on_hook(&root, "a", |this| keep(near(this, "b")));
        log_owner(&root, "b");
        drop(root);
        assert_eq!(log(), "r a d ~r ~a ~d");
        let b = kept().remove(0);
        assert_eq!((show(&b), b.is_root()), ("b(c)".to_owned(), true));
        drop(b);
        assert_eq!(log(), "b b< c ~b ~c");
    }

    /// Nodes above and below a held node, but not the node itself.
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
    fn and_released_by_a_later_hook() {
        let _watch = watch();
        let root = tree("r(a B(c(x)) d)");
        on_hook(&root, "a", |this| keep(near(this, "c")));
        on_hook(&root, "d", |_| drop(kept()));
        log_owner(&root, "c");
        drop(root);
        assert_eq!(log(), "r a d c c<B x ~r ~a ~B ~c ~x ~d");
    }

    #[test]
    fn and_released_before_its_turn() {
        let _watch = watch();
        let root = tree("r(a b c(x))");
        on_hook(&root, "a", |this| keep(near(this, "c")));
        on_hook(&root, "b", |_| drop(kept()));
        drop(root);
        assert_eq!(log(), "r a b c x ~r ~a ~b ~c ~x");
    }

    /// In each round a hook releases one node, and takes hold of none but releases the next.
    #[test]
    fn and_released_one_by_one() {
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

    /// The last hook releases it in its attached finalizer: too late for this death.
    #[test]
    fn until_all_the_others_are_dead() {
        let _watch = watch();
        let root = tree("r(a B(c))");
        on_hook(&root, "a", |this| keep(near(this, "c")));
        log_owner(&root, "c");
        crate::model::finalizer_of(&root, "a", "a", || drop(kept()));
        drop(root);
        assert_eq!(log(), "r a !a ~r ~a ~B c c< ~c");
    }
}

/// A node whose subtree is done is taken out, and dies in the same hook as its own dying set.
mod done_and_taken_out {
    use super::*;

    /// A node below it that was held is released first.
    #[test]
    fn with_a_hook_to_run() {
        let _watch = watch();
        let root = tree("r(a B(c) d)");
        on_hook(&root, "a", |this| keep(near(this, "c")));
        on_hook(&root, "d", |this| {
            drop(kept());
            near(this, "B").detach();
        });
        log_owner(&root, "c");
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

/// The log of the death of a tree in which the hook of this node runs the action.
fn death_of(text: &str, name: &str, action: impl FnOnce(&PartRc) + 'static) -> String {
    let root = part(text).into_graph();
    on_hook(&root, name, action);
    log();
    drop(root);
    log()
}

mod moved_to_the_living {
    use super::*;

    #[test]
    fn by_any_road() {
        type Road = (fn(&PartRc, PartRc), &'static str);
        let roads: [Road; 6] = [
            (|to, b| to.silent().parts.push(b), "O(x b(c)){y}"),
            (|to, b| to.silent().parts.insert(0, b), "O(b(c) x){y}"),
            (|to, b| drop(to.silent().parts.replace(0, b)), "O(b(c)){y}"),
            (|to, b| to.silent().parts.extend([b]), "O(x b(c)){y}"),
            (|to, b| drop(to.silent().boxed.set(b)), "O(x)[b(c)]{y}"),
            (|to, b| to.silent().list.insert(0, b.hooked().clone()), "O(x){b(c) y}"),
        ];
        for (road, expected) in roads {
            let _watch = watch();
            let living = PartRc::from(silent_tree("O(x){y}"));
            let to = living.clone();
            let log_of_death = death_of("r(a b(c) d)", "a", move |this| road(&to, near(this, "b")));
            assert_eq!(log_of_death.replace(" x ~x", ""), "r a d ~r ~a ~d");
            assert_eq!((show(&living), owner(&find(&living, "b"))), (expected.into(), "O".into()));
            drop(living);
            let mut rest = hooks();
            rest.retain(|name| !"xy ".contains(name));
            assert_eq!(rest, "bc");
        }
    }

    /// Its own hook has run by then; the hooks of the nodes that it owns have not.
    #[test]
    fn by_its_own_hook() {
        let _watch = watch();
        let living = silent_tree("O");
        let to = living.clone();
        let log_of_death = death_of("r(a b(c) d)", "b", move |this| to.parts.push(this.clone()));
        assert_eq!(log_of_death, "r a b d ~r ~a ~d");
        drop(living);
        assert_eq!(log(), "c ~O ~b ~c");
    }

    /// The node stands above the one whose hook moves it.
    #[test]
    fn by_a_hook_below() {
        let _watch = watch();
        let living = silent_tree("O");
        let to = living.clone();
        let log_of_death =
            death_of("r(a(B(c) d) e)", "c", move |this| to.parts.push(near(this, "B")));
        assert_eq!(log_of_death, "r a c d e ~r ~a ~d ~e");
        assert_eq!(show(&living), "O(B(c))");
        drop(living);
        assert_eq!(log(), "~O ~B ~c");
    }

    /// And from there back into the dying tree.
    #[test]
    fn and_back_again() {
        let _watch = watch();
        let living = silent_tree("O");
        let to = living.clone();
        let root = tree("r(a b(c) d)");
        on_hook(&root, "a", move |this| to.parts.push(near(this, "b")));
        let from = living.clone();
        on_hook(&root, "d", move |this| near(this, "a").adopt(from.parts.pop().unwrap()));
        log_owner(&root, "b");
        drop(root);
        assert_eq!(log(), "r a d b b<a c ~r ~a ~b ~c ~d");
        drop(living);
        assert_eq!(log(), "~O");
    }
}

mod cut_loose {
    use super::*;

    #[test]
    fn by_an_earlier_hook() {
        let _watch = watch();
        let root = tree("r(a b(c) d)");
        on_hook(&root, "a", |this| assert!(near(this, "b").detach()));
        log_owner(&root, "b");
        log_owner(&root, "c");
        drop(root);
        assert_eq!(log(), "r a b b< c c<b ~b ~c d ~r ~a ~d");
    }

    #[test]
    fn by_its_own_hook() {
        let _watch = watch();
        let root = tree("r(a b(c) d)");
        on_hook(&root, "b", |this| assert!(this.detach()));
        log_owner(&root, "c");
        drop(root);
        assert_eq!(log(), "r a b c c<b ~b ~c d ~r ~a ~d");
    }

    /// The node stands above the one whose hook cuts it loose.
    #[test]
    fn by_a_hook_below() {
        let _watch = watch();
        let root = tree("r(a(b(c(x) d) e) f)");
        on_hook(&root, "c", |this| assert!(near(this, "b").detach()));
        log_owner(&root, "d");
        drop(root);
        assert_eq!(log(), "r a b c x d d<b ~b ~c ~x ~d e f ~r ~a ~e ~f");
    }

    /// Every node is taken from the next one.
    #[test]
    fn from_top_to_bottom() {
        let _watch = watch();
        let root = tree("r(a(b(c(d))))");
        on_hook(&root, "a", |this| {
            let mut all: Vec<_> = this.descendants().collect();
            assert!(all.iter().all(Node::detach));
            all.pop();
        });
        for name in ["b", "c", "d"] {
            log_owner(&root, name);
        }
        drop(root);
        let log = log();
        for dead in ["b b< ~b", "c c< ~c", "d d< ~d", "~r ~a"] {
            assert!(log.contains(dead), "{log}");
        }
        assert_eq!(log.split(' ').count(), 2 + 9 + 2, "{log}");
    }
}

mod added {
    use super::*;

    #[test]
    fn at_any_place() {
        type Case = (&'static str, &'static str, &'static str, fn(&PartRc), &'static str);
        fn new() -> PartRc {
            part("n").into_graph()
        }
        let cases: [Case; 14] = [
            ("to itself", "r(a b)", "a", |a| a.adopt(new()), "r a n b ~r ~a ~n ~b"),
            ("visited", "r(a b)", "b", |b| near(b, "a").adopt(new()), "r a b n ~r ~a ~n ~b"),
            ("to come", "r(a B)", "a", |a| near(a, "B").adopt(new()), "r a n ~r ~a ~B ~n"),
            ("unmarked", "r(A b)", "b", |b| near(b, "A").adopt(new()), "r b n ~r ~A ~n ~b"),
            (
                "unmarked below",
                "r(A(B(C)) d)",
                "d",
                |d| near(d, "C").adopt(new()),
                "r d n ~r ~A ~B ~C ~n ~d",
            ),
            (
                "far below a plain tree",
                "R(A b)",
                "b",
                |b| near(b, "A").adopt(part("N(M[o])").into_graph()),
                "b o ~R ~A ~N ~M ~o ~b",
            ),
            ("to the root", "r(a b)", "b", |b| near(b, "r").adopt(new()), "r a b n ~r ~a ~b ~n"),
            ("to a plain root", "R(a b)", "b", |b| near(b, "R").adopt(new()), "a b n ~R ~a ~b ~n"),
            (
                "an earlier place",
                "r(a b)",
                "b",
                |b| near(b, "r").hooked().parts.insert(0, part("n")),
                "r a b n ~r ~n ~a ~b",
            ),
            (
                "an earlier link",
                "r(a b)",
                "b",
                |b| drop(near(b, "r").hooked().lone.set(leaf("1"))),
                "r a b 1 ~r ~1 ~a ~b",
            ),
            (
                "a later link",
                "r(a b){c}",
                "b",
                |b| near(b, "r").hooked().list.insert(0, crate::model::hooked("n")),
                "r a b n c ~r ~a ~b ~n ~c",
            ),
            (
                "an earlier link of one visited",
                "r(a(b) c)",
                "c",
                |c| drop(near(c, "a").hooked().lone.set(leaf("1"))),
                "r a b c 1 ~r ~a ~1 ~b ~c",
            ),
            (
                "by the deepest hook",
                "r(A(B(c)) D)",
                "c",
                |c| near(c, "D").adopt(new()),
                "r c n ~r ~A ~B ~c ~D ~n",
            ),
            (
                "by the hook of the root",
                "r(A(B))",
                "r",
                |r| near(r, "B").adopt(new()),
                "r n ~r ~A ~B ~n",
            ),
        ];
        for (name, text, hook, action, expected) in cases {
            let _watch = watch();
            assert_eq!(death_of(text, hook, action), expected, "{name}");
        }
    }

    /// Below nodes that are done except for their attached finalizers.
    #[test]
    fn below_attached_finalizers() {
        let _watch = watch();
        let root = tree("r(A(B) c)");
        finalizer(&root, "B");
        on_hook(&root, "c", |this| near(this, "B").adopt(part("n").into_graph()));
        drop(root);
        assert_eq!(log(), "r c n !B ~r ~A ~B ~n ~c");
    }

    /// Each added node adds the next one, back and forth.
    #[test]
    fn by_added_nodes() {
        fn add(this: &PartRc, left: usize) {
            let next = part(&format!("n{left}")).into_graph();
            on_hook(&next, &format!("n{left}"), move |this| {
                note(format!("<{}", owner(this)));
                if left > 0 {
                    add(this, left - 1);
                }
            });
            near(this, ["A", "B", "C"][left % 3]).adopt(next);
        }
        let _watch = watch();
        let root = silent_tree("R(A B(C) d)");
        on_hook(&root, "d", |this| add(this, 50));
        drop(root);
        let expected = (0..=50).rev().map(|n| format!("n{n} <{}", ["A", "B", "C"][n % 3]));
        let expected: Vec<_> = expected.collect();
        let log = log();
        let hooks = format!("d {} ~R", expected.join(" "));
        assert!(log.starts_with(&hooks), "{log}");
        assert_eq!(log.matches('~').count(), 5 + 51);
    }

    /// A node that was alive in another tree, with everything that it owns.
    #[test]
    fn from_the_living() {
        let _watch = watch();
        let living = tree("o(a(b) c)");
        let from = living.clone();
        let log_of_death =
            death_of("r(X y)", "y", move |this| near(this, "X").adopt(near(&from.into(), "a")));
        assert_eq!(log_of_death, "r y a b ~r ~X ~a ~b ~y");
        drop(living);
        assert_eq!(log(), "o c ~o ~c");
    }
}

/// Whatever a hook does to the order of its siblings, each sibling's hook runs once, before any
/// data is dropped.
#[test]
fn reordered() {
    type Way = (&'static str, fn(&PartRc, &PartRc));
    let ways: [Way; 12] = [
        ("reverse", |_, r| r.hooked().parts.reverse()),
        ("sort", |_, r| r.hooked().parts.sort_by(|a, b| b.name().cmp(a.name()))),
        ("by key", |_, r| r.hooked().parts.sort_by_key(|p| (p.name() < "c", p.name().to_owned()))),
        ("to the start", |_, r| r.hooked().parts.move_to(4, 0)),
        ("to the end", |_, r| r.hooked().parts.move_to(0, 4)),
        ("swap", |_, r| r.hooked().parts.swap(0, 4)),
        ("itself to the start", |a, r| r.hooked().parts.insert(0, a.clone())),
        ("itself to the end", |a, r| r.hooked().parts.push(a.clone())),
        ("the last before", |_, r| r.hooked().parts.insert(0, near(r, "e"))),
        ("out and in", |_, r| {
            let all: Vec<_> = r.hooked().parts.drain().collect();
            r.hooked().parts.extend(all.into_iter().rev());
        }),
        ("to another link", |_, r| {
            let all = r.hooked().parts.iter();
            r.hooked().list.extend(all.map(|part| part.hooked().clone()));
        }),
        ("below each other", |_, r| {
            let all: Vec<_> = r.hooked().parts.iter().collect();
            all.windows(2).for_each(|pair| pair[0].adopt(pair[1].clone()));
        }),
    ];
    for (name, way) in ways {
        for hook in ["r", "a", "b", "c", "d", "e", "x"] {
            let _watch = watch();
            if hook == "r" && name.starts_with("itself") {
                continue;
            }
            let log = death_of("r(a b c(x) d e)", hook, move |this| way(this, &near(this, "r")));
            let (hooks, data) = log.split_once(" ~").unwrap();
            let mut hooks: Vec<_> = hooks.split(' ').collect();
            hooks.sort_unstable();
            assert_eq!(hooks.join(" "), "a b c d e r x", "{name} in {hook}: {log}");
            assert_eq!(data.matches('~').count(), 6, "{name} in {hook}: {log}");
        }
    }
}

/// A hook deep below takes hold of a node above, on any road. That node and everything that it owns
/// live, and keep the hooks that have not run; nothing else lives.
mod ancestors {
    use super::*;

    const TREE: &str = "r(a(b(c(d<1>)) e) f)";

    type Road = (&'static str, Box<dyn Fn(&PartRc) -> PartRc>);

    fn roads() -> Vec<Road> {
        vec![
            (
                "back-links",
                Box::new(|d| {
                    let [c, b] = [0, 1].map(|n| to_part(&d.ancestors().nth(n).unwrap()));
                    assert_eq!(d.hooked().in_hooked.get(), Some(c.hooked().clone()));
                    b.hooked().in_hooked.get().unwrap().into()
                }),
            ),
            ("ancestors", Box::new(|d| to_part(&d.ancestors().nth(2).unwrap()))),
            (
                "ancestors of a type",
                Box::new(|d| PartRc::from(d.ancestors_of::<Hooked>().nth(2).unwrap())),
            ),
            ("down from the root", Box::new(|d| near(d, "a"))),
            ("first of the root", Box::new(|d| to_part(&d.root()).hooked().parts.first().unwrap())),
            ("read", Box::new(|d| to_part(&d.root()).hooked().parts.read()[0].clone())),
            (
                "sibling of another",
                Box::new(|d| to_part(&near(d, "f").previous_sibling().unwrap())),
            ),
            ("owner of another", Box::new(|d| to_part(&near(d, "e").owner().unwrap()))),
            ("owner of a list", Box::new(|d| near(d, "a").hooked().parts.owner().into())),
        ]
    }

    fn a_lives(name: &str, root: Rc<Hooked>) {
        log();
        drop(root);
        assert_eq!(log(), "r a b c d f ~r ~f", "{name}");
        let a = kept().remove(0);
        assert_eq!(show(&a), "a(b(c(d<1>)) e)", "{name}");
        assert!(a.is_root(), "{name}");
        drop(a);
        assert_eq!(log(), "1 e ~a ~b ~c ~d ~1 ~e", "{name}");
    }

    #[test]
    fn by_links_and_walks() {
        for (name, road) in roads() {
            let _watch = watch();
            let root = tree(TREE);
            on_hook(&root, "d", move |d| keep(road(d)));
            a_lives(name, root);
        }
    }

    #[test]
    fn by_weak_handles() {
        let _watch = watch();
        let root = tree(TREE);
        let a = weak(&root, "a");
        on_hook(&root, "d", move |_| keep(a.upgrade().unwrap()));
        a_lives("Weak of a union", root);

        let root = tree(TREE);
        let a = Rc::downgrade(find(&root, "a").hooked());
        on_hook(&root, "d", move |_| keep(a.upgrade().unwrap()));
        a_lives("Weak", root);

        let root = tree(TREE);
        let a = AnyRc::downgrade(&find(&root, "a").to_any());
        on_hook(&root, "d", move |_| keep(to_part(&a.upgrade().unwrap())));
        a_lives("AnyWeak", root);

        let root = tree(TREE);
        let r = Rc::downgrade(&root);
        on_hook(&root, "d", move |_| keep(r.upgrade().unwrap().parts.get(0).unwrap()));
        a_lives("Weak to the root", root);

        let root = tree(TREE);
        find(&root, "d").befriend(&find(&root, "a"));
        on_hook(&root, "d", |d| keep(d.hooked().friend.get().unwrap()));
        a_lives("WeakLink", root);

        let root = tree(TREE);
        find(&root, "f").befriend(&find(&root, "a"));
        on_hook(&root, "d", |d| keep(near(d, "f").hooked().friends.iter().next().unwrap()));
        a_lives("list of weak links", root);
    }

    /// In the hook of another tree, which dies within the first hook.
    #[test]
    fn in_another_death() {
        let _watch = watch();
        let root = tree(TREE);
        let (other, a) = (tree("o"), weak(&root, "a"));
        on_hook(&other, "o", move |_| keep(a.upgrade().unwrap()));
        on_hook(&root, "d", move |_| drop(other));
        log();
        drop(root);
        assert_eq!(log(), "r a b c d o ~o f ~r ~f");
        drop(kept());
        assert_eq!(log(), "1 e ~a ~b ~c ~d ~1 ~e");
    }

    /// The same handle, reached through a child that is held from outside and lives anyway.
    #[test]
    fn by_a_child_that_lives() {
        let _watch = watch();
        let root = tree("r(a(B(c) Y(z)) d)");
        let y = find(&root, "Y");
        let held = y.clone();
        on_hook(&root, "c", move |_| keep(to_part(&held.owner().unwrap())));
        drop(root);
        assert_eq!(log(), "r a c d ~r ~d");
        assert_eq!(owner(&y), "a");
        drop(kept());
        assert_eq!(log(), "~a ~B ~c");
        assert!(y.is_root());
        drop(y);
        assert_eq!(log(), "z ~Y ~z");
    }

    #[test]
    fn up_to_the_root() {
        let _watch = watch();
        let root = tree(TREE);
        on_hook(&root, "d", |d| keep(to_part(&d.root())));
        drop(root);
        assert_eq!(log(), "r a b c d");
        let root = kept().remove(0);
        assert_eq!(show(&root), TREE);
        drop(root);
        assert_eq!(log(), "1 e f ~r ~a ~b ~c ~d ~1 ~e ~f");
    }

    /// The node is looked at and released within the hook, or in a later one: nothing lives.
    #[test]
    fn and_released() {
        let all = "~r ~a ~b ~c ~d ~1 ~e ~f";
        let _watch = watch();
        assert_eq!(death_of(TREE, "d", |d| drop(near(d, "a"))), format!("r a b c d 1 e f {all}"));
        let root = tree(TREE);
        on_hook(&root, "d", |d| keep(near(d, "a")));
        on_hook(&root, "f", |_| drop(kept()));
        log();
        drop(root);
        assert_eq!(log(), format!("r a b c d f 1 e {all}"));
    }
}

/// A hook gives the root an owner.
mod the_root {
    use super::*;

    #[test]
    fn attached_to_the_living() {
        for hook in ["r", "a", "b"] {
            let _watch = watch();
            let living = silent_tree("O");
            let to = living.clone();
            let done = death_of("r(a(b) c)", hook, move |this| to.parts.push(near(this, "r")));
            let rest = match hook {
                "r" => ("r", "a b c"),
                "a" => ("r a", "b c"),
                _ => ("r a b", "c"),
            };
            assert_eq!((done.as_str(), show(&living)), (rest.0, "O(r(a(b) c))".into()));
            assert_eq!(living.validate(), Ok(()));
            drop(living);
            assert_eq!(log(), format!("{} ~O ~r ~a ~b ~c", rest.1));
        }
    }

    #[test]
    fn attached_to_a_new_owner() {
        let _watch = watch();
        let done = death_of("r(a b)", "a", |this| {
            let new = tree("n(m)");
            new.parts.insert(0, near(this, "r"));
            keep(new);
        });
        assert_eq!(done, "r a");
        let new = kept().remove(0);
        assert_eq!(show(&new), "n(r(a b) m)");
        drop(new);
        assert_eq!(log(), "n b m ~n ~r ~a ~b ~m");
    }

    #[test]
    fn attached_to_an_owner_that_dies() {
        let _watch = watch();
        let root = tree("r(a b)");
        on_hook(&root, "a", |this| tree("n").parts.push(near(this, "r")));
        on_hook(&root, "b", |this| note(format!("r<{}", owner(&this.root()))));
        drop(root);
        assert_eq!(log(), "r a n ~n b r< ~r ~a ~b");
    }

    #[test]
    fn attached_and_detached() {
        let _watch = watch();
        let living = silent_tree("O");
        let to = living.clone();
        let done = death_of("r(a b)", "a", move |this| {
            to.parts.push(near(this, "r"));
            to.parts.clear();
        });
        assert_eq!(done, "r a b ~r ~a ~b");
    }

    /// An owner below the root would close a cycle, so it is refused as always.
    #[test]
    fn attached_to_its_own() {
        let _watch = watch();
        let done = death_of("r(a b)", "a", |this| {
            assert!(this.hooked().parts.try_push(near(this, "r")).is_err());
        });
        assert_eq!(done, "r a b ~r ~a ~b");
    }
}

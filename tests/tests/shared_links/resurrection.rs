//! A hook that keeps a node of an unreachable cycle resurrects it with everything that it reaches,
//! and nothing else.

use kinfolk::{Node, collect, leaks};

use crate::model::{PartRc, World, keep, kept, log, names, note, sorted_log, to_part, world};
use crate::watch::{reports, watch};

/// Makes the hook of a node keep it.
fn keep_in_hook(world: &World, name: &str) {
    world.on_hook(name, |this| keep(this.clone()));
}

/// How many nodes a collection has freed, and how many were resurrected.
fn collected() -> (usize, usize) {
    let collected = collect();
    (collected.freed(), collected.resurrected())
}

/// The one node that hooks have kept.
fn kept_one() -> PartRc {
    let mut kept = kept();
    assert_eq!(kept.len(), 1);
    kept.remove(0)
}

mod of_one {
    use super::*;

    #[test]
    fn node_of_a_ring_resurrects_all_of_it() {
        let _watch = watch();
        let world = world("a>b>C>a C/4 b>5");
        let weaks = world.weaks();
        keep_in_hook(&world, "a");
        drop(world);
        assert_eq!(collected(), (0, 5));
        assert_eq!((log().as_str(), weaks.alive().as_str()), ("a b", "a b C 4 5"));
        let a = kept_one();
        assert_eq!((names(a.shares()).as_str(), a.validate()), ("b", Ok(())));
        assert_eq!(names(weaks.get("C").unwrap().children()), "4");
        assert_eq!(collected(), (0, 0));
        drop(a);
        assert_eq!((collected(), sorted_log().as_str()), ((5, 0), "~4 ~5 ~C ~a ~b"));
    }

    #[test]
    fn node_below_a_ring_resurrects_only_itself() {
        let _watch = watch();
        let world = world("A>B>A B>c c/D D>1 A/2");
        let weaks = world.weaks();
        keep_in_hook(&world, "c");
        drop(world);
        assert_eq!(collected(), (3, 3));
        assert_eq!((weaks.alive().as_str(), log().split(' ').count()), ("c D 1", 4));
        drop(kept_one());
        assert_eq!((log().as_str(), collected()), ("~c ~D ~1", (0, 0)));
    }

    #[test]
    fn child_that_does_not_reach_its_owner_loses_it() {
        let _watch = watch();
        let world = world("A>A A/b A/c b>c");
        let weaks = world.weaks();
        keep_in_hook(&world, "b");
        drop(world);
        assert_eq!(collected(), (1, 2));
        assert_eq!((log().as_str(), weaks.alive().as_str()), ("b c ~A", "b c"));
        let b = kept_one();
        assert_eq!((b.owner_name().as_str(), b.is_root()), ("", true));
        let c = weaks.get("c").unwrap();
        assert_eq!((c.owner_name().as_str(), names(b.shares()).as_str()), ("", "c"));
        b.adopt(&c);
        assert_eq!((b.validate(), c.owner_name().as_str()), (Ok(()), "b"));
        drop((b, c));
        assert_eq!(log(), "~b ~c");
    }

    #[test]
    fn child_that_reaches_its_owner_resurrects_it() {
        let _watch = watch();
        let world = world("A/b b>A A/3");
        keep_in_hook(&world, "b");
        drop(world);
        assert_eq!(collected(), (0, 3));
        let b = kept_one();
        assert_eq!((b.owner_name().as_str(), b.index_in_owner()), ("A", Some(0)));
        drop(b);
        assert_eq!((collected(), log().as_str()), ((3, 0), "b ~A ~b ~3"));
    }

    #[test]
    fn of_two_rings_lets_the_other_die() {
        let _watch = watch();
        let world = world("a>b>a c>d>c a>T c>T T/5");
        let weaks = world.weaks();
        keep_in_hook(&world, "b");
        drop(world);
        assert_eq!(collected(), (2, 4));
        assert_eq!((weaks.alive().as_str(), kept().len()), ("a b T 5", 1));
        assert!(log().starts_with("a b c d ~"));
        assert_eq!(collected(), (4, 0));
        log();
    }

    /// One ring hangs on another. If the lower ring comes back, the upper one dies; if the upper
    /// one comes back, both live.
    #[test]
    fn of_a_ring_below_a_ring() {
        let _watch = watch();
        for (name, expected) in [("x", (2, 2)), ("a", (0, 4))] {
            let world = world("a>b>a b>x>y>x");
            keep_in_hook(&world, name);
            drop(world);
            assert_eq!(collected(), expected);
            drop(kept_one());
            assert_eq!(collected(), (expected.1, 0));
        }
        log();
    }
}

mod of_many {
    use super::*;

    #[test]
    fn all_by_themselves() {
        let _watch = watch();
        let world = world("a>b>c>a");
        for name in ["a", "b", "c"] {
            keep_in_hook(&world, name);
        }
        drop(world);
        assert_eq!((collected(), log().as_str()), ((0, 3), "a b c"));
        let nodes = kept();
        assert_eq!(names(nodes.iter().cloned()), "a b c");
        nodes[1].clear_links();
        drop(nodes);
        assert_eq!(sorted_log(), "~a ~b ~c");
    }

    /// Even where everything is already resurrected, all hooks run: no node is checked again in
    /// between.
    #[test]
    fn and_all_other_hooks_still_run() {
        let _watch = watch();
        let world = world("a>b>c>a c/d");
        keep_in_hook(&world, "a");
        world.on_hook("c", |this| {
            // It is held, and its hook still runs.
            assert!(this.children().count() == 1);
            note("then");
        });
        drop(world);
        assert_eq!((collected(), log().as_str()), ((0, 4), "a b c then d"));
        drop(kept_one());
        assert_eq!(collected(), (4, 0));
        log();
    }

    #[test]
    fn nodes_that_several_hooks_resurrect_count_once() {
        let _watch = watch();
        let world = world("a>b>a a>T b>T");
        let weak = world.weak("T");
        for name in ["a", "b"] {
            let weak = weak.clone();
            world.on_hook(name, move |_| keep(weak.upgrade().unwrap()));
        }
        drop(world);
        assert_eq!(collected(), (2, 1));
        assert_eq!(names(kept()), "T T");
        log();
    }
}

mod elsewhere {
    use super::*;

    #[test]
    fn below_a_live_owner() {
        let _watch = watch();
        let world = world("a>b>a a/C O");
        let o = world.node("O");
        let owner = o.downgrade();
        world.on_hook("a", move |this| {
            owner.upgrade().unwrap().adopt(&to_part(&this.children().next().unwrap()));
        });
        drop(world);
        assert_eq!(collected(), (2, 1));
        assert_eq!((names(o.children()).as_str(), o.validate()), ("C", Ok(())));
        drop(o);
        assert!(log().ends_with("~O ~C"));
    }

    #[test]
    fn by_a_shared_link_of_a_live_node() {
        let _watch = watch();
        let world = world("a>b>a O");
        let o = world.node("O");
        let holder = o.downgrade();
        world.on_hook("b", move |this| holder.upgrade().unwrap().share(this));
        drop(world);
        assert_eq!((collected(), collected()), ((0, 2), (0, 0)));
        o.clear_links();
        assert_eq!((collected(), sorted_log().as_str()), ((2, 0), "a b ~a ~b"));
        drop(o);
        log();
    }

    /// A node that is put below a resurrected one, or held by it, lives with it.
    #[test]
    fn below_a_node_that_another_hook_resurrects() {
        let _watch = watch();
        let world = world("a>a B>c>B");
        let weaks = world.weaks();
        world.on_hook("a", move |this| weaks.get("B").unwrap().adopt(this));
        keep_in_hook(&world, "c");
        drop(world);
        assert_eq!((collected(), log().as_str()), ((0, 3), "a c"));
        let b = kept_one().shares().remove(0);
        assert_eq!(names(b.children()), "a");
        drop(b);
        assert_eq!(collected(), (3, 0));
        log();
    }

    /// Below a dying node it dies too.
    #[test]
    fn below_a_dying_node_does_not_count() {
        let _watch = watch();
        let world = world("a>a B>c>B");
        let weaks = world.weaks();
        world.on_hook("a", move |this| weaks.get("B").unwrap().adopt(this));
        drop(world);
        assert_eq!(collected(), (3, 0));
        assert!(log().starts_with("a c ~"));
    }

    /// A hook puts a new node below a dying one, and the new node's own hook keeps it. The
    /// collection did not find it unreachable, so it does not count as resurrected.
    #[test]
    fn of_a_node_that_a_hook_has_made() {
        let _watch = watch();
        let world = world("a>B>a");
        world.on_hook("a", |this| {
            let new = crate::model::world("n>m");
            keep_in_hook(&new, "n");
            this.adopt(&new.only("n"));
        });
        drop(world);
        let collected = collect();
        assert_eq!(collected.freed() + collected.resurrected(), 4);
        assert!(log().starts_with("a n m ~"));
        let n = kept_one();
        assert_eq!((names(n.shares()).as_str(), n.owner_name().as_str()), ("m", ""));
        drop(n);
        log();
    }
}

mod afterwards {
    use super::*;

    #[test]
    fn hooks_that_have_run_are_silent() {
        let _watch = watch();
        let world = world("a>b>a");
        keep_in_hook(&world, "a");
        drop(world);
        assert_eq!((collected(), log().as_str()), ((0, 2), "a b"));
        for _ in 0..3 {
            drop(kept());
            assert_eq!(leaks().len(), 1);
        }
        assert_eq!((collected(), sorted_log().as_str()), ((2, 0), "~a ~b"));
    }

    #[test]
    fn hooks_of_nodes_added_since_run() {
        let _watch = watch();
        let world = world("a>b>a");
        keep_in_hook(&world, "a");
        drop(world);
        collect();
        let a = kept_one();
        let new = crate::model::world("n");
        keep_in_hook(&new, "n");
        let n = new.only("n");
        n.share(&a);
        a.share(&n);
        drop(n);
        log();
        drop(a);
        assert_eq!((collected(), log().as_str()), ((0, 3), "n"));
        drop(kept_one());
        assert_eq!(collected(), (3, 0));
        log();
    }

    #[test]
    fn attached_finalizers_run_at_the_real_death() {
        let _watch = watch();
        let world = world("a>b>a b>C");
        for name in ["a", "C"] {
            world.finalizer(name, || ());
        }
        keep_in_hook(&world, "b");
        drop(world);
        assert_eq!((collected(), log().as_str()), ((0, 3), "a b"));
        drop(kept());
        assert_eq!(collected(), (3, 0));
        assert!(log().starts_with("!C !a ~"));
    }

    /// Finalizers of the nodes that die beside the resurrected ones run now.
    #[test]
    fn attached_finalizers_of_the_dead_run_now() {
        let _watch = watch();
        let world = world("A>A A>b");
        for name in ["A", "b", "A"] {
            world.finalizer(name, || ());
        }
        keep_in_hook(&world, "b");
        drop(world);
        assert_eq!((collected(), log().as_str()), ((1, 1), "b !A !A ~A"));
        drop(kept());
        assert_eq!(log(), "!b ~b");
    }

    #[test]
    fn they_can_be_resurrected_again_by_others() {
        let _watch = watch();
        let world = world("a>b>a a>c");
        keep_in_hook(&world, "a");
        drop(world);
        assert_eq!(collected(), (0, 3));
        let a = kept_one();
        for name in ["x", "y", "z"] {
            let new = crate::model::world(name);
            let ring = a.downgrade();
            new.on_hook(name, move |_| keep(ring.upgrade().unwrap()));
            a.share(&new.only(name));
        }
        drop(a);
        assert_eq!(collected(), (0, 6));
        drop(kept());
        assert_eq!(collected(), (6, 0));
        assert_eq!(log().split(' ').filter(|entry| !entry.starts_with('~')).count(), 6);
    }

    #[test]
    fn a_link_that_is_cut_lets_them_die_without_a_collection() {
        let _watch = watch();
        let world = world("a>b>a");
        keep_in_hook(&world, "b");
        drop(world);
        collect();
        let b = kept_one();
        b.clear_links();
        assert_eq!(log(), "a b ~a");
        drop(b);
        assert_eq!((log().as_str(), collected()), ("~b", (0, 0)));
    }
}

mod released_in_the_same_collection {
    use super::*;

    #[test]
    fn by_a_later_hook() {
        let _watch = watch();
        let world = world("a>b>a b>c");
        keep_in_hook(&world, "a");
        world.on_hook("c", |_| drop(kept()));
        drop(world);
        assert_eq!(collected(), (3, 0));
        assert!(log().starts_with("a b c ~"));
    }

    /// Then it does not count as freed: it is unreachable again, and left for the next collection.
    #[test]
    fn by_the_drop_of_data() {
        let _watch = watch();
        let world = world("A>A A>b>b");
        keep_in_hook(&world, "b");
        world.on_drop("A", || drop(kept()));
        drop(world);
        assert_eq!((collected(), log().as_str()), ((1, 1), "b ~A"));
        assert_eq!((collected(), log().as_str()), ((1, 0), "~b"));
    }
}

#[test]
fn by_a_hook_that_panics_then() {
    let _watch = watch();
    let world = world("a>b>a");
    world.on_hook("a", |this| {
        keep(this.clone());
        panic!("kept");
    });
    drop(world);
    let panic = crate::watch::panic_of(|| {
        assert_eq!(collected(), (0, 2));
        panic!("outside");
    });
    assert_eq!((panic.message.as_str(), reports()), ("kept", vec!["Hooked: kept".to_owned()]));
    drop(kept_one());
    assert_eq!(collected(), (2, 0));
    log();
}

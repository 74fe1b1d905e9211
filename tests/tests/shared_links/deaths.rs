//! Which nodes die when, where only owning and shared links hold them and no hook interferes.

use kinfolk::{Node, Rc};

use crate::model::{log, names, note, sorted_log, world};
use crate::watch::watch;

mod order_of_data {
    use super::*;

    #[test]
    fn holder_before_held() {
        let _watch = watch();
        let holder = world("A>B>C>4").only("A");
        drop(holder);
        assert_eq!(log(), "~A ~B ~C ~4");
    }

    #[test]
    fn owner_before_owned_and_owned_before_shared() {
        let _watch = watch();
        let world = world("A=5 A>B A>C A/1 A/D A/2 B/3 B>4 D>6");
        drop(world.only("A"));
        assert_eq!(log(), "~A ~1 ~D ~6 ~2 ~5 ~B ~3 ~4 ~C");
    }

    /// Also where a shared link of an earlier sibling holds the owned node.
    #[test]
    fn owner_before_owned_when_a_sibling_holds_it() {
        let _watch = watch();
        drop(world("A/B A/C B>C C/1").only("A"));
        assert_eq!(log(), "~A ~B ~C ~1");
        drop(world("A/B A/C C>B B/1").only("A"));
        assert_eq!(log(), "~A ~C ~B ~1");
        drop(world("A>C A/B B/C C/1").only("A"));
        assert_eq!(log(), "~A ~B ~C ~1");
    }

    #[test]
    fn once_however_often_it_is_held() {
        let _watch = watch();
        drop(world("A>2 A>B A>2 A=2 B>2 B=2 A/2").only("A"));
        assert_eq!(log(), "~A ~B ~2");
    }
}

mod a_shared_target {
    use super::*;

    #[test]
    fn dies_with_its_last_holder() {
        let _watch = watch();
        let mut world = world("A>S B>S C=S S/1");
        let weak = world.weak("S");
        drop(world.take("S"));
        drop(world.take("1"));
        for (name, expected) in [("A", "~A"), ("C", "~C")] {
            drop(world.take(name));
            assert_eq!((log().as_str(), weak.upgrade().is_some()), (expected, true));
        }
        drop(world);
        assert_eq!((log().as_str(), weak.upgrade()), ("~B ~S ~1", None));
    }

    #[test]
    fn lives_as_long_as_a_handle() {
        let _watch = watch();
        let s = world("A>S B>S S>1").only("S");
        assert_eq!((log().as_str(), names(s.shares()).as_str()), ("~A ~B", "1"));
        drop(s);
        assert_eq!(log(), "~S ~1");
    }

    #[test]
    fn that_a_living_owner_owns_lives() {
        let _watch = watch();
        let mut world = world("O/S O/1 H>S H=1");
        let [s, one] = [world.take("S"), world.take("1")];
        drop(world.take("H"));
        assert_eq!((log().as_str(), s.owner_name().as_str()), ("~H", "O"));
        assert_eq!((s.index_in_owner(), one.index_in_owner()), (Some(0), Some(1)));
        drop((s, one));
        assert_eq!(log(), "");
        drop(world);
        assert_eq!(log(), "~O ~S ~1");
    }

    #[test]
    fn that_a_living_holder_has_outlives_its_owner() {
        let _watch = watch();
        let mut world = world("O/S H>S S/1 S>O2");
        drop(world.take("1"));
        let s = world.take("S");
        drop(world.take("O"));
        assert_eq!((log().as_str(), s.owner_name().as_str()), ("~O", ""));
        assert!(s.is_root());
        assert_eq!(s.validate(), Ok(()));
        assert_eq!(names(s.children()), "1");
        drop(s);
        assert_eq!(log(), "");
        drop(world);
        assert_eq!(log(), "~H ~S ~1 ~O2");
    }

    #[test]
    fn can_be_owned_again_after_its_owners_end() {
        let _watch = watch();
        let mut world = world("O/S H>S P");
        drop(world.take("O"));
        world.silent("P").parts.push(world.silent("H").many.get(0).unwrap());
        assert_eq!(world.node("S").owner_name(), "P");
        drop(world.take("S"));
        drop(world.take("H"));
        assert_eq!(log(), "~O ~H");
        drop(world);
        assert_eq!(log(), "~P ~S");
    }

    #[test]
    fn that_a_sibling_holds_outlives_its_owner_with_it() {
        let _watch = watch();
        let mut world = world("R/A R/B B>A A/1");
        let weak = world.weak("A");
        drop((world.take("A"), world.take("1")));
        drop(world.take("R"));
        let b = world.only("B");
        let a = weak.upgrade().unwrap();
        assert_eq!((log().as_str(), a.owner_name().as_str()), ("~R", ""));
        assert_eq!((b.owner_name().as_str(), names(b.shares()).as_str()), ("", "A"));
        drop(a);
        drop(b);
        assert_eq!((log().as_str(), weak.upgrade()), ("~B ~A ~1", None));
    }

    #[test]
    fn below_a_sibling_that_is_held_keeps_all_that_it_owns_and_shares() {
        let _watch = watch();
        let held = world("R/A R/B B/C C>A A/D D>R2 A>E R/F").only("B");
        assert_eq!(log(), "~R ~F");
        drop(held);
        assert_eq!(log(), "~B ~C ~A ~D ~R2 ~E");
    }

    #[test]
    fn that_is_taken_from_its_owner_dies_by_its_last_holder() {
        let _watch = watch();
        let mut world = world("O/S H>S");
        assert!(world.take("S").detach());
        assert_eq!(log(), "");
        drop(world.take("H"));
        assert_eq!(log(), "~H ~S");
    }
}

mod a_cycle {
    use super::*;

    #[test]
    fn keeps_itself_alive_until_it_is_cut() {
        let _watch = watch();
        let world = world("A>B>C>A C/1");
        let weaks = world.weaks();
        drop(world);
        assert_eq!((log().as_str(), weaks.alive().as_str()), ("", "A B C 1"));
        weaks.get("B").unwrap().clear_links();
        assert_eq!((log().as_str(), weaks.alive().as_str()), ("~C ~1 ~A ~B", ""));
    }

    #[test]
    fn that_is_held_at_one_node_dies_when_that_is_cut_out() {
        let _watch = watch();
        let b = world("A>B>C>A").only("B");
        b.clear_links();
        assert_eq!(log(), "~C ~A");
        drop(b);
        assert_eq!(log(), "~B");
    }

    #[test]
    fn through_an_owner_keeps_itself_alive_until_it_is_cut() {
        let _watch = watch();
        let world = world("A/B B=A A/1");
        let weaks = world.weaks();
        drop(world);
        assert_eq!((log().as_str(), weaks.alive().as_str()), ("", "A B 1"));
        let b = weaks.get("B").unwrap();
        b.clear_links();
        assert_eq!((log().as_str(), b.owner_name().as_str()), ("~A ~1", ""));
        drop(b);
        assert_eq!(log(), "~B");
    }
}

/// Promise 8: while data of dying nodes is dropped, no weak handle to any of them can be upgraded.
mod weak_handles_in_drops_of_data {
    use super::*;

    /// Drops one handle, and makes the data of each dying node look at all others.
    fn seen_in_drops(text: &str, let_go: &str) -> String {
        let world = world(text);
        let weaks = world.weaks();
        for name in text.split(|sign: char| !sign.is_alphanumeric()) {
            let weaks = weaks.clone();
            world.on_drop(name, move || note(format!("[{}]", weaks.alive())));
        }
        let handle = world.only(let_go);
        log();
        drop(handle);
        log()
    }

    #[test]
    fn of_holders_and_held() {
        let _watch = watch();
        assert_eq!(seen_in_drops("A>B>C", "A"), "~A [] ~B [] ~C []");
        assert_eq!(seen_in_drops("A>B A>2 A=3", "A"), "~A [] ~3 [] ~B [] ~2 []");
    }

    #[test]
    fn of_owners_and_owned_among_them() {
        let _watch = watch();
        assert_eq!(seen_in_drops("A/B B>C C/D D>5", "A"), "~A [] ~B [] ~C [] ~D [] ~5 []");
        assert_eq!(seen_in_drops("A/B A/C B>C C>4", "A"), "~A [] ~B [] ~C [] ~4 []");
    }

    #[test]
    fn of_those_with_several_holders_that_die() {
        let _watch = watch();
        assert_eq!(seen_in_drops("A>B A>C B>4 C>4 A=4", "A"), "~A [] ~B [] ~C [] ~4 []");
    }

    #[test]
    fn of_those_that_live_on_can_be_upgraded() {
        let _watch = watch();
        let world = world("A>B>C O/C A/D H>D B=5");
        let weaks = world.weaks();
        for name in ["A", "B", "5"] {
            let weaks = weaks.clone();
            world.on_drop(name, move || note(format!("[{}]", weaks.alive())));
        }
        let [o, h, a] = ["O", "H", "A"].map(|name| world.node(name));
        drop(world);
        drop(a);
        assert_eq!(log(), "~A [C O D H] ~B [C O D H] ~5 [C O D H]");
        drop((o, h));
        log();
    }

    #[test]
    fn when_a_link_is_cleared() {
        let _watch = watch();
        let world = world("H>A H>B A>1 B>1");
        let weaks = world.weaks();
        for name in ["A", "B", "1"] {
            let weaks = weaks.clone();
            world.on_drop(name, move || note(format!("[{}]", weaks.alive())));
        }
        let holder = world.only("H");
        // Each released node is its own dying set.
        holder.clear_links();
        assert_eq!(log(), "~A [H B 1] ~B [H] ~1 [H]");
    }

    /// Handles of a single type, not of a union.
    #[test]
    fn of_typed_handles() {
        let _watch = watch();
        let world = world("A B");
        let [a, b] = ["A", "B"].map(|name| world.silent(name));
        a.leaf.set(crate::model::leaf("1"));
        a.leaves.extend([crate::model::leaf("2"), crate::model::leaf("3")]);
        let weaks: Vec<_> = a
            .leaf
            .get()
            .iter()
            .chain(&a.leaves.iter().collect::<Vec<_>>())
            .map(Rc::downgrade)
            .collect();
        b.leaves.extend(a.leaves.iter().take(1));
        a.data.on_drop(move || {
            let alive: Vec<_> = weaks.iter().filter_map(kinfolk::Weak::upgrade).collect();
            note(names(alive));
        });
        drop(world);
        drop(a);
        assert_eq!(log(), "~A 2 ~1 ~3");
        drop(b);
        assert_eq!(sorted_log(), "~2 ~B");
    }
}

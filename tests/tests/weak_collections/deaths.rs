//! An entry goes when its node dies, however it dies, and not before.

use kinfolk::death::ExitGuard;
use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};
use kinfolk::{Finalizer, Handle, Node, collect};

use crate::model::{Data, Part, PartRc, leaf, log, node, note, sorted, value, world};
use crate::registry::Registry;
use crate::watch::watch;

/// The nodes of a text, and a registry of all of them.
macro_rules! registered {
    ($world:ident, $registry:ident, $text:expr) => {
        let _watch = watch();
        let $world = world($text);
        let $registry = Registry::of(&$world);
    };
}

mod of_handles {
    use super::*;

    #[test]
    fn with_the_last_one() {
        for name in ["A", "a", "1"] {
            registered!(world, registry, name);
            let handle = world.only(name);
            let other = handle.clone();
            drop(handle);
            registry.assert_found(name);
            drop(other);
            registry.assert_found("");
        }
    }

    #[test]
    fn of_any_kind() {
        registered!(world, registry, "A");
        let node = world.only("A");
        let (any, silent) = (node.to_any(), node.silent().clone());
        drop(node);
        registry.assert_found("A");
        drop(silent);
        registry.assert_found("A");
        drop(any);
        registry.assert_found("");
    }

    #[test]
    fn in_plain_data_or_a_value() {
        registered!(world, registry, "A B C");
        let values = WeakKeyMap::<Part, Data>::new();
        let (a, b) = (world.node("A"), world.node("B"));
        a.data().pocket.borrow_mut().push(b.clone());
        let note = value("note");
        note.pocket.borrow_mut().push(world.node("C"));
        values.insert(&b, note);
        drop((a, b));
        let a = world.only("A");
        registry.assert_found("A B C");
        drop(a);
        registry.assert_found("");
    }
}

mod of_owned {
    use super::*;

    #[test]
    fn with_the_owner() {
        for text in ["R/A/B R/1", "R/a/b R/1", "r/A/B R/1", "R/A/b R/1", "r/a/1"] {
            registered!(world, registry, text);
            let root = world.only(&text[..1]);
            let all = registry.found();
            assert_eq!(all, sorted(root.descendants_or_self()));
            drop(root);
            registry.assert_found("");
        }
    }

    #[test]
    fn except_held_nodes() {
        let cases = [
            ("R/A/B A/c/1 R/2", "A", "A B c 1"),
            ("r/A/B A/c/1 r/2", "B", "B"),
            ("r/a/B a/c/1 r/2", "c", "c 1"),
            ("R/A/B A/C/1 R/2", "1", "1"),
            ("R/A/B A/C/1 R/2", "C", "C 1"),
        ];
        for (text, held, left) in cases {
            registered!(world, registry, text);
            let held = world.only(held);
            registry.assert_found(left);
            assert!(held.is_root());
            // It works like any other entry.
            registry.add(&node("9"));
            registry.assert_found(left);
            drop(held);
            registry.assert_found("");
        }
    }

    /// Each child is its own dying set, in order.
    #[test]
    fn in_operations_that_let_children_go() {
        type Way = (&'static str, fn(&PartRc), &'static str);
        let ways: [Way; 7] = [
            ("clear", |root| root.silent().parts.clear(), "R"),
            ("truncate", |root| root.silent().parts.truncate(1), "R A B"),
            ("retain", |root| root.silent().parts.retain(|node| node.name() == "e"), "R e"),
            ("drain", |root| drop(root.silent().parts.drain()), "R"),
            ("pop", |root| drop(root.silent().parts.pop()), "R A B c D"),
            ("remove", |root| drop(root.silent().parts.remove(0)), "R c D e"),
            ("replace", |root| drop(root.silent().parts.replace(1, node("9"))), "R A B e"),
        ];
        for (way, kill, left) in ways {
            registered!(world, registry, "R/A/B R/c/D R/e");
            let root = world.only("R");
            kill(&root);
            assert_eq!(registry.found(), crate::model::sorted_words(left), "{way}");
            drop(root);
            registry.assert_found("");
        }
    }

    #[test]
    fn one_after_the_other_where_each_dies_separately() {
        registered!(world, registry, "R/A/B R/C R/D");
        for name in ["A", "B", "C", "D"] {
            let registry = registry.clone();
            world.on_drop(name, move || note(format!("[{}]", registry.found().replace(' ', ":"))));
        }
        let root = world.only("R");
        log();
        root.silent().parts.clear();
        // The values of the same names are dropped with them.
        let log = log().replace('*', "");
        let without_values: Vec<_> =
            log.split(' ').filter(|word| !["A", "B", "C", "D"].contains(word)).collect();
        assert_eq!(without_values.join(" "), "~A [C:D:R] ~B [C:D:R] ~C [D:R] ~D [R]");
    }

    #[test]
    fn wherever_they_have_been_moved() {
        registered!(world, registry, "R/A/B S T/u");
        let nodes = world.keep_only(&["R", "S", "T", "B"]);
        let [root, other, third, b] = nodes.try_into().unwrap();
        other.adopt(&b);
        drop(b);
        drop(root);
        registry.assert_found("B S T u");
        third.adopt(&other);
        drop(other);
        registry.assert_found("B S T u");
        drop(third);
        registry.assert_found("");
    }

    /// The first entry may be made at any depth.
    #[test]
    fn however_deep_they_were_when_inserted() {
        for at in ["R", "A", "B", "C", "1"] {
            let _watch = watch();
            let world = world("R/A/B/C/1");
            let set = WeakSet::<Part>::new();
            set.insert(&world.node(at));
            let root = world.only("R");
            assert_eq!(sorted(&set), at);
            drop(root);
            assert!(set.is_empty());
        }
    }

    #[test]
    fn that_were_in_a_collection_before_they_had_an_owner() {
        registered!(world, registry, "R/A B/C/1 D");
        let root = world.node("R");
        world.node("A").adopt(&world.node("B"));
        world.node("C").adopt(&world.node("D"));
        drop(world);
        registry.assert_found("1 A B C D R");
        drop(root);
        registry.assert_found("");
    }
}

mod of_shared {
    use super::*;

    #[test]
    fn with_the_last_holder() {
        registered!(world, registry, "A=C B=C C/d/1");
        let [a, b] = world.keep_only(&["A", "B"]).try_into().unwrap();
        drop(a);
        registry.assert_found("1 B C d");
        b.clear_links();
        registry.assert_found("B");
    }

    #[test]
    fn of_dying_holders() {
        for text in ["R/A=C R/B=C C/1", "r/a=c r/b=c c/1", "R/A=C R/B=C C=A"] {
            registered!(world, registry, text);
            drop(world.only(&text[..1]));
            if text.contains("C=A") {
                registry.assert_found("A C");
                collect();
            }
            registry.assert_found("");
        }
    }
}

mod of_cycles {
    use super::*;

    #[test]
    fn when_they_are_collected() {
        for text in ["A=B=A A/1 B/C/d", "a=b=a a/1 b/C/d", "A=A", "a=a", "A/B=A B/1"] {
            registered!(world, registry, text);
            let all = registry.found();
            drop(world);
            registry.assert_found(&all);
            assert_eq!(collect().freed(), all.split(' ').count());
            registry.assert_found("");
        }
    }

    #[test]
    fn except_held_nodes() {
        registered!(world, registry, "A=B=A A/C/1 B/D");
        let held = world.only("C");
        collect();
        registry.assert_found("1 C");
        assert!(held.is_root());
        drop(held);
        registry.assert_found("");
    }

    #[test]
    fn except_nodes_of_held_cycles() {
        registered!(world, registry, "A=B=A A/1");
        let held = world.only("1");
        collect();
        registry.assert_found("1");
        drop(held);
        registered!(world, registry, "A=B=A A/1");
        let held = world.only("B");
        assert_eq!(collect().freed(), 0);
        registry.assert_found("1 A B");
        held.clear_links();
        drop(held);
        registry.assert_found("");
    }

    #[test]
    fn when_a_link_is_cut() {
        registered!(world, registry, "A=B=A B/1");
        world.node("B").clear_links();
        drop(world);
        registry.assert_found("");
    }
}

/// A key whose entry now leads to another node.
mod of_replaced {
    use super::*;

    #[test]
    fn by_another_node_under_the_same_key() {
        let _watch = watch();
        let map = WeakValueMap::<&str, Part>::new();
        let [a, b, c] = ["A", "b", "3"].map(node);
        map.insert("k", &a);
        assert_eq!(map.insert("k", &b), Some(a.clone()));
        drop(a);
        assert_eq!((map.get("k"), map.len()), (Some(b.clone()), 1));
        map.remove("k");
        map.insert("k", &c);
        drop(b);
        assert_eq!((map.get("k"), map.len()), (Some(c.clone()), 1));
        map.clear();
        map.insert("k", &c);
        map.insert("k", &c);
        drop(c);
        assert_eq!((map.get("k"), map.len()), (None, 0));
    }

    /// The replaced node has entries under other keys.
    #[test]
    fn under_one_of_several_keys() {
        let _watch = watch();
        let map = WeakValueMap::<&str, Part>::new();
        let [a, b] = ["A", "B"].map(node);
        for key in ["k", "l", "m"] {
            map.insert(key, &a);
        }
        map.insert("l", &b);
        drop(a);
        assert_eq!((map.len(), map.get("l")), (1, Some(b.clone())));
        for key in ["k", "m"] {
            map.insert(key, &b);
        }
        drop(b);
        assert_eq!(map.len(), 0);
    }

    #[test]
    fn and_the_key_that_was_replaced_and_came_back() {
        let _watch = watch();
        let map = WeakValueMap::<&str, Part>::new();
        let [a, b] = ["A", "B"].map(node);
        for node in [&a, &b, &a, &b, &a] {
            map.insert("k", node);
        }
        drop(b);
        assert_eq!((map.len(), map.get("k")), (1, Some(a.clone())));
        drop(a);
        assert!(map.is_empty());
    }

    #[test]
    fn values_of_a_node() {
        let _watch = watch();
        let map = WeakKeyMap::<Part, Data>::new();
        let a = node("A");
        map.insert(&a, value("v"));
        let old = map.insert(&a, value("w"));
        drop(a);
        assert_eq!((map.len(), log().as_str()), (0, "*w ~A"));
        drop(old);
        assert_eq!(log(), "*v");
    }

    /// The new nodes may have the addresses of the old ones.
    #[test]
    fn by_others_at_the_same_place_in_memory() {
        let _watch = watch();
        let (set, map) = (WeakSet::<Part>::new(), WeakKeyMap::<Part, u32>::new());
        let numbers = WeakValueMap::<u32, Part>::new();
        for number in 0..1000 {
            let node = PartRc::from(leaf("1"));
            assert!(!set.contains(&node) && map.get(&node).is_none());
            assert!(set.insert(&node));
            assert_eq!(map.insert(&node, number), None);
            numbers.insert(number, &node);
            assert_eq!([set.len(), map.len(), numbers.len()], [1; 3]);
        }
        assert_eq!([set.len(), map.len(), numbers.len()], [0; 3]);
        log();
    }
}

/// With attached finalizers, which the same mark of a node stands for.
mod with_finalizers {
    use super::*;

    #[test]
    fn that_are_already_gone() {
        registered!(world, registry, "R/A/1 R/B");
        for name in ["R", "A", "1"] {
            let finalizer = Finalizer::attach(&world.node(name), || panic!("it is detached"));
            assert!(finalizer.detach().is_some());
        }
        assert_eq!(Finalizer::attach(&world.node("B"), || 7).call(), Some(7));
        drop(world);
        registry.assert_found("");
    }

    #[test]
    fn that_have_run_at_exit() {
        registered!(world, registry, "R/A/1");
        let guard = ExitGuard::new();
        world.finalizer("A", || ());
        drop(guard);
        registry.assert_found("1 A R");
        drop(world);
        registry.assert_found("");
    }

    #[test]
    fn that_outlast_the_entries() {
        let _watch = watch();
        let world = world("R/A");
        world.finalizer("A", || ());
        let set = WeakSet::<Part>::new();
        set.insert(&world.node("A"));
        set.clear();
        drop(world);
        assert_eq!(log(), "!A ~R ~A");
    }
}

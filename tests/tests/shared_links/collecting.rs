//! What [`collect`] finds and what it leaves alone, and the steps in which it takes cycles down.

use std::cell::Cell;
use std::rc::Rc as StdRc;
use std::{mem, thread};

use kinfolk::collect::collect_every;
use kinfolk::{Graph, Handle, Node, Rc, collect, leaks};

use crate::model::{
    PartRc, leaf, live, log, names, note, part, silent, sorted_log, to_part, world,
};
use crate::watch::{panic_of, reports, watch};

/// How many nodes a collection freed; checks that none was resurrected.
fn freed() -> usize {
    let collected = collect();
    assert_eq!(collected.resurrected(), 0);
    collected.freed()
}

/// Releases a world, and returns how many nodes a collection then frees.
fn freed_of(text: &str) -> usize {
    let world = world(text);
    let weaks = world.weaks();
    assert_eq!(freed(), 0, "{text}: while it is held");
    drop(world);
    let freed = freed();
    assert_eq!(weaks.alive(), "", "{text}");
    assert_eq!(self::freed(), 0, "{text}: nothing is left");
    freed
}

mod frees {
    use super::*;

    #[test]
    fn cycles_of_one_and_two_and_many() {
        let _watch = watch();
        assert_eq!(freed_of("A>A"), 1);
        assert_eq!(freed_of("A=A"), 1);
        assert_eq!(freed_of("A=A A>A A>A"), 1);
        assert_eq!(freed_of("A>B>A"), 2);
        assert_eq!(freed_of("A=B>A A>B A>B"), 2);
        assert_eq!(freed_of("A>B>C=D>E>F=G>A"), 7);
        assert_eq!(sorted_log().len(), "~A ".len() * 14 - 1);
    }

    #[test]
    fn cycles_of_nodes_with_hooks() {
        let _watch = watch();
        assert_eq!(freed_of("a>a"), 1);
        assert_eq!(freed_of("a>b=a"), 2);
        assert_eq!(freed_of("a>B>c>D>a"), 4);
        log();
    }

    #[test]
    fn cycles_through_owners() {
        let _watch = watch();
        assert_eq!(freed_of("A/B B>A"), 2);
        assert_eq!(freed_of("A/b/C/d d=A"), 4);
        assert_eq!(freed_of("A/B B>C C/D D>A"), 4);
        assert_eq!(freed_of("A/B A/C B>C C>A"), 3);
        assert_eq!(log().split(' ').count(), 13 + 2);
    }

    #[test]
    fn cycles_whose_owner_is_only_above_them() {
        let _watch = watch();
        let mut world = world("O/A A>B>A");
        drop((world.take("A"), world.take("B")));
        assert_eq!((freed(), log().as_str()), (0, ""));
        drop(world);
        assert_eq!((freed(), sorted_log().as_str()), (2, "~A ~B ~O"));
    }

    #[test]
    fn through_single_types_and_unions() {
        #[derive(Graph)]
        #[graph(shared(next: Track), shared(all: Vec<Stop>))]
        struct Wagon {}
        #[derive(Graph)]
        #[graph(shared(wagons: Vec<Wagon>))]
        struct Track {}
        #[derive(Graph)]
        enum Stop {
            Wagon(Wagon),
            Track(Track),
        }

        let wagon = Wagon {}.into_graph();
        wagon.next.set(Track {});
        wagon.next.get().unwrap().wagons.push(wagon.clone());
        let weak = Rc::downgrade(&wagon);
        drop(wagon);
        assert_eq!((freed(), weak.upgrade()), (2, None));

        let track = Track {}.into_graph();
        track.wagons.push(Wagon {});
        let stops = [Stop::Track(Track {}), Stop::Wagon(Wagon {})];
        track.wagons.get(0).unwrap().all.extend(stops);
        track.wagons.get(0).unwrap().all.push(track.clone());
        drop(track);
        assert_eq!(freed(), 4);
    }

    #[test]
    fn nodes_below_cycles() {
        let _watch = watch();
        assert_eq!(freed_of("A>A A/B B/1 A>C C/2 C=D D>3"), 7);
        assert_eq!(freed_of("A>B>A B>X>Y>Z Y/4"), 6);
        log();
    }

    #[test]
    fn two_cycles_with_one_tail() {
        let _watch = watch();
        assert_eq!(freed_of("A>B>A C>D>C B>T D>T T/U T>5"), 7);
        assert_eq!(log().split(' ').count(), 7);
    }

    #[test]
    fn a_cycle_that_hangs_on_a_cycle_in_the_same_go() {
        let _watch = watch();
        assert_eq!(freed_of("A>B>A B>C>D>C"), 4);
        assert_eq!(freed_of("C>D>C A>B>A B>C"), 4);
        assert_eq!(freed_of("A>A A>B>B B>C>C C/D D=C"), 4);
        log();
    }

    #[test]
    fn knots() {
        let _watch = watch();
        assert_eq!(freed_of("A>B>C>A A>C>B>A A>A B>B C>C"), 3);
        assert_eq!(freed_of("A/B A/C B>C C>A B>A A>B"), 3);
        log();
    }

    #[test]
    fn nothing_without_a_cycle() {
        let _watch = watch();
        assert_eq!(freed(), 0);
        assert_eq!(freed_of("A>B>C A>C B/D"), 0);
        assert_eq!(collect(), kinfolk::collect::Collected::default());
        log();
    }

    /// The node's links stay as they were, whether or not they were examined.
    /// The search reaches it before it examines the dead cycle that also holds it.
    #[test]
    fn no_held_node_below_a_cycle() {
        let _watch = watch();
        let mut world = world("A>A L>L L>M A>L");
        let held = world.take("L");
        drop(world);
        assert_eq!(freed(), 1);
        assert_eq!(names(held.shares()), "L M");
        drop(held);
        assert_eq!(freed(), 2);
    }

    #[test]
    fn and_leaves_the_living_as_they_are() {
        let _watch = watch();
        let world = world("A/B A/C A/D C>A D>B A>3 X>Y>X O/P P>O");
        let [a, d] = ["A", "D"].map(|name| world.node(name));
        for _ in 0..3 {
            assert_eq!(freed(), 0);
            assert_eq!((names(a.children()).as_str(), names(a.shares()).as_str()), ("B C D", "3"));
            assert_eq!(names(d.shares()), "B");
            assert_eq!((d.index_in_owner(), d.owner()), (Some(2), Some(a.to_any())));
            assert_eq!(a.validate(), Ok(()));
        }
        drop((world, a, d));
        assert_eq!(freed(), 4 + 1 + 2 + 2);
        log();
    }

    #[test]
    fn cycles_cut_by_hand_are_not_found_again() {
        let _watch = watch();
        let world = world("A>B>A C>D>C");
        let weaks = world.weaks();
        drop(world);
        weaks.get("A").unwrap().clear_links();
        assert_eq!(sorted_log(), "~A ~B");
        assert_eq!(freed(), 2);
        log();
    }
}

mod holders_of_a_cycle {
    use super::*;

    /// A ring is held while the guard lives, and free when the guard is dropped.
    fn held_by<G>(guard: impl FnOnce(PartRc) -> G) {
        let _watch = watch();
        let world = world("A>B>C>A B/D C>4");
        let weaks = world.weaks();
        let guard = guard(world.only("C"));
        assert_eq!((freed(), weaks.alive().as_str()), (0, "A B C D 4"));
        drop(guard);
        assert_eq!((freed(), weaks.alive().as_str()), (5, ""));
        log();
    }

    #[test]
    fn a_handle() {
        held_by(|node| node);
        held_by(|node| node.to_any());
        held_by(|node| {
            let PartRc::Silent(node) = node else { unreachable!() };
            (node.clone(), node)
        });
        held_by(|node| node.children().next().map_or(node.shares().remove(0), |_| unreachable!()));
    }

    #[test]
    fn an_iterator_a_vector_and_a_drain() {
        held_by(|node| node.shares());
        held_by(|node| node.shares().into_iter());
        held_by(|node| {
            let other = silent("E").into_graph();
            other.many.push(node);
            other.many.drain()
        });
    }

    #[test]
    fn a_closure() {
        held_by(|node| move || drop(node));
    }

    #[test]
    fn a_handle_in_plain_data() {
        held_by(|node| {
            let holder = leaf("5").into_graph();
            holder.data.pocket.borrow_mut().push(node);
            holder
        });
    }

    #[test]
    fn a_node_that_is_held_by_a_shared_link_an_owner_or_both() {
        held_by(|node| {
            let other = part("H").into_graph();
            other.share(&node);
            other
        });
        held_by(|node| {
            let other = part("h").into_graph();
            other.adopt(&node);
            other.share(&node);
            other
        });
    }

    #[test]
    fn another_cycle_that_is_held() {
        let _watch = watch();
        let mut world = world("X>Y>X Y>A A>B>A");
        let x = world.take("X");
        drop(world);
        assert_eq!(freed(), 0);
        x.share(&part("6").into_graph());
        drop(x);
        assert_eq!(freed(), 5);
        log();
    }

    /// A handle that the library cannot see keeps too much alive, never too little.
    #[test]
    fn a_handle_in_plain_data_of_its_own() {
        let _watch = watch();
        let world = world("A>B>A B/C");
        let weaks = world.weaks();
        world.node("C").data().pocket.borrow_mut().push(world.node("B"));
        drop(world);
        assert_eq!((freed(), leaks()), (0, vec![]));
        assert_eq!(weaks.alive(), "A B C");
        let pocket = weaks.get("C").unwrap().data().pocket.take();
        drop(pocket);
        assert_eq!((freed(), weaks.alive().as_str()), (3, ""));
        log();
    }

    /// A loop over a list, and a node that has left the list since.
    #[test]
    fn a_list_that_is_being_read() {
        let _watch = watch();
        let world = world("H>A A>B>A H>C C>C");
        let weaks = world.weaks();
        let holder = world.silent("H");
        drop(world);
        for (step, node) in holder.many.iter().enumerate() {
            holder.many.clear();
            assert_eq!(freed(), 0);
            assert_eq!(weaks.alive(), "H A B C", "{step}");
            assert_eq!(node.shares().len(), 1);
        }
        assert_eq!((freed(), weaks.alive().as_str()), (3, "H"));
        log();
    }

    #[test]
    fn a_guard_over_a_link_of_the_cycle() {
        let _watch = watch();
        let world = world("A>B>A B>3");
        let weaks = world.weaks();
        let a = world.silent("A");
        drop(world);
        let guard = a.many.read();
        assert_eq!((freed(), guard.len()), (0, 1));
        a.many.clear();
        assert_eq!((freed(), weaks.alive().as_str()), (0, "A B 3"));
        drop(guard);
        // Only the guard held B.
        assert_eq!(weaks.alive(), "A");
        drop(a);
        log();
    }

    /// Every node of the cycle is a candidate, and nothing but the loop holds one.
    #[test]
    fn the_children_of_a_cycle() {
        let _watch = watch();
        let world = world("A/B>A A/C>A");
        let weaks = world.weaks();
        let mut parts = world.silent("A").parts.iter();
        drop(world);
        assert_eq!((freed(), weaks.alive().as_str()), (0, "A B C"));
        drop(parts.next());
        assert_eq!((freed(), weaks.alive().as_str()), (0, "A B C"));
        drop(parts);
        assert_eq!((freed(), weaks.alive().as_str()), (3, ""));
        log();
    }

    /// It leaks the nodes that it lends, and everything below them; nothing else goes wrong.
    #[test]
    fn a_guard_that_is_forgotten() {
        log();
        let before = live();
        let world = world("A>B>A B/C X>Y>X");
        let weaks = world.weaks();
        mem::forget(world.silent("A").many.read());
        drop(world);
        assert_eq!(freed(), 2);
        assert_eq!((freed(), leaks()), (0, vec![]));
        assert_eq!((weaks.alive().as_str(), live() - before), ("A B C", 3));
        let a = weaks.get("A").unwrap();
        assert_eq!(names(a.shares()), "B");
        a.clear_links();
        drop(a);
        // B is held for ever, but A, which it holds, can still be released.
        assert_eq!((weaks.alive().as_str(), freed()), ("A B C", 0));
        weaks.get("B").unwrap().clear_links();
        assert_eq!((weaks.alive().as_str(), live() - before), ("B C", 2));
        log();
    }

    #[test]
    fn a_closure_that_is_called_with_it() {
        let _watch = watch();
        let world = world("H>A A>B>A H>C X>Y>X");
        let weaks = world.weaks();
        let holder = world.silent("H");
        drop(world);
        let mut collected = Vec::new();
        holder.many.retain(|node| {
            collected.push(freed());
            node.name() == "C"
        });
        assert_eq!(collected, [2, 0]);
        assert_eq!((names(&holder.many).as_str(), weaks.alive().as_str()), ("C", "H A B C"));
        assert_eq!(freed(), 2);

        holder.many.extend(["1", "0", "2"].map(part));
        for name in ["D", "E"] {
            let ring = part(name).into_graph();
            ring.share(&ring);
        }
        let mut collected = 0;
        holder.many.sort_by_key(|node| {
            collected += freed();
            node.name().to_owned()
        });
        assert_eq!((collected, names(&holder.many).as_str()), (2, "0 1 2 C"));
        holder.many.extend(["7", "8"].map(part).into_iter().inspect(|_| assert_eq!(freed(), 0)));
        assert_eq!(holder.many.len(), 6);
        log();
    }
}

mod hooks {
    use super::*;

    /// The order of the hooks when a world is released and collected.
    fn hooks_of(text: &str) -> String {
        log();
        drop(world(text));
        collect();
        let log = log();
        let hooks: Vec<_> = log.split(' ').filter(|entry| !entry.starts_with('~')).collect();
        assert!(log.starts_with(&hooks.join(" ")), "all hooks before all data: {log}");
        hooks.join(" ")
    }

    #[test]
    fn run_from_the_link_that_was_set_first() {
        let _watch = watch();
        assert_eq!(hooks_of("a>b>a"), "a b");
        assert_eq!(hooks_of("b>a>b"), "b a");
        assert_eq!(hooks_of("c>d>c a>b>a"), "c d a b");
        assert_eq!(hooks_of("a b c>b>a>c"), "c b a");
    }

    /// The order does not start at a link that has since been emptied and whose number another link
    /// has.
    #[test]
    fn run_from_the_link_that_was_set_first_among_those_still_set() {
        let _watch = watch();
        let mut world = world("X>Y b>c>b");
        world.node("X").clear_links();
        world.add("d>e>d");
        drop(world);
        log();
        assert_eq!(freed(), 4);
        assert!(log().starts_with("b c d e ~"));
    }

    #[test]
    fn run_depth_first_over_shared_links_in_their_order() {
        let _watch = watch();
        assert_eq!(hooks_of("a>b a>c b>d d>a c>a"), "a b d c");
        assert_eq!(hooks_of("a>b a>c b>d c>d d>a"), "a b d c");
        assert_eq!(hooks_of("a=z a>c z>a c>d>e>a c>f"), "a z c d e f");
    }

    #[test]
    fn run_for_owners_before_owned_nodes_before_shared_ones() {
        let _watch = watch();
        assert_eq!(hooks_of("a/b b>a"), "a b");
        assert_eq!(hooks_of("r/a r/b a>r r>c c/d"), "r a b c d");
        assert_eq!(hooks_of("a>b a/c b>a"), "a c b");
        assert_eq!(hooks_of("a>d a/c c/d d>a"), "a c d");
        assert_eq!(hooks_of("a>d a>c c/d d>a"), "a c d");
        assert_eq!(hooks_of("a>e a>f e/g f>g g>a"), "a e g f");
        assert_eq!(hooks_of("x/y/z z>x z>w w/v v>w"), "x y z w v");
    }

    #[test]
    fn run_for_nodes_below_cycles_through_nodes_without_a_hook() {
        let _watch = watch();
        assert_eq!(hooks_of("A>B>A B/C C/d C>e"), "d e");
        assert_eq!(hooks_of("A>A A>B B/c B>B"), "c");
    }

    /// Nothing is cut, and all weak handles work.
    #[test]
    fn find_everything_intact() {
        let _watch = watch();
        let world = world("r/a r/b b>r a>C C/d C>6 b=d X>X");
        let weaks = world.weaks();
        for name in ["r", "a", "b", "d"] {
            let weaks = weaks.clone();
            world.on_hook(name, move |this| {
                assert_eq!(weaks.alive(), "r a b C d 6 X");
                let get = |name| weaks.get(name).unwrap();
                assert_eq!(this.validate(), Ok(()));
                assert_eq!(names(get("r").children()), "a b");
                assert_eq!(
                    (get("d").owner_name().as_str(), names(get("b").shares())),
                    ("C", "r".into())
                );
                assert_eq!(names(get("C").shares()), "6");
            });
        }
        drop(world);
        assert_eq!(freed(), 7);
        assert!(log().starts_with("r a d b ~"));
    }

    #[test]
    fn run_once() {
        let _watch = watch();
        let world = world("a>b>a");
        drop(world);
        assert_eq!((freed(), freed()), (2, 0));
        assert_eq!(sorted_log(), "a b ~a ~b");
    }

    #[test]
    fn that_panic_are_reported_and_the_others_run() {
        let _watch = watch();
        let world = world("a>b>c>a b/d");
        world.on_hook("a", |_| panic!("in a"));
        world.on_hook("d", |_| panic!("in d"));
        drop(world);
        let message = panic_of(|| {
            assert_eq!(freed(), 4);
            panic!("outside");
        });
        assert_eq!(message.message, "in a");
        assert_eq!(reports(), ["Hooked: in a", "Hooked: in d"]);
        assert!(log().starts_with("a b d c ~"));
    }

    /// New nodes that a dying node owns, that it shares, and that its new child shares.
    #[test]
    fn run_for_nodes_that_hooks_put_below_the_dying() {
        let _watch = watch();
        let world = world("a>B>a B>c");
        let weak = world.weak("B");
        world.on_hook("a", move |_| {
            let b = weak.upgrade().unwrap();
            let new = part("n").into_graph();
            new.share(&part("m").into_graph());
            b.adopt(&new);
            b.share(&part("k").into_graph());
        });
        drop(world);
        assert_eq!(freed(), 6);
        let log = log();
        assert!(log.starts_with("a c n m k ~"), "{log}");
        assert_eq!(log.split(' ').count(), 5 + 6);
    }

    #[test]
    fn run_again_and_again_for_nodes_that_hooks_add() {
        fn put_below(depth: usize, this: &PartRc) {
            if depth > 0 {
                let new = world(&format!("n{depth}"));
                new.on_hook(&format!("n{depth}"), move |this| put_below(depth - 1, this));
                this.adopt(&new.only(&format!("n{depth}")));
            }
        }
        let _watch = watch();
        let world = world("a>B>a");
        world.on_hook("a", move |this| put_below(5, this));
        drop(world);
        assert_eq!(freed(), 7);
        assert!(log().starts_with("a n5 n4 n3 n2 n1 ~"));
    }

    /// A member that is cut loose dies immediately, and counts as freed.
    #[test]
    fn that_cut_a_member_loose_let_it_die() {
        let _watch = watch();
        let world = world("a>b>a b/c");
        world.on_hook("a", |this| {
            this.clear_links();
            note("then");
        });
        drop(world);
        assert_eq!(freed(), 3);
        assert_eq!(log(), "a b c ~b ~c then ~a");
    }

    /// A cycle that a hook creates elsewhere is left for the next collection.
    #[test]
    fn that_leave_new_cycles_leave_them_for_the_next_time() {
        let _watch = watch();
        let world = world("a>a");
        world.on_hook("a", |_| drop(crate::model::world("x>y>x")));
        drop(world);
        assert_eq!((freed(), log().as_str()), (1, "a ~a"));
        assert_eq!((freed(), sorted_log().as_str()), (2, "x y ~x ~y"));
    }

    #[test]
    fn that_add_links_among_the_dying_change_nothing_about_their_end() {
        let _watch = watch();
        let world = world("a>b>a c>d>c");
        let weaks = world.weaks();
        world.on_hook("a", move |this| {
            weaks.get("c").unwrap().share(this);
            this.adopt(&weaks.get("d").unwrap());
        });
        drop(world);
        assert_eq!(freed(), 4);
        assert!(log().starts_with("a b c d ~"));
    }

    #[test]
    fn may_drop_other_graphs() {
        let _watch = watch();
        let other = world("x>y x/z").only("x");
        let world = world("a>B>a");
        world.on_hook("a", move |_| {
            drop(other);
            note("then");
        });
        drop(world);
        assert_eq!(freed(), 2);
        assert!(log().starts_with("a x z y ~x ~z ~y then ~"), "a death of its own");
    }
}

mod the_end {
    use super::*;

    #[test]
    fn data_is_dropped_once_and_of_owners_first() {
        let _watch = watch();
        for text in ["A/B B>A B/C", "C/B B>A A/C", "A>X X/B B/C C>A A/D D/B2", "B/A A/C C=B C>A"] {
            let world = world(text);
            let owners: Vec<_> = ["A", "B", "C", "D", "B2", "X"]
                .iter()
                .filter(|name| text.contains(*name))
                .map(|name| (world.node(name).owner_name(), (*name).to_owned()))
                .filter(|(owner, _)| !owner.is_empty())
                .collect();
            drop(world);
            let count = freed();
            let log = log();
            assert_eq!(log.split(' ').count(), count);
            let place = |name: &str| log.split(' ').position(|entry| entry[1..] == *name).unwrap();
            for (owner, owned) in owners {
                assert!(place(&owner) < place(&owned), "{text}: {log}");
            }
        }
    }

    #[test]
    fn comes_in_the_same_order_each_time() {
        let _watch = watch();
        let ends: Vec<_> = (0..5)
            .map(|_| {
                drop(world("A>B>C>A B/D D>E E>A X/Y Y>X Y>B C=7"));
                collect();
                log()
            })
            .collect();
        assert!(ends.iter().all(|end| *end == ends[0]));
        assert_eq!(ends[0].split(' ').count(), 8);
    }

    /// All of them at once.
    #[test]
    fn no_weak_handle_can_be_upgraded_in_drops_of_data_nor_in_attached_finalizers() {
        let _watch = watch();
        let text = "A>b>A b/C C>4 C=A X>X";
        let world = world(text);
        let weaks = world.weaks();
        for name in ["A", "b", "C", "4", "X"] {
            let [in_drop, in_finalizer] = [weaks.clone(), weaks.clone()];
            world.on_drop(name, move || assert_eq!(in_drop.alive(), ""));
            world.finalizer(name, move || assert_eq!(in_finalizer.alive(), ""));
        }
        drop(world);
        assert_eq!(freed(), 5);
        assert_eq!(sorted_log(), "!4 !A !C !X !b b ~4 ~A ~C ~X ~b");
    }

    #[test]
    fn weak_handles_to_the_living_can_be_upgraded_then() {
        let _watch = watch();
        let mut world = world("A>B>A B>L O/L A/K");
        let weaks = world.weaks();
        for name in ["A", "B"] {
            let weaks = weaks.clone();
            world.on_drop(name, move || note(weaks.alive()));
        }
        let [o, k] = ["O", "K"].map(|name| world.take(name));
        drop(world);
        assert_eq!((k.owner_name().as_str(), freed()), ("A", 2));
        let log = log();
        assert_eq!(log.matches("L O K").count(), 2, "{log}");
        assert_eq!((k.owner_name().as_str(), k.is_root()), ("", true));
        assert_eq!((names(o.children()).as_str(), o.validate()), ("L", Ok(())));
        drop((o, k));
        self::log();
    }

    /// A node that outlives its owner has no owner in anything that runs then.
    #[test]
    fn a_child_that_lives_on_has_no_owner_in_attached_finalizers_either() {
        let _watch = watch();
        let mut world = world("A>A A/K A/L");
        let [k, l] = ["K", "L"].map(|name| world.take(name));
        let seen = StdRc::new(Cell::new(0));
        let count = seen.clone();
        let weaks = [k.downgrade(), l.downgrade()];
        let look = move || {
            for weak in &weaks {
                let child = weak.upgrade().unwrap();
                assert_eq!((child.owner(), child.owner_name().as_str()), (None, ""));
                count.set(count.get() + 1);
            }
        };
        let again = look.clone();
        world.finalizer("A", look);
        world.on_drop("A", again);
        drop(world);
        assert_eq!((freed(), seen.get()), (1, 4));
        drop((k, l));
        log();
    }

    #[test]
    fn attached_finalizers_run_newest_first_after_hooks_and_before_drops() {
        let _watch = watch();
        let world = world("a>B>a B/c B>3");
        for name in ["B", "3", "a", "c", "B"] {
            world.finalizer(name, || ());
        }
        drop(world);
        assert_eq!(log(), "");
        assert_eq!(freed(), 4);
        let log = log();
        assert!(log.starts_with("a c !B !c !a !3 !B ~"), "{log}");
        assert_eq!(log.split(' ').count(), 7 + 4);
    }

    #[test]
    fn attached_finalizers_that_panic_are_reported() {
        let _watch = watch();
        let world = world("A>B>A");
        for (name, action) in [("A", true), ("B", false), ("B", true)] {
            world.finalizer(name, move || assert!(!action, "boom"));
        }
        drop(world);
        let panic = panic_of(|| {
            assert_eq!(freed(), 2);
            panic!("outside");
        });
        assert_eq!(panic.message, "boom");
        assert_eq!(reports(), ["Silent: boom", "Silent: boom"]);
        assert!(log().starts_with("!B !B !A ~"));
    }

    /// Graphs that they cut from the dead, or make, do not affect the collection.
    #[test]
    fn attached_finalizers_and_drops_may_make_graphs_and_drop_them() {
        let _watch = watch();
        let world = world("A>B>A");
        let make = || drop(crate::model::world("x/y x>z").only("x"));
        world.finalizer("A", make);
        world.on_drop("B", make);
        drop(world);
        assert_eq!(freed(), 2);
        let log = log();
        assert_eq!(log.matches("x y z ~x ~y ~z").count(), 2, "{log}");
        assert!(log.starts_with("!A x y z"), "{log}");
    }

    /// The rest is still torn down, and the panic comes out of the call to `collect`.
    #[test]
    fn a_drop_that_panics_reaches_the_caller() {
        let _watch = watch();
        let text = "A>B>C>A B/D D/5 C=E E>6 X>X";
        for name in ["A", "B", "C", "D", "5", "E", "6", "X"] {
            let world = world(text);
            let weaks = world.weaks();
            world.on_drop(name, || panic!("drop bomb"));
            drop(world);
            assert_eq!(panic_of(collect).message, "drop bomb");
            assert_eq!(sorted_log(), "~5 ~6 ~A ~B ~C ~D ~E ~X", "{name}");
            assert_eq!(weaks.alive(), "");
            assert_eq!(freed(), 0);
            // The thread's state is reset: no death is in progress.
            assert_eq!(freed_of("a>b>a"), 2);
            log();
        }
    }

    #[test]
    fn a_drop_that_panics_far_down_reaches_the_caller() {
        let _watch = watch();
        for victim in [0, 1, 63, 64, 65, 199, 299] {
            let before = live();
            let top = part("T").into_graph();
            let mut last = top.clone();
            for level in 0..300 {
                if level == victim {
                    last.data().on_drop(|| panic!("drop bomb"));
                }
                let next = part("N").into_graph();
                if level % 2 == 0 {
                    last.adopt(&next);
                } else {
                    last.share(&next);
                }
                last = next;
            }
            last.share(&top);
            drop((last, top));
            assert_eq!(panic_of(collect).message, "drop bomb");
            assert_eq!(live(), before, "{victim}");
        }
        log();
    }
}

/// In a hook, an attached finalizer or `Drop` of data, it does nothing and reports zeros.
mod within_itself {
    use super::*;

    fn does_nothing() {
        assert_eq!(collect(), kinfolk::collect::Collected::default());
        assert_eq!(leaks(), []);
        note("zeros");
    }

    #[test]
    fn in_a_hook() {
        let _watch = watch();
        let world = world("a>b>a X>X");
        world.on_hook("a", |_| does_nothing());
        world.on_hook("b", |_| {
            drop(crate::model::world("Y>Z>Y"));
            does_nothing();
        });
        drop(world);
        assert_eq!(freed(), 3);
        assert!(log().starts_with("a zeros b zeros ~"));
        assert_eq!(freed(), 2);
        log();
    }

    #[test]
    fn in_an_attached_finalizer_and_in_drop() {
        let _watch = watch();
        let world = world("A>B>A");
        world.finalizer("A", does_nothing);
        world.on_drop("A", does_nothing);
        world.on_drop("B", does_nothing);
        drop(world);
        assert_eq!(freed(), 2);
        let log = log();
        assert!(log.starts_with("!A zeros ~") && log.matches("zeros").count() == 3, "{log}");
    }

    #[test]
    fn in_those_of_a_plain_death() {
        let _watch = watch();
        drop(world("X>Y>X"));
        let mut world = world("r/a R/2 R=3");
        world.on_hook("a", |_| does_nothing());
        world.on_drop("r", does_nothing);
        world.on_drop("2", does_nothing);
        world.finalizer("3", does_nothing);
        let hooked = world.take("r");
        drop(world);
        drop(hooked);
        assert_eq!(log().matches("zeros").count(), 4);
        assert_eq!(freed(), 2);
        log();
    }

    #[test]
    fn in_a_drop_of_data_of_a_node_that_needs_no_finalization() {
        let _watch = watch();
        drop(world("X>Y>X"));
        let leaf = leaf("1").into_graph();
        leaf.data.on_drop(does_nothing);
        drop(leaf);
        assert_eq!((log().as_str(), freed()), ("~1 zeros", 2));
        log();
    }
}

mod examined {
    use super::*;

    #[test]
    fn counts_nodes_with_a_set_link_and_the_nodes_above() {
        let _watch = watch();
        let world = world("A>B>A");
        assert_eq!(collect().examined(), 2);
        world.node("A").point_at(&world.node("B"));
        assert_eq!(collect().examined(), 2);
        let top = part("T").into_graph();
        let middle = part("M").into_graph();
        top.adopt(&middle);
        middle.adopt(&world.node("A"));
        assert_eq!(collect().examined(), 4);
        for name in ["A", "B"] {
            world.node(name).clear_links();
        }
        assert_eq!(collect().examined(), 0);
    }

    #[test]
    fn does_not_grow_with_plain_children() {
        let _watch = watch();
        let world = world("A>B>A");
        for _ in 0..100 {
            let child = part("C").into_graph();
            world.node("A").adopt(&child);
            child.adopt(&part("1").into_graph());
        }
        assert_eq!(collect().examined(), 2);
        drop(world);
        let collected = collect();
        assert_eq!((collected.examined(), collected.freed()), (202, 202));
        log();
    }

    #[test]
    fn does_not_grow_with_links_to_leaves() {
        let _watch = watch();
        let leaf = leaf("1").into_graph();
        let holders: Vec<_> = (0..100).map(|_| silent("H").into_graph()).collect();
        for holder in &holders {
            holder.leaf.set(leaf.clone());
            holder.leaves.extend([leaf.clone(), leaf.clone()]);
        }
        assert_eq!(collect().examined(), 0);
        // A link to a union that also has other types may close a cycle, so its type does not rule
        // it out.
        holders[0].many.push(leaf);
        assert_eq!(collect().examined(), 1);
        drop(holders);
        log();
    }

    #[test]
    fn does_not_grow_with_types_that_close_no_cycle() {
        #[derive(Graph)]
        #[graph(shared(pub theme: Theme), shared(pub fonts: Vec<Font>))]
        struct Page {}
        #[derive(Graph)]
        #[graph(shared(pub font: Font))]
        struct Theme {}
        #[derive(Graph)]
        #[graph(weak(page: Page))]
        struct Font {}

        let font = Font {}.into_graph();
        let pages: Vec<_> = (0..100).map(|_| Page {}.into_graph()).collect();
        for page in &pages {
            page.theme.set(Theme {});
            page.theme.get().unwrap().font.set(font.clone());
            page.fonts.extend([font.clone(), font.clone()]);
            font.page.set(page);
        }
        assert_eq!(collect().examined(), 0);
        drop(pages);
        assert_eq!(Rc::strong_count(&font), 1);
    }

    #[test]
    fn does_not_count_the_dead() {
        let _watch = watch();
        drop(world("A>B>C"));
        assert_eq!(collect().examined(), 0);
        log();
    }
}

#[test]
fn threads_are_independent() {
    let _watch = watch();
    let world = world("A>B>A");
    let weaks = world.weaks();
    drop(world);
    thread::spawn(|| {
        let _watch = watch();
        assert_eq!(collect(), kinfolk::collect::Collected::default());
        collect_every(1);
        drop(crate::model::world("X>X"));
        assert_eq!(freed(), 1);
        log();
    })
    .join()
    .unwrap();
    assert_eq!(weaks.alive(), "A B");
    assert_eq!((freed(), sorted_log().as_str()), (2, "~A ~B"));
}

mod every {
    use super::*;

    /// A node of that name whose shared link leads to itself, and that nothing else holds.
    fn ring(name: &str) -> kinfolk::Weak<crate::model::Part> {
        let node = part(name).into_graph();
        node.share(&node);
        node.downgrade()
    }

    #[test]
    fn collects_at_exactly_so_many_new_candidates() {
        let _watch = watch();
        for count in [1, 2, 3, 10] {
            collect();
            collect_every(count);
            let rings: Vec<_> = (1..count).map(|_| ring("A")).collect();
            assert!(rings.iter().all(|ring| ring.upgrade().is_some()), "one is missing");
            let last = part("B").into_graph();
            last.share(&last);
            assert!(rings.iter().all(|ring| ring.upgrade().is_none()), "now there are {count}");
            last.clear_links();
            collect_every(0);
        }
        log();
    }

    #[test]
    fn begins_to_count_anew_after_each_time() {
        let _watch = watch();
        collect();
        collect_every(3);
        let alive = || log().split(' ').filter(|entry| entry.starts_with('~')).count();
        let deaths: Vec<_> = (0..9)
            .map(|_| {
                drop(ring("A"));
                alive()
            })
            .collect();
        // The third node of each round is still held while its link is set.
        assert_eq!(deaths, [0, 0, 2, 0, 0, 3, 0, 0, 3]);
        drop(ring("A"));
        collect();
        drop([ring("A"), ring("A")]);
        assert_eq!(alive(), 2);
        collect();
        log();
    }

    #[test]
    fn is_off_at_first_and_by_zero() {
        let _watch = watch();
        let rings: Vec<_> = (0..50).map(|_| ring("A")).collect();
        collect_every(1);
        collect_every(0);
        let more: Vec<_> = (0..50).map(|_| ring("A")).collect();
        assert!(rings.iter().chain(&more).all(|ring| ring.upgrade().is_some()));
        assert_eq!(freed(), 100);
        log();
    }

    #[test]
    fn counts_only_links_that_were_empty_and_can_close_a_cycle() {
        let _watch = watch();
        let garbage = ring("A");
        collect();
        let garbage = [garbage, ring("A")].into_iter().find_map(|ring| ring.upgrade()).unwrap();
        let weak = garbage.downgrade();
        drop(garbage);
        let holder = silent("H").into_graph();
        holder.many.push(part("1"));
        collect_every(3); // two were set already
        for _ in 0..10 {
            holder.leaf.set(leaf("2"));
            holder.leaf.take();
            holder.many.push(part("3"));
            let last = holder.many.pop().unwrap();
            let _ = holder.many.replace(0, last);
        }
        assert!(weak.upgrade().is_some());
        holder.one.set(part("4"));
        assert!(weak.upgrade().is_none());
        log();
    }

    #[test]
    fn runs_hooks_within_the_operation_that_sets_the_link() {
        type Way = (&'static str, fn(&crate::model::SilentNode));
        let ways: [Way; 6] = [
            ("set", |holder| assert_eq!(holder.one.set(part("1")), None)),
            ("push", |holder| holder.many.push(part("1"))),
            ("add", |holder| assert_eq!(holder.many.add(part("1")).name(), "1")),
            ("insert", |holder| holder.many.insert(0, part("1"))),
            ("try_insert", |holder| holder.many.try_insert(0, part("1")).unwrap()),
            ("extend", |holder| holder.many.extend([part("1")])),
        ];
        for (way, set) in ways {
            let _watch = watch();
            drop(ring("a"));
            let holder = silent("H").into_graph();
            collect_every(1);
            note("before");
            set(&holder);
            note("after");
            assert_eq!(log(), "before a ~a after", "{way}");
        }
        log();
    }

    /// The link is already set by then.
    #[test]
    fn lets_hooks_see_the_link_that_was_set() {
        let _watch = watch();
        let world = world("a>a");
        let holder = silent("H").into_graph();
        let weak = Rc::downgrade(&holder);
        world.on_hook("a", move |_| {
            let holder = weak.upgrade().unwrap();
            assert_eq!(names(&holder.many), "1 2");
            holder.many.push(part("3"));
        });
        drop(world);
        collect_every(1);
        holder.many.extend([part("1"), part("2")]);
        assert_eq!(names(&holder.many), "1 2 3");
        drop(holder);
        log();
    }

    /// The link holds the node that is put into it, even where nothing else holds the holder's own
    /// node.
    #[test]
    fn frees_nothing_that_is_in_use() {
        let _watch = watch();
        collect_every(1);
        let a = part("A").into_graph();
        let b = part("B").into_graph();
        a.share(&b);
        b.share(&a);
        let handle = to_part(&a.shares()[0]);
        drop((a, b));
        handle.point_at(&handle.shares()[0].clone());
        assert_eq!(names(handle.shares()), "A");
        drop(handle);
        assert_eq!(log(), "");
        assert_eq!(freed(), 2);
        log();
    }

    #[test]
    fn does_nothing_within_hooks() {
        let _watch = watch();
        let mut world = world("x/a");
        world.on_hook("a", |_| {
            let rings: Vec<_> = (0..5).map(|_| ring("R")).collect();
            assert!(rings.iter().all(|ring| ring.upgrade().is_some()));
            note("none");
        });
        let x = world.take("x");
        drop(world);
        collect_every(2);
        drop(x);
        assert_eq!(log(), "x a none ~x ~a");
        drop(ring("S"));
        assert_eq!(log(), "~R ~R ~R ~R ~R");
        collect();
        log();
    }

    /// In a hook of a collection, no new collection starts.
    #[test]
    fn does_nothing_within_a_collection() {
        let _watch = watch();
        let world = world("a>a");
        world.on_hook("a", |_| {
            drop(ring("R"));
            drop(ring("R"));
        });
        drop(world);
        collect_every(1);
        let holder = part("H").into_graph();
        holder.share(&part("1").into_graph());
        assert_eq!(log(), "a ~a");
        collect_every(0);
        assert_eq!(freed(), 2);
        drop(holder);
        log();
    }
}

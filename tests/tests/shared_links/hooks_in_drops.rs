//! A death by the last handle, over owning and shared links: which hooks run, in which order, and
//! what they may change.

use kinfolk::{Graph, Node, Rc, collect};

use crate::model::{PartRc, World, keep, kept, live, log, names, note, part, silent, world};
use crate::watch::{panic_of, reports, watch};

/// The log of the death of a world; the node of this name is released last.
fn death_of(text: &str, name: &str) -> String {
    let node = world(text).only(name);
    log();
    drop(node);
    log()
}

/// As [`death_of`], only the hooks, which must come before all data.
fn hooks_of(text: &str, name: &str) -> String {
    let log = death_of(text, name);
    let hooks: Vec<_> = log.split(' ').filter(|entry| !entry.starts_with('~')).collect();
    assert!(log.starts_with(&hooks.join(" ")), "{text}: {log}");
    hooks.join(" ")
}

mod order {
    use super::*;

    #[test]
    fn is_holder_before_held_and_all_hooks_before_all_data() {
        let _watch = watch();
        assert_eq!(death_of("a>b>c", "a"), "a b c ~a ~b ~c");
        assert_eq!(death_of("a=b=c", "a"), "a b c ~a ~b ~c");
        assert_eq!(death_of("A>B>c", "A"), "c ~A ~B ~c");
        assert_eq!(death_of("a>B>c>4", "a"), "a c ~a ~B ~c ~4");
    }

    #[test]
    fn is_owned_before_shared_and_depth_first() {
        let _watch = watch();
        assert_eq!(hooks_of("a=d a>b a>c a/e e/f b/g", "a"), "a e f d b g c");
        assert_eq!(hooks_of("a>b b>c c>d a>e e/f a/g g>h", "a"), "a g h b c d e f");
        assert_eq!(hooks_of("A>B B/c B>d A/E E>f", "A"), "f c d");
    }

    #[test]
    fn of_a_node_with_several_dying_holders_is_at_the_last_of_them() {
        let _watch = watch();
        assert_eq!(hooks_of("a>b a>c b>d c>d", "a"), "a b c d");
        assert_eq!(hooks_of("a>d a>b b>d", "a"), "a b d");
        assert_eq!(hooks_of("a/b a/c c>b", "a"), "a c b");
        assert_eq!(hooks_of("a/b a/c b>c", "a"), "a b c");
        assert_eq!(hooks_of("a>b a>c a>d b>x c>x d>x x>y", "a"), "a b c d x y");
        assert_eq!(hooks_of("A>B A>C B>d C>d A=d", "A"), "d");
        assert_eq!(hooks_of("a>x a>b x>y b>x b>y", "a"), "a b x y");
        assert_eq!(hooks_of("a>b b>d a>c c>d a>x", "a"), "a b c d x");
        assert_eq!(hooks_of("a>b a>x a>c b>c", "a"), "a b x c");
        assert_eq!(hooks_of("a/b a/x a/c b>c", "a"), "a b x c");
    }

    #[test]
    fn is_owner_before_owned_wherever_the_owned_is_shared() {
        let _watch = watch();
        assert_eq!(hooks_of("r>c r>o o/c", "r"), "r o c");
        assert_eq!(hooks_of("r/b b/a r>a", "r"), "r b a");
        assert_eq!(hooks_of("r/s s>c r>o o/p p/c", "r"), "r s o p c");
    }

    #[test]
    fn is_once_for_a_node_in_many_places() {
        let _watch = watch();
        assert_eq!(death_of("a>b a>b a=b a>b", "a"), "a b ~a ~b");
        assert_eq!(death_of("a/b a>b a>b b>c b>c", "a"), "a b c ~a ~b ~c");
    }

    #[test]
    fn is_one_dying_set_after_the_other_where_several_are_released() {
        type Way = (&'static str, fn(&crate::model::SilentNode));
        let ways: [Way; 4] = [
            ("clear", |holder| holder.many.clear()),
            ("truncate", |holder| holder.many.truncate(0)),
            ("retain", |holder| holder.many.retain(|_| false)),
            ("drain", |holder| drop(holder.many.drain())),
        ];
        for (way, let_go) in ways {
            let _watch = watch();
            let world = world("H>a H>b H>d a>c b>c b/e H>a");
            let holder = world.silent("H");
            drop(world);
            let_go(&holder);
            // Two places in one list are two handles: the node dies with the last of them.
            assert_eq!(log(), "b e ~b ~e d ~d a c ~a ~c", "{way}");
            drop(holder);
            log();
        }
    }

    #[test]
    fn of_deaths_by_set_and_take() {
        let _watch = watch();
        let world = world("H=a a>b a/c");
        let holder = world.silent("H");
        drop(world);
        holder.one.set(part("d"));
        assert_eq!(log(), "a c b ~a ~c ~b");
        holder.one.take();
        assert_eq!(log(), "d ~d");
    }

    #[test]
    fn of_random_graphs_is_that_of_the_rule() {
        let _watch = watch();
        for seed in 0..1000 {
            let graph = RandomGraph::new(seed);
            let order = graph.order();
            let hooks = order.iter().filter(|name| name.starts_with('n')).cloned();
            let data = order.iter().map(|name| format!("~{name}"));
            let expected = hooks.chain(data).collect::<Vec<_>>().join(" ");
            let log = death_of(&graph.text, &graph.names[0]);
            assert_eq!(log, expected, "seed {seed}: {}", graph.text);
        }
    }

    /// Nodes that are all reachable from the first, without cycles. Some have a hook, some have
    /// none.
    struct RandomGraph {
        text: String,
        names: Vec<String>,
        owned: Vec<Vec<usize>>,
        shared: Vec<Vec<usize>>,
    }

    impl RandomGraph {
        fn new(seed: u32) -> Self {
            let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(12345);
            let mut dice = |sides: usize| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 16) as usize % sides
            };
            let count = 3 + dice(12);
            let name = |node| format!("{}{node}", ["n", "n", "N"][dice(3)]);
            let mut graph = RandomGraph {
                text: String::new(),
                names: (0..count).map(name).collect(),
                owned: vec![Vec::new(); count],
                shared: vec![Vec::new(); count],
            };
            for node in 1..count {
                // Links come only from earlier nodes, so there is no cycle.
                let sign = [">", "/"][dice(2)];
                graph.add(dice(node), sign, node);
                for _ in 0..dice(3) {
                    graph.add(dice(node), ">", node);
                }
            }
            graph
        }

        fn add(&mut self, from: usize, sign: &str, to: usize) {
            let links = if sign == "/" { &mut self.owned } else { &mut self.shared };
            links[from].push(to);
            self.text.extend([" ", &self.names[from], sign, &self.names[to]]);
        }

        /// Depth first, owned before shared, each node at the last of the links that hold it.
        fn order(&self) -> Vec<String> {
            let links = || self.owned.iter().chain(&self.shared).flatten();
            let mut left: Vec<_> = (0..self.owned.len())
                .map(|node| links().filter(|held| **held == node).count())
                .collect();
            left[0] = 1;
            let mut to_visit = vec![0];
            let mut order = Vec::new();
            while let Some(node) = to_visit.pop() {
                left[node] -= 1;
                if left[node] == 0 {
                    order.push(self.names[node].clone());
                    let held = self.owned[node].iter().chain(&self.shared[node]);
                    to_visit.extend(held.rev());
                }
            }
            order
        }
    }
}

mod survivors {
    use super::*;

    #[test]
    fn with_another_holder_keep_their_hooks() {
        let _watch = watch();
        let mut world = world("a>b b/c b>d a>e O/f a>f H>d");
        let [a, o, h] = ["a", "O", "H"].map(|name| world.take(name));
        drop(world);
        drop(a);
        assert_eq!(log(), "a b c e ~a ~b ~c ~e");
        drop(h);
        assert_eq!(log(), "d ~H ~d");
        drop(o);
        assert_eq!(log(), "f ~O ~f");
    }

    #[test]
    fn of_their_owner_have_no_owner() {
        let _watch = watch();
        let mut world = world("r/a r/b h>a a/c");
        let [r, h] = ["r", "h"].map(|name| world.take(name));
        let a = world.weak("a");
        drop(world);
        drop(r);
        assert_eq!(log(), "r b ~r ~b");
        assert_eq!(a.upgrade().unwrap().owner_name(), "");
        drop(h);
        assert_eq!(log(), "h a c ~h ~a ~c");
    }

    /// Nodes that only a cycle holds are left for a collection.
    #[test]
    fn on_a_cycle_below_live_until_it_is_collected() {
        let _watch = watch();
        assert_eq!(death_of("a>b>c>b a/d", "a"), "a d ~a ~d");
        assert_eq!(collect().freed(), 2);
        assert!(log().starts_with("b c ~"));
    }

    #[test]
    fn on_their_own_cycle_live_until_it_is_cut() {
        let _watch = watch();
        let world = world("a>b>a b/c");
        let weaks = world.weaks();
        drop(world);
        assert_eq!(log(), "");
        weaks.get("b").unwrap().clear_links();
        // With A, B has lost its last holder.
        assert_eq!(log(), "a ~a b c ~b ~c");
    }
}

mod the_world {
    use super::*;

    #[test]
    fn is_whole_while_hooks_run() {
        let _watch = watch();
        let world = world("a>b a>C C/d b>d C>5 a=5 a/e");
        let weaks = world.weaks();
        for name in ["a", "b", "d", "e"] {
            let weaks = weaks.clone();
            world.on_hook(name, move |this| {
                assert_eq!(weaks.alive(), "a b C d 5 e");
                let get = |name| weaks.get(name).unwrap();
                assert_eq!((this.validate(), get("a").validate()), (Ok(()), Ok(())));
                assert_eq!(names(get("a").shares()), "b C");
                assert_eq!(
                    (get("d").owner_name(), get("e").owner_name()),
                    ("C".into(), "a".into())
                );
                assert_eq!(names(get("b").shares()), "d");
            });
        }
        drop(world.only("a"));
        assert_eq!(log(), "a e b d ~a ~e ~b ~C ~d ~5");
    }

    /// Neither attached finalizers nor `Drop` of data can reach owned or shared nodes.
    #[test]
    fn is_dead_in_one_step() {
        let _watch = watch();
        for text in ["a>b a>C C/d b>d a/e", "A>B B>C C/D A/E", "a>B B>c", "A/b b>C A>D D>C"] {
            let world = world(text);
            let weaks = world.weaks();
            let names: std::collections::BTreeSet<_> =
                text.split(|sign: char| !sign.is_alphanumeric()).collect();
            for name in &names {
                let [first, second] = [weaks.clone(), weaks.clone()];
                world.on_drop(name, move || assert_eq!(first.alive(), ""));
                world.finalizer(name, move || assert_eq!(second.alive(), ""));
            }
            let root = world.only(&text[..1]);
            drop(root);
            let log = log();
            let [finalized, dropped] = ['!', '~'].map(|sign| log.matches(sign).count());
            assert_eq!((finalized, dropped), (names.len(), names.len()), "{text}: {log}");
            assert!(log.rfind('!') < log.find('~'), "{text}: {log}");
        }
    }

    /// The owner of a survivor stays dead, even when the survivor gets its first shared link then.
    #[test]
    fn is_dead_for_good_whatever_happens_to_survivors() {
        let _watch = watch();
        let world = world("A/B B/s s/V");
        let (owner, survivor) = (world.weak("s"), world.weak("V"));
        world.on_hook("s", move |_| keep(survivor.upgrade().unwrap()));
        world.on_drop("A", move || {
            let survivor = kept().remove(0);
            survivor.share(&part("1").into_graph());
            note(if owner.upgrade().is_some() { "back" } else { "gone" });
        });
        drop(world.only("A"));
        assert_eq!(log(), "s ~A gone ~B ~s ~V ~1");
    }

    #[test]
    fn keeps_the_living_reachable_in_finalizers_and_drops() {
        let _watch = watch();
        let mut world = world("a>b a>L b>L O/M a>M a/N");
        let weaks = world.weaks();
        for name in ["a", "b"] {
            let [first, second] = [weaks.clone(), weaks.clone()];
            world.on_drop(name, move || note(format!("[{}]", first.alive())));
            world.finalizer(name, move || note(format!("[{}]", second.alive())));
        }
        let [l, o, n, a] = ["L", "O", "N", "a"].map(|name| world.take(name));
        drop(world);
        drop(a);
        let all = "[L O M N]";
        assert_eq!(log(), format!("a b !b {all} !a {all} ~a {all} ~b {all}"));
        assert_eq!(n.owner_name(), "");
        drop((l, o, n));
        log();
    }

    #[test]
    fn attached_finalizers_run_newest_first_over_the_whole_set() {
        let _watch = watch();
        let world = world("A>B>3 A/C C>b");
        for name in ["B", "3", "A", "C", "B", "b"] {
            world.finalizer(name, || ());
        }
        drop(world.only("A"));
        assert_eq!(log(), "b !b !B !C !A !3 !B ~A ~C ~b ~B ~3");
    }
}

/// Each node is checked again when its turn comes.
mod checked_again {
    use super::*;

    fn keep_in_hook(world: &World, name: &str) {
        world.on_hook(name, |this| keep(this.clone()));
    }

    #[test]
    fn a_node_that_a_hook_keeps_lives_on_with_all_that_it_holds() {
        let _watch = watch();
        let world = world("a>b b>c b/d a>e");
        let weak = world.weak("b");
        world.on_hook("a", move |_| keep(weak.upgrade().unwrap()));
        drop(world.only("a"));
        assert_eq!(log(), "a e ~a ~e");
        drop(kept());
        assert_eq!(log(), "b d c ~b ~d ~c");
    }

    #[test]
    fn a_node_that_resurrects_itself_keeps_the_nodes_that_it_shares() {
        let _watch = watch();
        let world = world("a>b b>c a/d d>c");
        keep_in_hook(&world, "b");
        drop(world.only("a"));
        assert_eq!(log(), "a d b ~a ~d");
        drop(kept());
        assert_eq!(log(), "c ~b ~c");
    }

    #[test]
    fn an_owned_node_that_a_sibling_resurrects_loses_its_owner() {
        let _watch = watch();
        let world = world("a/b a/c b>c");
        let weaks = world.weaks();
        keep_in_hook(&world, "b");
        drop(world.only("a"));
        assert_eq!((log().as_str(), weaks.alive().as_str()), ("a b ~a", "b c"));
        assert_eq!(weaks.get("c").unwrap().owner_name(), "");
        drop(kept());
        assert_eq!(log(), "c ~b ~c");
    }

    /// A child does not bring its owner back, but a node whose shared link leads up does.
    #[test]
    fn the_root_is_resurrected_by_a_link_that_leads_to_it() {
        let _watch = watch();
        let world = world("a>b");
        let weak = world.weak("a");
        world.on_hook("b", move |this| {
            this.share(&weak.upgrade().unwrap());
            keep(this.clone());
        });
        drop(world.only("a"));
        assert_eq!(log(), "a b");
        let b = kept().remove(0);
        assert_eq!(names(b.shares()), "a");
        drop(b);
        assert_eq!((log().as_str(), collect().freed()), ("", 2));
        log();
    }

    #[test]
    fn a_node_that_moves_to_a_living_holder_or_owner_is_skipped() {
        let _watch = watch();
        let world = world("a>b>c a>d L");
        let weaks = world.weaks();
        world.on_hook("a", move |_| {
            let l = weaks.get("L").unwrap();
            l.share(&weaks.get("b").unwrap());
            l.adopt(&weaks.get("d").unwrap());
        });
        let l = world.node("L");
        drop(world.only("a"));
        assert_eq!((log().as_str(), names(l.children()).as_str()), ("a ~a", "d"));
        drop(l);
        assert_eq!(log(), "d b c ~L ~d ~b ~c");
    }

    #[test]
    fn a_node_that_is_cut_loose_dies_immediately() {
        let _watch = watch();
        let world = world("a>b b>c a/d");
        world.on_hook("a", |this| {
            this.clear_links();
            note("then");
        });
        drop(world.only("a"));
        assert_eq!(log(), "a b c ~b ~c then d ~a ~d");
    }

    /// Another node's hook does this, before its turn has come.
    #[test]
    fn a_node_that_another_hook_cuts_loose_dies_immediately() {
        let _watch = watch();
        let world = world("a/b a>c c>d");
        let weak = world.weak("a");
        world.on_hook("b", move |_| {
            weak.upgrade().unwrap().clear_links();
            note("then");
        });
        drop(world.only("a"));
        assert_eq!(log(), "a b c d ~c ~d then ~a ~b");
    }

    #[test]
    fn a_node_that_gets_another_dying_holder_waits_for_it() {
        let _watch = watch();
        let world = world("a>b a>c");
        let weaks = world.weaks();
        world.on_hook("a", move |_| weaks.get("c").unwrap().share(&weaks.get("b").unwrap()));
        drop(world.only("a"));
        assert_eq!(log(), "a c b ~a ~c ~b");
    }

    #[test]
    fn a_node_that_is_put_among_the_dying_has_its_hook_run() {
        let _watch = watch();
        let world = world("a>b a/c");
        let weak = world.weak("a");
        world.on_hook("a", |this| this.share(&crate::model::world("n>m").only("n")));
        world.on_hook("b", move |this| {
            this.share(&part("k").into_graph());
            weak.upgrade().unwrap().adopt(&part("j").into_graph());
        });
        drop(world.only("a"));
        let log = log();
        let [hooks, drops] = split(&log);
        assert_eq!(sorted(&hooks), "a b c j k m n");
        assert_eq!(sorted(&drops), "~a ~b ~c ~j ~k ~m ~n");
        assert!(log.starts_with("a c b k") && log.find('~') > log.rfind(" j"), "{log}");
    }

    fn split(log: &str) -> [String; 2] {
        let (drops, hooks): (Vec<_>, Vec<_>) =
            log.split(' ').partition(|entry| entry.starts_with('~'));
        [hooks.join(" "), drops.join(" ")]
    }

    fn sorted(text: &str) -> String {
        let mut words: Vec<_> = text.split(' ').collect();
        words.sort_unstable();
        words.join(" ")
    }

    /// Nodes that then keep themselves alive are left for a collection.
    #[test]
    fn nodes_that_a_hook_links_in_a_cycle_do_not_die_yet() {
        let _watch = watch();
        let world = world("a>b>c");
        let weak = world.weak("c");
        world.on_hook("b", move |this| weak.upgrade().unwrap().share(this));
        drop(world.only("a"));
        assert_eq!(log(), "a b ~a");
        assert_eq!(collect().freed(), 2);
        assert!(log().starts_with("c ~"));
    }

    /// The cycle is closed above a node that other links of the dying set hold too.
    #[test]
    fn nodes_that_a_hook_links_in_a_cycle_behind_the_walk_do_not_die_yet() {
        let _watch = watch();
        let world = world("A/B A/h A=c B=c");
        let (owner, child) = (world.weak("c"), world.weak("B"));
        world.on_hook("h", move |_| owner.upgrade().unwrap().adopt(&child.upgrade().unwrap()));
        drop(world.only("A"));
        assert_eq!(log(), "h ~A ~h");
        assert_eq!(collect().freed(), 2);
        assert!(log().starts_with("c ~"));
    }

    /// The walk reached the node as a child with other holders, before a hook took its owner out of
    /// the dying set.
    #[test]
    fn a_node_whose_owner_leaves_the_dying_keeps_its_owner() {
        let _watch = watch();
        let world = world("A/B B/c B=c");
        let owner = world.weak("B");
        world.on_hook("c", move |_| {
            let owner = owner.upgrade().unwrap();
            owner.detach();
            keep(owner);
        });
        let child = world.weak("c");
        drop(world.only("A"));
        assert_eq!(log(), "c ~A");
        assert_eq!(child.upgrade().unwrap().owner_name(), "B");
        drop(kept());
        assert_eq!(log(), "~B ~c");
    }

    /// The walk has already left the holder that comes back; its target without a hook is still on
    /// the path.
    #[test]
    fn nodes_below_a_node_whose_other_holder_is_resurrected_are_skipped() {
        let _watch = watch();
        let world = world("A>B B>P A>P P/c P/d");
        let holder = world.weak("B");
        world.on_hook("c", move |_| keep(holder.upgrade().unwrap()));
        drop(world.only("A"));
        assert_eq!(log(), "c ~A");
        drop(kept());
        assert_eq!(log(), "d ~B ~P ~c ~d");
    }

    /// Before that, a hook has put work below this holder, by a node that no walk has visited.
    #[test]
    fn nodes_below_a_holder_that_has_new_work_and_is_resurrected_are_skipped() {
        let _watch = watch();
        let world = world("A>B B/U B>P A>x A>P P/c P/d");
        let [below, holder] = ["U", "B"].map(|name| world.weak(name));
        world.on_hook("x", move |_| below.upgrade().unwrap().adopt(&part("n").into_graph()));
        world.on_hook("c", move |_| keep(holder.upgrade().unwrap()));
        drop(world.only("A"));
        assert_eq!(log(), "x c ~A ~x");
        drop(kept());
        assert_eq!(log(), "n d ~B ~U ~n ~P ~c ~d");
    }

    /// Its link is cut, and another hook holds it.
    #[test]
    fn a_node_that_is_held_and_released_again_has_its_turn() {
        let _watch = watch();
        let world = world("a>b a>c a>d");
        let weak = world.weak("c");
        world.on_hook("a", move |_| keep(weak.upgrade().unwrap()));
        world.on_hook("d", |_| drop(kept()));
        drop(world.only("a"));
        assert_eq!(log(), "a b d c ~a ~b ~c ~d");
    }

    #[test]
    fn a_hook_that_has_run_is_silent_at_the_next_death() {
        let _watch = watch();
        let world = world("a>b>c");
        keep_in_hook(&world, "a");
        drop(world.only("a"));
        assert_eq!(log(), "a");
        let a = kept().remove(0);
        a.share(&part("n").into_graph());
        drop(a);
        assert_eq!(log(), "b c n ~a ~b ~c ~n");
    }
}

mod panics {
    use super::*;

    #[test]
    fn of_hooks_are_reported_and_all_others_run() {
        let _watch = watch();
        let world = world("a>b b>c a/d");
        world.on_hook("a", |_| panic!("in a"));
        world.on_hook("c", |_| panic!("in c"));
        let a = world.only("a");
        let panic = panic_of(|| {
            drop(a);
            panic!("outside");
        });
        assert_eq!(panic.message, "in a");
        assert_eq!(reports(), ["Hooked: in a", "Hooked: in c"]);
        assert_eq!(log(), "a d b c ~a ~d ~b ~c");
    }

    #[test]
    fn of_drops_let_the_rest_die() {
        let _watch = watch();
        for name in ["a", "b", "C", "d", "5"] {
            let world = world("a>b b>C C>d a/5 d>b2 b2/C2");
            world.on_drop(name, || panic!("drop bomb"));
            let before = live();
            let a = world.only("a");
            assert_eq!(panic_of(|| drop(a)).message, "drop bomb", "{name}");
            assert_eq!(live(), before - 7, "{name}");
            assert!(log().starts_with("a b d b2 ~"));
        }
    }

    #[test]
    fn that_unwind_through_a_handle_let_all_hooks_run() {
        let _watch = watch();
        let panic = panic_of(|| {
            let a = world("a>b b>c b/d").only("a");
            assert!(a.shares().is_empty(), "unwinding");
        });
        assert!(panic.message.contains("unwinding"));
        assert_eq!(log(), "a b d c ~a ~b ~d ~c");
    }
}

mod nested {
    use super::*;

    #[test]
    fn deaths_over_shared_links_are_complete_when_the_statement_is() {
        let _watch = watch();
        let other = world("x>y x/z").only("x");
        let world = world("a>b");
        world.on_hook("a", move |_| {
            drop(other);
            note("then");
        });
        drop(world.only("a"));
        assert_eq!(log(), "a x z y ~x ~z ~y then b ~a ~b");
    }

    #[test]
    fn deaths_of_nodes_that_both_hold_belong_to_the_outer_death() {
        let _watch = watch();
        let mut world = world("x>s a>b a>s");
        let x = world.take("x");
        world.on_hook("a", move |_| {
            drop(x);
            note("then");
        });
        drop(world.only("a"));
        assert_eq!(log(), "a x ~x then b s ~a ~b ~s");
    }

    #[test]
    fn deaths_of_nodes_that_a_dying_set_has_released() {
        let _watch = watch();
        let world = world("a>b b>c");
        world.on_hook("b", |this| {
            let PartRc::Hooked(this) = this else { unreachable!() };
            drop(this.many.pop());
            note("then");
        });
        drop(world.only("a"));
        assert_eq!(log(), "a b c ~c then ~a ~b");
    }
}

/// Nodes without hooks do not hide the nodes behind them, whenever the links were set.
mod marks {
    use super::*;

    #[test]
    fn lead_to_hooks_far_below_shared_links() {
        let _watch = watch();
        assert_eq!(hooks_of("A>B B/C C>D D/E E=F F/g", "A"), "g");
        // Built from below, and from above.
        assert_eq!(hooks_of("F/g E=F D>E C/D B>C A/B", "A"), "g");
        assert_eq!(hooks_of("A/B B>C C/D D=E E/F F/g", "A"), "g");
    }

    #[test]
    fn lead_to_hooks_that_come_later() {
        let _watch = watch();
        let mut world = world("A/B B>C C/D");
        world.add("D>E E/f");
        let d = world.node("D");
        drop(world);
        // The owner is gone, and with it everything but D.
        assert_eq!(log(), "~A ~B ~C");
        drop(d);
        assert_eq!(log(), "f ~D ~E ~f");
    }

    #[test]
    fn lead_to_hooks_of_owned_nodes_that_are_moved_below_a_shared_one() {
        let _watch = watch();
        let holder = silent("H").into_graph();
        let target = silent("T").into_graph();
        holder.many.push(target.clone());
        target.parts.push(part("a"));
        drop(target);
        drop(holder);
        assert_eq!(log(), "a ~H ~T ~a");
    }

    #[test]
    fn lead_to_attached_finalizers() {
        let _watch = watch();
        let world = world("A>B B/C C>4");
        world.finalizer("4", || ());
        drop(world.only("A"));
        assert_eq!(log(), "!4 ~A ~B ~C ~4");
    }

    #[test]
    fn stay_when_links_are_cut_and_set_again() {
        let _watch = watch();
        let world = world("A/B B>c");
        let [b, c] = ["B", "c"].map(|name| world.node(name));
        for _ in 0..3 {
            b.clear_links();
            b.point_at(&c);
            b.clear_links();
            b.share(&c);
        }
        drop((b, c));
        drop(world.only("A"));
        assert_eq!(log(), "c ~A ~B ~c");
    }

    #[test]
    fn work_with_a_list_that_is_being_read() {
        let _watch = watch();
        let world = world("A>b A>c");
        let a = world.silent("A");
        drop(world);
        let nodes = a.many.iter();
        let b = nodes.clone().next();
        drop(nodes);
        drop(a);
        assert_eq!(log(), "c ~A ~c");
        drop(b);
        assert_eq!(log(), "b ~b");
        assert_eq!(Rc::strong_count(&silent("S").into_graph()), 1);
        log();
    }
}

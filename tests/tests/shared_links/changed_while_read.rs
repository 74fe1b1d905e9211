//! Nothing is ever "already borrowed": iterators, guards, closures and the `Drop` of data run while
//! the shared links change under them. Also nodes that are in a list more than once.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use kinfolk::{Graph, Rc};

use crate::model::{PartRc, Silent, live, log, names, note, part, silent, world};
use crate::watch::watch;

/// A holder of nodes of these names; each name is one node.
fn holder(names: &str) -> Rc<Silent> {
    let holder = silent("H").into_graph();
    for name in names.split_whitespace() {
        let existing = holder.many.iter().find(|node| node.name() == name);
        holder.many.push(existing.unwrap_or_else(|| part(name).into_graph()));
    }
    holder
}

fn order(holder: &Rc<Silent>) -> String {
    names(&holder.many)
}

fn at(holder: &Rc<Silent>, index: usize) -> PartRc {
    holder.many.get(index).expect("a node")
}

/// Runs the action when the data of the node at this index dies. The action gets the holder if that
/// is still alive.
fn at_death(holder: &Rc<Silent>, index: usize, action: impl FnOnce(&Rc<Silent>) + 'static) {
    let weak = Rc::downgrade(holder);
    at(holder, index).data().on_drop(move || {
        if let Some(holder) = weak.upgrade() {
            action(&holder);
        }
    });
}

mod iterators {
    use super::*;

    const CHANGES: usize = 19;

    /// Every change that a list offers, by number.
    fn change(holder: &Rc<Silent>, number: usize) {
        let list = &holder.many;
        match number {
            0 => list.push(part("9")),
            1 => list.insert(0, part("S")),
            2 => list.extend([part("9"), part("T")]),
            3 => drop(list.add(part("9"))),
            4 if !list.is_empty() => drop(list.replace(0, part("9"))),
            5 if !list.is_empty() => drop(list.remove(0)),
            6 if !list.is_empty() => drop(list.swap_remove(0)),
            7 => drop(list.pop()),
            8 => drop(list.drain()),
            9 => list.clear(),
            10 => list.truncate(1),
            11 => {
                let mut seen = HashSet::new();
                list.retain(|node| seen.insert(node.clone()));
            }
            12 if list.len() > 1 => list.swap(0, 1),
            13 if list.len() > 1 => list.move_to(0, list.len() - 1),
            14 => list.reverse(),
            15 => list.sort_by(|one, other| other.name().cmp(one.name())),
            16 => list.sort_by_key(|node| node.name().to_owned()),
            17 => list.extend(list),
            18 => list.first().iter().for_each(|node| {
                holder.one.set(node.clone());
                holder.parts.push(node.clone());
            }),
            _ => (),
        }
    }

    #[test]
    fn an_iterator_outlives_the_handle_and_holds_what_it_shows() {
        let before = live();
        let holder = holder("a b a");
        let iter = holder.many.iter();
        drop(holder);
        assert_eq!(log(), "~H");
        // A cycle through the nodes is not unreachable while the iterator is there.
        let first = iter.clone().next().expect("a node");
        first.share(&first);
        drop(first);
        assert_eq!(kinfolk::collect().freed(), 0);
        assert_eq!(names(iter), "a b a");
        assert_eq!(log(), "b ~b");
        assert_eq!(kinfolk::collect().freed(), 1);
        assert_eq!(log(), "a ~a");
        assert_eq!(live(), before);
    }

    #[test]
    fn show_the_nodes_at_their_start_whatever_changes_between_the_steps() {
        for number in 0..CHANGES {
            for step in 0..5 {
                let _watch = watch();
                let holder = holder("1 2 S 1 3");
                let nodes: Vec<_> = holder.many.iter().collect();
                let mut iter = holder.many.iter();
                let guard = holder.many.read();
                let mut seen: Vec<_> = iter.by_ref().take(step).collect();
                change(&holder, number);
                assert_eq!(*guard, nodes, "{number}");
                assert_eq!(iter.len(), 5 - step);
                seen.extend(iter);
                assert_eq!(seen, nodes, "{number}");
            }
        }
    }

    #[test]
    fn show_the_nodes_at_their_start_whatever_changes_in_every_step() {
        for number in 0..CHANGES {
            let _watch = watch();
            let holder = holder("1 2 S 1 3 2");
            let nodes: Vec<_> = holder.many.iter().collect();
            let mut seen = Vec::new();
            for node in &holder.many {
                change(&holder, number);
                seen.push(node);
            }
            assert_eq!(seen, nodes, "{number}");
            log();
        }
    }

    #[test]
    fn of_different_times_at_once() {
        let _watch = watch();
        let holder = holder("");
        let mut iterators = Vec::new();
        for number in 0..20 {
            iterators.push(holder.many.iter());
            holder.many.insert(number / 2, part(&number.to_string()));
        }
        for (number, iter) in iterators.into_iter().enumerate() {
            let numbers: HashSet<_> = iter.map(|node| node.name().to_owned()).collect();
            assert_eq!(numbers, (0..number).map(|n| n.to_string()).collect());
        }
    }

    #[test]
    fn and_guards_keep_their_nodes_alive_until_they_are_dropped() {
        let _watch = watch();
        let holder = holder("1 2 1");
        let guard = holder.many.read();
        holder.many.clear();
        assert_eq!((log().as_str(), names(guard.iter().cloned()).as_str()), ("", "1 2 1"));
        drop(guard);
        assert_eq!(log(), "~2 ~1"); // the list holds 1 twice
        holder.many.extend([part("3"), part("4")]);
        let mut iter = holder.many.iter();
        holder.many.clear();
        assert_eq!(names(iter.next()), "3");
        drop(iter);
        assert_eq!(sorted(&log()), "~3 ~4");
    }

    fn sorted(text: &str) -> String {
        let mut words: Vec<_> = text.split(' ').collect();
        words.sort_unstable();
        words.join(" ")
    }

    #[test]
    fn of_one_list_in_each_other() {
        let _watch = watch();
        let holder = holder("1 2");
        let mut pairs = Vec::new();
        for one in &holder.many {
            holder.many.push(one.clone());
            for other in &holder.many {
                pairs.push(format!("{}{}", one.name(), other.name()));
            }
        }
        assert_eq!(pairs.join(" "), "11 12 11 21 22 21 22");
    }

    #[test]
    fn can_extend_the_list_that_they_are_of_and_change_it_meanwhile() {
        let _watch = watch();
        let holder = holder("1 2");
        holder.many.extend(holder.many.iter().rev().inspect(|_| holder.many.push(part("9"))));
        assert_eq!(order(&holder), "1 2 9 9 2 1");
        holder.many.extend(holder.many.iter().take(2).inspect(|_| holder.many.clear()));
        assert_eq!(order(&holder), "1 2");
    }

    #[test]
    fn of_a_list_whose_nodes_move_to_another_list() {
        let _watch = watch();
        let (from, to) = (holder("1 2 1 3"), holder(""));
        for node in &from.many {
            to.many.insert(0, node);
            drop(from.many.remove(0));
        }
        assert_eq!((order(&from).as_str(), order(&to).as_str()), ("", "3 1 2 1"));
    }

    #[test]
    fn of_a_holder_that_is_on_a_cycle() {
        let _watch = watch();
        let world = world("A>B A>A A>B B>A");
        let [a, b] = ["A", "B"].map(|name| world.silent(name));
        let mut seen = Vec::new();
        for node in &a.many {
            a.many.retain(|other| *other != node);
            b.many.push(node.clone());
            seen.push(node);
        }
        assert_eq!(names(seen), "B A B");
        assert_eq!((names(&a.many).as_str(), names(&b.many).as_str()), ("", "A B A B"));
        b.many.clear();
    }
}

mod links_to_one_node {
    use super::*;

    #[test]
    fn change_in_the_drop_of_the_node_that_they_return() {
        let _watch = watch();
        let holder = silent("H").into_graph();
        for name in ["1", "2", "3"] {
            let weak = Rc::downgrade(&holder);
            let node = part(name).into_graph();
            node.data().on_drop(move || {
                let Some(holder) = weak.upgrade() else { return };
                note(names(holder.one.get()));
                holder.one.take();
            });
            holder.one.set(node);
        }
        // The first node's drop finds the second node and takes it out; the second node's drop
        // finds nothing.
        assert_eq!((log().as_str(), names(holder.one.get()).as_str()), ("~1 2 ~2 ", "3"));
        holder.one.take();
        assert_eq!(log(), "~3 ");
    }

    #[test]
    fn show_the_new_node_to_the_drop_of_the_old_one() {
        let _watch = watch();
        let holder = silent("H").into_graph();
        let weak = Rc::downgrade(&holder);
        holder.one.set(part("1"));
        holder.one.get().unwrap().data().on_drop(move || {
            let holder = weak.upgrade().unwrap();
            assert_eq!(names(holder.one.get()), "2");
            holder.one.set(part("3"));
        });
        holder.one.set(part("2"));
        assert_eq!((log().as_str(), names(holder.one.get()).as_str()), ("~1 ~2", "3"));
    }
}

mod retain {
    use super::*;

    #[test]
    fn with_a_memory_keeps_the_first_of_each_node() {
        let _watch = watch();
        let holder = holder("1 2 1 3 2 1 2 4 3");
        let mut seen = HashSet::new();
        holder.many.retain(|node| seen.insert(node.clone()));
        assert_eq!(order(&holder), "1 2 3 4");
        drop(seen);
        for node in &holder.many {
            let PartRc::Leaf(node) = node else { unreachable!() };
            assert_eq!(Rc::strong_count(&node), 2); // the list and `node`
        }
    }

    #[test]
    fn with_a_memory_keeps_the_last_of_each_node() {
        let _watch = watch();
        let holder = holder("1 2 1 3 2 1");
        let mut left: Vec<_> = holder.many.iter().collect();
        holder.many.retain(|node| {
            left.remove(0);
            !left.contains(node)
        });
        assert_eq!(order(&holder), "3 2 1");
    }

    #[test]
    fn by_turns_answers_for_each_place() {
        let _watch = watch();
        let holder = holder("1 1 1 2 2 1");
        let mut turn = 0;
        holder.many.retain(|_| {
            turn += 1;
            turn % 2 == 0
        });
        assert_eq!(order(&holder), "1 2 1");
    }

    #[test]
    fn with_a_closure_that_changes_the_list() {
        let _watch = watch();
        let holder = holder("1 2 3 4 5");
        holder.many.retain(|node| match node.name() {
            "1" => {
                holder.many.push(part("9"));
                drop(holder.many.remove(1)); // 2, before the closure was asked about it
                true
            }
            "3" => {
                holder.many.move_to(0, 3);
                false
            }
            "4" => {
                holder.many.retain(|other| other != node); // rejected, and already gone
                false
            }
            "5" => {
                holder.many.push(node.clone()); // the first of the two is rejected
                false
            }
            _ => true,
        });
        assert_eq!(order(&holder), "1 9 5");
    }

    #[test]
    fn with_a_closure_that_empties_the_list() {
        let _watch = watch();
        let holder = holder("1 2 1");
        holder.many.retain(|node| {
            holder.many.clear();
            node.name() == "2"
        });
        assert_eq!(order(&holder), "");
        assert_eq!(log().len(), "~1 ~2".len());
    }

    #[test]
    fn with_a_closure_that_puts_the_rejected_elsewhere() {
        let _watch = watch();
        let (holder, other) = (holder("1 2 1"), holder(""));
        holder.many.retain(|node| {
            other.many.push(node.clone());
            other.parts.push(node.clone());
            false
        });
        assert_eq!((order(&holder).as_str(), order(&other).as_str()), ("", "1 2 1"));
        assert_eq!(names(&other.parts), "2 1");
        log();
    }

    #[test]
    fn within_retain() {
        let _watch = watch();
        let holder = holder("1 2 3 4");
        holder.many.retain(|outer| {
            holder.many.retain(|inner| inner == outer || inner.name() != "3");
            outer.name() != "1"
        });
        assert_eq!(order(&holder), "2 4");
    }

    #[test]
    fn never_mistakes_a_new_node_at_an_old_address_for_the_old_one() {
        let _watch = watch();
        for _ in 0..50 {
            let holder = holder("1 2 3 4");
            let reject = |_: &PartRc| {
                drop(holder.many.remove(0));
                holder.many.push(part("9"));
                false
            };
            holder.many.retain(reject);
            assert_eq!(order(&holder), "9 9 9 9");
        }
    }

    #[test]
    fn with_a_drop_that_puts_in_new_nodes() {
        let _watch = watch();
        let holder = holder("1 2 3 2 4");
        for index in [1, 2] {
            at_death(&holder, index, |holder| holder.many.extend([part("8"), part("9")]));
        }
        holder.many.retain(|node| !["2", "3"].contains(&node.name()));
        assert_eq!(order(&holder), "1 4 8 9 8 9");
    }
}

mod sort {
    use super::*;

    #[test]
    fn keeps_as_many_of_a_node_as_there_are() {
        let _watch = watch();
        let holder = holder("3 1 2 1 3 1");
        holder.many.sort_by_key(|node| node.name().to_owned());
        assert_eq!(order(&holder), "1 1 1 2 3 3");
    }

    #[test]
    fn with_a_comparison_that_changes_the_list() {
        let _watch = watch();
        let holder = holder("5 4 3 2 1");
        let once = Cell::new(false);
        holder.many.sort_by(|one, other| {
            if !once.replace(true) {
                drop(holder.many.remove(3)); // 2
                holder.many.insert(0, part("9"));
                holder.many.insert(0, part("8"));
            }
            one.name().cmp(other.name())
        });
        assert_eq!(order(&holder), "1 3 4 5 8 9");
    }

    #[test]
    fn with_a_comparison_that_takes_one_of_two_places() {
        let _watch = watch();
        let holder = holder("3 1 2 1");
        let once = Cell::new(false);
        holder.many.sort_by_key(|node| {
            if !once.replace(true) {
                holder.many.pop();
            }
            node.name().to_owned()
        });
        assert_eq!(order(&holder), "1 2 3");
    }

    #[test]
    fn with_a_comparison_that_puts_a_node_in_once_more() {
        let _watch = watch();
        let holder = holder("3 1 2 1");
        let once = Cell::new(false);
        holder.many.sort_by_key(|node| {
            if !once.replace(true) {
                holder.many.push(at(&holder, 1));
                holder.many.push(part("0"));
            }
            node.name().to_owned()
        });
        assert_eq!(order(&holder), "1 1 2 3 1 0");
    }

    #[test]
    fn with_a_comparison_that_empties_and_refills_the_list() {
        let _watch = watch();
        let holder = holder("3 2 1");
        holder.many.sort_by(|one, other| {
            holder.many.clear();
            holder.many.extend([part("9"), part("9")]);
            one.name().cmp(other.name())
        });
        assert_eq!(order(&holder), "9 9");
    }

    #[test]
    fn within_sort() {
        let _watch = watch();
        let holder = holder("2 3 1 4 1");
        holder.many.sort_by(|one, other| {
            holder.many.sort_by(|one, other| other.name().cmp(one.name()));
            one.name().cmp(other.name())
        });
        assert_eq!(order(&holder), "1 1 2 3 4");
    }

    /// Nodes that the comparison has taken out die after the list is in order.
    #[test]
    fn drops_removed_nodes_at_the_end() {
        let _watch = watch();
        let holder = holder("2 1 3");
        at_death(&holder, 2, |holder| note(order(holder)));
        let once = Cell::new(false);
        holder.many.sort_by_key(|node| {
            if !once.replace(true) {
                holder.many.pop();
            }
            node.name().to_owned()
        });
        assert_eq!(log(), "~3 1 2");
    }
}

mod drops_of_data {
    use super::*;

    /// A node that is being cleared is already out of the list.
    #[test]
    fn change_the_list_that_is_cleared() {
        let _watch = watch();
        let holder = holder("1 2 3");
        at_death(&holder, 0, |holder| holder.many.push(part("9")));
        at_death(&holder, 1, |holder| {
            assert_eq!(order(holder), "9");
            holder.many.clear();
            holder.many.push(part("8"));
        });
        holder.many.clear();
        assert_eq!((order(&holder).as_str(), log().as_str()), ("8", "~1 ~2 ~9 ~3"));
    }

    #[test]
    fn change_the_list_that_is_truncated_drained_or_replaced_in() {
        type Way = (&'static str, fn(&Rc<Silent>), &'static str);
        let ways: [Way; 6] = [
            ("truncate", |holder| holder.many.truncate(1), "1 9"),
            ("drain", |holder| drop(holder.many.drain()), "9"),
            ("remove", |holder| drop(holder.many.remove(1)), "1 3 9"),
            ("swap_remove", |holder| drop(holder.many.swap_remove(1)), "1 3 9"),
            ("replace", |holder| drop(holder.many.replace(1, part("7"))), "1 7 3 9"),
            ("retain", |holder| holder.many.retain(|node| node.name() != "2"), "1 3 9"),
        ];
        for (way, kill, left) in ways {
            let _watch = watch();
            let holder = holder("1 2 3");
            at_death(&holder, 1, |holder| holder.many.push(part("9")));
            kill(&holder);
            assert_eq!(order(&holder), left, "{way}");
        }
    }

    #[test]
    fn read_the_list_while_it_is_read() {
        let _watch = watch();
        let holder = holder("1 2 3");
        at_death(&holder, 1, |holder| note(order(holder)));
        let seen = RefCell::new(Vec::new());
        for node in &holder.many {
            holder.many.retain(|other| *other != node);
            seen.borrow_mut().push(node.name().to_owned());
        }
        // The iterator held them to the end.
        assert_eq!(seen.take().join(" "), "1 2 3");
        let log = log();
        assert!(log.starts_with("~1") && log.contains("~2  ~3") && live() == 1, "{log:?}");
    }
}

//! Nothing is ever "already borrowed": iterators, guards, closures and the `Drop` of data run while
//! everything changes under them.

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::collections::HashSet;

use kinfolk::{Graph, Handle, Node, Rc, Weak};

use crate::model::{
    EntryRc, FileNode, Folder, FolderNode, check, deaths, file, folder, live, name, names,
    no_leaks, root, root_of, shelf,
};

fn entry(root: &Rc<Folder>, index: usize) -> EntryRc {
    root.entries.get(index).expect("a child")
}

/// Runs the action when the data of the file at this index dies. The action gets the root if that
/// is still alive.
fn at_death(root: &Rc<Folder>, index: usize, action: impl FnOnce(&Rc<Folder>) + 'static) {
    let weak = Rc::downgrade(root);
    let EntryRc::File(file) = entry(root, index) else {
        panic!("a file");
    };
    let file: &FileNode = &file;
    file.tag.on_drop(move || {
        if let Some(root) = weak.upgrade() {
            action(&root);
        }
    });
}

mod iterators {
    use super::*;

    /// Every change that a list offers, by number.
    fn change(root: &Rc<Folder>, number: usize) {
        let list = &root.entries;
        match number {
            0 => list.push(file("new")),
            1 => list.insert(0, folder("new")),
            2 => list.extend([file("new"), file("new")]),
            3 => drop(list.add(file("new"))),
            4 if !list.is_empty() => drop(list.replace(0, file("new"))),
            5 if !list.is_empty() => drop(list.remove(0)),
            6 if !list.is_empty() => drop(list.swap_remove(0)),
            7 => drop(list.pop()),
            8 => drop(list.drain()),
            9 => list.clear(),
            10 => list.truncate(1),
            11 => list.retain(|child| child.index_in_owner().is_some_and(|i| i % 2 == 0)),
            12 if list.len() > 1 => list.swap(0, 1),
            13 if list.len() > 1 => list.move_to(0, list.len() - 1),
            14 => list.reverse(),
            15 => list.sort_by(|a, b| name(b).cmp(&name(a))),
            16 => list.sort_by_key(name),
            17 => list.first().iter().for_each(|child| list.push(child.clone())),
            18 => drop(list.last().map(|child| child.detach())),
            19 => list.last().iter().for_each(|child| {
                root.pinned.set(child.clone());
            }),
            _ => (),
        }
    }

    #[test]
    fn each_child_is_yielded_once_whatever_changes_between_the_steps() {
        for number in 0..20 {
            for step in 0..4 {
                let _no_leaks = no_leaks();
                let root = root_of("a b c d");
                let children: Vec<_> = root.entries.iter().collect();
                let mut iter = root.entries.iter();
                let guard = root.entries.read();
                let mut seen: Vec<_> = iter.by_ref().take(step).collect();
                change(&root, number);
                check(&root);
                assert_eq!(*guard, children, "{number}");
                assert_eq!(iter.len(), 4 - step);
                seen.extend(iter);
                assert_eq!(seen, children, "{number}");
            }
        }
    }

    #[test]
    fn each_child_is_yielded_once_whatever_changes_in_every_step() {
        for number in 0..20 {
            let root = root_of("a b c d e f g");
            let children: Vec<_> = root.entries.iter().collect();
            let mut seen = Vec::new();
            for child in &root.entries {
                change(&root, number);
                seen.push(child);
            }
            assert_eq!(seen, children, "{number}");
            check(&root);
        }
    }

    #[test]
    fn moving_all_children_while_iterating() {
        let (from, to) = (root_of("a b c d"), root("to"));
        for child in &from.entries {
            to.entries.insert(0, child);
        }
        assert_eq!(names(&to.entries), "d c b a");
        assert!(from.entries.is_empty());
        for child in to.entries.iter().rev() {
            from.entries.push(child);
            from.entries.reverse();
        }
        assert_eq!(from.entries.len(), 4);
        check(&from);
        check(&to);
    }

    #[test]
    fn many_iterators_started_at_different_times() {
        let root = root("root");
        let mut iterators = Vec::new();
        for number in 0..20 {
            iterators.push(root.entries.iter());
            root.entries.insert(number / 2, file(&number.to_string()));
        }
        for (number, iter) in iterators.into_iter().enumerate() {
            let numbers: HashSet<_> = iter.map(|child| name(&child)).collect();
            assert_eq!(numbers, (0..number).map(|n| n.to_string()).collect());
        }
        assert_eq!(root.entries.len(), 20);
    }

    #[test]
    fn a_guard_keeps_its_nodes_alive_until_it_is_dropped() {
        let _no_leaks = no_leaks();
        let root = root_of("a b");
        let guard = root.entries.read();
        root.entries.clear();
        assert_eq!(deaths(), "");
        assert_eq!(names(guard.iter().cloned()), "a b");
        assert!(guard.iter().all(Node::is_root));
        drop(guard);
        assert_eq!(deaths(), "a b");
    }

    #[test]
    fn an_iterator_outlives_the_handle_and_holds_what_it_shows() {
        let _no_leaks = no_leaks();
        let kept = {
            let root = root_of("a b c");
            root.entries.iter()
        };
        assert_eq!(deaths(), "root");
        let mut iter = kept.clone();
        drop(kept);
        let first = iter.next().expect("a child");
        assert!(first.is_root());
        assert_eq!(iter.next_back().as_ref().map(name), Some("c".to_owned()));
        assert_eq!(deaths(), "");
        drop(iter);
        assert_eq!(deaths(), "b c");
        drop(first);
        assert_eq!(deaths(), "a");
    }

    #[test]
    fn an_iterator_over_weak_links_outlives_the_handle_too() {
        let _no_leaks = no_leaks();
        let [root, a, b] = ["root", "a", "b"].map(root);
        root.recent.push(&a);
        root.recent.push(&b);
        let iter = root.recent.iter();
        drop((root, a, b));
        assert_eq!(deaths(), "root");
        assert_eq!(names(iter), "a b");
        assert_eq!(deaths(), "a b");
    }

    #[test]
    fn detach_through_a_guard_of_a_child_without_another_handle() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c");
        {
            let guard = root.entries.read();
            assert!(guard[1].detach());
            assert!(!guard[1].detach());
            assert_eq!(deaths(), "");
        }
        assert_eq!(deaths(), "b");
        assert_eq!(names(&root.entries), "a c");
    }

    #[test]
    fn nested_loops_over_the_same_list() {
        let root = root_of("a b c");
        let mut pairs = Vec::new();
        for one in &root.entries {
            root.entries.push(one.clone());
            for other in &root.entries {
                pairs.push(name(&one) + &name(&other));
            }
        }
        assert_eq!(pairs.join(" "), "ab ac aa bc ba bb ca cb cc");
    }

    #[test]
    fn a_list_can_be_extended_by_its_own_iterator_and_by_one_that_changes_it() {
        let root = root_of("a b c");
        root.entries.extend(&root.entries);
        assert_eq!(names(&root.entries), "a b c");
        root.entries.extend(root.entries.iter().rev().inspect(|child| {
            root.entries.push(file(&format!("{}!", name(child))));
        }));
        assert_eq!(names(&root.entries), "c! b! a! c b a");
        root.entries.extend(root.entries.iter().inspect(|_| {
            root.entries.clear();
        }));
        assert_eq!(names(&root.entries), "c! b! a! c b a");
        check(&root);
    }

    #[test]
    fn an_iterator_that_closes_a_cycle_before_its_end_is_detected() {
        let top = root("top");
        let owner = root("owner");
        // When the last child arrives, the first has become an ancestor.
        let children = [top.clone(), folder("x").into_graph()];
        let error = owner
            .archive
            .try_extend(children.into_iter().inspect(|child| {
                if *child != top {
                    top.archive.push(owner.clone());
                }
            }))
            .unwrap_err();
        assert_eq!(names(error.into_children()), "top x");
        assert_eq!(owner.folder.get(), Some(top.clone()));
        check(&top);
    }

    #[test]
    fn an_option_changes_while_its_child_is_read() {
        let root = root("root");
        root.cover.set(file("a"));
        let a = root.cover.get().unwrap();
        for step in root.children() {
            root.cover.take();
            root.cover.set(file("b"));
            assert_eq!(step, a.to_any());
        }
        assert_eq!(names(root.cover.get()), "b");
    }
}

mod retain {
    use super::*;

    #[test]
    fn a_closure_that_changes_the_list() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c d e");
        root.entries.retain(|child| match &*name(child) {
            "a" => {
                root.entries.push(file("late"));
                drop(root.entries.remove(1)); // b, before the closure was asked about it
                true
            }
            "b" => true,
            "c" => {
                root.entries.push(entry(&root, 0)); // moves a to the end
                false
            }
            "d" => {
                root.pinned.set(child.clone()); // rejected, and already gone
                false
            }
            _ => {
                root.entries.push(child.clone()); // rejected, although it was pushed again
                false
            }
        });
        assert_eq!(names(&root.entries), "late a");
        assert_eq!(names(root.pinned.get()), "d");
        assert_eq!(root.pinned.get().unwrap().owner(), Some(root.to_any()));
        check(&root);
    }

    #[test]
    fn a_closure_that_empties_the_list() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c");
        root.entries.retain(|child| {
            root.entries.clear();
            name(child) == "b"
        });
        assert!(root.entries.is_empty());
        assert_eq!(deaths().len(), "a b c".len());
    }

    #[test]
    fn a_rejected_child_that_has_moved_to_another_owner_stays_there() {
        let (root, other) = (root_of("a b"), root("other"));
        root.entries.retain(|child| {
            other.entries.push(child.clone());
            false
        });
        assert_eq!(names(&other.entries), "a b");
        check(&root);
        check(&other);
    }

    #[test]
    fn nested_retains_of_one_list() {
        let root = root_of("a b c d");
        root.entries.retain(|outer| {
            root.entries.retain(|inner| inner == outer || name(inner) != "c");
            name(outer) != "a"
        });
        assert_eq!(names(&root.entries), "b d");
        check(&root);
    }

    #[test]
    fn a_new_child_at_the_address_of_a_dead_one_is_not_mistaken_for_it() {
        let _no_leaks = no_leaks();
        for _ in 0..50 {
            let root = root_of("a b c d");
            let mut new = Vec::new();
            root.entries.retain(|child| {
                // Dies as soon as it has no handle; the next node is likely to get its address.
                let index = root.entries.position(child).unwrap();
                drop(root.entries.remove(index));
                new.push(name(child));
                root.entries.push(file("new"));
                false
            });
            assert_eq!(names(&root.entries), "new new new new");
            check(&root);
        }
    }

    #[test]
    fn a_new_child_that_a_drop_makes_at_the_address_of_a_dead_one_is_not_mistaken_for_it() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c d e f");
        for index in 0..6 {
            at_death(&root, index, |root| root.entries.push(file("new")));
        }
        root.entries.retain(|_| {
            drop(root.entries.remove(0));
            false
        });
        assert_eq!(names(&root.entries), "new new new new new new");
        check(&root);
    }

    #[test]
    fn a_drop_that_makes_new_children_while_rejected_ones_go() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c d");
        for index in [1, 2] {
            at_death(&root, index, |root| {
                for _ in 0..4 {
                    root.entries.push(file("new"));
                }
            });
        }
        root.entries.retain(|child| !["b", "c"].contains(&&*name(child)));
        assert_eq!(names(&root.entries), "a d new new new new new new new new");
        check(&root);
    }
}

mod sort {
    use super::*;

    #[test]
    fn a_comparison_that_changes_the_list() {
        let _no_leaks = no_leaks();
        let root = root_of("e d c b a");
        let once = Cell::new(false);
        root.entries.sort_by(|one, other| {
            if !once.replace(true) {
                let b = entry(&root, 3);
                root.pinned.set(b);
                root.entries.insert(0, file("late"));
                root.entries.insert(0, file("later"));
            }
            name(one).cmp(&name(other))
        });
        assert_eq!(names(&root.entries), "a c d e later late");
        assert_eq!(names(root.pinned.get()), "b");
        check(&root);
    }

    #[test]
    fn a_comparison_that_empties_and_refills_the_list() {
        let _no_leaks = no_leaks();
        let root = root_of("c b a");
        root.entries.sort_by(|one, other| {
            root.entries.clear();
            for _ in 0..3 {
                root.entries.push(file("x"));
            }
            name(one).cmp(&name(other))
        });
        assert_eq!(names(&root.entries), "x x x");
        check(&root);
    }

    #[test]
    fn a_comparison_that_takes_a_child_out_and_puts_it_back() {
        let root = root_of("c b a");
        root.entries.sort_by(|one, other| {
            let last = root.entries.pop().unwrap();
            root.entries.insert(0, last);
            name(one).cmp(&name(other))
        });
        assert_eq!(names(&root.entries), "a b c");
        check(&root);
    }

    #[test]
    fn nested_sorts_of_one_list() {
        let root = root_of("b c a d");
        root.entries.sort_by(|one, other| {
            root.entries.sort_by(|one, other| name(other).cmp(&name(one)));
            name(one).cmp(&name(other))
        });
        assert_eq!(names(&root.entries), "a b c d");
        check(&root);
    }

    #[test]
    fn a_key_that_changes_the_list_when_made_and_when_dropped() {
        struct Key<'a>(String, &'a Rc<Folder>);
        impl Drop for Key<'_> {
            fn drop(&mut self) {
                self.1.entries.reverse();
                self.1.notes.push(crate::model::note("n"));
            }
        }
        impl PartialEq for Key<'_> {
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }
        impl Eq for Key<'_> {}
        impl PartialOrd for Key<'_> {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }
        impl Ord for Key<'_> {
            fn cmp(&self, other: &Self) -> Ordering {
                self.1.entries.push(entry(self.1, 0));
                self.0.cmp(&other.0)
            }
        }
        let root = root_of("d a c b");
        root.entries.sort_by_key(|child| Key(name(child), &root));
        assert_eq!(names(&root.entries), "a b c d");
        assert!(root.notes.len() > 4);
        check(&root);
    }

    #[test]
    fn a_child_that_the_comparison_has_removed_dies_when_the_list_is_in_order() {
        let _no_leaks = no_leaks();
        let root = root_of("c b a");
        let seen = std::rc::Rc::new(RefCell::new(String::new()));
        let see = seen.clone();
        at_death(&root, 1, move |root| *see.borrow_mut() = names(&root.entries));
        root.entries.sort_by(|one, other| {
            root.entries.retain(|child| name(child) != "b");
            name(one).cmp(&name(other))
        });
        assert_eq!(*seen.borrow(), "a c");
    }
}

/// A `Drop` in user code that changes the very list that its node is leaving.
mod leaving_the_list {
    use super::*;

    type Way = (&'static str, fn(&Rc<Folder>));

    /// Every operation that removes the children `a b c` and keeps `x` and `y`, with the action in
    /// the `Drop` of `a`, `b` and `c`.
    fn each_way_out(expected: &str, action: fn(&Rc<Folder>)) {
        let ways: [Way; 5] = [
            ("retain", |root| root.entries.retain(|child| name(child) >= "x".into())),
            ("truncate", |root| {
                root.entries.extend([entry(root, 0), entry(root, 1), entry(root, 2)]);
                root.entries.truncate(2);
            }),
            ("remove", |root| {
                for leaving in ["a", "b", "c"] {
                    let at = root.entries.read().iter().position(|child| name(child) == leaving);
                    drop(at.map(|at| root.entries.remove(at)));
                }
            }),
            ("drain", |root| {
                let mut kept: Vec<_> = root.entries.drain().collect();
                root.entries.extend(kept.split_off(3));
                drop(kept);
            }),
            ("detach", |root| {
                for child in &root.entries {
                    if name(&child) < "x".into() {
                        child.detach();
                    }
                }
            }),
        ];
        for (way, leave) in ways {
            let _no_leaks = no_leaks();
            let root = root_of("a b c x y");
            (0..3).for_each(|index| at_death(&root, index, action));
            leave(&root);
            assert_eq!(names(&root.entries), expected, "{way}");
            check(&root);
        }
    }

    #[test]
    fn and_looking_at_it() {
        each_way_out("x y", |root| {
            check(root);
            assert!(names(&root.entries).contains('x'));
        });
    }

    #[test]
    fn and_pushing() {
        each_way_out("x y new new new", |root| root.entries.push(file("new")));
    }

    #[test]
    fn and_removing_the_next() {
        each_way_out("y", |root| {
            let x = root.entries.iter().find(|child| name(child) == "x");
            assert!(x.is_none_or(|x| x.detach()));
        });
    }

    #[test]
    fn and_clearing_it() {
        each_way_out("", |root| {
            let gone = root.entries.drain().filter(|child| name(child) < "x".into());
            root.entries.extend(gone.collect::<Vec<_>>());
            root.entries.clear();
        });
    }

    #[test]
    fn and_iterating_sorting_and_retaining() {
        each_way_out("y x", |root| {
            root.entries.sort_by_key(|child| std::cmp::Reverse(name(child)));
            root.entries.retain(|_| true);
            for child in &root.entries {
                root.entries.push(child);
            }
        });
    }

    #[test]
    fn clear_removes_the_children_at_its_start() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c");
        for index in 0..3 {
            at_death(&root, index, move |root| root.entries.push(file(&format!("new{index}"))));
        }
        root.entries.clear();
        assert_eq!(deaths(), "a b c");
        assert_eq!(names(&root.entries), "new0 new1 new2");
        check(&root);
    }

    #[test]
    fn a_set_and_a_take() {
        let _no_leaks = no_leaks();
        let root = root("root");
        root.cover.set(file("a"));
        let weak = Rc::downgrade(&root);
        root.cover.get().unwrap().tag.on_drop(move || {
            let root = weak.upgrade().unwrap();
            assert_eq!(names(root.cover.get()), "b");
            root.cover.set(file("c"));
        });
        root.cover.set(file("b"));
        assert_eq!(deaths(), "a b");
        assert_eq!(names(root.cover.get()), "c");
        check(&root);
    }

    #[test]
    fn nodes_that_die_together_are_unreachable_and_held_ones_are_free() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c");
        let refuge = folder("refuge").into_graph();
        // The folder's data is dropped before its links, but everything that it owns is dead along
        // with it.
        let (a, held) = (entry(&root, 0).downgrade(), entry(&root, 1));
        let (me, safe, b) = (Rc::downgrade(&root), Rc::downgrade(&refuge), held.downgrade());
        root.tag.on_drop(move || {
            assert_eq!(me.upgrade(), None);
            assert_eq!(a.upgrade(), None);
            let b = b.upgrade().expect("it is held");
            assert_eq!(b.owner(), None);
            assert!(b.is_root() && !b.detach());
            safe.upgrade().unwrap().entries.push(b);
        });
        drop(root);
        assert_eq!(deaths(), "root a c");
        assert_eq!(names(&refuge.entries), "b");
        assert_eq!(held.owner(), Some(refuge.to_any()));
        check(&refuge);
    }

    #[test]
    fn a_subtree_that_is_held_in_a_deep_death() {
        let _no_leaks = no_leaks();
        let refuge = root("refuge");
        let top = root("top");
        let mut chain = vec![top.clone()];
        for number in 0..300 {
            let next = folder(&number.to_string()).into_graph();
            chain[number].inner.set(next.clone());
            chain.push(next);
        }
        let [above, saved, below] = [199, 200, 201].map(|index| Rc::downgrade(&chain[index]));
        let (safe, held) = (refuge.clone(), chain[200].clone());
        chain[150].tag.on_drop(move || {
            assert_eq!(above.upgrade(), None);
            assert_eq!(below.upgrade().unwrap().ancestors().count(), 1);
            safe.archive.push(saved.upgrade().unwrap());
        });
        drop(chain);
        drop(top);
        assert_eq!(refuge.archive.get(0), Some(held.clone()));
        assert_eq!(held.tag.name(), "199");
        assert_eq!(held.descendants().count(), 100);
        check(&refuge);
    }
}

mod order_of_death {
    use super::*;

    type End = (&'static str, fn(Rc<Folder>));

    fn families() -> Rc<Folder> {
        let root = root("root");
        for name in ["a", "b", "c"] {
            let child = root.archive.add(folder(name));
            child.archive.extend([folder(&format!("{name}0")), folder(&format!("{name}1"))]);
        }
        root
    }

    #[test]
    fn children_die_one_after_the_other_in_link_order() {
        let _no_leaks = no_leaks();
        let ways: [End; 5] = [
            ("clear", |root| root.archive.clear()),
            ("truncate", |root| root.archive.truncate(0)),
            ("retain", |root| root.archive.retain(|_| false)),
            ("drain", |root| drop(root.archive.drain())),
            ("drop", drop),
        ];
        for (way, kill) in ways {
            let root = families();
            deaths();
            kill(root);
            let deaths = deaths();
            let deaths = deaths.trim_start_matches("root ").trim_end_matches(" root");
            assert_eq!(deaths, "a a0 a1 b b0 b1 c c0 c1", "{way}");
        }
    }

    /// As above, with a first child that is deeper than any recursion.
    #[test]
    fn a_deep_child_dies_as_a_whole_before_the_next_one() {
        let _no_leaks = no_leaks();
        let ways: [End; 4] = [
            ("clear", |root| root.archive.clear()),
            ("truncate", |root| root.archive.truncate(0)),
            ("retain", |root| root.archive.retain(|_| false)),
            ("drop", drop),
        ];
        for (way, kill) in ways {
            let root = families();
            let mut deepest = root.archive.get(0).unwrap();
            for _ in 0..200 {
                deepest.inner.set(folder("deep"));
                deepest = deepest.inner.get().unwrap();
            }
            drop(deepest);
            deaths();
            kill(root);
            let deaths: Vec<_> = deaths().split(' ').map(str::to_owned).collect();
            let place = |name: &str| deaths.iter().position(|death| death == name);
            let last_of_a = deaths.iter().rposition(|death| death == "deep");
            assert!(
                last_of_a < place("b"),
                "{way}: `b` died when {} of 200 nodes below `a` had",
                deaths[..place("b").unwrap()].iter().filter(|death| *death == "deep").count(),
            );
        }
    }

    #[test]
    fn a_dead_child_is_unreachable_when_the_next_one_dies() {
        let _no_leaks = no_leaks();
        let root = families();
        let weak: Vec<Weak<Folder>> = root.archive.read().iter().map(Rc::downgrade).collect();
        let first = weak[0].clone();
        weak[1].upgrade().unwrap().tag.on_drop(move || assert_eq!(first.upgrade(), None));
        root.archive.clear();
        assert!(weak.iter().all(|weak| weak.upgrade().is_none()));
    }
}

impl FolderNode {
    fn leave(&self) -> (bool, String) {
        (self.detach(), self.tag.name().to_owned())
    }
}

#[test]
fn a_method_of_the_node_that_lets_go_of_itself() {
    let _no_leaks = no_leaks();
    let root = root("root");
    root.archive.push(folder("a"));
    assert_eq!(root.archive.get(0).unwrap().leave(), (true, "a".into()));
    assert_eq!(deaths(), "a");
    root.inner.set(folder("b"));
    assert_eq!(root.inner.get().unwrap().leave(), (true, "b".into()));
    assert_eq!(deaths(), "b");
    check(&root);
}

#[test]
fn a_walk_over_a_tree_that_is_torn_down() {
    let _no_leaks = no_leaks();
    let before = live();
    let root = root("root");
    for number in 0..5 {
        let child = root.archive.add(folder(&number.to_string()));
        child.archive.extend([folder("x"), folder("y")]);
        child.rack.set(shelf("z"));
    }
    let mut seen = Vec::new();
    for node in root.descendants() {
        seen.push(name(&node));
        root.archive.clear();
        if let Some(node) = node.downcast::<Folder>() {
            node.archive.clear();
        }
    }
    let seen = seen.join(" ");
    assert_eq!(seen, "0 x y z 1 x y z 2 x y z 3 x y z 4 x y z");
    assert!(root.archive.is_empty());
    drop(root);
    assert_eq!(live(), before);
}

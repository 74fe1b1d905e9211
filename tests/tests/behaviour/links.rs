//! Every operation of every link: its result, the order it leaves, and both ends.

use std::cmp::Reverse;

use kinfolk::{AttachErrorKind, Graph, Handle, Node, Own, Rc};

use crate::model::{
    Entry, EntryRc, File, Folder, Item, ItemRc, Note, PlaceRc, Shelf, check, deaths, file, folder,
    live, names, no_leaks, note, panic_of, root, root_of, shelf,
};

fn order(list: &Own<Folder, Vec<Entry>>) -> String {
    names(list)
}

fn entry(root: &Rc<Folder>, index: usize) -> EntryRc {
    root.entries.get(index).expect("a child")
}

mod lists {
    use super::*;

    #[test]
    fn an_empty_list() {
        let root = root("root");
        let list = &root.entries;
        assert_eq!(list.len(), 0);
        assert!(list.is_empty());
        assert_eq!(list.first(), None);
        assert_eq!(list.last(), None);
        assert_eq!(list.get(0), None);
        assert_eq!(list.pop(), None);
        assert_eq!(list.iter().next(), None);
        assert!(list.read().is_empty());
        assert_eq!(list.drain().next(), None);
        list.clear();
        list.truncate(0);
        list.reverse();
        list.retain(|_| unreachable!());
        list.sort_by(|_, _| unreachable!());
        list.extend::<[Entry; 0]>([]);
        assert!(list.is_empty());
    }

    #[test]
    fn reading() {
        let root = root_of("a b c");
        let list = &root.entries;
        assert_eq!(list.len(), 3);
        assert!(!list.is_empty());
        assert_eq!(names(list.first()), "a");
        assert_eq!(names(list.get(1)), "b");
        assert_eq!(names(list.last()), "c");
        assert_eq!(list.get(3), None);
        assert_eq!(list.get(usize::MAX), None);
        for index in 0..3 {
            let child = entry(&root, index);
            assert!(list.contains(&child));
            assert_eq!(list.position(&child), Some(index));
        }
        let stranger = EntryRc::from(file("a"));
        assert!(!list.contains(&stranger));
        assert_eq!(list.position(&stranger), None);
        assert_eq!(list.owner(), root);
    }

    #[test]
    fn a_child_of_another_list_is_not_contained() {
        let (one, other) = (root_of("a b"), root_of("a b"));
        assert!(!one.entries.contains(&entry(&other, 0)));
        let inner = EntryRc::from(one.archive.add(folder("inner")));
        assert!(!one.entries.contains(&inner));
    }

    #[test]
    fn push_and_add_put_at_the_end() {
        let root = root("root");
        root.entries.push(file("a"));
        root.entries.push(folder("b"));
        root.entries.push(Entry::File(file("c")));
        root.entries.push(file("d").into_graph());
        root.entries.push(EntryRc::from(folder("e")));
        root.entries.push(Box::new(Entry::File(file("f"))));
        let g = root.entries.add(file("g"));
        assert_eq!(g, entry(&root, 6));
        assert_eq!(order(&root.entries), "a b c d e f g");
        check(&root);
    }

    #[test]
    fn add_returns_the_handle_of_an_existing_child() {
        let root = root("root");
        let child = file("a").into_graph();
        assert_eq!(root.entries.add(child.clone()), EntryRc::File(child.clone()));
        assert_eq!(child.folder.get(), Some(root));
    }

    #[test]
    fn push_of_an_existing_child_moves_it_to_the_end() {
        for road in 0..4 {
            let root = root_of("a b c");
            let a = entry(&root, 0);
            match road {
                0 => root.entries.push(a.clone()),
                1 => root.entries.try_push(a.clone()).unwrap(),
                2 => root.entries.extend([a.clone()]),
                _ => assert_eq!(root.entries.add(a.clone()), a),
            }
            assert_eq!(order(&root.entries), "b c a");
            root.entries.push(a.clone());
            assert_eq!(order(&root.entries), "b c a");
            check(&root);
        }
    }

    #[test]
    fn insert_of_a_new_child() {
        for (index, expected) in [(0, "x a b"), (1, "a x b"), (2, "a b x")] {
            let root = root_of("a b");
            root.entries.insert(index, file("x"));
            assert_eq!(order(&root.entries), expected);
            check(&root);
        }
    }

    #[test]
    fn insert_of_an_existing_child_takes_the_index_in_the_result() {
        let results = [
            ["a b c d", "b a c d", "b c a d", "b c d a"],
            ["b a c d", "a b c d", "a c b d", "a c d b"],
            ["c a b d", "a c b d", "a b c d", "a b d c"],
            ["d a b c", "a d b c", "a b d c", "a b c d"],
        ];
        for (from, results) in results.iter().enumerate() {
            for (to, expected) in results.iter().enumerate() {
                let root = root_of("a b c d");
                let child = entry(&root, from);
                root.entries.insert(to, child.clone());
                assert_eq!(order(&root.entries), *expected, "{from} to {to}");
                assert_eq!(root.entries.position(&child), Some(to));
                check(&root);

                let same = root_of("a b c d");
                same.entries.move_to(from, to);
                assert_eq!(order(&same.entries), *expected, "move_to({from}, {to})");
                check(&same);
            }
        }
    }

    #[test]
    fn insert_beyond_the_end_is_refused() {
        let root = root_of("a b");
        let error = root.entries.try_insert(3, file("x")).unwrap_err();
        assert_eq!(error.kind(), AttachErrorKind::IndexOutOfBounds);
        assert_eq!(error.to_string(), "insert: index 3 is out of bounds, the largest is 2");
        assert_eq!(names([error.child()].map(Clone::clone)), "x");
        let x = error.into_child();
        assert_eq!(x.owner(), None);

        // A child of this list does not make it longer, but the length means the end all the same.
        let a = entry(&root, 0);
        let error = root.entries.try_insert(3, a.clone()).unwrap_err();
        assert_eq!(error.to_string(), "insert: index 3 is out of bounds, the largest is 2");
        assert_eq!(error.into_children(), std::slice::from_ref(&a));
        root.entries.insert(2, a.clone());
        assert_eq!(names(&root.entries), "b a");
        root.entries.try_insert(2, a.clone()).unwrap();
        root.entries.insert(1, a.clone());
        assert_eq!(names(&root.entries), "b a");
        root.entries.insert(0, a);

        // A child of another owner stays where it is.
        let other = root_of("y");
        let y = entry(&other, 0);
        let panic = panic_of(|| root.entries.insert(usize::MAX, y.clone()));
        assert_eq!(
            panic.message,
            format!("insert: index {} is out of bounds, the largest is 2", usize::MAX),
        );
        assert_eq!(order(&root.entries), "a b");
        assert_eq!(order(&other.entries), "y");
        check(&root);
        check(&other);
    }

    #[test]
    fn extend_takes_plain_values_handles_and_other_lists() {
        let root = root_of("a");
        root.entries.extend([file("b"), file("c")]);
        root.entries.extend([folder("d").into_graph()]);
        root.entries.extend(vec![Entry::File(file("e")), Entry::Folder(folder("f"))]);
        root.entries.extend(Some(EntryRc::from(file("g"))));
        let other = root_of("h i");
        root.entries.extend(&other.entries);
        root.entries.try_extend(root_of("j k").entries.drain()).unwrap();
        assert_eq!(order(&root.entries), "a b c d e f g h i j k");
        assert!(other.entries.is_empty());
        check(&root);
        check(&other);
    }

    #[test]
    fn extend_with_existing_children_moves_them_to_the_end_in_order() {
        let root = root_of("a b c d");
        let [a, c] = [entry(&root, 0), entry(&root, 2)];
        root.entries.extend([c.clone(), EntryRc::from(file("x")), a.clone()]);
        assert_eq!(order(&root.entries), "b d c x a");
        root.entries.extend([a.clone(), c.clone(), a.clone(), a]);
        assert_eq!(order(&root.entries), "b d x c a");
        root.entries.extend(root.entries.iter().rev());
        assert_eq!(order(&root.entries), "a c x d b");
        check(&root);
    }

    #[test]
    fn replace_returns_the_old_child() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c");
        let b = root.entries.replace(1, folder("x"));
        assert_eq!(names([b.clone()]), "b");
        assert_eq!(b.owner(), None);
        assert_eq!(order(&root.entries), "a x c");
        check(&root);
        drop(b);
        assert_eq!(deaths(), "b");
    }

    #[test]
    fn replace_by_itself_changes_nothing() {
        let root = root_of("a b c");
        let b = entry(&root, 1);
        assert_eq!(root.entries.replace(1, b.clone()), b);
        assert_eq!(order(&root.entries), "a b c");
        check(&root);
    }

    #[test]
    fn replace_by_a_child_of_the_same_list_closes_the_gap() {
        let results = [
            ["", "a c d", "b a d", "b c a"],
            ["b c d", "", "a b d", "a c b"],
            ["c b d", "a c d", "", "a b c"],
            ["d b c", "a d c", "a b d", ""],
        ];
        for (from, results) in results.iter().enumerate() {
            for (to, expected) in results.iter().enumerate().filter(|(to, _)| *to != from) {
                let root = root_of("a b c d");
                let (moved, expected_old) = (entry(&root, from), entry(&root, to));
                let old = root.entries.replace(to, moved);
                assert_eq!(old, expected_old);
                assert_eq!(old.owner(), None);
                assert_eq!(order(&root.entries), *expected, "{from} in the place of {to}");
                check(&root);
            }
        }
    }

    #[test]
    fn replace_by_a_descendant_of_the_old_child() {
        let root = root("root");
        let a = root.archive.add(folder("a"));
        let b = a.archive.add(folder("b"));
        let c = b.archive.add(folder("c"));
        assert_eq!(root.archive.replace(0, c.clone()), a);
        assert_eq!(c.folder.get(), Some(root.clone()));
        assert_eq!(a.folder.get(), None);
        assert_eq!(names(a.descendants_or_self()), "a b");
        check(&root);
        check(&a);
    }

    #[test]
    fn pop_remove_and_swap_remove_take_out() {
        let root = root_of("a b c d e f");
        let f = root.entries.pop().unwrap();
        assert_eq!(order(&root.entries), "a b c d e");
        let b = root.entries.remove(1);
        assert_eq!(order(&root.entries), "a c d e");
        let a = root.entries.swap_remove(0);
        assert_eq!(order(&root.entries), "e c d");
        let d = root.entries.swap_remove(2);
        assert_eq!(order(&root.entries), "e c");
        for child in [&f, &b, &a, &d] {
            assert_eq!(child.owner(), None);
            assert!(!root.entries.contains(child));
        }
        assert_eq!(names([f, b, a, d]), "f b a d");
        check(&root);
    }

    #[test]
    fn drain_takes_all_at_once() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c d");
        let mut drain = root.entries.drain();
        assert!(root.entries.is_empty());
        assert_eq!(drain.len(), 4);
        let a = drain.next().unwrap();
        assert_eq!(a.owner(), None);
        assert_eq!(names(drain.next_back()), "d");
        assert_eq!(drain.size_hint(), (2, Some(2)));
        assert_eq!(deaths(), "d");
        root.entries.push(a);
        drop(drain);
        assert_eq!(deaths(), "b c");
        assert_eq!(order(&root.entries), "a");
        check(&root);
    }

    #[test]
    fn clear_and_truncate() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c d e");
        let e = root.entries.last().unwrap();
        root.entries.truncate(9);
        root.entries.truncate(5);
        assert_eq!(order(&root.entries), "a b c d e");
        root.entries.truncate(3);
        assert_eq!(order(&root.entries), "a b c");
        assert_eq!(deaths(), "d");
        assert_eq!(e.owner(), None);
        check(&root);
        root.entries.clear();
        assert!(root.entries.is_empty());
        assert_eq!(deaths(), "a b c");
        root.entries.push(e);
        root.entries.truncate(0);
        assert_eq!(deaths(), "e");
    }

    #[test]
    fn retain_keeps_the_children_that_the_closure_accepts() {
        let root = root_of("a b c d e");
        let [b, d] = [entry(&root, 1), entry(&root, 3)];
        let mut calls = String::new();
        root.entries.retain(|child| {
            calls += &names([child.clone()]);
            *child != b && *child != d
        });
        assert_eq!(calls, "abcde");
        assert_eq!(order(&root.entries), "a c e");
        assert_eq!(b.owner(), None);
        assert_eq!(d.owner(), None);
        check(&root);
        root.entries.retain(|_| true);
        assert_eq!(order(&root.entries), "a c e");
        root.entries.retain(|_| false);
        assert!(root.entries.is_empty());
    }

    #[test]
    fn swap_and_reverse() {
        let root = root_of("a b c d");
        root.entries.swap(0, 2);
        assert_eq!(order(&root.entries), "c b a d");
        check(&root);
        root.entries.swap(3, 3);
        assert_eq!(order(&root.entries), "c b a d");
        root.entries.reverse();
        assert_eq!(order(&root.entries), "d a b c");
        check(&root);
    }

    #[test]
    fn sorting_is_stable() {
        let root = root_of("c1 a2 b1 a1 c2");
        let key = |child: &EntryRc| names([child.clone()]).as_bytes()[0];
        root.entries.sort_by_key(key);
        assert_eq!(order(&root.entries), "a2 a1 b1 c1 c2");
        check(&root);
        root.entries.sort_by(|a, b| key(b).cmp(&key(a)));
        assert_eq!(order(&root.entries), "c1 c2 b1 a2 a1");
        root.entries.sort_by_key(|child| Reverse(names([child.clone()])));
        assert_eq!(order(&root.entries), "c2 c1 b1 a2 a1");
        check(&root);
    }

    #[test]
    fn indices_out_of_bounds_panic_and_change_nothing() {
        let root = root_of("a b");
        let list = &root.entries;
        let panics = |operation: &str, index: usize, action: &dyn Fn()| {
            let expected = format!("{operation}: index {index} is out of bounds for 2 children");
            assert_eq!(panic_of(action).message, expected);
            assert_eq!(order(list), "a b");
        };
        for index in [2, 3, usize::MAX] {
            panics("remove", index, &|| drop(list.remove(index)));
            panics("swap_remove", index, &|| drop(list.swap_remove(index)));
            let refused = panic_of(|| drop(list.replace(index, file("x")))).message;
            assert_eq!(
                refused,
                format!("replace: index {index} is out of bounds, the largest is 1")
            );
            let error = list.try_replace(index, file("x")).unwrap_err();
            assert_eq!(error.kind(), AttachErrorKind::IndexOutOfBounds);
            assert_eq!(error.to_string(), refused);
            assert_eq!(order(list), "a b");
            panics("swap", index, &|| list.swap(index, 0));
            panics("swap", index, &|| list.swap(0, index));
            panics("swap", index, &|| list.swap(index, index));
            panics("move_to", index, &|| list.move_to(index, 0));
            panics("move_to", index, &|| list.move_to(0, index));
            panics("move_to", index, &|| list.move_to(index, index));
        }
        check(&root);
    }

    #[test]
    fn replace_out_of_bounds_leaves_the_new_child_where_it_is() {
        let (root, other) = (root_of("a"), root_of("x"));
        let x = entry(&other, 0);
        panic_of(|| root.entries.replace(1, x.clone()));
        assert_eq!(order(&root.entries), "a");
        assert_eq!(order(&other.entries), "x");
        check(&other);
    }

    #[test]
    fn panics_name_the_callers_line() {
        let root = root_of("a b");
        let list = &root.entries;
        let me = root.clone();
        let archive = &root.archive;
        let actions: [(&str, &dyn Fn()); 13] = [
            ("push", &|| archive.push(me.clone())),
            ("insert, a cycle", &|| archive.insert(0, me.clone())),
            ("extend", &|| archive.extend([me.clone()])),
            ("add", &|| drop(archive.add(me.clone()))),
            ("set", &|| drop(root.inner.set(me.clone()))),
            ("replace, a cycle", &|| drop(list.replace(0, me.clone()))),
            ("insert", &|| list.insert(9, file("x"))),
            ("replace", &|| drop(list.replace(9, file("x")))),
            ("remove", &|| drop(list.remove(9))),
            ("swap_remove", &|| drop(list.swap_remove(9))),
            ("swap", &|| list.swap(9, 0)),
            ("move_to", &|| list.move_to(0, 9)),
            ("move_to, same", &|| list.move_to(9, 9)),
        ];
        let strays: Vec<_> = actions
            .iter()
            .map(|(name, action)| (name, panic_of(action)))
            .filter(|(_, panic)| !panic.file.ends_with("links.rs"))
            .map(|(name, panic)| format!("{name}: {}:{}", panic.file, panic.line))
            .collect();
        assert!(strays.is_empty(), "panics that name a line of the library: {strays:#?}");
    }

    #[test]
    fn iter_goes_from_both_ends() {
        let root = root_of("a b c d e");
        let mut iter = root.entries.iter();
        assert_eq!(iter.len(), 5);
        assert_eq!(names(iter.next()), "a");
        assert_eq!(names(iter.next_back()), "e");
        assert_eq!(iter.size_hint(), (3, Some(3)));
        assert_eq!(names(iter.clone()), "b c d");
        assert_eq!(names(iter.clone().rev()), "d c b");
        assert_eq!(names(iter.clone().nth(1)), "c");
        assert_eq!(names(iter.clone().nth_back(1)), "c");
        assert_eq!(names(iter.clone().last()), "d");
        assert_eq!(iter.clone().nth(3), None);
        assert_eq!(iter.nth(usize::MAX), None);
        assert_eq!(iter.len(), 0);
        assert_eq!(iter.next(), None);
        assert_eq!(iter.next_back(), None);
        assert_eq!(iter.next(), None);
    }

    #[test]
    fn read_lends_a_slice() {
        let root = root_of("a b c");
        let read = root.entries.read();
        assert_eq!(read.len(), 3);
        assert_eq!(read[1], entry(&root, 1));
        assert_eq!(names(read.iter().cloned()), "a b c");
        let mut count = 0;
        for child in &read {
            assert_eq!(*child, read[count]);
            count += 1;
        }
        assert_eq!(count, 3);
        assert_eq!(format!("{read:?}"), format!("{:?}", root.entries));
    }

    #[test]
    fn a_for_loop_over_the_list() {
        let root = root_of("a b");
        let mut seen = Vec::new();
        for child in &root.entries {
            seen.push(child);
        }
        assert_eq!(names(seen), "a b");
    }
}

mod options {
    use super::*;

    #[test]
    fn an_empty_option() {
        let root = root("root");
        assert_eq!(root.cover.get(), None);
        assert!(root.cover.is_none());
        assert!(!root.cover.is_some());
        assert_eq!(root.cover.take(), None);
        assert_eq!(root.cover.owner(), root);
    }

    #[test]
    fn set_returns_the_old_child() {
        let _no_leaks = no_leaks();
        let root = root("root");
        assert_eq!(root.cover.set(file("a")), None);
        let a = root.cover.get().unwrap();
        assert!(root.cover.is_some());
        assert!(!root.cover.is_none());
        assert_eq!(a.folder.get(), Some(root.clone()));
        check(&root);

        let b = file("b").into_graph();
        assert_eq!(root.cover.try_set(b.clone()).unwrap(), Some(a.clone()));
        assert_eq!(a.owner(), None);
        assert_eq!(root.cover.get(), Some(b.clone()));
        check(&root);

        assert_eq!(root.cover.take(), Some(b.clone()));
        assert_eq!(b.owner(), None);
        assert!(root.cover.is_none());
        check(&root);
        drop((a, b));
        assert_eq!(deaths(), "a b");
    }

    #[test]
    fn set_of_the_same_child_changes_nothing() {
        let root = root("root");
        let a = file("a").into_graph();
        root.cover.set(a.clone());
        assert_eq!(root.cover.set(a.clone()), Some(a.clone()));
        assert_eq!(root.cover.get(), Some(a.clone()));
        assert_eq!(a.folder.get(), Some(root.clone()));
        check(&root);
    }

    #[test]
    fn boxed_options_take_the_plain_value_boxed_or_not() {
        let root = root("root");
        root.inner.set(folder("a"));
        root.inner.set(Box::new(folder("b")));
        assert_eq!(names(root.inner.get()), "b");
        root.inner.set(folder("c").into_graph());
        assert_eq!(names(root.inner.get()), "c");
        check(&root);
    }

    #[test]
    fn options_of_unions() {
        let root = root("root");
        root.pinned.set(file("a"));
        root.pinned.set(Entry::Folder(folder("b")));
        assert!(matches!(root.pinned.get(), Some(EntryRc::Folder(b)) if b.tag.name() == "b"));
        let c = file("c").into_graph();
        let old = root.pinned.set(c.clone()).unwrap();
        assert_eq!(old.owner(), None);
        assert_eq!(root.pinned.get(), Some(EntryRc::File(c.clone())));
        assert_eq!(root.pinned.take(), Some(c.clone().into()));
        assert_eq!(c.folder.get(), None);
    }

    #[test]
    fn set_by_a_descendant_of_the_old_child() {
        let root = root("root");
        root.inner.set(folder("a"));
        let a = root.inner.get().unwrap();
        a.inner.set(folder("b"));
        let b = a.inner.get().unwrap();
        assert_eq!(root.inner.set(b.clone()), Some(a.clone()));
        assert_eq!(b.folder.get(), Some(root.clone()));
        assert!(a.is_root() && a.inner.is_none());
        check(&root);
    }

    #[test]
    fn a_taken_child_without_another_handle_dies() {
        let _no_leaks = no_leaks();
        let root = root("root");
        root.label_of(file("a"));
        root.cover.take();
        assert_eq!(deaths(), "a");
        root.label_of(file("b"));
        root.cover.set(file("c"));
        assert_eq!(deaths(), "b");
    }

    impl crate::model::FolderNode {
        fn label_of(&self, file: File) {
            self.cover.set(file);
        }
    }
}

mod back_links {
    use super::*;

    #[test]
    fn only_the_link_to_the_owners_type_is_set() {
        let root = root("root");
        let rack = shelf("rack").into_graph();
        let a = file("a").into_graph();
        assert_eq!((a.folder.get(), a.shelf.get()), (None, None));
        root.entries.push(a.clone());
        assert_eq!((a.folder.get(), a.shelf.get()), (Some(root.clone()), None));
        rack.files.push(a.clone());
        assert_eq!((a.folder.get(), a.shelf.get()), (None, Some(rack.clone())));
        root.cover.set(a.clone());
        assert_eq!((a.folder.get(), a.shelf.get()), (Some(root.clone()), None));
        a.detach();
        assert_eq!((a.folder.get(), a.shelf.get()), (None, None));
    }

    #[test]
    fn a_link_to_a_union_shows_the_owners_type() {
        let root = root("root");
        let rack = shelf("rack").into_graph();
        let a = root.notes.add(note("a"));
        assert_eq!(a.on.get(), Some(PlaceRc::Folder(root.clone())));
        rack.label.set(a.clone());
        assert_eq!(a.on.get(), Some(PlaceRc::Shelf(rack.clone())));
        assert!(root.notes.is_empty());
        drop(rack);
        assert_eq!(a.on.get(), None);
    }

    #[test]
    fn a_child_that_outlives_its_owner_has_no_owner() {
        let _no_leaks = no_leaks();
        let root = root_of("a b");
        let a = entry(&root, 0);
        let inner = root.archive.add(folder("inner"));
        let deep = inner.notes.add(note("deep"));
        drop(root);
        assert_eq!(deaths(), "root b");
        assert_eq!(a.owner(), None);
        assert!(inner.is_root());
        assert_eq!(inner.folder.get(), None);
        assert_eq!(deep.on.get(), Some(PlaceRc::Folder(inner)));
        check(&a);
    }

    #[test]
    fn an_orphaned_child_can_be_owned_again() {
        let (first, second) = (root_of("a"), shelf("second").into_graph());
        let a = entry(&first, 0);
        let EntryRc::File(file) = a.clone() else { unreachable!() };
        drop(first);
        second.items.push(file.clone());
        assert_eq!(file.shelf.get(), Some(second.clone()));
        assert_eq!(file.folder.get(), None);
        check(&second);
    }
}

mod weak_links {
    use super::*;

    #[test]
    fn to_one_node() {
        let _no_leaks = no_leaks();
        let root = root("root");
        assert_eq!(root.twin.get(), None);
        let twin = folder("twin").into_graph();
        root.twin.set(&twin);
        twin.twin.set(&root);
        assert_eq!(root.twin.get(), Some(twin.clone()));
        assert_eq!(Rc::strong_count(&twin), 1);
        let other = folder("other").into_graph();
        root.twin.set(&other);
        assert_eq!(root.twin.get(), Some(other.clone()));
        root.twin.clear();
        assert_eq!(root.twin.get(), None);
        root.twin.set(&twin);
        drop(twin);
        assert_eq!(root.twin.get(), None);
    }

    #[test]
    fn to_itself_its_owner_and_a_descendant() {
        let _no_leaks = no_leaks();
        let root = root("root");
        let inner = root.archive.add(folder("inner"));
        root.twin.set(&root);
        assert_eq!(root.twin.get(), Some(root.clone()));
        root.twin.set(&inner);
        inner.twin.set(&root);
        drop(root);
        assert_eq!(inner.twin.get(), None);
        assert_eq!(deaths(), "root");
    }

    #[test]
    fn to_one_of_a_union() {
        let root = root("root");
        let a = file("a").into_graph();
        root.favourite.set(&ItemRc::from(a.clone()));
        assert_eq!(root.favourite.get(), Some(ItemRc::File(a.clone())));
        root.favourite.set(&shelf("b").into_graph());
        assert_eq!(root.favourite.get(), None);
        root.favourite.set(&root);
        assert_eq!(root.favourite.get(), Some(ItemRc::Folder(root.clone())));
    }

    #[test]
    fn a_list_keeps_the_order_and_duplicates() {
        let rack = shelf("rack").into_graph();
        let [a, b, c] = ["a", "b", "c"].map(|name| file(name).into_graph());
        for file in [&b, &a, &b, &c] {
            rack.seen.push(file);
        }
        assert_eq!(names(rack.seen.iter()), "b a b c");
        assert_eq!(names(rack.seen.iter().rev()), "c b a b");
        assert_eq!(rack.seen.iter().len(), 4);
        assert_eq!(names(&rack.seen), "b a b c");
        assert!(rack.seen.contains(&a));
        assert!(rack.seen.remove(&b));
        assert!(!rack.seen.remove(&b));
        assert!(!rack.seen.contains(&b));
        assert_eq!(names(rack.seen.iter()), "a c");
        drop(a);
        assert_eq!(names(rack.seen.iter()), "c");
        rack.seen.clear();
        assert_eq!(rack.seen.iter().next(), None);
        rack.seen.push(&c);
        assert_eq!(names(rack.seen.iter()), "c");
        assert_eq!(Rc::strong_count(&c), 1);
    }

    #[test]
    fn know_their_holder() {
        let rack = shelf("rack").into_graph();
        assert_eq!(rack.seen.holder(), rack);
        let root = root("root");
        assert_eq!(root.twin.holder(), root);
    }

    #[test]
    fn one_target_is_taken_and_replaced() {
        let root = root("root");
        let [a, b] = ["a", "b"].map(|name| folder(name).into_graph());
        assert!(root.twin.is_none());
        assert_eq!(root.twin.replace(&a), None);
        assert_eq!(root.twin.replace(&b), Some(a.clone()));
        assert!(root.twin.is_some());
        assert_eq!(root.twin.take(), Some(b.clone()));
        assert_eq!(root.twin.take(), None);
        root.twin.set(&a);
        drop(a);
        assert!(root.twin.is_none());
        assert_eq!(root.twin.replace(&b), None);
        drop(b);
        assert_eq!(root.twin.take(), None);
    }

    #[test]
    fn a_list_counts_its_live_nodes_only() {
        type Change = fn(&Rc<Shelf>, &Rc<File>);
        let changes: [(Change, &str); 12] = [
            (|rack, c| rack.seen.insert(1, c), "a c c e"),
            (|rack, c| rack.seen.insert(3, c), "a c e c"),
            (|rack, c| assert_eq!(names([rack.seen.replace(2, c)]), "e"), "a c c"),
            (|rack, _| assert_eq!(names([rack.seen.remove_at(1)]), "c"), "a e"),
            (|rack, _| assert_eq!(names([rack.seen.pop().unwrap()]), "e"), "a c"),
            (|rack, _| rack.seen.truncate(1), "a"),
            (|rack, _| rack.seen.truncate(4), "a c e"),
            (|rack, _| rack.seen.swap(0, 2), "e c a"),
            (|rack, _| rack.seen.move_to(0, 2), "c e a"),
            (|rack, _| rack.seen.reverse(), "e c a"),
            (|rack, c| rack.seen.extend([c, c]), "a c e c c"),
            (|rack, _| assert_eq!(names(rack.seen.drain()), "a c e"), ""),
        ];
        for (change, after) in changes {
            let rack = shelf("rack").into_graph();
            let files = ["a", "b", "c", "d", "e", "f"].map(|name| file(name).into_graph());
            rack.seen.extend(&files);
            let [a, second, c, fourth, e, last] = files;
            drop((second, fourth, last));
            assert_eq!(rack.seen.len(), 3);
            assert_eq!(rack.seen.get(1), Some(c.clone()));
            assert_eq!(rack.seen.get(3), None);
            assert_eq!((rack.seen.first(), rack.seen.last()), (Some(a.clone()), Some(e.clone())));
            assert_eq!(rack.seen.position(&e), Some(2));
            change(&rack, &c);
            assert_eq!(names(rack.seen.iter()), after);
            check(&rack);
        }
    }

    #[test]
    fn an_index_beyond_the_live_nodes_is_refused() {
        let rack = shelf("rack").into_graph();
        let [a, b] = ["a", "b"].map(|name| file(name).into_graph());
        rack.seen.extend([&a, &b]);
        drop(b);
        let beyond = |what| format!("{what} is out of bounds for 1 nodes");
        assert_eq!(panic_of(|| rack.seen.insert(2, &a)).message, beyond("insert: index 2"));
        assert_eq!(panic_of(|| drop(rack.seen.replace(1, &a))).message, beyond("replace: index 1"));
        assert_eq!(panic_of(|| drop(rack.seen.remove_at(1))).message, beyond("remove_at: index 1"));
        assert_eq!(panic_of(|| rack.seen.swap(0, 1)).message, beyond("swap: index 1"));
        assert_eq!(panic_of(|| rack.seen.move_to(1, 0)).message, beyond("move_to: index 1"));
        assert_eq!(names(rack.seen.iter()), "a");
    }

    #[test]
    fn closures_may_change_the_list() {
        let rack = shelf("rack").into_graph();
        let [a, b, c, d] = ["d", "c", "b", "a"].map(|name| file(name).into_graph());
        rack.seen.extend([&a, &b, &c]);
        rack.seen.sort_by_key(|file| {
            if names([file.clone()]) == "d" && !rack.seen.contains(&d) {
                rack.seen.remove(&b);
                rack.seen.insert(0, &d);
            }
            names([file.clone()])
        });
        assert_eq!(names(rack.seen.iter()), "b d a");

        panic_of(|| rack.seen.sort_by(|_, _| panic!("no order")));
        assert_eq!(names(rack.seen.iter()), "b d a");

        let files = [&a, &b].into_iter().inspect(|_| rack.seen.clear());
        rack.seen.extend(files);
        assert_eq!(names(rack.seen.iter()), "d c");
    }

    #[test]
    fn sorting_keeps_the_order_of_equal_nodes() {
        let rack = shelf("rack").into_graph();
        let [a, b, c] = ["a", "b", "c"].map(|name| file(name).into_graph());
        rack.seen.extend([&c, &b, &a, &b]);
        rack.seen.sort_by(|x, y| (*x == c).cmp(&(*y == c)));
        assert_eq!(names(rack.seen.iter()), "b a b c");
    }

    #[test]
    fn any_number_of_dead_targets_is_skipped() {
        let rack = shelf("rack").into_graph();
        let mut held = Vec::new();
        for number in 0..200 {
            let file = file(&number.to_string()).into_graph();
            rack.seen.push(&file);
            if number % 3 == 0 {
                held.push(file);
            } else {
                drop(file);
            }
            assert_eq!(rack.seen.iter().collect::<Vec<_>>(), held[..]);
        }
        held.retain(|file| file.tag.name().len() == 2);
        assert_eq!(rack.seen.iter().collect::<Vec<_>>(), held);
    }

    #[test]
    fn retain() {
        let root = root_of("a b c");
        for entry in &root.entries {
            if let EntryRc::File(file) = entry {
                root.recent.push(&file);
                root.recent.push(&file);
            }
        }
        let b = root.recent.iter().nth(2).unwrap();
        root.recent.retain(|item| *item != b);
        assert_eq!(names(root.recent.iter()), "a a c c");
        root.recent.retain(|_| true);
        assert_eq!(names(root.recent.iter()), "a a c c");
        root.recent.retain(|_| false);
        assert_eq!(root.recent.iter().count(), 0);
    }

    #[test]
    fn retain_asks_for_each_entry() {
        let rack = shelf("rack").into_graph();
        let [a, b] = ["a", "b"].map(|name| file(name).into_graph());
        for file in [&a, &b, &a, &b, &a] {
            rack.seen.push(file);
        }
        let mut answers = [true, false, false, true, true].into_iter();
        rack.seen.retain(|_| answers.next().unwrap());
        assert_eq!(names(rack.seen.iter()), "a b a");

        // The answers go to the entries that are left, in order.
        let mut answers = [false, true, true].into_iter();
        rack.seen.retain(|_| {
            rack.seen.remove(&a);
            rack.seen.push(&a);
            answers.next().unwrap()
        });
        assert_eq!(names(rack.seen.iter()), "b");
    }

    #[test]
    fn retain_runs_on_a_snapshot() {
        let _no_leaks = no_leaks();
        let rack = shelf("rack").into_graph();
        let files: Vec<_> = ["a", "b", "c", "d"].map(|name| file(name).into_graph()).into();
        for file in &files {
            rack.seen.push(file);
        }
        let late = file("late").into_graph();
        let mut calls = Vec::new();
        rack.seen.retain(|file| {
            calls.push(file.clone());
            rack.seen.remove(&files[1]);
            rack.seen.push(&late);
            *file != files[2]
        });
        assert_eq!(names(calls), "a b c d");
        assert_eq!(names(rack.seen.iter()), "a d late late late late");

        let panic = panic_of(|| rack.seen.retain(|_| panic!("closure bomb")));
        assert_eq!(panic.message, "closure bomb");
        assert_eq!(rack.seen.iter().count(), 6);
    }

    #[test]
    fn changing_a_list_under_its_iterator() {
        let rack = shelf("rack").into_graph();
        let files = ["a", "b", "c"].map(|name| file(name).into_graph());
        for file in &files {
            rack.seen.push(file);
        }
        let mut seen = Vec::new();
        for file in &rack.seen {
            rack.seen.remove(&file);
            rack.seen.push(&files[0]);
            seen.push(file);
        }
        assert_eq!(seen, files);
    }

    #[test]
    fn a_node_that_moves_stays_the_target() {
        let root = root("root");
        let a = root.entries.add(file("a"));
        let EntryRc::File(a) = a else { unreachable!() };
        root.favourite.set(&a);
        let rack = shelf("rack").into_graph();
        rack.top.set(a.clone());
        assert_eq!(root.favourite.get(), Some(ItemRc::File(a)));
    }

    #[test]
    fn they_keep_nothing_alive() {
        let before = live();
        let root = root("root");
        root.twin.set(&root);
        root.recent.push(&root);
        root.favourite.set(&root);
        drop(root);
        assert_eq!(live(), before);
    }
}

mod printing {
    use super::*;

    #[test]
    fn a_graph_prints_its_neighbours_as_handles_only() {
        let root = root("root");
        let rack: Rc<Shelf> = shelf("unprintable").into_graph();
        let label: Rc<Note> = note("unprintable").into_graph();
        rack.label.set(label);
        root.rack.set(rack.clone());
        root.favourite.set(&Item::Folder(folder("x")).into_graph());
        root.entries.push(file("unprintable"));
        let text = format!("{:?}", *root);
        assert!(text.starts_with("FolderNode { folder: None, shelf: None, favourite: (WeakLink)"));
        assert!(text.contains(&format!("rack: [{rack:?}]")), "{text}");
        assert!(text.contains("tag: root, entries: [File(0x"), "{text}");
        assert!(text.ends_with("]..}") || text.ends_with(" }"), "{text}");
        let child = rack.to_any();
        assert!(format!("{:?}", rack.folder).contains(&format!("{root:?}")));
        assert!(format!("{child:?}").starts_with("Shelf(0x"));
    }
}

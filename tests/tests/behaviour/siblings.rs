//! Children beside a sibling, and several children at once.

use std::slice::from_ref;

use kinfolk::{AttachErrorKind, Graph, Handle, Node, Own, Rc};

use crate::model::{
    EntryRc, Folder, Shelf, check, deaths, file, folder, live, names, no_leaks, panic_of, picture,
    root, root_of,
};

fn entry(root: &Rc<Folder>, index: usize) -> EntryRc {
    root.entries.get(index).expect("a child")
}

fn order(root: &Rc<Folder>) -> String {
    check(root);
    names(&root.entries)
}

mod beside {
    use super::*;

    #[test]
    fn a_child_goes_before_or_after_each_sibling_from_each_place() {
        for from in 0..4 {
            for to in 0..4 {
                for is_after in [false, true] {
                    let root = root_of("a b c d");
                    let (child, sibling) = (entry(&root, from), entry(&root, to));
                    let mut expected: Vec<_> = root.entries.iter().collect();
                    if from != to {
                        expected.retain(|other| *other != child);
                        let at = expected.iter().position(|other| *other == sibling).unwrap();
                        expected.insert(at + usize::from(is_after), child.clone());
                    }
                    if is_after {
                        root.entries.insert_after(&sibling, child);
                    } else {
                        root.entries.insert_before(&sibling, child);
                    }
                    assert_eq!(order(&root), names(expected), "{from} {to} {is_after}");
                }
            }
        }
    }

    #[test]
    fn plain_values_and_children_of_others_go_beside_a_sibling() {
        let (root, other) = (root_of("a b"), root_of("x y"));
        let b = entry(&root, 1);
        root.entries.insert_before(&b, file("c"));
        root.entries.insert_after(&b, entry(&other, 0));
        root.entries.try_insert_after(&b, folder("d")).unwrap();
        root.entries.try_insert_before(&entry(&root, 0), entry(&other, 0)).unwrap();
        assert_eq!(order(&root), "y a c b d x");
        assert!(other.entries.is_empty());
    }

    #[test]
    fn a_sibling_that_is_not_here_is_refused() {
        let _no_leaks = no_leaks();
        let (root, other) = (root_of("a"), root_of("x"));
        let (a, x) = (entry(&root, 0), entry(&other, 0));
        let before = picture([&root, &other]);
        let error = root.entries.try_insert_before(&x, a.clone()).unwrap_err();
        assert_eq!(error.kind(), AttachErrorKind::NotHere);
        let text = "insert_before: the sibling, a `File`, is not in this list";
        assert_eq!(error.to_string(), text);
        assert_eq!(error.into_children(), from_ref(&a));
        // Not even beside itself, if it is not here.
        let error = root.entries.try_insert_after(&x, x.clone()).unwrap_err();
        assert_eq!((error.kind(), error.child()), (AttachErrorKind::NotHere, &x));
        // Another link of the same owner is not this list.
        let inner = folder("inner").into_graph();
        root.inner.set(inner.clone());
        let error = root.entries.try_insert_after(&inner, a.clone()).unwrap_err();
        assert_eq!(error.kind(), AttachErrorKind::NotHere);
        root.inner.take();
        // A cycle is reported first, since another sibling would not help.
        let error = root.entries.try_insert_before(&x, EntryRc::Folder(root.clone())).unwrap_err();
        assert_eq!(error.kind(), AttachErrorKind::Cycle);
        let panic = panic_of(|| root.entries.insert_before(&x, a.clone()));
        assert_eq!(panic.message, text);
        assert_eq!(picture([&root, &other]), before);
        drop(error);
    }

    #[test]
    fn next_and_previous_are_typed_and_stay_in_the_list() {
        let root = root_of("a b c");
        let other = root_of("x");
        root.archive.push(folder("d"));
        let [a, b, c] = [0, 1, 2].map(|index| entry(&root, index));
        assert_eq!((root.entries.next(&a), root.entries.next(&c)), (Some(b.clone()), None));
        assert_eq!((root.entries.previous(&c), root.entries.previous(&a)), (Some(b), None));
        // The handle of a variant names a child, too.
        let EntryRc::File(file) = &c else { panic!("a file") };
        assert_eq!(root.entries.previous(file), root.entries.get(1));
        assert_eq!(other.entries.next(&a), None);
        assert_eq!(root.entries.previous(&entry(&other, 0)), None);
        assert_eq!(root.archive.next(&root.archive.get(0).unwrap()), None);
        assert_eq!(root.entries.next(&root), None);
    }

    #[test]
    fn a_walk_by_next_goes_on_after_changes() {
        let root = root_of("a b c d e f");
        let mut seen = Vec::new();
        let mut next = root.entries.first();
        while let Some(child) = next {
            next = root.entries.next(&child);
            seen.push(child.clone());
            match seen.len() {
                1 => drop(root.entries.pop()),
                2 => root.entries.insert(0, file("x")),
                _ => drop(child.detach()),
            }
        }
        assert_eq!(names(seen), "a b c d e");
        assert_eq!(order(&root), "x a b");
    }
}

mod several {
    use super::*;

    #[test]
    fn splice_is_like_that_of_a_vec() {
        for start in 0..=4 {
            for end in start..=4 {
                for count in 0..3 {
                    let root = root_of("a b c d");
                    let mut expected: Vec<_> = root.entries.iter().collect();
                    let new: Vec<_> =
                        (0..count).map(|number| file(&format!("{number}")).into_graph()).collect();
                    let removed = root.entries.splice(start..end, new.clone());
                    let gone: Vec<_> =
                        expected.splice(start..end, new.into_iter().map(EntryRc::File)).collect();
                    assert_eq!((&removed, order(&root)), (&gone, names(expected)));
                    assert!(removed.iter().all(Node::is_root));
                }
            }
        }
    }

    #[test]
    fn all_forms_of_ranges() {
        let root = root_of("a b c d e");
        assert_eq!(names(root.entries.splice(..=0, [file("1")])), "a");
        assert_eq!(names(root.entries.splice(4.., [file("5")])), "e");
        assert_eq!(names(root.entries.splice(2..2, [file("x")])), "");
        assert_eq!(order(&root), "1 b x c d 5");
        assert_eq!(names(root.entries.splice(.., Vec::<Rc<Folder>>::new())), "1 b x c d 5");
        assert!(root.entries.is_empty());
    }

    #[test]
    fn children_from_inside_and_outside_of_the_range_move() {
        let root = root_of("a b c d e f");
        let [a, c, d, f] = [0, 2, 3, 5].map(|index| entry(&root, index));
        let removed = root.entries.splice(1..4, [f, c.clone(), a, c]);
        assert_eq!(names(removed.clone()), "b d");
        assert_eq!(order(&root), "f a c e");
        assert_eq!(removed[1], d);
    }

    #[test]
    fn a_child_given_twice_stands_where_it_is_given_last() {
        let root = root_of("a b");
        let [a, b] = [0, 1].map(|index| entry(&root, index));
        root.entries.set_all([a.clone(), b.clone(), a.clone()]);
        assert_eq!(order(&root), "b a");
        root.entries.splice(2.., [a.clone(), b, a]);
        assert_eq!(order(&root), "b a");
    }

    #[test]
    fn set_all_drops_the_others_in_order() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c d e");
        let [b, d] = [1, 3].map(|index| entry(&root, index));
        root.entries.set_all([d, b]);
        assert_eq!((order(&root).as_str(), deaths().as_str()), ("d b", "a c e"));
        root.entries.try_set_all([file("x")]).unwrap();
        assert_eq!((order(&root).as_str(), deaths().as_str()), ("x", "d b"));
        root.entries.set_all(Vec::<Rc<Folder>>::new());
        assert_eq!(deaths(), "x");
    }

    #[test]
    fn a_range_out_of_bounds_panics_before_the_iterator_is_asked() {
        let root = root_of("a b");
        let never = || std::iter::from_fn(|| -> Option<Rc<Folder>> { unreachable!("asked") });
        let message = panic_of(|| root.entries.splice(1..4, never())).message;
        assert_eq!(message, "splice: the range 1..4 is out of bounds for 2 children");
        #[expect(clippy::reversed_empty_ranges, reason = "that is the mistake")]
        let message = panic_of(|| root.entries.try_splice(2..1, never()).is_ok()).message;
        assert_eq!(message, "splice: the range 2..1 ends before it starts");
        assert_eq!(order(&root), "a b");
    }

    #[test]
    fn what_is_refused_changes_nothing_and_comes_back() {
        let _no_leaks = no_leaks();
        let (top, other) = (root_of("a b"), root_of("x"));
        let root = folder("root").into_graph();
        root.entries.extend([file("c"), file("d")]);
        top.entries.push(root.clone());
        let [c, x] = [entry(&root, 0), entry(&other, 0)];
        let new = EntryRc::File(file("new").into_graph());
        let top_entry = EntryRc::Folder(top.clone());
        let given = [c, x, top_entry, new];
        let before = picture([&top, &other]);
        let splice = root.entries.try_splice(0..1, given.clone()).unwrap_err();
        let set_all = root.entries.try_set_all(given.clone()).unwrap_err();
        let extend = root.entries.try_extend(given.clone()).unwrap_err();
        for error in [splice, set_all, extend] {
            assert_eq!((error.kind(), error.child()), (AttachErrorKind::Cycle, &given[2]));
            assert_eq!(error.into_children(), given);
        }
        panic_of(|| root.entries.set_all(given.clone()));
        panic_of(|| drop(root.entries.splice(.., given.clone())));
        assert_eq!(picture([&top, &other]), before);
        assert_eq!(deaths(), "");
    }

    #[test]
    fn an_iterator_that_panics_changes_nothing() {
        let _no_leaks = no_leaks();
        let (root, other) = (root_of("a b"), root_of("x y"));
        let bomb = || {
            let children = other.entries.iter().enumerate();
            children.map(|(index, child)| if index == 0 { child } else { panic!("a bomb") })
        };
        let before = picture([&root, &other]);
        assert_eq!(panic_of(|| root.entries.splice(.., bomb())).message, "a bomb");
        assert_eq!(panic_of(|| root.entries.set_all(bomb())).message, "a bomb");
        assert_eq!(picture([&root, &other]), before);
        assert_eq!(deaths(), "");
    }

    #[test]
    fn an_iterator_may_change_the_list() {
        type Change = fn(&Rc<Folder>);
        let changes: [(Change, &str, &str); 6] = [
            (|root| drop(root.entries.remove(0)), "x d e", "b c"),
            (|root| drop(root.entries.remove(1)), "a x d e", "c"),
            (|root| root.entries.truncate(1), "a x", ""),
            (|root| root.entries.reverse(), "e d x a", "b c"),
            (|root| root.entries.insert(2, file("n")), "a x n d e", "b c"),
            (|root| root.entries.clear(), "x", ""),
        ];
        for (number, (change, expected, removed)) in changes.into_iter().enumerate() {
            let _no_leaks = no_leaks();
            let root = root_of("a b c d e");
            let new = std::iter::once_with(|| {
                change(&root);
                file("x")
            });
            assert_eq!(names(root.entries.splice(1..3, new)), removed, "{number}");
            assert_eq!(order(&root), expected, "{number}");
        }
        let root = root_of("a b");
        root.entries.set_all(std::iter::once_with(|| {
            root.entries.push(file("late"));
            file("x")
        }));
        assert_eq!(order(&root), "x");
    }

    #[test]
    fn a_panic_in_the_drop_of_data_leaves_the_list_whole() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c");
        if let EntryRc::File(b) = entry(&root, 1) {
            b.tag.on_drop(|| panic!("a bomb"));
        }
        let c = entry(&root, 2);
        assert_eq!(
            panic_of(|| root.entries.set_all([c, file("d").into_graph().into()])).message,
            "a bomb"
        );
        assert_eq!((order(&root).as_str(), deaths().as_str()), ("c d", "a b"));
    }
}

mod append {
    use super::*;

    #[derive(Graph)]
    #[graph(back(ward: Ward), back(queue: Queue), back(above: Patient), finalize = |_| left())]
    struct Patient {
        #[graph(own)]
        wards: Vec<Ward>,
        #[graph(own)]
        children: Vec<Patient>,
    }

    #[derive(Graph)]
    #[graph(back(patient: Patient))]
    struct Ward {
        #[graph(own)]
        patients: Vec<Patient>,
    }

    #[derive(Graph)]
    struct Queue {
        #[graph(own)]
        patients: Vec<Patient>,
    }

    thread_local! {
        static LEFT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }

    fn left() {
        LEFT.set(LEFT.get() + 1);
    }

    fn patients(count: usize) -> Vec<Patient> {
        (0..count).map(|_| Patient { wards: vec![], children: vec![] }).collect()
    }

    #[test]
    fn a_list_of_another_owner_type_is_taken_over() {
        for count in [0, 1, 2, 3, 3000] {
            let queue = Queue { patients: patients(count) }.into_graph();
            let ward = Ward { patients: patients(2) }.into_graph();
            let mut expected: Vec<_> = ward.patients.iter().collect();
            expected.extend(&queue.patients);
            for _ in 0..100 * count / 3000 {
                // Into chunks.
                queue.patients.move_to(count - 1, 0);
                expected[2..].rotate_right(1);
            }
            let reader = queue.patients.read();
            ward.patients.append(&queue.patients);
            assert!(queue.patients.is_empty());
            assert_eq!(reader.len(), count);
            assert!(ward.patients.iter().eq(expected.iter().cloned()));
            for (index, patient) in expected.iter().enumerate() {
                assert_eq!(patient.ward.get().as_ref(), Some(&ward));
                assert_eq!((patient.queue.get(), patient.index_in_owner()), (None, Some(index)));
            }
            drop((reader, expected));
            // The mark has climbed to the new owner, so all hooks run when it dies.
            LEFT.set(0);
            drop(ward);
            assert_eq!(LEFT.get(), count + 2);
        }
    }

    #[test]
    fn a_list_appended_to_itself_or_another_of_its_node() {
        let root = root_of("a b");
        root.entries.append(&root.entries);
        root.entries.try_append(&root.entries).unwrap();
        assert_eq!(order(&root), "a b");
        let patient = Patient { wards: vec![], children: patients(2) }.into_graph();
        patient.wards.push(Ward { patients: patients(1) });
        let ward = patient.wards.get(0).unwrap();
        patient.children.append(&ward.patients);
        assert_eq!((patient.children.len(), ward.patients.len()), (3, 0));
        patient.validate().unwrap();
    }

    #[test]
    fn refused_nothing_has_moved() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c");
        let group = folder("group").into_graph();
        root.entries.insert(1, group.clone());
        let before = picture([&root]);
        let error = group.entries.try_append(&root.entries).unwrap_err();
        assert_eq!(error.kind(), AttachErrorKind::Cycle);
        assert_eq!(error.into_child(), EntryRc::Folder(group.clone()));
        panic_of(|| group.entries.append(&root.entries));
        assert_eq!(picture([&root]), before);
        assert_eq!(deaths(), "");
    }

    /// The idioms of the documentation.
    #[test]
    fn grouping_all_children_below_one_of_them_loses_none() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c");
        let group = folder("group").into_graph();
        root.entries.insert(1, group.clone());
        // Take the group out first: then it takes over all others.
        group.detach();
        group.entries.append(&root.entries);
        root.entries.push(group.clone());
        assert_eq!((order(&root).as_str(), names(&group.entries).as_str()), ("group", "a b c"));
        // Or all but the group.
        let other = folder("other").into_graph();
        group.entries.push(other.clone());
        let others = group.entries.iter().filter(|child| child.to_any() != other.to_any());
        other.entries.extend(others);
        assert_eq!(
            (names(&group.entries).as_str(), names(&other.entries).as_str()),
            ("other", "a b c")
        );
        assert_eq!(deaths(), "");
        check(&root);
    }

    #[test]
    fn generic_code_appends_lists_of_any_owners() {
        fn all_to<A: kinfolk::NodeType, B: kinfolk::NodeType, T>(
            to: &Own<A, Vec<T>>,
            from: &Own<B, Vec<T>>,
        ) where
            T: Graph + kinfolk::BackTo<A>,
        {
            to.append(from);
        }
        let before = live();
        let (ward, queue) =
            (Ward { patients: vec![] }.into_graph(), Queue { patients: patients(3) }.into_graph());
        all_to(&ward.patients, &queue.patients);
        assert_eq!((ward.patients.len(), live()), (3, before));
    }
}

mod any_owner {
    use kinfolk::links::ChildList;

    use super::*;

    #[derive(Graph)]
    #[graph(back(wall: Wall), back(board: Board))]
    struct Pin {
        #[graph(own)]
        boards: Vec<Board>,
    }

    #[derive(Graph)]
    struct Wall {
        #[graph(own)]
        pins: Vec<Pin>,
    }

    #[derive(Graph)]
    #[graph(back(pin: Pin))]
    struct Board {
        #[graph(own)]
        pins: Vec<Pin>,
    }

    fn pin() -> Rc<Pin> {
        Pin { boards: vec![] }.into_graph()
    }

    #[test]
    fn lists_of_several_owners_take_the_same_children() {
        let wall = Wall { pins: vec![] }.into_graph();
        let board = Board { pins: vec![] }.into_graph();
        let lists: [(&dyn ChildList<Pin>, _); 2] =
            [(&wall.pins, wall.to_any()), (&board.pins, board.to_any())];
        let [a, b, c] = [pin(), pin(), pin()];
        for (list, owner) in lists.clone() {
            assert!(list.is_empty() && list.get(0).is_none());
            list.try_push(b.clone()).unwrap();
            list.try_insert(0, a.clone()).unwrap();
            list.try_insert_before(&b, c.clone()).unwrap();
            assert_eq!(list.snapshot()[..], [a.clone(), c.clone(), b.clone()]);
            assert_eq!((list.position(&c), list.contains(&b)), (Some(1), true));
            assert_eq!(
                (list.get(1), list.len(), list.owner()),
                (Some(c.clone()), 3, owner.clone())
            );
            assert_eq!(list.remove(0), a);
            assert_eq!(a.owner(), None);
            assert_eq!(
                list.try_insert(3, a.clone()).unwrap_err().kind(),
                AttachErrorKind::IndexOutOfBounds
            );
            assert_eq!(
                list.try_insert_before(&a, c.clone()).unwrap_err().kind(),
                AttachErrorKind::NotHere
            );
            assert_eq!(c.owner(), Some(owner));
        }
        assert!(wall.pins.is_empty());
        assert!(lists[1].0.detach_all().eq([c.clone(), b.clone()]));
        assert!(board.pins.is_empty() && c.is_root());
        c.boards.push(board.clone());
        let error = lists[1].0.try_push(c.clone()).unwrap_err();
        assert_eq!((error.kind(), error.into_child()), (AttachErrorKind::Cycle, c));
    }
}

mod options {
    use super::*;

    #[test]
    fn replace_is_set_for_callers_that_use_the_old_child() {
        let root = root("root");
        assert_eq!(root.cover.replace(file("a")), None);
        let a = root.cover.get().unwrap();
        assert_eq!(root.cover.replace(a.clone()), Some(a.clone()));
        assert!(a.index_in_owner().is_some());
        let old = root.cover.try_replace(file("b")).unwrap();
        assert_eq!(old, Some(a.clone()));
        assert!(a.is_root());
        assert!(root.cover.is_some_and(|cover| cover.tag.name() == "b"));
        assert!(!root.cover.is_some_and(|cover| cover.tag.name() == "a"));
        root.cover.take();
        assert!(!root.cover.is_some_and(|_| true));
        let error = root.inner.try_replace(root.clone()).unwrap_err();
        assert_eq!(error.kind(), AttachErrorKind::Cycle);
        let shelf = Shelf::default().into_graph();
        assert_eq!(root.rack.replace(shelf.clone()), None);
        assert_eq!(root.rack.get(), Some(shelf));
        check(&root);
    }
}

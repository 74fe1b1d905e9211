//! Every operation of both kinds of shared link: its result, the order it leaves, and that holders
//! and owners do not disturb each other.

use kinfolk::{AttachErrorKind, Graph, Handle, Node, Rc};

use crate::model::{Leaf, Part, PartRc, Silent, hooked, leaf, log, names, part, silent, world};
use crate::watch::{panic_of, watch};

/// A holder of leaves of these names; each name is one node.
fn holder(names: &str) -> Rc<Silent> {
    let holder = silent("H").into_graph();
    for name in names.split_whitespace() {
        let existing = holder.leaves.iter().find(|leaf| leaf.data.name == name);
        holder.leaves.push(existing.unwrap_or_else(|| leaf(name).into_graph()));
    }
    holder
}

fn order(holder: &Rc<Silent>) -> String {
    names(&holder.leaves)
}

fn at(holder: &Rc<Silent>, index: usize) -> Rc<Leaf> {
    holder.leaves.get(index).expect("a node")
}

fn new(name: &str) -> Rc<Leaf> {
    leaf(name).into_graph()
}

mod one {
    use super::*;

    #[test]
    fn is_empty_at_first() {
        let _watch = watch();
        let holder = holder("");
        assert_eq!(holder.leaf.get(), None);
        assert!(holder.leaf.is_none());
        assert!(!holder.leaf.is_some());
        assert_eq!(holder.leaf.take(), None);
        assert_eq!(holder.leaf.holder(), holder);
    }

    #[test]
    fn set_returns_the_old_node() {
        let _watch = watch();
        let holder = holder("");
        assert_eq!(holder.leaf.set(leaf("1")), None);
        let one = holder.leaf.get().unwrap();
        assert!(holder.leaf.is_some());
        assert!(!holder.leaf.is_none());
        assert_eq!(Rc::strong_count(&one), 2);
        let two = new("2");
        assert_eq!(holder.leaf.set(two.clone()), Some(one.clone()));
        assert_eq!(holder.leaf.get(), Some(two.clone()));
        assert_eq!((Rc::strong_count(&one), Rc::strong_count(&two)), (1, 2));
        assert_eq!(holder.leaf.set(two.clone()), Some(two.clone()));
        assert_eq!(Rc::strong_count(&two), 2);
        assert_eq!(holder.leaf.take(), Some(two.clone()));
        assert!(holder.leaf.is_none());
        assert_eq!(Rc::strong_count(&two), 1);
    }

    #[test]
    fn a_node_from_set_or_take_dies_unless_it_is_held() {
        let _watch = watch();
        let holder = holder("");
        holder.leaf.set(leaf("1"));
        holder.leaf.set(leaf("2"));
        assert_eq!(log(), "~1");
        holder.leaf.take();
        assert_eq!(log(), "~2");
        holder.leaf.set(leaf("3"));
        drop(holder);
        assert_eq!(log(), "~H ~3");
    }

    #[test]
    fn of_a_union_takes_plain_values_handles_and_the_enum() {
        let _watch = watch();
        let holder = holder("");
        let link = &holder.one;
        assert_eq!(link.set(leaf("1")), None);
        assert!(matches!(link.get(), Some(PartRc::Leaf(node)) if node.data.name == "1"));
        link.set(hooked("a"));
        assert!(matches!(link.get(), Some(PartRc::Hooked(node)) if node.data.name == "a"));
        link.set(silent("S").into_graph());
        assert!(matches!(link.get(), Some(PartRc::Silent(node)) if node.data.name == "S"));
        link.set(part("T"));
        assert_eq!(names(link.get()), "T");
        link.set(Box::new(part("U")));
        assert_eq!(names(link.get()), "U");
        let variant = PartRc::from(new("2"));
        assert_eq!(names(link.set(variant.clone())), "U");
        assert_eq!(link.take(), Some(variant));
        assert_eq!(link.take(), None);
        log();
    }

    #[test]
    fn prints_the_handle() {
        let _watch = watch();
        let holder = holder("");
        assert_eq!(format!("{:?}", holder.leaf), "[]");
        holder.leaf.set(leaf("1"));
        let target = holder.leaf.get().unwrap();
        assert_eq!(format!("{:?}", holder.leaf), format!("[{target:?}]"));
        let text = format!("{:?}", *holder);
        assert!(text.contains(&format!("leaf: [{target:?}], leaves: []")), "{text}");
    }

    /// It prints no further than the handle, even around a cycle.
    #[test]
    fn prints_itself_as_a_handle() {
        let _watch = watch();
        let holder = holder("");
        holder.one.set(holder.clone());
        assert!(format!("{:?}", holder.one).contains(&format!("{holder:?}")));
        assert!(format!("{:?}", *holder).contains("one: ["));
        holder.one.take();
    }
}

mod lists {
    use super::*;

    #[test]
    fn an_empty_list() {
        let _watch = watch();
        let holder = holder("");
        let list = &holder.leaves;
        assert_eq!(list.len(), 0);
        assert!(list.is_empty());
        assert_eq!((list.first(), list.last(), list.get(0), list.pop()), (None, None, None, None));
        assert_eq!(list.iter().next(), None);
        assert!(list.read().is_empty());
        assert_eq!(list.drain().next(), None);
        list.clear();
        list.truncate(0);
        list.reverse();
        list.retain(|_| unreachable!());
        list.sort_by(|_, _| unreachable!());
        list.sort_by_key(|_| -> u8 { unreachable!() });
        list.extend::<[Leaf; 0]>([]);
        assert!(list.is_empty());
        assert_eq!(format!("{list:?}"), "[]");
    }

    #[test]
    fn reading() {
        let _watch = watch();
        let holder = holder("1 2 1 3");
        let list = &holder.leaves;
        assert_eq!(list.len(), 4);
        assert!(!list.is_empty());
        assert_eq!((names(list.first()), names(list.last())), ("1".into(), "3".into()));
        assert_eq!(names(list.get(2)), "1");
        assert_eq!((list.get(4), list.get(usize::MAX)), (None, None));
        assert_eq!(
            [0, 1, 2, 3].map(|index| list.position(&at(&holder, index)).unwrap()),
            [0, 1, 0, 3]
        );
        assert!(list.contains(&at(&holder, 3)));
        let stranger = new("1");
        assert!(!list.contains(&stranger));
        assert_eq!(list.position(&stranger), None);
        assert_eq!(list.holder(), holder);
        let read = list.read();
        assert_eq!((read.len(), read[0] == read[2]), (4, true));
        assert_eq!(names(read.iter().cloned()), "1 2 1 3");
        assert_eq!(format!("{read:?}"), format!("{list:?}"));
    }

    #[test]
    fn iter_goes_from_both_ends() {
        let _watch = watch();
        let holder = holder("1 2 1 3 2");
        let mut iter = holder.leaves.iter();
        assert_eq!(iter.len(), 5);
        assert_eq!((names(iter.next()), names(iter.next_back())), ("1".into(), "2".into()));
        assert_eq!(iter.size_hint(), (3, Some(3)));
        assert_eq!(names(iter.clone().rev()), "3 1 2");
        assert_eq!(names(iter.nth(1)), "1");
        assert_eq!((names(iter.next_back()), iter.next()), ("3".into(), None));
        let mut seen = Vec::new();
        for leaf in &holder.leaves {
            seen.push(leaf);
        }
        assert_eq!(names(seen), "1 2 1 3 2");
    }

    #[test]
    fn push_and_add_put_at_the_end_again_and_again() {
        let _watch = watch();
        let holder = holder("");
        holder.leaves.push(leaf("1"));
        let one = at(&holder, 0);
        holder.leaves.push(one.clone());
        assert_eq!(holder.leaves.add(one.clone()), one);
        let two = holder.leaves.add(leaf("2"));
        holder.leaves.push(Box::new(leaf("3")));
        assert_eq!(order(&holder), "1 1 1 2 3");
        assert_eq!((Rc::strong_count(&one), Rc::strong_count(&two)), (4, 2));
    }

    #[test]
    fn strong_count_is_one_for_each_place() {
        let _watch = watch();
        let holders = [holder(""), holder("")];
        let one = new("1");
        for (index, holder) in holders.iter().enumerate() {
            holder.leaf.set(one.clone());
            holder.leaves.extend([one.clone(), one.clone()]);
            assert_eq!(Rc::strong_count(&one), 1 + 3 * (index + 1));
        }
        holders[0].leaves.truncate(1);
        assert_eq!(Rc::strong_count(&one), 6);
        drop(holders);
        assert_eq!(Rc::strong_count(&one), 1);
        log();
    }

    #[test]
    fn insert_at_every_index() {
        let _watch = watch();
        for (index, expected) in [(0, "9 1 2 1"), (1, "1 9 2 1"), (3, "1 2 1 9")] {
            let holder = holder("1 2 1");
            holder.leaves.insert(index, leaf("9"));
            assert_eq!(order(&holder), expected);
        }
        let holder = holder("1 2 1");
        holder.leaves.insert(1, at(&holder, 0));
        assert_eq!(order(&holder), "1 1 2 1");
        holder.leaves.try_insert(4, at(&holder, 2)).unwrap();
        assert_eq!(order(&holder), "1 1 2 1 2");
    }

    #[test]
    fn insert_beyond_the_end_returns_the_node() {
        let _watch = watch();
        let (holder, other) = (holder("1 2"), world("S/5"));
        let error = holder.leaves.try_insert(3, leaf("9")).unwrap_err();
        assert_eq!(error.kind(), AttachErrorKind::IndexOutOfBounds);
        assert_eq!(error.to_string(), "insert: index 3 is out of bounds, the largest is 2");
        assert_eq!(error.child().data.name, "9");
        let nine = error.into_child();
        assert_eq!((Rc::strong_count(&nine), log().as_str()), (1, ""));
        let five = other.leaf("5");
        let error = holder.leaves.try_insert(usize::MAX, five.clone()).unwrap_err();
        assert_eq!(error.into_children(), std::slice::from_ref(&five));
        assert_eq!(five.owner(), Some(other.node("S").to_any()));
        assert_eq!(order(&holder), "1 2");
        let panic = panic_of(|| holder.leaves.insert(3, leaf("8")));
        assert_eq!(panic.message, "insert: index 3 is out of bounds, the largest is 2");
        assert_eq!((order(&holder).as_str(), log().as_str()), ("1 2", "~8"));
    }

    #[test]
    fn extend_takes_plain_values_handles_and_other_lists() {
        let _watch = watch();
        let holder = holder("1");
        holder.leaves.extend([leaf("2"), leaf("3")]);
        holder.leaves.extend([at(&holder, 0)]);
        holder.leaves.extend(&holder.leaves);
        assert_eq!(order(&holder), "1 2 3 1 1 2 3 1");
        let other = super::holder("8 9");
        other.leaves.extend(holder.leaves.drain());
        assert_eq!((order(&other).as_str(), order(&holder).as_str()), ("8 9 1 2 3 1 1 2 3 1", ""));
        other.many.extend([part("4"), part("5")]);
        other.many.extend(Some(PartRc::from(at(&other, 0))));
        assert_eq!(names(&other.many), "4 5 8");
    }

    #[test]
    fn replace_returns_the_old_node() {
        let _watch = watch();
        let holder = holder("1 2 1");
        let one = at(&holder, 0);
        assert_eq!(holder.leaves.replace(0, leaf("9")), one);
        assert_eq!(order(&holder), "9 2 1");
        assert_eq!(holder.leaves.try_replace(1, one.clone()).unwrap().data.name, "2");
        assert_eq!((order(&holder).as_str(), log().as_str()), ("9 1 1", "~2"));
        assert_eq!(holder.leaves.replace(1, one.clone()), one);
        assert_eq!(order(&holder), "9 1 1");
    }

    #[test]
    fn replace_out_of_bounds_returns_the_node() {
        let _watch = watch();
        let holder = holder("1 2");
        let nine = new("9");
        let error = holder.leaves.try_replace(2, nine.clone()).unwrap_err();
        assert_eq!(error.kind(), AttachErrorKind::IndexOutOfBounds);
        assert_eq!(error.to_string(), "replace: index 2 is out of bounds, the largest is 1");
        assert_eq!(error.into_child(), nine);
        let message = panic_of(|| holder.leaves.replace(2, nine.clone())).message;
        assert_eq!(message, "replace: index 2 is out of bounds, the largest is 1");
        let empty = super::holder("");
        let error = empty.leaves.try_replace(0, nine.clone()).unwrap_err();
        assert_eq!(error.to_string(), "replace: index 0 is out of bounds, since the list is empty");
        drop(error);
        assert_eq!((order(&holder).as_str(), Rc::strong_count(&nine)), ("1 2", 1));
    }

    #[test]
    fn pop_remove_and_swap_remove_take_out_one_place() {
        let _watch = watch();
        let holder = holder("1 2 1 3 2 4");
        assert_eq!(names(holder.leaves.pop()), "4");
        assert_eq!(order(&holder), "1 2 1 3 2");
        let one = holder.leaves.remove(0);
        assert_eq!((order(&holder).as_str(), Rc::strong_count(&one)), ("2 1 3 2", 2));
        assert_eq!(holder.leaves.position(&one), Some(1));
        assert_eq!(holder.leaves.swap_remove(1), one);
        assert_eq!((order(&holder).as_str(), Rc::strong_count(&one)), ("2 2 3", 1));
        assert_eq!(holder.leaves.swap_remove(2).data.name, "3");
        assert_eq!(order(&holder), "2 2");
        assert_eq!(log(), "~4 ~3");
    }

    #[test]
    fn drain_takes_all_at_once() {
        let _watch = watch();
        let holder = holder("1 2 3 1 4");
        let mut drain = holder.leaves.drain();
        assert!(holder.leaves.is_empty());
        assert_eq!(drain.len(), 5);
        let one = drain.next().unwrap();
        assert_eq!(Rc::strong_count(&one), 2);
        assert_eq!(names(drain.next_back()), "4");
        assert_eq!((drain.size_hint(), log().as_str()), ((3, Some(3)), "~4"));
        holder.leaves.push(one);
        drop(drain);
        assert_eq!((log().as_str(), order(&holder).as_str()), ("~2 ~3", "1"));
    }

    #[test]
    fn clear_and_truncate_release_in_order() {
        let _watch = watch();
        let holder = holder("1 2 3 2 4 3");
        let four = at(&holder, 4);
        holder.leaves.truncate(9);
        holder.leaves.truncate(6);
        assert_eq!(order(&holder), "1 2 3 2 4 3");
        holder.leaves.truncate(2);
        assert_eq!((order(&holder).as_str(), log().as_str()), ("1 2", "~3"));
        assert_eq!(Rc::strong_count(&four), 1);
        holder.leaves.insert(1, four);
        holder.leaves.clear();
        assert_eq!((order(&holder).as_str(), log().as_str()), ("", "~1 ~4 ~2"));
        holder.leaves.push(leaf("5"));
        holder.leaves.truncate(0);
        assert_eq!(log(), "~5");
    }

    #[test]
    fn retain_asks_for_each_place() {
        let _watch = watch();
        let holder = holder("1 2 1 3 1");
        let mut calls = Vec::new();
        holder.leaves.retain(|leaf| {
            calls.push(leaf.clone());
            leaf.data.name != "1" || calls.len() == 3
        });
        assert_eq!(names(calls), "1 2 1 3 1");
        assert_eq!(order(&holder), "2 1 3");
        holder.leaves.retain(|_| true);
        assert_eq!(order(&holder), "2 1 3");
        holder.leaves.retain(|_| false);
        assert_eq!((order(&holder).as_str(), log().as_str()), ("", "~2 ~1 ~3"));
    }

    #[test]
    fn swap_move_to_and_reverse() {
        let _watch = watch();
        let holder = holder("1 2 3 1");
        holder.leaves.swap(0, 2);
        assert_eq!(order(&holder), "3 2 1 1");
        holder.leaves.swap(1, 1);
        holder.leaves.move_to(0, 3);
        assert_eq!(order(&holder), "2 1 1 3");
        holder.leaves.move_to(3, 1);
        assert_eq!(order(&holder), "2 3 1 1");
        holder.leaves.move_to(2, 2);
        holder.leaves.reverse();
        assert_eq!(order(&holder), "1 1 3 2");
    }

    #[test]
    fn sorting_is_stable() {
        let _watch = watch();
        let holder = holder("31 12 21 11 31 32 12");
        let key = |leaf: &Rc<Leaf>| leaf.data.name.as_bytes()[0];
        holder.leaves.sort_by_key(key);
        assert_eq!(order(&holder), "12 11 12 21 31 31 32");
        holder.leaves.sort_by(|one, other| key(other).cmp(&key(one)));
        assert_eq!(order(&holder), "31 31 32 21 12 11 12");
    }

    #[test]
    fn indices_out_of_bounds_panic_and_change_nothing() {
        let _watch = watch();
        let holder = holder("1 2");
        let list = &holder.leaves;
        let panics = |operation: &str, index: usize, action: &dyn Fn()| {
            let expected = format!("{operation}: index {index} is out of bounds for 2 nodes");
            assert_eq!(panic_of(action).message, expected);
            assert_eq!(order(&holder), "1 2");
        };
        for index in [2, 3, usize::MAX] {
            panics("remove", index, &|| drop(list.remove(index)));
            panics("swap_remove", index, &|| drop(list.swap_remove(index)));
            panics("swap", index, &|| list.swap(index, 0));
            panics("swap", index, &|| list.swap(0, index));
            panics("swap", index, &|| list.swap(index, index));
            panics("move_to", index, &|| list.move_to(index, 0));
            panics("move_to", index, &|| list.move_to(0, index));
        }
        let message = panic_of(|| super::holder("").leaves.remove(0)).message;
        assert_eq!(message, "remove: index 0 is out of bounds for 0 nodes");
        log();
    }

    #[test]
    fn panics_name_the_callers_line() {
        let _watch = watch();
        let holder = holder("1 2");
        let list = &holder.leaves;
        let line = line!();
        let actions: [(&str, &dyn Fn()); 6] = [
            ("insert", &|| list.insert(9, leaf("9"))),
            ("replace", &|| drop(list.replace(9, leaf("9")))),
            ("remove", &|| drop(list.remove(9))),
            ("swap_remove", &|| drop(list.swap_remove(9))),
            ("swap", &|| list.swap(9, 0)),
            ("move_to", &|| list.move_to(0, 9)),
        ];
        for ((name, action), offset) in actions.into_iter().zip(2..) {
            let panic = panic_of(action);
            assert!(panic.file.ends_with("operations.rs"), "{name}: {}", panic.file);
            assert_eq!(panic.line, line + offset, "{name}");
        }
    }

    #[test]
    fn of_a_union_take_plain_values_handles_and_the_enum() {
        let _watch = watch();
        let holder = holder("");
        let list = &holder.many;
        list.push(leaf("1"));
        list.push(silent("S").into_graph());
        list.push(part("a"));
        list.push(Box::new(Part::Leaf(leaf("2"))));
        let three = list.add(new("3"));
        assert_eq!(list.position(&three), Some(4));
        list.insert(0, hooked("b"));
        assert_eq!(list.replace(1, three.clone()).name(), "1");
        list.extend([silent("T"), silent("U")]);
        list.push(three.clone());
        assert_eq!(names(list), "b 3 S a 2 3 T U 3");
        list.retain(|node| !matches!(node, PartRc::Silent(_)));
        list.sort_by_key(|node| node.name().to_owned());
        assert_eq!(names(list), "2 3 3 3 a b");
        let error = list.try_insert(9, silent("V")).unwrap_err();
        assert!(matches!(error.into_child(), PartRc::Silent(node) if node.data.name == "V"));
    }

    #[test]
    fn print_their_handles() {
        let _watch = watch();
        let holder = holder("1 2 1");
        let [one, two] = [at(&holder, 0), at(&holder, 1)];
        assert_eq!(format!("{:?}", holder.leaves), format!("[{one:?}, {two:?}, {one:?}]"));
    }
}

/// `Box<T>` works like `T`.
mod several {
    use super::*;

    #[test]
    fn beside_the_first_occurrence() {
        let _watch = watch();
        let holder = holder("1 2 1 3");
        let [one, two, three] = [0, 1, 3].map(|index| at(&holder, index));
        assert_eq!(
            (holder.leaves.next(&one), holder.leaves.next(&three)),
            (Some(two.clone()), None)
        );
        assert_eq!(holder.leaves.previous(&one), None);
        assert_eq!(holder.leaves.previous(&three), Some(one.clone()));
        assert_eq!(holder.leaves.next(&new("9")), None);
        holder.leaves.insert_before(&one, leaf("4"));
        holder.leaves.insert_after(&one, two.clone());
        assert_eq!(order(&holder), "4 1 2 2 1 3");
        holder.leaves.try_insert_before(&two, two.clone()).unwrap();
        assert_eq!(order(&holder), "4 1 2 2 2 1 3");
    }

    #[test]
    fn beside_a_node_that_is_not_here_is_refused() {
        let _watch = watch();
        let holder = holder("1");
        let (eight, nine) = (new("8"), new("9"));
        let error = holder.leaves.try_insert_after(&nine, eight.clone()).unwrap_err();
        assert_eq!(error.kind(), AttachErrorKind::NotHere);
        let text = "insert_after: the sibling, a `Leaf`, is not in this list";
        assert_eq!((error.to_string().as_str(), error.into_child()), (text, eight.clone()));
        let panic = panic_of(|| holder.leaves.insert_before(&nine, eight.clone()));
        assert_eq!(panic.message, text.replace("after", "before"));
        assert_eq!((order(&holder).as_str(), Rc::strong_count(&eight)), ("1", 1));
    }

    #[test]
    fn splice_is_like_that_of_a_vec() {
        for start in 0..=3 {
            for end in start..=3 {
                let _watch = watch();
                let holder = holder("1 2 1");
                let mut expected: Vec<_> = holder.leaves.iter().collect();
                let given = [at(&holder, 0), new("9")];
                let removed = holder.leaves.splice(start..end, given.clone());
                assert_eq!(removed, expected.splice(start..end, given).collect::<Vec<_>>());
                assert!(holder.leaves.iter().eq(expected));
            }
        }
        let holder = holder("1 2");
        let message = panic_of(|| holder.leaves.splice(3.., [new("9")])).message;
        assert_eq!(message, "splice: the range 3..2 ends before it starts");
        // The iterator makes the list shorter.
        let removed = holder.leaves.splice(
            1..,
            std::iter::once_with(|| {
                holder.leaves.clear();
                leaf("9")
            }),
        );
        assert_eq!((removed.len(), order(&holder).as_str()), (0, "9"));
    }

    #[test]
    fn set_all_and_append() {
        let _watch = watch();
        let (holder, other) = (holder("1 2 3"), super::holder("4 4"));
        let [one, four] = [at(&holder, 0), at(&other, 0)];
        log();
        holder.leaves.set_all([one.clone(), one.clone()]);
        assert_eq!((order(&holder).as_str(), log().as_str()), ("1 1", "~2 ~3"));
        holder.leaves.append(&other.leaves);
        holder.leaves.append(&holder.leaves);
        assert_eq!((order(&holder).as_str(), order(&other).as_str()), ("1 1 4 4", ""));
        assert_eq!((Rc::strong_count(&one), Rc::strong_count(&four)), (3, 3));
        holder.leaves.set_all(Vec::<Rc<Leaf>>::new());
        assert_eq!((Rc::strong_count(&one), Rc::strong_count(&four)), (1, 1));
    }

    #[test]
    fn cycles_are_found_whichever_operation_has_closed_them() {
        let _watch = watch();
        let close: [fn(&Rc<Silent>, PartRc); 3] = [
            |holder, target| holder.many.set_all([target]),
            |holder, target| drop(holder.many.splice(.., [target])),
            |holder, target| {
                let other = silent("O").into_graph();
                other.many.push(target);
                holder.many.append(&other.many);
            },
        ];
        for close in close {
            let holder = silent("H").into_graph();
            close(&holder, PartRc::Silent(holder.clone()));
            drop(holder);
            assert_eq!(kinfolk::collect().freed(), 1);
            log();
        }
    }

    #[test]
    fn options() {
        let _watch = watch();
        let holder = silent("H").into_graph();
        assert_eq!(holder.leaf.replace(leaf("1")), None);
        let one = holder.leaf.replace(leaf("2")).expect("a node");
        assert_eq!((one.data.name.as_str(), Rc::strong_count(&one)), ("1", 1));
        assert!(holder.leaf.is_some_and(|leaf| leaf.data.name == "2"));
        assert!(!holder.leaf.is_some_and(|leaf| leaf.data.name == "1"));
    }
}

mod boxes {
    use super::*;

    #[derive(Graph)]
    #[graph(
        shared(boxed: Box<Silent>),
        shared(union: Box<Part>),
        shared(list: Vec<Box<Part>>),
        shared(leaves: Vec<Box<Leaf>>)
    )]
    struct Boxes {}

    #[test]
    fn are_links_to_their_contents() {
        let _watch = watch();
        let boxes = Boxes {}.into_graph();
        boxes.boxed.set(Box::new(silent("S")));
        let node: Rc<Silent> = boxes.boxed.get().unwrap();
        assert_eq!(boxes.boxed.set(silent("T")), Some(node.clone()));
        assert_eq!(boxes.boxed.set(node.clone()).unwrap().data.name, "T");
        boxes.union.set(leaf("1"));
        assert_eq!(boxes.union.set(node.clone()).unwrap().name(), "1");
        assert_eq!(boxes.union.take(), Some(PartRc::Silent(node.clone())));
        boxes.list.extend([part("2"), part("3")]);
        boxes.list.push(Box::new(part("4")));
        boxes.list.push(node);
        assert_eq!(names(&boxes.list), "2 3 4 S");
        boxes.leaves.extend([leaf("5"), leaf("6")]);
        let six: Rc<Leaf> = boxes.leaves.pop().unwrap();
        assert_eq!(six.data.name, "6");
    }
}

/// A node with an owner and holders.
mod owned_as_well {
    use super::*;

    #[test]
    fn attaching_moving_and_detaching_do_not_disturb_holders() {
        let _watch = watch();
        let world = world("A/3 B H>3 H>3 H=3 I>3");
        let [a, b, h] = ["A", "B", "H"].map(|name| world.silent(name));
        let three = world.node("3");
        let holders = || {
            assert_eq!(names(&h.many), "3 3");
            assert_eq!(h.one.get(), Some(three.clone()));
            assert_eq!(names(&world.silent("I").many), "3");
            for node in [&a, &b, &h] {
                assert_eq!(node.to_any().validate(), Ok(()));
            }
        };
        holders();
        b.parts.push(three.clone());
        assert_eq!((three.owner_name().as_str(), a.parts.len()), ("B", 0));
        holders();
        b.lone.set(world.leaf("3"));
        assert_eq!((three.owner_name().as_str(), b.parts.len()), ("B", 0));
        holders();
        h.parts.push(three.clone());
        assert_eq!(three.owner_name(), "H");
        holders();
        assert!(three.detach());
        assert_eq!(three.owner_name(), "");
        holders();
        a.parts.insert(0, three.clone());
        a.parts.clear();
        holders();
    }

    #[test]
    fn sharing_does_not_disturb_the_owner() {
        let _watch = watch();
        let world = world("A/1 A/2 A/3 H");
        let [a, h] = ["A", "H"].map(|name| world.silent(name));
        let two = world.leaf("2");
        let owned = || {
            assert_eq!(names(&a.parts), "1 2 3");
            assert_eq!(two.index_in_owner(), Some(1));
            assert_eq!(two.owner(), Some(a.to_any()));
            assert_eq!(a.to_any().validate(), Ok(()));
        };
        h.leaf.set(two.clone());
        owned();
        h.leaf.take();
        owned();
        h.many.extend(&a.parts);
        a.many.extend(&a.parts);
        owned();
        h.many.reverse();
        h.many.sort_by_key(|node| node.name().to_owned());
        h.many.retain(|node| node.name() != "3");
        assert_eq!(names(&h.many), "1 2");
        owned();
        drop(h.many.drain());
        a.many.clear();
        owned();
        assert_eq!(Rc::strong_count(&two), 3);
    }

    #[test]
    fn a_holder_is_no_owner() {
        let _watch = watch();
        let world = world("H>S H=4");
        let [s, four] = ["S", "4"].map(|name| world.node(name));
        assert!(s.is_root() && four.is_root());
        assert_eq!((s.owner(), four.index_in_owner()), (None, None));
        assert_eq!((s.depth(), world.node("H").descendants().count()), (0, 0));
    }

    /// Shared links may close cycles; owning links still may not.
    #[test]
    fn a_node_may_share_its_owner_and_be_owned_by_its_holder() {
        let _watch = watch();
        let world = world("A/B B>A B=A A>B A>A");
        let [a, b] = ["A", "B"].map(|name| world.silent(name));
        assert_eq!(b.parts.try_push(a.clone()).unwrap_err().kind(), AttachErrorKind::Cycle);
        assert_eq!((names(&a.many).as_str(), names(&b.many).as_str()), ("B A", "A"));
        assert_eq!(a.to_any().validate(), Ok(()));
        for name in ["A", "B"] {
            world.node(name).clear_links();
        }
    }

    #[test]
    fn to_move_within_its_owner_keeps_its_holders() {
        let _watch = watch();
        let world = world("A/1 A/2 A/3 A>2");
        let a = world.silent("A");
        a.parts.move_to(1, 2);
        a.parts.reverse();
        assert_eq!((names(&a.parts).as_str(), names(&a.many).as_str()), ("2 3 1", "2"));
        drop(a.parts.remove(0));
        assert_eq!((names(&a.parts).as_str(), names(&a.many).as_str()), ("3 1", "2"));
        assert_eq!(world.node("2").owner_name(), "");
    }
}

//! One owner over all owning fields of all types: attaching a child moves it.

use std::slice::from_ref;

use kinfolk::{AnyRc, Graph, Handle, Node, Rc, Weak};

use crate::model::field::one_of_each;
use crate::model::{
    AllRc, EntryRc, Field, Road, all, check, deaths, field, fields, file, folder, names, no_leaks,
    note, owner_by_back_link, picture, root, root_of, shelf,
};

/// A folder and a shelf whose fields all have children, so that a new child can stand between them.
fn owners() -> [AllRc; 2] {
    let root = root_of("e0 e1");
    root.archive.extend([folder("a0"), folder("a1")]);
    root.notes.extend([note("n0"), note("n1")]);
    let rack = shelf("rack").into_graph();
    rack.items.push(file("i0"));
    rack.items.push(shelf("i1"));
    rack.files.extend([file("f0"), file("f1")]);
    rack.boards.extend([shelf("b0"), shelf("b1")]);
    [AllRc::Folder(root), AllRc::Shelf(rack)]
}

/// Calls `see` with every field of both owners.
fn each_field(owners: &[AllRc; 2], mut see: impl FnMut(&dyn Field)) {
    for owner in owners {
        for field in fields(owner) {
            see(&*field);
        }
    }
}

#[test]
fn every_field_can_take_from_every_other_by_every_road() {
    let _no_leaks = no_leaks();
    let mut moves = 0;
    for kind in 0..4 {
        let owners = owners();
        let child = one_of_each("child")[kind].clone();
        let weak = AnyRc::downgrade(&child);
        each_field(&owners, |from| {
            each_field(&owners, |to| {
                if !from.takes(&child) || !to.takes(&child) {
                    return;
                }
                for &road in to.roads() {
                    let first = from.roads()[0];
                    from.attach(first, 0, from_ref(&child)).unwrap();
                    assert_eq!(owner_by_back_link(&child), Some(from.owner()));

                    let (from_before, to_before) = (from.children(), to.children());
                    let removed = to.attach(road, 1, from_ref(&child)).unwrap();

                    let place = format!("{} to {} by {road:?}", from.name(), to.name());
                    let same = from.owner() == to.owner() && from.name() == to.name();
                    let mut expected = to_before.clone();
                    expected.retain(|other| *other != child);
                    if !same {
                        let mut left = from_before;
                        left.retain(|other| *other != child);
                        assert_eq!(from.children(), left, "{place}");
                    }
                    match road {
                        Road::Insert | Road::TryInsert => expected.insert(1, child.clone()),
                        Road::InsertBefore
                        | Road::TryInsertBefore
                        | Road::InsertAfter
                        | Road::TryInsertAfter => {
                            let is_after = matches!(road, Road::InsertAfter | Road::TryInsertAfter);
                            let sibling = &to_before[1];
                            let at = expected.iter().position(|other| other == sibling);
                            let at = at.map_or(expected.len(), |at| at + usize::from(is_after));
                            expected.insert(at, child.clone());
                        }
                        Road::Splice | Road::TrySplice => {
                            expected.retain(|other| *other != to_before[1]);
                            let is_itself = to_before[1] == child;
                            let before = to_before.get(1).filter(|_| !is_itself).cloned();
                            assert_eq!(removed, before, "{place}");
                            expected.insert(1.min(expected.len()), child.clone());
                        }
                        Road::Set | Road::TrySet | Road::Replace | Road::TryReplace
                            if to.roads()[0] == Road::Set =>
                        {
                            assert_eq!(removed, to_before.first().cloned(), "{place}");
                            expected = vec![child.clone()];
                        }
                        Road::Replace | Road::TryReplace => {
                            // In the same list, the gap closes and the child comes last.
                            let at = 1.min(expected.len() - usize::from(same));
                            assert_eq!(removed.as_ref(), Some(&to_before[1]), "{place}");
                            if same && to_before[1] == child {
                                expected = to_before.clone();
                            } else {
                                expected.retain(|other| *other != to_before[1]);
                                expected.insert(at.min(expected.len()), child.clone());
                            }
                        }
                        _ => expected.push(child.clone()),
                    }
                    assert_eq!(to.children(), expected, "{place}");
                    assert_eq!(owner_by_back_link(&child), Some(to.owner()), "{place}");
                    assert_eq!(weak.upgrade(), Some(child.clone()));
                    if let Some(removed) = removed.filter(|removed| *removed != child) {
                        assert_eq!(owner_by_back_link(&removed), None, "{place}");
                    }
                    owners.iter().for_each(check);
                    moves += 1;

                    // Puts the replaced child back, for the next round.
                    child.detach();
                    if let Some(before) = to_before.get(1)
                        && to.roads()[0] == Road::Push
                        && before.is_root()
                    {
                        to.attach(Road::Push, 0, from_ref(before)).unwrap();
                    }
                    assert!(child.is_root());
                }
            });
        });
    }
    assert!(moves > 150, "only {moves} moves");
}

#[test]
fn a_moved_subtree_stays_whole() {
    let _no_leaks = no_leaks();
    let [from, to] = [root("from"), root("to")];
    let branch = from.archive.add(folder("branch"));
    branch.entries.extend([file("a"), file("b")]);
    branch.rack.set(shelf("rack"));
    let below = branch.descendants().collect::<Vec<_>>();
    let before = picture([&branch.rack.get().unwrap()]);
    to.inner.set(branch.clone());
    assert_eq!(branch.descendants().collect::<Vec<_>>(), below);
    assert_ne!(picture([&branch.rack.get().unwrap()]), before, "the root has changed");
    assert_eq!(names(below[0].ancestors()), "branch to");
    assert!(from.archive.is_empty());
    drop((from, before));
    assert_eq!(deaths(), "from");
    check(&to);
}

#[test]
fn identity_and_weak_handles_survive() {
    let [from, to] = [root("from"), root("to")];
    from.entries.push(file("a"));
    let EntryRc::File(a) = from.entries.get(0).unwrap() else { unreachable!() };
    let (weak, at) = (Rc::downgrade(&a), Rc::as_ptr(&a));
    a.size.set(7);
    for _ in 0..3 {
        to.cover.set(a.clone());
        from.entries.push(a.clone());
    }
    assert_eq!(Rc::as_ptr(&a), at);
    assert_eq!(weak.upgrade(), Some(a.clone()));
    assert_eq!(weak, Weak::clone(&weak));
    assert_eq!(a.size.get(), 7);
    assert_eq!(Rc::strong_count(&a), 2, "one handle here, one in the list");
}

#[test]
fn moving_between_the_fields_of_one_node() {
    let root = root("root");
    let a = file("a").into_graph();
    for _ in 0..2 {
        root.entries.push(a.clone());
        assert!(root.cover.is_none() && root.pinned.is_none());
        root.cover.set(a.clone());
        assert!(root.entries.is_empty() && root.pinned.is_none());
        root.pinned.set(a.clone());
        assert!(root.entries.is_empty() && root.cover.is_none());
        assert_eq!(a.folder.get(), Some(root.clone()));
        check(&root);
    }
}

#[test]
fn replacing_by_a_child_of_another_field_of_the_same_node() {
    let root = root_of("a b");
    let inner = root.archive.add(folder("inner"));
    let a = root.entries.replace(0, inner.clone());
    assert_eq!(names(&root.entries), "inner b");
    assert!(root.archive.is_empty());
    assert_eq!(a.owner(), None);
    root.archive.push(inner);
    assert_eq!(names(&root.entries), "b");
    check(&root);
}

#[test]
fn a_node_can_become_the_owner_of_its_former_owner() {
    let a = root("a");
    let b = a.archive.add(folder("b"));
    let c = b.archive.add(folder("c"));
    b.detach();
    b.archive.push(a.clone());
    assert_eq!(names(b.descendants_or_self()), "b c a");
    c.inner.set(a.clone());
    assert_eq!(names(b.descendants_or_self()), "b c a");
    c.detach();
    a.inner.set(b.clone());
    assert_eq!(names(c.descendants_or_self()), "c a b");
    check(&c);
}

#[test]
fn attaching_at_the_same_place_changes_nothing() {
    let owners = owners();
    each_field(&owners, |field| {
        for (index, child) in field.children().into_iter().enumerate() {
            let last = index + 1 == field.len();
            for &road in field.roads() {
                let in_place = match road {
                    Road::Insert
                    | Road::TryInsert
                    | Road::Replace
                    | Road::TryReplace
                    | Road::InsertBefore
                    | Road::TryInsertBefore
                    | Road::InsertAfter
                    | Road::TryInsertAfter
                    | Road::Splice
                    | Road::TrySplice
                    | Road::Set
                    | Road::TrySet => true,
                    _ => last,
                };
                if in_place {
                    let before = picture([&field.owner()]);
                    let removed = field.attach(road, index, from_ref(&child)).unwrap();
                    assert!(removed.is_none_or(|removed| removed == child));
                    assert_eq!(picture([&field.owner()]), before, "{} {road:?}", field.name());
                }
            }
        }
    });
}

#[test]
fn a_whole_list_moves_by_extend_from_anywhere() {
    let root = root("root");
    let sources = [root_of("a b"), root_of("c d"), root_of("e f")];
    let children: Vec<_> = (0..2)
        .flat_map(|index| sources.each_ref().map(|source| source.entries.get(index).unwrap()))
        .collect();
    root.entries.extend(children);
    assert_eq!(names(&root.entries), "a c e b d f");
    assert!(sources.iter().all(|source| source.entries.is_empty()));
    check(&root);
}

#[test]
fn a_chain_turns_upside_down_by_moves() {
    let _no_leaks = no_leaks();
    let mut nodes: Vec<_> =
        (0..50).map(|number| folder(&number.to_string()).into_graph()).collect();
    for pair in nodes.windows(2) {
        pair[0].inner.set(pair[1].clone());
    }
    for pair in nodes.windows(2) {
        pair[1].detach();
        pair[1].inner.set(pair[0].clone());
    }
    nodes.reverse();
    for (index, node) in nodes.iter().enumerate() {
        assert_eq!(node.depth(), index);
    }
    check(&nodes[0]);
    assert_eq!(nodes[49].root(), nodes[0].to_any());
}

#[test]
fn every_field_is_reached_by_its_name() {
    let owners = owners();
    let mut seen = Vec::new();
    each_field(&owners, |field| seen.push(field.name()));
    assert_eq!(seen.len(), 12);
    assert!(field(&owners[0], 7).is_none());
    assert_eq!(all(&owners[1]), owners[1]);
}

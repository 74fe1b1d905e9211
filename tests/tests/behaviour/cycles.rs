//! On every road, a child that is the owner or above it is refused before anything changes.

use std::slice::from_ref;

use kinfolk::{AnyRc, AttachErrorKind, Graph, Handle, Node, Rc};

use crate::model::{
    EntryRc, Folder, all, check, deaths, fields, file, folder, names, no_leaks, panic_of, picture,
    root, root_of, shelf,
};

/// Folders and shelves, each below the one before, through every field that can own it. Each has
/// siblings, so that the test sees positions.
fn mixed_chain() -> Vec<AnyRc> {
    let mut nodes = vec![root("top").to_any()];
    for _ in 0..2 {
        for number in 0..10 {
            let owner = nodes.last().unwrap().clone();
            let live = all(&owner);
            let branches = [folder("b").into_graph().to_any(), shelf("b").into_graph().to_any()];
            let candidates = fields(&live);
            let candidates: Vec<_> = candidates
                .iter()
                .flat_map(|field| branches.iter().map(move |branch| (field, branch)))
                .filter(|(field, branch)| field.takes(branch))
                .collect();
            let (field, branch) = candidates[number % candidates.len()];
            field.attach(field.roads()[0], 0, from_ref(branch)).unwrap();
            nodes.push(branch.clone());
        }
    }
    nodes
}

#[test]
fn every_road_into_every_field_refuses_every_ancestor() {
    let _no_leaks = no_leaks();
    let chain = mixed_chain();
    let before = picture([&chain[0]]);
    let mut refusals = 0;
    for (depth, owner) in chain.iter().enumerate() {
        let live = all(owner);
        for field in fields(&live) {
            for above in &chain[..=depth] {
                if !field.takes(above) {
                    continue;
                }
                for &road in field.roads() {
                    let at = 0;
                    let refused = field.attach(road, at, from_ref(above)).unwrap_err();
                    assert_eq!(picture([&chain[0]]), before, "{} {road:?}", field.name());
                    if road.is_try() {
                        assert_eq!(refused.kind, Some(AttachErrorKind::Cycle));
                        assert_eq!(refused.children, from_ref(above));
                    }
                    let start = format!("cannot attach `{}` below itself: ", above.type_name());
                    assert!(refused.text.starts_with(&start), "{}", refused.text);
                    let end = format!("{} -> {}", field.name(), above.type_name());
                    assert!(refused.text.ends_with(&end), "{}", refused.text);
                    refusals += 1;
                }
            }
        }
    }
    assert!(refusals > 1000, "only {refusals}");
    check(&chain[0]);
}

#[test]
fn a_leaf_cannot_be_its_own_ancestor_and_is_never_refused() {
    let root = root("root");
    let a = file("a").into_graph();
    root.entries.push(a.clone());
    root.entries.try_push(a.clone()).unwrap();
    root.cover.try_set(a).unwrap();
}

#[test]
fn a_node_without_children_cannot_own_itself() {
    let lone = root("lone");
    let error = lone.archive.try_push(lone.clone()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot attach `Folder` below itself: it would close the cycle Folder.archive -> Folder",
    );
    assert_eq!(error.child(), &lone);
    assert_eq!(error.into_child(), lone);
    assert!(lone.is_root() && lone.archive.is_empty());
}

#[test]
fn the_message_names_the_path() {
    let top = root("top");
    let rack = shelf("rack").into_graph();
    top.rack.set(rack.clone());
    let board = rack.boards.add(shelf("board"));
    board.top.set(folder("deep"));
    let deep = board.top.get().unwrap().to_any().downcast::<Folder>().unwrap();

    let error = deep.entries.try_push(top.clone()).unwrap_err();
    let expected = "cannot attach `Folder` below itself: it would close the cycle \
                    Folder.rack -> Shelf.boards -> Shelf.top -> Folder.entries -> Folder";
    assert_eq!(error.to_string(), expected);
    assert_eq!(format!("{error:?}"), format!("AttachError(Cycle, \"{expected}\")"));
    assert_eq!(panic_of(|| deep.entries.push(top.clone())).message, expected);
    assert_eq!(
        deep.rack.try_set(rack).unwrap_err().to_string(),
        "cannot attach `Shelf` below itself: it would close the cycle \
         Shelf.boards -> Shelf.top -> Folder.rack -> Shelf",
    );
}

#[test]
fn long_paths_are_shortened_in_the_middle() {
    let mut chain = vec![root("0")];
    let texts: Vec<_> = (1..=12)
        .map(|number| {
            let last = chain.last().unwrap();
            let text = last.archive.try_push(chain[0].clone()).unwrap_err().to_string();
            let next = folder(&number.to_string()).into_graph();
            last.inner.set(next.clone());
            chain.push(next);
            text.split("the cycle ").nth(1).unwrap().to_owned()
        })
        .collect();
    assert_eq!(texts[0], "Folder.archive -> Folder");
    assert_eq!(texts[7].matches("Folder.inner").count(), 7, "eight steps are shown");
    assert!(!texts[7].contains("more"));
    assert_eq!(
        texts[8],
        "Folder.inner -> Folder.inner -> Folder.inner -> Folder.inner -> .. 1 more .. -> \
         Folder.inner -> Folder.inner -> Folder.inner -> Folder.archive -> Folder",
    );
    assert!(texts[11].contains(" -> .. 4 more .. -> "), "{}", texts[11]);
    assert_eq!(texts[11].len(), texts[8].len());
}

#[test]
fn of_long_paths_both_ends_are_shown() {
    let top = root("top");
    let upper = top.archive.add(folder("upper"));
    upper.rack.set(shelf("rack"));
    let board = upper.rack.get().unwrap().boards.add(shelf("board"));
    board.top.set(folder("middle"));
    let mut last = board.descendants_of::<Folder>().last().unwrap();
    for _ in 0..20 {
        last.inner.set(folder("middle"));
        last = last.inner.get().unwrap();
    }
    let pinned = folder("pinned").into_graph();
    last.pinned.set(pinned.clone());
    let item = shelf("item").into_graph();
    pinned.rack.set(item.clone());
    item.items.push(folder("bottom"));
    let bottom = item.descendants_of::<Folder>().last().unwrap();
    assert_eq!(
        bottom.entries.try_push(top).unwrap_err().to_string(),
        "cannot attach `Folder` below itself: it would close the cycle \
         Folder.archive -> Folder.rack -> Shelf.boards -> Shelf.top -> .. 20 more .. -> \
         Folder.pinned -> Folder.rack -> Shelf.items -> Folder.entries -> Folder",
    );
}

#[test]
fn the_refused_child_keeps_its_old_place() {
    let _no_leaks = no_leaks();
    let grand = root("grand");
    grand.archive.extend([folder("first"), folder("top"), folder("last")]);
    let top = grand.archive.get(1).unwrap();
    let below = top.archive.add(folder("below"));
    below.entries.push(file("x"));
    below.cover.set(file("cover"));
    let before = picture([&grand]);

    assert!(below.entries.try_push(top.clone()).is_err());
    assert!(below.entries.try_insert(0, top.clone()).is_err());
    assert!(below.entries.try_extend([top.clone()]).is_err());
    assert!(below.inner.try_set(top.clone()).is_err());
    panic_of(|| below.entries.push(top.clone()));
    panic_of(|| below.entries.insert(1, top.clone()));
    panic_of(|| below.entries.extend([top.clone()]));
    panic_of(|| below.entries.add(top.clone()));
    panic_of(|| below.entries.replace(0, top.clone()));
    panic_of(|| below.inner.set(top.clone()));
    panic_of(|| below.pinned.set(top.clone()));

    assert_eq!(picture([&grand]), before);
    assert_eq!(grand.archive.position(&top), Some(1));
    assert_eq!(deaths(), "");
    check(&grand);
}

#[test]
fn a_cycle_is_reported_before_an_index() {
    let root = root("root");
    let error = root.archive.try_insert(7, root.clone()).unwrap_err();
    assert_eq!(error.kind(), AttachErrorKind::Cycle);
    let error = root.archive.try_replace(7, root.clone()).unwrap_err();
    assert_eq!(error.kind(), AttachErrorKind::Cycle);
}

#[test]
fn a_refused_extend_takes_nothing_and_gives_all_back() {
    let _no_leaks = no_leaks();
    let (top, other) = (root("top"), root_of("p q"));
    let owner = top.archive.add(folder("owner"));
    owner.entries.push(file("own"));
    let (own, p) = (owner.entries.get(0).unwrap(), other.entries.get(0).unwrap());
    let free = EntryRc::from(file("free"));
    let before = picture([&top, &other]);

    for place in 0..4 {
        let mut children = vec![own.clone(), p.clone(), free.clone()];
        children.insert(place, EntryRc::from(top.clone()));
        let error = owner.entries.try_extend(children.clone()).unwrap_err();
        assert_eq!(error.kind(), AttachErrorKind::Cycle);
        assert_eq!(error.child(), &EntryRc::from(top.clone()));
        assert_eq!(error.into_children(), children);
        assert_eq!(picture([&top, &other]), before);
        assert!(free.is_root());

        let error = owner.entries.try_extend(children).unwrap_err();
        assert_eq!(error.into_child(), EntryRc::from(top.clone()));
    }
    assert_eq!(deaths(), "");
}

#[test]
fn a_refused_extend_gives_plain_values_back_as_nodes() {
    let _no_leaks = no_leaks();
    let top = root("top");
    let children = [EntryRc::from(file("a")), top.clone().into(), file("b").into()];
    let error = top.entries.try_extend(children).unwrap_err();
    assert_eq!(deaths(), "");
    assert_eq!(names(error.into_children()), "a top b");
    assert_eq!(deaths(), "a b");
    assert!(top.entries.is_empty());
}

#[test]
fn a_node_that_is_not_above_is_not_refused() {
    let top = root("top");
    let left = top.archive.add(folder("left"));
    let right = top.archive.add(folder("right"));
    left.archive.push(folder("below left"));
    right.archive.push(left.clone());
    let below = left.archive.get(0).unwrap();
    assert!(below.archive.try_push(right.clone()).is_err());
    below.detach();
    below.archive.push(right.clone());
    assert_eq!(names(below.descendants_or_self()), "below left right left");
    assert!(top.archive.is_empty());
    check(&below);
}

#[test]
fn a_dead_ancestor_is_never_an_owner() {
    let top = root("top");
    let below: Rc<Folder> = top.archive.add(folder("below"));
    drop(top);
    let new = root("new");
    new.archive.push(below.clone());
    assert!(below.archive.try_push(new).is_err());
}

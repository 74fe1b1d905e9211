//! Walks from both ends, by reference, of one type and within places: beside a recursive model, on
//! random trees, also while the graph changes.

use std::ops::ControlFlow;

use kinfolk::{AnyRc, AnyRef, Graph, Handle, Node, Place, Rc, WalkEvent};
use kinfolk_tests::random::Random;

use crate::model::{self, All, AllRc, File, Folder, all, check, file, name, names, no_leaks, note};

/// A random tree with links of all kinds.
fn tree(random: &mut Random, size: usize) -> Rc<Folder> {
    let root = model::root("0");
    let mut folders = vec![root.clone()];
    for number in 1..size {
        let parent = folders[random.below(folders.len())].clone();
        let text = number.to_string();
        match random.below(6) {
            0 | 1 => parent.entries.push(file(&text)),
            2 => parent.notes.push(note(&text)),
            3 if parent.inner.is_none() => {
                parent.inner.set(model::folder(&text));
                folders.extend(parent.inner.get());
            }
            4 => folders.push(parent.archive.add(model::folder(&text))),
            _ => {
                let new = model::folder(&text).into_graph();
                parent.entries.push(new.clone());
                folders.push(new);
            }
        }
    }
    root
}

/// All children, link by link, with the name of the link.
fn children(node: &AnyRc) -> Vec<(String, AnyRc)> {
    let node = all(node);
    let fields = model::fields(&node);
    let of = |field: &(dyn model::Field + '_)| {
        let link = field.name().split('.').next_back().unwrap_or_default().to_owned();
        field.children().into_iter().map(|child| (link.clone(), child)).collect::<Vec<_>>()
    };
    fields.iter().flat_map(|field| of(&**field)).collect()
}

/// The model: recursion over the links that `follow` accepts.
fn below(node: &AnyRc, follow: &dyn Fn(&str) -> bool, into: &mut Vec<AnyRc>) {
    for (link, child) in children(node) {
        if follow(&link) {
            into.push(child.clone());
            below(&child, follow, into);
        }
    }
}

fn expected(node: &AnyRc, follow: &dyn Fn(&str) -> bool) -> Vec<AnyRc> {
    let mut nodes = Vec::new();
    below(node, follow, &mut nodes);
    nodes
}

/// Takes all nodes from an iterator, at random from either end.
fn both_ends<T>(random: &mut Random, mut walk: impl DoubleEndedIterator<Item = T>) -> Vec<T> {
    let (mut front, mut back) = (Vec::new(), Vec::new());
    let bias = random.below(5);
    loop {
        let (next, side) = if random.below(4) < bias {
            (walk.next(), &mut front)
        } else {
            (walk.next_back(), &mut back)
        };
        let Some(node) = next else { break };
        side.push(node);
    }
    assert!(walk.next().is_none() && walk.next_back().is_none());
    back.reverse();
    front.append(&mut back);
    front
}

fn visited(node: &impl Node) -> Vec<String> {
    let mut seen = Vec::new();
    let end = node.visit(|node| {
        seen.push(format!("{node:?}"));
        ControlFlow::<()>::Continue(())
    });
    assert_eq!(end, ControlFlow::Continue(()));
    seen
}

fn printed(nodes: &[AnyRc]) -> Vec<String> {
    nodes.iter().map(|node| format!("{node:?}")).collect()
}

#[test]
fn all_walks_agree_with_recursion() {
    let _no_leaks = no_leaks();
    let mut random = Random::new(7);
    for round in 0..300 {
        let size = 1 + random.below(40);
        let root = tree(&mut random, size);
        let nodes = expected(&root.to_any(), &|_| true);
        assert_eq!(nodes.len(), size - 1);
        assert_eq!(root.descendants().collect::<Vec<_>>(), nodes);
        assert_eq!(visited(&*root), printed(&nodes));
        let mut reversed: Vec<_> = root.descendants().rev().collect();
        reversed.reverse();
        assert_eq!(reversed, nodes);
        assert_eq!(both_ends(&mut random, root.descendants()), nodes, "{round}");
        let mut with_self = vec![root.to_any()];
        with_self.extend(nodes.iter().cloned());
        assert_eq!(both_ends(&mut random, root.descendants_or_self()), with_self);
        let files: Vec<_> = nodes.iter().filter_map(AnyRc::downcast::<File>).collect();
        assert_eq!(both_ends(&mut random, root.descendants().of::<File>()), files);
        assert_eq!(both_ends(&mut random, root.descendants_of::<File>()), files);
        let folders: Vec<_> = nodes.iter().filter_map(AnyRc::downcast::<Folder>).collect();
        assert_eq!(root.descendants_of::<Folder>().collect::<Vec<_>>(), folders);
        assert_eq!(both_ends(&mut random, root.descendants_of::<Folder>()), folders);
        let notes: Vec<_> = nodes.iter().filter_map(AnyRc::downcast::<model::Note>).collect();
        assert_eq!(both_ends(&mut random, root.descendants_of::<model::Note>()), notes);
        assert_eq!(both_ends(&mut random, root.descendants_of::<All>()).len(), nodes.len());
        let direct: Vec<_> = children(&root.to_any()).into_iter().map(|(_, child)| child).collect();
        assert_eq!(both_ends(&mut random, root.children()), direct);
        for node in &nodes {
            let mut above: Vec<_> = node.ancestors().collect();
            assert_eq!(both_ends(&mut random, node.ancestors()), above);
            above.insert(0, node.clone());
            assert_eq!(both_ends(&mut random, node.ancestors_or_self()), above);
        }
        let entered: Vec<_> = root.traverse().filter_map(entered).collect();
        assert_eq!(entered, nodes);
        check(&root);
    }
}

fn entered(event: WalkEvent) -> Option<AnyRc> {
    if let WalkEvent::Enter(node) = event { Some(node) } else { None }
}

#[test]
fn they_follow_only_the_chosen_links() {
    let mut random = Random::new(8);
    let links = ["entries", "archive", "notes", "inner"];
    for _ in 0..200 {
        let size = 1 + random.below(40);
        let root = tree(&mut random, size);
        let chosen: Vec<_> = links.into_iter().filter(|_| random.below(3) > 0).collect();
        let follow = |place: &Place| {
            assert!(place.owner().is::<Folder>());
            chosen.contains(&place.link())
        };
        let nodes = expected(&root.to_any(), &|link| chosen.contains(&link));
        assert_eq!(both_ends(&mut random, root.descendants().follow(follow)), nodes);
        let entered: Vec<_> = root.traverse().follow(follow).filter_map(entered).collect();
        assert_eq!(entered, nodes);
        let left = root.traverse().follow(follow).count();
        assert_eq!(left, 2 * nodes.len());
        let mut with_self = vec![root.to_any()];
        with_self.extend(nodes.iter().cloned());
        let walk = root.descendants_or_self().follow(follow);
        assert_eq!(both_ends(&mut random, walk), with_self);
        let files: Vec<_> = nodes.iter().filter_map(AnyRc::downcast::<File>).collect();
        let walk = root.descendants_of::<File>().follow(follow);
        assert_eq!(both_ends(&mut random, walk), files);
        let direct: Vec<_> = children(&root.to_any())
            .into_iter()
            .filter(|(link, _)| chosen.contains(&link.as_str()))
            .map(|(_, child)| child)
            .collect();
        assert_eq!(both_ends(&mut random, root.children().follow(follow)), direct);
        // Two conditions are both asked.
        let first = |place: &Place| place.index() != Some(1);
        let both: Vec<_> = root.children().follow(follow).follow(first).collect();
        let mut expected = direct.clone();
        expected.retain(|child| child.place().unwrap().index() != Some(1));
        assert_eq!(both, expected);
    }
}

#[test]
fn follow_knows_the_place_of_each_child() {
    let root = model::root_of("a b");
    root.inner.set(model::folder("c"));
    let mut seen = std::cell::RefCell::new(Vec::new());
    let walk = root.descendants().follow(|place| {
        assert_eq!(place.owner(), root.to_any());
        seen.borrow_mut().push(place.to_string());
        true
    });
    assert_eq!(names(walk), "a b c");
    assert_eq!(seen.get_mut().join(" "), "entries[0] entries[1] inner");
    // Also if the children have left between the two calls.
    let walk = root.descendants();
    root.entries.clear();
    root.inner.take();
    assert_eq!(names(walk.follow(|place| place.owner() == root.to_any())), "a b c");
    // Also for single nodes.
    assert_eq!(names(root.children().follow(|_| false)), "");
}

#[test]
fn a_change_on_the_way_changes_visit_and_descendants_alike() {
    let mut random = Random::new(9);
    for round in 0..300 {
        let seed = random.below(1 << 30) as u64;
        let size = 2 + random.below(30);
        let act = |root: &Rc<Folder>, at: &str, random: &mut Random| {
            let nodes: Vec<_> = root.descendants_or_self().collect();
            let node = &nodes[random.below(nodes.len())];
            match random.below(5) {
                0 => drop(node.detach()),
                1 => root.entries.push(file(&format!("new at {at}"))),
                2 => {
                    if let AllRc::Folder(folder) = all(node) {
                        folder.notes.push(note(&format!("note at {at}")));
                        folder.entries.reverse();
                    }
                }
                3 => {
                    if let (Some(place), Some(file)) = (node.place(), node.cast::<File>()) {
                        file.detach();
                        let again = nodes[random.below(nodes.len())].place().unwrap_or(place);
                        _ = again.put(file);
                    }
                }
                _ => (),
            }
        };
        let build = || tree(&mut Random::new(seed), size);
        let root = build();
        let mut changes = Random::new(seed + 1);
        let mut by_iterator = Vec::new();
        for node in root.descendants() {
            by_iterator.push(name(&node));
            act(&root, &name(&node), &mut changes);
        }
        check(&root);
        let root = build();
        let mut changes = Random::new(seed + 1);
        let mut by_visit = Vec::new();
        let end = root.visit(|node| {
            let text = name_of(node);
            by_visit.push(text.clone());
            act(&root, &text, &mut changes);
            ControlFlow::<()>::Continue(())
        });
        assert!(end.is_continue());
        check(&root);
        assert_eq!(by_visit, by_iterator, "{round}");
        let folders = |is_typed: bool| {
            let root = build();
            let mut changes = Random::new(seed + 1);
            let walk: Box<dyn Iterator<Item = Rc<Folder>>> = if is_typed {
                Box::new(root.descendants_of::<Folder>())
            } else {
                Box::new(root.descendants().filter_map(|node| node.downcast::<Folder>()))
            };
            let seen: Vec<_> = walk
                .map(|folder| {
                    let text = folder.tag.name().to_owned();
                    act(&root, &text, &mut changes);
                    text
                })
                .collect();
            check(&root);
            seen
        };
        assert_eq!(folders(true), folders(false), "{round}");
    }
}

fn name_of(node: AnyRef<'_>) -> String {
    let file = node.downcast_ref::<File>().map(|file| &file.tag);
    let folder = node.downcast_ref::<Folder>().map(|folder| &folder.tag);
    let note = node.downcast_ref::<model::Note>().map(|note| &note.tag);
    file.or(folder).or(note).expect("a node of the tree").name().to_owned()
}

#[test]
fn visit_ends_at_a_break() {
    let mut random = Random::new(10);
    let root = tree(&mut random, 40);
    let all: Vec<_> = root.descendants().collect();
    for (index, wanted) in all.iter().enumerate() {
        let mut count = 0;
        let found = root.visit(|node| {
            count += 1;
            if node == wanted.as_ref() {
                ControlFlow::Break(node.depth())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert_eq!(found, ControlFlow::Break(wanted.depth()));
        assert_eq!(count, index + 1);
    }
}

#[test]
fn a_panic_in_visit_leaves_the_graph_whole() {
    let _no_leaks = no_leaks();
    let root = tree(&mut Random::new(11), 30);
    let before = model::picture([&root]);
    let message = model::tag::catch_message(|| {
        _ = root.visit(|node| {
            assert!(node.depth() < 2, "too deep");
            ControlFlow::<()>::Continue(())
        });
    });
    assert_eq!(message.err().as_deref(), Some("too deep"));
    assert_eq!(model::picture([&root]), before);
    check(&root);
}

#[test]
fn walks_of_handles_outlive_them() {
    let _no_leaks = no_leaks();
    let root = model::root_of("a b");
    let walk = root.descendants_or_self();
    let up = root.entries.get(0).unwrap().ancestors_or_self();
    drop(root);
    assert_eq!(names(walk), "root a b");
    drop(up);
}

#[test]
fn references_are_like_handles() {
    let root = model::root_of("a");
    let any = root.to_any();
    let by_node = AnyRef::from(&*root);
    assert_eq!(by_node, any.as_ref());
    assert_eq!(AnyRef::from(&root), AnyRef::from(&any));
    assert_eq!((by_node.type_name(), format!("{by_node:?}")), ("Folder", format!("{any:?}")));
    assert!(by_node.is::<Folder>() && by_node.is::<All>() && !by_node.is::<File>());
    assert_eq!(by_node.downcast_ref::<Folder>().unwrap().tag.name(), "root");
    assert!(by_node.downcast_ref::<File>().is_none());
    assert_eq!(by_node.descendants().count(), 1);
    let set = std::collections::HashSet::from([by_node, any.as_ref()]);
    assert_eq!(set.len(), 1);
}

#[test]
fn lists_in_chunks_are_walked_both_ways() {
    let root = model::root_of("a b c d");
    let place = root.entries.get(1).unwrap().place().unwrap();
    place.put(model::folder("x").into_graph()).unwrap();
    let AllRc::Folder(x) = all(&root.entries.get(1).unwrap()) else { unreachable!() };
    x.entries.extend([file("y"), file("z")]);
    assert_eq!(names(root.descendants()), "a x y z b c d");
    assert_eq!(names(root.descendants().rev()), "d c b z y x a");
    let mut seen = Vec::new();
    _ = root.visit(|node| {
        seen.push(name_of(node));
        ControlFlow::<()>::Continue(())
    });
    assert_eq!(seen.join(" "), "a x y z b c d");
}

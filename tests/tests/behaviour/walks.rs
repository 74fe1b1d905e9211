//! Finding the owner and leaving it; walking up, down and sideways; on nodes and on handles.

use kinfolk::walk::Traverse;
use kinfolk::{AnyRc, Graph, Handle, Node, Rc, WalkEvent};

use crate::model::{
    All, Entry, EntryRc, File, Folder, FolderNode, Item, Note, Place, PlaceRc, Shelf, check,
    deaths, file, folder, name, names, no_leaks, note, root, root_of, shelf,
};

/// ```text
/// root: entries [a, b(b1, b2)], archive [c(c1)], notes [n], cover d, inner e(e1), rack f(f1, f2), pinned g
/// ```
fn family() -> Rc<Folder> {
    let root = Folder {
        entries: vec![
            Entry::File(file("a")),
            Entry::Folder(Folder {
                entries: vec![Entry::File(file("b1")), Entry::File(file("b2"))],
                ..folder("b")
            }),
        ],
        archive: vec![Folder { inner: Some(Box::new(folder("c1"))), ..folder("c") }],
        notes: vec![note("n")],
        cover: Some(file("d")),
        inner: Some(Box::new(Folder { notes: vec![note("e1")], ..folder("e") })),
        rack: Some(Box::new(Shelf {
            items: vec![Item::Shelf(shelf("f1"))],
            label: Some(note("f2")),
            ..shelf("f")
        })),
        pinned: Some(Box::new(Entry::File(file("g")))),
        ..folder("root")
    };
    root.into_graph()
}

const PRE_ORDER: &str = "a b b1 b2 c c1 n d e e1 f f1 f2 g";

fn find(root: &Rc<Folder>, wanted: &str) -> AnyRc {
    root.descendants_or_self().find(|node| name(node) == wanted).expect("a node of that name")
}

mod up {
    use super::*;

    #[test]
    fn owner_and_roots() {
        let root = family();
        assert_eq!(root.owner(), None);
        assert!(root.is_root());
        for (child, owner) in
            [("a", "root"), ("b1", "b"), ("c1", "c"), ("e", "root"), ("f2", "f"), ("g", "root")]
        {
            let child = find(&root, child);
            assert_eq!(child.owner(), Some(find(&root, owner)));
            assert!(!child.is_root());
            assert_eq!(child.root(), root.to_any());
        }
        assert_eq!(root.root(), root.to_any());
    }

    #[test]
    fn ancestors_come_nearest_first() {
        let root = family();
        assert_eq!(names(root.ancestors()), "");
        assert_eq!(names(root.ancestors_or_self()), "root");
        assert_eq!(names(find(&root, "f1").ancestors()), "f root");
        assert_eq!(names(find(&root, "f1").ancestors_or_self()), "f1 f root");
        assert_eq!(names(find(&root, "b2").ancestors_of::<Folder>()), "b root");
        assert_eq!(names(find(&root, "f1").ancestors_of::<Folder>()), "root");
        assert_eq!(names(find(&root, "f1").ancestors_of::<Shelf>()), "f");
        let places: Vec<PlaceRc> = find(&root, "f2").ancestors_of::<Place>().collect();
        assert!(matches!(&places[..], [PlaceRc::Shelf(_), PlaceRc::Folder(_)]));
        assert_eq!(names(find(&root, "f2").ancestors_of::<File>()), "");
    }

    #[test]
    fn depth_counts_the_ancestors() {
        let root = family();
        assert_eq!(root.depth(), 0);
        assert_eq!(find(&root, "g").depth(), 1);
        assert_eq!(find(&root, "f1").depth(), 2);
    }

    #[test]
    fn a_walk_that_has_ended_stays_ended() {
        let root = family();
        let child = find(&root, "c");
        let mut walk = child.ancestors();
        assert_eq!(walk.by_ref().count(), 1);
        let above = folder("above").into_graph();
        above.archive.push(root.clone());
        assert_eq!(walk.next(), None);
        assert_eq!(child.ancestors().count(), 2);
    }
}

mod sideways {
    use super::*;

    #[test]
    fn siblings_are_of_the_same_field() {
        let root = family();
        let sides = |child: &str| {
            let child = find(&root, child);
            (names(child.previous_sibling()), names(child.next_sibling()))
        };
        let none = String::new;
        assert_eq!(sides("a"), (none(), "b".into()));
        assert_eq!(sides("b"), ("a".into(), none()));
        for alone in ["root", "c", "n", "d", "e", "f", "g"] {
            assert_eq!(sides(alone), (none(), none()), "{alone}");
        }
    }

    #[test]
    fn they_follow_every_change() {
        let root = root_of("a b c d");
        let all: Vec<_> = root.entries.iter().collect();
        root.entries.move_to(3, 0);
        root.entries.swap(1, 2);
        assert_eq!(names(&root.entries), "d b a c");
        assert_eq!(all[0].previous_sibling(), Some(all[1].to_any()));
        assert_eq!(all[0].next_sibling(), Some(all[2].to_any()));
        assert_eq!(all[3].previous_sibling(), None);
        all[0].detach();
        assert_eq!(all[1].next_sibling(), Some(all[2].to_any()));
        assert_eq!(all[0].next_sibling(), None);
    }

    #[test]
    fn index_in_owner_is_the_index_in_the_field() {
        let root = family();
        for (child, index) in [("a", 0), ("b", 1), ("b2", 1), ("c", 0), ("d", 0), ("g", 0)] {
            assert_eq!(find(&root, child).index_in_owner(), Some(index), "{child}");
        }
        assert_eq!(root.index_in_owner(), None);
    }

    #[test]
    fn index_in_owner_is_right_wherever_the_child_was_seen_last() {
        let root = root("root");
        root.entries.extend((0..40).map(|number| file(&number.to_string())));
        let mut all: Vec<_> = root.entries.iter().collect();
        for step in 0..40 {
            match step % 8 {
                0 => root.entries.insert(0, all[39].clone()),
                1 => root.entries.reverse(),
                2 => root.entries.sort_by_key(|child| std::cmp::Reverse(name(child))),
                3 => root.entries.retain(|child| child != &all[step % 7]),
                4 => root.entries.push(all[step % 7].clone()),
                5 => drop(root.entries.swap_remove(3)),
                6 => root.entries.move_to(root.entries.len() - 1, 2),
                _ => drop(root.entries.replace(5, all[11].clone())),
            }
            for child in &all {
                let expected = root.entries.read().iter().position(|other| other == child);
                assert_eq!(child.index_in_owner(), expected, "{step}");
                assert_eq!(root.entries.position(child), expected);
            }
            all.rotate_left(3);
        }
        check(&root);
    }
}

mod down {
    use super::*;

    #[test]
    fn descendants_come_in_pre_order() {
        let root = family();
        assert_eq!(names(root.descendants()), PRE_ORDER);
        assert_eq!(names(root.descendants_or_self()), format!("root {PRE_ORDER}"));
        assert_eq!(names(find(&root, "b").descendants()), "b1 b2");
        assert_eq!(names(find(&root, "a").descendants()), "");
        assert_eq!(names(find(&root, "a").descendants_or_self()), "a");
    }

    #[test]
    fn children_are_only_the_direct_ones() {
        let root = family();
        assert_eq!(names(root.children()), "a b c n d e f g");
        assert_eq!(names(find(&root, "f").children()), "f1 f2");
        assert_eq!(names(find(&root, "n").children()), "");
    }

    #[test]
    fn of_one_type_or_of_a_union() {
        let root = family();
        assert_eq!(names(root.descendants_of::<Folder>()), "b c c1 e");
        assert_eq!(names(root.descendants_of::<File>()), "a b1 b2 d g");
        assert_eq!(names(root.descendants_of::<Note>()), "n e1 f2");
        assert_eq!(names(root.descendants_of::<Place>()), "b c c1 e f f1");
        assert_eq!(names(root.descendants_of::<All>()), PRE_ORDER);
        assert_eq!(names(root.descendants_of::<Box<Shelf>>()), "f f1");
        let sum: u64 = root.descendants_of::<File>().map(|file| file.size.get() + 1).sum();
        assert_eq!(sum, 5);
    }

    #[test]
    fn traverse_enters_and_leaves() {
        let root = family();
        let text = |walk: &mut Traverse<'_>, skip: &str| {
            let mut text = String::new();
            while let Some(edge) = walk.next() {
                match edge {
                    WalkEvent::Enter(node) => {
                        text += "<";
                        text += &name(&node);
                        if skip.split(' ').any(|skip| skip == name(&node)) {
                            walk.skip_subtree();
                        }
                    }
                    WalkEvent::Leave(_) => text += ">",
                }
            }
            text
        };
        assert_eq!(
            text(&mut root.traverse(), ""),
            "<a><b<b1><b2>><c<c1>><n><d><e<e1>><f<f1><f2>><g>",
        );
        assert_eq!(text(&mut root.traverse(), "b e g"), "<a><b><c<c1>><n><d><e><f<f1><f2>><g>");
        assert_eq!(
            text(&mut root.traverse(), "f1"),
            "<a><b<b1><b2>><c<c1>><n><d><e<e1>><f<f1><f2>><g>"
        );
        let mut done = root.traverse();
        assert_eq!(done.by_ref().count(), 28);
        done.skip_subtree();
        assert_eq!(done.next(), None);
    }

    #[test]
    fn skip_subtree_skips_the_innermost_open_node() {
        let root = family();
        let mut walk = root.traverse();
        walk.skip_subtree(); // no node is open yet
        let b = find(&root, "b");
        assert!(walk.any(|edge| edge == WalkEvent::Enter(find(&root, "b1"))));
        assert_eq!(walk.next(), Some(WalkEvent::Leave(find(&root, "b1"))));
        walk.skip_subtree(); // `b` is open, so `b2` is skipped
        assert_eq!(walk.next(), Some(WalkEvent::Leave(b)));
        walk.skip_subtree(); // no node is open any more
        assert_eq!(walk.next(), Some(WalkEvent::Enter(find(&root, "c"))));
    }

    #[test]
    fn walks_can_be_cloned_half_way() {
        let root = family();
        let mut walk = root.descendants();
        assert_eq!(names(walk.by_ref().take(5)), "a b b1 b2 c");
        let rest = walk.clone();
        assert_eq!(names(walk), "c1 n d e e1 f f1 f2 g");
        assert_eq!(names(rest), "c1 n d e e1 f f1 f2 g");
        let mut edges = root.traverse();
        edges.nth(3);
        assert_eq!(edges.clone().collect::<Vec<_>>(), edges.collect::<Vec<_>>());
    }
}

mod leaving {
    use super::*;

    #[test]
    fn detach_from_every_kind_of_field() {
        let _no_leaks = no_leaks();
        let root = family();
        let all: Vec<_> = root.descendants().collect();
        for node in &all {
            let owner = node.owner().unwrap();
            assert!(node.detach());
            assert_eq!(node.owner(), None);
            assert!(node.is_root());
            assert_eq!(node.index_in_owner(), None);
            assert!(!owner.children().any(|other| other == *node));
            assert!(!node.detach());
            check(node);
            check(&root);
        }
        assert_eq!(root.children().count(), 0);
    }

    #[test]
    fn a_detached_child_without_another_handle_dies_after_the_call() {
        let _no_leaks = no_leaks();
        let root = family();
        let b = find(&root, "b");
        assert!(b.detach());
        assert_eq!(deaths(), "");
        drop(b);
        assert_eq!(deaths(), "b b1 b2");
    }
}

mod through_every_handle {
    use super::*;

    impl FolderNode {
        /// The node's own method, which has no handle to itself.
        fn path(&self) -> String {
            let mut names: Vec<_> =
                self.ancestors_of::<Folder>().map(|above| name(&above)).collect();
            names.insert(0, self.tag.name().to_owned());
            names.reverse();
            format!("/{} ({} below)", names.join("/"), self.descendants().count())
        }
    }

    /// Everything of `Node`, as text.
    fn by_node(node: &impl Node) -> String {
        [
            format!("{:?}", node.owner()),
            format!("{} {} {:?}", node.is_root(), node.depth(), node.index_in_owner()),
            format!("{:?} {:?}", node.next_sibling(), node.previous_sibling()),
            names(node.ancestors()),
            names(node.descendants()),
            names(node.children()),
            names(node.ancestors_of::<Place>()),
            names(node.descendants_of::<Item>()),
            format!("{:?}", node.traverse().collect::<Vec<_>>()),
            format!("{:?}", node.validate()),
        ]
        .join("\n")
    }

    /// Everything of `Handle`, as text.
    fn by_handle(handle: &impl Handle) -> String {
        [
            format!("{handle:?} {:?} {:?}", handle.to_any(), handle.root()),
            names(handle.ancestors_or_self()),
            names(handle.descendants_or_self()),
        ]
        .join("\n")
    }

    #[test]
    fn the_answers_are_the_same() {
        let root = family();
        for wanted in format!("root {PRE_ORDER}").split(' ') {
            let any = find(&root, wanted);
            let all = any.downcast::<All>().unwrap();
            assert_eq!(by_node(&all), by_node(&any));
            assert_eq!(by_handle(&all), by_handle(&any));
            if let Some(folder) = any.downcast::<Folder>() {
                assert_eq!(by_node(&*folder), by_node(&any));
                assert_eq!(by_handle(&folder), by_handle(&any));
            }
            if let Some(entry) = any.downcast::<Entry>() {
                assert_eq!(by_node(&entry), by_node(&any));
                assert_eq!(by_handle(&entry), by_handle(&any));
            }
        }
        let c1 = find(&root, "c1").downcast::<Folder>().unwrap();
        assert_eq!(c1.path(), "/root/c/c1 (0 below)");
        assert_eq!(root.path(), "/root (14 below)");
    }

    #[test]
    fn detach_works_through_each() {
        let root = root_of("a b c d");
        let [a, b, c] = [0, 1, 2].map(|index| root.entries.get(index).unwrap());
        assert!(a.detach());
        assert!(b.to_any().detach());
        assert!(c.to_any().downcast::<File>().unwrap().detach());
        assert_eq!(names(&root.entries), "d");
    }
}

mod changes_on_the_way {
    use super::*;

    #[test]
    fn a_walk_visits_the_children_that_a_node_has_when_it_gets_there() {
        let root = family();
        let mut seen = Vec::new();
        for node in root.descendants() {
            seen.push(name(&node));
            if name(&node) == "a" {
                // After the walk has visited `root`, and before it visits `b`.
                let EntryRc::Folder(b) = root.entries.get(1).unwrap() else { unreachable!() };
                b.entries.push(file("b3"));
                root.entries.push(file("late"));
                find(&root, "c").detach();
            }
        }
        assert_eq!(seen.join(" "), PRE_ORDER.replace("b2", "b2 b3"));
    }

    #[test]
    fn each_child_is_yielded_once_when_it_moves_between_the_fields_of_its_owner() {
        let root = family();
        let mut seen = Vec::new();
        for node in root.children() {
            if let Some(entry) = node.downcast::<Entry>() {
                root.entries.push(entry.clone());
                root.pinned.set(entry);
            }
            seen.push(name(&node));
        }
        assert_eq!(seen.join(" "), "a b c n d e f g");
        check(&root);
    }

    #[test]
    fn emptying_the_tree_in_post_order() {
        let _no_leaks = no_leaks();
        let root = family();
        let mut left = Vec::new();
        for edge in root.traverse() {
            if let WalkEvent::Leave(node) = edge {
                assert!(node.detach());
                assert_eq!(node.children().count(), 0);
                left.push(name(&node));
            }
        }
        assert_eq!(left.join(" "), "a b1 b2 b c1 c n d e1 e f1 f2 f g");
        assert_eq!(root.descendants().count(), 0);
    }

    #[test]
    fn climbing_while_the_branch_is_sawn_off() {
        let _no_leaks = no_leaks();
        let root = family();
        let leaf = find(&root, "f1");
        let mut seen = Vec::new();
        for above in leaf.ancestors() {
            seen.push(name(&above));
            leaf.detach();
            above.detach();
        }
        assert_eq!(seen.join(" "), "f root");
        assert_eq!(deaths(), "f f2");
    }

    #[test]
    fn detaching_all_nodes_above() {
        let _no_leaks = no_leaks();
        let top = root("top");
        let mut chain = vec![top.clone()];
        for number in 0..20 {
            let next = folder(&number.to_string()).into_graph();
            chain[number].inner.set(next.clone());
            chain.push(next);
        }
        let detached = chain[20].ancestors().inspect(|above| _ = above.detach()).count();
        assert_eq!(detached, 20);
        assert!(chain[..20].iter().all(|above| above.is_root()));
        assert_eq!(chain[20].ancestors().count(), 1);
    }

    #[test]
    fn a_walk_outlives_the_node_it_stands_on() {
        let _no_leaks = no_leaks();
        let root = family();
        let mut walk = root.descendants();
        assert_eq!(names(walk.by_ref().take(3)), "a b b1");
        root.entries.clear();
        find(&root, "f").detach();
        assert_eq!(names(walk), "b2 c c1 n d e e1 f f1 f2 g");
    }
}

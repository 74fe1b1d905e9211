//! Places: where a node hangs, putting nodes of any type there, and replacing a node by another.

use kinfolk::{AnyRc, AttachErrorKind, Graph, Handle, Node, Rc};

use crate::model::{
    All, Entry, EntryRc, File, Folder, Item, Note, check, deaths, file, folder, name, names,
    no_leaks, note, picture, root, root_of, shelf,
};

/// Everything that [`no_child_is_lost`](check) can see.
fn unchanged<R>(nodes: &[&AnyRc], operation: impl FnOnce() -> R) -> R {
    let before: Vec<_> = nodes.iter().map(|node| picture([*node])).collect();
    let result = operation();
    let after: Vec<_> = nodes.iter().map(|node| picture([*node])).collect();
    assert_eq!(after, before);
    result
}

mod finding {
    use super::*;

    #[test]
    fn they_name_owner_link_and_index() {
        let root = root_of("a b");
        let cover = root.cover.set(file("c"));
        assert_eq!(cover, None);
        let b = root.entries.get(1).unwrap();
        let place = b.place().unwrap();
        assert_eq!(place.owner(), root.to_any());
        assert_eq!((place.link(), place.index()), ("entries", Some(1)));
        assert_eq!(place.to_string(), "entries[1]");
        let cover = root.cover.get().unwrap().place().unwrap();
        assert_eq!((cover.link(), cover.index()), ("cover", None));
        assert_eq!(cover.to_string(), "cover");
        assert_eq!(root.place(), None);
        assert_eq!(place, b.place().unwrap());
        assert_eq!(place.clone(), place);
        assert_ne!(place, cover);
        assert_ne!(place, root.entries.get(0).unwrap().place().unwrap());
    }

    #[test]
    fn paths_name_each_step() {
        let root = root_of("a b");
        let inner = folder("inner").into_graph();
        root.archive.push(folder("first"));
        root.archive.push(inner.clone());
        inner.rack.set(shelf("f"));
        let shelf = inner.rack.get().unwrap();
        let note = shelf.label.set(note("n")).unwrap_or_else(|| shelf.label.get().unwrap());
        assert_eq!(note.path().to_string(), "Folder.archive[1].rack.label");
        let before = note.path();
        inner.detach();
        assert_eq!(note.path().to_string(), "Folder.rack.label");
        assert_eq!(before.to_string(), "Folder.archive[1].rack.label");
        assert_eq!(root.path().to_string(), "Folder");
    }

    #[test]
    fn is_below_leaves_out_the_node_itself() {
        let root = root_of("");
        let inner = folder("inner").into_graph();
        root.inner.set(inner.clone());
        let leaf = inner.entries.add(file("leaf"));
        assert!(leaf.is_below(&*root) && leaf.is_below(&root.to_any()) && inner.is_below(&*root));
        assert!(!root.is_below(&*root) && !root.is_below(&leaf) && !leaf.is_below(&leaf));
        assert!(leaf.detach());
        assert!(!leaf.is_below(&*root));
    }

    #[test]
    fn owner_of_is_typed() {
        let root = root_of("a");
        let a = root.entries.get(0).unwrap();
        assert_eq!(a.owner_of::<Folder>(), Some(root.clone()));
        assert_eq!(a.owner_of::<File>(), None);
        assert_eq!(a.owner_of::<Entry>().map(|owner| owner.to_any()), Some(root.to_any()));
        assert_eq!(root.owner_of::<Folder>(), None);
    }

    #[test]
    fn cast_converts_between_unions_and_structs() {
        let a = root_of("a").entries.get(0).unwrap();
        let item = a.cast::<Item>().unwrap();
        assert_eq!(item.cast::<Entry>(), Some(a.clone()));
        let typed: Rc<File> = a.cast::<File>().unwrap();
        assert_eq!(typed.to_any(), a.to_any());
        assert_eq!(a.cast::<Folder>(), None);
        assert_eq!(note("n").into_graph().cast::<Entry>(), None);
    }

    #[test]
    fn try_detach_is_detach() {
        let root = root_of("a");
        let a = root.entries.get(0).unwrap();
        assert!(a.try_detach().unwrap());
        assert!(!a.try_detach().unwrap());
        assert!(root.entries.is_empty());
    }
}

mod putting {
    use super::*;

    #[test]
    fn any_node_comes_back_to_its_place() {
        let _no_leaks = no_leaks();
        let root = Folder {
            entries: vec![Entry::File(file("a")), Entry::Folder(folder("b"))],
            notes: vec![note("n")],
            rack: Some(Box::new(shelf("f"))),
            pinned: Some(Box::new(Entry::File(file("g")))),
            ..folder("root")
        };
        let root = root.into_graph();
        let before = picture([&root]);
        for node in root.descendants().collect::<Vec<_>>() {
            let place = node.place().unwrap();
            node.detach();
            assert_ne!(picture([&root]), before);
            place.put(node.clone()).unwrap();
            check(&root);
            assert_eq!(picture([&root]), before);
            assert_eq!(node.place(), Some(place));
        }
    }

    #[test]
    fn at_the_index_or_at_the_end_of_a_shorter_list() {
        let root = root_of("a b c d");
        let all: Vec<_> = root.entries.iter().collect();
        let [first, last] = [0, 3].map(|index| all[index].place().unwrap());
        last.put(all[0].clone()).unwrap();
        assert_eq!(names(&root.entries), "b c d a");
        first.put(all[3].clone()).unwrap();
        assert_eq!(names(&root.entries), "d b c a");
        first.put(all[3].clone()).unwrap();
        root.entries.truncate(1);
        last.put(all[1].clone()).unwrap();
        assert_eq!(names(&root.entries), "d b");
        first.put(file("new").into_graph()).unwrap();
        assert_eq!(names(&root.entries), "new d b");
        root.entries.clear();
        last.put(all[2].clone()).unwrap();
        assert_eq!(names(&root.entries), "c");
        check(&root);
    }

    #[test]
    fn wrong_types_cycles_and_occupied_options_are_refused_and_lose_nothing() {
        let _no_leaks = no_leaks();
        let root = root_of("a");
        let inner = folder("inner").into_graph();
        root.inner.set(inner.clone());
        inner.cover.set(file("c"));
        let [entry, cover] = [
            root.entries.get(0).unwrap().place().unwrap(),
            inner.cover.get().unwrap().place().unwrap(),
        ];
        let inner_place = inner.place().unwrap();
        let (note, other) = (note("n").into_graph().to_any(), file("o").into_graph().to_any());
        let (any, free) = (root.to_any(), folder("free").into_graph().to_any());
        let nodes = [&any, &note, &other, &free];

        let error = unchanged(&nodes, || entry.put(note.clone()).unwrap_err());
        assert_eq!(error.kind(), AttachErrorKind::WrongType);
        assert_eq!(
            error.to_string(),
            "cannot attach a `Note` at `Folder.entries`: its children are of the type `Folder` or \
             `File`",
        );
        assert_eq!(error.into_child(), note);

        let error = unchanged(&nodes, || cover.put(other.clone()).unwrap_err());
        assert_eq!(error.kind(), AttachErrorKind::Occupied);
        assert_eq!(error.to_string(), "cannot attach at `Folder.cover`: it has a child already",);
        assert_eq!(error.into_child(), other);
        cover.put(inner.cover.get().unwrap()).unwrap();

        let error = unchanged(&nodes, || inner_place.put(root.clone()).unwrap_err());
        assert_eq!(error.kind(), AttachErrorKind::Cycle);
        assert_eq!(error.into_child(), any);
        let error = unchanged(&nodes, || inner_place.put(free.clone()).unwrap_err());
        assert_eq!(error.kind(), AttachErrorKind::Occupied);
    }

    #[test]
    fn a_place_holds_its_owner() {
        let _no_leaks = no_leaks();
        let root = root_of("a");
        let a = root.entries.get(0).unwrap();
        let place = a.place().unwrap();
        drop(root);
        assert_eq!(deaths(), "");
        assert_eq!(name(&a.owner().unwrap()), "root");
        drop(place);
        assert_eq!(deaths(), "root");
        assert_eq!(a.owner(), None);
    }

    #[test]
    fn it_moves_from_elsewhere() {
        let (from, to) = (root_of("a b c"), root_of("x y"));
        let (b, y) = (from.entries.get(1).unwrap(), to.entries.get(1).unwrap());
        y.place().unwrap().put(b.clone()).unwrap();
        assert_eq!((names(&from.entries), names(&to.entries)), ("a c".into(), "x b y".into()));
        check(&from);
        check(&to);
        let EntryRc::File(b) = b else { unreachable!() };
        assert_eq!(b.folder.get(), Some(to));
    }

    #[test]
    fn a_reader_keeps_its_list() {
        let root = root_of("a b");
        let a = root.entries.get(0).unwrap();
        let place = a.place().unwrap();
        let before = root.entries.read();
        a.detach();
        place.put(a).unwrap();
        place.put(file("new").into_graph()).unwrap();
        assert_eq!(names(before.iter().cloned()), "a b");
        assert_eq!(names(&root.entries), "new a b");
        assert_eq!(names(root.entries.read().iter().cloned()), "new a b");
    }
}

mod replacing {
    use super::*;

    #[test]
    fn by_a_node_from_elsewhere_by_a_sibling_and_by_itself() {
        let root = root_of("a b c d");
        let [a, b, c, d] = [0, 1, 2, 3].map(|index| root.entries.get(index).unwrap());
        let new = file("new").into_graph();
        b.replace_with(new.clone()).unwrap();
        assert_eq!(names(&root.entries), "a new c d");
        assert!(b.is_root());
        c.replace_with(a.clone()).unwrap();
        assert_eq!(names(&root.entries), "new a d");
        a.replace_with(d.clone()).unwrap();
        assert_eq!(names(&root.entries), "new d");
        d.replace_with(d.clone()).unwrap();
        assert_eq!(names(&root.entries), "new d");
        root.cover.set(file("c"));
        let cover = root.cover.get().unwrap();
        cover.replace_with(new.clone()).unwrap();
        assert_eq!(root.cover.get(), Some(new));
        assert!(cover.is_root());
        assert_eq!(names(&root.entries), "d");
        check(&root);
    }

    #[test]
    fn by_a_node_below_it() {
        let _no_leaks = no_leaks();
        let root = root("root");
        let (outer, inner) = (folder("outer").into_graph(), folder("inner").into_graph());
        root.archive.push(folder("before"));
        root.archive.push(outer.clone());
        outer.inner.set(inner.clone());
        inner.entries.push(file("leaf"));
        outer.replace_with(inner.clone()).unwrap();
        assert_eq!(names(&root.archive), "before inner");
        assert!(outer.is_root() && outer.inner.is_none());
        assert_eq!(names(inner.descendants()), "leaf");
        check(&root);
        check(&outer);
    }

    #[test]
    fn the_refused_are_not_lost() {
        let _no_leaks = no_leaks();
        let root = root_of("a");
        let inner = folder("inner").into_graph();
        root.inner.set(inner.clone());
        let leaf = inner.entries.add(file("leaf"));
        let (any, note) = (root.to_any(), note("n").into_graph());
        let other = shelf("s").into_graph();
        other.label.set(note.clone());
        let (other_any, note) = (other.to_any(), note.to_any());
        let nodes = [&any, &other_any];

        let refused = |node: &AnyRc, by: &AnyRc, kind| {
            let error = unchanged(&nodes, || node.replace_with(by.clone()).unwrap_err());
            assert_eq!((error.kind(), error.into_child()), (kind, by.clone()));
        };
        refused(&any, &note, AttachErrorKind::NoPlace);
        refused(&any, &any, AttachErrorKind::NoPlace);
        refused(&leaf.to_any(), &note, AttachErrorKind::WrongType);
        refused(&leaf.to_any(), &inner.to_any(), AttachErrorKind::Cycle);
        refused(&leaf.to_any(), &any, AttachErrorKind::Cycle);
        refused(&inner.to_any(), &any, AttachErrorKind::Cycle);
        let error = root.replace_with(other).unwrap_err();
        assert_eq!(error.to_string(), "cannot replace this `Folder`: it has no owner");
    }

    #[test]
    fn the_replaced_node_dies_when_nothing_holds_it() {
        let _no_leaks = no_leaks();
        let root = root_of("a b");
        root.entries.get(0).unwrap().replace_with(file("new").into_graph()).unwrap();
        assert_eq!(deaths(), "a");
        assert_eq!(names(&root.entries), "new b");
    }

    #[test]
    fn types_are_checked_against_unions() {
        let root = root("root");
        root.pinned.set(Entry::File(file("g")));
        let pinned = root.pinned.get().unwrap();
        assert!(pinned.replace_with(shelf("s").into_graph()).is_err());
        let new = folder("new").into_graph();
        pinned.replace_with(new.clone()).unwrap();
        assert_eq!(root.pinned.get().unwrap().to_any(), new.to_any());
        assert!(root.pinned.get().unwrap().cast::<All>().is_some());
        assert!(note("x").into_graph().cast::<Note>().is_some());
    }
}

mod hooks {
    use std::cell::RefCell;

    use super::*;

    thread_local! {
        static SEEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    }

    #[derive(Graph)]
    #[graph(back(parent: Part), finalize = PartNode::closed)]
    struct Part {
        name: &'static str,
        #[graph(own)]
        list: Vec<Part>,
        #[graph(own)]
        option: Option<Box<Part>>,
    }

    impl PartNode {
        fn closed(this: &Rc<Part>) {
            SEEN.with_borrow_mut(|seen| seen.push(format!("{} at {}", this.name, this.path())));
        }
    }

    fn part(name: &'static str) -> Part {
        Part { name, list: vec![], option: None }
    }

    #[test]
    fn what_was_put_is_finalized_with_its_owner() {
        let root = part("root").into_graph();
        let first = root.list.add(part("first"));
        let place = first.place().unwrap();
        place.put(part("put").into_graph()).unwrap();
        root.option.set(part("option"));
        let old = root.option.get().unwrap();
        old.replace_with(part("new").into_graph()).unwrap();
        drop((first, place, old));
        drop(root);
        assert_eq!(
            SEEN.take(),
            [
                "option at Part",
                "root at Part",
                "put at Part.list[0]",
                "first at Part.list[1]",
                "new at Part.option"
            ]
        );
    }
}

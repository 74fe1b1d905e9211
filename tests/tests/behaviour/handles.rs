//! Handles: identity, printing, counting, conversions, sizes.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hash, RandomState};
use std::mem::size_of;

use kinfolk::{AnyRc, AnyWeak, Back, Graph, Handle, Node, Own, Rc, Weak, WeakLink};

use crate::model::{
    All, AllRc, Entry, EntryRc, File, Folder, Item, ItemRc, Note, Place, PlaceRc, Shelf, deaths,
    file, folder, no_leaks, note, root, shelf,
};

fn hashes_agree<T: Hash + Eq + std::fmt::Debug>(one: &T, same: &T, other: &T) {
    let state = RandomState::new();
    assert_eq!(one, same);
    assert_eq!(state.hash_one(one), state.hash_one(same));
    assert_ne!(one, other);
    let set = HashSet::from([one]);
    assert!(set.contains(same) && !set.contains(other));
}

mod identity {
    use super::*;

    #[test]
    fn of_strong_handles() {
        let (a, twin) = (file("a").into_graph(), file("a").into_graph());
        hashes_agree(&a, &a.clone(), &twin);
        hashes_agree(&a.to_any(), &a.to_any(), &twin.to_any());
        hashes_agree(
            &EntryRc::from(a.clone()),
            &EntryRc::File(a.clone()),
            &EntryRc::from(twin.clone()),
        );
        assert!(Rc::ptr_eq(&a, &a.clone()) && !Rc::ptr_eq(&a, &twin));
        assert!(AnyRc::ptr_eq(&a.to_any(), &a.to_any()));
        assert!(!AnyRc::ptr_eq(&a.to_any(), &twin.to_any()));
        assert_eq!(a.tag, twin.tag, "although the data is equal");
    }

    #[test]
    fn of_different_types_in_one_union() {
        let nodes: Vec<AllRc> =
            vec![folder("x").into(), shelf("x").into(), file("x").into(), note("x").into()];
        let set: HashSet<_> = nodes.iter().cloned().collect();
        assert_eq!(set.len(), 4);
        let any: HashSet<_> = nodes.iter().map(Handle::to_any).collect();
        assert_eq!(any.len(), 4);
    }

    #[test]
    fn of_weak_handles() {
        let (a, b) = (file("a").into_graph(), file("b").into_graph());
        hashes_agree(&Rc::downgrade(&a), &Rc::downgrade(&a), &Rc::downgrade(&b));
        let any = |file: &Rc<File>| AnyRc::downgrade(&file.to_any());
        hashes_agree(&any(&a), &any(&a), &any(&b));
        let entry = |file: &Rc<File>| EntryRc::from(file.clone()).downgrade();
        hashes_agree(&entry(&a), &entry(&a), &entry(&b));
        let weak = entry(&a);
        let dead = (Rc::downgrade(&a), any(&a), entry(&a));
        assert!(weak.ptr_eq(&dead.2) && !weak.ptr_eq(&entry(&b)));
        drop(a);
        assert_eq!(dead.2, weak, "a dead handle equals its clone");
        hashes_agree(&dead.0.clone(), &dead.0, &Rc::downgrade(&b));
        hashes_agree(&dead.1.clone(), &dead.1, &any(&b));
        assert_ne!(dead.0, Weak::new());
        assert_ne!(dead.1, AnyWeak::new());
        assert_ne!(dead.2, Weak::new());
    }

    #[test]
    fn of_weak_handles_to_nothing() {
        hashes_agree(&Weak::new(), &Weak::default(), &Rc::downgrade(&file("a").into_graph()));
        assert_eq!(Weak::<Entry>::new(), Weak::default());
        assert_eq!(AnyWeak::new(), AnyWeak::default());
        assert_eq!(Weak::<File>::new().upgrade(), None);
        assert_eq!(Weak::<Entry>::new().upgrade(), None);
        assert_eq!(AnyWeak::new().upgrade(), None);
        assert!(AnyWeak::new().ptr_eq(&AnyWeak::default()));
    }

    #[test]
    fn a_dead_node_does_not_equal_a_new_node_at_its_address() {
        let weak: HashMap<_, _> =
            (0..100).map(|number| (Rc::downgrade(&file("x").into_graph()), number)).collect();
        assert_eq!(weak.len(), 100);
        let new: Vec<_> = (0..100).map(|_| file("x").into_graph()).collect();
        assert!(new.iter().all(|new| !weak.contains_key(&Rc::downgrade(new))));
    }

    #[test]
    fn as_keys() {
        let mut names = HashMap::new();
        let root = root("root");
        names.insert(root.to_any(), 1);
        names.insert(root.entries.add(file("a")).to_any(), 2);
        assert_eq!(names[&root.entries.get(0).unwrap().to_any()], 2);
    }
}

mod printing {
    use super::*;

    #[test]
    fn debug_does_not_use_the_data() {
        #[derive(Graph)]
        struct Silent {
            data: Box<dyn Fn()>,
        }
        #[derive(Graph)]
        enum Quiet {
            Silent(Silent),
        }
        let plain = Silent { data: Box::new(|| ()) };
        let QuietRc::Silent(silent) = Quiet::Silent(plain).into_graph();
        (silent.data)();
        let expected = format!("Silent({:p})", Rc::as_ptr(&silent));
        assert_eq!(format!("{silent:?}"), expected);
        assert_eq!(format!("{silent:#?}"), expected);
        assert_eq!(format!("{:?}", silent.to_any()), expected);
        assert_eq!(format!("{:?}", QuietRc::from(silent.clone())), expected);
        assert_eq!(format!("{silent:p}"), format!("{:p}", Rc::as_ptr(&silent)));
        assert_eq!(format!("{:?}", Rc::downgrade(&silent)), "(Weak)");
        assert_eq!(format!("{:?}", QuietRc::from(silent.clone()).downgrade()), "(Weak)");
        assert_eq!(format!("{:?}", AnyRc::downgrade(&silent.to_any())), "(Weak)");
        assert!(silent.to_any().is::<Quiet>());
    }

    #[test]
    fn walks_and_iterators_print() {
        let root = root("root");
        root.entries.push(file("unprintable"));
        let child = root.entries.get(0).unwrap();
        assert_eq!(format!("{:?}", root.entries), format!("[{child:?}]"));
        assert_eq!(format!("{:?}", root.entries.read()), format!("[{child:?}]"));
        assert_eq!(format!("{:?}", root.entries.iter()), format!("Iter([{child:?}])"));
        assert_eq!(format!("{:?}", root.descendants()), "Descendants(..)");
        assert_eq!(format!("{:?}", root.cover), "[]");
        assert!(format!("{:?}", root.entries.drain()).contains(&format!("{child:?}")));
    }
}

mod counting {
    use super::*;

    #[test]
    fn strong_handles() {
        let root = root("root");
        assert_eq!(Rc::strong_count(&root), 1);
        let a = file("a").into_graph();
        root.entries.push(a.clone());
        assert_eq!(Rc::strong_count(&a), 2);
        assert_eq!(AnyRc::strong_count(&a.to_any()), 3, "including the handle in the call");
        assert_eq!(Rc::strong_count(&root), 1, "back-links are weak");
        let guard = root.entries.read();
        let iter = root.entries.iter();
        assert_eq!(Rc::strong_count(&a), 2, "guards share the list");
        drop((guard, iter));
        let weak = Rc::downgrade(&a);
        assert_eq!(Rc::strong_count(&a), 2);
        assert_eq!(weak.upgrade().map(|a| Rc::strong_count(&a)), Some(3));
        a.detach();
        assert_eq!(Rc::strong_count(&a), 1);
    }

    #[test]
    fn operations_leave_no_handles_behind() {
        let _no_leaks = no_leaks();
        let (root, other) = (root("root"), root("other"));
        let a = file("a").into_graph();
        let branch = folder("branch").into_graph();
        branch.notes.push(note("n"));
        for _ in 0..3 {
            root.entries.push(a.clone());
            other.entries.insert(0, a.clone());
            root.cover.set(a.clone());
            root.inner.set(branch.clone());
            other.archive.extend([branch.clone()]);
            other.archive.sort_by_key(|_| 0);
            other.archive.retain(|_| true);
            assert!(branch.archive.try_push(other.clone()).is_err());
            assert_eq!(branch.ancestors().count(), other.descendants().count() - 1);
            assert!(other.validate().is_ok());
            assert!(!other.to_plain().archive.is_empty());
        }
        assert_eq!(Rc::strong_count(&a), 2);
        assert_eq!(Rc::strong_count(&branch), 2);
        assert_eq!((Rc::strong_count(&root), Rc::strong_count(&other)), (1, 1));
    }
}

mod conversions {
    use super::*;

    #[test]
    fn from_plain_values_and_handles() {
        let a: Rc<File> = file("a").into();
        let b = Rc::from(file("b"));
        assert_eq!(b.tag.name(), "b");
        let entry: EntryRc = a.clone().into();
        assert_eq!(entry, EntryRc::File(a.clone()));
        assert!(matches!(EntryRc::from(folder("c")), EntryRc::Folder(_)));
        assert!(matches!(EntryRc::from(Entry::File(file("d"))), EntryRc::File(_)));
        assert!(matches!(Entry::File(file("d")).into_graph(), EntryRc::File(_)));
        assert_eq!(AnyRc::from(a.clone()), a.to_any());
        let boxed: Rc<File> = Box::new(file("e")).into_graph();
        assert_eq!(boxed.tag.name(), "e");
    }

    #[test]
    fn to_any_and_back() {
        let root = root("root");
        let any = root.to_any();
        assert_eq!(any.type_name(), "Folder");
        assert!(any.is::<Folder>() && any.is::<Entry>() && any.is::<Item>() && any.is::<Place>());
        assert!(!any.is::<File>() && !any.is::<Shelf>() && !any.is::<Note>());
        assert_eq!(any.downcast::<Folder>(), Some(root.clone()));
        assert_eq!(any.downcast::<Box<Folder>>(), Some(root.clone()));
        assert_eq!(any.downcast::<File>(), None);
        assert_eq!(any.downcast::<Entry>(), Some(EntryRc::Folder(root.clone())));
        assert_eq!(any.downcast::<Place>(), Some(PlaceRc::Folder(root.clone())));
        let leaf = note("n").into_graph().to_any();
        assert_eq!(leaf.downcast::<Entry>(), None);
        assert!(leaf.is::<All>());
        assert_eq!(any.to_any(), any);
    }

    #[test]
    fn weak_and_back() {
        let _no_leaks = no_leaks();
        let a = file("a").into_graph();
        let entry: Weak<Entry> = EntryRc::File(a.clone()).downgrade();
        let any = AnyRc::downgrade(&a.to_any());
        assert_eq!(entry.upgrade(), Some(EntryRc::File(a.clone())));
        assert_eq!(any.upgrade(), Some(a.to_any()));
        assert_eq!(Rc::downgrade(&a).upgrade(), Some(a.clone()));
        drop(a);
        assert_eq!(deaths(), "a");
        assert_eq!((entry.upgrade(), any.upgrade()), (None, None));
    }

    #[test]
    fn a_handle_derefs_to_the_node() {
        let a = file("a").into_graph();
        a.size.set(3);
        let same = a.clone();
        assert_eq!(same.size.get(), 3);
        assert_eq!(Rc::as_ptr(&same), std::ptr::from_ref(&*a));
        let note = note("n").into_graph();
        note.text.borrow_mut().push_str("hello");
        assert_eq!(*note.text.borrow(), "hello");
    }
}

mod sizes {
    use super::*;

    const WORD: usize = size_of::<usize>();

    #[derive(Graph)]
    #[graph(back(pub owner: Branch))]
    struct Leaf {
        _data: u32,
    }

    #[derive(Graph)]
    struct Branch {
        #[graph(own)]
        _leaves: Vec<Leaf>,
    }

    #[test]
    fn of_handles_and_links() {
        assert_eq!(size_of::<Rc<Folder>>(), WORD);
        assert_eq!(size_of::<Option<Rc<Folder>>>(), WORD);
        assert_eq!(size_of::<Weak<Folder>>(), WORD);
        assert_eq!(size_of::<EntryRc>(), 2 * WORD);
        assert_eq!(size_of::<Option<ItemRc>>(), 2 * WORD);
        assert_eq!(size_of::<AnyRc>(), 2 * WORD);
        assert_eq!(size_of::<Own<Folder, Vec<Entry>>>(), 2 * WORD);
        assert_eq!(size_of::<Own<Folder, Option<Box<Folder>>>>(), 2 * WORD);
        assert_eq!(size_of::<Back<Folder>>(), WORD);
        assert_eq!(size_of::<Weak<Entry>>(), 2 * WORD);
        assert_eq!(size_of::<Back<Entry>>(), 2 * WORD);
        assert_eq!(size_of::<WeakLink<Folder, Vec<Entry>>>(), 2 * WORD);
    }

    #[test]
    fn of_nodes() {
        // The back-link, the header, and the data.
        assert_eq!(size_of::<LeafNode>(), 3 * WORD);
        assert_eq!(size_of::<BranchNode>(), 3 * WORD);
    }
}

mod by_default {
    use super::*;

    #[derive(Default, Graph)]
    #[graph(back(book: Book))]
    struct Sheet {
        text: String,
    }

    #[derive(Graph)]
    struct Book {
        #[graph(own)]
        sheets: Vec<Sheet>,
        #[graph(own)]
        cover: Option<Sheet>,
    }

    impl Default for Book {
        fn default() -> Self {
            Book { sheets: vec![Sheet { text: "one".into() }], cover: None }
        }
    }

    #[test]
    fn a_handle_is_a_new_node_with_all_that_the_plain_value_owns() {
        let book = Rc::<Book>::default();
        let sheet = book.sheets.get(0).unwrap();
        assert_eq!((&*sheet.text, sheet.book.get()), ("one", Some(book.clone())));
        assert_ne!(book, Rc::default());

        book.cover.set(Rc::default());
        assert_eq!(book.cover.get().unwrap().text, "");
    }
}

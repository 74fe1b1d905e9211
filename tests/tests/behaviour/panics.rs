//! Panics in user code, wherever the library calls it. The graph is either unchanged or fully
//! changed, and the library still works.

use std::cell::Cell;

use kinfolk::{AnyRc, Graph, Handle, Node, Rc};

use crate::model::picture::Picture;
use crate::model::tag::{catch_message, clones_until_panic, on_clone};
use crate::model::{
    EntryRc, File, Folder, check, deaths, file, folder, live, name, names, no_leaks, panic_of,
    picture, root, root_of,
};

fn entry(root: &Rc<Folder>, index: usize) -> EntryRc {
    root.entries.get(index).expect("a child")
}

fn rig(child: &EntryRc) {
    if let EntryRc::File(file) = child {
        file.tag.on_drop(|| panic!("drop bomb"));
    }
}

/// Trees of every depth are still torn down completely.
fn teardown_still_works() {
    let before = live();
    for depth in [1, 10, 63, 64, 65, 66, 130, 1000] {
        let top = root("top");
        let mut last = top.clone();
        for _ in 0..depth {
            last.archive.extend([folder("side"), folder("down")]);
            last = last.archive.get(1).unwrap();
        }
        let (top_weak, last_weak) = (Rc::downgrade(&top), Rc::downgrade(&last));
        drop(last);
        assert_eq!(live(), before + 2 * depth + 1);
        drop(top);
        assert_eq!(live(), before);
        assert_eq!((top_weak.upgrade(), last_weak.upgrade()), (None, None));
    }
    deaths();
}

mod closures {
    use super::*;

    /// Makes each call panic in turn; the graph stays unchanged.
    fn at_each_call(action: impl Fn(&Rc<Folder>, &dyn Fn())) {
        let _no_leaks = no_leaks();
        let calls = Cell::new(0);
        action(&root_of("d b e a c"), &|| calls.set(calls.get() + 1));
        assert!(calls.get() > 3, "the closure was called");
        for at in 0..calls.get() {
            let root = root_of("d b e a c");
            let before: Picture = picture([&root]);
            let call = Cell::new(0);
            let panic = panic_of(|| {
                action(&root, &|| {
                    assert_ne!(call.replace(call.get() + 1), at, "closure bomb");
                });
            });
            assert!(panic.message.contains("closure bomb"));
            assert_eq!(picture([&root]), before);
            check(&root);
        }
        teardown_still_works();
    }

    #[test]
    fn of_retain() {
        at_each_call(|root, call| {
            root.entries.retain(|child| {
                call();
                name(child) < "c".into()
            });
        });
    }

    #[test]
    fn of_sort_by() {
        at_each_call(|root, call| {
            root.entries.sort_by(|one, other| {
                call();
                name(one).cmp(&name(other))
            });
        });
    }

    #[test]
    fn of_sort_by_key() {
        at_each_call(|root, call| {
            root.entries.sort_by_key(|child| {
                call();
                name(child)
            });
        });
    }

    #[test]
    fn of_an_inconsistent_order() {
        let root = root("root");
        root.entries.extend((0..100).map(|number| file(&number.to_string())));
        let turn = Cell::new(0_u32);
        let sorted = catch_message(|| {
            root.entries.sort_by(|_, _| {
                turn.set(turn.get().wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
                [std::cmp::Ordering::Less, std::cmp::Ordering::Greater][turn.get() as usize >> 31]
            });
        });
        // Std's sort may panic, or leave any order.
        drop(sorted);
        assert_eq!(root.entries.len(), 100);
        check(&root);
    }

    #[test]
    fn that_have_changed_the_list_before() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c d");
        panic_of(|| {
            root.entries.retain(|child| {
                root.entries.push(child.clone());
                root.entries.push(file("new"));
                assert_ne!(name(child), "c", "closure bomb");
                drop(root.entries.remove(0));
                false
            });
        });
        check(&root);
        let left = names(&root.entries);
        panic_of(|| {
            root.entries.sort_by_key(|child| {
                root.entries.push(child.clone());
                assert_ne!(name(child), "new", "closure bomb");
                0
            });
        });
        check(&root);
        assert_eq!(names(&root.entries).len(), left.len());
        teardown_still_works();
    }

    #[test]
    fn given_to_extend() {
        let _no_leaks = no_leaks();
        let (root, other) = (root_of("a b"), root_of("x y z"));
        let before = picture([&root, &other]);
        for at in 0..3 {
            let message = panic_of(|| {
                root.entries.extend(other.entries.iter().enumerate().map(|(index, child)| {
                    assert_ne!(index, at, "iterator bomb");
                    child
                }));
            })
            .message;
            assert!(message.contains("iterator bomb"));
            panic_of(|| {
                let _ = root.entries.try_extend((0..4).map(|index| {
                    assert_ne!(index, at, "iterator bomb");
                    file("plain")
                }));
            });
            assert_eq!(picture([&root, &other]), before);
        }
        drop(before);
        teardown_still_works();
    }

    #[test]
    fn given_to_extend_that_panic_when_they_are_dropped() {
        struct Bomb<I>(I);
        impl<I: Iterator> Iterator for Bomb<I> {
            type Item = I::Item;
            fn next(&mut self) -> Option<I::Item> {
                self.0.next()
            }
        }
        impl<I> Drop for Bomb<I> {
            fn drop(&mut self) {
                panic!("iterator bomb");
            }
        }
        let _no_leaks = no_leaks();
        let (root, other) = (root_of("a b"), root_of("x y z"));
        let before = picture([&root, &other]);
        panic_of(|| root.entries.extend(Bomb(other.entries.iter())));
        assert_eq!(picture([&root, &other]), before);
        check(&root);
    }
}

mod clones {
    use super::*;

    #[test]
    fn of_data_in_to_plain() {
        let _no_leaks = no_leaks();
        let top = root("top");
        let mut last = top.clone();
        for _ in 0..120 {
            last.archive.extend([folder("side"), folder("down")]);
            last.entries.push(file("leaf"));
            last = last.archive.get(1).unwrap();
        }
        drop(last);
        let before = picture([&top]);
        let nodes = top.descendants().count() + 1;
        for at in [0, 1, 2, 47, 48, 49, 100, 150, 200, 300, nodes - 2, nodes - 1] {
            clones_until_panic(Some(at));
            let panic = panic_of(|| top.to_plain());
            assert_eq!(panic.message, "clone bomb", "{at} of {nodes}");
            assert_eq!(picture([&top]), before);
        }
        clones_until_panic(None);
        let plain = top.to_plain();
        assert_eq!(plain.archive.len(), 2);
        assert_eq!(plain.into_graph().descendants().count() + 1, nodes);
    }

    #[test]
    fn that_change_the_graph() {
        let _no_leaks = no_leaks();
        for victim in [10, 47, 48, 49, 60, 95, 96, 97, 110] {
            let top = root("0");
            let mut last = top.clone();
            for number in 1..150 {
                last.inner.set(folder(&number.to_string()));
                last = last.inner.get().unwrap();
            }
            let me = top.clone();
            // While `victim` is copied, the chain is cut above it and grows below it.
            on_clone(&victim.to_string(), move || {
                let cut = me.descendants_of::<Folder>().nth(victim - 5).unwrap();
                cut.detach();
                last.inner.set(folder("new"));
                for _ in 0..100 {
                    last = last.inner.get().unwrap();
                    last.inner.set(folder("new"));
                }
            });
            let plain = top.to_plain();
            assert_eq!(top.descendants().count(), victim - 5);
            let mut names = Vec::new();
            let mut at = Some(&plain);
            while let Some(folder) = at {
                names.push(folder.tag.name().to_owned());
                at = folder.inner.as_deref();
            }
            let expected: Vec<_> = (0..names.len()).map(|number| number.to_string()).collect();
            let copied = names.len().min(150);
            assert_eq!(names[..copied], expected[..copied], "each once and in order");
            assert!(copied > victim - 5);
            assert!(names[copied..].iter().all(|name| name == "new"));
            check(&top);
            drop(top);
        }
    }
}

#[test]
fn debug_of_data() {
    let root = root("unprintable");
    root.entries.push(file("a"));
    let before = picture([&root]);
    assert!(panic_of(|| format!("{:?}", *root)).message.contains("debug bomb"));
    assert_eq!(format!("{root:?}"), format!("Folder({:p})", Rc::as_ptr(&root)));
    assert_eq!(picture([&root]), before);
}

/// `Drop` of data: one panic comes out, and the rest still dies.
mod drops {
    use super::*;

    #[test]
    fn in_every_operation_that_lets_children_die() {
        type Way = (&'static str, fn(&Rc<Folder>), &'static str);
        let ways: [Way; 9] = [
            ("clear", |root| root.entries.clear(), ""),
            ("truncate", |root| root.entries.truncate(1), "a"),
            ("retain", |root| root.entries.retain(|child| name(child) == "e"), "e"),
            ("drain", |root| drop(root.entries.drain()), ""),
            ("drain in part", |root| drop(root.entries.drain().nth(1)), ""),
            ("remove", |root| drop(root.entries.remove(2)), "a b d e"),
            ("swap_remove", |root| drop(root.entries.swap_remove(2)), "a b e d"),
            ("replace", |root| drop(root.entries.replace(2, file("new"))), "a b new d e"),
            ("detach", |root| assert!(entry(root, 2).detach()), "a b d e"),
        ];
        for (way, kill, left) in ways {
            let _no_leaks = no_leaks();
            let root = root_of("a b c d e");
            rig(&entry(&root, 2));
            let panic = panic_of(|| kill(&root));
            assert_eq!(panic.message, "drop bomb", "{way}");
            assert_eq!(names(&root.entries), left, "{way}");
            let dead = deaths();
            for name in "abcde".chars() {
                assert_ne!(dead.contains(name), left.contains(name), "{way}: {name}");
            }
            check(&root);
            teardown_still_works();
        }
    }

    #[test]
    fn in_an_option() {
        let _no_leaks = no_leaks();
        let root = root("root");
        let set = || {
            let child: Rc<File> = file("a").into_graph();
            child.tag.on_drop(|| panic!("drop bomb"));
            root.cover.set(child);
        };
        set();
        panic_of(|| root.cover.set(file("b")));
        assert_eq!(names(root.cover.get()), "b");
        set();
        panic_of(|| root.cover.take());
        assert!(root.cover.is_none());
        check(&root);
    }

    #[test]
    fn in_retain_where_the_closure_has_released_the_child() {
        let _no_leaks = no_leaks();
        let root = root_of("a b c");
        rig(&entry(&root, 0));
        panic_of(|| {
            root.entries.retain(|child| {
                if name(child) == "c" {
                    drop(root.entries.remove(0));
                }
                name(child) != "b"
            });
        });
        check(&root);
        let left = names(&root.entries);
        assert!(left == "b c" || left == "c", "neither unchanged nor complete: {left}");
    }

    #[test]
    fn in_sort_where_the_comparison_has_released_the_child() {
        let _no_leaks = no_leaks();
        let root = root_of("c b a");
        rig(&entry(&root, 1));
        panic_of(|| {
            root.entries.sort_by(|one, other| {
                root.entries.retain(|child| name(child) != "b");
                name(one).cmp(&name(other))
            });
        });
        check(&root);
        let left = names(&root.entries);
        assert!(left == "c a" || left == "a c", "neither unchanged nor complete: {left}");
    }

    /// A chain with a side child at each level. The node at `bomb` panics.
    fn bombed_tree(depth: usize, bomb: usize) -> (Rc<Folder>, Vec<kinfolk::AnyWeak>) {
        let top = root("top");
        let mut last = top.clone();
        let mut weak = vec![AnyRc::downgrade(&top.to_any())];
        for level in 0..=depth {
            if level == bomb {
                last.tag.on_drop(|| panic!("drop bomb"));
            }
            last.archive.extend([folder("side"), folder("down"), folder("side")]);
            weak.extend(last.children().map(|node| AnyRc::downgrade(&node)));
            last = last.archive.get(1).unwrap();
        }
        (top, weak)
    }

    #[test]
    fn in_a_deep_tree_at_any_depth() {
        let _no_leaks = no_leaks();
        for depth in [1, 60, 64, 66, 128, 131, 400] {
            let bombs = [0, 1, 2, 62, 63, 64, 65, 66, 127, 128, 129, 130, 399];
            for bomb in bombs.into_iter().filter(|bomb| *bomb <= depth) {
                let before = live();
                let (top, weak) = bombed_tree(depth, bomb);
                assert_eq!(panic_of(|| drop(top)).message, "drop bomb");
                assert_eq!(live(), before, "{bomb} of {depth}");
                assert!(weak.iter().all(|weak| weak.upgrade().is_none()));
                teardown_still_works();
            }
        }
    }

    #[test]
    fn that_catch_a_panic_of_another_death() {
        let _no_leaks = no_leaks();
        for level in [0, 1, 30, 40, 62, 63, 64, 65, 66, 100, 128, 150] {
            let before = live();
            let (outer, _) = bombed_tree(200, 999);
            let ancestor =
                outer.descendants_of::<Folder>().filter(|node| node.depth() == level + 1);
            ancestor.last().unwrap().tag.on_drop(|| {
                let (inner, _) = bombed_tree(100, 30);
                // At this depth the death may be deferred until the outer one is done.
                let _ = catch_message(|| drop(inner));
            });
            let _ = catch_message(|| drop(outer));
            assert_eq!(live(), before, "{level}");
            teardown_still_works();
        }
    }

    #[test]
    fn while_the_thread_unwinds() {
        let _no_leaks = no_leaks();
        let panic = panic_of(|| {
            let (top, _) = bombed_tree(200, 999);
            let guard = top.archive.read();
            assert_eq!(guard.len(), 0, "unwinding through {top:?}");
        });
        assert!(panic.message.contains("unwinding"));
        teardown_still_works();
    }

    #[test]
    fn that_build_and_drop_deep_graphs_themselves() {
        let _no_leaks = no_leaks();
        let (outer, weak) = bombed_tree(150, 999);
        for folder in outer.descendants_of::<Folder>() {
            folder.tag.on_drop(|| drop(bombed_tree(70, 999)));
        }
        drop(outer);
        assert!(weak.iter().all(|weak| weak.upgrade().is_none()));
        teardown_still_works();
    }
}

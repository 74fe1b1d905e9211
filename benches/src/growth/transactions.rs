//! Changes in transactions, and what undoing them costs.

use std::collections::{BTreeMap, HashMap};

use kinfolk::prelude::*;
use kinfolk::transaction;

use super::{Case, Growth};
use crate::measured;

#[derive(Graph)]
#[graph(back(parent: Folder))]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
    #[graph(own)]
    sorted: BTreeMap<usize, Folder>,
    #[graph(own)]
    hashed: HashMap<usize, Folder>,
}

fn empty() -> Folder {
    Folder { folders: vec![], sorted: BTreeMap::new(), hashed: HashMap::new() }
}

/// A folder with `size` folders in its list.
fn wide(size: usize) -> Rc<Folder> {
    Folder { folders: (0..size).map(|_| empty()).collect(), ..empty() }.into_graph()
}

/// The smaller number of siblings.
const SIBLINGS: usize = 3_000;

const fn at_each(name: &'static str, run: fn(usize)) -> Case {
    Case { name, growth: Growth::SquareRootEach, size: SIBLINGS, at_most: Some(20_000), run }
}

const fn linear(name: &'static str, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Linear, size: SIBLINGS, at_most: Some(8_000), run }
}

/// Changes a graph, and undoes that.
fn undone(change: impl FnOnce()) {
    let undone = transaction(|| {
        change();
        Err::<(), ()>(())
    });
    assert_eq!(undone, Err(()));
}

pub(super) const CASES: &[Case] = &[
    linear("pushes_in_a_transaction", |size| {
        let root = wide(0);
        measured::run(|| {
            transaction(|| {
                for _ in 0..size {
                    root.folders.push(empty());
                }
            });
        });
    }),
    linear("pushes_undone", |size| {
        let root = wide(0);
        measured::run(|| {
            undone(|| {
                for _ in 0..size {
                    root.folders.push(empty());
                }
            });
        });
    }),
    at_each("removals_undone_one_by_one", |size| {
        let root = wide(size);
        measured::run(|| {
            for index in 0..size {
                undone(|| drop(root.folders.remove(index)));
            }
        });
    }),
    at_each("removals_of_all_undone_at_once", |size| {
        let root = wide(size);
        measured::run(|| {
            undone(|| {
                for _ in 0..size {
                    drop(root.folders.remove(0));
                }
            });
        });
    }),
    at_each("moves_to_another_list_undone", |size| {
        let (left, right) = (wide(size), wide(size));
        let children: Vec<_> = left.folders.iter().collect();
        measured::run(|| {
            for child in &children {
                undone(|| right.folders.insert(size / 2, child.clone()));
            }
        });
    }),
    at_each("moves_in_a_list_undone", |size| {
        let root = wide(size);
        measured::run(|| {
            for index in 0..size {
                undone(|| {
                    root.folders.move_to(index, size - 1 - index);
                    root.folders.swap(index, 0);
                });
            }
        });
    }),
    linear("a_cleared_list_undone", |size| {
        let root = wide(size);
        measured::run(|| undone(|| root.folders.clear()));
    }),
    linear("a_list_without_every_second_child_undone", |size| {
        let root = wide(size);
        measured::run(|| {
            undone(|| {
                let mut keeps = false;
                root.folders.retain(|_| {
                    keeps = !keeps;
                    keeps
                });
            });
        });
    }),
    linear("a_reversed_list_undone", |size| {
        let root = wide(size);
        measured::run(|| undone(|| root.folders.reverse()));
    }),
    linear("an_appended_list_undone", |size| {
        let (left, right) = (wide(size), wide(size));
        measured::run(|| undone(|| left.folders.append(&right.folders)));
    }),
    linear("a_cleared_hash_map_undone", |size| {
        let root = wide(0);
        root.hashed.extend((0..size).map(|key| (key, empty())));
        measured::run(|| undone(|| root.hashed.clear()));
    }),
    linear("keys_of_a_hash_map_removed_and_undone", |size| {
        let root = wide(0);
        root.hashed.extend((0..size).map(|key| (key, empty())));
        measured::run(|| {
            for key in 0..size {
                undone(|| drop(root.hashed.remove(&key)));
            }
        });
    }),
    at_each("keys_of_a_sorted_map_removed_and_undone", |size| {
        let root = wide(0);
        root.sorted.extend((0..size).map(|key| (key, empty())));
        measured::run(|| {
            for key in 0..size {
                undone(|| drop(root.sorted.remove(&key)));
            }
        });
    }),
];

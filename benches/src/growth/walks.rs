//! Walks, paths and places.

use std::ops::ControlFlow;

use kinfolk::prelude::*;

use super::{Case, Growth};
use crate::measured;

#[derive(Graph)]
#[graph(back(parent: Folder))]
struct Folder {
    #[graph(own)]
    folders: Vec<Folder>,
}

fn folder() -> Folder {
    Folder { folders: vec![] }
}

/// A folder with `size` folders in it.
fn wide(size: usize) -> Rc<Folder> {
    Folder { folders: (0..size).map(|_| folder()).collect() }.into_graph()
}

/// A chain of `size` folders: the root, and the last one.
fn deep(size: usize) -> (Rc<Folder>, Rc<Folder>) {
    let root = folder().into_graph();
    let mut last = root.clone();
    for _ in 1..size {
        last = last.folders.add(folder());
    }
    (root, last)
}

fn visit(root: &Rc<Folder>) -> usize {
    let mut count = 0;
    measured::run(|| {
        let end = root.visit(|_| {
            count += 1;
            ControlFlow::<()>::Continue(())
        });
        assert!(end.is_continue());
    });
    count
}

const fn linear(name: &'static str, at_most: u64, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Linear, size: 10_000, at_most: Some(at_most), run }
}

pub(super) const CASES: &[Case] = &[
    linear("visit_a_chain", 600, |size| {
        let (root, _last) = deep(size);
        assert_eq!(visit(&root), size - 1);
    }),
    linear("visit_a_star", 150, |size| assert_eq!(visit(&wide(size)), size)),
    linear("descendants_from_the_back", 1500, |size| {
        let (root, _last) = deep(size);
        measured::run(|| assert_eq!(root.descendants().rev().count(), size - 1));
    }),
    linear("path_of_a_chain", 1500, |size| {
        let (_root, last) = deep(size);
        measured::run(|| drop(last.path()));
    }),
    Case {
        name: "put_back_in_a_long_list",
        growth: Growth::SquareRootEach,
        size: 12_500,
        at_most: Some(9000),
        run: |size| {
            let root = wide(size);
            let children: Vec<_> = root.folders.iter().collect();
            measured::run(|| {
                for child in &children {
                    let place = child.place().expect("it has an owner");
                    assert!(child.detach());
                    assert!(place.put(child.clone()).is_ok());
                }
            });
            assert_eq!(root.folders.len(), size);
        },
    },
];

//! Attaching nodes that have children, by their handles.

use kinfolk::prelude::*;

use super::{Case, Growth};
use crate::measured;

#[derive(Graph)]
#[graph(back(parent: Element))]
struct Element {
    #[graph(own)]
    contents: Option<Text>,
    #[graph(own)]
    elements: Vec<Element>,
}

#[derive(Graph)]
#[graph(back(element: Element))]
struct Text {}

fn element() -> Element {
    Element { contents: Some(Text {}), elements: vec![] }
}

/// The root and the end of a chain of `size` elements.
fn chain(size: usize) -> (Rc<Element>, Rc<Element>) {
    let root = element().into_graph();
    let mut end = root.clone();
    for _ in 1..size {
        end = end.elements.add(element());
    }
    (root, end)
}

/// How many nodes the cases attach at a place that the size does not change.
const TIMES: usize = 1_000;

pub(super) const CASES: &[Case] = &[
    // Each at the end of a chain of those before it.
    Case {
        name: "attach_downwards",
        growth: Growth::Linear,
        size: 2_500,
        at_most: None,
        run: |size| {
            let root = element().into_graph();
            measured::run(|| {
                let mut parent = root.clone();
                for _ in 0..size {
                    let child = element().into_graph();
                    parent.elements.push(child.clone());
                    parent = child;
                }
            });
        },
    },
    // Each above those before it.
    Case {
        name: "attach_upwards",
        growth: Growth::Linear,
        size: 2_500,
        at_most: None,
        run: |size| {
            let end = element().into_graph();
            measured::run(|| {
                let mut child = end.clone();
                for _ in 0..size {
                    let parent = element().into_graph();
                    parent.elements.push(child);
                    child = parent;
                }
            });
        },
    },
    // Small trees, at the end of a long chain.
    Case {
        name: "attach_small_trees_deep",
        growth: Growth::Constant,
        size: 2_500,
        at_most: None,
        run: |size| {
            let (_root, end) = chain(size);
            let children: Vec<_> = (0..TIMES).map(|_| element().into_graph()).collect();
            measured::run(|| end.elements.extend(children));
        },
    },
    // A large tree, to and fro between two roots.
    Case {
        name: "attach_a_large_tree_high",
        growth: Growth::Constant,
        size: 2_500,
        at_most: None,
        run: |size| {
            let large = chain(size).0;
            let roots = [element().into_graph(), element().into_graph()];
            measured::run(|| {
                for index in 0..TIMES {
                    roots[index % 2].elements.push(large.clone());
                }
            });
        },
    },
];

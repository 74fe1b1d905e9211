//! Weak handles to the nodes of a union: each variant costs the same.

use kinfolk::prelude::*;

use super::{Case, Growth};
use crate::measured;

/// Structs that the union wraps, and owners.
macro_rules! structs {
    ($($name:ident),*) => {
        $(
            #[derive(Graph)]
            #[graph(weak(link: Any))]
            struct $name {
                #[graph(own)]
                children: Vec<Child>,
            }
        )*

        #[derive(Graph)]
        enum Any {
            $($name($name),)*
        }
    };
}

structs!(A, B, C, D, E, F, G);

#[derive(Graph)]
#[graph(back(owner: Any))]
struct Child {}

pub(super) const CASES: &[Case] = &[
    // The instructions of reading each, and of dropping the handle.
    Case {
        name: "back_link_to_a_union",
        growth: Growth::Linear,
        size: 1_000,
        at_most: Some(60),
        run: |size| {
            let first = A { children: vec![Child {}] }.into_graph();
            let last = G { children: vec![Child {}] }.into_graph();
            let children = [first.children.first(), last.children.first()].map(Option::unwrap);
            measured::run(|| {
                for _ in 0..size / 2 {
                    assert!(children.iter().all(|child| child.owner.get().is_some()));
                }
            });
        },
    },
    Case {
        name: "weak_link_to_a_union",
        growth: Growth::Linear,
        size: 1_000,
        at_most: Some(70),
        run: |size| {
            let [first, last] = [A { children: vec![] }, A { children: vec![] }].map(Rc::new);
            let target = G { children: vec![] }.into_graph();
            first.link.set(&first);
            last.link.set(&target);
            measured::run(|| {
                for _ in 0..size / 2 {
                    assert!([&first, &last].iter().all(|node| node.link.get().is_some()));
                }
            });
        },
    },
];

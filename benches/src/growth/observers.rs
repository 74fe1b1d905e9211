//! What an observer costs: its calls, and the net of a batch.

use kinfolk::history::Watch;
use kinfolk::prelude::*;
use kinfolk::{observe, transaction};

use super::{Case, Growth};
use crate::measured;
use crate::random::Random;

#[derive(Graph)]
#[graph(back(above: Item))]
struct Item {
    #[graph(own)]
    items: Vec<Item>,
}

fn items(count: usize) -> Vec<Item> {
    (0..count).map(|_| Item { items: vec![] }).collect()
}

fn list(len: usize) -> Rc<Item> {
    Item { items: items(len) }.into_graph()
}

/// An observer that asks for all that there is.
fn watch(root: &Rc<Item>) -> Watch {
    let weak = Rc::downgrade(root);
    observe(root, move |changes| {
        let Some(root) = weak.upgrade() else { return };
        std::hint::black_box((changes.splices(&root.items), changes.of(&root).count()));
    })
}

const fn each(name: &'static str, growth: Growth, at_most: u64, run: fn(usize)) -> Case {
    Case { name, growth, size: 2000, at_most: Some(at_most), run }
}

pub(super) const CASES: &[Case] = &[
    Case {
        name: "push_to_an_observed_list",
        growth: Growth::Constant,
        size: 10_000,
        at_most: None,
        run: |size| {
            let root = list(size);
            let _watch = watch(&root);
            root.items.push(Item { items: vec![] });
            measured::run(|| root.items.push(Item { items: vec![] }));
        },
    },
    each("push_each_to_an_observed_list", Growth::Linear, 8_500, |size| {
        let root = list(0);
        let _watch = watch(&root);
        measured::run(|| {
            for item in items(size) {
                root.items.push(item);
            }
        });
    }),
    each("push_all_in_an_observed_transaction", Growth::Linear, 6500, |size| {
        let root = list(0);
        let _watch = watch(&root);
        measured::run(|| {
            transaction(|| {
                for item in items(size) {
                    root.items.push(item);
                }
            });
        });
    }),
    each("detach_scattered_in_an_observed_transaction", Growth::SquareRootEach, 12_000, |size| {
        let root = list(2 * size);
        let mut all: Vec<_> = root.items.iter().collect();
        let random = &mut Random::new();
        for last in (1..all.len()).rev() {
            all.swap(last, random.below(last + 1));
        }
        all.truncate(size);
        let _watch = watch(&root);
        measured::run(|| {
            transaction(|| {
                for item in &all {
                    item.detach();
                }
            });
        });
    }),
    each("change_a_deep_node_below_an_observed_root", Growth::Linear, 100, |size| {
        let root = list(0);
        let mut end = root.clone();
        for _ in 0..size {
            end = end.items.add(Item { items: vec![] });
        }
        let _watch = watch(&root);
        measured::run(|| end.items.push(Item { items: vec![] }));
    }),
    each("change_each_of_a_deep_chain_in_a_transaction", Growth::Linear, 8000, |size| {
        let root = list(0);
        let mut all = vec![root.clone()];
        for _ in 0..size {
            all.push(all[all.len() - 1].items.add(Item { items: vec![] }));
        }
        let _watch = watch(&root);
        measured::run(|| {
            transaction(|| {
                for item in &all {
                    item.items.push(Item { items: vec![] });
                }
            });
        });
    }),
];

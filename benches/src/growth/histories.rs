//! What a history costs: a step, an undo, and forgetting.

use kinfolk::History;
use kinfolk::prelude::*;

use super::{Case, Growth};
use crate::measured;

#[derive(Graph)]
#[graph(back(above: Item))]
struct Item {
    #[graph(own)]
    items: Vec<Item>,
}

fn item(items: Vec<Item>) -> Item {
    Item { items }
}

fn list(len: usize) -> Rc<Item> {
    item((0..len).map(|_| item(vec![])).collect()).into_graph()
}

fn push_each(root: &Rc<Item>, count: usize) {
    for _ in 0..count {
        root.items.push(item(vec![]));
    }
}

const fn each(name: &'static str, at_most: u64, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Linear, size: 2000, at_most: Some(at_most), run }
}

pub(super) const CASES: &[Case] = &[
    Case {
        name: "push_and_undo_with_many_steps",
        growth: Growth::Constant,
        size: 10_000,
        at_most: None,
        run: |size| {
            let root = list(1);
            let history = History::new(&root);
            for _ in 0..size {
                root.items.push(item(vec![]));
                root.items.remove(0);
            }
            measured::run(|| {
                root.items.push(item(vec![]));
                assert!(history.undo().is_ok());
            });
        },
    },
    each("push_each_with_a_history", 2_500, |size| {
        let root = list(0);
        let _history = History::new(&root);
        measured::run(|| push_each(&root, size));
    }),
    each("push_each_with_a_history_of_100_steps", 3_000, |size| {
        let root = list(0);
        let _history = History::new(&root).limit(100);
        push_each(&root, 200);
        measured::run(|| push_each(&root, size));
    }),
    each("undo_and_redo_each", 20_000, |size| {
        let root = list(0);
        let history = History::new(&root);
        push_each(&root, size);
        measured::run(|| {
            while history.undo().is_ok_and(|is_undone| is_undone) {}
            while history.redo().is_ok_and(|is_redone| is_redone) {}
        });
    }),
    each("clear_a_list_undo_and_forget", 5_000, |size| {
        let root = list(size);
        let history = History::new(&root);
        measured::run(|| {
            root.items.clear();
            assert!(history.undo().is_ok() && history.redo().is_ok());
            drop(history);
        });
    }),
    each("forget_a_removed_subtree", 2_000, |size| {
        let root = item(vec![]).into_graph();
        root.items.push(list(size));
        let history = History::new(&root);
        let top = root.items.remove(0);
        // A node of another step is below it.
        top.items.push(item(vec![]));
        drop(top);
        let history = history.limit(2);
        measured::run(|| root.items.push(item(vec![])));
        drop(history);
    }),
];

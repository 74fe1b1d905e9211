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
    // What the others are compared with.
    each("push_each_without_a_history", 300, |size| {
        let root = list(0);
        measured::run(|| push_each(&root, size));
    }),
    each("push_each_with_a_history", 830, |size| {
        let root = list(0);
        let _history = History::new(&root);
        measured::run(|| push_each(&root, size));
    }),
    each("push_each_with_a_history_of_100_steps", 900, |size| {
        let root = list(0);
        let _history = History::new(&root).limit(100);
        push_each(&root, 200);
        measured::run(|| push_each(&root, size));
    }),
    each("push_each_with_a_history_that_holds_a_node", 900, |size| {
        let root = list(1);
        let _history = History::new(&root);
        root.items.remove(0);
        measured::run(|| push_each(&root, size));
    }),
    each("push_each_in_one_step_of_a_history", 900, |size| {
        let root = list(0);
        let history = History::new(&root);
        measured::run(|| history.step("Push", || push_each(&root, size)));
    }),
    each("push_each_in_a_labelled_step", 2_200, |size| {
        let root = list(0);
        let history = History::new(&root);
        measured::run(|| {
            for _ in 0..size {
                history.step("Push", || push_each(&root, 1));
            }
        });
    }),
    // Below a node that the history does not place.
    each("push_each_far_below_a_history", 850, |size| {
        let root = list(0);
        let list = (0..5).fold(root.clone(), |list, _| list.items.add(item(vec![])));
        let _history = History::new(&root);
        measured::run(|| push_each(&list, size));
    }),
    each("push_each_below_the_last_with_a_history", 1_250, |size| {
        let root = list(0);
        let _history = History::new(&root);
        measured::run(|| {
            let mut last = root.clone();
            for _ in 0..size {
                last = last.items.add(item(vec![]));
            }
        });
    }),
    each("undo_and_redo_each", 8_500, |size| {
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

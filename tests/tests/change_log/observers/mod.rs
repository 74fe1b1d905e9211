//! `observe`: when observers are called, and what they see.

mod calls;
mod containers;
mod deaths;
mod mirror;
mod net;
mod references;
mod rounds;
mod values;

use std::cell::RefCell;
use std::rc::Rc as StdRc;

use kinfolk::history::{Change, Changes, Watch};
use kinfolk::prelude::*;
use kinfolk::{AnyRc, Place, observe};

#[derive(Graph)]
#[graph(back(above: Item))]
pub struct Item {
    name: &'static str,
    #[graph(own)]
    items: Vec<Item>,
    #[graph(own)]
    others: Vec<Item>,
}

fn leaf(name: &'static str) -> Item {
    Item { name, items: vec![], others: vec![] }
}

fn with_items(name: &'static str, items: &[&'static str]) -> Item {
    Item { name, items: items.iter().map(|name| leaf(name)).collect(), others: vec![] }
}

/// The items of the node, by their indices.
fn items(node: &Rc<Item>) -> Vec<Rc<Item>> {
    node.items.iter().collect()
}

/// What an observer has seen: a line for each call.
#[derive(Clone, Default)]
struct Seen(StdRc<RefCell<Vec<String>>>);

impl Seen {
    fn add(&self, line: impl Into<String>) {
        self.0.borrow_mut().push(line.into());
    }

    fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

/// An observer that writes down what it sees.
fn watch(root: &Rc<Item>) -> (Watch, Seen) {
    watch_by(root, |_, change| text(change))
}

/// An observer that writes down the text of each change.
fn watch_by(
    root: &impl Handle,
    text: impl Fn(&Changes, &Change) -> String + 'static,
) -> (Watch, Seen) {
    let seen = Seen::default();
    let watch = observe(root, {
        let seen = seen.clone();
        move |changes| seen.add(line_by(changes, |change| text(changes, change)))
    });
    (watch, seen)
}

fn line(changes: &Changes) -> String {
    line_by(changes, text)
}

fn line_by(changes: &Changes, text: impl Fn(&Change) -> String) -> String {
    assert!(!changes.is_empty());
    changes.iter().map(text).collect::<Vec<_>>().join(", ")
}

fn text(change: &Change) -> String {
    let name = change.node_as::<Item>().expect("an item").name;
    match change {
        Change::Placed { from, to, .. } => {
            let place = |place: &Place| format!("{}.{place}", name_of(&place.owner()));
            match (from, to) {
                (None, Some(to)) => format!("+{name} {}", place(to)),
                (Some(from), None) => format!("-{name} {}", place(from)),
                (Some(from), Some(to)) => format!("{name} {} to {}", place(from), place(to)),
                (None, None) => format!("?{name}"),
            }
        }
        Change::Ordered { link, .. } => format!("{name}.{link} ordered"),
        change => format!("{change:?}"),
    }
}

fn name_of(node: &AnyRc) -> &'static str {
    node.downcast::<Item>().expect("an item").name
}

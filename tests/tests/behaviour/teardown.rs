//! The same nodes die in the same order, whatever their depth and wherever the death begins.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::{Graph, Node, Rc, WalkEvent};

use crate::model::panic_of;

thread_local! {
    static DIED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn died() -> Vec<String> {
    DIED.take()
}

/// Data that runs code when it is dropped.
struct Last(Option<Box<dyn FnOnce()>>);

impl Drop for Last {
    fn drop(&mut self) {
        if let Some(action) = self.0.take() {
            action();
        }
    }
}

/// Declares the children before the data.
#[derive(Graph)]
#[graph(back(parent: Branch))]
struct Branch {
    #[graph(own)]
    children: Vec<Branch>,
    #[graph(own)]
    twig: Option<Box<Branch>>,
    last: Last,
}

fn doing(action: impl FnOnce() + 'static) -> Branch {
    Branch { children: vec![], twig: None, last: Last(Some(Box::new(action))) }
}

fn named(name: impl Into<String>) -> Branch {
    let name = name.into();
    doing(move || DIED.with_borrow_mut(|died| died.push(name)))
}

/// Puts a node with this data at this depth below a root, and returns the root.
fn at_depth(depth: usize, node: Branch) -> Rc<Branch> {
    let root = doing(|| ()).into_graph();
    let mut deepest = root.clone();
    for _ in 1..depth {
        deepest = deepest.children.add(doing(|| ()));
    }
    deepest.children.push(node);
    root
}

const DEPTHS: [usize; 6] = [1, 10, 63, 64, 65, 200];

#[test]
fn an_owner_dies_before_its_children_at_any_depth() {
    let root = named("0").into_graph();
    let mut deepest = root.clone();
    for depth in 1..200 {
        let branch = named(depth.to_string());
        if depth % 2 == 0 {
            deepest = deepest.children.add(branch);
        } else {
            deepest.twig.set(branch);
            deepest = deepest.twig.get().unwrap();
        }
    }
    drop(deepest);
    drop(root);
    let expected: Vec<_> = (0..200).map(|depth| depth.to_string()).collect();
    assert_eq!(died(), expected);
}

#[test]
fn links_die_in_their_order_at_any_depth() {
    for depth in DEPTHS {
        let family = named("a");
        let root = at_depth(depth, family);
        let a = root.descendants_of::<Branch>().last().unwrap();
        for name in ["b", "c"] {
            let child = a.children.add(named(name));
            child.children.extend([named(format!("{name}0")), named(format!("{name}1"))]);
            child.twig.set(named(format!("{name}2")));
        }
        a.twig.set(named("d"));
        drop(a);
        drop(root);
        assert_eq!(died().join(" "), "a b b0 b1 b2 c c0 c1 c2 d", "at depth {depth}");
    }
}

#[test]
fn a_death_in_the_drop_of_data_is_complete_when_it_returns() {
    for depth in DEPTHS {
        let other = named("other").into_graph();
        for name in ["x", "y"] {
            other.children.add(named(name)).children.push(named(format!("below {name}")));
        }
        let below = Rc::downgrade(&other.children.get(1).unwrap().children.get(0).unwrap());
        let root = at_depth(
            depth,
            doing(move || {
                other.children.clear();
                assert_eq!(died().join(", "), "x, below x, y, below y");
                assert!(below.upgrade().is_none());
                drop(other);
                assert_eq!(died(), ["other"]);
            }),
        );
        root.descendants_of::<Branch>().last().unwrap().children.push(named("own child"));
        drop(root);
        assert_eq!(died(), ["own child"], "at depth {depth}");
    }
}

#[test]
fn a_panic_in_a_nested_death_is_caught_where_it_began() {
    for depth in DEPTHS {
        let other = doing(|| ()).into_graph();
        other.children.extend([doing(|| panic!("nested")), named("sibling")]);
        let root = at_depth(
            depth,
            doing(move || {
                let caught = catch_unwind(AssertUnwindSafe(|| drop(other)));
                assert_eq!(caught.unwrap_err().downcast_ref::<&str>(), Some(&"nested"));
                assert_eq!(died(), ["sibling"]);
            }),
        );
        drop(root);
    }
}

#[test]
fn data_is_dropped_once_at_any_depth() {
    let drops = std::rc::Rc::new(Cell::new(0));
    for depth in DEPTHS {
        let counted = drops.clone();
        drop(at_depth(depth, doing(move || counted.set(counted.get() + 1))));
    }
    assert_eq!(drops.get(), DEPTHS.len());
}

#[test]
fn a_walk_loses_no_handle_to_a_panic_in_the_drop_of_data() {
    let root = doing(|| ()).into_graph();
    let middle = root.children.add(doing(|| ()));
    middle.children.push(doing(|| panic!("in the drop of data")));
    let weak = Rc::downgrade(&middle);
    drop(middle);
    let message = panic_of(|| {
        for edge in root.traverse() {
            if let WalkEvent::Enter(node) = edge
                && node.children().next().is_none()
            {
                node.detach();
            }
        }
    })
    .message;
    assert_eq!(message, "in the drop of data");
    drop(root);
    assert!(weak.upgrade().is_none());
}

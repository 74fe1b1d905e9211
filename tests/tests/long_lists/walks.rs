//! Walks pass by long lists that have lost all children: while such a list is in chunks, the walk
//! may enter its node as if it still had some.

use std::ops::ControlFlow;

use kinfolk::prelude::*;
use kinfolk::{AnyRc, WalkEvent};

#[derive(Graph)]
#[graph(back(parent: Group), back(shelf: Shelf))]
struct Group {
    #[graph(own)]
    groups: Vec<Group>,
}

#[derive(Graph)]
struct Shelf {
    #[graph(own)]
    left: Vec<Group>,
    #[graph(own)]
    right: Vec<Group>,
}

const SIZE: usize = 2000;

fn group() -> Group {
    Group { groups: vec![] }
}

/// Puts children into chunks, and takes all of them out.
fn fill_and_empty(group: &Rc<Group>) {
    group.groups.extend((0..SIZE).map(|_| self::group()));
    for _ in 0..100 {
        group.groups.move_to(0, SIZE / 2);
    }
    let children: Vec<_> = group.groups.iter().collect();
    for child in children {
        child.detach();
    }
    assert!(group.groups.is_empty());
}

/// A shelf with emptied groups between others, some with one child.
fn shelf() -> (Rc<Shelf>, Vec<AnyRc>) {
    let shelf = Shelf { left: vec![], right: vec![] }.into_graph();
    let mut nodes = Vec::new();
    for list in [&shelf.left, &shelf.right] {
        for kind in [0, 0, 1, 0, 2, 1, 0, 0] {
            let group = list.add(group());
            nodes.push(group.to_any());
            if kind == 0 {
                fill_and_empty(&group);
            } else if kind == 1 {
                let child = group.groups.add(self::group());
                fill_and_empty(&child);
                nodes.push(child.to_any());
            }
        }
    }
    (shelf, nodes)
}

#[test]
fn of_every_kind_pass_by_emptied_lists() {
    let (shelf, nodes) = shelf();
    assert_eq!(shelf.descendants().collect::<Vec<_>>(), nodes);
    assert_eq!(shelf.descendants().rev().collect::<Vec<_>>(), {
        let mut reversed = nodes.clone();
        reversed.reverse();
        reversed
    });
    let typed: Vec<_> = shelf.descendants_of::<Group>().map(AnyRc::from).collect();
    assert_eq!(typed, nodes);
    let followed: Vec<_> = shelf.descendants().follow(|_| true).collect();
    assert_eq!(followed, nodes);
    let mut visited = 0;
    let end = shelf.visit(|node| {
        assert_eq!(node, nodes[visited].as_ref());
        visited += 1;
        ControlFlow::<()>::Continue(())
    });
    assert_eq!((end, visited), (ControlFlow::Continue(()), nodes.len()));
    let (mut open, mut entered) = (Vec::new(), Vec::new());
    for event in shelf.traverse() {
        match event {
            WalkEvent::Enter(node) => {
                assert_eq!(node.depth(), open.len() + 1);
                open.push(node.clone());
                entered.push(node);
            }
            WalkEvent::Leave(node) => assert_eq!(open.pop(), Some(node)),
        }
    }
    assert_eq!((open, entered), (vec![], nodes));
}

#[test]
fn of_an_emptied_node_yield_nothing() {
    let group = group().into_graph();
    fill_and_empty(&group);
    assert_eq!(group.children().next(), None);
    assert_eq!(group.descendants().next_back(), None);
    assert_eq!(group.descendants_of::<Group>().next(), None);
    assert_eq!(group.traverse().next(), None);
    assert_eq!(group.descendants_or_self().collect::<Vec<_>>(), [group.to_any()]);
    assert_eq!(group.descendants_or_self().rev().collect::<Vec<_>>(), [group.to_any()]);
    // It may still go anywhere.
    let other = group.groups.add(self::group());
    other.detach();
    other.groups.push(group.clone());
    assert_eq!(group.owner(), Some(other.to_any()));
}

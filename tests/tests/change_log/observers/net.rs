//! What observers see: the net of a batch.

use kinfolk::history::Change;
use kinfolk::prelude::*;
use kinfolk::{Rc, observe, transaction};

use super::{Item, Seen, items, leaf, text, watch, with_items};

#[test]
fn a_move_is_one_change() {
    let root = Item { name: "root", items: vec![with_items("a", &["x"])], others: vec![leaf("b")] };
    let root = root.into_graph();
    let (_watch, seen) = watch(&root);
    let (a, b) = (root.items.get(0).unwrap(), root.others.get(0).unwrap());
    b.items.push(a.items.get(0).unwrap());
    assert_eq!(seen.take(), ["x a.items[0] to b.items[0]"]);
}

#[test]
fn what_is_back_where_it_was_is_left_out() {
    let root = with_items("root", &["a", "b", "c"]).into_graph();
    let (_watch, seen) = watch(&root);
    let [_, b, c] = items(&root).try_into().unwrap();
    transaction(|| {
        c.detach();
        root.items.push(c.clone());
    });
    assert!(seen.take().is_empty());
    transaction(|| {
        b.detach();
        b.items.push(leaf("x"));
        c.detach();
        root.items.push(b.clone());
        root.items.push(c.clone());
    });
    assert_eq!(seen.take(), ["+x b.items[0]"]);
    transaction(|| {
        root.items.remove(0);
        b.detach();
        c.detach();
        root.items.push(b.clone());
        root.items.push(c.clone());
    });
    assert_eq!(seen.take(), ["-a root.items[0]"]);
    // At the same index as before, but before a sibling that it was behind.
    transaction(|| {
        root.items.remove(0);
        root.items.push(b.clone());
    });
    assert_eq!(seen.take(), ["b root.items[0] to root.items[1]"]);
}

#[test]
fn what_came_and_went_is_left_out() {
    let root = with_items("root", &["a"]).into_graph();
    let (_watch, seen) = watch(&root);
    transaction(|| {
        let b = root.items.add(leaf("b"));
        b.items.push(leaf("c"));
        b.detach();
    });
    assert!(seen.take().is_empty());
}

#[test]
fn a_subtree_that_came_is_one_change_of_its_top() {
    let root = leaf("root").into_graph();
    let (_watch, seen) = watch(&root);
    let top = with_items("top", &["x"]).into_graph();
    root.items.push(top.clone());
    assert_eq!(seen.take(), ["+top root.items[0]"]);
    top.detach();
    seen.take();
    transaction(|| {
        top.items.push(leaf("y"));
        root.items.push(top.clone());
        top.items.push(leaf("z"));
        top.items.get(0).unwrap().items.push(leaf("deep"));
    });
    assert_eq!(seen.take(), ["+top root.items[0]"]);
}

#[test]
fn a_subtree_that_went_is_one_change_of_its_top() {
    let root = Item { name: "root", items: vec![with_items("top", &["x", "y"])], others: vec![] };
    let root = root.into_graph();
    let (_watch, seen) = watch(&root);
    let top = root.items.get(0).unwrap();
    let [x, y] = items(&top).try_into().unwrap();
    transaction(|| {
        top.others.push(x.clone());
        top.detach();
        x.items.push(y.clone());
        top.items.push(leaf("z"));
    });
    assert_eq!(seen.take(), ["-top root.items[0]"]);
}

#[test]
fn nodes_that_leave_a_subtree_that_went_are_changes_of_their_own() {
    let root = Item { name: "root", items: vec![with_items("top", &["x", "y"])], others: vec![] };
    let root = root.into_graph();
    let (_watch, seen) = watch(&root);
    let top = root.items.get(0).unwrap();
    transaction(|| {
        top.items.remove(0);
        top.detach();
        // This one moves out of it, and stays below the root.
        root.others.push(top.items.get(0).unwrap());
    });
    assert_eq!(
        seen.take(),
        ["-x top.items[0], -top root.items[0], y top.items[1] to root.others[0]"]
    );
}

#[test]
fn what_moves_below_something_that_came_has_moved() {
    let root = with_items("root", &["a"]).into_graph();
    let (_watch, seen) = watch(&root);
    let a = root.items.get(0).unwrap();
    transaction(|| {
        let new = leaf("new").into_graph();
        new.items.push(a.clone());
        a.items.push(leaf("x"));
        root.items.push(new);
    });
    assert_eq!(seen.take(), ["a root.items[0] to new.items[0], +new root.items[0]"]);
}

#[test]
fn what_goes_below_something_that_went_is_still_a_change() {
    let root = with_items("root", &["a", "b"]).into_graph();
    let (_watch, seen) = watch(&root);
    let [a, b] = items(&root).try_into().unwrap();
    transaction(|| {
        a.items.push(b.clone());
        a.detach();
    });
    // It was beside it.
    assert_eq!(seen.take(), ["-b root.items[1], -a root.items[0]"]);
}

#[test]
fn a_move_to_a_place_outside_is_a_removal() {
    let root = with_items("root", &["a"]).into_graph();
    let outside = leaf("outside").into_graph();
    let (_watch, seen) = watch(&root);
    let (_other, seen_outside) = watch(&outside);
    outside.items.push(root.items.get(0).unwrap());
    assert_eq!(seen.take(), ["-a root.items[0]"]);
    assert_eq!(seen_outside.take(), ["+a outside.items[0]"]);
}

#[test]
fn indices_are_those_before_and_after_the_batch() {
    let root = with_items("root", &["a", "b", "c", "d"]).into_graph();
    let (_watch, seen) = watch(&root);
    let [_, _, c, _] = items(&root).try_into().unwrap();
    transaction(|| {
        root.items.remove(0);
        c.detach();
        root.others.push(leaf("x"));
        root.others.push(c.clone());
        root.others.remove(0);
        root.items.push(leaf("e"));
        root.items.remove(0);
    });
    assert_eq!(
        seen.take(),
        ["-a root.items[0], c root.items[2] to root.others[0], +e root.items[1], \
             -b root.items[1]"]
    );
}

#[test]
fn changes_are_in_the_order_in_which_they_were_first_made() {
    let root = with_items("root", &["a", "b", "c"]).into_graph();
    let (_watch, seen) = watch(&root);
    let [a, b, c] = items(&root).try_into().unwrap();
    transaction(|| {
        c.detach();
        a.detach();
        b.detach();
        root.others.push(b.clone());
        root.others.push(a.clone());
    });
    assert_eq!(
        seen.take(),
        ["-c root.items[2], a root.items[0] to root.others[1], \
             b root.items[1] to root.others[0]"]
    );
}

#[test]
fn changes_of_a_node_are_those_of_its_place_and_its_links() {
    let root = with_items("root", &["a", "b"]).into_graph();
    let [a, b] = items(&root).try_into().unwrap();
    let seen = Seen::default();
    let _watch = observe(&root, {
        let (root, a, b) = (Rc::downgrade(&root), a.clone(), b.to_any());
        let seen = seen.clone();
        move |changes| {
            let text_of = |changes: Vec<&Change>| {
                changes.into_iter().map(text).collect::<Vec<_>>().join(", ")
            };
            seen.add(text_of(changes.of(&a).collect()));
            seen.add(text_of(changes.of(&b).collect()));
            seen.add(text_of(changes.of(&root.upgrade().unwrap()).collect()));
        }
    });
    transaction(|| {
        a.items.push(leaf("x"));
        a.detach();
    });
    assert_eq!(seen.take(), ["-a root.items[0]", "", ""]);
    root.items.push(a.clone());
    assert_eq!(seen.take(), ["+a root.items[1]", "", ""]);
}

#[test]
fn a_change_knows_its_parts() {
    let root = leaf("root").into_graph();
    let seen = Seen::default();
    let _watch = observe(&root, {
        let seen = seen.clone();
        move |changes| {
            let change = changes.iter().next().unwrap();
            let Change::Placed { node, from, to } = change else { panic!("it was placed") };
            assert_eq!(
                (change.node(), change.from(), change.to()),
                (node, from.as_ref(), to.as_ref())
            );
            assert_eq!(change.node_as::<Item>().map(|item| item.to_any()).as_ref(), Some(node));
            assert_eq!((change.link(), change.field()), (None, None));
            assert_eq!(changes.len(), changes.into_iter().count());
            seen.add(format!("{changes:?}"));
        }
    });
    root.items.push(leaf("a"));
    assert!(seen.take()[0].starts_with("[Placed { node: Item("));
}

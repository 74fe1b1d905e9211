//! Changing the tree.

use kinfolk::{Node as _, Rc};

use super::model::{ChildRc, Element, Parent};

/// Puts the children of an element in its place, and takes it from the tree. An element without a
/// parent stays as it is.
pub fn unwrap(element: &Rc<Element>) {
    let Some(parent) = element.parent.get() else { return };
    let this = element.clone().into();
    for child in element.children.drain() {
        let moved = parent.children().try_insert_before(&this, child);
        moved.expect("a grandchild is no ancestor");
    }
    element.detach();
}

/// Moves a node to the end of an element.
pub fn append(parent: &Rc<Element>, node: impl Into<ChildRc>) {
    parent.children.push(node.into());
}

/// Moves a node before another one, wherever that is. Returns whether it did: a node that would come
/// below itself, or before a node without a parent, stays where it is.
pub fn move_before(node: &ChildRc, sibling: &ChildRc) -> bool {
    let parent = sibling.owner_of::<Parent>();
    parent.is_some_and(|parent| parent.children().try_insert_before(sibling, node.clone()).is_ok())
}

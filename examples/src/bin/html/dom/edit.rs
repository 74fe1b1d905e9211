//! Changing the tree.

use kinfolk::{BackTo, NodeType, Own, Rc};

use super::model::{Child, ChildRc, Element, ParentRc};

/// Puts the children of an element in its place, and takes it from the tree. An element without a
/// parent stays as it is.
pub fn unwrap(element: &Rc<Element>) {
    match element.parent.get() {
        Some(ParentRc::Element(parent)) => unwrap_in(&parent.children, element),
        Some(ParentRc::Fragment(parent)) => unwrap_in(&parent.children, element),
        Some(ParentRc::Document(parent)) => unwrap_in(&parent.children, element),
        None => (),
    }
}

fn unwrap_in<O: NodeType>(siblings: &Own<O, Vec<Child>>, element: &Rc<Element>)
where
    Child: BackTo<O>,
{
    if let Some(index) = siblings.position(element) {
        siblings.splice(index..=index, element.children.drain());
    }
}

/// Moves a node to the end of an element.
pub fn append(parent: &Rc<Element>, node: impl Into<ChildRc>) {
    parent.children.push(node.into());
}

/// Moves a node before another one, wherever that is. A node that would come below itself, or before
/// a node without a parent, stays where it is.
pub fn move_before(node: &ChildRc, sibling: &ChildRc) -> bool {
    match sibling.parent() {
        Some(ParentRc::Element(parent)) => insert(&parent.children, node, sibling),
        Some(ParentRc::Fragment(parent)) => insert(&parent.children, node, sibling),
        Some(ParentRc::Document(parent)) => insert(&parent.children, node, sibling),
        None => false,
    }
}

fn insert<O: NodeType>(list: &Own<O, Vec<Child>>, node: &ChildRc, sibling: &ChildRc) -> bool
where
    Child: BackTo<O>,
{
    list.try_insert_before(sibling, node.clone()).is_ok()
}

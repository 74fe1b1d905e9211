//! Measures how much memory a tree uses.

use super::contender::Contender;
use super::operation::build;
use super::shape::Layout;
use crate::allocator::Allocator;

/// The bytes of the tree, without the vector of handles to its nodes.
pub(super) fn bytes<C: Contender>(layout: &Layout, allocator: Allocator) -> Option<usize> {
    let before = allocator.bytes_in_use()?;
    let (tree, handles) = build::<C>(layout);
    let after = allocator.bytes_in_use()?;
    drop(tree);
    Some(after - before - handles.capacity() * size_of::<C::Handle>())
}

//! [`DynSnapshot`]: the handles of a link at one moment, of any type.

use std::any::Any;
use std::mem;
use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::dyn_handles::{self, DynHandles, Found};
use crate::kernel::dyn_node::DynNode;
use crate::store::small_vec::SmallVec;

/// The handles that an owning or a shared link held at one moment. A walk goes through it while
/// user code runs: whatever that code changes, the walk visits each child that was there once.
#[derive(Clone)]
pub enum DynSnapshot {
    None,
    One(AnyRc),
    Many(StdRc<dyn DynHandles>),
}

/// A step from a child to the one beside it.
#[derive(Clone, Copy)]
pub enum Step {
    Next,
    Previous,
}

impl Step {
    /// The index after this step, which may be out of bounds: then it is larger than any length.
    #[inline]
    pub(crate) fn from(self, index: usize) -> usize {
        match self {
            Step::Next => index + 1,
            Step::Previous => index.wrapping_sub(1),
        }
    }
}

/// A search for the node beside a child, at the place where the index hint of the child says that it
/// stands.
pub struct BesideHint<'a> {
    child: &'a dyn DynNode,
    pub(crate) hint: usize,
    /// The index beside the hint.
    pub(crate) index: usize,
    step: Step,
    /// Whether the index hint of the node is right.
    has_hint: bool,
    node: Option<StdRc<dyn DynNode>>,
}

impl<'a> BesideHint<'a> {
    #[inline]
    pub(crate) fn of(child: &'a dyn DynNode, step: Step) -> Self {
        let hint = child.header().quick_index_hint();
        BesideHint { child, hint, index: step.from(hint), step, has_hint: true, node: None }
    }

    #[inline]
    pub(crate) fn child_address(&self) -> *const () {
        self.child.address()
    }

    /// The list has found a node.
    #[inline]
    pub(crate) fn found(&mut self, node: &(impl DynHandle + ?Sized)) {
        self.has_hint = node.header().quick_index_hint() == self.index;
        // There is no node until here; `forget` spares the code to drop it.
        mem::forget(self.node.replace(node.to_std()));
    }

    /// The node that was found.
    #[inline]
    pub(crate) fn into_node(self) -> Option<StdRc<dyn DynNode>> {
        if !self.has_hint {
            self.note_hint();
        }
        self.node
    }

    #[cold]
    #[inline(never)]
    fn note_hint(&self) {
        if let Some(node) = &self.node {
            node.header().set_index_hint(self.index);
        }
    }

    /// The child, and where to go from there.
    pub(crate) fn into_parts(self) -> (&'a dyn DynNode, Step) {
        (self.child, self.step)
    }
}

/// The node beside a child.
pub enum Beside<H> {
    Node(H),
    /// The child is the last one in that direction.
    None,
    /// The child does not stand where its index hint says, and must be searched for; or it is not
    /// here at all.
    Unknown,
}

impl<H> Beside<H> {
    #[inline]
    pub(crate) fn found(node: Option<H>) -> Self {
        match node {
            Some(node) => Beside::Node(node),
            None => Beside::None,
        }
    }
}

impl DynSnapshot {
    pub(crate) fn len(&self) -> usize {
        match self {
            DynSnapshot::None => 0,
            DynSnapshot::One(_) => 1,
            DynSnapshot::Many(children) => dyn_handles::len(&**children),
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<AnyRc> {
        match self {
            DynSnapshot::One(child) if index == 0 => Some(child.clone()),
            DynSnapshot::Many(children) => children.node_at(index, &mut false).map(AnyRc::from_std),
            DynSnapshot::None | DynSnapshot::One(_) => None,
        }
    }

    /// The node at `index`, if there is one. Sets whether it has children.
    #[inline]
    pub(crate) fn node_at(
        &self,
        index: usize,
        has_children: &mut bool,
    ) -> Option<StdRc<dyn DynNode>> {
        match self {
            DynSnapshot::Many(children) => children.node_at(index, has_children),
            DynSnapshot::One(child) => {
                *has_children = child.as_std().has_children();
                Some(StdRc::clone(child.as_std()))
            }
            DynSnapshot::None => None,
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = AnyRc> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// The handles, if they are those of a list that is not in chunks.
    pub(crate) fn as_list<H: AsDynHandle>(&self) -> Option<&[H]> {
        let DynSnapshot::Many(children) = self else { return None };
        let children: &dyn Any = &**children;
        children.downcast_ref::<SmallVec<H>>()?.flat()
    }

    /// Appends all handles. O(n).
    pub(crate) fn push_to(&self, handles: &mut Vec<AnyRc>) {
        match self {
            DynSnapshot::None => {}
            DynSnapshot::One(node) => handles.push(node.clone()),
            DynSnapshot::Many(list) => dyn_handles::push_all_to(&**list, handles),
        }
    }

    /// All handles. O(n).
    pub(crate) fn to_vec(&self) -> Vec<AnyRc> {
        let mut handles = Vec::new();
        self.push_to(&mut handles);
        handles
    }

    /// Whether anything besides the link and this snapshot holds the list, or a part of it.
    pub(crate) fn have_readers(&self) -> bool {
        match self {
            DynSnapshot::None | DynSnapshot::One(_) => false,
            DynSnapshot::Many(children) => {
                let chunks = children.chunks();
                StdRc::strong_count(children) > 2
                    || chunks.is_some_and(|chunks| chunks.is_any_shared())
            }
        }
    }

    /// Whether anything besides the link and this snapshot holds the handle at `index`. O(1) if the
    /// handle before it was asked for last.
    pub(crate) fn has_reader_at(&self, index: usize) -> bool {
        match self {
            DynSnapshot::None | DynSnapshot::One(_) => false,
            DynSnapshot::Many(children) => {
                let chunks = children.chunks();
                StdRc::strong_count(children) > 2
                    || chunks.is_some_and(|chunks| chunks.is_shared_at(index))
            }
        }
    }

    /// The first node at or after `start` that nothing besides the link and this snapshot holds, and
    /// its index.
    pub(crate) fn next_without_reader(&self, start: usize) -> Option<(usize, AnyRc)> {
        let is_flat = matches!(self, DynSnapshot::Many(children) if children.chunks().is_none());
        let end = if is_flat { self.len().min(start + 1) } else { self.len() };
        let index = (start..end).find(|index| !self.has_reader_at(*index))?;
        Some((index, self.get(index)?))
    }

    /// The node beside this child of a list in chunks, if the child stands where its index hint says.
    pub(crate) fn beside_in_chunks(&self, child: &dyn DynNode, step: Step) -> Beside<AnyRc> {
        let DynSnapshot::Many(children) = self else { return Beside::Unknown };
        children.chunks().map_or(Beside::Unknown, |chunks| chunks.beside(child, step))
    }

    /// Finds a child, if it stands at an end or at most `radius` from its index hint. The child
    /// remembers where it was found.
    pub(crate) fn position(&self, child: &dyn DynNode, radius: usize) -> Option<Found> {
        let found = match self {
            DynSnapshot::None => None,
            DynSnapshot::One(only) => {
                (only.as_std().address() == child.address()).then_some(Found { index: 0, hint: 0 })
            }
            DynSnapshot::Many(all) => dyn_handles::find(&**all, child, radius),
        }?;
        child.header().set_index_hint(found.hint);
        Some(found)
    }
}

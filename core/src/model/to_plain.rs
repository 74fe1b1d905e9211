//! Copying a graph into its plain value: `#[graph(to_plain)]`.

use std::cell::{Cell, RefCell};
use std::mem;

use crate::kernel::copies::Copies;
use crate::kernel::copying::{Copying, Scope};
use crate::kernel::dyn_handle::{AsDynHandle, address};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::originals::Originals;
use crate::model::build::BuildContext;
use crate::model::graph::{Graph, NodeType};
use crate::model::live_node::{LiveNode, NewNode};
use crate::model::rc::Rc;
use crate::store::stack_budget::StackBudget;
use crate::walk::traverse::WalkEvent;
use crate::walk::{Problems, Traverse, saved};

/// A type with `#[graph(to_plain)]`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `to_plain`, which its owner's `to_plain` needs",
    label = "`{Self}` has no `to_plain`",
    note = "put `#[graph(to_plain)]` on `{Self}` too"
)]
pub trait ToPlain: Graph {
    /// The plain value of a node, as part of a larger copy.
    #[track_caller]
    fn copy(handle: &Self::Handle, copying: &mut Copying) -> Self;

    /// The copy of a node, as part of a larger one. Its links lead nowhere yet, except the owning ones.
    fn copy_live(
        handle: &Self::Handle,
        originals: &Originals,
        context: &mut BuildContext,
    ) -> Self::Handle;

    /// Notes how to copy nodes of this type, and of all types that they can own.
    fn note_types(copying: &mut Copying);
}

impl<T: ToPlain> ToPlain for Box<T> {
    fn copy(handle: &T::Handle, copying: &mut Copying) -> Self {
        Box::new(T::copy(handle, copying))
    }

    fn copy_live(
        handle: &T::Handle,
        originals: &Originals,
        context: &mut BuildContext,
    ) -> T::Handle {
        T::copy_live(handle, originals, context)
    }

    fn note_types(copying: &mut Copying) {
        T::note_types(copying);
    }
}

/// A node type with `#[graph(to_plain)]`.
#[doc(hidden)]
pub trait ToPlainNode: LiveNode {
    /// Makes the plain value, field by field.
    #[track_caller]
    fn copy_fields(&self, copying: &mut Copying) -> Self::Plain;

    /// Makes a copy of the node, with its children. Its other links lead nowhere.
    #[must_use]
    fn copy_node(&self, new: &mut NewNode<'_, Self>, originals: &Originals) -> Self;

    /// Copies the links of this node to its copy, except owning ones.
    fn copy_links(&self, _copy: &Self, _copies: &Copies) {}
}

impl Copying {
    /// The plain value of a child of the node that is being copied.
    #[track_caller]
    pub fn child<T: ToPlain + NodeType<Node: ToPlainNode>>(&mut self, child: &Rc<T>) -> T {
        if self.depth.enter(size_of::<T::Node>()) {
            let plain = child.copy_fields(self);
            self.depth.leave(size_of::<T::Node>());
            return plain;
        }
        // No closure: in one, a panic would not show the place of the call.
        match self.pieces.remove(&address(child)).and_then(|piece| piece.downcast().ok()) {
            Some(piece) => *piece,
            None => copy_in_pieces(child, &mut self.scope),
        }
    }
}

/// The plain value of a node.
#[track_caller]
pub fn to_plain<N: ToPlainNode>(node: &N) -> N::Plain {
    node.copy_fields(&mut Copying::default())
}

/// The plain value of a node.
///
/// # Errors
/// [`Problems`] lists the saved references to nodes that are not at or below this one.
#[track_caller]
pub fn try_to_plain<N: ToPlainNode>(node: &N) -> Result<N::Plain, Problems> {
    let mut copying = checked(node);
    let plain = node.copy_fields(&mut copying);
    finish_checked(plain, &copying)
}

/// A copy of what is at and below a node, which notes the references to other nodes.
fn checked(node: &dyn DynNode) -> Copying {
    let scope = Scope { top: Some(node.address()), unsaved: Some(Vec::new()), ..Scope::default() };
    Copying { scope, ..Copying::default() }
}

/// Returns the plain value, unless references have been noted.
fn finish_checked<P>(plain: P, copying: &Copying) -> Result<P, Problems> {
    match saved::report_unsaved(copying.scope.unsaved.as_deref().unwrap_or_default()) {
        None => Ok(plain),
        Some(problems) => Err(problems),
    }
}

/// The plain value of a union's node, as part of a larger copy.
#[track_caller]
pub fn copy<T: ToPlain>(handle: &T::Handle, copying: &mut Copying) -> T {
    T::copy(handle, copying)
}

/// The plain value of a union's node, with all that it owns.
#[track_caller]
pub fn copy_whole<T: ToPlain>(handle: &T::Handle) -> T {
    T::copy(handle, &mut Copying::default())
}

/// As [`try_to_plain`], for a union's node.
///
/// # Errors
/// [`Problems`] lists the references to nodes that are not below this one.
#[track_caller]
pub fn try_copy_whole<T: ToPlain>(handle: &T::Handle) -> Result<T, Problems> {
    let mut copying = checked(handle.as_dyn().dyn_node());
    let plain = T::copy(handle, &mut copying);
    finish_checked(plain, &copying)
}

/// A type whose values can be read from a [`Cell`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not `Copy`, so `to_plain` cannot read it from its `Cell`",
    label = "`{Self}` can only be moved out of a `Cell`",
    note = "make the field `#[graph(refcell)]`, or leave `to_plain` out"
)]
#[doc(hidden)]
pub trait InCell: Copy {}

#[diagnostic::do_not_recommend]
impl<T: Copy> InCell for T {}

/// The plain value of a field that is a `Cell`.
pub fn copy_cell<T: InCell>(cell: &Cell<T>) -> T {
    cell.get()
}

/// The data of a field that is a `RefCell`, for the plain value or a copy of the node. `name` is the
/// field's, with its type: `"File.tags"`.
///
/// # Panics
/// If the field is mutably borrowed.
#[track_caller]
pub fn copy_refcell<T: Clone>(cell: &RefCell<T>, name: &str, method: &str) -> T {
    match cell.try_borrow() {
        Ok(value) => value.clone(),
        Err(_) => panic_borrowed(name, method),
    }
}

#[cold]
#[track_caller]
fn panic_borrowed(name: &str, method: &str) -> ! {
    panic!("`{method}` cannot copy `{name}` while it is mutably borrowed");
}

#[track_caller]
fn copy_in_pieces<T: ToPlain + NodeType<Node: ToPlainNode>>(start: &Rc<T>, scope: &mut Scope) -> T {
    // The depth in its piece of each node from `start` down to here; and the topmost node of each
    // piece, after those above it.
    let mut depths = vec![StackBudget::default()];
    let mut tops = Vec::new();
    for event in Traverse::new(&**start) {
        match event {
            WalkEvent::Enter(node) => {
                let mut depth = depths.last().copied().unwrap_or_default();
                if !depth.enter(size_of_val(&**node.as_std())) {
                    depth = StackBudget::default();
                    tops.push(node);
                }
                depths.push(depth);
            }
            WalkEvent::Leave(_) => {
                depths.pop();
            }
        }
    }

    // `tops` holds its nodes to the end: whatever the `Clone` of data does, no address occurs
    // twice.
    let mut copying = Copying { scope: mem::take(scope), ..Copying::default() };
    T::note_types(&mut copying);
    for top in tops.iter().rev() {
        let copier = copying.copiers.get(&(**top.as_std()).type_id()).copied();
        if let Some(piece) = copier.and_then(|copier| (copier.to_plain)(top, &mut copying)) {
            copying.pieces.insert(address(top), piece);
        }
    }
    let plain = start.copy_fields(&mut copying);
    *scope = mem::take(&mut copying.scope);
    // Not at the end of the block, where a panic in the `Drop` of data would lose the result.
    drop((copying, tops));
    plain
}

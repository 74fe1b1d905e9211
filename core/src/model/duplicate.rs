//! Copying a node with all that it owns: `duplicate`, of `#[graph(to_plain)]`.
//!
//! The copy is made from the live nodes, not over the plain value: see
//! [`Copies`](crate::kernel::copies).

use std::any::TypeId;
use std::cell::Cell;
use std::mem;

use crate::collect::collect_if_due;
use crate::kernel::any::AnyRc;
use crate::kernel::copies::{Copies, KNOWN_TYPE, LiveCopier};
use crate::kernel::copying::Copying;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_node::DynNode;
use crate::model::build::Unfinished;
use crate::model::graph::{Graph, NodeType};
use crate::model::handle::Handle;
use crate::model::rc::Rc;
use crate::model::repr::Repr;
use crate::model::to_plain::ToPlain;

/// A link that a copy of its node has, too.
#[doc(hidden)]
pub trait CopyLink {
    const IS_TRACED: bool = false;

    /// Gives the link of the copy the same targets, or their copies.
    fn copy_to(&self, copy: &Self, copies: &Copies);
}

/// Copies a link to that of a copy of its node, if it is time for it.
#[inline]
pub fn copy_link<L: CopyLink>(link: &L, copy: &L, copies: &Copies) {
    if copies.is_time_for(L::IS_TRACED) {
        link.copy_to(copy, copies);
    }
}

/// An owning link whose children are to be copied. If their type lacks `to_plain`, `copy_to` is that of
/// [`NoCopies`]: the compiler reports this where `to_plain` copies the link, and not here, too.
pub struct Children<'a, L>(pub &'a L);

impl<L: CopyLink> Children<'_, L> {
    /// [`copy_link`] for this link.
    #[inline]
    pub fn copy_to(&self, copy: &L, copies: &Copies) {
        copy_link(self.0, copy, copies);
    }
}

#[doc(hidden)]
pub trait NoCopies<L> {
    fn copy_to(&self, _copy: &L, _copies: &Copies) {}
}

impl<L> NoCopies<L> for Children<'_, L> {}

/// The handle to the copy of a node of a `T`.
pub(crate) fn typed_copy<T: Graph>(copy: &AnyRc) -> T::Handle {
    T::Repr::from_any(copy).expect(KNOWN_TYPE)
}

/// The handles that [`Copies::of`] takes and returns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no handle to a node that can be copied",
    label = "a handle is needed here: `kinfolk::Rc`, `AnyRc`, or the generated enum of a union with `to_plain`",
    note = "put `#[graph(to_plain)]` on the union, or give the handle to the node in it"
)]
#[doc(hidden)]
pub trait CopiedHandle: Handle {
    fn of_copy(copy: &AnyRc) -> Option<Self>;
}

impl<T: NodeType> CopiedHandle for Rc<T> {
    fn of_copy(copy: &AnyRc) -> Option<Self> {
        copy.downcast_node()
    }
}

impl CopiedHandle for AnyRc {
    fn of_copy(copy: &AnyRc) -> Option<Self> {
        Some(copy.clone())
    }
}

impl Copies {
    /// The copy of this node; `None` if it was not copied. O(1), and for the first call O(n) for n
    /// copied nodes.
    pub fn of<H: CopiedHandle>(&self, original: &H) -> Option<H> {
        H::of_copy(self.at(original.as_dyn().dyn_node().address())?)
    }
}

/// A copy of the node, and of all that it owns.
///
/// # Panics
/// If user code does.
pub fn duplicate<T: ToPlain>(node: &dyn DynNode) -> T::Handle {
    duplicate_with::<T>(node, |_| {})
}

/// As [`duplicate`], and calls `f` before anything else sees the copy.
///
/// # Panics
/// If user code does.
pub fn duplicate_with<T: ToPlain>(node: &dyn DynNode, f: impl FnOnce(&Copies)) -> T::Handle {
    let copies = copy_all(node, T::note_types);
    let root = typed_copy::<T>(copies.root());
    let unfinished = Unfinished(root.as_dyn());
    // Not a parameter: a panic drops it before `unfinished`, which looks for other handles.
    let copies = copies;
    f(&copies);
    drop(copies);
    mem::forget(unfinished);
    collect_if_due();
    root
}

fn copy_all(node: &dyn DynNode, note_types: fn(&mut Copying)) -> Copies {
    let mut copying = Copying::default();
    note_types(&mut copying);
    let last: Cell<Option<(TypeId, &'static LiveCopier)>> = Cell::new(None);
    Copies::make(node, &|node| {
        let id = node.type_id();
        match last.get() {
            Some((last, copier)) if last == id => copier,
            _ => {
                let copier = &copying.copiers.get(&id).expect(KNOWN_TYPE).live;
                last.set(Some((id, copier)));
                copier
            }
        }
    })
}

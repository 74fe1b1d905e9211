//! Copying a node with all that it owns: `duplicate`, of `#[graph(to_plain)]`.
//!
//! The copy is made from the live nodes, not over the plain value. First the nodes are found
//! ([`Originals`]), before any user code runs. Then they are copied with their owning links, each after
//! those below it, as a plain value is built. Last come the links that can lead from any node to any
//! other ([`Copies`]).

use std::any::Any;
use std::mem;

use crate::collect::collect_if_due;
use crate::kernel::any::AnyRc;
use crate::kernel::copies::Copies;
use crate::kernel::copying::Copying;
use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::originals::Originals;
use crate::model::build::{BuildContext, Unfinished};
use crate::model::graph::{Graph, NodeType};
use crate::model::handle::Handle;
use crate::model::live_node::new_copy;
use crate::model::rc::Rc;
use crate::model::repr::Repr;
use crate::model::to_plain::{ToPlain, ToPlainNode};

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

/// Why the type of a node is as expected.
pub(crate) const KNOWN_TYPE: &str = "a node and its copy are of the type that its owner says";

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
        H::of_copy(self.at(original.typed().address())?)
    }
}

/// The copy of a node with its children, as part of a larger copy.
pub fn copy_child<T: NodeType<Node: ToPlainNode>>(
    child: &Rc<T>,
    originals: &Originals,
    context: &mut BuildContext,
) -> Rc<T> {
    let copy = copy_node::<T::Node>(child, originals, context);
    if originals.keeps_pairs() {
        note(originals, Some(child.to_any()), &copy);
    }
    copy
}

fn copy_node<N: ToPlainNode>(
    node: &N,
    originals: &Originals,
    context: &mut BuildContext,
) -> Rc<N::Plain> {
    originals.begin_node();
    Rc::from_std(new_copy::<N>(context, |new| node.copy_node(new, originals)))
}

fn note<T: NodeType<Node: ToPlainNode>>(
    originals: &Originals,
    original: Option<AnyRc>,
    copy: &Rc<T>,
) {
    originals.note(original, AnyRc::from(copy.clone()), copy_links::<T::Node>);
}

fn copy_links<N: ToPlainNode>(node: &dyn DynNode, copy: &dyn DynNode, copies: &Copies) {
    fn typed<N: ToPlainNode>(node: &dyn DynNode) -> &N {
        let node: &dyn Any = node;
        node.downcast_ref().expect(KNOWN_TYPE)
    }
    typed::<N>(node).copy_links(typed(copy), copies);
}

/// Copies the nodes that are too deep for the recursion.
#[cold]
fn copy_pieces(originals: &Originals, note_types: fn(&mut Copying)) {
    let mut copying = Copying::default();
    note_types(&mut copying);
    for link in originals.pieces().flatten() {
        let children = originals.enter_piece(link);
        if children.len() > 0 {
            let copy = |child: AnyRc| {
                let copier = copying.copiers.get(&(**child.as_std()).type_id()).expect(KNOWN_TYPE);
                (copier.copy_live)(&child, originals)
            };
            originals.keep_piece(link, children.to_vec().into_iter().map(copy).collect());
        }
    }
}

/// A copy of the node, and of all that it owns.
///
/// # Panics
/// If user code does.
pub fn duplicate<T: ToPlain + NodeType<Node: ToPlainNode>>(node: &T::Node) -> Rc<T> {
    let (root, originals) = copy_root(node, false);
    finish(node, root, originals, None::<fn(&Copies)>)
}

/// As [`duplicate`], and calls `f` before anything else sees the copy.
///
/// # Panics
/// If user code does.
pub fn duplicate_with<T: ToPlain + NodeType<Node: ToPlainNode>>(
    node: &T::Node,
    f: impl FnOnce(&Copies),
) -> Rc<T> {
    let (root, originals) = copy_root(node, true);
    finish(node, root, originals, Some(f))
}

fn copy_root<T: ToPlain + NodeType<Node: ToPlainNode>>(
    node: &T::Node,
    needs_pairs: bool,
) -> (Rc<T>, Originals) {
    let originals = originals_of::<T>(node, needs_pairs);
    let root = copy_node(node, &originals, &mut BuildContext::new());
    note(&originals, None, &root);
    (root, originals)
}

fn originals_of<T: ToPlain>(node: &dyn DynNode, needs_pairs: bool) -> Originals {
    let originals = Originals::of(node, needs_pairs);
    if originals.has_pieces() {
        copy_pieces(&originals, T::note_types);
    }
    originals.begin();
    originals
}

/// As [`duplicate`], for a union's node.
///
/// # Panics
/// If user code does.
pub fn duplicate_in_union<T: ToPlain>(handle: &T::Handle) -> T::Handle {
    let node = handle.typed().dyn_node();
    let originals = originals_of::<T>(node, false);
    let root = T::copy_live(handle, &originals, &mut BuildContext::new());
    finish(node, root, originals, None::<fn(&Copies)>)
}

/// As [`duplicate_with`], for a union's node.
///
/// # Panics
/// If user code does.
pub fn duplicate_in_union_with<T: ToPlain>(
    handle: &T::Handle,
    f: impl FnOnce(&Copies),
) -> T::Handle {
    let node = handle.typed().dyn_node();
    let originals = originals_of::<T>(node, true);
    let root = T::copy_live(handle, &originals, &mut BuildContext::new());
    finish(node, root, originals, Some(f))
}

/// Copies the links of the root and of all that it owns, and calls `f`.
fn finish<H: Handle>(
    node: &dyn DynNode,
    root: H,
    originals: Originals,
    f: Option<impl FnOnce(&Copies)>,
) -> H {
    let copies = originals.keeps_pairs().then(|| Copies::link(node, originals.take_pairs()));
    root.typed().header().clear_new();
    let unfinished = Unfinished(root.as_dyn());
    // Not parameters: a panic drops them before `unfinished`, which looks for other handles.
    let (originals, copies) = (originals, copies);
    if let (Some(f), Some(copies)) = (f, &copies) {
        f(copies);
    }
    drop(copies);
    drop(originals);
    mem::forget(unfinished);
    collect_if_due();
    root
}

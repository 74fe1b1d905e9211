//! [`Copies`]: a node and all that it owns, with their copies.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::fmt;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;
use crate::store::hash::BuildFoldedHash;

/// The nodes that [`duplicate_with`](crate::guide::saving#duplicates) has copied, each with its copy.
///
/// [`of`](Self::of) returns the copy of a node.
///
/// ```
/// use kinfolk::Graph;
///
/// #[derive(Graph)]
/// #[graph(to_plain)]
/// struct Board {
///     #[graph(own)]
///     cards: Vec<Card>,
/// }
///
/// #[derive(Graph)]
/// #[graph(to_plain, back(board: Board), weak(copied_from: Card))]
/// struct Card {}
///
/// let board = Board { cards: vec![Card {}, Card {}] }.into_graph();
/// let copy = board.duplicate_with(|copies| {
///     for card in &board.cards {
///         copies.of(&card).unwrap().copied_from.set(&card);
///     }
/// });
/// assert_eq!(copy.cards.get(1).unwrap().copied_from.get(), board.cards.get(1));
/// ```
pub struct Copies {
    /// The nodes with their copies.
    pairs: Vec<Pair>,
    /// The address of the root.
    root: *const (),
    has_traced: Cell<bool>,
    /// Whether all links are copied, except traced values.
    is_time_for_traced: Cell<bool>,
    /// The indices of the nodes by their addresses, once one has been asked for.
    indices: OnceCell<HashMap<*const (), usize, BuildFoldedHash>>,
    /// Whether all links are copied.
    is_finished: bool,
}

/// A node and its copy.
pub(crate) struct Pair {
    /// It is held, so that its address is not used again. `None` for the root, which the caller holds.
    pub(crate) original: Option<AnyRc>,
    pub(crate) copy: AnyRc,
    pub(crate) copy_links: CopyLinks,
}

/// Copies the links of a node to its copy, except owning ones.
pub(crate) type CopyLinks = fn(&dyn DynNode, &dyn DynNode, &Copies);

impl Pair {
    fn original_or<'a>(&'a self, root: &'a dyn DynNode) -> &'a dyn DynNode {
        self.original.as_ref().map_or(root, |original| &**original.as_std())
    }

    pub(crate) fn forget_hook(&self) {
        self.copy.as_std().header().take_hook();
    }
}

impl Copies {
    /// Copies the links, once all copies are made.
    pub(crate) fn link(root: &dyn DynNode, pairs: Vec<Pair>) -> Self {
        let mut all = Copies {
            pairs,
            root: root.address(),
            has_traced: Cell::new(false),
            is_time_for_traced: Cell::new(false),
            indices: OnceCell::new(),
            is_finished: false,
        };
        all.copy_links(root);
        if all.has_traced.get() {
            all.is_time_for_traced.set(true);
            all.copy_links(root);
        }
        all.is_finished = true;
        all
    }

    fn copy_links(&self, root: &dyn DynNode) {
        for pair in &self.pairs {
            let (original, copy) = (pair.original_or(root), &**pair.copy.as_std());
            if original.type_info().has_references() {
                (pair.copy_links)(original, copy, self);
            }
        }
    }

    /// Whether a link is to be copied now. Traced values come last: replacing handles in their data may
    /// run user code, which must find all other links in order.
    #[inline]
    pub(crate) fn is_time_for(&self, is_traced: bool) -> bool {
        if is_traced {
            self.has_traced.set(true);
        }
        self.is_time_for_traced.get() == is_traced
    }

    /// The copy of the node at this address.
    pub(crate) fn at(&self, address: *const ()) -> Option<&AnyRc> {
        let indices = self.indices.get_or_init(|| {
            let address = |pair: &Pair| match &pair.original {
                Some(original) => original.as_std().address(),
                None => self.root,
            };
            self.pairs.iter().map(address).zip(0..).collect()
        });
        Some(&self.pairs.get(*indices.get(&address)?)?.copy)
    }
}

/// If user code has panicked, the copies were never handed out, and die without their hooks.
impl Drop for Copies {
    fn drop(&mut self) {
        if !self.is_finished {
            self.pairs.iter().for_each(Pair::forget_hook);
        }
    }
}

impl fmt::Debug for Copies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.pairs.iter().map(|pair| &pair.copy)).finish()
    }
}

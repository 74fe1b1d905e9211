//! [`Copies`]: the copies of a node and of all that it owns, while they are made.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

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
// The nodes are in order of their levels. So the children of a node are in one piece, link by link,
// behind it; and copies are linked from the last to the first, each after its children.
pub struct Copies {
    /// The root, then all nodes below it, as they were when the copy began.
    originals: Vec<Original>,
    /// Their copies, as far as they are made.
    made: Vec<AnyRc>,
    /// Where the children in each owning link end. They begin where those before them end.
    ends: Vec<usize>,
    /// The owning link that is copied next.
    next_link: Cell<usize>,
    has_traced: Cell<bool>,
    /// Whether all links are copied, except traced values.
    is_time_for_traced: Cell<bool>,
    /// The indices of the nodes by their addresses, once one has been asked for.
    indices: OnceCell<HashMap<*const (), usize, BuildFoldedHash>>,
    /// Whether all copies are made and linked.
    is_finished: bool,
}

/// A node that is copied.
struct Original {
    /// Each node is held, so that its address is not used again. `None` for the root, which the caller
    /// holds.
    node: Option<AnyRc>,
    address: *const (),
    copier: &'static LiveCopier,
    /// The number of its first owning link in `ends`.
    first_link: usize,
}

impl Original {
    fn node_or<'a>(&'a self, root: &'a dyn DynNode) -> &'a dyn DynNode {
        self.node.as_ref().map_or(root, |node| &**node.as_std())
    }
}

/// How to copy the live nodes of one type.
pub(crate) struct LiveCopier {
    /// Makes the copy of a node. Its links lead nowhere.
    pub(crate) copy_node: fn(&dyn DynNode) -> AnyRc,
    /// Copies the links of a node to its copy.
    pub(crate) copy_links: fn(&dyn DynNode, &dyn DynNode, &Copies),
}

/// Why the type of a node is as expected.
pub(crate) const KNOWN_TYPE: &str = "a node and its copy are of the type that its owner says";

/// Finds how to copy a node.
pub(crate) type FindCopier<'a> = dyn Fn(&dyn DynNode) -> &'static LiveCopier + 'a;

impl Copies {
    /// Copies the nodes, and then their links.
    pub(crate) fn make(root: &dyn DynNode, find_copier: &FindCopier<'_>) -> Self {
        let mut all = Copies::below(root, find_copier);
        for original in &all.originals {
            all.made.push((original.copier.copy_node)(original.node_or(root)));
        }
        all.copy_links(root);
        if all.has_traced.get() {
            all.is_time_for_traced.set(true);
            all.copy_links(root);
        }
        all.made[0].as_std().header().clear_new();
        all.is_finished = true;
        all
    }

    /// The nodes that are to be copied. No user code runs here.
    fn below(root: &dyn DynNode, find_copier: &FindCopier<'_>) -> Self {
        let original = |node: Option<AnyRc>| {
            let at = node.as_ref().map_or(root, |node| &**node.as_std());
            Original { address: at.address(), copier: find_copier(at), first_link: 0, node }
        };
        let (mut originals, mut ends) = (vec![original(None)], Vec::new());
        let mut children = Vec::new();
        let mut index = 0;
        loop {
            let before = originals.len();
            let Some(owner) = originals.get_mut(index) else { break };
            owner.first_link = ends.len();
            for (_, link) in owner.node_or(root).owning_links() {
                link.children().push_to(&mut children);
                ends.push(before + children.len());
            }
            originals.extend(children.drain(..).map(|node| original(Some(node))));
            index += 1;
        }
        let made = Vec::with_capacity(originals.len());
        Copies {
            originals,
            made,
            ends,
            next_link: Cell::new(0),
            has_traced: Cell::new(false),
            is_time_for_traced: Cell::new(false),
            indices: OnceCell::new(),
            is_finished: false,
        }
    }

    fn copy_links(&self, root: &dyn DynNode) {
        for (original, copy) in self.originals.iter().zip(&self.made).rev() {
            self.next_link.set(original.first_link);
            (original.copier.copy_links)(original.node_or(root), &**copy.as_std(), self);
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

    /// The children of the owning link that is copied next.
    pub(crate) fn next_children(&self) -> CopiedChildren<'_> {
        let link = self.next_link.get();
        self.next_link.set(link + 1);
        // The root is in no link.
        let start = link.checked_sub(1).map_or(1, |before| self.ends[before]);
        CopiedChildren { all: self, left: start..self.ends[link] }
    }

    /// The copy of the node at this address.
    pub(crate) fn at(&self, address: *const ()) -> Option<&AnyRc> {
        self.made.get(self.index_of(address)?)
    }

    pub(crate) fn root(&self) -> &AnyRc {
        &self.made[0]
    }

    fn index_of(&self, address: *const ()) -> Option<usize> {
        let indices = self.indices.get_or_init(|| {
            let nodes = self.originals.iter().enumerate();
            nodes.map(|(index, original)| (original.address, index)).collect()
        });
        indices.get(&address).copied()
    }
}

/// If user code has panicked, the copies were never handed out, and die without their hooks.
impl Drop for Copies {
    fn drop(&mut self) {
        if !self.is_finished {
            for copy in &self.made {
                copy.as_std().header().take_hook();
            }
        }
    }
}

impl fmt::Debug for Copies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.made).finish()
    }
}

/// The children of one owning link that was copied.
pub struct CopiedChildren<'a> {
    all: &'a Copies,
    left: Range<usize>,
}

impl<'a> CopiedChildren<'a> {
    pub(crate) fn len(&self) -> usize {
        self.left.len()
    }

    /// Whether a copy has a hook, or one below it.
    pub(crate) fn need_finalization(&self) -> bool {
        let copies = &self.all.made[self.left.clone()];
        copies.iter().any(|copy| copy.as_std().header().needs_finalization())
    }

    /// The copy of the child at this address, if it was a child of this link when the copy began. Ask
    /// for each once. Asking in order is fastest.
    pub(crate) fn copy_of(&mut self, original: *const ()) -> Option<&'a AnyRc> {
        let next = self.all.originals.get(self.left.start);
        if next.is_some_and(|next| next.address == original) {
            return self.next();
        }
        let index = self.all.index_of(original).filter(|index| self.left.contains(index))?;
        self.all.made.get(index)
    }
}

/// The copies, in order.
impl<'a> Iterator for CopiedChildren<'a> {
    type Item = &'a AnyRc;

    fn next(&mut self) -> Option<&'a AnyRc> {
        self.all.made.get(self.left.next()?)
    }
}

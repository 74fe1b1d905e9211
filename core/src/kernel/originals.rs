//! [`Originals`]: the nodes that are about to be copied.

use std::cell::{Cell, RefCell};
use std::mem;
use std::num::NonZero;
use std::ops::Range;
use std::ptr;

use crate::kernel::any::AnyRc;
use crate::kernel::copies::{CopyLinks, Pair};
use crate::kernel::dyn_handles;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::snapshot::DynSnapshot;
use crate::kernel::type_info::TypeInfo;
use crate::store::stack_budget::StackBudget;

/// The nodes that are about to be copied: a node and all below it, as they were when this was made.
///
/// They are numbered level by level, so that the children of a link have numbers in a row. The copy
/// recurses through the nodes, and finds the children of the links in here: the user code that clones
/// data may change the graph meanwhile.
///
/// A recursion through all levels could need too much stack. So where there are many, deeper parts
/// are copied first, in pieces that fit the budget, from the bottom up.
pub struct Originals {
    /// For each node the index of its first owning link, or [`NO_LINKS`].
    nodes: Vec<usize>,
    /// The owning links of the nodes that have children.
    links: Vec<OriginalLink>,
    /// The index of the first link of each level.
    levels: Vec<usize>,
    /// The size of the largest node.
    largest: usize,
    next: Cell<Next>,
    /// The copies of the children of some links, which were made before their owners.
    pieces: RefCell<Vec<Vec<AnyRc>>>,
    /// The nodes with their copies, if anything is going to ask for them.
    pairs: Option<RefCell<Vec<Pair>>>,
}

/// Stands for the links of a node without children.
const NO_LINKS: usize = usize::MAX;

/// What is copied next.
#[derive(Clone, Copy, Default)]
pub(crate) struct Next {
    node: usize,
    /// The owning link of the node under construction, or [`NO_LINKS`].
    link: usize,
}

/// An owning link of a node that is copied.
pub(crate) struct OriginalLink {
    /// They are held, so that no address is used again.
    pub(crate) children: DynSnapshot,
    /// The number of the first child.
    first_child: usize,
    /// The number of the piece that the copies are in, if they are made first, from 1 on.
    piece: Cell<Option<NonZero<usize>>>,
}

impl Originals {
    /// A node and all below it. Pairs are kept if the caller `needs_pairs`, or if a node has references
    /// to copy. No user code runs here. O(n) for n nodes and links.
    pub(crate) fn of(root: &dyn DynNode, needs_pairs: bool) -> Self {
        let mut found = Found::default();
        found.add(root);
        let mut levels = Vec::new();
        let mut next_level = 0;
        let mut index = 0;
        while index < found.links.len() {
            if index == next_level {
                levels.push(index);
                next_level = found.links.len();
            }
            found.links[index].first_child = found.nodes.len();
            match found.links[index].children.clone() {
                DynSnapshot::None => {}
                DynSnapshot::One(child) => found.add(&**child.as_std()),
                DynSnapshot::Many(list) => dyn_handles::for_each(&*list, &mut |child, _| {
                    found.add(child.dyn_node());
                }),
            }
            index += 1;
        }
        let keeps_pairs = needs_pairs || found.has_references;
        Originals {
            nodes: found.nodes,
            links: found.links,
            levels,
            largest: found.largest,
            next: Cell::default(),
            pieces: RefCell::default(),
            pairs: keeps_pairs.then(RefCell::default),
        }
    }

    /// Whether there are more levels than the recursion may go through.
    pub(crate) fn has_pieces(&self) -> bool {
        self.levels.len() >= StackBudget::levels(self.largest)
    }

    /// Call this before the root is copied.
    pub(crate) fn begin(&self) {
        self.next.set(Next::default());
    }

    /// The links whose children are to be copied before their owners, from the bottom up.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = Range<usize>> {
        let levels = StackBudget::levels(self.largest);
        let count = self.levels.len() / levels;
        (1..=count).rev().map(move |piece| {
            let level = piece * levels - 1;
            let end = self.levels.get(level + 1).copied().unwrap_or(self.links.len());
            self.levels[level]..end
        })
    }

    /// The children of a link, which are to be copied now.
    pub(crate) fn enter_piece(&self, link: usize) -> &DynSnapshot {
        self.enter(&self.links[link]);
        &self.links[link].children
    }

    /// Keeps the copies of the children of a link until their owner is copied.
    pub(crate) fn keep_piece(&self, link: usize, copies: Vec<AnyRc>) {
        let mut pieces = self.pieces.borrow_mut();
        pieces.push(copies);
        self.links[link].piece.set(NonZero::new(pieces.len()));
    }

    /// Call this before each node is copied, in the order of their numbers.
    #[inline]
    pub(crate) fn begin_node(&self) {
        let Next { node, .. } = self.next.get();
        self.next.set(Next { node: node + 1, link: self.nodes[node] });
    }

    /// The next owning link of the node that is copied; `None` if the node has no children.
    #[inline]
    pub(crate) fn next_link(&self) -> Option<&OriginalLink> {
        let Next { node, link } = self.next.get();
        if link == NO_LINKS {
            return None;
        }
        self.next.set(Next { node, link: link + 1 });
        Some(&self.links[link])
    }

    /// Call this before the children of a link are copied. Returns what [`leave`](Self::leave) needs.
    #[inline]
    pub(crate) fn enter(&self, link: &OriginalLink) -> Next {
        self.next.replace(Next { node: link.first_child, link: NO_LINKS })
    }

    #[inline]
    pub(crate) fn leave(&self, before: Next) {
        self.next.set(before);
    }

    /// Takes the copies of a link's children, if they were made before.
    #[inline]
    pub(crate) fn take_piece(&self, link: &OriginalLink) -> Option<Vec<AnyRc>> {
        let piece = link.piece.get()?;
        Some(mem::take(&mut self.pieces.borrow_mut()[piece.get() - 1]))
    }

    #[inline]
    pub(crate) fn keeps_pairs(&self) -> bool {
        self.pairs.is_some()
    }

    /// Notes a node, or `None` for the root, and its copy.
    pub(crate) fn note(&self, original: Option<AnyRc>, copy: AnyRc, copy_links: CopyLinks) {
        if let Some(pairs) = &self.pairs {
            pairs.borrow_mut().push(Pair { original, copy, copy_links });
        }
    }

    /// The nodes with their copies: those of each piece, each after those below it.
    pub(crate) fn take_pairs(&self) -> Vec<Pair> {
        self.pairs.as_ref().map(RefCell::take).unwrap_or_default()
    }
}

/// If user code has panicked, the copies were never handed out, and die without their hooks.
impl Drop for Originals {
    fn drop(&mut self) {
        self.take_pairs().iter().for_each(Pair::forget_hook);
    }
}

/// What has been found so far.
#[derive(Default)]
struct Found {
    nodes: Vec<usize>,
    links: Vec<OriginalLink>,
    largest: usize,
    has_references: bool,
    last_type: Option<&'static TypeInfo>,
}

impl Found {
    fn add(&mut self, node: &dyn DynNode) {
        let info = node.type_info();
        if !self.last_type.is_some_and(|last| ptr::eq(last, info)) {
            self.last_type = Some(info);
            self.largest = self.largest.max(size_of_val(node));
            self.has_references |= info.has_references();
        }
        if !node.has_children() {
            self.nodes.push(NO_LINKS);
            return;
        }
        self.nodes.push(self.links.len());
        for (_, link) in node.owning_links() {
            let (children, piece) = (link.children(), Cell::new(None));
            self.links.push(OriginalLink { children, first_child: 0, piece });
        }
    }
}

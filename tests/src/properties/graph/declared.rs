//! [`Declared`]: a link of a node type, as declared.

use std::fmt::Debug;

use crate::properties::graph::Id;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Own,
    Shared,
    Weak,
}

#[derive(Clone, Copy, Debug)]
pub struct Declared<K: 'static> {
    pub name: &'static str,
    pub sort: Sort,
    pub is_list: bool,
    /// Whether it always has a target.
    pub is_required: bool,
    /// The types of its targets.
    pub takes: &'static [K],
}

impl<K> Declared<K> {
    #[must_use]
    pub const fn list(name: &'static str, sort: Sort, takes: &'static [K]) -> Self {
        Declared { name, sort, is_list: true, is_required: false, takes }
    }

    /// A link to at most one node.
    #[must_use]
    pub const fn one(name: &'static str, sort: Sort, takes: &'static [K]) -> Self {
        Declared { name, sort, is_list: false, is_required: false, takes }
    }

    /// An owning link to exactly one node.
    #[must_use]
    pub const fn required(name: &'static str, takes: &'static [K]) -> Self {
        Declared { name, sort: Sort::Own, is_list: false, is_required: true, takes }
    }

    #[must_use]
    pub fn is_strong(&self) -> bool {
        self.sort != Sort::Weak
    }
}

/// A node type of a test.
pub trait NodeKind: Copy + Debug + PartialEq + 'static {
    /// Its links, numbered in this order. Back-links are left out.
    fn links(self) -> &'static [Declared<Self>];

    /// Whether a node of this type needs another one.
    fn has_required(self) -> bool {
        self.links().iter().any(|link| link.is_required)
    }

    /// The targets of a node with nothing in its links.
    fn no_targets(self) -> Vec<Vec<Id>> {
        vec![Vec::new(); self.links().len()]
    }
}

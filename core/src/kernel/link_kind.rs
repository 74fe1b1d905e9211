//! [`LinkKind`]: what a link does.

use std::fmt;

/// What a link does: see the [`derive`](macro@crate::Graph).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LinkKind {
    /// The node owns the targets: [`Own`](crate::Own).
    Own,
    /// The node knows its owner: [`Back`](crate::Back).
    Back,
    /// The node knows the targets: [`WeakLink`](crate::WeakLink).
    Weak,
    /// The node keeps the targets alive: [`Shared`](crate::Shared).
    Shared,
}

impl LinkKind {
    /// Whether such a link keeps its targets alive.
    #[must_use]
    pub fn is_strong(self) -> bool {
        matches!(self, LinkKind::Own | LinkKind::Shared)
    }
}

/// As in the declaration: `own`, `back`, `weak`, `shared`.
impl fmt::Display for LinkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            LinkKind::Own => "own",
            LinkKind::Back => "back",
            LinkKind::Weak => "weak",
            LinkKind::Shared => "shared",
        })
    }
}

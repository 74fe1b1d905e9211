//! [`LinkKind`]: the four kinds of links.

use std::fmt;

/// The kind of a link: see the [`derive`](macro@crate::Graph).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LinkKind {
    /// The node owns the targets: [`Own`](crate::Own).
    Own,
    /// The node knows its owner: [`Back`](crate::Back).
    Back,
    /// The node points to the targets: [`WeakLink`](crate::WeakLink).
    Weak,
    /// The node keeps the targets alive: [`Shared`](crate::Shared).
    Shared,
}

impl LinkKind {
    /// Whether links of this kind keep their targets alive. O(1).
    #[must_use]
    pub fn is_strong(self) -> bool {
        matches!(self, LinkKind::Own | LinkKind::Shared)
    }
}

/// Prints the kind as it is declared: `own`, `back`, `weak`, `shared`.
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

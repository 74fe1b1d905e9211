//! [`LinkKind`]: the kinds of links.

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
    /// The node keeps the targets alive, by handles in a traced value.
    Traced,
}

impl LinkKind {
    /// Whether links of this kind keep their targets alive. O(1).
    #[must_use]
    pub fn is_strong(self) -> bool {
        matches!(self, LinkKind::Own | LinkKind::Shared | LinkKind::Traced)
    }

    /// Whether links of this kind can close a cycle of strong links.
    pub(crate) fn can_close_cycle(self) -> bool {
        matches!(self, LinkKind::Shared | LinkKind::Traced)
    }
}

/// Prints the kind as it is declared: `own`, `back`, `weak`, `shared`, `trace`.
impl fmt::Display for LinkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            LinkKind::Own => "own",
            LinkKind::Back => "back",
            LinkKind::Weak => "weak",
            LinkKind::Shared => "shared",
            LinkKind::Traced => "trace",
        })
    }
}

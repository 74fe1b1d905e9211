//! [`Change`]: one change of a graph.

use crate::kernel::any::AnyRc;
use crate::kernel::place::Place;
use crate::model::graph::Graph;

/// One change of a graph, as an [observer](crate::observe) sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A node came below the root, went out, or hangs in another place there: with all that is
    /// below it, which is not named.
    Placed {
        /// The node, which is the top of what came or went.
        node: AnyRc,
        /// Where it was before. `None` if it came: it was not below the root.
        from: Option<Place>,
        /// Where it is now. `None` if it went: it is not below the root.
        to: Option<Place>,
    },
    /// Children have another order: by `sort_by`, `reverse` and the like.
    Ordered {
        /// The node that owns them.
        node: AnyRc,
        /// The name of the link.
        link: &'static str,
    },
    /// A weak or a shared link has other targets, or other ids without a node.
    Linked {
        /// The node that the link is part of.
        node: AnyRc,
        /// The name of the link.
        link: &'static str,
    },
    /// A value was changed: by `set`, `update` and the like, perhaps to equal data. The old data is
    /// not there: an index by the data keeps what it needs of it.
    Set {
        /// The node that the value is part of.
        node: AnyRc,
        /// The name of the field.
        field: &'static str,
    },
}

impl Change {
    /// The node that was placed, or that the link or the value is part of. O(1).
    #[must_use]
    pub fn node(&self) -> &AnyRc {
        match self {
            Change::Placed { node, .. }
            | Change::Ordered { node, .. }
            | Change::Linked { node, .. }
            | Change::Set { node, .. } => node,
        }
    }

    /// The [node](Self::node) with its type, if it is a `T`. O(1).
    #[must_use]
    pub fn node_as<T: Graph>(&self) -> Option<T::Handle> {
        self.node().downcast::<T>()
    }

    /// Where a node was that has been placed, if it was below the root. O(1).
    #[must_use]
    pub fn from(&self) -> Option<&Place> {
        match self {
            Change::Placed { from, .. } => from.as_ref(),
            Change::Ordered { .. } | Change::Linked { .. } | Change::Set { .. } => None,
        }
    }

    /// Where a node is that has been placed, if it is below the root. O(1).
    #[must_use]
    pub fn to(&self) -> Option<&Place> {
        match self {
            Change::Placed { to, .. } => to.as_ref(),
            Change::Ordered { .. } | Change::Linked { .. } | Change::Set { .. } => None,
        }
    }

    /// The name of the link that was ordered or has other targets. O(1).
    #[must_use]
    pub fn link(&self) -> Option<&'static str> {
        match self {
            Change::Ordered { link, .. } | Change::Linked { link, .. } => Some(link),
            Change::Placed { .. } | Change::Set { .. } => None,
        }
    }

    /// The name of the field whose value was set. O(1).
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Change::Set { field, .. } => Some(field),
            Change::Placed { .. } | Change::Ordered { .. } | Change::Linked { .. } => None,
        }
    }
}

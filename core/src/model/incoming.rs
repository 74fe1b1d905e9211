//! [`Incoming`]: a child on its way into a link.

/// A child on its way into a link.
pub struct Incoming<H> {
    pub(crate) handle: H,
    pub(crate) origin: Origin,
}

/// Where a child comes from.
#[derive(Clone, Copy)]
pub(crate) enum Origin {
    /// It was built just now from a plain value: it has no owner, and can close no cycle.
    New {
        /// The child needs finalization.
        needs_finalization: bool,
    },
    /// It was given as a handle.
    Existing,
}

impl<H> Incoming<H> {
    /// A child that was built just now from a plain value.
    #[inline]
    pub(crate) fn new(handle: H, needs_finalization: bool) -> Self {
        Incoming { handle, origin: Origin::New { needs_finalization } }
    }

    /// A child that was given as a handle.
    pub fn existing(handle: H) -> Self {
        Incoming { handle, origin: Origin::Existing }
    }

    /// The same child with a handle of another type.
    #[inline]
    pub fn wrapped<W>(self, wrap: impl FnOnce(H) -> W) -> Incoming<W> {
        Incoming { handle: wrap(self.handle), origin: self.origin }
    }
}

//! [`Incoming`]: a child on its way into a link.

/// A child on its way in.
pub struct Incoming<H> {
    pub(crate) handle: H,
    pub(crate) origin: Origin,
}

/// Where an arrival comes from.
#[derive(Clone, Copy)]
pub(crate) enum Origin {
    /// It has been made on the way from a plain value: it has no owner, and closes no cycle.
    New {
        /// It waits for its end, or one below it does.
        needs_finalization: bool,
    },
    Existing,
}

impl<H> Incoming<H> {
    /// Made just now from a plain value.
    #[inline]
    pub(crate) fn new(handle: H, needs_finalization: bool) -> Self {
        Incoming { handle, origin: Origin::New { needs_finalization } }
    }

    /// Given as a handle.
    pub fn existing(handle: H) -> Self {
        Incoming { handle, origin: Origin::Existing }
    }

    /// The same, as a handle of another type.
    #[inline]
    pub fn wrapped<W>(self, wrap: impl FnOnce(H) -> W) -> Incoming<W> {
        Incoming { handle: wrap(self.handle), origin: self.origin }
    }
}

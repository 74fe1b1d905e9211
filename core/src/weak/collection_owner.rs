//! [`CollectionOwner`]: the handle that a public collection has to its inside.

use std::ops::Deref;
use std::rc::Rc as StdRc;

use crate::death::membership::Collection;

/// The handle to the inside of a collection that the collection's public type has. Memberships hold
/// the inside as well, so the drop of this handle empties it.
// rustc quotes the next line when a weak collection is sent to another thread.
pub(crate) struct CollectionOwner<C: Clear> /* belongs to one thread, like its nodes */ {
    collection: StdRc<C>,
}

/// A collection that can be emptied.
pub(crate) trait Clear: Collection {
    /// Takes all entries out, then drops the user data in them.
    fn clear(&self);
}

impl<C: Clear> CollectionOwner<C> {
    pub(crate) fn as_rc(&self) -> &StdRc<C> {
        &self.collection
    }
}

impl<C: Clear + Default> Default for CollectionOwner<C> {
    fn default() -> Self {
        CollectionOwner { collection: StdRc::new(C::default()) }
    }
}

impl<C: Clear> Deref for CollectionOwner<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.collection
    }
}

impl<C: Clear> Drop for CollectionOwner<C> {
    fn drop(&mut self) {
        self.collection.clear();
    }
}

//! [`Entry`]: a key with its node.

use crate::kernel::dyn_handle::{AsDynHandle, DynHandle};
use crate::links::keyed::key::Key;

/// A key with its child.
pub struct Entry<K, H> {
    pub(crate) key: Key<K>,
    pub(crate) handle: H,
}

impl<K, H: Clone> Clone for Entry<K, H> {
    #[inline]
    fn clone(&self) -> Self {
        Entry { key: self.key.clone(), handle: self.handle.clone() }
    }
}

/// So that all untyped code for lists of children works on entries.
impl<K: 'static, H: AsDynHandle> AsDynHandle for Entry<K, H> {
    type Typed = H::Typed;

    #[inline]
    fn typed(&self) -> &H::Typed {
        self.handle.typed()
    }

    #[inline]
    fn as_dyn(&self) -> &(dyn DynHandle + 'static) {
        self.handle.as_dyn()
    }
}

impl<K, H> Entry<K, H> {
    #[inline]
    pub(crate) fn into_pair(self) -> (Key<K>, H) {
        (self.key, self.handle)
    }
}

impl<K, H: Clone> Entry<K, H> {
    #[inline]
    pub(crate) fn pair(&self) -> (Key<K>, H) {
        (self.key.clone(), self.handle.clone())
    }

    #[inline]
    pub(crate) fn key(&self) -> Key<K> {
        self.key.clone()
    }

    #[inline]
    pub(crate) fn handle(&self) -> H {
        self.handle.clone()
    }
}

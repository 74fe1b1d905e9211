//! [`Key`]: a key of a map that is compared and hashed by its name.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};

pub struct Key<N, P> {
    pub name: N,
    /// This does not count in comparisons.
    pub payload: P,
}

impl<N: Hash, P> Hash for Key<N, P> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl<N: PartialEq, P> PartialEq for Key<N, P> {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl<N: Eq, P> Eq for Key<N, P> {}

impl<N, P> Borrow<N> for Key<N, P> {
    fn borrow(&self) -> &N {
        &self.name
    }
}

//! [`Key`]: a key of a map of children, shared.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::mem;
use std::ops::Deref;
use std::rc::Rc as StdRc;

use crate::kernel::keyed::DynKey;
use crate::kernel::released_keys;

/// A key of a link over a map, shared with the map: a clone costs O(1), and no clone of the key.
///
/// It derefs to the key, and is compared and hashed as the key is. It stays as it is when the child
/// leaves the map, or gets another key.
///
/// ```
/// use std::collections::BTreeMap;
/// use kinfolk::Graph;
///
/// #[derive(Graph)]
/// #[graph(back(workspace: Workspace))]
/// struct Project {}
///
/// #[derive(Graph)]
/// struct Workspace {
///     #[graph(own)]
///     projects: BTreeMap<String, Project>,
/// }
///
/// let workspace = Workspace { projects: BTreeMap::new() }.into_graph();
/// let site = workspace.projects.add("site".to_owned(), Project {});
/// let key = workspace.projects.key_of(&site).unwrap();
/// assert_eq!(key.len(), 4); // a method of `String`
/// ```
pub struct Key<K>(StdRc<K>);

impl<K> Key<K> {
    pub(crate) fn new(key: K) -> Self {
        Key(StdRc::new(key))
    }

    pub(crate) fn from_shared(key: StdRc<K>) -> Self {
        Key(key)
    }

    pub(crate) fn as_shared(&self) -> &StdRc<K> {
        &self.0
    }

    /// Drops the key as soon as the graph is in order.
    pub(crate) fn leave(self)
    where
        K: 'static,
    {
        if mem::needs_drop::<K>() {
            released_keys::keep(self.0);
        }
    }

    /// The key, untyped.
    pub(crate) fn to_dyn(&self) -> DynKey
    where
        K: fmt::Debug + 'static,
    {
        DynKey::new(StdRc::clone(&self.0) as _)
    }

    /// The address, which is that of no other key.
    pub(crate) fn address(&self) -> *const () {
        StdRc::as_ptr(&self.0).cast()
    }
}

impl<K> Deref for Key<K> {
    type Target = K;

    #[inline]
    fn deref(&self) -> &K {
        &self.0
    }
}

impl<K> Borrow<K> for Key<K> {
    fn borrow(&self) -> &K {
        self
    }
}

impl<K> AsRef<K> for Key<K> {
    fn as_ref(&self) -> &K {
        self
    }
}

impl<K> Clone for Key<K> {
    #[inline]
    fn clone(&self) -> Self {
        Key(StdRc::clone(&self.0))
    }
}

impl<K: fmt::Debug> fmt::Debug for Key<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<K: fmt::Display> fmt::Display for Key<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<K: PartialEq> PartialEq for Key<K> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<K: Eq> Eq for Key<K> {}

impl<K: PartialOrd> PartialOrd for Key<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (**self).partial_cmp(other)
    }
}

impl<K: Ord> Ord for Key<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(other)
    }
}

impl<K: Hash> Hash for Key<K> {
    fn hash<S: Hasher>(&self, state: &mut S) {
        (**self).hash(state);
    }
}

//! [`KeyedInfo`]: what untyped code can do with a link over a map.

use std::any::Any;
use std::fmt;
use std::ptr;
use std::rc::Rc as StdRc;

use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::DynOwn;
use crate::kernel::snapshot::DynSnapshot;
use crate::kernel::type_info::TypeInfo;

/// The untyped operations of an owning link over a map: functions for one type of link, called with
/// links of this type only.
pub(crate) struct KeyedInfo {
    /// The key of the child at this index of a snapshot of the link.
    pub(crate) key_at: fn(&DynSnapshot, usize) -> Option<DynKey>,
    /// Searches for a key until a search has not changed the map. This runs user code.
    pub(crate) search: fn(&dyn DynOwn, &DynKey) -> KeyPlace,
    /// Puts in a child where a search has found that the key belongs. No link holds the child now.
    pub(crate) insert: fn(&dyn DynOwn, KeyPlace, &DynKey, &AnyRc),
    /// Gives the child at the index the key for which a search has found the place.
    pub(crate) rename: fn(&dyn DynOwn, usize, KeyPlace, &DynKey),
    /// Whether the children are in the order of their keys.
    pub(crate) is_sorted: bool,
}

impl KeyedInfo {
    /// The operations of the link with this number in nodes of a type, if it is an owning link over
    /// a map.
    pub(crate) fn of(owner: &TypeInfo, link: usize) -> Option<&'static KeyedInfo> {
        (owner.link_info)(link)?.keyed?.downcast_ref()
    }
}

/// What untyped code can do with a shared link over a map: tell the key of the node at an index of a
/// snapshot of the link.
pub(crate) struct KeyedTargetsInfo {
    pub(crate) key_at: fn(&DynSnapshot, usize) -> Option<DynKey>,
}

/// The key of the node at an index of a snapshot of the link with this number, if the link is over a
/// map.
pub(crate) fn key_at(
    info: &TypeInfo,
    link: usize,
    nodes: &DynSnapshot,
    index: usize,
) -> Option<DynKey> {
    let keyed = (info.link_info)(link)?.keyed?;
    let owned = keyed.downcast_ref().map(|info: &KeyedInfo| info.key_at);
    let shared = || keyed.downcast_ref().map(|info: &KeyedTargetsInfo| info.key_at);
    owned.or_else(shared)?(nodes, index)
}

/// Where a key is in a map, as long as the map does not change.
#[derive(Clone, Copy)]
pub struct KeyPlace {
    /// The index of the key's entry, or the index where it belongs.
    pub(crate) found: Result<usize, usize>,
    /// The key's hash; 0 in a sorted map.
    pub(crate) hash: u64,
}

/// A key of any type.
pub(crate) trait AnyKey: Any + fmt::Debug {}

impl<K: Any + fmt::Debug> AnyKey for K {}

/// A key of any type, shared with the map. Two are equal if they are the same key of the same map,
/// and not if they only compare as equal.
#[derive(Clone)]
pub(crate) struct DynKey(StdRc<dyn AnyKey>);

impl DynKey {
    pub(crate) fn new(key: StdRc<dyn AnyKey>) -> Self {
        DynKey(key)
    }

    pub(crate) fn as_debug(&self) -> &dyn fmt::Debug {
        &self.0
    }

    /// The key, if it has this type.
    pub(crate) fn downcast<K: 'static>(&self) -> Option<StdRc<K>> {
        let key: StdRc<dyn Any> = self.0.clone();
        key.downcast().ok()
    }

    pub(crate) fn downcast_ref<K: 'static>(&self) -> Option<&K> {
        let key: &dyn Any = &*self.0;
        key.downcast_ref()
    }

    fn address(&self) -> *const () {
        ptr::from_ref(&*self.0).cast()
    }
}

impl fmt::Debug for DynKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Prints the same as `Debug`, which all keys have.
impl fmt::Display for DynKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl PartialEq for DynKey {
    fn eq(&self, other: &Self) -> bool {
        self.address() == other.address()
    }
}

impl Eq for DynKey {}

impl std::hash::Hash for DynKey {
    fn hash<S: std::hash::Hasher>(&self, state: &mut S) {
        self.address().hash(state);
    }
}

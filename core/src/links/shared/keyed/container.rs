//! The maps that a shared link can be declared over.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::ops::Range;

use crate::kernel::copies::Copies;
use crate::kernel::dyn_link::{LinkEntry, LinkKey};
use crate::kernel::keyed::KeyedTargetsInfo;
use crate::kernel::type_info::KeyType;
use crate::links::keyed::entries::Entries;
use crate::links::keyed::forms::key_at;
use crate::links::keyed::hashing::ByDefault;
use crate::links::keyed::hints::OfTargets;
use crate::links::keyed::search::SearchBy;
use crate::links::keyed::storage::{HashedEntries, KeyedStorage};
use crate::links::shared::keyed::put::{link_key, put};
use crate::links::shared::{SharedContainer, copy_target};
use crate::model::graph::Graph;
use crate::model::sealed::SealedTargets;

/// The maps that a shared link can be declared over: `BTreeMap<K, T>` and `HashMap<K, T, S>`, where
/// `T` derives [`Graph`].
pub trait KeyedTargets:
    SharedContainer<Storage: KeyedStorage<Key = Self::Key> + SearchBy<Self::Key>>
{
    /// The keys.
    type Key: fmt::Debug + 'static;
}

impl<K: Ord + fmt::Debug + 'static, T: Graph> SharedContainer for BTreeMap<K, T> {
    const IS_LIST: bool = false;
    const KEY_TYPE: Option<KeyType> = Some(KeyType::of::<K>());
    type Item = T;
    type Storage = Entries<K, T::Handle, OfTargets>;

    fn keyed_info() -> Option<&'static dyn Any> {
        Some(&const { KeyedTargetsInfo { key_at: key_at::<K, T::Handle> } })
    }

    fn copy_targets(map: &Self::Storage, copies: &Copies) -> Self::Storage {
        map.with_others(|target| Some(copy_target::<T>(target, copies)))
    }

    fn key_at(map: &Self::Storage, index: usize) -> Option<LinkKey> {
        link_key(map, index)
    }

    fn put(map: &Self::Storage, range: Range<usize>, new: &[LinkEntry]) {
        put::<T, _>(map, range, new);
    }
}

impl<K: Ord + fmt::Debug + 'static, T: Graph> SealedTargets for BTreeMap<K, T> {}

impl<K: Ord + fmt::Debug + 'static, T: Graph> KeyedTargets for BTreeMap<K, T> {
    type Key = K;
}

impl<K, T, S> SharedContainer for HashMap<K, T, S>
where
    K: Hash + Eq + fmt::Debug + 'static,
    T: Graph,
    S: BuildHasher + Default + 'static,
{
    const IS_LIST: bool = false;
    const KEY_TYPE: Option<KeyType> = Some(KeyType::of::<K>());
    type Item = T;
    type Storage = HashedEntries<K, T::Handle, ByDefault<S>, OfTargets, false>;

    fn keyed_info() -> Option<&'static dyn Any> {
        Some(&const { KeyedTargetsInfo { key_at: key_at::<K, T::Handle> } })
    }

    fn copy_targets(map: &Self::Storage, copies: &Copies) -> Self::Storage {
        map.with_others(|target| Some(copy_target::<T>(target, copies)))
    }

    fn key_at(map: &Self::Storage, index: usize) -> Option<LinkKey> {
        link_key(map, index)
    }

    fn put(map: &Self::Storage, range: Range<usize>, new: &[LinkEntry]) {
        put::<T, _>(map, range, new);
    }
}

impl<K: Hash + Eq + fmt::Debug + 'static, T: Graph, S> SealedTargets for HashMap<K, T, S> {}

impl<K, T, S> KeyedTargets for HashMap<K, T, S>
where
    K: Hash + Eq + fmt::Debug + 'static,
    T: Graph,
    S: BuildHasher + Default + 'static,
{
    type Key = K;
}

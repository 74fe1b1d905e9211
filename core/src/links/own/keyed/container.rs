//! The maps that an owning link can be declared over.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

#[cfg(feature = "indexmap")]
use indexmap::IndexMap;

use crate::kernel::any::AnyRc;
use crate::kernel::copying::Copying;
use crate::kernel::dyn_handle::address;
use crate::kernel::dyn_link::Release;
use crate::kernel::type_info::KeyType;
use crate::links::keyed::container::{HashedKey, KeyedContainer, SortedKey};
use crate::links::keyed::entries::Entries;
use crate::links::keyed::entry::Entry;
use crate::links::keyed::hints::OfChildren;
use crate::links::keyed::key::Key;
use crate::links::keyed::storage::{HashedEntries, KeyedStorage};
use crate::links::own::child_copies::ChildCopies;
use crate::links::own::container::{ChildrenOf, Container, CopyContainer};
use crate::links::own::keyed::untyped;
use crate::model::build::BuildContext;
use crate::model::graph::{Graph, NodeType};
use crate::model::repr::Repr;
use crate::model::to_plain::ToPlain;

/// The form of `BTreeMap<K, T>`.
pub struct Sorted<K, T>(PhantomData<(K, T)>);

/// The form of `HashMap<K, T, S>`.
pub struct Hashed<K, T, S>(PhantomData<(K, T, S)>);

/// The form of `IndexMap<K, T, S>`.
#[cfg(feature = "indexmap")]
pub struct Indexed<K, T, S>(PhantomData<(K, T, S)>);

impl<K: 'static, T: 'static> Container for BTreeMap<K, T> {
    type Form = Sorted<K, T>;
}

impl<K: SortedKey, T: Graph> ChildrenOf<BTreeMap<K, T>> for Sorted<K, T> {
    type Item = T;
    const IS_LIST: bool = false;
    const KEY_TYPE: Option<KeyType> = Some(KeyType::of::<K>());
    type Storage = Entries<K, T::Handle, OfChildren>;

    /// An empty map has no buffer.
    #[inline]
    fn is_nothing(plain: &BTreeMap<K, T>) -> bool {
        plain.is_empty()
    }

    fn build_in(plain: BTreeMap<K, T>, context: &mut BuildContext) -> Self::Storage {
        let mut entries = Vec::with_capacity(plain.len());
        for (key, plain) in plain {
            entries.push(build_entry(key, plain, context));
        }
        Entries::sorted(entries)
    }

    fn release(map: &Self::Storage, child: *const (), index_hint: usize) -> Release {
        release(map, child, index_hint)
    }

    fn place(map: &Self::Storage, index: usize, _: usize, children: &[AnyRc]) {
        replace::<BTreeMap<K, T>>(map, index, children);
    }

    fn keyed_info<O: NodeType>() -> Option<&'static dyn Any> {
        Some(untyped::info::<O, BTreeMap<K, T>>())
    }
}

impl<K: Ord + Clone + fmt::Debug + 'static, T: ToPlain> CopyContainer for BTreeMap<K, T> {
    fn copy(map: &Self::Storage, copying: &mut Copying) -> Self {
        let entries = map.snapshot();
        let mut plain = BTreeMap::new();
        // No closure: in one, a panic would not show the place of the call.
        for (key, child) in crate::links::keyed::iter::Entries::over(entries) {
            plain.insert((*key).clone(), T::copy(&child, copying));
        }
        plain
    }

    fn copies(map: &Self::Storage, copies: ChildCopies<'_, T::Handle>) -> Self::Storage {
        let mut copies = copies.by_address::<T>();
        map.with_others(|child| copies.take(address(child)))
    }
}

/// Implements the traits of containers for a hash map. `$ordered`: whether its entries keep their
/// order, and `$all` is what its `drain` takes.
macro_rules! hash_map {
    ($map:ident, $form:ident, $ordered:literal $(, $all:expr)?) => {
        impl<K: 'static, T: 'static, S: 'static> Container for $map<K, T, S> {
            type Form = $form<K, T, S>;
        }

        impl<K, T, S> ChildrenOf<$map<K, T, S>> for $form<K, T, S>
        where
            K: HashedKey,
            T: Graph,
            S: BuildHasher + 'static,
        {
            type Item = T;
            const IS_LIST: bool = false;
            const KEY_TYPE: Option<KeyType> = Some(KeyType::of::<K>());
            type Storage = HashedEntries<K, T::Handle, $map<K, T, S>, OfChildren, $ordered>;

            /// Never, since the node keeps the hasher.
            #[inline]
            fn is_nothing(_: &$map<K, T, S>) -> bool {
                false
            }

            fn build_in(mut map: $map<K, T, S>, context: &mut BuildContext) -> Self::Storage {
                let mut hashes = Vec::with_capacity(map.len());
                for key in map.keys() {
                    hashes.push(map.hasher().hash_one(key));
                }
                let mut entries = Vec::with_capacity(map.len());
                for (key, plain) in map.drain($($all)?) {
                    entries.push(build_entry(key, plain, context));
                }
                map.shrink_to_fit();
                HashedEntries::new(entries, hashes, map)
            }

            fn release(map: &Self::Storage, child: *const (), index_hint: usize) -> Release {
                release(map, child, index_hint)
            }

            fn place(map: &Self::Storage, index: usize, _: usize, children: &[AnyRc]) {
                replace::<$map<K, T, S>>(map, index, children);
            }

            fn keyed_info<O: NodeType>() -> Option<&'static dyn Any> {
                Some(untyped::info::<O, $map<K, T, S>>())
            }
        }

        impl<K, T, S> CopyContainer for $map<K, T, S>
        where
            K: Hash + Eq + Clone + fmt::Debug + 'static,
            T: ToPlain,
            S: BuildHasher + Clone + 'static,
        {
            const KEEPS_HASHER: bool = true;

            fn copy(map: &Self::Storage, copying: &mut Copying) -> Self {
                let entries = map.entries().snapshot();
                let mut plain = $map::with_hasher(map.hashing().hasher().clone());
                for (key, child) in crate::links::keyed::iter::Entries::over(entries) {
                    plain.insert((*key).clone(), T::copy(&child, copying));
                }
                plain
            }

            fn copies(map: &Self::Storage, copies: ChildCopies<'_, T::Handle>) -> Self::Storage {
        let mut copies = copies.by_address::<T>();
                map.with_others(|child| copies.take(address(child)))
            }
        }
    };
}

hash_map!(HashMap, Hashed, false);
#[cfg(feature = "indexmap")]
hash_map!(IndexMap, Indexed, true, ..);

/// A function of its own, because making a node is a lot of inlined code.
#[inline(never)]
fn build_entry<K, T: Graph>(key: K, plain: T, context: &mut BuildContext) -> Entry<K, T::Handle> {
    Entry { key: Key::new(key), handle: T::Repr::build_in(plain, context) }
}

/// Takes a child that moves away out of the map. Its key is dropped when it has a new owner.
pub(super) fn release<M: KeyedStorage>(map: &M, child: *const (), index_hint: usize) -> Release {
    let Some(place) = map.entries().find(child, index_hint) else { return Release::NotHere };
    map.remove(place).key.leave();
    Release::Released
}

/// Puts a child in the place of the one at `index`, which the caller holds. The key stays. (Children
/// are inserted with keys: see `untyped`.)
fn replace<C: KeyedContainer>(map: &C::Storage, index: usize, child: &[AnyRc]) {
    let [child] = child else { return };
    let entries = map.entries();
    let handle = <C::Item as Graph>::Repr::from_any(child);
    if let (Some(entry), Some(handle)) = (entries.get(index), handle) {
        drop(entries.replace(entries.place_of(index), Entry { handle, ..entry }));
    }
}

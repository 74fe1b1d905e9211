//! [`Trace`] for std's maps, sets and heaps, which are rebuilt when handles in keys are replaced.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet};
use std::hash::{BuildHasher, Hash};
use std::mem;

use crate::kernel::trace::{Retarget, Trace, TraceBy, TracedTypes, Tracer, may_hold};

/// Traces maps.
#[doc(hidden)]
pub enum Entries {}

/// Traces sets and heaps.
#[doc(hidden)]
pub enum Members {}

macro_rules! maps {
    ($([$($generics:tt)*] $type:ty, $take:expr;)*) => {
        $(impl<$($generics)*> Trace for $type {
            type By = Entries;
        }

        impl<$($generics)*> TraceBy<$type> for Entries {
            const MAY_HOLD: bool = may_hold::<K>() || may_hold::<V>();

            fn trace<'a>(data: &'a $type, tracer: &mut Tracer<'a, '_>) {
                if const { may_hold::<K>() || may_hold::<V>() } {
                    for (key, value) in data {
                        K::By::trace(key, tracer);
                        V::By::trace(value, tracer);
                    }
                }
            }

            fn note_types(types: &mut TracedTypes) {
                types.part::<K>();
                types.part::<V>();
            }

            fn retarget(data: &mut $type, retarget: &mut Retarget<'_>) {
                if const { may_hold::<K>() } {
                    let take: fn(&mut $type) -> Vec<(K, V)> = $take;
                    let entries = take(data);
                    for (mut key, mut value) in entries {
                        K::By::retarget(&mut key, retarget);
                        V::By::retarget(&mut value, retarget);
                        data.insert(key, value);
                    }
                } else if const { may_hold::<V>() } {
                    for value in data.values_mut() {
                        V::By::retarget(value, retarget);
                    }
                }
            }
        })*
    };
}

maps! {
    [K: Trace + Ord, V: Trace] BTreeMap<K, V>, |map| mem::take(map).into_iter().collect();
    // It keeps its hasher.
    [K: Trace + Eq + Hash, V: Trace, S: BuildHasher + 'static] HashMap<K, V, S>,
        |map| map.drain().collect();
}

macro_rules! sets {
    ($([$($generics:tt)*] $type:ty, $insert:ident, $take:expr;)*) => {
        $(impl<$($generics)*> Trace for $type {
            type By = Members;
        }

        impl<$($generics)*> TraceBy<$type> for Members {
            const MAY_HOLD: bool = may_hold::<T>();

            fn trace<'a>(data: &'a $type, tracer: &mut Tracer<'a, '_>) {
                if const { may_hold::<T>() } {
                    for member in data {
                        T::By::trace(member, tracer);
                    }
                }
            }

            fn note_types(types: &mut TracedTypes) {
                types.part::<T>();
            }

            fn retarget(data: &mut $type, retarget: &mut Retarget<'_>) {
                if const { may_hold::<T>() } {
                    let take: fn(&mut $type) -> Vec<T> = $take;
                    let members = take(data);
                    for mut member in members {
                        T::By::retarget(&mut member, retarget);
                        data.$insert(member);
                    }
                }
            }
        })*
    };
}

sets! {
    [T: Trace + Ord] BTreeSet<T>, insert, |set| mem::take(set).into_iter().collect();
    [T: Trace + Eq + Hash, S: BuildHasher + 'static] HashSet<T, S>, replace,
        |set| set.drain().collect();
    [T: Trace + Ord] BinaryHeap<T>, push, |heap| mem::take(heap).into_vec();
}

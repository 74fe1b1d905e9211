//! [`Trace`] for std's containers whose items stay where they are when their handles are replaced.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{LinkedList, VecDeque};
use std::marker::PhantomData;
use std::num::{Saturating, Wrapping};
use std::ops::{Bound, ControlFlow, Range, RangeFrom, RangeTo, RangeToInclusive};

use crate::kernel::trace::{Retarget, Trace, TraceBy, TracedTypes, Tracer, may_hold};

/// The containers of std of which an iteration yields all that they hold. It keeps other crates from
/// tracing containers of theirs in the same way.
#[diagnostic::on_unimplemented(
    message = "`Trace` cannot be implemented for `{Self}` by hand: `#[derive(Trace)]` implements it",
    label = "no container of std",
    note = "put `#[derive(kinfolk::Trace)]` on `{Self}`"
)]
#[doc(hidden)]
pub trait Sequence {}

/// Traces a container of `T`s that can be iterated by reference.
#[doc(hidden)]
pub struct Items<T>(PhantomData<T>);

impl<C, T: Trace> TraceBy<C> for Items<T>
where
    C: Sequence + ?Sized + 'static,
    for<'c> &'c C: IntoIterator<Item = &'c T>,
    for<'c> &'c mut C: IntoIterator<Item = &'c mut T>,
{
    const MAY_HOLD: bool = may_hold::<T>();

    fn trace<'a>(data: &'a C, tracer: &mut Tracer<'a, '_>) {
        if const { may_hold::<T>() } {
            for item in data {
                T::By::trace(item, tracer);
            }
        }
    }

    fn note_types(types: &mut TracedTypes) {
        types.part::<T>();
    }

    fn retarget(data: &mut C, retarget: &mut Retarget<'_>) {
        if const { may_hold::<T>() } {
            for item in data {
                T::By::retarget(item, retarget);
            }
        }
    }
}

macro_rules! sequences {
    ($($type:ty)*) => {
        $(impl<T: Trace> Trace for $type {
            type By = Items<T>;
        }

        impl<T> Sequence for $type {})*
    };
}

sequences!([T] Vec<T> VecDeque<T> LinkedList<T> Option<T>);

impl<T: Trace, const N: usize> Trace for [T; N] {
    type By = Items<T>;
}

impl<T, const N: usize> Sequence for [T; N] {}

/// Traces types with a fixed number of parts, each in a place of its own.
#[doc(hidden)]
pub enum Parts {}

impl<T: Trace + ?Sized> Trace for Box<T> {
    type By = Parts;
}

impl<T: Trace + ?Sized> TraceBy<Box<T>> for Parts {
    const MAY_HOLD: bool = may_hold::<T>();

    fn trace<'a>(data: &'a Box<T>, tracer: &mut Tracer<'a, '_>) {
        T::By::trace(&**data, tracer);
    }

    fn note_types(types: &mut TracedTypes) {
        types.part::<T>();
    }

    fn retarget(data: &mut Box<T>, retarget: &mut Retarget<'_>) {
        T::By::retarget(&mut **data, retarget);
    }
}

/// A borrowed value keeps nothing alive: handles in it are out of sight, like those in a static.
impl<B> Trace for Cow<'static, B>
where
    B: ToOwned<Owned: Trace> + ?Sized,
{
    type By = Parts;
}

impl<B> TraceBy<Cow<'static, B>> for Parts
where
    B: ToOwned<Owned: Trace> + ?Sized,
{
    const MAY_HOLD: bool = may_hold::<B::Owned>();

    fn trace<'a>(data: &'a Cow<'static, B>, tracer: &mut Tracer<'a, '_>) {
        if let Cow::Owned(owned) = data {
            <B::Owned as Trace>::By::trace(owned, tracer);
        }
    }

    fn note_types(types: &mut TracedTypes) {
        types.part::<B::Owned>();
    }

    fn retarget(data: &mut Cow<'static, B>, retarget: &mut Retarget<'_>) {
        if let Cow::Owned(owned) = data {
            <B::Owned as Trace>::By::retarget(owned, retarget);
        }
    }
}

/// Types that a pattern takes apart, each pattern with the parts that it binds, and their types.
macro_rules! by_pattern {
    ($([$($param:ident)*] $type:ty { $($pattern:pat => $($part:ident $ty:ident)*;)* })*) => {
        $(impl<$($param: Trace),*> Trace for $type {
            type By = Parts;
        }

        impl<$($param: Trace),*> TraceBy<$type> for Parts {
            const MAY_HOLD: bool = $(may_hold::<$param>())||*;

            fn trace<'a>(data: &'a $type, tracer: &mut Tracer<'a, '_>) {
                match data {
                    $($pattern => { $($ty::By::trace($part, tracer);)* })*
                }
            }

            fn note_types(types: &mut TracedTypes) {
                $(types.part::<$param>();)*
            }

            fn retarget(data: &mut $type, retarget: &mut Retarget<'_>) {
                match data {
                    $($pattern => { $($ty::By::retarget($part, retarget);)* })*
                }
            }
        })*
    };
}

by_pattern! {
    [T E] Result<T, E> { Ok(part) => part T; Err(part) => part E; }
    [B C] ControlFlow<B, C> {
        ControlFlow::Break(part) => part B;
        ControlFlow::Continue(part) => part C;
    }
    [T] Bound<T> {
        Bound::Included(part) | Bound::Excluded(part) => part T;
        Bound::Unbounded => ;
    }
    [T] Range<T> { Range { start, end } => start T end T; }
    [T] RangeFrom<T> { RangeFrom { start } => start T; }
    [T] RangeTo<T> { RangeTo { end } => end T; }
    [T] RangeToInclusive<T> { RangeToInclusive { end } => end T; }
    [T] Reverse<T> { Reverse(part) => part T; }
    [T] Wrapping<T> { Wrapping(part) => part T; }
    [T] Saturating<T> { Saturating(part) => part T; }
}

macro_rules! tuples {
    ($([$($param:ident $part:ident)*])*) => {
        by_pattern! { $([$($param)*] ($($param,)*) { ($($part,)*) => $($part $param)*; })* }
    };
}

tuples! {
    [A a]
    [A a B b]
    [A a B b C c]
    [A a B b C c D d]
    [A a B b C c D d E e]
    [A a B b C c D d E e F f]
    [A a B b C c D d E e F f G g]
    [A a B b C c D d E e F f G g H h]
    [A a B b C c D d E e F f G g H h I i]
    [A a B b C c D d E e F f G g H h I i J j]
    [A a B b C c D d E e F f G g H h I i J j K k]
    [A a B b C c D d E e F f G g H h I i J j K k L l]
}

//! [`Trace`] for std's types that hold no handles.

use std::any::TypeId;
use std::cmp::Ordering;
use std::convert::Infallible;
use std::ffi::{CString, OsStr, OsString};
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::NonZero;
use std::ops::{RangeFull, RangeInclusive};
use std::path::{Path, PathBuf};
use std::rc::Rc as StdRc;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::kernel::trace::{Retarget, Trace, TraceBy, TracedTypes, Tracer};

/// The types of std that hold no handles. It keeps other crates from tracing types of theirs in the same
/// way.
#[diagnostic::on_unimplemented(
    message = "`Trace` cannot be implemented for `{Self}` by hand: `#[derive(Trace)]` implements it",
    label = "no type of std without handles",
    note = "put `#[derive(kinfolk::Trace)]` on `{Self}`"
)]
#[doc(hidden)]
pub trait WithoutHandles {}

/// Traces types without handles: there is nothing to do.
#[doc(hidden)]
pub enum NoHandles {}

impl<T: WithoutHandles + ?Sized> TraceBy<T> for NoHandles {
    const MAY_HOLD: bool = false;

    fn trace<'a>(_: &'a T, _: &mut Tracer<'a, '_>) {}

    fn note_types(_: &mut TracedTypes) {}

    fn retarget(_: &mut T, _: &mut Retarget<'_>) {}
}

macro_rules! without_handles {
    ($($type:ty)*) => {
        $(#[diagnostic::do_not_recommend]
        impl Trace for $type {
            type By = NoHandles;
        }

        impl WithoutHandles for $type {})*
    };
}

without_handles! {
    () u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool char
    NonZero<u8> NonZero<u16> NonZero<u32> NonZero<u64> NonZero<u128> NonZero<usize>
    NonZero<i8> NonZero<i16> NonZero<i32> NonZero<i64> NonZero<i128> NonZero<isize>
    str String CString OsStr OsString Path PathBuf
    StdRc<str> StdRc<[u8]> StdRc<OsStr> StdRc<Path>
    Arc<str> Arc<[u8]> Arc<OsStr> Arc<Path>
    Duration Instant SystemTime
    IpAddr Ipv4Addr Ipv6Addr SocketAddr SocketAddrV4 SocketAddrV6
    RangeFull Ordering TypeId Infallible
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + 'static> Trace for PhantomData<T> {
    type By = NoHandles;
}

impl<T: ?Sized> WithoutHandles for PhantomData<T> {}

/// A reference keeps nothing alive: handles behind it are out of sight, like those in a static.
#[diagnostic::do_not_recommend]
impl<T: ?Sized + 'static> Trace for &'static T {
    type By = NoHandles;
}

impl<T: ?Sized> WithoutHandles for &'static T {}

// Its ends cannot be changed in place.
#[diagnostic::do_not_recommend]
impl<T: Trace + WithoutHandles> Trace for RangeInclusive<T> {
    type By = NoHandles;
}

impl<T: WithoutHandles> WithoutHandles for RangeInclusive<T> {}

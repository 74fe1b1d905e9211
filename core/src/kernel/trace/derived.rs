//! What the output of `#[derive(Trace)]` calls.

use std::any::TypeId;

use crate::kernel::trace::{Trace, TraceBy, TracedTypes};

/// How the type of a field is traced. Functions take this in place of the type: of a type without
/// `Trace`, the compiler then reports no more than that it has none.
pub type TracedBy<T> = <T as Trace>::By;

/// Whether there may be handles in a field.
pub const fn may_hold<B: TraceBy<T>, T: ?Sized>() -> bool {
    B::MAY_HOLD
}

/// [`TraceBy::note_types`] for a field.
pub fn note_types<B: TraceBy<T>, T: ?Sized + 'static>(types: &mut TracedTypes) {
    if const { B::MAY_HOLD } && types.entered.insert(TypeId::of::<T>()) {
        B::note_types(types);
    }
}

/// The derive implements it for each type. It is also implemented for every type with a `Drop`, so a
/// `Drop` on the type is a conflict, and the compiler's error names this trait. With a `Drop`, user
/// code would see data that is cut already.
#[doc(hidden)]
pub trait TracedTypesHaveDropOnlyInSkippedFields {}

#[expect(drop_bounds, reason = "the conflict with a user's `Drop` is the purpose")]
impl<T: Drop> TracedTypesHaveDropOnlyInSkippedFields for T {}

//! The frame that callgrind is told to count in. Nothing else may be in this module, since entering any
//! of its functions turns the counting on or off.

#[inline(never)]
pub(crate) fn run<R>(operation: impl FnOnce() -> R) -> R {
    std::hint::black_box(operation())
}

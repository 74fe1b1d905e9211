//! The function in which callgrind counts. Nothing else may be in this module: entering any of its
//! functions would turn the counting on or off.

#[inline(never)]
pub(crate) fn run<R>(operation: impl FnOnce() -> R) -> R {
    std::hint::black_box(operation())
}

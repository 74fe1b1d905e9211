//! [`new_rc`]: `Rc::new` that moves its value once.

#[cfg(not(debug_assertions))]
use std::mem::ManuallyDrop;
use std::rc::Rc as StdRc;

/// As `Rc::new`. In an optimised build, the value is made where it stays: if there is no memory for it,
/// it is leaked. `Rc::new` would drop it, in case the handler of that error unwinds, so the compiler
/// makes the value on the stack, and then copies it.
#[inline]
pub(crate) fn new_rc<T>(value: T) -> StdRc<T> {
    #[cfg(debug_assertions)]
    return StdRc::new(value);
    #[cfg(not(debug_assertions))]
    {
        let value = ManuallyDrop::new(value);
        StdRc::new_cyclic(|_| ManuallyDrop::into_inner(value))
    }
}

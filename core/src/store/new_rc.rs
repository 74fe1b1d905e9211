//! [`new_rc`]: `Rc::new` without a copy of its value.

#[cfg(not(debug_assertions))]
use std::mem::ManuallyDrop;
use std::rc::Rc as StdRc;

/// As `Rc::new`, but makes the value where it stays.
///
/// `Rc::new` drops its value if there is no memory for it, and the handler of that error unwinds. For
/// that, the compiler makes the value on the stack, and then copies it. This leaks the value instead. A
/// debug build copies it anyway, and has less to compile with `Rc::new`.
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

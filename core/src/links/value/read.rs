//! [`ReadValue`]: the data of a value, lent.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc as StdRc;

/// The data of a value, lent: returned by [`Value::read`](crate::Value::read).
///
/// It shows the data that was there when it was made, whatever happens to the value. While it is
/// alive, the first [`update`](crate::Value::update) copies the data. It borrows the node, so it
/// cannot outlive the handle through which it was made.
#[must_use = "it does nothing but show the data"]
pub struct ReadValue<'a, V> {
    value: StdRc<V>,
    node: PhantomData<&'a V>,
}

impl<V> ReadValue<'_, V> {
    #[inline]
    pub(crate) fn over(value: StdRc<V>) -> Self {
        ReadValue { value, node: PhantomData }
    }
}

impl<V> Deref for ReadValue<'_, V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.value
    }
}

impl<V: fmt::Debug> fmt::Debug for ReadValue<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        V::fmt(self, f)
    }
}

impl<V: fmt::Display> fmt::Display for ReadValue<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        V::fmt(self, f)
    }
}

//! [`Snapshot`]: a list of handles, lent as a slice.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::slice;

use crate::links::iter::Iter;
use crate::store::cow_list::ListSnapshot;

/// The handles in a list, lent as a slice: returned by [`Own::read`](crate::Own::read) and
/// [`Shared::read`](crate::Shared::read).
///
/// It shows the handles that were there when it was made, whatever happens to the list. While it is
/// alive, the first change copies the list, O(n). It borrows the node, so it cannot outlive the
/// handle through which it was made.
pub struct Snapshot<'a, H> {
    items: ListSnapshot<H>,
    node: PhantomData<&'a H>,
}

impl<H> Snapshot<'_, H> {
    #[inline]
    pub(crate) fn over(items: ListSnapshot<H>) -> Self {
        Snapshot { items, node: PhantomData }
    }
}

impl<H> Deref for Snapshot<'_, H> {
    type Target = [H];

    fn deref(&self) -> &[H] {
        &self.items
    }
}

/// The handles by value, as [`Own::iter`](crate::Own::iter) yields them.
impl<H: Clone> IntoIterator for Snapshot<'_, H> {
    type Item = H;
    type IntoIter = Iter<H>;

    fn into_iter(self) -> Iter<H> {
        Iter::over_slice(self.items)
    }
}

impl<'a, H> IntoIterator for &'a Snapshot<'_, H> {
    type Item = &'a H;
    type IntoIter = slice::Iter<'a, H>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<H: fmt::Debug> fmt::Debug for Snapshot<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

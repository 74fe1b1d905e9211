//! Giving back the memory of tables and lists of which most is unused.
//!
//! A table shrinks when less than an eighth of it is used, to about twice what is used. From one
//! change of the size to the next, the number of entries changes by a part of the size, so the cost
//! is O(1) amortised, even if the number of entries swings.

/// What takes less room than this never shrinks.
const SMALL: usize = 32;

/// Whether most of the room for `capacity` entries is unused. Call this after a removal.
#[inline]
pub(crate) fn is_sparse(len: usize, capacity: usize) -> bool {
    len < capacity / 8 && capacity > SMALL
}

/// Gives back memory if most of the list is unused.
#[inline]
pub(crate) fn shrink_list<T>(list: &mut Vec<T>) {
    if is_sparse(list.len(), list.capacity()) {
        list.shrink_to(2 * list.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_shrinks() {
        let mut list: Vec<_> = (0..1000).collect();
        while list.pop().is_some() {
            shrink_list(&mut list);
        }
        assert!(list.capacity() <= SMALL);
    }
}

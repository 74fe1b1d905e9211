//! Giving back the memory of tables and lists of which most is unused.
//!
//! A table shrinks when less than an eighth of it is used, to about twice what is used. From one
//! change of the size to the next, the number of entries changes by a part of the size, so the cost
//! is O(1) amortised, even if the number of entries swings.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};

/// What takes less room than this never shrinks.
const SMALL: usize = 32;

/// Whether most of the room for `capacity` entries is unused. Call this after a removal.
#[inline]
pub(crate) fn is_sparse(len: usize, capacity: usize) -> bool {
    len < capacity / 8 && capacity > SMALL
}

/// With fewer entries than this, most of the room for `capacity` entries is unused. 0 if room for
/// `reserved` entries stays, and that is most of it.
pub(crate) fn min_len(reserved: usize, capacity: usize) -> usize {
    if is_sparse(reserved, capacity) { capacity / 8 } else { 0 }
}

/// Gives back memory if most of the table is unused. Room for `reserved` entries stays.
#[inline]
pub(crate) fn shrink_table<K: Eq + Hash, V, S: BuildHasher>(
    table: &mut HashMap<K, V, S>,
    reserved: usize,
) {
    if is_sparse(table.len().max(reserved), table.capacity()) {
        table.shrink_to(reserved.max(2 * table.len()));
    }
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
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn a_table_that_swings_seldom_changes_its_size() {
        let mut table = HashMap::new();
        let mut changes = 0;
        let mut capacity = 0;
        let mut notice = |table: &HashMap<usize, usize>| {
            changes += usize::from(table.capacity().abs_diff(capacity) > capacity / 2);
            capacity = table.capacity();
        };
        for _ in 0..100 {
            for number in 100..300 {
                table.insert(number, number);
                notice(&table);
            }
            for number in 100..300 {
                table.remove(&number);
                shrink_table(&mut table, 0);
                notice(&table);
            }
        }
        // Each swing of 200 entries doubles and quarters the table a few times.
        assert!(changes <= 100 * 12, "{changes}");
        assert!(table.capacity() <= SMALL, "{}", table.capacity());
    }

    #[test]
    fn the_reserved_room_stays() {
        let mut table: HashMap<usize, usize> = (0..1000).map(|number| (number, number)).collect();
        for number in 0..1000 {
            table.remove(&number);
            shrink_table(&mut table, 500);
        }
        assert!(table.capacity() >= 500);
    }

    #[test]
    fn a_list_shrinks() {
        let mut list: Vec<_> = (0..1000).collect();
        while list.pop().is_some() {
            shrink_list(&mut list);
        }
        assert!(list.capacity() <= SMALL);
    }
}

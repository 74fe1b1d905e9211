//! Finding an item in a list from its index hint: the index that it had when it was last put or found.
//!
//! An item moves by at most one index for each other item that is added or removed, so it is near its
//! hint.
//! The caller compares items: `is_at` says whether the item is at an index, and `search` looks for it
//! between two indices.

use std::cell::Cell;

/// How many items are scanned before the general search.
const CLOSE: usize = 64;

/// How many items the general search compares before it looks on the other side of the hint.
const BLOCK: usize = 64;

thread_local! {
    /// The index at which a search has last found an item, in any list. The next item that is
    /// searched for often stands beside it: where the item was, if that has been removed.
    static LAST_FOUND: Cell<usize> = const { Cell::new(0) };
}

/// Finds an item beside the one that was found last, or shortly before its hint.
pub(crate) fn find_close(
    len: usize,
    hint: usize,
    is_at: impl Fn(usize) -> bool,
    search: impl Fn(usize, usize) -> Option<usize>,
) -> Option<usize> {
    let found = LAST_FOUND.get();
    let found = [found, found + 1].into_iter().find(|index| *index < len && is_at(*index));
    let found = found.or_else(|| {
        let end = hint.min(len);
        search(end.saturating_sub(CLOSE), end)
    })?;
    LAST_FOUND.set(found);
    Some(found)
}

/// Finds an item at its hint and the ends, beside the one that was found last, then farther and
/// farther from the hint, up to `radius`.
pub(crate) fn find(
    len: usize,
    hint: usize,
    radius: usize,
    is_at: impl Fn(usize) -> bool,
    search: impl Fn(usize, usize) -> Option<usize>,
) -> Option<usize> {
    let end = len.checked_sub(1)?;
    let hint = hint.min(end);
    let found = LAST_FOUND.get();
    let quick = [hint, end, 0, found, found + 1];
    let quick = quick.into_iter().find(|index| *index < len && is_at(*index));
    let index = quick.or_else(|| find_around(len, hint, radius, search))?;
    LAST_FOUND.set(index);
    Some(index)
}

fn find_around(
    len: usize,
    hint: usize,
    radius: usize,
    search: impl Fn(usize, usize) -> Option<usize>,
) -> Option<usize> {
    let (mut start, mut end) = (hint, hint + 1);
    let (first, behind) = (hint.saturating_sub(radius), len.min(end.saturating_add(radius)));
    while start > first || end < behind {
        // Before the hint first: an item is removed more often than one is inserted before others.
        let block = start.saturating_sub(BLOCK).max(first);
        if let Some(index) = search(block, start) {
            return Some(index);
        }
        start = block;
        let block = (end + BLOCK).min(behind);
        if let Some(index) = search(end, block) {
            return Some(index);
        }
        end = block;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find_in(list: &[u32], item: u32, hint: usize, radius: usize) -> Option<usize> {
        let is_at = |index: usize| list[index] == item;
        let search = |start: usize, end: usize| {
            let found = list[start..end].iter().position(|other| *other == item);
            found.map(|index| start + index)
        };
        find(list.len(), hint, radius, is_at, search)
    }

    #[test]
    fn an_item_is_found_from_any_hint_within_the_radius() {
        let list: Vec<u32> = (0..500).collect();
        for hint in [0, 7, 200, 499, 10_000] {
            for item in (0..500).step_by(7) {
                assert_eq!(find_in(&list, item, hint, usize::MAX), Some(item as usize));
            }
        }
        LAST_FOUND.set(0);
        assert_eq!(find_in(&list, 290, 200, 89), None);
        assert_eq!(find_in(&list, 290, 200, 90), Some(290));
        assert_eq!(find_in(&[], 1, 0, usize::MAX), None);
    }
}

//! Putting items into a list by their indices, to undo a change of a weak or a shared link, or to make it
//! again.

use std::ops::Range;

use crate::kernel::dyn_link::LinkEntry;

/// Puts new items in the place of those in the range, which may end behind the last one. As far as they
/// go, in place, so that none behind them moves. The others cost O(n) each, except at the end.
// Each type of items has a copy of this, so it uses few functions of std.
pub(crate) fn put_items<I>(
    items: &mut Vec<I>,
    range: Range<usize>,
    new: &[LinkEntry],
    item_of: fn(&LinkEntry) -> Option<I>,
) {
    let mut end = range.end.min(items.len());
    let mut index = range.start.min(end);
    let mut next = 0;
    while next < new.len() {
        if let Some(item) = item_of(&new[next]) {
            if index < end {
                items[index] = item;
            } else {
                items.push(item);
                let mut from = items.len() - 1;
                while from > index {
                    items.swap(from, from - 1);
                    from -= 1;
                }
            }
            index += 1;
        }
        next += 1;
    }
    while end > index {
        let mut to = end;
        while to < items.len() {
            items.swap(to, to - 1);
            to += 1;
        }
        items.pop();
        end -= 1;
    }
}

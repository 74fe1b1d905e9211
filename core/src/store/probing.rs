//! What the tables with open addressing and linear probing share (Knuth, The Art of Computer
//! Programming, volume 3, 6.4, algorithms L and R).

/// 2^64 divided by the golden ratio. The upper half of a hash times this depends on all of its bits.
pub(super) const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Empties the slot at index `gap`, and moves elements into it that a search would not find any more.
/// Those with the same `home`, which is where their search starts, stay in their order. The number of
/// slots is a power of two.
#[inline]
pub(super) fn vacate<S: Copy + PartialEq>(
    slots: &mut [S],
    mut gap: usize,
    empty: S,
    home: impl Fn(S) -> usize,
) {
    let mask = slots.len() - 1;
    let mut at = gap;
    loop {
        at = (at + 1) & mask;
        let element = slots[at];
        if element == empty {
            break;
        }
        let distance = at.wrapping_sub(home(element)) & mask;
        if distance >= at.wrapping_sub(gap) & mask {
            slots[gap] = element;
            gap = at;
        }
    }
    slots[gap] = empty;
}

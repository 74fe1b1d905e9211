//! Another order, the same each time.

pub(crate) fn shuffle<E>(elements: &mut [E]) {
    let mut random: u64 = 0x9e37_79b9_7f4a_7c15;
    for last in (1..elements.len()).rev() {
        // Xorshift (Marsaglia, 2003).
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        elements.swap(last, usize::try_from(random % (last as u64 + 1)).unwrap_or(last));
    }
}

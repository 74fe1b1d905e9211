//! Pseudorandom numbers, the same in each run.

pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new() -> Self {
        Random(0x9e37_79b9_7f4a_7c15)
    }

    /// The next number, below the limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        // Xorshift (Marsaglia, 2003).
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("the result is below a `usize`")
    }

    pub(crate) fn one_of<'a, E>(&mut self, elements: &'a [E]) -> &'a E {
        &elements[self.below(elements.len())]
    }
}

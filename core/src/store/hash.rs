//! [`FoldedHash`]: a hasher for numbers that an attacker cannot choose.

use std::hash::{BuildHasherDefault, Hasher};

/// Hashes an address, a running number, or a hash that user code has computed. These only need
/// their bits spread, so one multiplication is enough; both halves of the product are used.
#[derive(Clone, Copy, Default)]
pub(crate) struct FoldedHash {
    hash: u64,
}

pub(crate) type BuildFoldedHash = BuildHasherDefault<FoldedHash>;

/// 2^64 divided by the golden ratio, as in Fibonacci hashing (Knuth, The Art of Computer
/// Programming, volume 3, 6.4). The upper half of a number times this depends on all of its bits.
pub(super) const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

#[expect(clippy::cast_possible_truncation, reason = "the low half is what this returns")]
fn low(product: u128) -> u64 {
    product as u64
}

impl Hasher for FoldedHash {
    #[inline]
    fn write_u64(&mut self, number: u64) {
        let product = u128::from(self.hash ^ number) * u128::from(SPREAD);
        self.hash = low(product) ^ low(product >> 64);
    }

    #[inline]
    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.hash
    }
}

//! Shuffles a slice, in the same way in each run.

use crate::random::Random;

pub(crate) fn shuffle<E>(elements: &mut [E]) {
    let mut random = Random::new();
    for last in (1..elements.len()).rev() {
        elements.swap(last, random.below(last + 1));
    }
}

//! The settings of the tests with random operations, from the environment.

use std::env;

/// `KINFOLK_SEED`: the first seed.
#[must_use]
pub fn seed() -> Option<u64> {
    number("KINFOLK_SEED")
}

/// `KINFOLK_OPERATIONS`: the least number of operations of each test.
///
/// # Panics
/// If the number is too large.
#[must_use]
pub fn operations(default: usize) -> usize {
    let count = number("KINFOLK_OPERATIONS");
    count.map_or(default, |count| usize::try_from(count).expect("a number of operations"))
}

fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    let number = match text.strip_prefix("0x") {
        Some(text) => u64::from_str_radix(text, 16),
        None => text.parse(),
    };
    Some(number.unwrap_or_else(|_| panic!("{name} is a number")))
}

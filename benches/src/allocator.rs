//! Which allocator a program has, and what it says of the memory in use.

use std::fs;

/// A global allocator is chosen when a program is built, so each has a program of its own.
#[derive(Clone, Copy)]
pub enum Allocator {
    /// That of the system.
    System,
    /// mimalloc.
    Mimalloc,
    /// That of the system, with every byte counted.
    Counting {
        /// How many bytes are asked for and not given back.
        requested: fn() -> usize,
    },
}

impl Allocator {
    /// How many bytes are in use: those that were asked for where they are counted, otherwise those that are
    /// resident, if the system tells it. mimalloc keeps what is freed, so of it that would say little.
    pub(crate) fn bytes_in_use(self) -> Option<usize> {
        match self {
            Allocator::System => resident(),
            Allocator::Mimalloc => None,
            Allocator::Counting { requested } => Some(requested()),
        }
    }
}

/// Linux knows it exactly.
fn resident() -> Option<usize> {
    let rollup = fs::read_to_string("/proc/self/smaps_rollup").ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Rss:"))?;
    let kilobytes: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(1024 * kilobytes)
}

//! The allocator of a program, and the memory in use that it reports.

use std::fs;

/// A global allocator is chosen when a program is built, so there is one program for each.
#[derive(Clone, Copy)]
pub enum Allocator {
    /// The system allocator.
    System,
    /// mimalloc.
    Mimalloc,
    /// The system allocator, with every byte counted.
    Counting {
        /// How many bytes are requested and not yet freed.
        requested: fn() -> usize,
    },
}

impl Allocator {
    /// The bytes in use: the requested bytes if they are counted, otherwise the resident bytes if
    /// the system reports them. `None` for mimalloc: it keeps freed memory, so the resident bytes
    /// would say little.
    pub(crate) fn bytes_in_use(self) -> Option<usize> {
        match self {
            Allocator::System => resident(),
            Allocator::Mimalloc => None,
            Allocator::Counting { requested } => Some(requested()),
        }
    }
}

/// The resident bytes of this process. Known on Linux only, and exact there.
fn resident() -> Option<usize> {
    let rollup = fs::read_to_string("/proc/self/smaps_rollup").ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Rss:"))?;
    let kilobytes: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(1024 * kilobytes)
}

//! The same program with mimalloc as its allocator, for `one`.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use kinfolk_benches::Allocator;
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    kinfolk_benches::main(Allocator::Mimalloc)
}

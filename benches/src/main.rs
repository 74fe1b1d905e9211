//! The program with the system allocator.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use kinfolk_benches::Allocator;

fn main() -> ExitCode {
    kinfolk_benches::main(Allocator::System)
}

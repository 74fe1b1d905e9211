//! The same program with an allocator that counts every byte, for
//! `one CONTENDER SHAPE memory NODES`.

#![forbid(unsafe_code)]

use std::alloc::System;
use std::process::ExitCode;

use kinfolk_benches::Allocator;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn requested() -> usize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}

fn main() -> ExitCode {
    kinfolk_benches::main(Allocator::Counting { requested })
}

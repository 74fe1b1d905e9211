//! Step 3: `collect()` finds and frees the nodes that steps 1 and 2 have leaked.

use kinfolk::{assert_no_leaks, collect};

use crate::output::outln;
use crate::watch::Watch;

/// Calls `collect()` and prints its result.
fn collect_and_print() {
    outln!("  collect() is called");
    let collected = collect();
    let (examined, freed) = (collected.examined(), collected.freed());
    let resurrected = collected.resurrected();
    outln!("  collect() examined {examined} nodes, freed {freed}, resurrected {resurrected}");
}

/// Calls `collect()`, and asserts that no node is leaked. Later steps call this, too.
pub fn show_no_leaks() {
    collect_and_print();
    assert_no_leaks!();
    outln!("  assert_no_leaks!() passes");
}

pub fn show(leaked: &Watch) {
    outln!("\n3. collect() frees the nodes of steps 1 and 2");
    leaked.print();
    // The finalizers run now, all of them before the first node is taken apart.
    collect_and_print();
    leaked.print();

    outln!("  once more:");
    show_no_leaks();
}

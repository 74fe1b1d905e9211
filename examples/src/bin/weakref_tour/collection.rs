//! Step 3: `collect()`, which finds what has been left behind.

use kinfolk::{assert_no_leaks, collect};

use crate::output::say;
use crate::watch::Watch;

/// Collects, and says what came of it.
fn collect_and_say() {
    say!("  collect() is called");
    let collected = collect();
    let (looked, freed) = (collected.examined(), collected.freed());
    let back = collected.resurrected();
    say!("  collect() says: looked at {looked} nodes, freed {freed}, brought back {back}");
}

/// For steps that leave nothing behind.
pub fn show_that_nothing_is_left() {
    collect_and_say();
    assert_no_leaks!();
    say!("  assert_no_leaks!() has nothing to complain about");
}

pub fn show(left_behind: &Watch) {
    say!("\n3. collect() finds them all");
    left_behind.say();
    // Only now do the finalizers run, all of them before the first node is taken apart.
    collect_and_say();
    left_behind.say();

    say!("  and once more:");
    show_that_nothing_is_left();
}

//! Step 3: `collect()` finds and frees the nodes that steps 1 and 2 have leaked.

use kinfolk::{assert_no_leaks, collect};

use crate::output::say;
use crate::watch::Watch;

/// Calls `collect()` and prints its result.
fn collect_and_say() {
    say!("  collect() is called");
    let collected = collect();
    let (looked, freed) = (collected.examined(), collected.freed());
    let back = collected.resurrected();
    say!("  collect() says: looked at {looked} nodes, freed {freed}, brought back {back}");
}

/// Shows that there are no leaked nodes. Also used by later steps.
pub fn show_that_nothing_is_left() {
    collect_and_say();
    assert_no_leaks!();
    say!("  assert_no_leaks!() has nothing to complain about");
}

pub fn show(left_behind: &Watch) {
    say!("\n3. collect() finds them all");
    left_behind.say();
    // The finalizers run now, all of them before the first node is taken apart.
    collect_and_say();
    left_behind.say();

    say!("  and once more:");
    show_that_nothing_is_left();
}

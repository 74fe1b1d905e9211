//! How nodes that refer to each other die, or leak, in seven steps. Python programmers learn the
//! same lesson with `weakref`.
//!
//! ```text
//! cargo run -p kinfolk-examples --bin weakref_tour
//! ```
//!
//! The steps:
//!
//! 1. Two nodes of different types keep each other alive. `leaks()` reports the cycle
//!    (`two_types`).
//! 2. The same happens with two nodes of one type, and with a single node (`one_type`).
//! 3. `collect()` frees the nodes that steps 1 and 2 have leaked (`collection`).
//! 4. If you clear the links by hand, nothing leaks (`by_hand`).
//! 5. If one node owns the other, you need not clear anything (`own_and_back`).
//! 6. If one of the links is weak, you need not clear anything either (`one_weak`).
//! 7. A table compares the costs (`cost`).
//!
//! `finalizers` prints each finalizer that runs, and `watch` counts the nodes that are still in
//! memory.

#![forbid(unsafe_code)]

mod by_hand;
mod collection;
mod cost;
mod finalizers;
mod one_type;
mod one_weak;
mod output;
mod own_and_back;
mod possible_leaks;
mod two_types;
mod watch;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use kinfolk::assert_no_leaks;

use output::outln;

const USAGE: &str = "usage: weakref_tour";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    match &arguments[..] {
        [help] if help == "--help" || help == "-h" => {
            outln!("Shows how nodes that refer to each other die, or leak.\n\n{USAGE}");
            return ExitCode::SUCCESS;
        }
        [] => {}
        [..] => {
            eprintln!("weakref_tour: takes no arguments\n{USAGE}");
            return ExitCode::from(2);
        }
    }

    outln!(
        "A node stays alive while something holds it. A shared link holds the node it points to."
    );
    outln!("In steps 1 to 6 each node has a finalizer, which prints a line when it runs.");

    let leaked = two_types::show().and(one_type::show());
    collection::show(&leaked);
    by_hand::show();
    own_and_back::show();
    one_weak::show();
    cost::show();

    // In a debug build, kinfolk also reports leaked nodes when a thread ends.
    assert_no_leaks!("at the end of the tour");
    ExitCode::SUCCESS
}

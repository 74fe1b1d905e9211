//! Two nodes that know each other, and how they are let go: the lesson that Python programmers learn
//! with `weakref`, in seven steps.
//!
//! ```text
//! cargo run -p kinfolk-examples --bin weakref_tour
//! ```
//!
//! What it shows:
//!
//! 1. two nodes of different types that keep each other alive, and `leaks()`, which says so
//!    (`two_types`),
//! 2. the same among nodes of one type, and with a single one (`one_type`),
//! 3. `collect()`, which finds what the first two steps have left behind (`collection`),
//! 4. links that are cleared by hand, so that there is nothing to find (`by_hand`),
//! 5. one side that owns the other, so that there is nothing to clear (`own_and_back`),
//! 6. one side that is weak, with the same effect (`one_weak`),
//! 7. what each of these costs (`cost`).
//!
//! The finalizers tell `farewell` when they run, and what is in memory is seen by `watch`.

#![forbid(unsafe_code)]

mod by_hand;
mod collection;
mod cost;
mod farewell;
mod one_type;
mod one_weak;
mod output;
mod own_and_back;
mod proof;
mod two_types;
mod watch;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use kinfolk::assert_no_leaks;

use output::say;

const USAGE: &str = "usage: weakref_tour";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    match &arguments[..] {
        [help] if help == "--help" || help == "-h" => {
            say!("Shows how nodes that know each other are let go.\n\n{USAGE}");
            return ExitCode::SUCCESS;
        }
        [] => {}
        [..] => {
            eprintln!("weakref_tour: no arguments, please\n{USAGE}");
            return ExitCode::from(2);
        }
    }

    say!(
        "A node lives as long as something holds it; a shared link holds the node that it leads to."
    );
    say!("In steps 1 to 6 each node has a finalizer, which says when it runs.");

    let left_behind = two_types::show().with(one_type::show());
    collection::show(&left_behind);
    by_hand::show();
    own_and_back::show();
    one_weak::show();
    cost::show();

    // In a build for debugging, a thread that has left something behind says so when it ends.
    assert_no_leaks!("at the end of the tour");
    ExitCode::SUCCESS
}

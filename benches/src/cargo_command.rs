//! The cargo that this program was run by.

use std::process::Command;

pub(crate) fn cargo() -> Command {
    // `cargo run` says which one it is.
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

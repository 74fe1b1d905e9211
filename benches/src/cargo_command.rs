//! The cargo that runs this program.

use std::process::Command;

pub(crate) fn cargo() -> Command {
    // `cargo run` sets this variable to its own path.
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

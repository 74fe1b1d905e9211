//! The programs to measure: one for each allocator.

use std::path::{Path, PathBuf};

use crate::cargo_command::cargo;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Program {
    /// The program that is running.
    System,
    UnderMimalloc,
}

/// The program that counts bytes. Counting makes it slow, so it is not timed.
pub(crate) const COUNTING: &str = "counting";

impl Program {
    pub(super) const ALL: [Program; 2] = [Program::System, Program::UnderMimalloc];

    /// The name of the program's allocator.
    pub(super) fn name(self) -> &'static str {
        match self {
            Program::System => "system",
            Program::UnderMimalloc => "mimalloc",
        }
    }

    pub(super) fn named(name: &str) -> Result<Program, String> {
        Program::ALL
            .into_iter()
            .find(|program| program.name() == name)
            .ok_or_else(|| format!("no allocator `{name}`"))
    }

    pub(super) fn path(self) -> Result<PathBuf, String> {
        match self {
            Program::System => this(),
            Program::UnderMimalloc => sibling_program("under_mimalloc"),
        }
    }
}

fn this() -> Result<PathBuf, String> {
    std::env::current_exe().map_err(|error| error.to_string())
}

pub(crate) fn sibling_program(name: &str) -> Result<PathBuf, String> {
    Ok(this()?.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// Runs cargo to build the other programs into the same folder.
pub(crate) fn build_others() -> Result<(), String> {
    let this = this()?;
    let target = this.ancestors().nth(2).unwrap_or(Path::new("target"));
    let mut command = cargo();
    command.args(["build", "--release", "--package", "kinfolk-benches"]);
    command.args(["--bin", "under_mimalloc", "--bin", COUNTING]);
    if cfg!(feature = "finalizers") {
        command.args(["--features", "finalizers"]);
    }
    command.arg("--target-dir").arg(target).current_dir(env!("CARGO_MANIFEST_DIR"));
    let status = command.status().map_err(|error| format!("cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("cargo: {status}")) }
}

//! Runs each case in its own process, so that no case starts with the heap that another one left.

use std::path::Path;
use std::process::Command;

/// Runs a program under callgrind. Returns its stdout, and how many instructions it needed inside
/// functions of the module `measured`.
pub(crate) fn count_instructions(
    program: &Path,
    arguments: &[String],
) -> Result<(String, u64), String> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args([
        "--tool=callgrind",
        "--toggle-collect=*::measured::*",
        "--callgrind-out-file=/dev/null",
    ]);
    let (stdout, stderr) = output_of(valgrind.arg(program).args(arguments))?;
    let (_, collected) = stderr
        .split_once("Collected : ")
        .ok_or_else(|| format!("no count in the output of callgrind: {stderr}"))?;
    let collected = collected.lines().next().unwrap_or_default().trim();
    match collected.parse() {
        Ok(0) | Err(_) => Err(format!("callgrind counted {collected:?} instructions")),
        Ok(instructions) => Ok((stdout, instructions)),
    }
}

/// Runs a command. Returns stdout and stderr.
pub(crate) fn output_of(command: &mut Command) -> Result<(String, String), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        Ok((String::from_utf8_lossy(&output.stdout).into_owned(), stderr))
    } else {
        Err(format!("{command:?}: {}\n{stderr}", output.status))
    }
}

/// The version of valgrind, if it is installed.
pub(crate) fn valgrind() -> Option<String> {
    let output = Command::new("valgrind").arg("--version").output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| version.trim().to_owned())
}

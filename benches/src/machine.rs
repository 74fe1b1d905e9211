//! Describes the machine of the measurements.

use std::process::Command;
use std::{env, fs, thread};

use crate::case::valgrind;

/// One line: processor, system, compiler, and the load of the machine.
pub(crate) fn machine() -> String {
    let processor = processor().unwrap_or_else(|| "unknown processor".into());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let library = output_of("getconf", "GNU_LIBC_VERSION").unwrap_or_default();
    let compiler = output_of("rustc", "--version").unwrap_or_else(|| "unknown rustc".into());
    let (system, architecture) = (env::consts::OS, env::consts::ARCH);
    let counter = valgrind().unwrap_or_else(|| "no valgrind".into());
    let load = load().unwrap_or_default();
    let system = format!("{system} {architecture}");
    let all = [processor, format!("{cores} cores"), system, library, compiler, counter, load];
    all.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn processor() -> Option<String> {
    let known = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = known.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// While times are measured, one process runs at a time. So a load of about 1 means that nothing
/// else was running.
fn load() -> Option<String> {
    let averages = fs::read_to_string("/proc/loadavg").ok()?;
    Some(format!("load of the last five minutes {}", averages.split(' ').nth(1)?))
}

fn output_of(program: &str, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

//! Tests that look at their whole process.

use std::env;
use std::process::Command;

/// Tells a process that [`alone`] started it.
const ALONE: &str = "KINFOLK_TEST_ALONE";

/// Runs an action in its own process, by starting this executable again with the running test.
/// Returns what was written to stderr there.
pub(crate) fn alone(test: &str, action: impl FnOnce()) -> Option<String> {
    if env::var_os(ALONE).is_some() {
        action();
        return None;
    }
    let output = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{stdout}\n{stderr}");
    assert!(stdout.contains("1 passed"), "{stdout}");
    Some(stderr)
}

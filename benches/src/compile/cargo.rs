//! Writes crates, and measures how long cargo needs for them.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::cargo_command::cargo;

pub(crate) struct Crate {
    folder: PathBuf,
}

impl Crate {
    /// Writes a library crate into a folder inside `within`. The crate is its own workspace.
    pub(crate) fn write(
        within: &Path,
        name: &str,
        dependencies: &str,
        source: &str,
    ) -> io::Result<Self> {
        let folder = within.join(name);
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [workspace]\n\n[dependencies]\n{dependencies}\n"
        );
        write_if_changed(&folder.join("Cargo.toml"), &manifest)?;
        let written = Crate { folder };
        write_if_changed(&written.library(), source)?;
        Ok(written)
    }

    fn library(&self) -> PathBuf {
        self.folder.join("src/lib.rs")
    }

    /// Makes cargo compile the crate again, but not its dependencies.
    pub(crate) fn touch(&self) -> io::Result<()> {
        File::options().write(true).open(self.library())?.set_modified(SystemTime::now())
    }

    /// Runs cargo with these arguments, and returns how long it took.
    pub(crate) fn cargo(&self, arguments: &[&str], target: &Path) -> io::Result<Duration> {
        let mut command = cargo();
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_INCREMENTAL", "0")
            // A wrapper such as sccache would return cached results at once.
            .env("RUSTC_WRAPPER", "");
        let start = Instant::now();
        let output = command.output()?;
        let elapsed = start.elapsed();
        if output.status.success() {
            Ok(elapsed)
        } else {
            let folder = self.folder.display();
            let stderr = String::from_utf8_lossy(&output.stderr);
            Err(io::Error::other(format!("cargo failed in {folder}:\n{stderr}")))
        }
    }
}

/// Writes a file, unless it has this content already: a new file would make cargo compile the whole
/// crate again.
fn write_if_changed(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|present| present == text) {
        return Ok(());
    }
    fs::write(path, text)
}

/// Removes a folder if it exists.
pub(crate) fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

//! Crates that are written for cargo to work on, and how long it does.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::cargo_command::cargo;

pub(crate) struct Crate {
    folder: PathBuf,
}

impl Crate {
    /// A library of its own workspace, in a folder within this one.
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
        write_anew(&folder.join("Cargo.toml"), &manifest)?;
        let written = Crate { folder };
        write_anew(&written.library(), source)?;
        Ok(written)
    }

    fn library(&self) -> PathBuf {
        self.folder.join("src/lib.rs")
    }

    /// Lets cargo compile the crate again, and none that it depends on.
    pub(crate) fn touch(&self) -> io::Result<()> {
        File::options().write(true).open(self.library())?.set_modified(SystemTime::now())
    }

    /// How long cargo needs for this.
    pub(crate) fn cargo(&self, arguments: &[&str], target: &Path) -> io::Result<Duration> {
        let mut command = cargo();
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_INCREMENTAL", "0")
            // One that remembers what it has compiled before would answer at once.
            .env("RUSTC_WRAPPER", "");
        let start = Instant::now();
        let output = command.output()?;
        let elapsed = start.elapsed();
        if output.status.success() {
            Ok(elapsed)
        } else {
            let folder = self.folder.display();
            let said = String::from_utf8_lossy(&output.stderr);
            Err(io::Error::other(format!("cargo fails in {folder}:\n{said}")))
        }
    }
}

/// Writes a file, unless it says that already: cargo would compile all of it again.
fn write_anew(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|present| present == text) {
        return Ok(());
    }
    fs::write(path, text)
}

/// Removes a folder, if it is there.
pub(crate) fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

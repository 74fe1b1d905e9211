//! Reads JSON files, and says what is wrong with them.

use std::error::Error;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kinfolk::walk::Problems;
use serde::de::DeserializeOwned;

/// Why a file could not be loaded or saved.
#[derive(Debug)]
pub struct FileError {
    file: PathBuf,
    problem: Problem,
}

/// What is wrong with a file.
#[derive(Debug)]
pub enum Problem {
    Unreadable(io::Error),
    Unwritable(io::Error),
    /// The file is not JSON, or not the JSON of what it should be, as in "a workspace".
    Malformed(&'static str, serde_json::Error),
    /// Ids that are taken or that name nothing.
    References(Problems),
    /// The saved text would be loaded as something else.
    Changed,
}

impl Problem {
    /// The error that this file has the problem.
    pub fn of(self, file: &Path) -> FileError {
        FileError { file: file.to_owned(), problem: self }
    }
}

impl Error for FileError {}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match &self.problem {
            Problem::Unreadable(error) => write!(f, "cannot read `{file}`: {error}"),
            Problem::Unwritable(error) => write!(f, "cannot write `{file}`: {error}"),
            Problem::Malformed(what, error) => write!(f, "`{file}` is not {what}: {error}"),
            Problem::References(problems) => write!(f, "`{file}`:\n{problems}"),
            Problem::Changed => write!(f, "`{file}` would be loaded as something else"),
        }
    }
}

/// Reads plain data. `what` names it in errors, as in "a workspace".
///
/// # Errors
/// If the file cannot be read, or has something else.
pub fn read<T: DeserializeOwned>(file: &Path, what: &'static str) -> Result<T, FileError> {
    let text = fs::read_to_string(file).map_err(|error| Problem::Unreadable(error).of(file))?;
    serde_json::from_str(&text).map_err(|error| Problem::Malformed(what, error).of(file))
}

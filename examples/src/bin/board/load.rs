//! Loads a workspace from JSON, and saves it.

use std::error::Error;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kinfolk::walk::Problems;
use kinfolk::{Graph, Rc};
use serde::de::DeserializeOwned;

use crate::model::Workspace;

#[derive(Debug)]
pub struct FileError {
    file: PathBuf,
    problem: Problem,
}

#[derive(Debug)]
enum Problem {
    Unreadable(io::Error),
    Unwritable(io::Error),
    /// The file is not JSON, or not the JSON of what it should be.
    Malformed(&'static str, serde_json::Error),
    /// Ids that are taken or that name nothing.
    References(Problems),
    /// What was saved would be loaded as something else.
    Changed,
}

impl Error for FileError {}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match &self.problem {
            Problem::Unreadable(error) => write!(f, "cannot read `{file}`: {error}"),
            Problem::Unwritable(error) => write!(f, "cannot write `{file}`: {error}"),
            Problem::Malformed(what, error) => write!(f, "`{file}` is not a {what}: {error}"),
            Problem::References(problems) => write!(f, "`{file}`:\n{problems}"),
            Problem::Changed => write!(f, "`{file}` would be loaded as something else"),
        }
    }
}

pub fn load(file: &Path) -> Result<Rc<Workspace>, FileError> {
    let problem = |problem| FileError { file: file.to_owned(), problem };
    let workspace = resolved(read(file, "workspace")?).map_err(problem)?;
    workspace.note_ids();
    Ok(workspace)
}

/// Reads plain data. `what` names it in errors.
pub fn read<T: DeserializeOwned>(file: &Path, what: &'static str) -> Result<T, FileError> {
    let problem = |problem| FileError { file: file.to_owned(), problem };
    let text = fs::read_to_string(file).map_err(|error| problem(Problem::Unreadable(error)))?;
    serde_json::from_str(&text).map_err(|error| problem(Problem::Malformed(what, error)))
}

fn resolved(plain: Workspace) -> Result<Rc<Workspace>, Problem> {
    plain.try_into_graph().map_err(Problem::References)
}

/// Saves the workspace, once it has seen that what it writes is loaded as the same.
pub fn save(workspace: &Rc<Workspace>, file: &Path) -> Result<(), FileError> {
    let text = checked_text(workspace);
    text.and_then(|text| fs::write(file, text).map_err(Problem::Unwritable))
        .map_err(|problem| FileError { file: file.to_owned(), problem })
}

fn checked_text(workspace: &Rc<Workspace>) -> Result<String, Problem> {
    let malformed = |error| Problem::Malformed("workspace", error);
    let plain = workspace.try_to_plain().map_err(Problem::References)?;
    let mut text = serde_json::to_string_pretty(&plain).map_err(malformed)?;
    text.push('\n');
    let loaded = resolved(serde_json::from_str(&text).map_err(malformed)?)?;
    if loaded.to_plain() == plain { Ok(text) } else { Err(Problem::Changed) }
}

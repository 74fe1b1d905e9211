//! Loads a workspace from JSON, and saves it.

use std::error::Error;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kinfolk::walk::Problems;
use kinfolk::{Graph, Rc};

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
    /// The file is not JSON, or not the JSON of a workspace.
    Malformed(serde_json::Error),
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
            Problem::Malformed(error) => write!(f, "`{file}` is not a workspace: {error}"),
            Problem::References(problems) => write!(f, "`{file}`:\n{problems}"),
            Problem::Changed => write!(f, "`{file}` would be loaded as something else"),
        }
    }
}

pub fn load(file: &Path) -> Result<Rc<Workspace>, FileError> {
    let error = |problem| FileError { file: file.to_owned(), problem };
    let text = fs::read_to_string(file).map_err(|cause| error(Problem::Unreadable(cause)))?;
    let workspace = parse(&text).map_err(error)?;
    workspace.note_ids();
    Ok(workspace)
}

fn parse(text: &str) -> Result<Rc<Workspace>, Problem> {
    let plain: Workspace = serde_json::from_str(text).map_err(Problem::Malformed)?;
    plain.try_into_graph().map_err(Problem::References)
}

/// Saves the workspace, once it has seen that what it writes is loaded as the same.
pub fn save(workspace: &Rc<Workspace>, file: &Path) -> Result<(), FileError> {
    let error = |problem| FileError { file: file.to_owned(), problem };
    let plain = workspace.try_to_plain().map_err(|cause| error(Problem::References(cause)))?;
    let mut text =
        serde_json::to_string_pretty(&plain).map_err(|cause| error(Problem::Malformed(cause)))?;
    text.push('\n');
    if parse(&text).map_err(error)?.to_plain() != plain {
        return Err(error(Problem::Changed));
    }
    fs::write(file, text).map_err(|cause| error(Problem::Unwritable(cause)))
}

//! Loads a workspace from JSON, and saves it.

use std::fs;
use std::path::Path;

use kinfolk::{Graph, Rc};
use kinfolk_examples::json::{self, FileError, Problem};

use crate::model::Workspace;

/// Refuses ids that are taken, and ids that name nothing.
pub fn load(file: &Path) -> Result<Rc<Workspace>, FileError> {
    let plain: Workspace = json::read(file, "a workspace")?;
    let workspace = resolved(plain).map_err(|problem| problem.of(file))?;
    workspace.note_ids();
    Ok(workspace)
}

fn resolved(plain: Workspace) -> Result<Rc<Workspace>, Problem> {
    plain.try_into_graph().map_err(Problem::References)
}

/// Saves the workspace, once it has seen that what it writes is loaded as the same.
pub fn save(workspace: &Rc<Workspace>, file: &Path) -> Result<(), FileError> {
    let text = checked_text(workspace);
    text.and_then(|text| fs::write(file, text).map_err(Problem::Unwritable))
        .map_err(|problem| problem.of(file))
}

fn checked_text(workspace: &Rc<Workspace>) -> Result<String, Problem> {
    let malformed = |error| Problem::Malformed("a workspace", error);
    let plain = workspace.try_to_plain().map_err(Problem::References)?;
    let mut text = serde_json::to_string_pretty(&plain).map_err(malformed)?;
    text.push('\n');
    let loaded = resolved(serde_json::from_str(&text).map_err(malformed)?)?;
    if loaded.to_plain() == plain { Ok(text) } else { Err(Problem::Changed) }
}

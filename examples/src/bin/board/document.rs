//! [`Document`]: a workspace with its file, the history of its edits, and the index of its words.

use std::path::{Path, PathBuf};

use kinfolk::{History, Rc};
use kinfolk_examples::json::FileError;

use crate::load;
use crate::model::Workspace;
use crate::refused::{Result, refused};
use crate::search::SearchIndex;

/// How many edits can be undone.
const LIMIT: usize = 1000;

/// The history stands beside the graph. It knows the workspace, and each node that an undo may bring
/// back, so no edit has code for its undo.
pub struct Document {
    pub workspace: Rc<Workspace>,
    pub history: History,
    pub index: SearchIndex,
    file: PathBuf,
}

impl Document {
    pub fn open(file: &Path) -> Result<Self, FileError> {
        let workspace = load::load(file)?;
        Ok(Document {
            history: History::new(&workspace).limit(LIMIT),
            index: SearchIndex::of(&workspace),
            workspace,
            file: file.to_owned(),
        })
    }

    /// Whether the file has all edits.
    pub fn is_clean(&self) -> bool {
        self.history.is_clean()
    }

    pub fn save(&self) -> Result<(), FileError> {
        self.save_to(&self.file)
    }

    pub fn save_to(&self, file: &Path) -> Result<(), FileError> {
        load::save(&self.workspace, file)?;
        if file == self.file {
            self.history.mark_clean();
        }
        Ok(())
    }

    /// Undoes the last edit, and says which one that was.
    pub fn undo(&self) -> Result<String> {
        let label = self.history.undo_label();
        if !self.history.undo()? {
            return refused("there is nothing to undo");
        }
        Ok(format!("Undone: {}", label.as_deref().unwrap_or("an edit")))
    }

    /// Makes the edit again that was undone last, and says which one that was.
    pub fn redo(&self) -> Result<String> {
        let label = self.history.redo_label();
        if !self.history.redo()? {
            return refused("there is nothing to redo");
        }
        Ok(format!("Redone: {}", label.as_deref().unwrap_or("an edit")))
    }
}

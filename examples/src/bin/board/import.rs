//! Imports cards from a file: all of them, or none.

use std::path::Path;

use kinfolk::Node;
use kinfolk_examples::json;

use crate::document::Document;
use crate::model::{Board, Column};
use crate::refused::{Result, refused};

impl Document {
    /// Adds the cards of a file to the board that it names. Columns that the board does not have are
    /// made. The ids in the file lead to people, labels and cards of the workspace, or to each other.
    ///
    /// Whether they all do is known when all cards are there. So the cards are added first, and a
    /// problem takes them all back.
    pub fn import(&self, file: &Path) -> Result<usize> {
        let imported: Board = json::read(file, "a board")?;
        let label = format!("Import {}", file.display());
        let count = self.history.step(label, || self.add_all(imported));
        let count = count.or_else(|problem| {
            refused(format!("nothing was imported from `{}`:\n{problem}", file.display()))
        })?;
        self.workspace.note_ids();
        Ok(count)
    }

    fn add_all(&self, imported: Board) -> Result<usize> {
        let Some(board) = self.workspace.board(&imported.name) else {
            return refused(format!("no board has the name `{}`", imported.name));
        };
        let mut count = 0;
        for Column { name, cards } in imported.columns {
            let column = board.column(&name);
            let column =
                column.unwrap_or_else(|| board.columns.add(Column { name, cards: Vec::new() }));
            for card in cards {
                if self.workspace.card(card.id).is_some() {
                    return refused(format!("another card has the id `{}`", card.id.0));
                }
                column.cards.push(card);
                count += 1;
            }
        }
        board.resolve()?;
        Ok(count)
    }
}

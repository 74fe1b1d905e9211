//! The edits. Each is one step of the history, with a label, however much it changes.

use kinfolk::{Graph, Node, Rc};

use crate::document::Document;
use crate::model::{Board, Card, Column, Person, fresh_card_id};
use crate::refused::{Result, refused};

impl Document {
    pub fn add_card(&self, column: &Rc<Column>, index: usize, title: &str) -> Result<Rc<Card>> {
        let card = Card {
            title: not_empty("card", title)?,
            id: fresh_card_id(),
            assignee: None,
            labels: Vec::new(),
            blocked_by: Vec::new(),
        };
        let card = card.into_graph();
        let label = format!("Add card {}", card.id.0);
        self.history.step(label, || column.cards.insert(index, card.clone()));
        Ok(card)
    }

    pub fn rename_card(&self, card: &Rc<Card>, title: &str) -> Result {
        let title = not_empty("card", title)?;
        self.history.step(format!("Rename card {}", card.id.0), || card.title.set(title));
        Ok(())
    }

    pub fn assign(&self, card: &Rc<Card>, person: Option<&Rc<Person>>) {
        let name = person.map_or("nobody", |person| &person.id.0);
        self.history.step(format!("Assign card {} to {name}", card.id.0), || match person {
            Some(person) => card.assignee.set(person),
            None => card.assignee.clear(),
        });
    }

    /// The card stands at this index then.
    pub fn move_card(&self, card: &Rc<Card>, column: &Rc<Column>, index: usize) {
        let step = || column.cards.insert(index, card.clone());
        self.history.step(move_label(card, column), step);
    }

    /// A card of another column is refused by the library, and nothing changes.
    pub fn move_before(&self, card: &Rc<Card>, column: &Rc<Column>, other: &Rc<Card>) -> Result {
        let step = || column.cards.try_insert_before(other, card.clone());
        Ok(self.history.step(move_label(card, column), step)?)
    }

    /// Removes a card, and what other cards say about it.
    pub fn remove_card(&self, card: &Rc<Card>) {
        self.history.step(format!("Remove card {}", card.id.0), || {
            self.forget_blockers(|blocker| blocker == card);
            card.detach();
        });
    }

    pub fn add_column(&self, board: &Rc<Board>, index: usize, name: &str) -> Result<Rc<Column>> {
        let name = free_name(board, name)?;
        let label = format!("Add column {name}");
        let column = Column { name, cards: Vec::new() }.into_graph();
        self.history.step(label, || board.columns.insert(index, column.clone()));
        Ok(column)
    }

    pub fn rename_column(&self, column: &Rc<Column>, name: &str) -> Result {
        if column.name == *name {
            return Ok(());
        }
        let Some(board) = column.board.get() else { return refused("the column is on no board") };
        let name = free_name(&board, name)?;
        let label = format!("Rename column {} to {name}", *column.name.read());
        self.history.step(label, || column.name.set(name));
        Ok(())
    }

    /// Removes a column with its cards, and what other cards say about them. One undo brings all of it
    /// back.
    pub fn remove_column(&self, column: &Rc<Column>) {
        self.history.step(format!("Remove column {}", *column.name.read()), || {
            self.forget_blockers(|blocker| blocker.column.get().as_ref() == Some(column));
            column.detach();
        });
    }

    /// No card that stays waits for one that goes. Without this, such a link would go on leading to a
    /// card that the history keeps for an undo.
    fn forget_blockers(&self, goes: impl Fn(&Rc<Card>) -> bool) {
        for card in self.workspace.descendants_of::<Card>().filter(|card| !goes(card)) {
            card.blocked_by.retain(|blocker| !goes(blocker));
        }
    }

    /// Copies a board. The cards of the copy have ids of their own, and a card that waits for another one
    /// on the board waits for that one's copy. People, labels and cards of other boards stay the same.
    pub fn duplicate(&self, board: &Rc<Board>) -> Result<Rc<Board>> {
        let Some(project) = board.project.get() else {
            return refused("the board is in no project");
        };
        let copy = board.duplicate();
        copy.name.update(|name| name.push_str(" (copy)"));
        let label = format!("Copy board {}", *board.name.read());
        self.history.step(label, || project.boards.insert_after(board, copy.clone()));
        Ok(copy)
    }
}

fn move_label(card: &Rc<Card>, column: &Rc<Column>) -> String {
    format!("Move card {} to {}", card.id.0, *column.name.read())
}

/// The name that was typed, if it is one.
fn not_empty(what: &str, name: &str) -> Result<String> {
    match name.trim() {
        "" => refused(format!("a {what} needs a name")),
        name => Ok(name.to_owned()),
    }
}

fn free_name(board: &Rc<Board>, name: &str) -> Result<String> {
    let name = not_empty("column", name)?;
    match board.column(&name) {
        Some(_) => refused(format!("the board has a column `{name}` already")),
        None => Ok(name),
    }
}

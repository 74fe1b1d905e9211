//! The commands: each is a line of words.

mod print;
mod words;

use std::io::Write;
use std::path::Path;

use kinfolk::{Node, Rc};

use crate::document::Document;
use crate::model::{Board, Card, CardId, Column, Person};
use crate::refused::{Result, refused};

pub const USAGE: &str = "\
show                                prints all boards
find TEXT                           prints the cards with words that begin so
add TITLE to BOARD/COLUMN           adds a card
add column NAME to BOARD            adds a column
rename CARD to TITLE                gives a card another title
rename column BOARD/COLUMN to NAME  gives a column another name
move CARD to COLUMN [before CARD]   moves a card to a column of its board
assign CARD to PERSON               a person's id, or `nobody`
remove CARD                         removes a card, and what other cards say about it
remove column BOARD/COLUMN          removes a column with its cards
duplicate BOARD                     copies a board, with links between its cards to the copies
import FILE                         adds the cards of a file to a board: all, or none
undo                                undoes the last edit
redo                                makes it again
picture tree|dot|mermaid            draws the workspace
save FILE                           saves the workspace
CARD is the number of a card. A name or a title of several words stands in \"quotes\".";

/// Carries out a command.
pub fn run(document: &Document, command: &str, out: &mut dyn Write) -> Result {
    let words = words::split(command)?;
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["undo"] => writeln!(out, "{}", document.undo()?)?,
        ["redo"] => writeln!(out, "{}", document.redo()?)?,
        ["import", file] => {
            let count = document.import(Path::new(file))?;
            writeln!(out, "Imported {count} cards.")?;
        }
        ["save", file] => {
            document.save_to(Path::new(file))?;
            writeln!(out, "Saved to {file}; what it loads as is the same.")?;
        }
        _ => {
            if !(look(document, &words, out)? || edit(document, &words, out)?) {
                return refused(format!("no command `{command}`; there are:\n{USAGE}"));
            }
        }
    }
    Ok(())
}

/// The commands that only look. Returns `false` if it is another one.
fn look(document: &Document, words: &[&str], out: &mut dyn Write) -> Result<bool> {
    let workspace = &document.workspace;
    match *words {
        ["show"] => print::show(workspace, out)?,
        ["find", ref text @ ..] if !text.is_empty() => {
            for card in document.index.find(&text.join(" ")) {
                writeln!(out, "{}", print::line_of(&card))?;
            }
        }
        ["picture", "tree"] => write!(out, "{}", workspace.tree().label(print::label))?,
        ["picture", "dot"] => write!(out, "{}", workspace.dot().label(print::label))?,
        ["picture", "mermaid"] => write!(out, "{}", workspace.mermaid().label(print::label))?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// The commands that change the workspace. Returns `false` if it is another one.
fn edit(document: &Document, words: &[&str], out: &mut dyn Write) -> Result<bool> {
    match *words {
        ["add", title, "to", place] => {
            let column = column(document, place)?;
            let card = document.add_card(&column, column.cards.len(), title)?;
            writeln!(out, "Added card {}.", card.id.0)?;
        }
        ["add", "column", name, "to", name_of_board] => {
            let board = board(document, name_of_board)?;
            document.add_column(&board, board.columns.len(), name)?;
        }
        ["rename", id, "to", ref title @ ..] => {
            document.rename_card(&card(document, id)?, &title.join(" "))?;
        }
        ["rename", "column", place, "to", ref name @ ..] => {
            document.rename_column(&column(document, place)?, &name.join(" "))?;
        }
        ["move", id, "to", column] => move_card(document, id, column, None)?,
        ["move", id, "to", column, "before", other] => {
            move_card(document, id, column, Some(other))?;
        }
        ["assign", id, "to", name] => {
            document.assign(&card(document, id)?, person(document, name)?.as_ref());
        }
        ["remove", id] => document.remove_card(&card(document, id)?),
        ["remove", "column", place] => document.remove_column(&column(document, place)?),
        ["duplicate", ref name @ ..] => {
            let name = name.join(" ");
            let copy = document.duplicate(&board(document, &name)?)?;
            let cards = copy.descendants_of::<Card>().count();
            writeln!(out, "Copied {name} with {cards} cards.")?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn move_card(document: &Document, id: &str, column: &str, before: Option<&str>) -> Result {
    let moved = card(document, id)?;
    let Some(column) = moved.board().and_then(|board| board.column(column)) else {
        return refused(format!("the board of card {id} has no column `{column}`"));
    };
    match before {
        None => document.move_card(&moved, &column, column.cards.len()),
        Some(other) => document.move_before(&moved, &column, &card(document, other)?)?,
    }
    Ok(())
}

fn card(document: &Document, id: &str) -> Result<Rc<Card>> {
    let found = id.parse().ok().and_then(|id| document.workspace.card(CardId(id)));
    match found {
        Some(card) => Ok(card),
        None => refused(format!("no card has the id `{id}`")),
    }
}

/// The person with this id, or `None` for the word `nobody`.
fn person(document: &Document, id: &str) -> Result<Option<Rc<Person>>> {
    let found = document.workspace.people.iter().find(|person| person.id.0 == id);
    match found {
        None if id != "nobody" => refused(format!("no person has the id `{id}`")),
        found => Ok(found),
    }
}

fn board(document: &Document, name: &str) -> Result<Rc<Board>> {
    match document.workspace.board(name) {
        Some(board) => Ok(board),
        None => refused(format!("no board has the name `{name}`")),
    }
}

/// The column at `BOARD/COLUMN`.
fn column(document: &Document, place: &str) -> Result<Rc<Column>> {
    let Some((name_of_board, name)) = place.split_once('/') else {
        return refused(format!("`{place}` is no column: write BOARD/COLUMN"));
    };
    match board(document, name_of_board)?.column(name) {
        Some(column) => Ok(column),
        None => refused(format!("the board {name_of_board} has no column `{name}`")),
    }
}

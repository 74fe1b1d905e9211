//! The commands: each is a line of words.

use std::error::Error;
use std::fmt;
use std::io::Write;
use std::path::Path;

use kinfolk::{AnyRef, Node, Rc};

use crate::load;
use crate::model::{Board, Card, CardId, Column, Label, Person, Project, Workspace};

pub const USAGE: &str = "\
show                                prints all boards
move CARD to COLUMN [before CARD]   moves a card to a column of its board
assign CARD to PERSON               a person's id, or `nobody`
remove CARD                         removes a card; links to it are gone then
duplicate BOARD                     copies a board, with links between its cards to the copies
picture tree|dot|mermaid            draws the workspace
save FILE                           saves the workspace";

/// A command that cannot be carried out.
#[derive(Debug)]
pub struct Refused(String);

impl Error for Refused {}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn refused<T>(text: impl Into<String>) -> Result<T, Box<dyn Error>> {
    Err(Refused(text.into()).into())
}

/// Carries out a command.
pub fn run(
    workspace: &Rc<Workspace>,
    command: &str,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let words: Vec<_> = command.split_whitespace().collect();
    match words[..] {
        ["show"] => show(workspace, out)?,
        ["move", card, "to", column] => move_card(workspace, card, column, None)?,
        ["move", card, "to", column, "before", other] => {
            move_card(workspace, card, column, Some(other))?;
        }
        ["assign", card, "to", person] => assign(workspace, card, person)?,
        ["remove", id] => {
            card(workspace, id)?.detach();
        }
        ["duplicate", ref name @ ..] => duplicate(workspace, &name.join(" "), out)?,
        ["picture", "tree"] => write!(out, "{}", workspace.tree().label(label))?,
        ["picture", "dot"] => write!(out, "{}", workspace.dot().label(label))?,
        ["picture", "mermaid"] => write!(out, "{}", workspace.mermaid().label(label))?,
        ["save", file] => {
            load::save(workspace, Path::new(file))?;
            writeln!(out, "Saved to {file}; what it loads as is the same.")?;
        }
        _ => return refused(format!("no command `{command}`; there are:\n{USAGE}")),
    }
    Ok(())
}

fn show(workspace: &Rc<Workspace>, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "{}", workspace.name)?;
    for (slug, project) in &workspace.projects {
        let lead = project.lead.get().map_or("nobody".to_owned(), |lead| lead.name.clone());
        writeln!(out, "  {slug}, led by {lead}")?;
        for board in &project.boards {
            writeln!(out, "    {}", *board.name.read())?;
            for column in &board.columns {
                writeln!(out, "      {}", column.name)?;
                for card in &column.cards {
                    writeln!(out, "        {}", line_of(&card))?;
                }
            }
        }
    }
    Ok(())
}

/// A card with all that it links to.
fn line_of(card: &Rc<Card>) -> String {
    let labels = card.labels.iter().map(|label| format!(" #{}", label.id.0));
    let assignee = card.assignee.get().map(|person| format!(" @{}", person.id.0));
    let blockers = card.blocked_by.iter().map(|blocker| format!(" (after {})", blocker.id.0));
    let links: String = labels.chain(assignee).chain(blockers).collect();
    format!("{} {}{links}", card.id.0, *card.title.read())
}

fn card(workspace: &Rc<Workspace>, id: &str) -> Result<Rc<Card>, Box<dyn Error>> {
    let found = id.parse().ok().and_then(|id| workspace.card(CardId(id)));
    match found {
        Some(card) => Ok(card),
        None => refused(format!("no card has the id `{id}`")),
    }
}

fn move_card(
    workspace: &Rc<Workspace>,
    id: &str,
    column: &str,
    before: Option<&str>,
) -> Result<(), Box<dyn Error>> {
    let moved = card(workspace, id)?;
    let Some(column) = moved.board().and_then(|board| board.column(column)) else {
        return refused(format!("the board of card {id} has no column `{column}`"));
    };
    match before {
        None => column.cards.push(moved),
        // A card of another column is refused by the library, and nothing changes.
        Some(other) => column.cards.try_insert_before(&card(workspace, other)?, moved)?,
    }
    Ok(())
}

fn assign(workspace: &Rc<Workspace>, id: &str, person: &str) -> Result<(), Box<dyn Error>> {
    let card = card(workspace, id)?;
    if person == "nobody" {
        card.assignee.clear();
        return Ok(());
    }
    match workspace.people.iter().find(|other| other.id.0 == person) {
        Some(person) => card.assignee.set(&person),
        None => return refused(format!("no person has the id `{person}`")),
    }
    Ok(())
}

/// Copies a board. The cards of the copy have ids of their own, and a card that waits for another one
/// on the board waits for that one's copy. People, labels and cards of other boards stay the same.
fn duplicate(
    workspace: &Rc<Workspace>,
    name: &str,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let Some(board) = workspace.board(name) else {
        return refused(format!("no board has the name `{name}`"));
    };
    let Some(project) = board.project.get() else { return refused("the board is in no project") };
    let copy = board.duplicate();
    copy.name.update(|name| name.push_str(" (copy)"));
    let cards = copy.descendants_of::<Card>().count();
    project.boards.insert_after(&board, copy);
    writeln!(out, "Copied {name} with {cards} cards.")?;
    Ok(())
}

/// What a node is called in pictures.
fn label(node: AnyRef<'_>) -> String {
    if let Some(workspace) = node.downcast_ref::<Workspace>() {
        workspace.name.clone()
    } else if let Some(person) = node.downcast_ref::<Person>() {
        person.name.clone()
    } else if let Some(label) = node.downcast_ref::<Label>() {
        format!("#{}", label.id.0)
    } else if node.downcast_ref::<Project>().is_some() {
        "project".to_owned()
    } else if let Some(board) = node.downcast_ref::<Board>() {
        board.name.get()
    } else if let Some(column) = node.downcast_ref::<Column>() {
        column.name.clone()
    } else if let Some(card) = node.downcast_ref::<Card>() {
        format!("{} {}", card.id.0, *card.title.read())
    } else {
        node.type_name().to_owned()
    }
}

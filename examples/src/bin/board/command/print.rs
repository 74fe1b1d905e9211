//! Nodes as text: for `show`, `find` and pictures.

use std::io::{self, Write};

use kinfolk::{AnyRef, Rc};

use crate::model::{Board, Card, Column, Label, Person, Project, Workspace};

pub fn show(workspace: &Rc<Workspace>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", workspace.name)?;
    for (slug, project) in &workspace.projects {
        let lead = project.lead.get().map_or("nobody".to_owned(), |lead| lead.name.clone());
        writeln!(out, "  {slug}, led by {lead}")?;
        for board in &project.boards {
            writeln!(out, "    {}", *board.name.read())?;
            for column in &board.columns {
                writeln!(out, "      {}", *column.name.read())?;
                for card in &column.cards {
                    writeln!(out, "        {}", line_of(&card))?;
                }
            }
        }
    }
    Ok(())
}

/// A card with its links.
pub fn line_of(card: &Rc<Card>) -> String {
    let labels = card.labels.iter().map(|label| format!(" #{}", label.id.0));
    let assignee = card.assignee.get().map(|person| format!(" @{}", person.id.0));
    let blockers = card.blocked_by.iter().map(|blocker| format!(" (after {})", blocker.id.0));
    let links: String = labels.chain(assignee).chain(blockers).collect();
    format!("{} {}{links}", card.id.0, *card.title.read())
}

/// What a node is called in pictures.
pub fn label(node: AnyRef<'_>) -> String {
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
        column.name.get()
    } else if let Some(card) = node.downcast_ref::<Card>() {
        format!("{} {}", card.id.0, *card.title.read())
    } else {
        node.type_name().to_owned()
    }
}

//! [`Prompt`]: a line of text that the user types.

pub struct Prompt {
    pub purpose: Purpose,
    pub text: String,
}

/// What the text is for.
#[derive(Clone, Copy)]
pub enum Purpose {
    AddCard,
    RenameCard,
    AddColumn,
    RenameColumn,
    Find,
    Command,
}

impl Purpose {
    pub fn label(self) -> &'static str {
        match self {
            Purpose::AddCard => "New card: ",
            Purpose::RenameCard => "Title: ",
            Purpose::AddColumn => "New column: ",
            Purpose::RenameColumn => "Name: ",
            Purpose::Find => "/",
            Purpose::Command => ":",
        }
    }
}

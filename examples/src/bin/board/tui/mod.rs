//! The board in a terminal: its columns side by side, edited by keys.
//!
//! `app` is the state and what the keys do, without a terminal. `view` draws it.

mod app;
mod keys;
mod prompt;
mod view;

#[cfg(test)]
mod tests;

use std::io::{self, IsTerminal};

use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, Event};

use crate::document::Document;
use crate::refused::{Result, refused};
use crate::tui::app::App;

/// Runs until the user quits. The terminal is as before then, and after an error or a panic, too.
pub fn run(document: Document) -> Result {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return refused("--tui needs a terminal");
    }
    let mut app = App::new(document)?;
    let outcome = ratatui::try_init().and_then(|mut terminal| run_keys(&mut app, &mut terminal));
    ratatui::restore();
    Ok(outcome?)
}

fn run_keys(app: &mut App, terminal: &mut DefaultTerminal) -> io::Result<()> {
    while !app.has_quit {
        terminal.draw(|frame| view::draw(frame, app))?;
        match event::read()? {
            Event::Key(key) if !key.is_release() => app.on_key(key),
            // After a change of size, it is drawn again.
            _ => {}
        }
    }
    Ok(())
}

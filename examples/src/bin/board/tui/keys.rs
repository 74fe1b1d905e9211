//! What each key does.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::document::Document;
use crate::tui::app::{App, Mode, Page};
use crate::tui::prompt::Purpose;

const HELP: &str = "\
arrows  select a card
shift-arrows  move it
a r d   add, rename, delete a card
A R D   add, rename, delete a column
u U     undo, redo (ctrl-r, too)
/ n     find, go to the next
tab     go to the next board
:       a command: `assign 3 to ada`
s q     save, quit";

impl App {
    pub fn on_key(&mut self, key: KeyEvent) {
        match self.mode {
            Mode::Normal => self.on_normal_key(key),
            Mode::Prompt(_) => self.on_prompt_key(key),
            Mode::Quitting => self.on_quitting_key(key),
            Mode::Page(_) => self.on_page_key(key),
        }
    }

    fn on_normal_key(&mut self, key: KeyEvent) {
        self.message.clear();
        let is_shifted = key.modifiers.contains(KeyModifiers::SHIFT);
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            match key.code {
                KeyCode::Char('r') => self.act(|app| app.pass(Document::redo)),
                KeyCode::Char('c') => self.quit(),
                _ => {}
            }
            return;
        }
        match key.code {
            KeyCode::Left if is_shifted => self.act(|app| app.move_card(-1, 0)),
            KeyCode::Right if is_shifted => self.act(|app| app.move_card(1, 0)),
            KeyCode::Up if is_shifted => self.act(|app| app.move_card(0, -1)),
            KeyCode::Down if is_shifted => self.act(|app| app.move_card(0, 1)),
            KeyCode::Left => self.select(self.column.saturating_sub(1), self.row),
            KeyCode::Right => self.select(self.column + 1, self.row),
            KeyCode::Up => self.select(self.column, self.row.saturating_sub(1)),
            KeyCode::Down => self.select(self.column, self.row + 1),
            KeyCode::Tab => self.turn(false),
            KeyCode::BackTab => self.turn(true),
            KeyCode::Char('a') => self.act(|app| app.ask(Purpose::AddCard)),
            KeyCode::Char('r') => self.act(|app| app.ask(Purpose::RenameCard)),
            KeyCode::Char('d') => self.act(Self::remove_card),
            KeyCode::Char('A') => self.act(|app| app.ask(Purpose::AddColumn)),
            KeyCode::Char('R') => self.act(|app| app.ask(Purpose::RenameColumn)),
            KeyCode::Char('D') => self.act(Self::remove_column),
            KeyCode::Char('u') => self.act(|app| app.pass(Document::undo)),
            KeyCode::Char('U') => self.act(|app| app.pass(Document::redo)),
            KeyCode::Char('/') => self.act(|app| app.ask(Purpose::Find)),
            KeyCode::Char('n') => self.act(Self::find_next),
            KeyCode::Char(':') => self.act(|app| app.ask(Purpose::Command)),
            KeyCode::Char('s') => self.act(Self::save),
            KeyCode::Char('q') => self.quit(),
            KeyCode::Char('?') => {
                self.mode = Mode::Page(Page { title: "Keys", text: HELP.to_owned(), from: 0 });
            }
            _ => {}
        }
    }

    fn on_prompt_key(&mut self, key: KeyEvent) {
        let Mode::Prompt(prompt) = &mut self.mode else { return };
        let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Enter => {
                if let Mode::Prompt(prompt) = std::mem::replace(&mut self.mode, Mode::Normal) {
                    self.act(|app| app.answer(prompt));
                }
            }
            KeyCode::Esc => self.mode = Mode::Normal,
            KeyCode::Char('c') if is_control => self.mode = Mode::Normal,
            KeyCode::Char('u') if is_control => prompt.text.clear(),
            KeyCode::Backspace => {
                prompt.text.pop();
            }
            KeyCode::Char(letter) if !is_control => prompt.text.push(letter),
            _ => {}
        }
    }

    /// Scrolls the page, or closes it.
    fn on_page_key(&mut self, key: KeyEvent) {
        let Mode::Page(page) = &mut self.mode else { return };
        let last = u16::try_from(page.text.lines().count()).unwrap_or(u16::MAX).saturating_sub(1);
        match key.code {
            KeyCode::Up => page.from = page.from.saturating_sub(1),
            KeyCode::Down => page.from = last.min(page.from + 1),
            _ => self.mode = Mode::Normal,
        }
    }

    fn on_quitting_key(&mut self, key: KeyEvent) {
        self.mode = Mode::Normal;
        match key.code {
            KeyCode::Char('s') => {
                self.act(Self::save);
                self.has_quit = self.document.is_clean();
            }
            KeyCode::Char('y') => self.has_quit = true,
            _ => {}
        }
    }
}

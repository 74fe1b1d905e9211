//! [`App`]: what is shown and selected, and what a person can do.

use std::cell::RefCell;
use std::rc::Rc as StdRc;

use kinfolk::history::{Change, Changes, Watch};
use kinfolk::{AnyRc, AnyWeak, Handle, Node, Rc, observe};

use crate::command;
use crate::document::Document;
use crate::lanes::Lanes;
use crate::model::{Board, Card, Column};
use crate::refused::{Result, refused};
use crate::tui::prompt::{Prompt, Purpose};

pub struct App {
    pub document: Document,
    pub board: Rc<Board>,
    pub lanes: Lanes,
    /// The index of the selected column, and that of the selected card in it.
    pub column: usize,
    pub row: usize,
    pub mode: Mode,
    pub message: String,
    pub has_quit: bool,
    search: String,
    /// The card or the column that changed last. An undo shows it.
    changed: StdRc<RefCell<AnyWeak>>,
    _watch: Watch,
}

pub enum Mode {
    Normal,
    Prompt(Prompt),
    /// It asks whether to quit without saving.
    Quitting,
    /// It shows a page above the board.
    Page(Page),
}

/// The keys, or what a command has printed.
pub struct Page {
    pub title: &'static str,
    pub text: String,
    /// The first line that is seen.
    pub from: u16,
}

impl App {
    pub fn new(document: Document) -> Result<Self> {
        let Some(board) = boards(&document).first().cloned() else {
            return refused("the workspace has no board");
        };
        let changed = StdRc::new(RefCell::new(AnyWeak::new()));
        let watch = observe(&document.workspace, {
            let changed = changed.clone();
            move |changes| {
                if let Some(node) = most_visible(changes) {
                    changed.replace(AnyRc::downgrade(node));
                }
            }
        });
        Ok(App {
            lanes: Lanes::of(&board),
            board,
            column: 0,
            row: 0,
            mode: Mode::Normal,
            message: String::new(),
            has_quit: false,
            search: String::new(),
            document,
            changed,
            _watch: watch,
        })
    }

    pub fn selected_column(&self) -> Option<Rc<Column>> {
        self.lanes.read().get(self.column).map(|lane| lane.column.clone())
    }

    pub fn selected_card(&self) -> Option<Rc<Card>> {
        self.lanes.read().get(self.column)?.rows.get(self.row).map(|row| row.card.clone())
    }

    fn needed_column(&self) -> Result<Rc<Column>> {
        self.selected_column().map_or_else(|| refused("there is no column: A adds one"), Ok)
    }

    fn needed_card(&self) -> Result<Rc<Card>> {
        self.selected_card().map_or_else(|| refused("no card is selected: a adds one"), Ok)
    }

    /// Does something, and shows what it says or why it was refused. Several lines are a page.
    pub fn act(&mut self, action: impl FnOnce(&mut Self) -> Result<String>) {
        let (title, text) = match action(self) {
            Ok(text) => ("Done", text),
            Err(error) => ("Refused", error.to_string()),
        };
        if text.trim_end().contains('\n') {
            self.mode = Mode::Page(Page { title, text, from: 0 });
        } else {
            text.trim_end().clone_into(&mut self.message);
        }
        if !self.board.is_below(&*self.document.workspace)
            && let Some(board) = boards(&self.document).first().cloned()
        {
            self.show_board(board);
        }
        self.select(self.column, self.row);
    }

    /// Selects the nearest card that there is.
    pub fn select(&mut self, column: usize, row: usize) {
        let lanes = self.lanes.read();
        let column = column.min(lanes.len().saturating_sub(1));
        let rows = lanes.get(column).map_or(0, |lane| lane.rows.len());
        drop(lanes);
        (self.column, self.row) = (column, row.min(rows.saturating_sub(1)));
    }

    fn show_board(&mut self, board: Rc<Board>) {
        self.lanes = Lanes::of(&board);
        self.board = board;
        self.select(0, 0);
    }

    /// Selects a card or a column, on whichever board it is.
    fn show(&mut self, node: &AnyRc) {
        let card = node.downcast::<Card>();
        let column = node.downcast::<Column>().or_else(|| card.as_ref()?.column.get());
        let Some(board) = column.as_ref().and_then(|column| column.board.get()) else {
            return;
        };
        if board != self.board {
            self.show_board(board);
        }
        let column = column.and_then(|column| column.index_in_owner()).unwrap_or_default();
        self.select(column, card.and_then(|card| card.index_in_owner()).unwrap_or_default());
    }

    /// Shows the next board, or the one before.
    pub fn turn(&mut self, is_back: bool) {
        let boards = boards(&self.document);
        let at = boards.iter().position(|board| *board == self.board).unwrap_or(0);
        let step = if is_back { boards.len() - 1 } else { 1 };
        self.show_board(boards[(at + step) % boards.len()].clone());
    }

    /// Moves the selected card by so many columns and rows.
    pub fn move_card(&mut self, columns: isize, rows: isize) -> Result<String> {
        let card = self.needed_card()?;
        let lanes = self.lanes.read();
        let target = self.column.checked_add_signed(columns);
        let row = self.row.checked_add_signed(rows);
        let (Some(lane), Some(row)) = (target.and_then(|at| lanes.get(at)), row) else {
            return Ok(String::new());
        };
        let column = lane.column.clone();
        let row = if columns == 0 { row } else { row.min(lane.rows.len()) };
        if columns == 0 && row >= lane.rows.len() {
            return Ok(String::new());
        }
        // The observer changes the lanes.
        drop(lanes);
        self.document.move_card(&card, &column, row);
        self.show(&card.to_any());
        Ok(String::new())
    }

    pub fn remove_card(&mut self) -> Result<String> {
        let card = self.needed_card()?;
        self.document.remove_card(&card);
        Ok(format!("Removed card {}; u brings it back.", card.id.0))
    }

    pub fn remove_column(&mut self) -> Result<String> {
        let column = self.needed_column()?;
        let name = column.name.get();
        self.document.remove_column(&column);
        Ok(format!("Removed column {name}; u brings it back with its cards."))
    }

    /// Does what changes a card or a column somewhere, and shows it.
    pub fn pass(&mut self, pass: impl FnOnce(&Document) -> Result<String>) -> Result<String> {
        self.changed.replace(AnyWeak::new());
        let message = pass(&self.document)?;
        let changed = self.changed.borrow().upgrade();
        if let Some(changed) = changed.filter(|node| node.is_below(&*self.document.workspace)) {
            self.show(&changed);
        }
        Ok(message)
    }

    /// Asks for a line of text, beginning with what there is.
    pub fn ask(&mut self, purpose: Purpose) -> Result<String> {
        let text = match purpose {
            Purpose::AddCard => self.needed_column().map(|_| String::new())?,
            Purpose::RenameCard => self.needed_card()?.title.get(),
            Purpose::RenameColumn => self.needed_column()?.name.get(),
            Purpose::AddColumn | Purpose::Find | Purpose::Command => String::new(),
        };
        self.mode = Mode::Prompt(Prompt { purpose, text });
        Ok(String::new())
    }

    /// Does what a line of text was asked for.
    pub fn answer(&mut self, Prompt { purpose, text }: Prompt) -> Result<String> {
        match purpose {
            Purpose::AddCard => {
                let column = self.needed_column()?;
                let row = if column.cards.is_empty() { 0 } else { self.row + 1 };
                let card = self.document.add_card(&column, row, &text)?;
                self.show(&card.to_any());
                Ok(format!("Added card {}.", card.id.0))
            }
            Purpose::RenameCard => {
                self.document.rename_card(&self.needed_card()?, &text)?;
                Ok(String::new())
            }
            Purpose::AddColumn => {
                let at = (self.column + 1).min(self.board.columns.len());
                self.document.add_column(&self.board, at, &text)?;
                self.select(at, 0);
                Ok(String::new())
            }
            Purpose::RenameColumn => {
                self.document.rename_column(&self.needed_column()?, &text)?;
                Ok(String::new())
            }
            Purpose::Find => {
                self.search = text;
                self.find_next()
            }
            Purpose::Command => self.pass(|document| {
                let mut out = Vec::new();
                command::run(document, &text, &mut out)?;
                Ok(String::from_utf8_lossy(&out).into_owned())
            }),
        }
    }

    /// Goes to the next card with the words that were last looked for.
    pub fn find_next(&mut self) -> Result<String> {
        let found = self.document.index.find(&self.search);
        let selected = self.selected_card();
        let at = found.iter().position(|card| Some(card) == selected.as_ref());
        let next = at.map_or(0, |at| (at + 1) % found.len());
        let Some(card) = found.get(next) else {
            return refused(format!("no card has words like `{}`", self.search));
        };
        self.show(&card.to_any());
        Ok(format!("{} of {} cards; n goes to the next.", next + 1, found.len()))
    }

    pub fn save(&mut self) -> Result<String> {
        self.document.save()?;
        Ok("Saved.".to_owned())
    }

    pub fn quit(&mut self) {
        if self.document.is_clean() {
            self.has_quit = true;
        } else {
            self.mode = Mode::Quitting;
        }
    }
}

/// The first card or column that came or moved, or else that has changed.
fn most_visible(changes: &Changes) -> Option<&AnyRc> {
    let is_shown =
        |node: &AnyRc| node.downcast::<Card>().is_some() || node.downcast::<Column>().is_some();
    let mut all = changes.iter().filter(|change| is_shown(change.node()));
    let placed = all.clone().find(|change| change.to().is_some());
    placed.or_else(|| all.next()).map(Change::node)
}

fn boards(document: &Document) -> Vec<Rc<Board>> {
    document.workspace.descendants_of::<Board>().collect()
}

//! [`Lanes`]: the columns and cards of a board as a list widget shows them.
//!
//! An observer keeps them: what came, went or moved is a splice of a list, and all other rows stay.

use std::cell::{Ref, RefCell};
use std::ops::Range;
use std::rc::Rc as StdRc;

use kinfolk::history::{Change, Changes, Splice, Watch};
use kinfolk::{Rc, observe};

use crate::model::{Board, Card, Column, Label};

pub struct Lanes {
    lanes: StdRc<RefCell<Vec<Lane>>>,
    _watch: Watch,
}

#[derive(Debug, PartialEq)]
pub struct Lane {
    pub column: Rc<Column>,
    pub name: String,
    pub rows: Vec<Row>,
}

#[derive(Debug, PartialEq)]
pub struct Row {
    pub card: Rc<Card>,
    pub title: String,
    /// The labels with their colors.
    pub labels: Vec<(String, String)>,
    pub assignee: Option<String>,
    pub blockers: Vec<u64>,
}

impl Lanes {
    pub fn of(board: &Rc<Board>) -> Self {
        let lanes = StdRc::new(RefCell::new(lanes_of(board)));
        let watch = observe(board, {
            let lanes = lanes.clone();
            move |changes| {
                if let Some(board) = changes.root_as::<Board>() {
                    follow(&mut lanes.borrow_mut(), &board, changes);
                }
            }
        });
        Lanes { lanes, _watch: watch }
    }

    pub fn read(&self) -> Ref<'_, [Lane]> {
        Ref::map(self.lanes.borrow(), Vec::as_slice)
    }
}

pub fn lanes_of(board: &Rc<Board>) -> Vec<Lane> {
    board.columns.iter().map(|column| Lane::of(&column)).collect()
}

/// A column that came is made anew, with all its cards. So the cards of the others come first.
fn follow(lanes: &mut Vec<Lane>, board: &Rc<Board>, changes: &Changes) {
    for lane in lanes.iter_mut() {
        for splice in changes.splices(&lane.column.cards) {
            lane.rows.splice(range(&splice), splice.added.iter().map(Row::of));
        }
    }
    for splice in changes.splices(&board.columns) {
        lanes.splice(range(&splice), splice.added.iter().map(Lane::of));
    }
    for change in changes {
        if matches!(change, Change::Set { .. } | Change::Linked { .. }) {
            refresh(lanes, change);
        }
    }
}

fn range<H>(splice: &Splice<H>) -> Range<usize> {
    splice.index..splice.index + splice.removed.len()
}

/// Shows what a value or a link is now.
fn refresh(lanes: &mut [Lane], change: &Change) {
    if let Some(card) = change.node_as::<Card>() {
        let mut rows = lanes.iter_mut().flat_map(|lane| &mut lane.rows);
        if let Some(row) = rows.find(|row| row.card == card) {
            *row = Row::of(&card);
        }
    } else if let Some(column) = change.node_as::<Column>()
        && let Some(lane) = lanes.iter_mut().find(|lane| lane.column == column)
    {
        lane.name = column.name.get();
    }
}

impl Lane {
    fn of(column: &Rc<Column>) -> Self {
        Lane {
            name: column.name.get(),
            rows: column.cards.iter().map(|card| Row::of(&card)).collect(),
            column: column.clone(),
        }
    }
}

impl Row {
    fn of(card: &Rc<Card>) -> Self {
        let label = |label: Rc<Label>| (label.id.0.clone(), label.color.clone());
        Row {
            title: card.title.get(),
            labels: card.labels.iter().map(label).collect(),
            assignee: card.assignee.get().map(|person| person.id.0.clone()),
            blockers: card.blocked_by.iter().map(|blocker| blocker.id.0).collect(),
            card: card.clone(),
        }
    }
}

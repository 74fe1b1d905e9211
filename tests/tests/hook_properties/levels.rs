//! [`Level`]: the operations, callbacks and teardowns that are running, each within the one before.

use std::collections::{BTreeSet, VecDeque};
use std::mem;
use std::ops::Range;

use crate::model::{Id, Life, Model};
use crate::properties::graph::model::LinkModel;
use crate::properties::{Verdict, refuse};
use crate::teardown::Remains;

/// An operation, a callback or a teardown that is running.
#[derive(Clone)]
pub struct Level {
    pub frame: Frame,
    /// The nodes whose hooks have run because of it, and their owners at that time. Each stands
    /// with its own owner of that time.
    pub past: BTreeSet<(Id, Option<Id>)>,
}

#[derive(Clone)]
pub enum Frame {
    /// An operation of the test.
    Operation {
        /// The nodes that it has taken out of a link and is about to drop, in this order.
        to_drop: VecDeque<Id>,
        /// The nodes that were dying already when it began.
        dying: BTreeSet<Id>,
    },
    /// The hook of the first node; the others are its owners.
    Hook(Vec<Id>),
    Finalizer,
    Data,
    /// The end of the nodes that died in one step.
    Teardown {
        rest: VecDeque<Remains>,
        /// The last node that a dead owner has dropped.
        outlived: Option<Id>,
    },
}

impl Level {
    pub fn new(frame: Frame) -> Self {
        Level { frame, past: BTreeSet::new() }
    }

    /// Whether this is code that the library has called.
    fn is_callback(&self) -> bool {
        matches!(self.frame, Frame::Hook(_) | Frame::Finalizer | Frame::Data)
    }

    /// Whether there is more to come than the drop of nodes that have outlived their owners.
    pub fn has_more(&self) -> bool {
        let is_reported = |item: &Remains| !matches!(item, Remains::Outlived(_));
        matches!(&self.frame, Frame::Teardown { rest, .. } if rest.iter().any(is_reported))
    }

    /// Whether it is still to drop one of these.
    fn is_to_drop(&self, ids: &[Id]) -> bool {
        match &self.frame {
            Frame::Operation { to_drop, .. } => to_drop.iter().any(|id| ids.contains(id)),
            Frame::Teardown { rest, .. } => {
                rest.iter().any(|item| matches!(item, Remains::Outlived(id) if ids.contains(id)))
            }
            Frame::Hook(_) | Frame::Finalizer | Frame::Data => false,
        }
    }
}

impl Model {
    /// How many hooks are running, each within the one before.
    pub fn running_hooks(&self) -> usize {
        self.levels.iter().filter(|level| matches!(level.frame, Frame::Hook(_))).count()
    }

    /// Whether so many nodes were cut, or hooks are nested so deep, that the library may defer a
    /// death.
    pub fn may_defer(&self) -> bool {
        self.cuts + self.running_hooks() >= 16
    }

    /// Whether the library may hold the node, because it was on the path to a node whose hook has
    /// run.
    pub fn is_on_path(&self, id: Id) -> bool {
        self.places_on_paths(id).next().is_some()
    }

    /// Whether it was on such a path and has left its place, so its owners of that time may die
    /// without it.
    pub fn has_left_path(&self, id: Id) -> bool {
        self.places_on_paths(id).any(|owner| owner != self.nodes[id].owner)
    }

    /// The owners that the node had on such paths.
    fn places_on_paths(&self, id: Id) -> impl Iterator<Item = Option<Id>> {
        let places = move |level: &Level| {
            let places = level.past.range((id, None)..=(id, Some(Id::MAX)));
            places.map(|(_, owner)| *owner).collect::<Vec<_>>()
        };
        self.levels.iter().flat_map(places)
    }

    pub fn begin_operation(&mut self, dropped: &[Id]) {
        for id in dropped {
            self.nodes[*id].in_drop += 1;
        }
        let dying = if self.levels.is_empty() { BTreeSet::new() } else { self.dying() };
        let to_drop = dropped.iter().copied().collect();
        self.levels.push(Level::new(Frame::Operation { to_drop, dying }));
    }

    /// The operation has dropped all that it had to drop.
    pub fn end_operation(&mut self) -> Verdict {
        while let Some(Level { frame: Frame::Teardown { .. }, .. }) = self.levels.last() {
            self.end_teardown()?;
        }
        let Some(Level { frame: Frame::Operation { to_drop, .. }, .. }) = self.levels.last_mut()
        else {
            refuse!("an operation ends that has not begun");
        };
        for id in mem::take(to_drop) {
            self.nodes[id].in_drop -= 1;
        }
        Ok(())
    }

    /// All nodes that should have died in the operation have died.
    pub fn leave_operation(&mut self) -> Verdict {
        while let Some(Level { frame: Frame::Teardown { .. }, .. }) = self.levels.last() {
            self.end_teardown()?;
        }
        let Some(Level { frame: Frame::Operation { dying: before, .. }, .. }) = self.levels.pop()
        else {
            refuse!("an operation ends that has not begun");
        };
        let is_excused = |id: Id| before.contains(&id) || self.is_on_path(id);
        if self.levels.is_empty() || !self.may_defer() {
            for id in self.dying() {
                if !self.chain(id).any(is_excused) {
                    refuse!("{id} should be dead: nothing holds it");
                }
            }
        }
        if self.levels.is_empty() {
            self.cuts = 0;
            for (id, known) in self.nodes.iter().enumerate() {
                if known.life == Life::Dead && known.kind.data_drops() {
                    refuse!("the data of {id}, which is dead, has not been dropped");
                }
            }
        }
        Ok(())
    }

    /// The levels within the innermost callback.
    fn open_levels(&self) -> Range<usize> {
        let callback = self.levels.iter().rposition(Level::is_callback);
        callback.map_or(0, |at| at + 1)..self.levels.len()
    }

    /// Something happens to the node, so a level that was to drop it, or one of its owners, has
    /// done so. Returns whether there was such a level: then there may be more.
    pub fn advance(&mut self, id: Id) -> Verdict<bool> {
        let above: Vec<Id> = self.chain(id).collect();
        let Some(at) = self.open_levels().rev().find(|at| self.levels[*at].is_to_drop(&above))
        else {
            return Ok(false);
        };
        match &mut self.levels[at].frame {
            Frame::Operation { to_drop, .. } => {
                let next = to_drop.pop_front().expect("there is one");
                self.nodes[next].in_drop -= 1;
            }
            Frame::Teardown { rest, outlived } => match rest.pop_front() {
                Some(Remains::Outlived(next)) => {
                    *outlived = Some(next);
                    self.nodes[next].dead_owners -= 1;
                }
                item => refuse!("{id} dies before its turn: {item:?} comes first"),
            },
            Frame::Hook(_) | Frame::Finalizer | Frame::Data => (),
        }
        self.end_levels_above(at)?;
        Ok(true)
    }

    fn end_levels_above(&mut self, at: usize) -> Verdict {
        while self.levels.len() > at + 1 {
            self.end_teardown()?;
        }
        Ok(())
    }
}

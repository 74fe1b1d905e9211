//! The teardown of dead nodes: finalizers, then the drop of data, and of nodes that outlive their
//! owners.

use std::collections::VecDeque;

use crate::levels::{Frame, Level};
use crate::model::{FinalizerState, Id, Life, Model};
use crate::properties::graph::FinalizerId;
use crate::properties::{Verdict, refuse};

/// A part of the end of dead nodes that is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remains {
    Finalizer(FinalizerId),
    /// The drop of this node's data.
    Data(Id),
    /// A dead owner drops this node, which something else holds.
    Outlived(Id),
}

impl Model {
    pub fn end_teardown(&mut self) -> Verdict {
        let Some(Level { frame: Frame::Teardown { rest, .. }, past }) = self.levels.pop() else {
            return Ok(());
        };
        // The operation that caused it goes on.
        if let Some(level) = self.levels.last_mut() {
            level.past.extend(past);
        }
        for item in rest {
            match item {
                Remains::Outlived(id) => self.nodes[id].dead_owners -= 1,
                Remains::Finalizer(number) => refuse!("finalizer {number} has not run"),
                Remains::Data(id) => refuse!("the data of {id} has not been dropped in time"),
            }
        }
        Ok(())
    }

    /// Ends the last teardown if no more data is to be dropped: no callback can have run in it.
    pub fn end_silent_teardown(&mut self) -> Verdict {
        match self.levels.last() {
            Some(level) if !level.has_more() => self.end_teardown(),
            _ => Ok(()),
        }
    }

    /// The nodes that the last teardown is still to drop, if nothing else is left of it: it may be
    /// over.
    pub fn last_outlived(&self) -> Option<Vec<Id>> {
        let level = self.levels.last()?;
        match &level.frame {
            Frame::Teardown { rest, .. } if !level.has_more() => {
                let hands = rest.iter().filter_map(|item| match item {
                    Remains::Outlived(id) => Some(*id),
                    Remains::Finalizer(_) | Remains::Data(_) => None,
                });
                Some(hands.collect())
            }
            _ => None,
        }
    }

    /// Whether the node that the last teardown has dropped last is still dying, so the teardown is
    /// not over.
    pub fn is_last_teardown_running(&self) -> bool {
        let Some(Level { frame: Frame::Teardown { outlived, .. }, .. }) = self.levels.last() else {
            return false;
        };
        outlived.is_some_and(|id| {
            self.nodes[id].is_living() && self.nodes[id].owner.is_none() && !self.is_kept(id)
        })
    }

    /// The rest of the teardown that this is part of.
    fn teardown_of(&mut self, item: Remains) -> Verdict<&mut VecDeque<Remains>> {
        while let Some(level) = self.levels.last() {
            match &level.frame {
                Frame::Teardown { rest, .. } if !rest.contains(&item) => self.end_teardown()?,
                _ => break,
            }
        }
        match self.levels.last_mut() {
            Some(Level { frame: Frame::Teardown { rest, .. }, .. }) => Ok(rest),
            _ => refuse!("{item:?} comes at the wrong time"),
        }
    }

    pub fn begin_finalizer(&mut self, number: FinalizerId) -> Verdict {
        let rest = self.teardown_of(Remains::Finalizer(number))?;
        if rest.pop_front() != Some(Remains::Finalizer(number)) {
            refuse!("finalizer {number} runs before its turn");
        }
        self.remove_finalizer(number, FinalizerState::Done);
        self.levels.push(Level::new(Frame::Finalizer));
        Ok(())
    }

    /// A finalizer is called by the test, or a panic drops its payload.
    pub fn begin_call(&mut self) {
        self.levels.push(Level::new(Frame::Finalizer));
    }

    pub fn end_finalizer(&mut self) -> Verdict {
        match self.levels.pop() {
            Some(Level { frame: Frame::Finalizer, .. }) => Ok(()),
            _ => refuse!("a finalizer ends while something else is running"),
        }
    }

    /// A finalizer is no longer attached.
    pub fn remove_finalizer(&mut self, number: FinalizerId, state: FinalizerState) {
        let known = &mut self.finalizers[number];
        known.state = state;
        let node = known.node;
        self.nodes[node].finalizers.retain(|other| *other != number);
        for level in &mut self.levels {
            if let Frame::Teardown { rest, .. } = &mut level.frame {
                rest.retain(|item| *item != Remains::Finalizer(number));
            }
        }
    }

    pub fn begin_data(&mut self, id: Id) -> Verdict {
        if self.nodes[id].life == Life::Gone {
            refuse!("the data of {id} is dropped once more");
        }
        let rest = self.teardown_of(Remains::Data(id))?;
        match rest.pop_front() {
            Some(Remains::Data(next)) if next == id => {}
            Some(Remains::Outlived(next)) => {
                // The owner has dropped it before this.
                self.nodes[next].dead_owners -= 1;
                return self.begin_data(id);
            }
            item => refuse!("the data of {id} is dropped before its turn: {item:?} is first"),
        }
        self.nodes[id].life = Life::Gone;
        self.levels.push(Level::new(Frame::Data));
        Ok(())
    }

    pub fn end_data(&mut self) -> Verdict {
        match self.levels.pop() {
            Some(Level { frame: Frame::Data, .. }) => Ok(()),
            _ => refuse!("the drop of data ends while something else is running"),
        }
    }
}

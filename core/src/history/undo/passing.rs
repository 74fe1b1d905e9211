//! [`Passing`]: an undo or a redo that is being made.

use std::any::Any;
use std::mem;

use crate::change::apply::apply;
use crate::change::log::record::{Applying, Direction, Record};
use crate::death::panic_report::guarded;
use crate::history::undo::recorder::Recorder;
use crate::kernel::any::AnyRc;
use crate::kernel::attach_error::AttachError;

/// The records of an undo or a redo, and what these have taken out of links and values. If the root
/// dies meanwhile, nothing else may hold them any more, and their `Drop` may be user code: drop this
/// when the graph is in order. That never panics.
pub(super) struct Passing {
    direction: Direction,
    /// The extra of the boundary, which is taken back.
    extra: Vec<Record>,
    step: Vec<Record>,
    removed: Vec<Box<dyn Any>>,
}

impl Passing {
    pub(super) fn new(direction: Direction, [extra, step]: [Vec<Record>; 2]) -> Self {
        Passing { direction, extra, step, removed: Vec::new() }
    }

    pub(super) fn records(&self) -> impl Iterator<Item = &Record> {
        self.extra.iter().chain(&self.step)
    }

    /// Takes back the extra, and applies the records of the step.
    pub(super) fn apply_all(&mut self, recorder: &Recorder) -> Result<(), AttachError<AnyRc>> {
        let Passing { direction, extra, step, removed } = self;
        let mut apply = |record: &Record, direction| {
            // A host that is out and that no step places any more may have changed since.
            if !recorder.follows(record) {
                return Ok(());
            }
            apply(record, Applying { direction, is_logged: true }, removed)
        };
        extra.iter().rev().try_for_each(|record| apply(record, Direction::Back))?;
        match *direction {
            Direction::Back => step.iter().rev().try_for_each(|record| apply(record, *direction)),
            Direction::Forth => step.iter().try_for_each(|record| apply(record, *direction)),
        }
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        for data in mem::take(&mut self.removed) {
            guarded("transaction", || drop(data));
        }
        for record in mem::take(&mut self.extra).into_iter().chain(mem::take(&mut self.step)) {
            guarded("transaction", || drop(record));
        }
    }
}

//! The same commands in a record of the crate `undo`.

use std::rc::Rc;

use undo::{Edit, Record};

use super::Edited;
use super::by_hand::{Change, Tasks};

/// The nodes are in the commands, so they need no target.
impl Edit for Change {
    type Target = ();
    type Output = ();

    fn edit(&mut self, (): &mut ()) {
        self.apply();
    }

    fn undo(&mut self, (): &mut ()) {
        self.revert();
    }
}

pub(super) struct WithUndo {
    list: Rc<Tasks>,
    record: Record<Change>,
}

impl Edited for WithUndo {
    fn new(tasks: usize, limit: Option<usize>) -> Self {
        let record = match limit {
            Some(limit) => Record::builder().limit(limit).build(),
            None => Record::new(),
        };
        WithUndo { list: Tasks::new(tasks), record }
    }

    fn push(&mut self, number: u64) {
        self.record.edit(&mut (), self.list.push_new(number));
    }

    fn set_titles(&mut self) {
        self.list.titles().into_iter().for_each(|change| self.record.edit(&mut (), change));
    }

    fn undo(&mut self) -> bool {
        self.record.undo(&mut ()).is_some()
    }

    fn redo(&mut self) -> bool {
        self.record.redo(&mut ()).is_some()
    }

    fn sum(&self) -> u64 {
        self.list.sum()
    }
}

//! Recording the changes of a shared link.

use std::ops::Range;
use std::ptr;

use crate::change::log;
use crate::change::targets::{self, Changing};
use crate::collect::collect_if_due;
use crate::links::saved::Saving;
use crate::links::shared::{Shared, SharedContainer};
use crate::model::graph::NodeType;

impl<O: NodeType, C: SharedContainer, S: Saving> Shared<O, C, S> {
    /// As [`Changing::begin`], of one range, if the log is open.
    #[inline]
    pub(super) fn changing(&self, range: Range<usize>) -> Option<Changing> {
        if log::is_open() { self.begin_change(&[range]) } else { None }
    }

    /// As [`Changing::begin`], if the log is open.
    #[inline]
    pub(super) fn changing_several(&self, ranges: &[Range<usize>]) -> Option<Changing> {
        if log::is_open() { self.begin_change(ranges) } else { None }
    }

    #[cold]
    #[inline(never)]
    fn begin_change(&self, ranges: &[Range<usize>]) -> Option<Changing> {
        Changing::begin(self.host.untyped(), ptr::from_ref(self).cast(), ranges)
    }

    /// Ends an operation after which so many new targets stand at the end of the link.
    #[inline]
    pub(super) fn end_adding(&self, count: usize) {
        if log::is_open() {
            self.end_adding_logged(count);
        } else {
            collect_if_due();
        }
    }

    #[cold]
    #[inline(never)]
    fn end_adding_logged(&self, count: usize) {
        targets::end_adding(self.host.untyped(), ptr::from_ref(self).cast(), count);
    }
}

//! Recording what changes in a shared link, and putting targets of any type into it.

use std::ops::Range;
use std::ptr;
use std::rc::Rc as StdRc;

use crate::change::log;
use crate::change::targets::{self, Changing};
use crate::collect::collect_if_due;
use crate::death::{self, placed};
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::snapshot::DynSnapshot;
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

    /// As [`before_insert`](Self::before_insert), for all targets of a new link.
    pub(super) fn before_first_insert(&self, targets: &DynSnapshot) {
        targets.iter().for_each(|target| mark(&target));
        if let Some(host) = self.host.upgrade().filter(|_| death::is_recording()) {
            let host: StdRc<dyn DynNode> = host;
            record_all(&host, targets.iter(), self.candidacy.link());
        }
        self.before_first();
    }
}

/// Marks a target that needs finalization.
fn mark(target: &AnyRc) {
    let node = target.as_std();
    if !node.header().needs_finalization() {
        death::mark(&**node);
    }
}

/// Records where targets are put while a collection runs its hooks.
fn record_all(host: &StdRc<dyn DynNode>, targets: impl Iterator<Item = AnyRc>, link: usize) {
    for target in targets {
        placed::record_shared(&target, host, link);
    }
    death::record_marked(host);
}

//! Applying the record of a change of several children of a list.

use crate::change::apply::node::{check, leave};
use crate::change::apply::slot::apply_slot;
use crate::change::attach::mark;
use crate::change::log::record::{Applying, Direction, Record, Run};
use crate::change::log::{self, Children};
use crate::kernel::any::{AnyRc, AnyWeak};
use crate::kernel::attach_error::AttachError;
use crate::kernel::released_keys;
use crate::kernel::snapshot::DynSnapshot;

/// Lets several children of a list come or leave. `record` is a [`Record::Several`].
pub(super) fn apply_several(record: &Record, how: Applying) -> Result<(), AttachError<AnyRc>> {
    let Record::Several { host, link: number, runs } = record else { return Ok(()) };
    let (Some(host), number) = (host.upgrade(), *number) else { return Ok(()) };
    let Some(link) = host.as_std().owning_link(number) else { return Ok(()) };
    let mut shift = 0;
    let runs: Vec<_> =
        runs.iter().map(|run| ChangedRun::of(run, how.direction, &mut shift)).collect();
    if how.is_logged {
        let children = link.children();
        if !runs.iter().all(|run| run.fits(&host, &children)) {
            drop(children);
            return apply_singly(record, how);
        }
        for child in runs.iter().flat_map(ChangedRun::coming) {
            check(child, &host, number)?;
        }
    }
    for run in &runs {
        run.coming().for_each(|child| leave(child, how));
        run.there.iter().for_each(|child| child.as_std().clear_back_links());
    }
    let len = link.children().len();
    if runs.len() > len.isqrt() {
        link.attach(0, len, &merged(&link.children(), &runs));
    } else {
        // Each run moves those behind it.
        for run in runs.iter().rev() {
            link.attach(run.start, run.there.len(), &run.wanted);
        }
    }
    runs.iter().flat_map(|run| &run.wanted).for_each(mark);
    if how.is_logged {
        log::several(&host, number, runs_of(runs));
    }
    released_keys::drop_all();
    Ok(())
}

/// Lets the children come or leave one by one. For a list that has changed while a history did not
/// follow its host.
#[cold]
fn apply_singly(record: &Record, how: Applying) -> Result<(), AttachError<AnyRc>> {
    let mut slots = Vec::new();
    record.for_each_slot(&mut |slot| slots.push(slot.clone()));
    if how.direction == Direction::Back {
        slots.reverse();
    }
    slots.iter().try_for_each(|slot| apply_slot(slot, None, how))
}

/// A run that is being applied.
struct ChangedRun {
    /// Where it starts in the list that is there.
    start: usize,
    there: Vec<AnyRc>,
    wanted: Vec<AnyRc>,
}

impl ChangedRun {
    /// `shift` is how much longer the runs before this one have made the list before the change than
    /// that after it, and gets this run's part.
    fn of(run: &Run, direction: Direction, shift: &mut usize) -> Self {
        let alive = |children: &[AnyWeak]| children.iter().filter_map(AnyWeak::upgrade).collect();
        let (before, after) = (alive(&run.before), alive(&run.after));
        match direction {
            Direction::Back => ChangedRun { start: run.index, there: after, wanted: before },
            Direction::Forth => {
                let start = run.index.wrapping_add(*shift);
                *shift = shift.wrapping_add(run.before.len()).wrapping_sub(run.after.len());
                ChangedRun { start, there: before, wanted: after }
            }
        }
    }

    /// Whether the children that are to leave are where they should be, and no others are here.
    fn fits(&self, host: &AnyRc, children: &DynSnapshot) -> bool {
        let is_there = |(index, child)| children.get(self.start + index).as_ref() == Some(child);
        self.start <= children.len()
            && self.there.iter().enumerate().all(is_there)
            && self.coming().all(|child| child.as_std().owner().as_ref() != Some(host))
    }

    /// The children that are to come from elsewhere.
    fn coming(&self) -> impl Iterator<Item = &AnyRc> {
        self.wanted.iter().filter(|child| !self.there.contains(child))
    }
}

/// The runs of the record that says what these have done.
fn runs_of(changed: Vec<ChangedRun>) -> Vec<(usize, Children)> {
    let mut shift = 0_usize;
    let mut runs = Vec::with_capacity(changed.len());
    for ChangedRun { start, there, wanted } in changed {
        let index = start.wrapping_add(shift);
        shift = shift.wrapping_add(wanted.len()).wrapping_sub(there.len());
        runs.push((index, (there, wanted)));
    }
    runs
}

/// The list in which all runs are applied.
fn merged(children: &DynSnapshot, runs: &[ChangedRun]) -> Vec<AnyRc> {
    let mut before = Vec::with_capacity(children.len());
    children.push_to(&mut before);
    let mut after = Vec::with_capacity(before.len());
    let mut index = 0;
    for run in runs {
        after.extend(before[index..run.start].iter().chain(&run.wanted).cloned());
        index = run.start + run.there.len();
    }
    after.extend_from_slice(&before[index..]);
    after
}

/// Puts the children of a list into the order that they had before or after a change of it.
pub(super) fn apply_order(host: &AnyWeak, number: usize, order: &[u32], how: Applying) {
    let Some(host) = host.upgrade() else { return };
    let Some(link) = host.as_std().owning_link(number) else { return };
    let mut children = Vec::with_capacity(order.len());
    link.children().push_to(&mut children);
    if children.len() != order.len() {
        return;
    }
    let mut sorted = children.clone();
    for (to, from) in order.iter().enumerate() {
        let from = *from as usize;
        match how.direction {
            Direction::Back => sorted[from].clone_from(&children[to]),
            Direction::Forth => sorted[to].clone_from(&children[from]),
        }
    }
    link.attach(0, sorted.len(), &sorted);
    if how.is_logged {
        log::reordered(link, &children);
    }
}

//! [`Steps`]: what a history can undo and redo, their labels, the limit, and the clean flag.

// Between two steps is a boundary, and the state is that of a boundary, while no step is open. An undo or
// a redo goes from one to the next. What observers and hooks change meanwhile is kept as the `extra` of the
// new boundary. The next undo or redo takes it back first; a new step begins with it.
//
// A new step stands in `done` as soon as its first batch is there, so that observers see its label. What
// could be redone before is forgotten when the step ends: observers may undo all of it (`cancel_out`),
// and then all is as it was before.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::mem;

use crate::change::log::record::{Arrival, Direction, Record};
use crate::history::undo::follow::{Records, cancel_out};
use crate::store::bucket::Bucket;

pub(super) type Label = Cow<'static, str>;

/// Gets each record that is forgotten. No user code runs in it.
pub(super) type Forget<'a> = dyn FnMut(Record) + 'a;

#[derive(Default)]
pub(super) struct Steps {
    done: VecDeque<Step>,
    /// How many steps at the end of `done` are not counted: see [`Held`](super::held::Held).
    uncounted: usize,
    /// The last one is redone next.
    undone: Vec<Step>,
    limit: Option<usize>,
    /// How many steps are done in the state that was marked as clean, if it can be reached.
    clean: Option<usize>,
    /// What observers and hooks have changed since the last undo or redo.
    extra: Vec<Record>,
    open: Option<Open>,
}

struct Step {
    label: Option<Label>,
    records: Records,
}

/// What the open step is to the history.
struct Open {
    /// The number of the step in the log.
    number: u64,
    kind: Kind,
}

enum Kind {
    /// It is the newest step in `done`, and has had one batch. It has replaced nothing but the clean state.
    Plain { clean: Option<usize> },
    /// It is the newest step in `done`, or the newer part of that.
    New(Box<Before>),
    /// As `New`, and what it has replaced is forgotten.
    Settled,
    /// It is an undo or a redo of this history.
    Passing,
}

/// What the open step has replaced.
#[derive(Default)]
struct Before {
    undone: Vec<Step>,
    clean: Option<usize>,
    extra: usize,
    /// How many records the newest step had. `None` if there is one step more now.
    joined: Option<usize>,
    /// Whether there has been more than one batch, so that the later may have undone the first.
    has_more: bool,
}

/// How a step is recorded.
#[derive(Default)]
pub(super) struct Intent {
    pub(super) label: Option<Label>,
    /// Whether it joins the newest step.
    pub(super) amends: bool,
}

impl Steps {
    pub(super) fn new() -> Self {
        Steps { clean: Some(0), ..Steps::default() }
    }

    pub(super) fn can_pass(&self, direction: Direction) -> bool {
        self.next(direction).is_some()
    }

    pub(super) fn label(&self, direction: Direction) -> Option<Label> {
        self.next(direction)?.label.clone()
    }

    fn next(&self, direction: Direction) -> Option<&Step> {
        match direction {
            Direction::Back => self.done.back(),
            Direction::Forth => self.undone.last(),
        }
    }

    pub(super) fn counts(&self) -> (usize, usize) {
        (self.done.len(), self.undone.len())
    }

    pub(super) fn is_clean(&self) -> bool {
        self.clean == Some(self.done.len())
    }

    pub(super) fn mark_clean(&mut self) {
        self.clean = Some(self.done.len());
    }

    /// The records to take back, and then those to apply, for the next undo or redo.
    pub(super) fn to_pass(&self, direction: Direction) -> Option<[Vec<Record>; 2]> {
        Some([self.extra.clone(), self.next(direction)?.records.as_slice().to_vec()])
    }

    /// Goes to the next boundary, by the step with this number in the log. Returns what was the extra of
    /// the last one.
    pub(super) fn pass(&mut self, direction: Direction, number: u64) -> Vec<Record> {
        match direction {
            Direction::Back => self.undone.extend(self.done.pop_back()),
            Direction::Forth => self.done.extend(self.undone.pop()),
        }
        self.open = Some(Open { number, kind: Kind::Passing });
        mem::take(&mut self.extra)
    }

    /// The records that are to be counted now.
    pub(super) fn count_all(&mut self) -> impl Iterator<Item = &Record> {
        let first = self.done.len() - mem::take(&mut self.uncounted);
        self.done.range(first..).flat_map(|step| step.records.as_slice())
    }

    /// Whether the step with this number in the log has changes here.
    pub(super) fn is_open(&self, number: u64) -> bool {
        self.open.as_ref().is_some_and(|open| open.number == number)
    }

    /// Whether a new step is plain: it replaces nothing.
    #[inline]
    pub(super) fn begins_plain(&self, amends: bool) -> bool {
        !amends && self.undone.is_empty() && self.extra.is_empty()
    }

    /// Records a [plain](Self::begins_plain) step, and ends it. It is not counted. Returns whether nothing is
    /// to be forgotten.
    #[inline]
    pub(super) fn record_arrival(&mut self, arrival: &Arrival<'_>, number: u64) -> bool {
        self.uncounted += 1;
        self.open = Some(Open { number, kind: Kind::Settled });
        self.done.push_back(Step { label: None, records: Bucket::One(arrival.into()) });
        if self.limit.is_none_or(|limit| self.done.len() <= limit) {
            return true;
        }
        let is_uncounted = self.uncounted == self.done.len();
        if is_uncounted {
            self.done.pop_front();
            self.uncounted -= 1;
            self.clean = self.clean.and_then(|clean| clean.checked_sub(1));
        }
        is_uncounted
    }

    /// Records a [plain](Self::begins_plain) step, and does not count it.
    pub(super) fn record_uncounted(&mut self, records: Records, number: u64, label: Option<Label>) {
        self.uncounted += 1;
        self.begin_plain(records, number, label);
    }

    /// Records changes of the step with this number in the log. They are counted, and so are all steps.
    pub(super) fn record(&mut self, records: Records, number: u64, intent: Intent) {
        let Some(open) = self.open.as_mut().filter(|open| open.number == number) else {
            return self.begin(records, number, intent);
        };
        match &mut open.kind {
            Kind::Passing => return self.extra.extend(records.into_vec()),
            Kind::New(before) => before.has_more = true,
            Kind::Plain { clean } => {
                let before = Before { clean: *clean, has_more: true, ..Before::default() };
                open.kind = Kind::New(Box::new(before));
            }
            Kind::Settled => {}
        }
        self.join(records, intent);
    }

    fn begin(&mut self, records: Records, number: u64, intent: Intent) {
        if self.begins_plain(intent.amends) {
            return self.begin_plain(records, number, intent.label);
        }
        if self.clean > Some(self.done.len()) {
            self.clean = None;
        }
        let joined = self.done.back().filter(|_| intent.amends);
        let before = Before {
            undone: mem::take(&mut self.undone),
            clean: self.clean,
            extra: self.extra.len(),
            joined: joined.map(|step| step.records.as_slice().len()),
            has_more: false,
        };
        let is_joined = before.joined.is_some();
        self.open = Some(Open { number, kind: Kind::New(Box::new(before)) });
        let records = self.after_extra(records);
        if is_joined {
            self.join(records, intent);
        } else {
            self.done.push_back(Step { label: intent.label, records });
        }
    }

    /// As [`begin`](Self::begin), for most steps.
    #[inline]
    fn begin_plain(&mut self, records: Records, number: u64, label: Option<Label>) {
        self.open = Some(Open { number, kind: Kind::Plain { clean: self.clean } });
        self.done.push_back(Step { label, records });
    }

    fn after_extra(&mut self, records: Records) -> Records {
        if self.extra.is_empty() {
            return records;
        }
        let mut all = mem::take(&mut self.extra);
        all.extend(records.into_vec());
        Bucket::Many(all)
    }

    fn join(&mut self, records: Records, intent: Intent) {
        if self.is_clean() {
            self.clean = None;
        }
        match self.done.back_mut() {
            Some(step) => {
                for record in records.into_vec() {
                    step.records.push(record);
                }
            }
            // A limit of 0.
            None => self.done.push_back(Step { label: intent.label, records }),
        }
    }

    /// Whether the end of the step with this number in the log forgets nothing. Ends it then.
    #[inline]
    pub(super) fn end_plain_step(&mut self, number: u64) -> bool {
        let Some(open) = self.open.as_mut().filter(|open| open.number == number) else {
            return true;
        };
        if let Kind::Plain { .. } = open.kind {
            open.kind = Kind::Settled;
        }
        let exceeds = self.limit.is_some_and(|limit| self.done.len() > limit);
        !exceeds && !matches!(open.kind, Kind::New(_))
    }

    /// Ends the step with this number in the log. What is forgotten goes to `forget`, in order.
    pub(super) fn end_step(&mut self, number: u64, forget: &mut Forget<'_>) {
        let Some(open) = self.open.as_mut().filter(|open| open.number == number) else { return };
        if let Kind::New(before) = &mut open.kind {
            let before = mem::take(&mut **before);
            open.kind = Kind::Settled;
            self.settle(before, forget);
        }
        self.keep_limit(forget);
    }

    fn settle(&mut self, before: Before, forget: &mut Forget<'_>) {
        if !before.has_more {
            return forget_all(before.undone.into_iter().rev(), forget);
        }
        let Some(step) = self.done.back_mut() else { return };
        let joined = before.joined.unwrap_or(0);
        let start = joined + before.extra;
        if !cancel_out(&step.records.as_slice()[start..]) {
            return forget_all(before.undone.into_iter().rev(), forget);
        }
        let mut records = mem::replace(&mut step.records, Bucket::Many(Vec::new())).into_vec();
        records.drain(start..).for_each(&mut *forget);
        self.extra = records.split_off(joined);
        step.records = Bucket::Many(records);
        if before.joined.is_none() {
            self.done.pop_back();
        }
        (self.undone, self.clean, self.open) = (before.undone, before.clean, None);
    }

    fn keep_limit(&mut self, forget: &mut Forget<'_>) {
        let Some(limit) = self.limit else { return };
        while self.done.len() > limit {
            self.forget_first(forget);
        }
        let excess = (self.done.len() + self.undone.len()).saturating_sub(limit);
        if excess > 0 {
            forget_all(self.undone.drain(..excess).rev(), forget);
        }
        self.clean = self.clean.filter(|clean| *clean <= self.done.len() + self.undone.len());
    }

    fn forget_first(&mut self, forget: &mut Forget<'_>) {
        let first = self.done.pop_front();
        if self.uncounted > self.done.len() {
            self.uncounted = self.done.len();
        } else {
            forget_all(first, forget);
        }
        self.clean = self.clean.and_then(|clean| clean.checked_sub(1));
    }

    pub(super) fn set_limit(&mut self, limit: usize, forget: &mut Forget<'_>) {
        self.limit = Some(limit);
        // A step that is still being recorded stays whole. Its end keeps the limit.
        if !matches!(self.open, Some(Open { kind: Kind::Plain { .. } | Kind::New(_), .. })) {
            self.keep_limit(forget);
        }
    }

    /// Forgets all steps. The state stays clean if it is.
    pub(super) fn clear(&mut self, forget: &mut Forget<'_>) {
        let is_clean = self.is_clean();
        self.done.truncate(self.done.len() - mem::take(&mut self.uncounted));
        forget_all(mem::take(&mut self.done), forget);
        mem::take(&mut self.extra).into_iter().for_each(&mut *forget);
        forget_all(mem::take(&mut self.undone).into_iter().rev(), forget);
        self.clean = is_clean.then_some(0);
        self.open = None;
    }
}

fn forget_all(steps: impl IntoIterator<Item = Step>, forget: &mut Forget<'_>) {
    for Step { records, .. } in steps {
        match records {
            Bucket::One(record) => forget(record),
            Bucket::Many(records) => records.into_iter().for_each(&mut *forget),
        }
    }
}

//! [`Recorder`]: the inside of a history, which listens to the log.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::mem;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::change::log::record::{Arrival, Direction, Record};
use crate::change::log::{self, Entries, Entry, Listener};
use crate::change::step;
use crate::death;
use crate::death::membership::{self, Collection};
use crate::history::undo::follow::{
    Followed, Records, cancel_out, followed, followed_arrivals, hosts_of, is_followed,
};
use crate::history::undo::held::Held;
use crate::history::undo::steps::{Forget, Intent, Label, Steps};
use crate::kernel::any::AnyRc;
use crate::kernel::weak_handle::WeakHandle;
use crate::store::slab::SlotNumber;

/// No user code runs while its parts are borrowed.
pub(super) struct Recorder {
    this: StdWeak<Recorder>,
    steps: RefCell<Steps>,
    held: RefCell<Held>,
    /// How the step with this number is to be recorded.
    intent: RefCell<Option<(u64, Intent)>>,
    /// How many records of an undo or a redo of this history come next.
    own: Cell<usize>,
    /// What is forgotten, until the end of the step.
    forgotten: RefCell<Entries>,
    /// The number of the root's membership, by which the root's death ends the history.
    membership: Cell<SlotNumber>,
    state: Cell<State>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Listening,
    /// It was dropped within the open step, and ends with it.
    Ending,
    Ended,
}

/// The slot of the root, which is the only one.
const ENTRY: SlotNumber = SlotNumber::MIN;

impl Recorder {
    pub(super) fn begin(root: &AnyRc) -> StdRc<Self> {
        let recorder = StdRc::new_cyclic(|this| Recorder {
            this: this.clone(),
            steps: RefCell::new(Steps::new()),
            held: RefCell::new(Held::new(AnyRc::downgrade(root))),
            intent: RefCell::default(),
            own: Cell::new(0),
            forgotten: RefCell::default(),
            membership: Cell::new(ENTRY),
            state: Cell::new(State::Listening),
        });
        let membership = death::join_collection(&**root.as_std(), recorder.clone(), ENTRY);
        recorder.membership.set(membership);
        step::add_listener(recorder.this.clone(), false);
        recorder
    }

    /// The records to take back, and then those to apply, for the next undo or redo.
    pub(super) fn to_pass(&self, direction: Direction) -> Option<[Vec<Record>; 2]> {
        self.count_all(&mut self.held.borrow_mut());
        self.steps.borrow().to_pass(direction)
    }

    pub(super) fn with_steps<R>(&self, action: impl FnOnce(&mut Steps) -> R) -> R {
        action(&mut self.steps.borrow_mut())
    }

    /// Says how the open step, or else the next one, is to be recorded. The outermost call counts. It is
    /// withdrawn when the answer is dropped.
    pub(super) fn announce(&self, label: Option<Label>) -> Option<Announced<'_>> {
        let number = log::step_number();
        let mut intent = self.intent.borrow_mut();
        if intent.as_ref().is_some_and(|(of, _)| *of == number) {
            return None;
        }
        let amends = label.is_none() && !log::is_in_step();
        *intent = Some((number, Intent { label, amends }));
        Some(Announced { recorder: self, is_kept: false })
    }

    /// Whether the history follows a host of this record now.
    pub(super) fn follows(&self, record: &Record) -> bool {
        let held = self.held.borrow();
        hosts_of(record).any(|host| is_followed(host, &held))
    }

    /// Goes to the next boundary, when the records for that have been applied in the open step.
    pub(super) fn pass<'a>(&self, direction: Direction, applied: impl Iterator<Item = &'a Record>) {
        self.own.set(log::mark());
        let mut held = self.held.borrow_mut();
        applied.for_each(|record| held.settle(record));
        drop(held);
        self.forget(|steps, forget| {
            let extra = steps.pass(direction, log::step_number());
            extra.into_iter().for_each(forget);
        });
    }

    /// Ends an undo or a redo, also where it has changed nothing.
    pub(super) fn end_pass(&self) {
        self.own.set(0);
        self.release();
    }

    /// Changes which steps there are. What was forgotten dies here, or when the open step has ended.
    pub(super) fn forget_steps(&self, action: impl FnOnce(&mut Steps, &mut Forget<'_>)) {
        self.forget(action);
        if !log::is_in_step() {
            self.release();
        }
    }

    fn release(&self) {
        release_in_one_step(self.forgotten.take());
    }

    /// The records that the action gives to its second argument place nothing any more. Those from which
    /// something is to be dropped go into `forgotten`.
    fn forget(&self, action: impl FnOnce(&mut Steps, &mut Forget<'_>)) {
        let held = &mut *self.held.borrow_mut();
        let forgotten = &mut *self.forgotten.borrow_mut();
        let (first, mut released) = (forgotten.len(), Vec::new());
        action(&mut self.steps.borrow_mut(), &mut |record| {
            held.uncount(&record, &mut released);
            if !released.is_empty() || !record.is_plain() {
                forgotten.push(record, mem::take(&mut released));
            }
        });
        let mut tops = forgotten[first..].iter().flat_map(Entry::kept).peekable();
        if tops.peek().is_some() {
            self.count_all(held);
        }
        tops.for_each(|top| held.settle_below(top));
    }

    fn record(&self, records: Records) {
        let number = log::step_number();
        let intent = self.take_intent(number);
        self.steps.borrow_mut().record(records, number, intent);
    }

    fn record_uncounted(&self, records: Records, held: &mut Held) {
        let number = log::step_number();
        let intent = self.take_intent(number);
        let steps = &mut *self.steps.borrow_mut();
        if !steps.is_open(number) && steps.begins_plain(intent.amends) {
            return steps.record_uncounted(records, number, intent.label);
        }
        for record in steps.count_all().chain(records.as_slice()) {
            held.count(record);
        }
        steps.record(records, number, intent);
    }

    fn count_all(&self, held: &mut Held) {
        for record in self.steps.borrow_mut().count_all() {
            held.count(record);
        }
    }

    #[inline]
    fn take_intent(&self, number: u64) -> Intent {
        let mut announced = self.intent.borrow_mut();
        if announced.is_none() {
            return Intent::default();
        }
        let announced = announced.take().filter(|(of, _)| *of == number);
        announced.map_or_else(Intent::default, |(_, announced)| announced)
    }

    /// Ends the history, now or with the open step.
    pub(super) fn end(self: &StdRc<Self>) {
        if self.state.get() != State::Listening {
            return;
        }
        if log::is_in_step() {
            self.state.set(State::Ending);
            log::end_with_step(self.clone());
        } else {
            self.end_now();
            self.release();
        }
    }

    /// The root, if it exists: it may be dead.
    fn root(&self) -> Option<AnyRc> {
        WeakHandle::strong(self.held.borrow().root())
    }

    fn end_now(&self) {
        if let Some(root) = self.root() {
            membership::leave(root.as_std().header(), self.membership.get());
        }
        self.stop();
    }

    /// Forgets all steps, and listens no more.
    fn stop(&self) {
        self.state.set(State::Ended);
        self.forget(Steps::clear);
        let listener: StdWeak<dyn Listener> = self.this.clone();
        step::remove_listener(&listener);
    }
}

/// Withdraws the label of a step that has failed, when it is dropped.
pub(super) struct Announced<'a> {
    recorder: &'a Recorder,
    is_kept: bool,
}

impl Announced<'_> {
    pub(super) fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Announced<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            self.recorder.intent.take();
        }
    }
}

impl Listener for Recorder {
    fn take_arrival(&self, arrival: &Arrival<'_>) {
        let is_quick = self.state.get() == State::Listening && {
            let held = &mut *self.held.borrow_mut();
            held.holds_none(arrival.child) && held.is_near_followed(arrival.host) == Some(true)
        };
        let (mut steps, number) = (self.steps.borrow_mut(), log::step_number());
        // It is an operation by itself, so it has not been announced.
        if is_quick && steps.begins_plain(false) {
            if steps.record_arrival(arrival, number) {
                return;
            }
            drop(steps);
        } else {
            drop(steps);
            self.take(&[Record::from(arrival).into()]);
        }
        self.end_step();
    }

    fn take(&self, batch: &[Entry]) {
        let own = self.own.take().min(batch.len());
        let batch = &batch[own..];
        if self.state.get() != State::Listening || batch.is_empty() {
            return;
        }
        let mut held = self.held.borrow_mut();
        if let Some(records) = followed_arrivals(batch, &mut held) {
            if !records.as_slice().is_empty() {
                self.record_uncounted(records, &mut held);
            }
            return;
        }
        self.count_all(&mut held);
        let Followed { records, has_unknown } = followed(batch, &mut held);
        if cancel_out(records.as_slice()) {
            let mut released = Vec::new();
            for record in records.as_slice() {
                held.uncount(record, &mut released);
            }
            return;
        }
        held.settle_batch(records.as_slice(), has_unknown);
        self.record(records);
    }

    fn end_step(&self) {
        match self.state.get() {
            State::Listening => {
                let number = log::step_number();
                if !self.steps.borrow_mut().end_plain_step(number) {
                    self.forget(|steps, forget| steps.end_step(number, forget));
                }
            }
            State::Ending => self.end_now(),
            State::Ended => {}
        }
        let own = &mut *self.forgotten.borrow_mut();
        if !own.is_empty() {
            log::forget(own);
        }
    }
}

/// The membership of the root: its death ends the history.
impl Collection for Recorder {
    fn forget(&self, _entry: SlotNumber) -> Option<StdRc<dyn Any>> {
        self.stop();
        let forgotten = self.forgotten.take();
        (!forgotten.is_empty()).then(|| -> StdRc<dyn Any> { StdRc::new(Remains(forgotten)) })
    }

    fn set_membership(&self, _entry: SlotNumber, number: SlotNumber, is_first: bool) {
        self.membership.set(number);
        if let Some(root) = self.root().filter(|_| is_first) {
            root.as_std().header().set_first_membership(Some(number));
        }
    }

    fn is_by_node(&self) -> bool {
        false
    }
}

/// What a history has held until the death of its root.
struct Remains(Entries);

impl Drop for Remains {
    fn drop(&mut self) {
        release_in_one_step(mem::take(&mut self.0));
    }
}

/// Lets go of what was forgotten. What the hooks change is a step.
fn release_in_one_step(mut forgotten: Entries) {
    if !forgotten.is_empty() {
        let scope = log::Scope::open();
        forgotten.release();
        drop(scope);
    }
}

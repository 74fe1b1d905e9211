//! [`Recorder`]: the inside of a history, which listens to the log.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::mem;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::change::log::record::{Direction, Record, Slot};
use crate::change::log::{self, Entries, Listener};
use crate::change::step;
use crate::death;
use crate::death::membership::{self, Collection};
use crate::history::undo::follow::{Followed, Records, cancel_out, followed, host_of, is_followed};
use crate::history::undo::held::Held;
use crate::history::undo::steps::{Forget, Intent, Label, Steps};
use crate::kernel::any::{AnyRc, AnyWeak};
use crate::kernel::weak_handle::WeakHandle;
use crate::store::bucket::Bucket;
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
        let follows = |host: &AnyWeak| is_followed(host, &held);
        match record {
            Record::Swapped(slots) => slots.iter().any(|slot| follows(&slot.host)),
            record_of_one => host_of(record_of_one).is_some_and(follows),
        }
    }

    /// Goes to the next boundary, when the records for that have been applied in the open step.
    pub(super) fn pass<'a>(&self, direction: Direction, applied: impl Iterator<Item = &'a Record>) {
        self.own.set(log::mark());
        let mut held = self.held.borrow_mut();
        applied.for_each(|record| held.settle(record, false));
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
                forgotten.push(record, released.drain(..));
            }
        });
        for top in forgotten.kept_from(first) {
            held.settle_below(top);
        }
    }

    /// Takes a batch of one child that has come.
    fn take_arrival(&self, record: &Record, host: &AnyWeak, child: &AnyWeak) {
        let mut held = self.held.borrow_mut();
        if child == held.root() || !is_followed(host, &held) {
            return;
        }
        let is_unknown = held.count_arrival(child);
        held.settle_arrival(record, is_unknown);
        self.record(Bucket::One(record.clone()));
    }

    fn record(&self, records: Records) {
        let number = log::step_number();
        let mut announced = self.intent.borrow_mut();
        let mut intent = Intent::default();
        if announced.is_some() {
            let announced = announced.take().filter(|(of, _)| *of == number);
            intent = announced.map_or(intent, |(_, announced)| announced);
        }
        self.steps.borrow_mut().record(records, number, intent);
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
    fn take(&self, batch: &[Record]) {
        let own = self.own.take().min(batch.len());
        let batch = &batch[own..];
        if self.state.get() != State::Listening || batch.is_empty() {
            return;
        }
        if let [record] = batch {
            if let Record::Slot(slot @ Slot { before: None, after: Some(child), .. }) = record {
                return self.take_arrival(record, &slot.host, child);
            }
        }
        let mut held = self.held.borrow_mut();
        let Followed { records, has_unknown } = followed(batch, &mut held);
        if cancel_out(records.as_slice()) {
            let mut released = Vec::new();
            for record in records.as_slice() {
                held.uncount(record, &mut released);
            }
            return;
        }
        records.as_slice().iter().for_each(|record| held.settle(record, has_unknown));
        self.record(records);
    }

    fn end_step(&self, forgotten: &mut Entries) {
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
            forgotten.append(own);
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

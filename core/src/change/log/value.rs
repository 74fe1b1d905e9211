//! The records of values.
//!
//! The typed code has one function for each type of data that is changed: [`Exchange`].

use std::any::Any;
use std::cell::OnceCell;
use std::ptr;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::change::log::record::{Applying, Direction, Edit, Part, Record};
use crate::change::log::{Kept, add, finish, with_log};
use crate::death::panic_report::guarded;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_node::DynNode;

/// Puts this data into the storage of a value, if there is some, and returns the data that was there.
/// `None` if the types do not agree. Panics if the value is in use.
pub(crate) type Exchange = fn(&dyn Any, Option<StdRc<dyn Any>>) -> Option<StdRc<dyn Any>>;

/// Whether a change of the value with this storage needs a record.
pub(crate) fn needs_record(storage: &dyn Any) -> bool {
    let address = ptr::from_ref(storage).addr();
    with_log(|log| !log.edited.contains(address))
}

/// Records that a value has other data now, and ends the operation.
#[cold]
pub(crate) fn value_changed(
    host: &StdWeak<dyn DynNode>,
    storage: &dyn Any,
    exchange: Exchange,
    before: StdRc<dyn Any>,
) {
    // A node that is being dropped has no handles any more.
    if let Some(host) = host.upgrade().map(AnyRc::from_std) {
        record(&host, storage, exchange, before);
    }
    finish();
}

/// The host is not kept. If it dies in the step, its values need not go back.
fn record(host: &AnyRc, storage: &dyn Any, exchange: Exchange, before: StdRc<dyn Any>) {
    let node = host.as_std();
    let is_it = |number: &usize| node.value(*number).is_some_and(|it| ptr::addr_eq(it, storage));
    let Some(number) = (0..node.type_info().link_count).find(is_it) else { return };
    let edit = StdRc::new(ValueEdit { number, exchange, before, after: OnceCell::new() });
    let index = with_log(|log| log.entries.len());
    add(Record::Edited { host: AnyRc::downgrade(host), edit }, Kept::Any(Vec::new()));
    let address = ptr::from_ref(storage).addr();
    with_log(|log| log.edited.add(address, index));
}

/// A change of a value.
struct ValueEdit {
    /// The number of the value among the links of its node.
    number: usize,
    exchange: Exchange,
    before: StdRc<dyn Any>,
    /// Empty until the step has ended.
    after: OnceCell<StdRc<dyn Any>>,
}

impl Edit for ValueEdit {
    fn part(&self) -> Part {
        Part::Value(self.number)
    }

    fn close(&self, host: &dyn DynNode) {
        let storage = host.value(self.number);
        if let Some(there) = storage.and_then(|storage| (self.exchange)(storage, None)) {
            self.after.get_or_init(|| there);
        }
    }

    fn apply(&self, host: &AnyRc, how: Applying, removed: &mut Vec<Box<dyn Any>>) {
        let wanted = match how.direction {
            Direction::Back => Some(&self.before),
            Direction::Forth => self.after.get(),
        };
        let (Some(wanted), Some(storage)) = (wanted, host.as_std().value(self.number)) else {
            return;
        };
        let Some(there) = (self.exchange)(storage, Some(wanted.clone())) else { return };
        let address = ptr::from_ref(storage).addr();
        if how.is_logged && with_log(|log| !log.edited.contains(address)) {
            record(host, storage, self.exchange, there.clone());
        }
        removed.push(Box::new(there));
    }
}

/// Each of the two may be the last handle to its data, whose `Drop` may panic. Two panics at once would
/// abort.
impl Drop for ValueEdit {
    fn drop(&mut self) {
        if let Some(after) = self.after.take().filter(|after| StdRc::strong_count(after) == 1) {
            guarded("transaction", || drop(after));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;
    use crate::Graph;
    use crate::change::apply::apply;
    use crate::change::log::{Entry, Listener};
    use crate::change::savepoint::Savepoint;
    use crate::change::step::{add_listener, remove_listener};

    #[derive(Graph)]
    #[graph(crate = crate)]
    struct Card {
        #[graph(value)]
        title: Text,
        #[graph(value)]
        votes: u32,
        #[graph(value)]
        other: Text,
    }

    thread_local!(static CLONES: Cell<usize> = const { Cell::new(0) });

    struct Text(String);

    impl Clone for Text {
        fn clone(&self) -> Self {
            CLONES.set(CLONES.get() + 1);
            Text(self.0.clone())
        }
    }

    /// Keeps each batch.
    #[derive(Default)]
    struct Listening {
        batches: RefCell<Vec<Vec<Record>>>,
    }

    impl Listener for Listening {
        fn take(&self, batch: &[Entry]) {
            let records = batch.iter().map(|entry| entry.record.clone()).collect();
            self.batches.borrow_mut().push(records);
        }
    }

    /// Calls `action` with a listener.
    fn listening(action: impl FnOnce(&Listening)) {
        let listening = StdRc::new(Listening::default());
        let weak = StdRc::downgrade(&listening) as StdWeak<dyn Listener>;
        add_listener(weak.clone(), false);
        action(&listening);
        remove_listener(&weak);
    }

    /// Applies all records of these batches, as a history does.
    fn apply_all(batches: &[Vec<Record>], direction: Direction) {
        let (mut removed, savepoint) = (Vec::new(), Savepoint::begin());
        let mut records: Vec<_> = batches.iter().flatten().collect();
        if direction == Direction::Back {
            records.reverse();
        }
        for record in records {
            assert!(apply(record, Applying { direction, is_logged: true }, &mut removed).is_ok());
        }
        savepoint.commit();
    }

    fn card() -> crate::Rc<Card> {
        Card { title: Text("a".into()), votes: 1, other: Text(String::new()) }.into_graph()
    }

    fn state(card: &crate::Rc<Card>) -> (String, u32, String) {
        (card.title.read().0.clone(), card.votes.get(), card.other.read().0.clone())
    }

    #[test]
    fn records_go_back_and_forth_between_the_states_at_the_ends_of_steps() {
        let card = card();
        listening(|listening| {
            let mut states = vec![state(&card)];
            card.title.set(Text("b".into()));
            states.push(state(&card));
            card.title.update(|title| {
                title.0.push('c');
                card.votes.update(|votes| *votes += 1);
                card.votes.update(|votes| *votes += 1);
            });
            states.push(state(&card));
            let savepoint = Savepoint::begin();
            card.votes.set(5);
            card.other.set(card.title.replace(Text("d".into())));
            card.votes.set(6);
            savepoint.commit();
            states.push(state(&card));
            let batches = listening.batches.borrow().clone();
            assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2, 3]);
            CLONES.set(0);
            for _ in 0..2 {
                for at in (0..3).rev() {
                    apply_all(&batches[at..=at], Direction::Back);
                    assert_eq!(state(&card), states[at]);
                }
                for at in 0..3 {
                    apply_all(&batches[at..=at], Direction::Forth);
                    assert_eq!(state(&card), states[at + 1]);
                }
                apply_all(&batches, Direction::Back);
                assert_eq!(state(&card), states[0]);
                apply_all(&batches, Direction::Forth);
                assert_eq!(state(&card), states[3]);
            }
            assert_eq!(CLONES.get(), 0);
        });
    }

    /// Others see what a history applies, and could take that back.
    #[test]
    fn what_is_applied_is_recorded() {
        let card = card();
        listening(|listening| {
            card.votes.set(2);
            card.votes.set(3);
            let first = listening.batches.borrow().clone();
            apply_all(&first, Direction::Back);
            let second = listening.batches.borrow()[2..].to_vec();
            assert_eq!((card.votes.get(), second.len(), second[0].len()), (1, 1, 1));
            apply_all(&second, Direction::Back);
            assert_eq!(card.votes.get(), 3);
            apply_all(&second, Direction::Forth);
            assert_eq!(card.votes.get(), 1);
        });
    }

    #[test]
    fn a_record_names_its_value() {
        let card = card();
        listening(|listening| {
            card.other.set(Text("b".into()));
            let batches = listening.batches.borrow();
            let Record::Edited { host, edit } = &batches[0][0] else { panic!("a value") };
            let Part::Value(number) = edit.part() else { panic!("a value") };
            let host = host.upgrade().unwrap();
            assert_eq!(host.as_std().type_info().link_name(number), "other");
        });
    }

    /// A record that is closed is not changed by what an update in the next step does.
    #[test]
    fn each_step_copies_once() {
        let card = card();
        listening(|listening| {
            let push = || card.title.update(|title| title.0.push('b'));
            CLONES.set(0);
            push();
            push();
            let savepoint = Savepoint::begin();
            push();
            push();
            savepoint.commit();
            assert_eq!(CLONES.get(), 3);
            let batches = listening.batches.borrow().clone();
            apply_all(&batches[2..], Direction::Back);
            assert_eq!(card.title.read().0, "abb");
            apply_all(&batches[1..2], Direction::Back);
            assert_eq!(card.title.read().0, "ab");
        });
    }
}

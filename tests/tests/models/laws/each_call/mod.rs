//! The same round again and again. Each call of user code in turn panics, or does what it should not.

mod sequence;

use std::rc::Rc as StdRc;

use kinfolk::transaction;

use kinfolk_tests::{count, panics};

use super::seen::{Seen, check_hooks};
use super::world::rounds;
use crate::calls::{self, CALLS, Call, Counts};
use crate::hooks;
use crate::items::{Item, ItemRc, Leaf};
use sequence::{Ended, Histories, Sequence, now};

/// What is expected of a run: how it is without a panic.
#[derive(Default)]
struct Plan {
    steps: Vec<Planned>,
    calls: Counts,
}

struct Planned {
    /// How often each kind of code was called before it.
    calls: Counts,
    state: Seen,
    histories: Histories,
    text: String,
}

/// Runs a round without a panic.
fn plan(seed: u64, steps: usize) -> Plan {
    let mut sequence = Sequence::begin(seed);
    let mut plan = Plan::default();
    calls::begin(None, || ());
    for number in 0..steps {
        let calls = calls::counts();
        let from = sequence.log.len();
        sequence.step(number, false);
        let text = sequence.log[from..].join("; ");
        plan.steps.push(Planned {
            calls,
            state: now(&sequence.root),
            histories: sequence.histories(),
            text,
        });
    }
    let calls = calls::counts();
    sequence.end();
    plan.steps.push(Planned {
        calls,
        state: Seen::default(),
        histories: Histories::default(),
        text: "end".into(),
    });
    plan.calls = calls::end();
    check_end(&format!("seed {seed}"));
    plan
}

/// Nothing is left, and no hook has run twice.
fn check_end(what: &str) {
    hooks::calm();
    kinfolk::collect();
    while !hooks::held().is_empty() {
        hooks::let_go(0);
    }
    kinfolk::collect();
    assert!(hooks::living().is_empty(), "{what}: {} live", hooks::living().len());
    assert_eq!(count::live(), 0, "{what}");
    check_hooks(what);
}

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Panic,
    Undo,
    Redo,
    Clear,
    Change,
    FailedTransaction,
    Collect,
}

const OTHERS: [Action; 6] = [
    Action::Undo,
    Action::Redo,
    Action::Clear,
    Action::Change,
    Action::FailedTransaction,
    Action::Collect,
];

impl Action {
    fn of(self, sequence: &Sequence) -> impl FnOnce() + 'static {
        let (root, history) = (sequence.root.downgrade(), sequence.history.as_ref());
        let history = history.map(StdRc::downgrade).unwrap_or_default();
        move || {
            if self == Action::Panic {
                return calls::panic();
            }
            let (root, history) = (root.upgrade(), history.upgrade());
            calls::paused(|| match (self, &history) {
                (Action::Undo, Some(history)) => _ = history.undo(),
                (Action::Redo, Some(history)) => _ = history.redo(),
                (Action::Clear, Some(history)) => _ = history.clear(),
                (Action::Collect, _) => _ = kinfolk::collect(),
                (Action::Change, _) => root.iter().for_each(change),
                (Action::FailedTransaction, _) => {
                    let failed: Result<(), ()> = transaction(|| {
                        root.iter().for_each(change);
                        root.iter().for_each(change);
                        Err(())
                    });
                    assert_eq!(failed, Err(()));
                }
                _ => {}
            });
        }
    }
}

/// Takes the last child out of the list of the root, or puts a new one there.
fn change(root: &ItemRc) {
    let ItemRc::Part(part) = root else { return };
    if part.list.pop().is_none() {
        part.list.push(hooks::make(Item::Leaf(Leaf)));
    }
    part.sorted.clear();
}

/// Runs a round again, with this action in this call.
fn run(plan: &Plan, seed: u64, call: Call, at: usize, action: Action) {
    let is_before = |planned: &&Planned| planned.calls[call as usize] <= at;
    let target = plan.steps.iter().take_while(is_before).count() - 1;
    let mut sequence = Sequence::begin(seed);
    sequence.log.push(format!("{action:?} at {call:?} {at}, in step {target}"));
    calls::begin(Some((call, at)), action.of(&sequence));
    for number in 0..target {
        sequence.step(number, false);
    }
    if target + 1 < plan.steps.len() {
        let (before, histories) = (now(&sequence.root), sequence.histories());
        let planned = &plan.steps[target];
        let is_panic = action == Action::Panic;
        let ended = sequence.step(target, is_panic);
        assert!(!calls::is_armed(), "{}", sequence.what());
        sequence.log.push(format!("{ended:?}"));
        if sequence.is_calm {
            if is_panic {
                check(&sequence, (&before, &histories), planned, call, ended);
            } else if action == Action::Clear {
                sequence.log.push("clear".into());
            }
            calls::end();
            sequence.undo_all(is_panic || !planned.text.starts_with("pass"));
        }
    }
    let what = sequence.what();
    sequence.end();
    assert!(!calls::is_armed(), "{what}");
    calls::end();
    check_end(&what);
    let _ = panics::reports();
}

/// Checks the state after the step in which a call has panicked.
fn check(
    sequence: &Sequence,
    (before, histories): (&Seen, &Histories),
    planned: &Planned,
    call: Call,
    ended: Ended,
) {
    let what = sequence.what();
    let after = now(&sequence.root);
    let is_two = planned.text.starts_with("put");
    match ended {
        Ended::Failed if planned.text.starts_with("begin") || planned.text.starts_with("pass") => {
            sequence.check_back(before);
            sequence.assert_histories(histories);
        }
        Ended::Failed if is_two => {}
        Ended::Failed => sequence.assert_is_one([before, &planned.state]),
        Ended::InnerFailed => {}
        Ended::Well => {
            sequence.assert_is(&planned.state);
            // Observers drop data, too.
            if !matches!(call, Call::Observer | Call::Drop | Call::KeyDrop) {
                sequence.assert_histories(&planned.histories);
                after.assert_is(&planned.state, &what);
            }
        }
    }
}

fn round(seed: u64, steps: usize) {
    let plan = plan(seed, steps);
    let first = usize::try_from(seed).unwrap();
    for call in CALLS {
        for at in 0..plan.calls[call as usize] {
            run(&plan, seed, call, at, Action::Panic);
            let other = OTHERS[(first + at) % OTHERS.len()];
            run(&plan, seed, call, at, other);
        }
    }
}

#[test]
fn each_call_of_user_code_leaves_the_graph_whole() {
    rounds(3, 8, round);
}

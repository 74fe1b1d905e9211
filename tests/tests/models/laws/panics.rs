//! Panics in observers, hooks, keys and the `Drop` of data, while hooks change the graph, too.

use std::cell::Cell;
use std::rc::Rc as StdRc;

use kinfolk::history::Watch;
use kinfolk::{History, observe, transaction};
use kinfolk_tests::random::Random;
use kinfolk_tests::{count, panics};

use super::seen::Seen;
use super::world::{End, caught, next, root, rounds, tree};
use crate::calls::Call;
use crate::hooks;
use crate::steps::below;
use crate::tricky::{be_quiet, panic_after, run_after};

/// Observers and histories, which come and go.
#[derive(Default)]
struct Listeners {
    watches: Vec<Watch>,
    histories: Vec<History>,
}

impl Listeners {
    fn come_and_go(&mut self, random: &mut Random, calls: &StdRc<Cell<usize>>) {
        let living = hooks::living();
        let root = &living[random.below(living.len())];
        match random.below(5) {
            0 => {
                let calls = calls.clone();
                self.watches.push(observe(root, move |changes| {
                    calls.set(calls.get() + 1);
                    hooks::fuse(Call::Observer);
                    // Some changes lead to others, but not for ever.
                    if (calls.get() + changes.len()).is_multiple_of(7) {
                        hooks::disturb(None);
                    }
                }));
            }
            1 => {
                let history = History::new(root);
                self.histories.push(match random.below(3) {
                    0 => history.limit(random.below(5)),
                    _ => history,
                });
            }
            2 => drop(self.watches.pop()),
            3 if !self.histories.is_empty() => {
                let index = random.below(self.histories.len());
                drop(self.histories.swap_remove(index));
            }
            _ => {}
        }
        self.watches.truncate(3);
        self.histories.truncate(3);
    }
}

/// Undoes, redoes or clears. If that panics, nothing has changed, unless hooks change the graph.
fn pass(random: &mut Random, history: &History, is_calm: bool, is_alone: bool, what: &str) {
    let state = || (format!("{history:?}"), history.is_clean());
    let (before, before_pass) = (Seen::read(), state());
    let outcome = caught(|| {
        arm(random, is_calm);
        match random.below(7) {
            0..=3 => history.undo().is_ok(),
            4 | 5 => history.redo().is_ok(),
            _ => history.clear().is_ok(),
        }
    });
    hooks::light_fuse(usize::MAX);
    if is_calm && is_alone && !matches!(outcome, Ok(true)) {
        assert_eq!(state(), before_pass, "{what}");
        Seen::read().assert_is(&before, what);
    }
}

fn step(random: &mut Random, is_calm: bool, log: &mut Vec<String>) {
    let _ = caught(|| {
        if random.percent(50) {
            return armed_change(random, is_calm, log);
        }
        let how = End::any(random);
        log.push(format!("begin {how:?}"));
        let _ = transaction(|| {
            (0..random.between(1, 4)).for_each(|_| armed_change(random, is_calm, log));
            arm(random, is_calm);
            how.come()
        });
    });
    log.push("end".into());
}

/// A change in which something may panic.
fn armed_change(random: &mut Random, is_calm: bool, log: &mut Vec<String>) {
    be_quiet();
    hooks::light_fuse(usize::MAX);
    let step = next(random);
    log.push(step.text);
    arm(random, is_calm);
    (step.run)();
}

/// Lets some later call of a key, an observer, a hook or a `Drop` panic, or change the graph.
fn arm(random: &mut Random, is_calm: bool) {
    match random.below(4) {
        0 => panic_after(below(random, 30)),
        1 => hooks::light_fuse(random.below(6)),
        2 if !is_calm && random.percent(30) => {
            let mut left = 3;
            run_after(below(random, 20), move || {
                left -= 1;
                if left > 0 {
                    hooks::disturb(None);
                }
            });
        }
        _ => {}
    }
}

fn round(seed: u64, steps: usize) {
    let mut random = Random::new(seed);
    panics::record();
    hooks::begin(seed);
    let is_calm = random.percent(40);
    if is_calm {
        hooks::calm();
    }
    hooks::make(tree(&mut random));
    drop(root(&mut random));
    let (mut listeners, calls) = (Listeners::default(), StdRc::default());
    let mut log = vec![format!("seed {seed}")];
    for _ in 0..steps {
        if hooks::held().len() < 3 || hooks::living().is_empty() {
            hooks::make(tree(&mut random));
        }
        if hooks::living().len() > 80 {
            listeners = Listeners::default();
            while hooks::held().len() > 1 {
                hooks::let_go(0);
            }
            kinfolk::collect();
            hooks::make(tree(&mut random));
        }
        let _ = caught(|| listeners.come_and_go(&mut random, &calls));
        match random.below(10) {
            0..=2 if !listeners.histories.is_empty() => {
                let history = &listeners.histories[random.below(listeners.histories.len())];
                log.push("pass".into());
                let is_alone = listeners.watches.is_empty();
                pass(&mut random, history, is_calm, is_alone, &format!("{log:#?}"));
            }
            3 => {
                let _ = caught(|| {
                    arm(&mut random, is_calm);
                    kinfolk::collect();
                });
            }
            4 => {
                let _ = caught(|| {
                    arm(&mut random, is_calm);
                    hooks::let_go(random.below(hooks::held().len()));
                });
            }
            _ => step(&mut random, is_calm, &mut log),
        }
        hooks::light_fuse(usize::MAX);
        Seen::read();
        while hooks::held().len() > 8 {
            let _ = caught(|| hooks::let_go(0));
        }
    }
    hooks::calm();
    drop(listeners);
    while !hooks::held().is_empty() {
        hooks::let_go(0);
    }
    kinfolk::collect();
    assert!(hooks::living().is_empty(), "{log:#?}");
    assert_eq!(count::live(), 0, "{log:#?}");
    let ran = hooks::ran();
    assert!(ran.values().all(|count| *count == 1), "{ran:?} {log:#?}");
    let _ = panics::reports();
}

#[test]
fn panics_leave_the_graph_whole() {
    rounds(6, 40, round);
}

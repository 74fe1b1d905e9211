//! The same operations give the same graph, with and without listeners.
//!
//! Only nodes below the root are ever seen: nodes that are out live longer while a history holds them.

use std::collections::BTreeSet;

use kinfolk::{History, observe, transaction};
use kinfolk_tests::random::Random;

use super::seen::Seen;
use super::world::{End, begin, caught, change, end, root, rounds};
use crate::hooks;
use crate::items::ItemRc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listening {
    Nothing,
    Observer,
    History,
    Both,
}

/// Shows only what is below the root, and lets shared links there find nothing else.
fn tidy(root: &ItemRc) {
    hooks::hide_outside(root, &BTreeSet::new());
    let inside: BTreeSet<_> = hooks::living().iter().map(ItemRc::id).collect();
    for node in hooks::living() {
        if node.like().is_some_and(|like| !inside.contains(&like.id())) {
            node.point(true, None);
        }
    }
}

/// The states after each step, and whether it has failed.
fn results(seed: u64, steps: usize, listening: Listening) -> Vec<(bool, Seen)> {
    let mut random = begin(seed, 0);
    let root = root(&mut random);
    let observes = matches!(listening, Listening::Observer | Listening::Both);
    let watch = observes.then(|| observe(&root, |changes| assert!(!changes.is_empty())));
    let records = matches!(listening, Listening::History | Listening::Both);
    let history = records.then(|| History::new(&root).limit(10));
    let mut states = Vec::new();
    let mut log = Vec::new();
    hooks::show(Some(BTreeSet::new()));
    tidy(&root);
    for _ in 0..steps {
        let has_failed = step(&mut random, &root, &mut log).is_err();
        tidy(&root);
        let mut now = Seen::read();
        now.friends.clear();
        states.push((has_failed, now));
    }
    drop((watch, history, root));
    end(&format!("seed {seed} {log:#?}"));
    states
}

fn step(random: &mut Random, root: &ItemRc, log: &mut Vec<String>) -> Result<(), ()> {
    if random.percent(60) {
        return caught(|| change(random, log)).map_err(drop);
    }
    let how = End::any(random);
    let outcome = caught(|| {
        transaction(|| {
            for _ in 0..random.between(1, 4) {
                change(random, log);
                hooks::hide_outside(root, &BTreeSet::new());
            }
            how.come()
        })
    });
    outcome.map_err(drop).and_then(|outcome| outcome)
}

fn round(seed: u64, steps: usize) {
    let expected = results(seed, steps, Listening::Nothing);
    for listening in [Listening::Observer, Listening::History, Listening::Both] {
        let found = results(seed, steps, listening);
        for (step, (found, expected)) in found.iter().zip(&expected).enumerate() {
            let what = format!("seed {seed}, step {step}, {listening:?}");
            assert_eq!(found.0, expected.0, "{what}");
            found.1.assert_is(&expected.1, &what);
        }
    }
}

#[test]
fn listening_changes_nothing() {
    rounds(3, 40, round);
}

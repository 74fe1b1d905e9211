//! The rounds: one operation after the other, on the nodes and on the plain model.

use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk_tests::random::Random;
use kinfolk_tests::{count, panics, settings};

use crate::hooks;
use crate::items::{ItemRc, item};
use crate::node_steps::change_node;
use crate::plain::State;
use crate::steps::{Step, attach, below, change_link};
use crate::tricky::{be_quiet, panic_after, run_after};
use crate::values::change_value;

/// A random operation on nodes that live.
pub fn next_step(state: &State, random: &mut Random) -> Step {
    let living = hooks::living();
    let any = |random: &mut Random| living[random.below(living.len())].clone();
    // Most nodes are leaves, so an owner is looked for.
    let has_links = |item: &ItemRc| !state.slots[&item.id()].is_empty();
    let owner = (0..8).map(|_| any(random)).find(has_links).unwrap_or_else(|| any(random));
    let slots: Vec<_> = state.slots[&owner.id()].keys().copied().collect();
    match (random.below(10), random.pick(&slots)) {
        (0..=4, Some(slot)) => {
            let child = if random.percent(15) {
                let depth = random.below(3);
                hooks::make(item(random, depth))
            } else {
                any(random)
            };
            // New nodes are part of what was there before.
            attach(&State::read(), random, &owner, slot, child)
        }
        (5..=7, Some(slot)) => change_link(state, random, &owner, slot),
        (8, _) => change_value(state, random, &owner),
        _ => {
            let other = any(random);
            change_node(state, random, &owner, other)
        }
    }
}

fn round(seed: u64, steps: usize) {
    let mut random = Random::new(seed);
    panics::record();
    hooks::begin(seed);
    for _ in 0..3 {
        hooks::make(item(&mut random, 3));
    }
    let mut log = Vec::new();
    let with_disturbances = random.percent(50);
    if !with_disturbances {
        hooks::calm();
    }
    for _ in 0..steps {
        hooks::was_changed();
        if hooks::living().len() > 120 {
            while hooks::held().len() > 1 {
                hooks::let_go(0);
            }
            kinfolk::collect();
        }
        if hooks::held().len() < 3 || random.percent(5) {
            hooks::make(item(&mut random, 3));
        }
        if random.percent(5) {
            hooks::let_go(random.below(hooks::held().len()));
            if hooks::living().is_empty() {
                hooks::make(item(&mut random, 3));
            }
        }
        if random.percent(20) {
            let living = hooks::living();
            hooks::hold(living[random.below(living.len())].clone());
        }
        while hooks::held().len() > 12 {
            hooks::let_go(random.below(hooks::held().len()));
        }
        hooks::was_changed();
        let collects = random.percent(3);
        if collects {
            let mut expected = State::read();
            kinfolk::collect();
            expected.collect(&hooks::held());
            let now = State::read();
            assert!(hooks::was_changed() || expected == now, "collect\n{expected:?}\n{now:?}");
        }
        let before = State::read();
        let step = next_step(&before, &mut random);
        // New nodes are there already, and a place may have been left.
        let before = State::read();
        log.push(step.text.clone());
        let is_armed = random.percent(20);
        if is_armed {
            panic_after(below(&mut random, 12));
        }
        if with_disturbances && random.percent(10) {
            let mut left = 3;
            run_after(below(&mut random, 8), move || {
                left -= 1;
                if left > 0 {
                    hooks::disturb(None);
                }
            });
        }
        let result = panics::quietly(|| catch_unwind(AssertUnwindSafe(step.run)));
        be_quiet();
        assert!(!hooks::reads_have_failed(), "seed {seed}: {}", step.text);
        let after = State::read();
        let is_changed = hooks::was_changed();
        if is_changed {
            continue;
        }
        let mut expected = match (result.as_ref().ok(), step.expected) {
            (Some(true), Some(expected)) => expected,
            (Some(false), None) | (None, _) => before,
            (Some(answer), _) => {
                panic!("seed {seed}: {} answered {answer}: {before:#?}\n{log:?}", step.text)
            }
        };
        expected.let_die(&hooks::held());
        let result = result.ok();
        assert!(
            expected == after,
            "seed {seed}: {}, {result:?}\nexpected {}\nis       {}",
            step.text,
            difference(&expected, &after),
            difference(&after, &expected),
        );
    }
    hooks::calm();
    while !hooks::held().is_empty() {
        hooks::let_go(0);
    }
    kinfolk::collect();
    assert!(hooks::living().is_empty(), "seed {seed}: {} live", hooks::living().len());
    assert_eq!(count::live(), 0, "seed {seed}");
    assert!(hooks::ran().values().all(|count| *count == 1), "seed {seed}: {:?}", hooks::ran());
}

/// What is in the first and not in the second.
pub fn difference(a: &State, b: &State) -> String {
    let nodes = a.slots.iter().filter(|(node, slots)| b.slots.get(node) != Some(slots));
    let likes = a.likes.iter().filter(|(node, like)| b.likes.get(node) != Some(like));
    let written = a.notes.iter().filter(|(node, note)| b.notes.get(node) != Some(note));
    format!(
        "{:?} {:?} {:?}",
        nodes.collect::<Vec<_>>(),
        likes.collect::<Vec<_>>(),
        written.collect::<Vec<_>>()
    )
}

#[test]
fn every_container_is_like_its_model() {
    let first = settings::seed().unwrap_or(1);
    let rounds = settings::operations(300) as u64 / 100;
    for seed in first..first + rounds {
        round(seed, 100);
    }
}

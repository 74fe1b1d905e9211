//! Operations on several targets of shared lists, in random order, compared with the same on a `Vec`.

use kinfolk::prelude::*;
use kinfolk_tests::random::Random;
use kinfolk_tests::settings;

#[derive(Graph)]
#[graph(shared(targets: Vec<Target>))]
struct Holder {}

#[derive(Graph)]
struct Target {
    number: usize,
}

const TARGETS: usize = 6;

const STEPS: usize = 60;

fn numbers(targets: impl IntoIterator<Item = Rc<Target>>) -> Vec<usize> {
    targets.into_iter().map(|target| target.number).collect()
}

fn run(seed: u64) {
    let mut random = Random::new(seed);
    let targets: Vec<_> = (0..TARGETS).map(|number| Target { number }.into_graph()).collect();
    let holders = [Holder {}, Holder {}].map(Graph::into_graph);
    let mut model = [const { Vec::new() }; 2];
    for _ in 0..STEPS {
        let at = random.below(2);
        let count = random.below(5);
        let given: Vec<usize> = (0..count).map(|_| random.below(TARGETS)).collect();
        let handles = given.iter().map(|number| targets[*number].clone());
        let list = &holders[at].targets;
        // A reader sees what was there, whatever changes.
        let reader = random.percent(40).then(|| (list.read(), list.iter(), model[at].clone()));
        match random.below(5) {
            0 => {
                list.set_all(handles);
                model[at] = given;
            }
            1 => {
                let from = random.below(2);
                list.append(&holders[from].targets);
                if from != at {
                    let moved = std::mem::take(&mut model[from]);
                    model[at].extend(moved);
                }
            }
            2 => {
                let start = random.below(model[at].len() + 1);
                let end = start + random.below(model[at].len() - start + 1);
                let removed = list.splice(start..end, handles);
                let expected: Vec<_> = model[at].splice(start..end, given).collect();
                assert_eq!(numbers(removed), expected, "seed {seed}");
            }
            3 => {
                list.extend(handles);
                model[at].extend(given);
            }
            _ => {
                list.retain(|target| target.number % 3 > 0);
                model[at].retain(|number| number % 3 > 0);
            }
        }
        if let Some((read, iter, before)) = reader {
            assert_eq!(numbers(read.iter().cloned()), before, "seed {seed}");
            assert_eq!(numbers(iter), before, "seed {seed}");
        }
        for (holder, expected) in holders.iter().zip(&model) {
            assert_eq!(numbers(holder.targets.iter()), *expected, "seed {seed}");
        }
        for target in &targets {
            let links = model.iter().flatten().filter(|number| **number == target.number);
            assert_eq!(Rc::strong_count(target), 1 + links.count(), "seed {seed}");
        }
    }
}

#[test]
fn several_targets_at_once_as_in_a_vec() {
    let first = settings::seed().unwrap_or(1);
    for seed in first..first + (settings::operations(18_000) / STEPS) as u64 {
        run(seed);
    }
}

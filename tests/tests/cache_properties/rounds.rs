//! The rounds, and how many of them.

use kinfolk_tests::settings;

use crate::nested;
use crate::plain;
use crate::random::Random;
use crate::sheets::set_on_call;

/// For each of the tests below.
const OPERATIONS: usize = 12_000;

#[test]
fn one_after_the_other() {
    run(0, |seed| {
        let mut random = Random::new(seed);
        let steps = random.between(5, 80);
        let mut world = plain::World::new(random);
        for _ in 0..steps {
            world.step().map_err(|message| (message, world.trace.clone()))?;
        }
        let trace = world.trace.clone();
        world.end().map_err(|message| (message, trace))?;
        Ok(steps)
    });
}

#[test]
fn within_each_other() {
    nested::watch_panics();
    run(1, nested::round);
    set_on_call(None);
}

/// What was wrong, and what was done.
pub type Failure = (String, Vec<String>);

fn run(test: u64, round: impl Fn(u64) -> Result<usize, Failure>) {
    let first = settings::seed().unwrap_or_else(|| 0x5eed + (test << 32));
    let operations = settings::operations(OPERATIONS);
    let mut done = 0;
    for seed in first.. {
        match round(seed) {
            Ok(count) => done += count,
            Err((message, trace)) => {
                panic!("{message}\nseed {seed:#x}:\n  {}", trace.join("\n  "))
            }
        }
        if done >= operations {
            break;
        }
    }
}

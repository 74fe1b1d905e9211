//! Collections and leak reports, beside what the model says that they find.

use kinfolk::collect::{Collected, collect_every};
use kinfolk::{collect, leaks};

use crate::collecting::{Collecting, refuse};
use crate::reports;
use crate::world::{World, has_failed, tell, world};

/// A collection, at the outermost level.
pub fn collect_now() {
    tell(|| "collect".into());
    if !world(|world| world.is_outermost()) {
        return;
    }
    look_for_leaks();
    let looked = world(|world| {
        let mut looked = world.model.candidates();
        looked.extend(world.model.below(world.model.unreachable()));
        (!world.temper.has_hooks()).then_some(looked.len())
    });
    let (collected, expected) = while_collecting(collect);
    world(|world| {
        let Some((freed, brought_back)) = expected else { return };
        if (collected.freed(), collected.resurrected()) != (freed, brought_back) {
            world.fail(format!("{collected:?}: it is {freed} and {brought_back}"));
        }
        if looked.is_some_and(|looked| looked != collected.examined()) {
            world.fail(format!("{collected:?}: there are {looked:?} to look at"));
        }
        if freed > 0 {
            world.saw("collected");
        }
        if brought_back > 0 {
            world.saw("brought back");
        }
    });
    if !has_failed() && !leaks().is_empty() && world(|world| world.model.unreachable().is_empty()) {
        world(|world| world.fail("there are leaks after a collection".into()));
    }
}

/// An operation at the end of which there is a collection.
pub fn with_collect<R>(operation: impl FnOnce() -> R) -> R {
    if !world(|world| world.is_outermost()) {
        return operation();
    }
    tell(|| "with a collection at the end".into());
    world(|world| world.saw("collected by itself"));
    while_collecting(operation).0
}

/// What the operation gives, and how many nodes are freed and brought back.
fn while_collecting<R>(operation: impl FnOnce() -> R) -> (R, Option<(usize, usize)>) {
    world(|world| {
        let verdict = world.notice_silent_deaths();
        world.check(verdict);
        world.model.new_candidates = 0;
        world.collecting = Some(Collecting::new(&world.model));
    });
    let answer = operation();
    let counts = world(|world| {
        let counts = world.end_of_collection();
        counts.map_err(|message| world.fail(message)).ok()
    });
    (answer, counts)
}

impl World {
    fn end_of_collection(&mut self) -> Result<(usize, usize), String> {
        self.notice_silent_deaths()?;
        let Some(mut collecting) = self.collecting.take() else {
            refuse!("there is no collection");
        };
        if !collecting.is_over() {
            // Nothing has told of it.
            let dead = collecting.die(&self.model)?;
            self.bury(&dead)?;
        }
        let brought_back = collecting.resurrected();
        Ok((collecting.found() - brought_back, brought_back))
    }
}

/// In a hook there is none.
pub fn collect_in_hook() {
    tell(|| "collect".into());
    let collected = collect();
    let leaks = leaks();
    world(|world| {
        if collected != Collected::default() || !leaks.is_empty() {
            world.fail(format!("in a hook: {collected:?}, {leaks:?}"));
        }
    });
}

fn look_for_leaks() {
    tell(|| "look for leaks".into());
    let leaks = leaks();
    world(|world| {
        if world.failed.is_none() {
            let verdict = world.notice_silent_deaths();
            let verdict = verdict.and_then(|()| reports::check(&world.model, &leaks));
            world.check(verdict);
        }
    });
}

pub fn set_collect_every() {
    let every = world(|world| {
        world.model.collect_every = [0, 0, 1, 2, 5][world.random.below(5)];
        world.model.collect_every
    });
    tell(|| format!("collect every {every}"));
    collect_every(every);
}

//! [`Cursor`]: an iterator over entries that is at work while other things are done.

use crate::actions::act;
use crate::kinds::ItemRc;
use crate::model::{Entries, Entry, Place};
use crate::world::{check, has_failed, refuse, tell, world};

/// What an iterator has yielded, and the node's handle, if that is part of it.
pub type Yielded = ((Place, Entry), Option<ItemRc>);

pub struct Cursor<'a> {
    /// What it may yield, and has to as far as it is alive.
    left: Entries,
    next: Box<dyn FnMut() -> Option<Yielded> + 'a>,
}

impl<'a> Cursor<'a> {
    pub fn new(entries: Entries, next: impl FnMut() -> Option<Yielded> + 'a) -> Self {
        Cursor { left: entries, next: Box::new(next) }
    }

    /// One over something of each entry: `is_it` finds the entry, which is taken for any of those that fit.
    pub fn of_parts<P: 'a>(
        entries: Entries,
        mut next: impl FnMut() -> Option<P> + 'a,
        is_it: impl Fn(&P, Place, Entry) -> bool + 'a,
    ) -> Self {
        let mut left = entries.clone();
        Cursor::new(entries, move || {
            let part = next()?;
            let nobody = (Place::MAX, Entry { node: Place::MAX, thing: None });
            let mut fitting = left.iter().filter(|(place, entry)| is_it(&part, **place, **entry));
            let found = fitting.next().map_or(nobody, |(place, entry)| (*place, *entry));
            left.remove(&found.0);
            drop(part);
            Some((found, None))
        })
    }

    /// Says whether there was one.
    pub fn step(&mut self) -> bool {
        let yielded = (self.next)();
        if has_failed() {
            return false;
        }
        let verdict = match &yielded {
            Some(((place, entry), _)) => {
                tell(|| format!("yields {place}: {entry:?}"));
                match self.left.remove(place) {
                    Some(expected) if expected == *entry => Ok(()),
                    other => Err(format!("{place}: {entry:?} was yielded, not {other:?}")),
                }
            }
            None => self.check_rest(),
        };
        check(verdict);
        yielded.is_some()
    }

    fn check_rest(&self) -> Result<(), String> {
        world(|world| {
            for (place, entry) in &self.left {
                if world.is_alive(entry.node) {
                    refuse!("{place}: {entry:?} was not yielded, but lives");
                }
            }
            Ok(())
        })
    }

    /// To its end, while other things are done; or not to its end.
    pub fn walk(mut self) {
        world(|world| world.open += 1);
        let _end = Open;
        while self.step() && !has_failed() {
            let (acts, stops) = world(|world| (world.random.percent(60), world.random.percent(5)));
            if stops {
                break;
            }
            if acts {
                world(|world| world.depth += 1);
                act();
                world(|world| world.depth -= 1);
            }
        }
    }
}

/// The test holds something for a while that the library would drop.
struct Open;

impl Drop for Open {
    fn drop(&mut self) {
        world(|world| world.open -= 1);
    }
}

/// As long as `run` runs.
pub fn while_open<R>(run: impl FnOnce() -> R) -> R {
    world(|world| world.open += 1);
    let _end = Open;
    run()
}

/// Walks to its end now, or later, step by step.
pub fn walk_or_keep(cursor: Cursor<'static>) {
    if world(|world| world.random.percent(60)) {
        cursor.walk();
    } else {
        world(|world| world.drains.push(cursor));
    }
}

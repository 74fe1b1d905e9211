//! [`Cursor`]: an iterator over entries that runs while other things happen.

use crate::actions::act;
use crate::kinds::ItemRc;
use crate::model::{Entries, Entry, Place};
use crate::properties::callbacks::Callback;
use crate::properties::journal::{check, has_failed, log};
use crate::properties::{Verdict, refuse};
use crate::round::round;

/// A yielded entry, and the node's handle if the iterator yields it.
pub type Yielded = ((Place, Entry), Option<ItemRc>);

pub struct Cursor<'a> {
    /// The entries that it may still yield. It must yield those of living nodes.
    left: Entries,
    next: Box<dyn FnMut() -> Option<Yielded> + 'a>,
}

impl<'a> Cursor<'a> {
    pub fn new(entries: Entries, next: impl FnMut() -> Option<Yielded> + 'a) -> Self {
        Cursor { left: entries, next: Box::new(next) }
    }

    /// An iterator over a part of each entry. `is_it` finds the entry; any that fits will do.
    pub fn of_parts<P: 'a>(
        entries: Entries,
        mut next: impl FnMut() -> Option<P> + 'a,
        is_it: impl Fn(&P, Place, Entry) -> bool + 'a,
    ) -> Self {
        let mut left = entries.clone();
        Cursor::new(entries, move || {
            let part = next()?;
            let none = (Place::MAX, Entry { node: Place::MAX, payload: None });
            let mut fitting = left.iter().filter(|(place, entry)| is_it(&part, **place, **entry));
            let found = fitting.next().map_or(none, |(place, entry)| (*place, *entry));
            left.remove(&found.0);
            drop(part);
            Some((found, None))
        })
    }

    /// Returns whether there was an entry.
    pub fn step(&mut self) -> bool {
        let yielded = (self.next)();
        if has_failed() {
            return false;
        }
        let verdict = match &yielded {
            Some(((place, entry), _)) => {
                log(|| format!("yields {place}: {entry:?}"));
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

    fn check_rest(&self) -> Verdict {
        round(|round| {
            for (place, entry) in &self.left {
                if round.is_alive(entry.node) {
                    refuse!("{place}: {entry:?} was not yielded, but lives");
                }
            }
            Ok(())
        })
    }

    /// Walks on, mostly to the end, while other things happen.
    pub fn walk(mut self) {
        round(|round| round.open += 1);
        let _end = Open;
        while self.step() && !has_failed() {
            let (acts, stops) = round(|round| (round.random.percent(60), round.random.percent(5)));
            if stops {
                break;
            }
            if acts {
                let _indented = Callback::silent();
                act();
            }
        }
    }
}

/// For as long as this lives, the test may hold a payload that is no longer in an entry.
struct Open;

impl Drop for Open {
    fn drop(&mut self) {
        round(|round| round.open -= 1);
    }
}

/// The test may hold such payloads while `run` runs.
pub fn while_open<R>(run: impl FnOnce() -> R) -> R {
    round(|round| round.open += 1);
    let _end = Open;
    run()
}

/// Walks on now, or keeps the iterator for later steps.
pub fn walk_or_keep(cursor: Cursor<'static>) {
    if round(|round| round.random.percent(60)) {
        cursor.walk();
    } else {
        round(|round| round.drains.push(cursor));
    }
}

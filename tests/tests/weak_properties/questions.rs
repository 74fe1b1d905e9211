//! The questions of `retain`.

use crate::actions::act_sometimes;
use crate::model::{Entries, Entry, Place};
use crate::panics::panic_if;
use crate::pending::Change;
use crate::properties::callbacks::Callback;
use crate::properties::journal::{check, has_failed, log};
use crate::properties::refuse;
use crate::round::round;

/// Answers whether `retain` is to keep an entry.
pub fn question(place: Place, entry: Entry, asked: Option<Entry>) -> bool {
    if has_failed() {
        return true;
    }
    let callback = Callback::begin(|| format!("is {place}: {entry:?} to be kept?"));
    if asked != Some(entry) {
        check(Err(format!("asked about {place}: {entry:?}, not {asked:?}")));
    }
    act_sometimes(round(|round| round.profile.closures_act));
    drop(callback);
    let panics = round(|round| round.random.percent(round.profile.panics / 3));
    panic_if(panics);
    round(|round| {
        let keeps = round.random.percent(60);
        log(|| format!("keep {place}: {keeps}"));
        if let Some(Change::Reject { rejected, .. }) =
            round.pending.last_mut().map(|pending| &mut pending.change)
            && !keeps
        {
            rejected.push((place, entry));
        }
        keeps
    })
}

/// All entries of living nodes were asked about, unless one of the questions panicked.
pub fn check_all_asked(left: &Entries, has_ended: bool) {
    if !has_ended || has_failed() {
        return;
    }
    check(round(|round| {
        for (place, entry) in left {
            if round.is_alive(entry.node) {
                refuse!("{place}: {entry:?} was not asked about");
            }
        }
        Ok(())
    }));
}

//! What `retain` asks.

use crate::actions::act_sometimes;
use crate::events::Callback;
use crate::model::{Entries, Entry, Place};
use crate::panics::panic_if;
use crate::pending::Change;
use crate::world::{check, has_failed, refuse, world};

/// The answer to a question of `retain`.
pub fn question(place: Place, entry: Entry, asked: Option<Entry>) -> bool {
    if has_failed() {
        return true;
    }
    let callback = Callback::begin(format!("is to be kept: {place}: {entry:?}?"));
    if asked != Some(entry) {
        check(Err(format!("asked about {place}: {entry:?}, not {asked:?}")));
    }
    act_sometimes(world(|world| world.temper.closures_act));
    drop(callback);
    let panics = world(|world| world.random.percent(world.temper.panics / 3));
    panic_if(panics);
    world(|world| {
        let keeps = world.random.percent(60);
        world.tell(|| format!("keep {place}: {keeps}"));
        if let Some(Change::Reject { rejected, .. }) =
            world.pending.last_mut().map(|pending| &mut pending.change)
            && !keeps
        {
            rejected.push((place, entry));
        }
        keeps
    })
}

/// Unless the question of one of them panicked.
pub fn check_all_asked(left: &Entries, has_ended: bool) {
    if !has_ended || has_failed() {
        return;
    }
    check(world(|world| {
        for (place, entry) in left {
            if world.is_alive(entry.node) {
                refuse!("nobody was asked about {place}: {entry:?}");
            }
        }
        Ok(())
    }));
}

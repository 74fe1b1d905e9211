//! What hooks do.

use std::cell::Cell;

use kinfolk::Handle;

use crate::actions::{
    below, change, has_budget, more, move_between, note, percent, profile, some_thing,
};
use crate::model::{fail, with};
use crate::nodes::{Thing, ThingRc, id_of};

thread_local! {
    static HOOKS_RUNNING: Cell<usize> = const { Cell::new(0) };
}

pub fn is_in_hook() -> bool {
    HOOKS_RUNNING.get() > 0
}

/// The hook of each node that has one.
pub fn hook(this: &ThingRc) {
    let id = id_of(this);
    with(|model| model.nodes[id].hooks_run += 1);
    if with(|model| model.nodes[id].hooks_run != 1 || model.nodes[id].is_dropped) {
        fail(format!("the hook of {id} runs again, or too late"));
    }
    // A collection does not check its nodes again between the hooks.
    if with(|model| !model.is_collecting && model.reachable().contains(&id)) {
        fail(format!("the hook of {id} runs, though the test holds it"));
    }
    let _running = Running::begin();
    look_below(this);
    if percent(profile().hooks_act) && has_budget() {
        note(format!("the hook of {id} acts"));
        with(|model| model.is_disturbed = true);
        match below(6) {
            0 => change(this),
            1 => some_thing().into_iter().for_each(|from| move_between(&from, this)),
            2 => some_thing().into_iter().for_each(|to| move_between(this, &to)),
            _ => {}
        }
        if percent(15) {
            note(format!("{id} is brought back"));
            with(|model| model.pool.push(this.clone()));
        }
        more(3);
        note(format!("the hook of {id} ends"));
        assert!(!percent(profile().panics), "a hook panics");
    }
}

/// While it exists, a hook is running.
struct Running;

impl Running {
    fn begin() -> Self {
        HOOKS_RUNNING.set(HOOKS_RUNNING.get() + 1);
        Running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        HOOKS_RUNNING.set(HOOKS_RUNNING.get() - 1);
    }
}

/// All that a node leads to is whole.
fn look_below(thing: &ThingRc) {
    let below = with(|model| model.below_of(id_of(thing)));
    for other in below {
        if with(|model| model.nodes[other].is_dropped) {
            fail(format!("the hook of {} leads to {other}, which is dropped", id_of(thing)));
        }
    }
    for child in thing.descendants_or_self() {
        let child = child.cast::<Thing>().expect("there are no other nodes");
        if with(|model| model.nodes[id_of(&child)].is_dropped) {
            fail(format!("{} is dropped, and is a descendant", id_of(&child)));
        }
    }
}

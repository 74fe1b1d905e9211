//! Handles: [`Held`], and what is done with them.

use std::mem;

use crate::actions::act_anywhere;
use crate::kinds::{ItemRc, id_of, item};
use crate::links::strong;
use crate::model::Id;
use crate::world::{World, has_failed, tell, world};

/// A strong handle that the model knows of.
pub struct Held {
    pub id: Id,
    handle: Option<ItemRc>,
}

impl Held {
    pub fn node(&self) -> &ItemRc {
        self.handle.as_ref().expect("it is there until it is dropped")
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(handle) = self.handle.take() else { return };
        if has_failed() {
            mem::forget(handle);
            return;
        }
        world(|world| world.model.release(&[self.id]));
        drop(handle);
        notice_release(self.id);
    }
}

/// After something has been let go of. It may have died without a word; and what it held, and somebody
/// else holds, has nothing to do with its death later.
pub fn notice_release(id: Id) {
    if !has_failed() {
        world(|world| {
            if !world.model.nodes[id].kind.data_drops() {
                let verdict = world.notice_silent_deaths();
                world.check(verdict);
            }
        });
    }
}

/// For handles that the model knows of already.
pub fn held(handle: ItemRc) -> Held {
    Held { id: id_of(&handle), handle: Some(handle) }
}

/// Gets a handle to a node, unless it has died meanwhile.
pub fn hold(id: Id) -> Option<Held> {
    let (weak, this, place) = world(|world| {
        let this = world.this.last().cloned();
        let model = &world.model;
        let place = this.as_ref().and_then(|this| {
            let mut targets = model.strong_targets(id_of(this));
            targets.find(|(_, target)| *target == id).map(|(link, _)| link)
        });
        let by_link = world.random.percent(60);
        (world.weak[id].clone(), this, place.filter(|_| by_link))
    });
    let handle = match (this, place) {
        (Some(this), Some(link)) => {
            strong(&this, link).targets().into_iter().find(|node| id_of(node) == id)
        }
        _ => weak.upgrade().map(|node| item(&node)),
    };
    let Some(handle) = handle else {
        world(|world| {
            let verdict = world.notice_silent_deaths().and_then(|()| world.death_begins(id));
            world.check(verdict);
        });
        return None;
    };
    world(|world| world.model.hold(&[id]));
    Some(held(handle))
}

/// Takes a handle out of the pool.
pub fn take_from_pool(at: usize) -> Option<Held> {
    world(|world| (at < world.pool.len()).then(|| world.pool.swap_remove(at)))
}

pub fn put_into_pool(held: Held) {
    world(|world| world.pool.push(held));
}

pub fn drop_a_handle() {
    let at = world(|world| {
        let count = world.pool.len();
        world.random.below(count)
    });
    if let Some(held) = take_from_pool(at) {
        tell(|| format!("drop {}", held.id));
        drop(held);
    }
}

pub fn drop_many() {
    let count = world(|world| world.pool.len() / 2);
    (0..=count).for_each(|_| drop_a_handle());
}

pub fn keep_a_handle() {
    let Some(id) = world(|world| world.pick(|_, _| true)) else { return };
    let Some(held) = hold(id) else { return };
    tell(|| format!("keep {id}"));
    put_into_pool(held);
}

/// Brings the node back whose hook is running.
pub fn keep_this() {
    let Some(id) = world(|world| world.this.last().map(id_of)) else { return };
    let Some(held) = hold(id) else { return };
    tell(|| format!("keep {id}, whose hook this is"));
    put_into_pool(held);
}

pub fn hold_a_while() {
    let Some(id) = world(|world| world.pick(|_, _| true)) else { return };
    let Some(held) = hold(id) else { return };
    tell(|| format!("hold {id}"));
    let count = world(|world| world.random.between(1, 3));
    (0..count).for_each(|_| act_anywhere());
    tell(|| format!("let go of {id}"));
    drop(held);
}

/// Keeps a snapshot of a list for a while, in whatever form.
pub fn lend() {
    let Some((node, link)) = world(World::pick_list) else { return };
    let Some(holder) = hold(node) else { return };
    let (targets, by_guard, count) = world(|world| {
        let targets = world.model.nodes[node].links[link].clone();
        world.model.hold(&targets);
        world.lent += 1;
        (targets, world.random.percent(50), world.random.between(1, 3))
    });
    tell(|| {
        format!(
            "lend {} of {node}: {targets:?}",
            world(|world| world.model.declared((node, link)).name)
        )
    });
    let lent = strong(holder.node(), link).lend(by_guard);
    (0..count).for_each(|_| act_anywhere());
    if has_failed() {
        std::mem::forget(lent);
        std::mem::forget(holder);
        return;
    }
    tell(|| format!("end of {} of {node}", world(|world| world.model.declared((node, link)).name)));
    world(|world| {
        world.lent -= 1;
        world.model.release(&targets);
        // The link of the holder, whatever it has now, lets go of nothing.
        world.model.limbo.push(targets);
    });
    drop(lent);
    end_of_limbo();
    drop(holder);
}

pub fn end_of_limbo() {
    while let Some(id) = world(|world| {
        let limbo = world.model.limbo.last_mut().filter(|limbo| !limbo.is_empty())?;
        Some(limbo.remove(0))
    }) {
        notice_release(id);
    }
    world(|world| world.model.limbo.pop());
}

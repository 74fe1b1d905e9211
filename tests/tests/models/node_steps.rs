//! Steps with nodes of any type: leaving, replacing, putting at a place, pointing.

use kinfolk::{Handle, Node};
use kinfolk_tests::random::Random;

use crate::items::{ItemRc, Slot};
use crate::plain::State;
use crate::steps::Step;

/// Operations on nodes of any type.
pub fn change_node(state: &State, random: &mut Random, node: &ItemRc, other: ItemRc) -> Step {
    let (id, with) = (node.id(), other.id());
    let mut after = state.clone();
    let place = state.place(id);
    let node = node.clone();
    let (text, is_accepted, run): (_, _, Box<dyn FnOnce() -> bool>) = match random.below(4) {
        0 => {
            let is_accepted = !state.is_required(id);
            if is_accepted {
                after.take_out(id);
            }
            ("detach", is_accepted, Box::new(move || node.try_detach().is_ok()))
        }
        1 => {
            let mut is_accepted = false;
            if let Some((owner, slot, index)) = place {
                let key = state.slots[&owner][&slot][index].0;
                is_accepted = id == with || !state.is_refused(with, owner);
                if is_accepted && id != with {
                    after.take_out(with);
                    let index = after.place(id).unwrap().2;
                    after.children(owner, slot)[index] = (key, with);
                }
            }
            ("replace_with", is_accepted, Box::new(move || node.replace_with(other).is_ok()))
        }
        2 => {
            let is_shared = random.percent(60);
            let is_set = random.percent(60);
            if is_shared {
                after.likes.remove(&id);
                if is_set {
                    after.likes.insert(id, with);
                }
            }
            let run = move || {
                node.point(is_shared, is_set.then_some(&other));
                true
            };
            ("point", true, Box::new(run))
        }
        _ => {
            // The place is taken first, and may be left before it is used.
            let real = node.place();
            let is_left = random.percent(60) && !state.is_required(id);
            if is_left {
                node.detach();
                after.take_out(id);
            }
            let mut is_accepted = true;
            if let Some((owner, slot, index)) = place {
                let key = state.slots[&owner][&slot][index].0;
                let now = after.children(owner, slot).clone();
                let here = now.iter().position(|(_, child)| *child == with);
                let is_refused = here.is_none() && after.is_refused(with, owner);
                is_accepted = !is_refused;
                if slot == Slot::List {
                    if is_accepted {
                        let index = index.min(now.len() - usize::from(here.is_some()));
                        after.take_out(with);
                        after.children(owner, slot).insert(index, (0, with));
                    }
                } else if slot.is_keyed() {
                    let taken = now.iter().find(|(other, _)| *other == key);
                    is_accepted &= taken.is_none_or(|(_, child)| *child == with);
                    if is_accepted {
                        after.put_at_key(owner, slot, key, with);
                    }
                } else {
                    is_accepted &= slot == Slot::Required || now.is_empty() || here.is_some();
                    if is_accepted && here.is_none() {
                        after.take_out(with);
                        *after.children(owner, slot) = vec![(0, with)];
                    }
                }
            }
            let run = move || {
                let _held = node;
                real.is_none_or(|place| place.put(other.to_any()).is_ok())
            };
            let step = Step {
                text: format!("put {with} where {id} was, {is_left}"),
                expected: is_accepted.then_some(after),
                run: Box::new(run),
            };
            return step;
        }
    };
    Step { text: format!("{text} {id} {with}"), expected: is_accepted.then_some(after), run }
}

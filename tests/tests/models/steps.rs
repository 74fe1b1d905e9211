//! Steps: an operation on a link, and what the model says of it.

use std::cmp::Reverse;

use kinfolk_tests::random::Random;

use crate::calls::{Call, called};
use crate::hooks;
use crate::items::{ItemRc, Slot, key};
use crate::operations::{Attach, Both, By, Clear, Extend, Order, Remove, Rename, Retain, Splice};
use crate::plain::{Children, State};

/// An operation, the state if it is accepted, and what it says otherwise.
pub struct Step {
    pub text: String,
    /// `None` if it must be refused.
    pub expected: Option<State>,
    pub run: Box<dyn FnOnce() -> bool>,
}

/// Attaches a child in one of the ways of the link.
pub fn attach(
    state: &State,
    random: &mut Random,
    owner: &ItemRc,
    slot: Slot,
    child: ItemRc,
) -> Step {
    let (to, id) = (owner.id(), child.id());
    let mut after = state.clone();
    let children = state.slots[&to][&slot].clone();
    let here = children.iter().position(|(_, other)| *other == id);
    let is_refused = here.is_none() && state.is_refused(id, to);
    let len = children.len();
    let by = match random.below(4) {
        0 => By::Push,
        1 | 2 => By::Insert,
        _ if slot.is_keyed() => By::Add,
        _ => By::Replace,
    };
    let mut key = key(random);
    let mut is_accepted = !is_refused;
    if slot.is_keyed() {
        let taken = children.iter().find(|(other, _)| *other == key).map(|(_, other)| *other);
        if matches!(by, By::Add) && taken.is_some_and(|taken| taken != id) {
            is_accepted = false;
        }
        if is_accepted {
            after.put_at_key(to, slot, key, id);
        }
    } else if slot != Slot::List {
        if is_accepted && here.is_none() {
            after.take_out(id);
            *after.children(to, slot) = vec![(0, id)];
        }
    } else {
        key = below(random, len + 2);
        let index = key as usize;
        let len_without = len - usize::from(here.is_some());
        match by {
            By::Push | By::Add => {
                if is_accepted {
                    after.take_out(id);
                    after.children(to, slot).push((0, id));
                }
            }
            By::Insert => {
                is_accepted &=
                    index <= len_without || here == Some(index) || here.is_some() && index == len;
                if is_accepted {
                    after.take_out(id);
                    let index = index.min(len_without);
                    after.children(to, slot).insert(index, (0, id));
                }
            }
            By::Replace => {
                is_accepted &= index < len;
                if is_accepted && here != Some(index) {
                    let old = children[index].1;
                    after.take_out(id);
                    let index = after.place(old).unwrap().2;
                    after.children(to, slot)[index] = (0, id);
                }
            }
        }
    }
    let owner = owner.clone();
    Step {
        text: format!("attach {id} to {to}.{slot:?} {by:?} {key}"),
        expected: is_accepted.then_some(after),
        run: Box::new(move || owner.visit(slot, Attach { child, key, by }).unwrap()),
    }
}

/// The other operations of one link, and those of two.
#[expect(clippy::too_many_lines, reason = "one arm an operation")]
pub fn change_link(state: &State, random: &mut Random, owner: &ItemRc, slot: Slot) -> Step {
    let to = owner.id();
    let mut after = state.clone();
    let children: Children = state.slots[&to][&slot].clone();
    let len = children.len();
    let any = |random: &mut Random| {
        let living = hooks::living();
        living[random.below(living.len())].clone()
    };
    let owner = owner.clone();
    let step = |text: String, expected: Option<State>, run: Box<dyn FnOnce() -> bool>| Step {
        text: format!("{text} {to}.{slot:?}"),
        expected,
        run,
    };
    match random.below(10) {
        0 => {
            let order = below(random, 3);
            if slot == Slot::List {
                let list = after.children(to, slot);
                match order {
                    0 => list.reverse(),
                    1 => list.sort_by_key(|(_, child)| *child),
                    _ => list.sort_by_key(|(_, child)| Reverse(child % 10)),
                }
            }
            let run = move || {
                owner.visit(slot, Order(order));
                true
            };
            step(format!("order {order}"), Some(after), Box::new(run))
        }
        1 | 2 => {
            let key = if slot.is_keyed() { key(random) } else { below(random, len) };
            if slot == Slot::List && len == 0 {
                return step("none".into(), Some(after), Box::new(|| true));
            }
            match slot {
                Slot::Required => (),
                Slot::Option => after.children(to, slot).clear(),
                Slot::List => drop(after.children(to, slot).remove(key as usize)),
                _ => after.children(to, slot).retain(|(other, _)| *other != key),
            }
            let run = move || {
                owner.visit(slot, Remove(key));
                true
            };
            step(format!("remove {key}"), Some(after), Box::new(run))
        }
        3 if random.percent(40) => {
            if slot != Slot::Required {
                after.children(to, slot).clear();
            }
            let run = move || {
                owner.visit(slot, Clear);
                true
            };
            step("clear".into(), Some(after), Box::new(run))
        }
        3 | 4 => {
            let rest = random.below(3);
            if slot == Slot::List || slot.is_keyed() {
                after.children(to, slot).retain(|(_, child)| child % 3 != rest);
            }
            let mut panics = random.percent(20).then(|| random.below(len));
            let mut disturbs = random.percent(20).then(|| random.below(len));
            let run = move || {
                let mut keep = |child: &ItemRc| {
                    called(Call::Closure);
                    for (count, is_panic) in [(&mut panics, true), (&mut disturbs, false)] {
                        match count {
                            Some(0) => {
                                *count = None;
                                assert!(!is_panic, "a closure panics");
                                hooks::disturb(Some(child));
                            }
                            Some(count) => *count -= 1,
                            None => (),
                        }
                    }
                    child.id() % 3 != rest
                };
                owner.visit(slot, Retain(&mut keep));
                true
            };
            step(format!("retain {rest}"), Some(after), Box::new(run))
        }
        5 => {
            let (from, key) = if slot == Slot::List {
                if len == 0 {
                    return step("none".into(), Some(after), Box::new(|| true));
                }
                (below(random, len), below(random, len))
            } else {
                (key(random), key(random))
            };
            let mut is_accepted = true;
            if slot == Slot::List {
                let list = after.children(to, slot);
                let child = list.remove(from as usize);
                list.insert(key as usize, child);
            } else if slot.is_keyed() {
                let child = |key| children.iter().find(|(other, _)| *other == key);
                if let Some((_, child_from)) = child(from) {
                    is_accepted = from == key || child(key).is_none();
                    if is_accepted {
                        after.put_at_key(to, slot, key, *child_from);
                    }
                }
            }
            let run = move || owner.visit(slot, Rename(from, key)).unwrap();
            step(format!("rename {from} {key}"), is_accepted.then_some(after), Box::new(run))
        }
        6 => {
            let given: Vec<_> = (0..random.below(4)).map(|_| (key(random), any(random))).collect();
            let ids: Vec<_> = given.iter().map(|(key, child)| (*key, child.id())).collect();
            let is_here = |id: usize| children.iter().any(|(_, child)| *child == id);
            let is_accepted = slot < Slot::List
                || ids.iter().all(|(_, id)| is_here(*id) || !state.is_refused(*id, to));
            if is_accepted && slot >= Slot::List {
                for (key, id) in &ids {
                    if slot.is_keyed() {
                        after.put_at_key(to, slot, *key, *id);
                    } else {
                        after.take_out(*id);
                        after.children(to, slot).push((0, *id));
                    }
                }
            }
            let run = move || owner.visit(slot, Extend(given)).unwrap();
            step(format!("extend {ids:?}"), is_accepted.then_some(after), Box::new(run))
        }
        7 | 8 => {
            let mut given: Vec<ItemRc> = Vec::new();
            for _ in 0..random.below(4) {
                let child = any(random);
                if !given.contains(&child) {
                    given.push(child);
                }
            }
            let (start, end) = (random.below(len + 1), random.below(len + 1));
            let range = random.percent(80).then(|| start.min(end)..start.max(end));
            let ids: Vec<_> = given.iter().map(ItemRc::id).collect();
            let mut is_accepted = true;
            if slot == Slot::List {
                let is_here = |id: usize| children.iter().any(|(_, child)| *child == id);
                is_accepted = ids.iter().all(|id| is_here(*id) || !state.is_refused(*id, to));
                if is_accepted {
                    for id in &ids {
                        after.take_out(*id);
                    }
                    let range = range.clone().unwrap_or(0..len);
                    let rest = |part: &[(u32, usize)]| {
                        let rest = part.iter().copied().filter(|(_, child)| !ids.contains(child));
                        rest.collect::<Vec<_>>()
                    };
                    let mut list = rest(&children[..range.start]);
                    list.extend(ids.iter().map(|id| (0, *id)));
                    list.extend(rest(&children[range.end..]));
                    *after.children(to, slot) = list;
                }
            }
            let text = format!("splice {range:?} {ids:?}");
            let run = move || owner.visit(slot, Splice(range, given)).unwrap();
            step(text, is_accepted.then_some(after), Box::new(run))
        }
        _ => {
            let other = any(random);
            let from = other.id();
            let mut is_accepted = true;
            let others = state.slots[&from].get(&slot).cloned().unwrap_or_default();
            if from != to && !others.is_empty() {
                if slot == Slot::List {
                    is_accepted = others.iter().all(|(_, child)| !state.is_or_is_above(*child, to));
                    if is_accepted {
                        after.children(from, slot).clear();
                        after.children(to, slot).extend(others);
                    }
                } else if slot == Slot::Required {
                    let (mine, others) = (children[0].1, others[0].1);
                    is_accepted =
                        !state.is_or_is_above(mine, from) && !state.is_or_is_above(others, to);
                    if is_accepted {
                        after.children(to, slot)[0].1 = others;
                        after.children(from, slot)[0].1 = mine;
                    }
                }
            }
            let run = move || owner.visit(slot, Both(other, slot)).unwrap();
            step(format!("both {from}"), is_accepted.then_some(after), Box::new(run))
        }
    }
}

/// A number below `end`.
pub fn below(random: &mut Random, end: usize) -> u32 {
    u32::try_from(random.below(end)).unwrap()
}

//! The operations that run within each other.

use kinfolk::{AnyRc, AnyWeak, Graph, Handle};

use crate::keys::{Key, Name, Serial};
use crate::nested::round;
use crate::properties::callbacks::catch;
use crate::properties::graph::Id;
use crate::properties::journal::{depth, has_failed, log, spend};
use crate::sheets::{Call, Sheet, SheetRc, call, sheet};

/// How many operations may be within each other.
const DEPTH: usize = 10;

/// Does something, unless there has been enough in this step.
pub fn act() {
    if !has_failed() && depth() <= DEPTH && spend() {
        catch(act_now);
    }
}

fn key() -> Key {
    round(|round| {
        round.is_key_dropped.push(false);
        let (name, serial) = (round.random.below(round.names), round.is_key_dropped.len() - 1);
        log(|| format!("key {serial} of name {name}"));
        Key { name: Name(name), payload: Serial(serial) }
    })
}

fn new_sheet() -> (Id, Sheet) {
    let (id, weight) = round(|round| {
        round.weak.push(AnyWeak::new());
        round.is_data_dropped.push(false);
        round.has_hook_run.push(false);
        (round.weak.len() - 1, round.random.below(8))
    });
    (id, sheet(id, weight))
}

fn pick() -> SheetRc {
    let known = round(|round| {
        let at = round.random.below(round.pool.len() * 2);
        round.pool.get(at).cloned()
    });
    known.unwrap_or_else(|| {
        let (id, plain) = new_sheet();
        let node = plain.into_graph();
        round(|round| {
            round.weak[id] = AnyRc::downgrade(&node.to_any());
            if round.random.percent(40) {
                round.pool.push(node.clone());
            }
        });
        node
    })
}

fn act_now() {
    let cache = round(|round| round.cache.clone());
    let name = round(|round| Name(round.random.below(round.names)));
    let (choice, budget) = round(|round| (round.random.below(100), round.random.below(20)));
    let what = match choice {
        0..20 => "insert",
        20..35 => "get",
        35..53 => "get or insert",
        53..60 => "remove",
        60..66 => "pin",
        66..73 => "unpin",
        73..76 => "shrink to",
        76..79 => "set the budget to",
        79..82 => "release unused",
        82 => "clear",
        83 => "retain",
        84..86 => "iterate",
        86..90 => "hold",
        _ => "drop",
    };
    log(|| format!("{what} ({}, {budget})", name.0));
    match choice {
        0..20 => drop(cache.insert(key(), pick())),
        20..35 => {
            round(|round| round.lookups += 1);
            drop(cache.get(&name));
        }
        35..53 => {
            round(|round| round.lookups += 1);
            let is_plain = budget % 2 == 0;
            if is_plain {
                drop(cache.get_or_insert_with(key(), || {
                    call(Call::Closure, 0);
                    new_sheet().1
                }));
            } else {
                let made = cache.try_get_or_insert_with(key(), || {
                    call(Call::Closure, 1);
                    if budget == 1 { Err(()) } else { Ok(pick()) }
                });
                drop(made);
            }
        }
        53..60 => drop(cache.remove(&name)),
        60..66 if round(|round| round.pins) => drop(cache.pin(&name)),
        66..73 => drop(cache.unpin(&name)),
        73..76 => cache.shrink_to(budget),
        76..79 => cache.set_budget(budget),
        79..82 => drop(cache.release_unused()),
        82 => cache.clear(),
        83 => cache.retain(|key, _| {
            call(Call::Closure, 2);
            (key.name.0 + budget).is_multiple_of(3)
        }),
        84..86 => {
            for (key, node) in cache.iter() {
                drop(key);
                drop(node);
                act();
            }
        }
        86..90 => {
            if let Some(node) = cache.peek(&name) {
                round(|round| round.pool.push(node));
            }
        }
        _ => {
            let node = round(|round| {
                let at = round.random.below(round.pool.len());
                (at < round.pool.len()).then(|| round.pool.swap_remove(at))
            });
            drop(node);
        }
    }
}

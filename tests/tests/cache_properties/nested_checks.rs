//! What must hold while operations run within each other.

use std::collections::BTreeSet;

use kinfolk::{AnyRc, Handle};

use crate::keys::Sheets;
use crate::nested::{quietly, round};
use crate::properties::journal::{fail, has_failed};
use crate::properties::{Verdict, refuse};
use crate::sheets::{SheetRc, tag_of};

/// At any time: the length is that of the iterator, which yields no dead nodes.
pub fn check_counts() {
    if has_failed() {
        return;
    }
    let cache = round(|round| round.cache.clone());
    let (len, count) = quietly(|| (cache.len(), cache.iter().count()));
    if len != count || cache.is_empty() != (len == 0) {
        fail(format!("the length is {len}, but there are {count}"));
    }
    quietly(|| drop(cache));
}

/// At the end of a step: the cache holds exactly what it reports, and nothing else holds nodes.
pub fn check_rest(cache: &Sheets) -> Verdict {
    let entries: Vec<_> = cache.iter().collect();
    let mut nodes: Vec<SheetRc> = Vec::new();
    let mut names = BTreeSet::new();
    let mut keys = BTreeSet::new();
    for (key, node) in &entries {
        if !names.insert(key.name.0) || !keys.insert(key.payload.0) {
            refuse!("{} is there twice", key.name.0);
        }
        if cache.peek(&key.name).as_ref() != Some(node) {
            refuse!("{} is not found", key.name.0);
        }
        if !nodes.contains(node) {
            nodes.push(node.clone());
        }
    }
    let (mut kept, mut weight) = (0, 0);
    for node in &nodes {
        let here = entries.iter().filter(|(_, other)| other == node).count();
        let in_pool = round(|round| round.pool.iter().filter(|other| *other == node).count());
        let held = AnyRc::strong_count(&node.to_any()) - 2 - here - in_pool;
        if held > here {
            refuse!("{} is held {held} times, by {here} entries", tag_of(node).id);
        }
        kept += held;
        weight += held * tag_of(node).weight;
    }
    if (kept, weight) != (cache.kept(), cache.weight()) {
        refuse!(
            "{kept} nodes are kept, that weigh {weight}, not {}, that weigh {}",
            cache.kept(),
            cache.weight()
        );
    }
    let stats = cache.stats();
    round(|round| {
        if !round.has_panicked && !round.pins && weight > cache.budget() {
            refuse!("{weight} is kept, of {}", cache.budget());
        }
        let lookups = stats.hits() + stats.recovered() + stats.misses();
        if !round.has_panicked && lookups != round.lookups {
            refuse!("{lookups} look-ups were counted, of {}", round.lookups);
        }
        let living = (0..round.is_key_dropped.len()).filter(|key| !round.is_key_dropped[*key]);
        if !living.eq(keys.iter().copied()) {
            refuse!("other keys are left than {keys:?}");
        }
        Ok(())
    })
}

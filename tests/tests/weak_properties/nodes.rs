//! What is done to the nodes.

use std::mem;

use kinfolk::{Graph, Node, collect};

use crate::cursor::while_open;
use crate::kinds::{
    ItemRc, Kind, Member, id_of, item, own, own_nothing, plain, share, share_nothing, tag_of,
};
use crate::properties::journal::{has_failed, log, saw};
use crate::round::{Round, register, round};

/// A random living node.
pub fn pick() -> Option<ItemRc> {
    round(Round::pick)
}

pub fn pick_one<T: Member>() -> Option<T::Handle> {
    (0..4).find_map(|_| T::narrow(&pick()?))
}

/// A few nodes for a key or a value to hold, mostly none.
pub fn pick_stash() -> Vec<ItemRc> {
    if round(|round| round.random.percent(round.profile.stashes)) {
        pick().into_iter().collect()
    } else {
        Vec::new()
    }
}

pub fn create() {
    let (kind, levels) = round(|round| {
        let kinds = round.profile.kinds;
        (round.random.pick(kinds).unwrap_or(Kind::Stone), round.random.below(3))
    });
    let node = plain(kind, levels).1.into_graph();
    register(&node);
    log(|| format!("create {}: {:?}", id_of(&node), kind));
    round(|round| round.pool.push(node));
}

pub fn create_one<T: Member>() -> T::Handle {
    let (id, plain) = T::plain();
    let node = plain.into_graph();
    register(&node);
    log(|| format!("create {id}"));
    round(|round| round.pool.push(item(&node)));
    node
}

pub fn keep() {
    if let Some(node) = pick() {
        log(|| format!("keep {}", id_of(&node)));
        round(|round| round.pool.push(node));
    }
}

pub fn drop_one() {
    let node = round(|round| {
        let at = round.random.below(round.pool.len());
        (at < round.pool.len()).then(|| round.pool.swap_remove(at))
    });
    if let Some(node) = &node {
        log(|| format!("drop {}", id_of(node)));
    }
    only_death(|| drop(node));
}

/// Runs something that causes one death at most, of nodes that die together.
fn only_death(run: impl FnOnce()) {
    round(|round| {
        round.clock += 1;
        round.only_death = Some(round.clock);
    });
    run();
    round(|round| round.only_death = None);
}

/// Makes two nodes that share each other.
pub fn make_cycle() {
    create();
    create();
    let pair = round(|round| {
        let at = round.pool.len().saturating_sub(2);
        round.pool.get(at..).map(<[ItemRc]>::to_vec)
    });
    if let Some([first, second]) = pair.as_deref() {
        log(|| "they share each other".into());
        share(first, second.clone());
        share(second, first.clone());
    }
}

pub fn drop_many() {
    let nodes = round(|round| {
        let from = round.random.below(round.pool.len());
        round.pool.split_off(from)
    });
    log(|| format!("drop {:?}", nodes.iter().map(id_of).collect::<Vec<_>>()));
    drop(nodes);
}

pub fn put() {
    let (Some(node), Some(holder)) = (pick(), pick()) else { return };
    let shares = round(|round| round.random.percent(round.profile.shared));
    let (id, to) = (id_of(&node), id_of(&holder));
    if shares {
        log(|| format!("{to} shares {id}"));
        share(&holder, node);
    } else {
        log(|| format!("{to} is to own {id}"));
        own(&holder, node);
    }
}

pub fn cut() {
    let Some(node) = pick() else { return };
    let id = id_of(&node);
    match round(|round| round.random.below(3)) {
        0 => {
            log(|| format!("detach {id}"));
            node.detach();
        }
        1 => {
            log(|| format!("{id} shares nothing any more"));
            share_nothing(&node);
        }
        _ => {
            log(|| format!("{id} owns less"));
            own_nothing(&node);
        }
    }
}

/// Puts a handle into data, or takes all out.
pub fn stash() {
    let (Some(node), Some(holder)) = (pick(), pick()) else { return };
    let Some(tag) = tag_of(&holder) else { return };
    if round(|round| round.random.percent(60)) {
        log(|| format!("stash {} in {}", id_of(&node), tag.id));
        tag.stash.borrow_mut().push(node);
    } else {
        log(|| format!("empty the stash of {}", tag.id));
        drop(tag.stash.take());
    }
}

pub fn collect_now() {
    log(|| "collect".into());
    only_death(|| {
        collect();
    });
    if !has_failed() {
        saw("collection");
    }
}

/// Drops the values that the test holds.
pub fn drop_values() {
    let values = round(|round| mem::take(&mut round.values));
    while_open(|| drop(values));
}

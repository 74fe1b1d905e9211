//! What the test does, from step to step and in hooks. Each action is done to the model and to the
//! graph.

use std::mem;

use kinfolk::{AttachErrorKind, Finalizer, Node};

use crate::events;
use crate::handles::{Here, build, hold, operate};
use crate::kinds::{Item, ItemRc, Kind, friend, id_of, link, tag_of};
use crate::model::Id;
use crate::properties::graph::Place;
use crate::properties::graph::compare::learn;
use crate::properties::graph::declared::Sort;
use crate::properties::graph::links::kind_of;
use crate::properties::graph::model::LinkModel;
use crate::properties::graph::operations::Insertion;
use crate::properties::graph::pick::Pick;
use crate::properties::held::{Held, Pool};
use crate::properties::journal::{check, fail, has_failed, log, saw, spend};
use crate::round::{Round, round};

/// Does something, unless there has been enough in this step.
pub fn act(here: Here<'_>) {
    if !spend() {
        return;
    }
    let choice = round(|round| {
        check(round.notice_silent_deaths());
        round.choice()
    });
    match choice {
        0..2 => stash(here),
        2..4 => unstash(here),
        4..12 => Round::drop_one(),
        12..24 => keep_a_handle(here),
        24..52 => put(here),
        52..58 => put_new(here),
        58..62 => create(),
        62..64 => build_ladder(),
        64..70 => detach(here),
        70..86 => change(here),
        86..89 => befriend(here),
        89..91 => glance(here),
        91..93 => keep_below(here),
        93..95 => lend(here),
        95..98 => hold_a_while(here),
        _ => attach_finalizer(here),
    }
}

impl Round {
    fn choice(&mut self) -> usize {
        let living = self.model.living().count();
        if self.running.is_empty() {
            let is_crowded = living > 2 * self.profile.size;
            if self.random.percent(self.profile.drops + if is_crowded { 30 } else { 0 }) {
                return 4;
            }
            if living < self.profile.size {
                return [58, 52][self.random.below(2)];
            }
            if self.random.percent(70) {
                return 24;
            }
        }
        if living > 2 * self.profile.size {
            // No new nodes.
            return [0, 2, 4, 4, 12, 24, 30, 40, 64, 70, 70, 80, 86, 92, 95][self.random.below(15)];
        }
        self.random.below(100)
    }

    fn any_kind(&mut self) -> Kind {
        self.random.pick(self.profile.kinds).expect("there are some")
    }
}

pub fn drop_from_pool(at: usize) {
    if let Some(held) = Round::take(at) {
        log(|| format!("drop {}", held.id));
        drop(held);
    }
}

fn keep_a_handle(here: Here<'_>) {
    let Some(id) = round(|round| round.pick(|_, _| true)) else { return };
    let Some(held) = hold(here, id) else { return };
    log(|| format!("keep {id}"));
    round(|round| {
        if !round.running.is_empty() && round.model.nodes[id].held == 1 {
            saw("resurrected");
        }
    });
    Round::keep(held);
}

fn hold_a_while(here: Here<'_>) {
    let Some(id) = round(|round| round.pick(|_, _| true)) else { return };
    let Some(held) = hold(here, id) else { return };
    log(|| format!("hold {id}"));
    let count = round(|round| round.random.between(1, 3));
    (0..count).for_each(|_| act(here));
    log(|| format!("drop {id}"));
    drop(held);
}

pub fn create() {
    let kind = round(Round::any_kind);
    let held = build(kind);
    log(|| format!("create {kind:?} {}", held.id));
    Round::keep(held);
}

impl Round {
    fn pick_insertion(&mut self, place: Place) -> (Insertion, usize) {
        if !self.model.declared(place).is_list {
            return (Insertion::Set, 0);
        }
        let len = self.model.targets(place).len();
        match self.random.below(5) {
            0 => (Insertion::Insert, self.random.below(len + 1)),
            1 if len > 0 => (Insertion::Replace, self.random.below(len)),
            2 => (Insertion::Add, 0),
            _ => (Insertion::Push, 0),
        }
    }
}

fn put(here: Here<'_>) {
    let picked = round(|round| {
        let place = round.pick_link()?;
        let may_close = round.random.percent(round.profile.cycles);
        let above = round.model.above(place.0);
        let target = round.pick(|_, id| may_close || !above.contains(&id))?;
        Some((place, target, round.pick_insertion(place)))
    });
    let Some((place, target, (insertion, at))) = picked else { return };
    let Some(holder) = hold(here, place.0) else { return };
    let Some(target_held) = hold(here, target) else { return };
    let expected = round(|round| {
        let expected = round.model.put(place, insertion, at, &[target]);
        log(|| format!("{insertion:?} {target} into {place:?} at {at}: {expected:?}"));
        expected.map(|outcome| {
            round.model.hold(&outcome.given);
            outcome.given
        })
    });
    let dropped: &[Id] = if expected.is_err() { &[target] } else { &[] };
    let handle = target_held.into_node();
    round(|round| round.model.nodes[target].held -= 1);
    let put = || link(holder.node(), place.1).put(insertion, at, vec![handle]);
    let result = operate(dropped, put);
    check_given(result.map(Vec::from_iter), &expected);
    drop(holder);
}

fn check_given(
    result: Result<Vec<ItemRc>, AttachErrorKind>,
    expected: &Result<Vec<Id>, AttachErrorKind>,
) {
    let old: Result<Vec<_>, _> = result.map(|old| old.into_iter().map(Held::new).collect());
    let given = old
        .as_ref()
        .map(|old| old.iter().map(|held| held.id).collect::<Vec<_>>())
        .map_err(|kind| *kind);
    if given != *expected {
        fail(format!("{given:?} was returned, not {expected:?}"));
    }
    drop(old);
}

fn put_new(here: Here<'_>) {
    let Some(place) = round(Round::pick_link) else { return };
    let Some(holder) = hold(here, place.0) else { return };
    let (kind, (insertion, at)) = round(|round| (round.any_kind(), round.pick_insertion(place)));
    let (id, expected) = round(|round| {
        let id = round.model.add(kind);
        let expected = round.model.put(place, insertion, at, &[id]).expect("it is new");
        log(|| format!("{insertion:?} new {kind:?} {id} into {place:?} at {at}"));
        round.model.hold(&expected.given);
        (id, expected.given)
    });
    let put = || link(holder.node(), place.1).put_plain(insertion, at, kind.plain(id));
    let old = operate(&[], put);
    let targets = link(holder.node(), place.1).targets();
    round(|round| {
        let here = round.model.targets(place).iter().position(|target| *target == id);
        match here.and_then(|at| targets.get(at)) {
            Some(node) => check(learn::<Item>(&round.model, &mut round.weak, id, node)),
            None => fail(format!("{id} is not there")),
        }
    });
    drop(targets);
    check_given(Ok(Vec::from_iter(old)), &Ok(expected));
    drop(holder);
}

fn detach(here: Here<'_>) {
    let Some(id) = round(|round| round.pick(|round, id| round.model.nodes[id].owner.is_some()))
    else {
        return;
    };
    let Some(held) = hold(here, id) else { return };
    log(|| format!("detach {id}"));
    if round(|round| round.model.is_required(id)) {
        let answer = operate(&[], || held.node().try_detach().map_err(kind_of));
        if answer != Err(AttachErrorKind::Required) {
            fail(format!("{id} is required, and could be detached: {answer:?}"));
        }
        return drop(held);
    }
    round(|round| round.model.leave(id));
    if !operate(&[], || held.node().detach()) {
        fail(format!("{id} had no owner"));
    }
    drop(held);
}

fn change(here: Here<'_>) {
    let Some(place) = round(Round::pick_filled_link) else { return };
    let Some(holder) = hold(here, place.0) else { return };
    let (change, outcome) = round(|round| {
        let change = round.model.any_change(place, &mut round.random);
        let outcome = round.model.change(place, change);
        log(|| format!("{change:?} in {place:?}: {outcome:?}"));
        round.model.hold(&outcome.given);
        (change, outcome)
    });
    let given = operate(&outcome.dropped, || link(holder.node(), place.1).change(change));
    check_given(Ok(given), &Ok(outcome.given));
    drop(holder);
}

fn befriend(here: Here<'_>) {
    let Some(id) = round(|round| round.pick(|_, _| true)) else { return };
    let Some(other) = round(|round| round.pick(|_, _| true)) else { return };
    let Some(node) = hold(here, id) else { return };
    let Some(other) = hold(here, other) else { return };
    log(|| format!("{id} befriends {}", other.id));
    round(|round| round.model.nodes[id].friend = Some(other.id));
    friend(node.node()).set(other.node());
    drop(other);
    drop(node);
}

/// Gets handles to two nodes and drops them at once.
fn glance(here: Here<'_>) {
    for _ in 0..2 {
        let Some(id) = round(|round| round.pick(|_, _| true)) else { return };
        log(|| format!("glance at {id}"));
        drop(hold(here, id));
        if has_failed() {
            return;
        }
    }
}

/// Gets a handle to a node, and keeps one to a target of it, which was reached only from there.
fn keep_below(here: Here<'_>) {
    let picked = round(|round| {
        let this = round.this().or_else(|| round.pick(|_, _| true))?;
        let above: Vec<Id> = round.model.chain(this).collect();
        let above = round.random.pick(&above).filter(|id| round.model.nodes[*id].is_living)?;
        let targets: Vec<_> = round.model.strong_targets(above).collect();
        Some((above, round.random.pick(&targets)?, round.random.percent(50)))
    });
    let Some((above, (number, target), keeps)) = picked else { return };
    let Some(above) = hold(here, above) else { return };
    log(|| format!("from {}, reach {target}; keep it: {keeps}", above.id));
    let targets = link(above.node(), number).targets();
    let Some(node) = targets.into_iter().find(|node| id_of(node) == target) else {
        return fail(format!("{target} is not there"));
    };
    round(|round| round.model.nodes[target].held += 1);
    let held = Held::new(node);
    drop(above);
    if keeps { Round::keep(held) } else { drop(held) }
}

/// Makes pairs of nodes, each of which shares both nodes of the next pair, below a new node.
fn build_ladder() {
    let top = build(round(Round::any_kind));
    log(|| format!("create {}, the top of a ladder", top.id));
    let mut pair = Vec::new();
    for _ in 0..round(|round| round.random.between(1, 4)) {
        let next = [(); 2].map(|()| build(round(Round::any_kind)));
        for holder in pair.iter().chain(pair.is_empty().then_some(&top)) {
            for target in &next {
                share(holder, target);
            }
        }
        if has_failed() {
            break;
        }
        pair = next.into();
    }
    drop(pair);
    Round::keep(top);
}

fn share(holder: &Held<ItemRc>, target: &Held<ItemRc>) {
    let id = target.id;
    let place = round(|round| {
        let shared = round.model.links_of_sort(holder.id, Sort::Shared);
        (holder.id, *shared.last().expect("each kind has shared links"))
    });
    log(|| format!("share {id} in {place:?}"));
    let expected = round(|round| round.model.put(place, Insertion::Push, 0, &[id]));
    let handle = target.node().clone();
    let put = || link(holder.node(), place.1).put(Insertion::Push, 0, vec![handle]);
    let result = operate(&[], put).map(Vec::from_iter);
    check_given(result, &expected.map(|outcome| outcome.given));
}

/// Reads a list while other things happen.
fn lend(here: Here<'_>) {
    let Some(place) = round(Round::pick_filled_link) else { return };
    let Some(holder) = hold(here, place.0) else { return };
    let (lent_ids, by_guard, count) = round(|round| {
        let ids = round.model.targets(place).to_vec();
        round.model.hold(&ids);
        log(|| format!("read {place:?}: {ids:?}"));
        (ids, round.random.percent(50), round.random.between(1, 3))
    });
    let lent = link(holder.node(), place.1).lend(by_guard);
    (0..count).for_each(|_| act(here));
    if has_failed() {
        mem::forget(lent);
        return;
    }
    log(|| format!("end of reading {place:?}"));
    round(|round| lent_ids.iter().for_each(|id| round.model.nodes[*id].held -= 1));
    operate(&lent_ids, || drop(lent));
    drop(holder);
}

/// Lets a node's data keep a handle to another.
fn stash(here: Here<'_>) {
    let has_tag = |round: &Round, id: Id| round.model.nodes[id].kind.data_drops();
    if round(|round| round.profile.hooks_act == 0) {
        // The prediction leaves out deaths that begin in the drop of data.
        return;
    }
    let Some(id) = round(|round| round.pick(has_tag)) else { return };
    let Some(other) = round(|round| round.pick(|_, _| true)) else { return };
    let Some(keeper) = hold(here, id) else { return };
    let Some(kept) = hold(here, other) else { return };
    log(|| format!("stash {other} in {id}"));
    round(|round| round.keepers.push(id));
    tag_of(keeper.node()).expect("it has one").stash.borrow_mut().push(kept);
    drop(keeper);
}

fn unstash(here: Here<'_>) {
    let has_tag = |round: &Round, id: Id| round.model.nodes[id].kind.data_drops();
    let Some(id) = round(|round| round.pick(has_tag)) else { return };
    unstash_of(here, id);
}

pub fn unstash_of(here: Here<'_>, id: Id) {
    let Some(keeper) = hold(here, id) else { return };
    let stash = tag_of(keeper.node()).map(|tag| tag.stash.take()).unwrap_or_default();
    log(|| format!("unstash {:?} of {id}", stash.iter().map(|held| held.id).collect::<Vec<_>>()));
    drop(stash);
    drop(keeper);
}

fn attach_finalizer(here: Here<'_>) {
    let Some(id) = round(|round| round.pick(|_, _| true)) else { return };
    let Some(node) = hold(here, id) else { return };
    let number = round(|round| {
        let number = round.finalizers.len();
        round.finalizers.push(id);
        round.model.nodes[id].finalizers.push(number);
        log(|| format!("attach finalizer {number} to {id}"));
        number
    });
    Finalizer::attach(node.node(), move || events::finalizer(number));
    drop(node);
}

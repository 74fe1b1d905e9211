//! How the test gets and drops handles, in the model and in the graph.

use kinfolk::{Graph, Node};

use crate::kinds::{Item, ItemRc, Kind, id_of, item, link, siblings};
use crate::model::Id;
use crate::properties::graph::compare::learn;
use crate::properties::graph::model::LinkModel;
use crate::properties::held::{Held, Subject};
use crate::properties::journal::{check, fail, has_failed};
use crate::round::round;

/// Where an action is done: in the hook of a node, to which this returns the handle that the hook
/// was given, or in no hook.
#[derive(Clone, Copy)]
pub struct Here<'a>(pub Option<&'a dyn Fn() -> ItemRc>);

impl Subject for ItemRc {
    fn id(&self) -> Id {
        id_of(self)
    }

    fn release(self) {
        let id = id_of(&self);
        round(|round| round.model.nodes[id].held -= 1);
        operate(&[id], || drop(self));
    }
}

/// Does something to the graph that the model knows of already. `dropped` are the nodes that this
/// takes from a link or from the test and drops, in this order.
pub fn operate<R>(dropped: &[Id], real: impl FnOnce() -> R) -> R {
    if has_failed() {
        return real();
    }
    let expected = round(|round| {
        let is_quiet = round.profile.hooks_act == 0;
        let expected = is_quiet.then(|| (round.order.len(), round.model.prediction(dropped)));
        round.model.in_drop.push(dropped.to_vec());
        round.due.push(Vec::new());
        expected
    });
    let answer = real();
    if !has_failed() {
        round(|round| {
            round.model.in_drop.pop();
            check(round.check_deaths().and_then(|()| round.check_order(expected)));
        });
    }
    answer
}

/// Makes a node.
pub fn build(kind: Kind) -> Held<ItemRc> {
    let id = round(|round| round.model.add(kind));
    let node = kind.plain(id).into_graph();
    round(|round| {
        check(learn::<Item>(&round.model, &mut round.weak, id, &node));
        round.model.nodes[id].held += 1;
    });
    Held::new(node)
}

/// Gets a handle to a living node: by a weak handle, or in a hook by a link nearby.
pub fn hold(here: Here<'_>, id: Id) -> Option<Held<ItemRc>> {
    if has_failed() {
        return None;
    }
    let (weak, by_link) = round(|round| (round.weak[id].clone(), round.random.percent(60)));
    let near = match here.0 {
        Some(this) if by_link => find_near(&this(), id),
        _ => None,
    };
    let handle = near.or_else(|| weak.upgrade().map(|node| item(&node)));
    let Some(handle) = handle else {
        fail(format!("{id} lives, but cannot be reached"));
        return None;
    };
    round(|round| round.model.nodes[id].held += 1);
    Some(Held::new(handle))
}

/// Looks for a node among the targets, the owner and the siblings of another one.
fn find_near(this: &ItemRc, id: Id) -> Option<ItemRc> {
    if id_of(this) == id {
        return Some(this.clone());
    }
    let number = round(|round| {
        let mut targets = round.model.strong_targets(id_of(this));
        targets.find(|(_, target)| *target == id).map(|(number, _)| number)
    });
    let targets = number.map(|number| link(this, number).targets()).unwrap_or_default();
    let near = this.owner().into_iter().chain(siblings(this).into_iter().flatten());
    targets.into_iter().chain(near.map(|node| item(&node))).find(|node| id_of(node) == id)
}

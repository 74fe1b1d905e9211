//! New nodes.

use std::mem;

use kinfolk::Graph;

use crate::changing::{keep_or_drop, put_at};
use crate::collections::with_collect;
use crate::handles::hold;
use crate::kinds::{Item, ItemRc, Kind, id_of, link, plain};
use crate::model::Id;
use crate::properties::graph::compare;
use crate::properties::graph::declared::{Declared, NodeKind, Sort};
use crate::properties::graph::model::LinkModel;
use crate::properties::graph::operations::Insertion;
use crate::properties::graph::pick::Pick;
use crate::properties::held::{Held, Pool};
use crate::properties::journal::{check, fail, has_failed, log};
use crate::round::{Round, round};

impl Round {
    /// Adds a tree to the model.
    fn sketch(&mut self, kind: Kind, size: usize) -> Id {
        let root = self.add(kind);
        for _ in 1..size {
            let tree = self.model.tree(root);
            let own_links = |id: Id| self.model.links_of_sort(id, Sort::Own);
            let owners: Vec<Id> =
                tree.into_iter().filter(|id| !own_links(*id).is_empty()).collect();
            let Some(owner) = self.random.pick(&owners) else { break };
            let links = self.model.links_of_sort(owner, Sort::Own);
            let link = links[self.random.below(links.len())];
            let declared = self.model.declared((owner, link));
            if !declared.is_list && !self.model.nodes[owner].links[link].is_empty() {
                continue;
            }
            let Some(kind) = self.pick_kind(declared) else { continue };
            let child = self.add(kind);
            let last = self.model.nodes[owner].links[link].len();
            self.model.enter(child, (owner, link), last);
        }
        root
    }

    /// Adds a node, with all that it needs.
    fn add(&mut self, kind: Kind) -> Id {
        let id = self.model.add(kind);
        for (number, link) in kind.links().iter().enumerate().filter(|(_, link)| link.is_required) {
            let kind = self.pick_kind(link).filter(|kind| !kind.has_required());
            let child = self.add(kind.unwrap_or(Kind::Stone));
            self.model.enter(child, (id, number), 0);
        }
        id
    }

    fn pick_kind(&mut self, link: &'static Declared<Kind>) -> Option<Kind> {
        let known = self.profile.kinds;
        let kinds: Vec<Kind> =
            link.takes.iter().copied().filter(|kind| known.contains(kind)).collect();
        self.random.pick(&kinds)
    }

    fn size_of_new(&mut self) -> usize {
        let most = self.profile.size.clamp(1, 6);
        if self.random.percent(60) { 1 } else { self.random.between(1, most) }
    }

    fn tree_as_text(&self, root: Id) -> String {
        let tree = self.model.tree(root).into_iter();
        let nodes = tree.map(|id| format!("{id}: {:?}", self.model.nodes[id].kind));
        nodes.collect::<Vec<_>>().join(", ")
    }
}

pub fn create() {
    let root = round(|round| {
        let kinds = round.profile.kinds;
        let kind = round.random.pick(kinds).unwrap_or(Kind::Hub);
        let size = round.size_of_new();
        let root = round.sketch(kind, size);
        let text = round.tree_as_text(root);
        log(|| format!("create {text}"));
        root
    });
    Round::keep(build(root));
}

/// Makes two nodes that share each other, or one that shares itself. It shares another node, too.
pub fn make_cycle() {
    let Some(kinds) = round(|round| {
        let kinds: Vec<Kind> = round
            .profile
            .kinds
            .iter()
            .copied()
            .filter(|kind| kind.links().iter().any(|link| closes_cycle(*kind, link)))
            .collect();
        let kind = round.random.pick(&kinds)?;
        Some(if round.random.percent(50) { vec![kind] } else { vec![kind, kind] })
    }) else {
        return;
    };
    let nodes: Vec<Held<ItemRc>> =
        kinds.iter().map(|kind| build(round(|round| round.add(*kind)))).collect();
    log(|| {
        format!("a cycle of {:?} {kinds:?}", nodes.iter().map(|held| held.id).collect::<Vec<_>>())
    });
    for (at, holder) in nodes.iter().enumerate() {
        let target = &nodes[(at + 1) % nodes.len()];
        let links = kinds[at].links().iter().enumerate();
        let Some((link, declared)) =
            links.into_iter().find(|(_, link)| closes_cycle(kinds[at], link))
        else {
            continue;
        };
        let insertion = if declared.is_list { Insertion::Push } else { Insertion::Set };
        put_at((holder.id, link), insertion, 0, &[target.id]);
    }
    let other = round(|round| round.pick(|_, _| true));
    if let Some((id, other)) = other.and_then(|id| Some((id, hold(id)?))) {
        let links = kinds[0].links().iter().enumerate();
        let kind = round(|round| round.model.nodes[id].kind);
        let mut fitting = links.filter(|(_, link)| {
            link.sort == Sort::Shared && link.is_list && link.takes.contains(&kind)
        });
        if let Some((link, _)) = fitting.next() {
            put_at((nodes[0].id, link), Insertion::Push, 0, &[other.id]);
        }
    }
    log(|| "drop the handles to the cycle".into());
}

fn closes_cycle(kind: Kind, link: &Declared<Kind>) -> bool {
    link.sort == Sort::Shared && link.takes.contains(&kind)
}

/// Keeps weak handles to nodes that an operation has just made.
pub fn learn(root: Id, node: &ItemRc) {
    round(|round| check(compare::learn::<Item>(&round.model, &mut round.weak, root, node)));
}

/// Makes nodes that the model has already.
pub fn build(root: Id) -> Held<ItemRc> {
    let plain = round(|round| plain(&round.model, root));
    let node = Graph::into_graph(plain);
    learn(root, &node);
    round(|round| round.model.hold(&[root]));
    Held::new(node)
}

pub fn put_plain() {
    let Some((place, insertion, at)) = round(|round| {
        let place = round.pick_link()?;
        let (insertion, at) = round.pick_insertion(place);
        let len = round.model.targets(place).len();
        // A wrong index would be a panic.
        let is_in_bounds = match insertion {
            Insertion::Insert => at <= len,
            Insertion::Replace => at < len,
            _ => true,
        };
        is_in_bounds.then_some((place, insertion, at))
    }) else {
        return;
    };
    let Some(holder) = hold(place.0) else { return };
    let Some(root) = round(|round| {
        let kind = round.pick_kind(round.model.declared(place))?;
        let size = round.size_of_new();
        let root = round.sketch(kind, size);
        let text = round.tree_as_text(root);
        log(|| format!("make {text}"));
        Some(root)
    }) else {
        return;
    };
    // Hooks in the collection at the end could move the node, so it is made first.
    if round(|round| round.model.may_collect(place, insertion) && round.profile.has_hooks()) {
        let made = build(root);
        return put_at(place, insertion, at, &[made.id]);
    }
    let (plain, given, is_due) = round(|round| {
        let model = &mut round.model;
        let plain = plain(model, root);
        let outcome = model.put_counted(place, insertion, at, &[root]);
        let given = outcome.map(|outcome| outcome.given).unwrap_or_default();
        model.hold(&given);
        (plain, given, model.is_collect_due(place, insertion))
    });
    log(|| format!("{insertion:?} {root} into link {} of {} at {at}", place.1, place.0));
    let put = || link(holder.node(), place.1).put_plain(insertion, at, plain);
    let answer = if is_due { with_collect(put) } else { put() };
    if has_failed() {
        mem::forget(answer);
        return;
    }
    let seen: Vec<Id> = answer.iter().map(id_of).collect();
    let targets = link(holder.node(), place.1).targets();
    let here = round(|round| round.model.targets(place).iter().position(|id| *id == root));
    match here.and_then(|at| targets.get(at)) {
        Some(node) => learn(root, node),
        None => fail(format!("{root} is not where it was put")),
    }
    drop(targets);
    if seen != given {
        fail(format!("{seen:?} was returned, not {given:?}"));
    }
    keep_or_drop(answer.into_iter().map(Held::new).collect());
}

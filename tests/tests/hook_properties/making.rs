//! New nodes.

use kinfolk::Graph;

use crate::changing::check_given;
use crate::handles::{count, hold, operate};
use crate::kinds::{Item, ItemRc, Kind, link, plain};
use crate::model::Id;
use crate::properties::graph::compare;
use crate::properties::graph::declared::NodeKind;
use crate::properties::graph::model::LinkModel;
use crate::properties::graph::operations::Insertion;
use crate::properties::graph::pick::Pick;
use crate::properties::held::{Held, Pool};
use crate::properties::journal::{check, fail, log};
use crate::round::{Round, round};

impl Round {
    /// Adds a tree to the model.
    fn sketch(&mut self, kind: Kind, size: usize) -> Id {
        let root = self.add(kind);
        let mut last = root;
        for _ in 1..size {
            let owners: Vec<Id> = (root..self.model.nodes.len())
                .filter(|id| !self.model.nodes[*id].kind.links().is_empty())
                .collect();
            let is_deep = self.random.percent(self.profile.deep) && owners.contains(&last);
            let Some(owner) = (if is_deep { Some(last) } else { self.random.pick(&owners) }) else {
                break;
            };
            let links = self.model.nodes[owner].kind.links();
            let number = self.random.below(links.len());
            let children = self.model.targets((owner, number)).len();
            if !links[number].is_list && children > 0 {
                continue;
            }
            let kind = self.any_kind(links[number].takes);
            last = self.add(kind);
            self.model.enter(last, (owner, number), children);
        }
        root
    }

    /// Adds a node, with all that it needs.
    fn add(&mut self, kind: Kind) -> Id {
        let id = self.model.add(kind);
        for (number, link) in kind.links().iter().enumerate().filter(|(_, link)| link.is_required) {
            let mut kinds = link.takes.to_vec();
            if self.random.percent(70) {
                kinds.retain(|kind| !kind.has_required());
            }
            let kind = self.any_kind(&kinds);
            let child = self.add(kind);
            self.model.enter(child, (id, number), 0);
        }
        id
    }

    fn any_kind(&mut self, from: &[Kind]) -> Kind {
        let wants_owner = self.random.percent(self.profile.owners);
        let fitting: Vec<Kind> =
            from.iter().copied().filter(|kind| kind.links().is_empty() != wants_owner).collect();
        let from = if fitting.is_empty() { from } else { &fitting };
        self.random.pick(from).expect("a link takes something")
    }

    fn any_size(&mut self) -> usize {
        let most = self.profile.size;
        if self.random.percent(50) {
            self.random.between(1, most)
        } else {
            self.random.between(1, 3)
        }
    }
}

pub fn create() {
    let root = round(|round| {
        let kind = round.any_kind(Kind::ALL);
        let size = round.any_size();
        let root = round.sketch(kind, size);
        let picture = round.picture(root);
        log(|| format!("create {picture}"));
        root
    });
    let held = build(root);
    Round::keep(held);
}

impl Round {
    /// `Folder 1 [Stamp 2] [] []`
    fn picture(&self, id: Id) -> String {
        let known = &self.model.nodes[id];
        let links: Vec<String> = known
            .links
            .iter()
            .map(|children| {
                let children: Vec<_> = children.iter().map(|id| self.picture(*id)).collect();
                format!(" [{}]", children.join(", "))
            })
            .collect();
        format!("{:?} {id}{}", known.kind, links.concat())
    }
}

/// Keeps weak handles to nodes that have just been made.
fn learn(root: Id, node: &ItemRc) {
    round(|round| check(compare::learn::<Item>(&round.model, &mut round.weak, root, node)));
}

/// Makes nodes that the model has already.
fn build(root: Id) -> Held<ItemRc> {
    let plain = round(|round| plain(&round.model, root));
    let node = plain.into_graph();
    learn(root, &node);
    count(node)
}

pub fn attach_new() {
    let Some(place) = round(Round::pick_link) else { return };
    let (owner, number) = place;
    let Some(owner_held) = hold(owner) else { return };
    let (insertion, at, root, given, plain) = round(|round| {
        let len = round.model.targets(place).len();
        let insertion = match round.pick_insertion(place) {
            Insertion::Replace if len == 0 => Insertion::Push,
            insertion => insertion,
        };
        let at = round.random.below(len + usize::from(insertion == Insertion::Insert));
        let kind = round.any_kind(round.model.declared(place).takes);
        let size = round.any_size().min(4);
        let root = round.sketch(kind, size);
        let picture = round.picture(root);
        log(|| format!("{insertion:?} new {picture} into {owner}.{number} at {at}"));
        let plain = plain(&round.model, root);
        let outcome = round.model.attach(place, insertion, at, &[root]).expect("it is new");
        round.model.hold(&outcome.given);
        (insertion, at, root, outcome.given, plain)
    });
    let old = operate(&[], || link(owner_held.node(), number).put_plain(insertion, at, plain));
    let old: Vec<Held<ItemRc>> = old.into_iter().map(Held::new).collect();
    let (_, _, at) = round(|round| round.model.place(root)).expect("it has just come there");
    match link(owner_held.node(), number).targets().get(at) {
        Some(node) => learn(root, node),
        None => fail(format!("{root} is not there")),
    }
    check_given(&old, &given);
    drop(old);
    drop(owner_held);
}

//! New nodes.

use std::mem;

use kinfolk::{AnyRc, AnyWeak, Graph, Handle};

use crate::changing::{keep_or_drop, put_at};
use crate::collections::with_collect;
use crate::holding::{Held, held, hold, put_into_pool};
use crate::kinds::{Declared, ItemRc, Kind, Sort, id_of, plain};
use crate::links::{Road, strong};
use crate::model::Id;
use crate::world::{World, has_failed, tell, world};

impl World {
    /// A tree in the model.
    fn sketch(&mut self, kind: Kind, size: usize) -> Id {
        let root = self.model.add(kind);
        for _ in 1..size {
            let tree = self.model.tree(root);
            let fits = |id: &Id| self.own_links(*id).next().is_some();
            let owners: Vec<Id> = tree.into_iter().filter(fits).collect();
            let Some(owner) = self.random.pick(&owners) else { break };
            let links: Vec<_> = self.own_links(owner).collect();
            let (link, declared) = links[self.random.below(links.len())];
            if !declared.is_list && !self.model.nodes[owner].links[link].is_empty() {
                continue;
            }
            let Some(kind) = self.pick_kind(declared) else { continue };
            let child = self.model.add(kind);
            let last = self.model.nodes[owner].links[link].len();
            self.model.enter(child, (owner, link), last);
        }
        root
    }

    fn own_links(&self, id: Id) -> impl Iterator<Item = (usize, &'static Declared)> {
        self.model.links(id).filter(|(_, link)| link.sort == Sort::Own)
    }

    fn pick_kind(&mut self, link: &'static Declared) -> Option<Kind> {
        let known = self.temper.kinds;
        let kinds: Vec<Kind> =
            link.takes.iter().copied().filter(|kind| known.contains(kind)).collect();
        self.random.pick(&kinds)
    }

    fn size_of_new(&mut self) -> usize {
        let most = self.temper.size.clamp(1, 6);
        if self.random.percent(60) { 1 } else { self.random.between(1, most) }
    }

    fn tree_as_text(&self, root: Id) -> String {
        let tree = self.model.tree(root).into_iter();
        let nodes = tree.map(|id| format!("{id}: {:?}", self.model.nodes[id].kind));
        nodes.collect::<Vec<_>>().join(", ")
    }
}

pub fn create() {
    let root = world(|world| {
        let kinds = world.temper.kinds;
        let kind = world.random.pick(kinds).unwrap_or(Kind::Hub);
        let size = world.size_of_new();
        let root = world.sketch(kind, size);
        let text = world.tree_as_text(root);
        world.tell(|| format!("create {text}"));
        root
    });
    put_into_pool(grow(root));
}

/// Two nodes that hold each other, or one that holds itself, and somebody else.
pub fn knot() {
    let Some(kinds) = world(|world| {
        let kinds: Vec<Kind> = world
            .temper
            .kinds
            .iter()
            .copied()
            .filter(|kind| kind.links().iter().any(|link| is_knotty(*kind, link)))
            .collect();
        let kind = world.random.pick(&kinds)?;
        Some(if world.random.percent(50) { vec![kind] } else { vec![kind, kind] })
    }) else {
        return;
    };
    let nodes: Vec<Held> =
        kinds.iter().map(|kind| grow(world(|world| world.model.add(*kind)))).collect();
    tell(|| {
        format!("a knot of {:?} {kinds:?}", nodes.iter().map(|held| held.id).collect::<Vec<_>>())
    });
    for (at, holder) in nodes.iter().enumerate() {
        let target = &nodes[(at + 1) % nodes.len()];
        let links = kinds[at].links().iter().enumerate();
        let Some((link, declared)) = links.into_iter().find(|(_, link)| is_knotty(kinds[at], link))
        else {
            continue;
        };
        let road = if declared.is_list { Road::Push } else { Road::Set };
        put_at((holder.id, link), road, 0, &[target.id]);
    }
    let other = world(|world| world.pick(|_, _| true));
    if let Some((id, other)) = other.and_then(|id| Some((id, hold(id)?))) {
        let links = kinds[0].links().iter().enumerate();
        let kind = world(|world| world.model.nodes[id].kind);
        let mut fitting = links.filter(|(_, link)| {
            link.sort == Sort::Shared && link.is_list && link.takes.contains(&kind)
        });
        if let Some((link, _)) = fitting.next() {
            put_at((nodes[0].id, link), Road::Push, 0, &[other.id]);
        }
    }
    tell(|| "let go of the knot".into());
}

fn is_knotty(kind: Kind, link: &Declared) -> bool {
    link.sort == Sort::Shared && link.takes.contains(&kind)
}

impl World {
    /// Learns of nodes that have just been made.
    fn learn(&mut self, root: Id, node: &ItemRc) {
        self.weak.resize(self.model.nodes.len(), AnyWeak::new());
        let mut rest = vec![(root, node.clone())];
        while let Some((id, node)) = rest.pop() {
            if id_of(&node) != id {
                return self.fail(format!("instead of {id}, {} was made", id_of(&node)));
            }
            self.weak[id] = AnyRc::downgrade(&node.to_any());
            let kind = self.model.nodes[id].kind;
            for (number, _) in kind.links().iter().enumerate().filter(|(_, link)| link.is_strong())
            {
                let nodes = strong(&node, number).targets();
                let children = &self.model.nodes[id].links[number];
                if nodes.len() != children.len() {
                    return self.fail(format!("{id} was made with other children"));
                }
                rest.extend(children.iter().copied().zip(nodes));
            }
        }
    }
}

/// Learns of nodes that an operation has just made.
pub fn learn(root: Id, node: &ItemRc) {
    world(|world| world.learn(root, node));
}

/// Makes the nodes of which the model knows already.
pub fn grow(root: Id) -> Held {
    let plain = world(|world| plain(&world.model, root));
    let node = Graph::into_graph(plain);
    learn(root, &node);
    world(|world| world.model.hold(&[root]));
    held(node)
}

pub fn put_plain() {
    let Some((place, road, at)) = world(|world| {
        let place = world.pick_place()?;
        let (road, at) = world.pick_road(place);
        let len = world.model.nodes[place.0].links[place.1].len();
        // A wrong index would be a panic.
        let is_in_bounds = match road {
            Road::Insert => at <= len,
            Road::Replace => at < len,
            _ => true,
        };
        is_in_bounds.then_some((place, road, at))
    }) else {
        return;
    };
    let Some(holder) = hold(place.0) else { return };
    let Some(root) = world(|world| {
        let kind = world.pick_kind(world.model.declared(place))?;
        let size = world.size_of_new();
        let root = world.sketch(kind, size);
        let text = world.tree_as_text(root);
        world.tell(|| format!("make {text}"));
        Some(root)
    }) else {
        return;
    };
    // With hooks in a collection at the end, who knows where it would be found.
    if world(|world| world.model.may_collect(place, road) && world.temper.has_hooks()) {
        let made = grow(root);
        return put_at(place, road, at, &[made.id]);
    }
    let (plain, given, is_due) = world(|world| {
        let model = &mut world.model;
        let plain = plain(model, root);
        let outcome = if model.declared(place).sort == Sort::Shared {
            model.share(place, road, at, &[root])
        } else {
            model.attach(place, road, at, &[root])
        };
        let given = outcome.map(|outcome| outcome.given).unwrap_or_default();
        model.hold(&given);
        (plain, given, model.is_collect_due(place, road))
    });
    tell(|| format!("{road:?} {root} into link {} of {} at {at}", place.1, place.0));
    let put = || strong(holder.node(), place.1).put_plain(road, at, plain);
    let answer = if is_due { with_collect(put) } else { put() };
    if has_failed() {
        mem::forget(answer);
        return;
    }
    let seen: Vec<Id> = answer.iter().map(id_of).collect();
    let targets = strong(holder.node(), place.1).targets();
    let here =
        world(|world| world.model.nodes[place.0].links[place.1].iter().position(|id| *id == root));
    match here.and_then(|at| targets.get(at)) {
        Some(node) => learn(root, node),
        None => world(|world| world.fail(format!("{root} is not where it was put"))),
    }
    drop(targets);
    world(|world| {
        if seen != given {
            world.fail(format!("the answer is {seen:?}, not {given:?}"));
        }
    });
    keep_or_drop(answer.into_iter().map(held).collect());
}

//! The node types of these tests: with a hook and without one, with data that has a `Drop` and
//! without such data; those that can be part of a cycle, and those that can only hang on one.

use kinfolk::{AnyRc, Graph, Handle};
use kinfolk_tests::{from_union, strong_links};

use crate::events::{Tag, hook};
use crate::model::{Id, Model};
use crate::properties::graph::declared::{Declared, NodeKind, Sort};
use crate::properties::graph::links::{FromUnion, StrongLink, Union, widen};

#[derive(Graph)]
#[graph(back(pub place: Place))]
#[graph(shared(pub current: Item), shared(pub members: Vec<Item>))]
#[graph(weak(pub friend: Item), weak(pub friends: Vec<Item>))]
pub struct Hub {
    pub tag: Tag,
    #[graph(own)]
    pub entries: Vec<Item>,
    #[graph(own)]
    pub first: Option<Box<Item>>,
}

#[derive(Graph)]
#[graph(back(pub hub: Hub), back(pub rack: Rack), back(pub actor: Actor), back(pub shade: Shade))]
#[graph(shared(pub next: Rack), shared(pub hubs: Vec<Hub>), weak(pub friend: Item))]
pub struct Rack {
    pub id: Id,
    #[graph(own)]
    pub racks: Vec<Rack>,
    #[graph(own)]
    pub top: Option<Box<Item>>,
}

/// Its shared links cannot close a cycle.
#[derive(Graph)]
#[graph(back(pub place: Place), shared(pub label: Stone), shared(pub marks: Vec<Stone>))]
pub struct Shelf {
    pub tag: Tag,
    #[graph(own)]
    pub stones: Vec<Stone>,
    #[graph(own)]
    pub base: Stone,
}

#[derive(Graph)]
#[graph(back(pub place: Place))]
pub struct Stone {
    pub id: Id,
}

#[derive(Graph)]
#[graph(back(pub place: Place), finalize = hook)]
#[graph(shared(pub hub: Hub), shared(pub peers: Vec<Leaf>), weak(pub friend: Item))]
pub struct Leaf {
    pub tag: Tag,
}

#[derive(Graph)]
#[graph(back(pub place: Place), finalize = hook)]
#[graph(shared(pub cast: Vec<Item>), shared(pub stage: Hub))]
#[graph(weak(pub friend: Item), weak(pub friends: Vec<Item>))]
pub enum Actor {
    Lead {
        tag: Tag,
        #[graph(own)]
        props: Vec<Item>,
        #[graph(own)]
        body: Box<Item>,
    },
    Extra {
        #[graph(own)]
        none: Option<Stone>,
        #[graph(own)]
        props: Vec<Item>,
        #[graph(own)]
        body: Box<Item>,
        tag: Tag,
    },
}

impl ActorNode {
    fn tag(&self) -> &Tag {
        match &self.kind {
            ActorKind::Lead { tag, .. } | ActorKind::Extra { tag, .. } => tag,
        }
    }
}

#[derive(Graph)]
#[graph(back(pub place: Place), finalize = hook)]
#[graph(shared(pub of: Item), weak(pub friend: Item))]
pub struct Shade {
    pub id: Id,
    #[graph(own)]
    pub lid: Option<Box<Item>>,
}

/// Any node.
#[derive(Graph)]
pub enum Item {
    Hub(Hub),
    Rack(Rack),
    Shelf(Shelf),
    Stone(Stone),
    Leaf(Leaf),
    Actor(Actor),
    Shade(Shade),
}

/// Any owner.
#[derive(Graph)]
pub enum Place {
    Hub(Hub),
    Rack(Rack),
    Shelf(Shelf),
    Actor(Actor),
    Shade(Shade),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Hub,
    Rack,
    Shelf,
    Stone,
    Leaf,
    Actor,
    Shade,
}

impl NodeKind for Kind {
    fn links(self) -> &'static [Declared<Kind>] {
        use Sort::{Own, Shared, Weak};
        const ALL: &[Kind] = Kind::ALL;
        const HUB: &[Declared<Kind>] = &[
            Declared::list("entries", Own, ALL),
            Declared::one("first", Own, ALL),
            Declared::one("current", Shared, ALL),
            Declared::list("members", Shared, ALL),
            Declared::one("friend", Weak, ALL),
            Declared::list("friends", Weak, ALL),
        ];
        const RACK: &[Declared<Kind>] = &[
            Declared::list("racks", Own, &[Kind::Rack]),
            Declared::one("top", Own, ALL),
            Declared::one("next", Shared, &[Kind::Rack]),
            Declared::list("hubs", Shared, &[Kind::Hub]),
            Declared::one("friend", Weak, ALL),
        ];
        const SHELF: &[Declared<Kind>] = &[
            Declared::list("stones", Own, &[Kind::Stone]),
            Declared::required("base", &[Kind::Stone]),
            Declared::one("label", Shared, &[Kind::Stone]),
            Declared::list("marks", Shared, &[Kind::Stone]),
        ];
        const LEAF: &[Declared<Kind>] = &[
            Declared::one("hub", Shared, &[Kind::Hub]),
            Declared::list("peers", Shared, &[Kind::Leaf]),
            Declared::one("friend", Weak, ALL),
        ];
        const ACTOR: &[Declared<Kind>] = &[
            Declared::list("props", Own, ALL),
            Declared::required("body", ALL),
            Declared::list("cast", Shared, ALL),
            Declared::one("stage", Shared, &[Kind::Hub]),
            Declared::one("friend", Weak, ALL),
            Declared::list("friends", Weak, ALL),
        ];
        const SHADE: &[Declared<Kind>] = &[
            Declared::one("lid", Own, ALL),
            Declared::one("of", Shared, ALL),
            Declared::one("friend", Weak, ALL),
        ];
        match self {
            Kind::Hub => HUB,
            Kind::Rack => RACK,
            Kind::Shelf => SHELF,
            Kind::Stone => &[],
            Kind::Leaf => LEAF,
            Kind::Actor => ACTOR,
            Kind::Shade => SHADE,
        }
    }
}

impl Kind {
    pub const ALL: &'static [Kind] =
        &[Kind::Hub, Kind::Rack, Kind::Shelf, Kind::Stone, Kind::Leaf, Kind::Actor, Kind::Shade];

    pub const WITHOUT_HOOKS: &'static [Kind] = &[Kind::Hub, Kind::Rack, Kind::Shelf, Kind::Stone];

    /// The name of a node in reports, where a node enum is named with the variant.
    pub fn name(self, id: Id) -> &'static str {
        match self {
            Kind::Hub => "Hub",
            Kind::Rack => "Rack",
            Kind::Shelf => "Shelf",
            Kind::Stone => "Stone",
            Kind::Leaf => "Leaf",
            Kind::Actor if id.is_multiple_of(2) => "Actor::Lead",
            Kind::Actor => "Actor::Extra",
            Kind::Shade => "Shade",
        }
    }

    pub fn has_hook(self) -> bool {
        matches!(self, Kind::Leaf | Kind::Actor | Kind::Shade)
    }

    /// Whether the data has a `Drop`, which shows the death of a node.
    pub fn data_drops(self) -> bool {
        matches!(self, Kind::Hub | Kind::Shelf | Kind::Leaf | Kind::Actor)
    }

    /// Whether strong links can lead from a target of this link back to this type.
    pub fn can_close_cycle(self, link: &Declared<Kind>) -> bool {
        let mut known = link.takes.to_vec();
        let mut next = 0;
        while let Some(kind) = known.get(next) {
            for link in kind.links().iter().filter(|link| link.is_strong()) {
                let new: Vec<_> = link.takes.iter().filter(|kind| !known.contains(kind)).collect();
                known.extend(new);
            }
            next += 1;
        }
        known.contains(&self)
    }
}

pub fn id_of(node: &ItemRc) -> Id {
    match node {
        ItemRc::Hub(node) => node.tag.id,
        ItemRc::Rack(node) => node.id,
        ItemRc::Shelf(node) => node.tag.id,
        ItemRc::Stone(node) => node.id,
        ItemRc::Leaf(node) => node.tag.id,
        ItemRc::Actor(node) => node.tag().id,
        ItemRc::Shade(node) => node.id,
    }
}

pub fn item(node: &impl Handle) -> ItemRc {
    widen::<Item>(node)
}

impl Union for Item {
    fn link(node: &ItemRc, number: usize) -> &dyn StrongLink<Item> {
        let links: &[&dyn StrongLink<Item>] = match node {
            ItemRc::Hub(node) => &[&node.entries, &node.first, &node.current, &node.members],
            ItemRc::Rack(node) => &[&node.racks, &node.top, &node.next, &node.hubs],
            ItemRc::Shelf(node) => &[&node.stones, &node.base, &node.label, &node.marks],
            ItemRc::Stone(_) => &[],
            ItemRc::Leaf(node) => &[&node.hub, &node.peers],
            ItemRc::Actor(node) => match &node.kind {
                ActorKind::Lead { props, body, .. } | ActorKind::Extra { props, body, .. } => {
                    &[props, body, &node.cast, &node.stage]
                }
            },
            ItemRc::Shade(node) => &[&node.lid, &node.of],
        };
        links[number]
    }

    fn owners_by_back_links(node: &ItemRc) -> Vec<AnyRc> {
        let place = match node {
            ItemRc::Rack(node) => {
                let owners = [
                    node.hub.get().map(AnyRc::from),
                    node.rack.get().map(AnyRc::from),
                    node.actor.get().map(AnyRc::from),
                    node.shade.get().map(AnyRc::from),
                ];
                return owners.into_iter().flatten().collect();
            }
            ItemRc::Hub(node) => node.place.get(),
            ItemRc::Shelf(node) => node.place.get(),
            ItemRc::Stone(node) => node.place.get(),
            ItemRc::Leaf(node) => node.place.get(),
            ItemRc::Actor(node) => node.place.get(),
            ItemRc::Shade(node) => node.place.get(),
        };
        place.iter().map(Handle::to_any).collect()
    }
}

pub fn link(node: &ItemRc, number: usize) -> &dyn StrongLink<Item> {
    Item::link(node, number)
}

strong_links! { Item:
    own lists { (Hub, Item) (Rack, Rack) (Shelf, Stone) (Actor, Item) }
    own options { (Hub, Item) (Rack, Item) (Shade, Item) }
    shared lists { (Hub, Item) (Rack, Hub) (Shelf, Stone) (Leaf, Leaf) (Actor, Item) }
    shared {
        (Hub, Item) (Rack, Rack) (Shelf, Stone) (Leaf, Hub) (Actor, Hub) (Shade, Item)
    }
    own required { (Shelf, Stone, Stone) (Actor, Box<Item>, Item) }
}

from_union! { Item: Hub Rack Stone Leaf }

/// The plain value of a node in the model, with all that it owns.
pub fn plain(model: &Model, id: Id) -> Item {
    let known = &model.nodes[id];
    let list = |link: usize| -> Vec<Item> {
        known.links[link].iter().map(|child| plain(model, *child)).collect()
    };
    let option = |link: usize| list(link).pop().map(Box::new);
    let required = |link: usize| list(link).pop().expect("the model has filled it");
    let racks = |link: usize| list(link).into_iter().map(FromUnion::from_union).collect();
    let stones = |link: usize| list(link).into_iter().map(FromUnion::from_union).collect();
    let tag = || Tag { id };
    match known.kind {
        Kind::Hub => Item::Hub(Hub { tag: tag(), entries: list(0), first: option(1) }),
        Kind::Rack => Item::Rack(Rack { id, racks: racks(0), top: option(1) }),
        Kind::Shelf => Item::Shelf(Shelf {
            tag: tag(),
            stones: stones(0),
            base: FromUnion::from_union(required(1)),
        }),
        Kind::Stone => Item::Stone(Stone { id }),
        Kind::Leaf => Item::Leaf(Leaf { tag: tag() }),
        Kind::Actor => {
            let (tag, props, body) = (tag(), list(0), Box::new(required(1)));
            Item::Actor(if id.is_multiple_of(2) {
                Actor::Lead { tag, props, body }
            } else {
                Actor::Extra { none: None, props, body, tag }
            })
        }
        Kind::Shade => Item::Shade(Shade { id, lid: option(0) }),
    }
}

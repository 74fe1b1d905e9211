//! The node types: with a hook and without, with data that has a `Drop` and without; and
//! [`Member`]: the types that collections are over.

use std::cell::RefCell;

use kinfolk::{Graph, Handle, IntoHandle};

use crate::events::hook;
use crate::properties::graph::Id;
use crate::round::{Round, round};
use crate::slots::Collections;

/// Data that reports its drop, and may hold nodes.
pub struct Tag {
    pub id: Id,
    pub stash: RefCell<Vec<ItemRc>>,
}

#[derive(Graph)]
#[graph(back(pub place: Place), shared(pub members: Vec<Item>))]
pub struct Folder {
    pub tag: Tag,
    #[graph(own)]
    pub entries: Vec<Item>,
}

#[derive(Graph)]
#[graph(back(pub place: Place), shared(pub partner: Item), weak(pub friend: Item))]
#[graph(finalize = hook)]
pub struct Leaf {
    pub tag: Tag,
}

#[derive(Graph)]
#[graph(back(pub place: Place), shared(pub cast: Vec<Item>))]
#[graph(finalize = hook)]
pub struct Actor {
    pub id: Id,
    #[graph(own)]
    pub props: Vec<Item>,
}

#[derive(Graph)]
#[graph(back(pub place: Place))]
pub struct Stone {
    pub id: Id,
}

/// Any node.
#[derive(Graph)]
pub enum Item {
    Folder(Folder),
    Leaf(Leaf),
    Actor(Actor),
    Stone(Stone),
}

/// Any owner.
#[derive(Graph)]
pub enum Place {
    Folder(Folder),
    Actor(Actor),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Folder,
    Leaf,
    Actor,
    Stone,
}

impl Kind {
    pub const ALL: &'static [Kind] = &[Kind::Folder, Kind::Leaf, Kind::Actor, Kind::Stone];

    pub const WITHOUT_HOOKS: &'static [Kind] = &[Kind::Folder, Kind::Stone];

    pub fn has_hook(self) -> bool {
        matches!(self, Kind::Leaf | Kind::Actor)
    }

    pub fn data_drops(self) -> bool {
        matches!(self, Kind::Folder | Kind::Leaf)
    }
}

pub fn id_of(node: &ItemRc) -> Id {
    match node {
        ItemRc::Folder(node) => node.tag.id,
        ItemRc::Leaf(node) => node.tag.id,
        ItemRc::Actor(node) => node.id,
        ItemRc::Stone(node) => node.id,
    }
}

pub fn tag_of(node: &ItemRc) -> Option<&Tag> {
    match node {
        ItemRc::Folder(node) => Some(&node.tag),
        ItemRc::Leaf(node) => Some(&node.tag),
        ItemRc::Actor(_) | ItemRc::Stone(_) => None,
    }
}

pub fn item(node: &impl Handle) -> ItemRc {
    node.to_any().downcast::<Item>().expect("a type of these tests")
}

/// A type that collections are over: a struct or a union.
pub trait Member: Graph<Handle: IntoHandle<Self>> {
    fn collections(round: &mut Round) -> &mut Collections<Self>;

    /// The node as one of this type, if it is one.
    fn narrow(node: &ItemRc) -> Option<Self::Handle> {
        node.to_any().downcast::<Self>()
    }

    /// A new plain value, and its id.
    fn plain() -> (Id, Self);
}

impl Member for Item {
    fn collections(round: &mut Round) -> &mut Collections<Self> {
        &mut round.items
    }

    fn plain() -> (Id, Self) {
        let kind = round(|round| {
            let kinds = round.profile.kinds;
            round.random.pick(kinds)
        });
        plain(kind.unwrap_or(Kind::Stone), 0)
    }
}

impl Member for Leaf {
    fn collections(round: &mut Round) -> &mut Collections<Self> {
        &mut round.leaves
    }

    fn plain() -> (Id, Self) {
        let id = round(|round| round.announce(Kind::Leaf));
        (id, Leaf { tag: Tag { id, stash: RefCell::default() } })
    }
}

impl Member for Stone {
    fn collections(round: &mut Round) -> &mut Collections<Self> {
        &mut round.stones
    }

    fn plain() -> (Id, Self) {
        let id = round(|round| round.announce(Kind::Stone));
        (id, Stone { id })
    }
}

/// A new plain value, with at most this many levels below it.
pub fn plain(kind: Kind, levels: usize) -> (Id, Item) {
    let (id, kinds) = round(|round| {
        let id = round.announce(kind);
        let has_below = matches!(kind, Kind::Folder | Kind::Actor);
        let count = if levels > 0 && has_below { round.random.below(4) } else { 0 };
        let kinds = round.profile.kinds;
        let kinds: Vec<_> = (0..count).filter_map(|_| round.random.pick(kinds)).collect();
        (id, kinds)
    });
    let below: Vec<Item> = kinds.into_iter().map(|kind| plain(kind, levels - 1).1).collect();
    let tag = || Tag { id, stash: RefCell::default() };
    let plain = match kind {
        Kind::Folder => Item::Folder(Folder { tag: tag(), entries: below }),
        Kind::Leaf => Item::Leaf(Leaf { tag: tag() }),
        Kind::Actor => Item::Actor(Actor { id, props: below }),
        Kind::Stone => Item::Stone(Stone { id }),
    };
    (id, plain)
}

/// Puts a node under another one, if the library accepts it.
pub fn own(owner: &ItemRc, node: ItemRc) -> bool {
    match owner {
        ItemRc::Folder(owner) => owner.entries.try_push(node).is_ok(),
        ItemRc::Actor(owner) => owner.props.try_push(node).is_ok(),
        ItemRc::Leaf(_) | ItemRc::Stone(_) => false,
    }
}

pub fn share(holder: &ItemRc, node: ItemRc) {
    match holder {
        ItemRc::Folder(holder) => holder.members.push(node),
        ItemRc::Actor(holder) => holder.cast.push(node),
        ItemRc::Leaf(holder) => drop(holder.partner.set(node)),
        ItemRc::Stone(_) => {}
    }
}

/// Empties the shared links of a node.
pub fn share_nothing(holder: &ItemRc) {
    match holder {
        ItemRc::Folder(holder) => holder.members.clear(),
        ItemRc::Actor(holder) => holder.cast.clear(),
        ItemRc::Leaf(holder) => drop(holder.partner.take()),
        ItemRc::Stone(_) => {}
    }
}

pub fn own_nothing(owner: &ItemRc) {
    match owner {
        ItemRc::Folder(owner) => owner.entries.clear(),
        ItemRc::Actor(owner) => drop(owner.props.pop()),
        ItemRc::Leaf(_) | ItemRc::Stone(_) => {}
    }
}

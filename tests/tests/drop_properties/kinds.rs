//! The node types of these tests: with a hook and without one, with children and without.

use kinfolk::{AnyRc, Graph, Handle, Node, WeakLink};

use crate::events::{Tag, hook};
use crate::links::Strong;
use crate::model::Id;

#[derive(Graph)]
#[graph(back(pub place: Place), finalize = hook)]
#[graph(shared(pub one: Item), shared(pub many: Vec<Item>), weak(pub friend: Item))]
pub struct Room {
    pub tag: Tag,
    #[graph(own)]
    pub list: Vec<Item>,
    #[graph(own)]
    pub first: Option<Box<Item>>,
}

#[derive(Graph)]
#[graph(back(pub place: Place))]
#[graph(shared(pub one: Item), shared(pub many: Vec<Item>), weak(pub friend: Item))]
pub struct Shelf {
    pub tag: Tag,
    #[graph(own)]
    pub list: Vec<Item>,
    #[graph(own)]
    pub first: Option<Box<Item>>,
}

#[derive(Graph)]
#[graph(back(pub place: Place), finalize = hook)]
#[graph(shared(pub one: Item), shared(pub many: Vec<Item>), weak(pub friend: Item))]
pub struct Coin {
    pub tag: Tag,
}

/// Its end cannot be seen but by weak handles.
#[derive(Graph)]
#[graph(back(pub place: Place))]
#[graph(shared(pub one: Item), shared(pub many: Vec<Item>), weak(pub friend: Item))]
pub struct Rack {
    pub id: Id,
    #[graph(own)]
    pub list: Vec<Item>,
    #[graph(own)]
    pub first: Option<Box<Item>>,
}

/// Any node.
#[derive(Graph)]
pub enum Item {
    Room(Room),
    Shelf(Shelf),
    Rack(Rack),
    Coin(Coin),
}

/// Any owner.
#[derive(Graph)]
pub enum Place {
    Room(Room),
    Shelf(Shelf),
    Rack(Rack),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Room,
    Shelf,
    Rack,
    Coin,
}

/// The numbers of the strong links: as declared, owning ones first.
pub const LIST: usize = 0;
pub const FIRST: usize = 1;
pub const ONE: usize = 2;
pub const MANY: usize = 3;

pub fn is_owning(link: usize) -> bool {
    link <= FIRST
}

pub fn is_list(link: usize) -> bool {
    link == LIST || link == MANY
}

impl Kind {
    pub const ALL: &'static [Kind] = &[Kind::Room, Kind::Shelf, Kind::Rack, Kind::Coin];

    pub fn links(self) -> &'static [usize] {
        match self {
            Kind::Room | Kind::Shelf | Kind::Rack => &[LIST, FIRST, ONE, MANY],
            Kind::Coin => &[ONE, MANY],
        }
    }

    pub fn has_hook(self) -> bool {
        matches!(self, Kind::Room | Kind::Coin)
    }

    /// Whether the data has a `Drop`, by which the end of a node can be seen.
    pub fn data_drops(self) -> bool {
        self != Kind::Rack
    }

    /// A plain node.
    pub fn plain(self, id: Id) -> Item {
        let tag = || Tag::new(id);
        match self {
            Kind::Room => Item::Room(Room { tag: tag(), list: Vec::new(), first: None }),
            Kind::Shelf => Item::Shelf(Shelf { tag: tag(), list: Vec::new(), first: None }),
            Kind::Rack => Item::Rack(Rack { id, list: Vec::new(), first: None }),
            Kind::Coin => Item::Coin(Coin { tag: tag() }),
        }
    }
}

pub fn item(node: &impl Handle) -> ItemRc {
    node.to_any().downcast::<Item>().expect("a type of these tests")
}

pub fn id_of(node: &ItemRc) -> Id {
    match node {
        ItemRc::Room(node) => node.tag.id,
        ItemRc::Shelf(node) => node.tag.id,
        ItemRc::Rack(node) => node.id,
        ItemRc::Coin(node) => node.tag.id,
    }
}

/// The node's data, if it has a `Drop`.
pub fn tag_of(node: &ItemRc) -> Option<&Tag> {
    match node {
        ItemRc::Room(node) => Some(&node.tag),
        ItemRc::Shelf(node) => Some(&node.tag),
        ItemRc::Coin(node) => Some(&node.tag),
        ItemRc::Rack(_) => None,
    }
}

pub fn owner(node: &ItemRc) -> Option<AnyRc> {
    let place = match node {
        ItemRc::Room(node) => node.place.get(),
        ItemRc::Shelf(node) => node.place.get(),
        ItemRc::Rack(node) => node.place.get(),
        ItemRc::Coin(node) => node.place.get(),
    };
    place.map(|place| place.to_any())
}

pub fn siblings(node: &ItemRc) -> [Option<AnyRc>; 2] {
    [node.previous_sibling(), node.next_sibling()]
}

pub fn friend(node: &ItemRc) -> &WeakLink<Item> {
    match node {
        ItemRc::Room(node) => &node.friend,
        ItemRc::Shelf(node) => &node.friend,
        ItemRc::Rack(node) => &node.friend,
        ItemRc::Coin(node) => &node.friend,
    }
}

/// The owning or shared link of that number.
pub fn strong(node: &ItemRc, link: usize) -> &dyn Strong {
    match (node, link) {
        (ItemRc::Room(node), LIST) => &node.list,
        (ItemRc::Room(node), FIRST) => &node.first,
        (ItemRc::Room(node), ONE) => &node.one,
        (ItemRc::Room(node), _) => &node.many,
        (ItemRc::Shelf(node), LIST) => &node.list,
        (ItemRc::Shelf(node), FIRST) => &node.first,
        (ItemRc::Shelf(node), ONE) => &node.one,
        (ItemRc::Shelf(node), _) => &node.many,
        (ItemRc::Rack(node), LIST) => &node.list,
        (ItemRc::Rack(node), FIRST) => &node.first,
        (ItemRc::Rack(node), ONE) => &node.one,
        (ItemRc::Rack(node), _) => &node.many,
        (ItemRc::Coin(node), ONE) => &node.one,
        (ItemRc::Coin(node), _) => &node.many,
    }
}

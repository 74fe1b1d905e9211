//! The node types of these tests: with a hook and without one, with children and without.

use kinfolk::{AnyRc, Graph, Handle, Node, NodeType, WeakLink};
use kinfolk_tests::strong_links;

use crate::events::{Tag, hook};
use crate::model::Id;
use crate::properties::graph::declared::{Declared, NodeKind, Sort};
use crate::properties::graph::links::{StrongLink, Union, widen};

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
pub enum Shelf {
    Wide {
        tag: Tag,
        #[graph(own)]
        list: Vec<Item>,
        #[graph(own)]
        first: Option<Box<Item>>,
    },
    /// It has no children, so its shared links have other numbers.
    Ledge(Tag, u8),
    Tall {
        #[graph(own)]
        list: Vec<Item>,
        height: u8,
        #[graph(own)]
        first: Option<Box<Item>>,
        tag: Tag,
    },
}

impl ShelfNode {
    fn tag(&self) -> &Tag {
        match &self.kind {
            ShelfKind::Wide { tag, .. }
            | ShelfKind::Ledge(tag, _)
            | ShelfKind::Tall { tag, .. } => tag,
        }
    }
}

#[derive(Graph)]
#[graph(back(pub place: Place), finalize = hook)]
#[graph(shared(pub one: Item), shared(pub many: Vec<Item>), weak(pub friend: Item))]
pub struct Coin {
    pub tag: Tag,
}

/// Only its weak handles show that it is dead.
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

/// It always has a child.
#[derive(Graph)]
#[graph(back(pub place: Place), finalize = hook)]
#[graph(shared(pub one: Item), shared(pub many: Vec<Item>), weak(pub friend: Item))]
pub struct Desk {
    pub tag: Tag,
    #[graph(own)]
    pub lamp: Box<Item>,
    #[graph(own)]
    pub list: Vec<Item>,
}

/// Any node.
#[derive(Graph)]
pub enum Item {
    Room(Room),
    Shelf(Shelf),
    Rack(Rack),
    Desk(Desk),
    Coin(Coin),
}

/// Any owner.
#[derive(Graph)]
pub enum Place {
    Room(Room),
    Shelf(Shelf),
    Rack(Rack),
    Desk(Desk),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Room,
    Shelf,
    Ledge,
    Rack,
    Desk,
    Coin,
}

impl NodeKind for Kind {
    fn links(self) -> &'static [Declared<Kind>] {
        const LIST: Declared<Kind> = Declared::list("list", Sort::Own, Kind::ALL);
        const FIRST: Declared<Kind> = Declared::one("first", Sort::Own, Kind::ALL);
        const ONE: Declared<Kind> = Declared::one("one", Sort::Shared, Kind::ALL);
        const MANY: Declared<Kind> = Declared::list("many", Sort::Shared, Kind::ALL);
        const LAMP: Declared<Kind> = Declared::required("lamp", Kind::ALL);
        match self {
            Kind::Room | Kind::Shelf | Kind::Rack => &[LIST, FIRST, ONE, MANY],
            Kind::Desk => &[LAMP, LIST, ONE, MANY],
            Kind::Ledge | Kind::Coin => &[ONE, MANY],
        }
    }
}

impl Kind {
    pub const ALL: &'static [Kind] =
        &[Kind::Room, Kind::Shelf, Kind::Ledge, Kind::Rack, Kind::Desk, Kind::Coin];

    pub fn has_hook(self) -> bool {
        matches!(self, Kind::Room | Kind::Desk | Kind::Coin)
    }

    /// Whether the data has a `Drop`, which shows the death of a node.
    pub fn data_drops(self) -> bool {
        self != Kind::Rack
    }

    /// A plain node. The child that it needs has the next id.
    pub fn plain(self, id: Id) -> Item {
        let tag = || Tag::new(id);
        match self {
            Kind::Room => Item::Room(Room { tag: tag(), list: Vec::new(), first: None }),
            Kind::Shelf => Item::Shelf(if id.is_multiple_of(2) {
                Shelf::Wide { tag: tag(), list: Vec::new(), first: None }
            } else {
                Shelf::Tall { list: Vec::new(), height: 2, first: None, tag: tag() }
            }),
            Kind::Ledge => Item::Shelf(Shelf::Ledge(tag(), 1)),
            Kind::Rack => Item::Rack(Rack { id, list: Vec::new(), first: None }),
            Kind::Desk => {
                let lamp = Box::new(Kind::Coin.plain(id + 1));
                Item::Desk(Desk { tag: tag(), lamp, list: Vec::new() })
            }
            Kind::Coin => Item::Coin(Coin { tag: tag() }),
        }
    }
}

pub fn item(node: &impl Handle) -> ItemRc {
    widen::<Item>(node)
}

pub fn id_of(node: &ItemRc) -> Id {
    match node {
        ItemRc::Room(node) => node.tag.id,
        ItemRc::Shelf(node) => node.tag().id,
        ItemRc::Rack(node) => node.id,
        ItemRc::Desk(node) => node.tag.id,
        ItemRc::Coin(node) => node.tag.id,
    }
}

/// The node's data, if it has a `Drop`.
pub fn tag_of(node: &ItemRc) -> Option<&Tag> {
    match node {
        ItemRc::Room(node) => Some(&node.tag),
        ItemRc::Shelf(node) => Some(node.tag()),
        ItemRc::Desk(node) => Some(&node.tag),
        ItemRc::Coin(node) => Some(&node.tag),
        ItemRc::Rack(_) => None,
    }
}

pub fn siblings(node: &ItemRc) -> [Option<AnyRc>; 2] {
    [node.previous_sibling(), node.next_sibling()]
}

/// The weak link of a node of any type.
pub trait Friend {
    fn get(&self) -> Option<ItemRc>;
    fn set(&self, node: &ItemRc);
}

impl<O: NodeType> Friend for WeakLink<O, Item> {
    fn get(&self) -> Option<ItemRc> {
        WeakLink::<O, Item>::get(self)
    }

    fn set(&self, node: &ItemRc) {
        WeakLink::<O, Item>::set(self, node);
    }
}

pub fn friend(node: &ItemRc) -> &dyn Friend {
    match node {
        ItemRc::Room(node) => &node.friend,
        ItemRc::Shelf(node) => &node.friend,
        ItemRc::Rack(node) => &node.friend,
        ItemRc::Desk(node) => &node.friend,
        ItemRc::Coin(node) => &node.friend,
    }
}

impl Union for Item {
    fn link(node: &ItemRc, number: usize) -> &dyn StrongLink<Item> {
        let links: &[&dyn StrongLink<Item>] = match node {
            ItemRc::Room(node) => &[&node.list, &node.first, &node.one, &node.many],
            ItemRc::Shelf(node) => match &node.kind {
                ShelfKind::Wide { list, first, .. } | ShelfKind::Tall { list, first, .. } => {
                    &[list, first, &node.one, &node.many]
                }
                ShelfKind::Ledge(..) => &[&node.one, &node.many],
            },
            ItemRc::Rack(node) => &[&node.list, &node.first, &node.one, &node.many],
            ItemRc::Desk(node) => &[&node.lamp, &node.list, &node.one, &node.many],
            ItemRc::Coin(node) => &[&node.one, &node.many],
        };
        links[number]
    }

    fn owners_by_back_links(node: &ItemRc) -> Vec<AnyRc> {
        let place = match node {
            ItemRc::Room(node) => node.place.get(),
            ItemRc::Shelf(node) => node.place.get(),
            ItemRc::Rack(node) => node.place.get(),
            ItemRc::Desk(node) => node.place.get(),
            ItemRc::Coin(node) => node.place.get(),
        };
        place.iter().map(Handle::to_any).collect()
    }
}

pub fn link(node: &ItemRc, number: usize) -> &dyn StrongLink<Item> {
    Item::link(node, number)
}

strong_links! { Item:
    own lists { (Room, Item) (Shelf, Item) (Rack, Item) (Desk, Item) }
    own options { (Room, Item) (Shelf, Item) (Rack, Item) }
    shared lists { (Room, Item) (Shelf, Item) (Rack, Item) (Desk, Item) (Coin, Item) }
    shared { (Room, Item) (Shelf, Item) (Rack, Item) (Desk, Item) (Coin, Item) }
    own required { (Desk, Box<Item>, Item) }
}

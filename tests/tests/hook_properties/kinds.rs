//! The node types of these tests: with a hook and without one, with data that has a `Drop` and
//! without such data, with children and without.

use kinfolk::{AnyRc, Graph, Handle};
use kinfolk_tests::{from_union, strong_links};

use crate::events::{Tag, hook};
use crate::model::{Id, Model};
use crate::properties::graph::declared::{Declared, NodeKind, Sort};
use crate::properties::graph::links::{FromUnion, StrongLink, Union, widen};

#[derive(Graph)]
#[graph(back(pub place: Place), weak(pub friend: Item), weak(pub friends: Vec<Item>))]
#[graph(finalize = hook)]
pub struct Folder {
    pub tag: Tag,
    #[graph(own)]
    pub entries: Vec<Item>,
    #[graph(own)]
    pub first: Option<Box<Item>>,
    #[graph(own)]
    pub folders: Vec<Folder>,
    #[graph(own)]
    pub body: Box<Item>,
}

#[derive(Graph)]
#[graph(back(pub folder: Folder), back(pub shelf: Shelf), back(pub chest: Chest), back(pub rack: Rack))]
pub struct Shelf {
    pub tag: Tag,
    #[graph(own)]
    pub items: Vec<Item>,
    #[graph(own)]
    pub files: Vec<File>,
    #[graph(own)]
    pub top: Option<Box<Folder>>,
    #[graph(own)]
    pub foot: Note,
}

#[derive(Graph)]
#[graph(back(pub place: Place), weak(pub friend: Item), finalize = hook)]
pub enum Chest {
    Closed {
        id: Id,
        #[graph(own)]
        lid: Option<Box<Item>>,
        #[graph(own)]
        items: Vec<Item>,
    },
    Open(#[graph(own)] Option<Box<Item>>, Id, #[graph(own)] Vec<Item>),
}

impl ChestNode {
    fn id(&self) -> Id {
        match self.kind {
            ChestKind::Closed { id, .. } | ChestKind::Open(_, id, _) => id,
        }
    }
}

#[derive(Graph)]
#[graph(back(pub folder: Folder), back(pub shelf: Shelf), back(pub chest: Chest), back(pub rack: Rack))]
pub struct Rack {
    pub id: Id,
    #[graph(own)]
    pub items: Vec<Item>,
    #[graph(own)]
    pub top: Option<Box<Item>>,
}

#[derive(Graph)]
#[graph(back(pub folder: Folder), back(pub shelf: Shelf), back(pub chest: Chest), back(pub rack: Rack))]
#[graph(finalize = hook::<File>)]
pub struct File {
    pub tag: Tag,
}

#[derive(Graph)]
#[graph(back(pub place: Place), weak(pub friend: Item), finalize = hook)]
pub struct Stamp {
    pub id: Id,
}

#[derive(Graph)]
#[graph(back(pub place: Place))]
pub struct Note {
    pub id: Id,
}

/// Any node.
#[derive(Graph)]
pub enum Item {
    Folder(Folder),
    Shelf(Shelf),
    Chest(Chest),
    Rack(Rack),
    File(File),
    Stamp(Stamp),
    Note(Note),
}

/// Any owner.
#[derive(Graph)]
pub enum Place {
    Folder(Folder),
    Shelf(Shelf),
    Chest(Chest),
    Rack(Rack),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Folder,
    Shelf,
    Chest,
    Rack,
    File,
    Stamp,
    Note,
}

impl NodeKind for Kind {
    fn links(self) -> &'static [Declared<Kind>] {
        const ALL: &[Kind] = Kind::ALL;
        const FOLDER: &[Declared<Kind>] = &[
            Declared::list("entries", Sort::Own, ALL),
            Declared::one("first", Sort::Own, ALL),
            Declared::list("folders", Sort::Own, &[Kind::Folder]),
            Declared::required("body", ALL),
        ];
        const SHELF: &[Declared<Kind>] = &[
            Declared::list("items", Sort::Own, ALL),
            Declared::list("files", Sort::Own, &[Kind::File]),
            Declared::one("top", Sort::Own, &[Kind::Folder]),
            Declared::required("foot", &[Kind::Note]),
        ];
        const CHEST: &[Declared<Kind>] =
            &[Declared::one("lid", Sort::Own, ALL), Declared::list("items", Sort::Own, ALL)];
        const RACK: &[Declared<Kind>] =
            &[Declared::list("items", Sort::Own, ALL), Declared::one("top", Sort::Own, ALL)];
        match self {
            Kind::Folder => FOLDER,
            Kind::Shelf => SHELF,
            Kind::Chest => CHEST,
            Kind::Rack => RACK,
            Kind::File | Kind::Stamp | Kind::Note => &[],
        }
    }
}

impl Kind {
    pub const ALL: &'static [Kind] =
        &[Kind::Folder, Kind::Shelf, Kind::Chest, Kind::Rack, Kind::File, Kind::Stamp, Kind::Note];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Folder => "Folder",
            Kind::Shelf => "Shelf",
            Kind::Chest => "Chest",
            Kind::Rack => "Rack",
            Kind::File => "File",
            Kind::Stamp => "Stamp",
            Kind::Note => "Note",
        }
    }

    pub fn has_hook(self) -> bool {
        matches!(self, Kind::Folder | Kind::Chest | Kind::File | Kind::Stamp)
    }

    /// Whether the data has a `Drop`, which shows the death of a node.
    pub fn data_drops(self) -> bool {
        matches!(self, Kind::Folder | Kind::Shelf | Kind::File)
    }

    pub fn has_friend(self) -> bool {
        matches!(self, Kind::Folder | Kind::Chest | Kind::Stamp)
    }
}

pub fn id_of(node: &ItemRc) -> Id {
    match node {
        ItemRc::Folder(node) => node.tag.id,
        ItemRc::Shelf(node) => node.tag.id,
        ItemRc::Chest(node) => node.id(),
        ItemRc::Rack(node) => node.id,
        ItemRc::File(node) => node.tag.id,
        ItemRc::Stamp(node) => node.id,
        ItemRc::Note(node) => node.id,
    }
}

/// The node's data, if it has a `Drop`.
pub fn tag_of(node: &ItemRc) -> Option<&Tag> {
    match node {
        ItemRc::Folder(node) => Some(&node.tag),
        ItemRc::Shelf(node) => Some(&node.tag),
        ItemRc::File(node) => Some(&node.tag),
        ItemRc::Chest(_) | ItemRc::Rack(_) | ItemRc::Stamp(_) | ItemRc::Note(_) => None,
    }
}

pub fn item(node: &impl Handle) -> ItemRc {
    widen::<Item>(node)
}

impl Union for Item {
    fn link(node: &ItemRc, number: usize) -> &dyn StrongLink<Item> {
        let links: &[&dyn StrongLink<Item>] = match node {
            ItemRc::Folder(node) => &[&node.entries, &node.first, &node.folders, &node.body],
            ItemRc::Shelf(node) => &[&node.items, &node.files, &node.top, &node.foot],
            ItemRc::Chest(node) => match &node.kind {
                ChestKind::Closed { lid, items, .. } | ChestKind::Open(lid, _, items) => {
                    &[lid, items]
                }
            },
            ItemRc::Rack(node) => &[&node.items, &node.top],
            ItemRc::File(_) | ItemRc::Stamp(_) | ItemRc::Note(_) => &[],
        };
        links[number]
    }

    fn owners_by_back_links(node: &ItemRc) -> Vec<AnyRc> {
        macro_rules! of_each_type {
            ($node:ident) => {
                [
                    $node.folder.get().map(AnyRc::from),
                    $node.shelf.get().map(AnyRc::from),
                    $node.chest.get().map(AnyRc::from),
                    $node.rack.get().map(AnyRc::from),
                ]
                .into_iter()
                .flatten()
                .collect()
            };
        }
        let of_any_type = |owner: Option<PlaceRc>| owner.iter().map(Handle::to_any).collect();
        match node {
            ItemRc::Folder(node) => of_any_type(node.place.get()),
            ItemRc::Chest(node) => of_any_type(node.place.get()),
            ItemRc::Stamp(node) => of_any_type(node.place.get()),
            ItemRc::Note(node) => of_any_type(node.place.get()),
            ItemRc::Shelf(node) => of_each_type!(node),
            ItemRc::Rack(node) => of_each_type!(node),
            ItemRc::File(node) => of_each_type!(node),
        }
    }
}

pub fn link(node: &ItemRc, number: usize) -> &dyn StrongLink<Item> {
    Item::link(node, number)
}

strong_links! { Item:
    own lists {
        (Folder, Item) (Folder, Folder) (Shelf, Item) (Shelf, File) (Chest, Item) (Rack, Item)
    }
    own options { (Folder, Item) (Shelf, Folder) (Chest, Item) (Rack, Item) }
    shared lists {}
    shared {}
    own required { (Folder, Box<Item>, Item) (Shelf, Note, Note) }
}

from_union! { Item: Folder File Note }

/// The plain value of a node in the model, with all that it owns.
pub fn plain(model: &Model, id: Id) -> Item {
    let known = &model.nodes[id];
    let list = |link: usize| -> Vec<Item> {
        known.links[link].iter().map(|child| plain(model, *child)).collect()
    };
    let option = |link: usize| list(link).pop().map(Box::new);
    let required = |link: usize| list(link).pop().expect("the model has filled it");
    let tag = || Tag::new(id);
    match known.kind {
        Kind::Folder => Item::Folder(Folder {
            tag: tag(),
            entries: list(0),
            first: option(1),
            folders: list(2).into_iter().map(FromUnion::from_union).collect(),
            body: Box::new(required(3)),
        }),
        Kind::Shelf => Item::Shelf(Shelf {
            tag: tag(),
            items: list(0),
            files: list(1).into_iter().map(FromUnion::from_union).collect(),
            top: list(2).pop().map(FromUnion::from_union).map(Box::new),
            foot: FromUnion::from_union(required(3)),
        }),
        Kind::Chest => Item::Chest(if id.is_multiple_of(2) {
            Chest::Closed { id, lid: option(0), items: list(1) }
        } else {
            Chest::Open(option(0), id, list(1))
        }),
        Kind::Rack => Item::Rack(Rack { id, items: list(0), top: option(1) }),
        Kind::File => Item::File(File { tag: tag() }),
        Kind::Stamp => Item::Stamp(Stamp { id }),
        Kind::Note => Item::Note(Note { id }),
    }
}

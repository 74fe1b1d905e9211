//! The types: a struct, a node enum and a tuple struct, each with a link over every container and a
//! value.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

use indexmap::IndexMap;
use kinfolk::{BackTo, Graph, History, NodeType, Own, Shared, WeakLink};
use kinfolk_tests::count::Count;
use kinfolk_tests::random::Random;

use crate::calls::Call;
use crate::hooks;
use crate::tricky::Tricky;
use crate::values::Note;

/// Without random hashes, so that a seed gives the same round each time.
pub type HashMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<DefaultHasher>>;

/// The number of a node, which counts while its data lives.
pub struct Id(pub usize, pub Count);

#[derive(Graph)]
pub enum Item {
    Part(Part),
    Tree(Tree),
    Pair(Pair),
    Leaf(Leaf),
}

#[derive(Graph)]
#[graph(back(pub up: Item), weak(pub friend: Item), shared(pub like: Item))]
#[graph(live(pub history: OnceCell<History>))]
#[graph(finalize = |this| hooks::run(&ItemRc::from(this.clone())))]
pub struct Part {
    pub id: Id,
    #[graph(own)]
    pub required: Box<Item>,
    #[graph(own)]
    pub option: Option<Box<Item>>,
    #[graph(own)]
    pub list: Vec<Item>,
    #[graph(own)]
    pub sorted: BTreeMap<Tricky, Item>,
    #[graph(own)]
    pub hashed: HashMap<Tricky, Item>,
    #[graph(own)]
    pub indexed: IndexMap<Tricky, Item>,
    #[graph(value)]
    pub note: Note,
}

#[derive(Graph)]
#[graph(back(pub up: Item), weak(pub friend: Item), shared(pub like: Item))]
#[graph(finalize = |this| hooks::run(&ItemRc::from(this.clone())))]
pub enum Tree {
    Leaf {
        id: Id,
        #[graph(value)]
        note: Note,
    },
    Two {
        #[graph(own)]
        required: Box<Item>,
        id: Id,
        #[graph(value)]
        note: Note,
        #[graph(own)]
        list: Vec<Item>,
    },
    All {
        #[graph(value)]
        note: Note,
        #[graph(own)]
        indexed: IndexMap<Tricky, Item>,
        #[graph(own)]
        hashed: HashMap<Tricky, Item>,
        #[graph(own)]
        sorted: BTreeMap<Tricky, Item>,
        #[graph(own)]
        list: Vec<Item>,
        #[graph(own)]
        option: Option<Box<Item>>,
        #[graph(own)]
        required: Box<Item>,
        id: Id,
    },
}

#[derive(Graph)]
#[graph(back(pub up: Item), weak(pub friend: Item), shared(pub like: Item))]
#[graph(finalize = |this| hooks::run(&ItemRc::from(this.clone())))]
pub struct Pair(
    pub Id,
    #[graph(own)] pub Vec<Item>,
    #[graph(own)] pub Box<Item>,
    #[graph(own)] pub HashMap<Tricky, Item>,
    #[graph(own)] pub Option<Box<Item>>,
    #[graph(own)] pub BTreeMap<Tricky, Item>,
    #[graph(own)] pub IndexMap<Tricky, Item>,
    #[graph(value)] pub Note,
);

/// It has live data, and no hook.
#[derive(Graph)]
#[graph(back(pub up: Item), weak(pub friend: Item), shared(pub like: Item))]
#[graph(live(pub id: Id = hooks::live_id()))]
pub struct Leaf;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    Required,
    Option,
    List,
    Sorted,
    Hashed,
    Indexed,
}

pub const SLOTS: [Slot; 6] =
    [Slot::Required, Slot::Option, Slot::List, Slot::Sorted, Slot::Hashed, Slot::Indexed];

impl Slot {
    pub fn is_keyed(self) -> bool {
        self >= Slot::Sorted
    }
}

/// What is done with a link, whatever its owner's type is.
pub trait Visit: Sized {
    type Out;

    fn required<O: NodeType>(self, link: &Own<O, Box<Item>>) -> Self::Out
    where
        Box<Item>: BackTo<O>;
    fn option<O: NodeType>(self, link: &Own<O, Option<Box<Item>>>) -> Self::Out
    where
        Box<Item>: BackTo<O>;
    fn list<O: NodeType>(self, link: &Own<O, Vec<Item>>) -> Self::Out
    where
        Item: BackTo<O>;
    fn sorted<O: NodeType>(self, link: &Own<O, BTreeMap<Tricky, Item>>) -> Self::Out
    where
        Item: BackTo<O>;
    fn hashed<O: NodeType>(self, link: &Own<O, HashMap<Tricky, Item>>) -> Self::Out
    where
        Item: BackTo<O>;
    fn indexed<O: NodeType>(self, link: &Own<O, IndexMap<Tricky, Item>>) -> Self::Out
    where
        Item: BackTo<O>;
}

impl ItemRc {
    pub fn id(&self) -> usize {
        match self {
            ItemRc::Part(part) => part.id.0,
            ItemRc::Tree(tree) => match &tree.kind {
                TreeKind::Leaf { id, .. } | TreeKind::Two { id, .. } | TreeKind::All { id, .. } => {
                    id.0
                }
            },
            ItemRc::Pair(pair) => pair.0.0,
            ItemRc::Leaf(leaf) => leaf.id.0,
        }
    }

    pub fn up(&self) -> Option<ItemRc> {
        match self {
            ItemRc::Part(part) => part.up.get(),
            ItemRc::Tree(tree) => tree.up.get(),
            ItemRc::Pair(pair) => pair.up.get(),
            ItemRc::Leaf(leaf) => leaf.up.get(),
        }
    }

    /// `None` if the node has no such link.
    pub fn visit<V: Visit>(&self, slot: Slot, visit: V) -> Option<V::Out> {
        macro_rules! visit {
            ($required:expr, $option:expr, $list:expr, $sorted:expr, $hashed:expr, $indexed:expr) => {
                Some(match slot {
                    Slot::Required => visit.required($required),
                    Slot::Option => visit.option($option),
                    Slot::List => visit.list($list),
                    Slot::Sorted => visit.sorted($sorted),
                    Slot::Hashed => visit.hashed($hashed),
                    Slot::Indexed => visit.indexed($indexed),
                })
            };
        }
        match self {
            ItemRc::Part(p) => {
                visit!(&p.required, &p.option, &p.list, &p.sorted, &p.hashed, &p.indexed)
            }
            ItemRc::Pair(p) => visit!(&p.2, &p.4, &p.1, &p.5, &p.3, &p.6),
            ItemRc::Tree(tree) => match &tree.kind {
                TreeKind::All { indexed, hashed, sorted, list, option, required, .. } => {
                    visit!(required, option, list, sorted, hashed, indexed)
                }
                TreeKind::Two { required, list, .. } => match slot {
                    Slot::Required => Some(visit.required(required)),
                    Slot::List => Some(visit.list(list)),
                    _ => None,
                },
                TreeKind::Leaf { .. } => None,
            },
            ItemRc::Leaf(_) => None,
        }
    }

    pub fn like(&self) -> Option<ItemRc> {
        match self {
            ItemRc::Part(part) => part.like.get(),
            ItemRc::Tree(tree) => tree.like.get(),
            ItemRc::Pair(pair) => pair.like.get(),
            ItemRc::Leaf(leaf) => leaf.like.get(),
        }
    }

    pub fn friend(&self) -> Option<ItemRc> {
        match self {
            ItemRc::Part(part) => part.friend.get(),
            ItemRc::Tree(tree) => tree.friend.get(),
            ItemRc::Pair(pair) => pair.friend.get(),
            ItemRc::Leaf(leaf) => leaf.friend.get(),
        }
    }

    /// Points the weak or the shared link at another node.
    pub fn point(&self, is_shared: bool, target: Option<&ItemRc>) {
        fn set<O: NodeType>(
            friend: &WeakLink<O, Item>,
            like: &Shared<O, Item>,
            is_shared: bool,
            target: Option<&ItemRc>,
        ) {
            match (is_shared, target) {
                (true, Some(target)) => drop(like.set(target.clone())),
                (true, None) => drop(like.take()),
                (false, Some(target)) => friend.set(target),
                (false, None) => friend.clear(),
            }
        }
        match self {
            ItemRc::Part(part) => set(&part.friend, &part.like, is_shared, target),
            ItemRc::Tree(tree) => set(&tree.friend, &tree.like, is_shared, target),
            ItemRc::Pair(pair) => set(&pair.friend, &pair.like, is_shared, target),
            ItemRc::Leaf(leaf) => set(&leaf.friend, &leaf.like, is_shared, target),
        }
    }
}

impl Drop for Id {
    fn drop(&mut self) {
        hooks::fuse(Call::Drop);
    }
}

impl Id {
    pub fn new(number: usize) -> Self {
        Id(number, Count::new())
    }
}

fn keyed<M: FromIterator<(Tricky, Item)>>(random: &mut Random, depth: usize) -> M {
    let count = if depth == 0 { 0 } else { random.below(3) };
    (0..count).map(|_| (Tricky(key(random)), item(random, depth - 1))).collect()
}

fn list(random: &mut Random, depth: usize) -> Vec<Item> {
    let count = if depth == 0 { 0 } else { random.below(3) };
    (0..count).map(|_| item(random, depth - 1)).collect()
}

fn option(random: &mut Random, depth: usize) -> Option<Box<Item>> {
    (depth > 0 && random.percent(40)).then(|| Box::new(item(random, depth - 1)))
}

pub fn key(random: &mut Random) -> u32 {
    u32::try_from(random.below(12)).unwrap()
}

/// A plain value with children down to this depth.
pub fn item(random: &mut Random, depth: usize) -> Item {
    if depth == 0 || random.percent(30) {
        return if random.percent(50) {
            Item::Leaf(Leaf)
        } else {
            Item::Tree(Tree::Leaf { id: hooks::next_id(), note: Note::new() })
        };
    }
    let required = Box::new(item(random, depth - 1));
    match random.below(4) {
        0 => Item::Part(Part {
            id: hooks::next_id(),
            required,
            option: option(random, depth),
            list: list(random, depth),
            sorted: keyed(random, depth),
            hashed: keyed(random, depth),
            indexed: keyed(random, depth),
            note: Note::new(),
        }),
        1 => Item::Tree(Tree::Two {
            id: hooks::next_id(),
            note: Note::new(),
            required,
            list: list(random, depth),
        }),
        2 => Item::Tree(Tree::All {
            id: hooks::next_id(),
            note: Note::new(),
            required,
            option: option(random, depth),
            list: list(random, depth),
            sorted: keyed(random, depth),
            hashed: keyed(random, depth),
            indexed: keyed(random, depth),
        }),
        _ => Item::Pair(Pair(
            hooks::next_id(),
            list(random, depth),
            required,
            keyed(random, depth),
            option(random, depth),
            keyed(random, depth),
            keyed(random, depth),
            Note::new(),
        )),
    }
}

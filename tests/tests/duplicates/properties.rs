//! Random graphs: a copy of a random part has the same structure, and each of its links leads where that
//! of the original leads, or to the copy of that node.

use std::collections::{BTreeMap, HashMap};

use kinfolk::{AnyRc, Graph, Handle, Node, Rc, Trace, Weak, collect};
use kinfolk_tests::random::Random;
use kinfolk_tests::settings;

#[derive(Graph)]
#[graph(to_plain, back(above: Folder), back(slot: Slot))]
#[graph(weak(friend: Item), weak(friends: Vec<Item>))]
#[graph(shared(theme: Item), shared(themes: Vec<Item>), shared(by_key: BTreeMap<u8, Item>), shared(by_hash: HashMap<u8, Folder>))]
struct Folder {
    number: u64,
    #[graph(own)]
    items: Vec<Item>,
    #[graph(own)]
    first: Option<Box<Item>>,
    #[graph(own)]
    sorted: BTreeMap<u8, Item>,
    #[graph(own)]
    hashed: HashMap<u8, Item>,
    #[graph(value, trace)]
    data: Data,
}

#[derive(Graph)]
#[graph(to_plain, back(above: Folder), back(slot: Slot))]
#[graph(weak(friends: Vec<Folder>), shared(themes: Vec<Item>))]
enum Slot {
    Empty,
    Pair(#[graph(own)] Box<Item>, #[graph(own)] Vec<Item>),
    Value {
        number: u64,
        #[graph(value, trace)]
        data: Data,
    },
}

#[derive(Graph)]
#[graph(to_plain)]
enum Item {
    Folder(Folder),
    Slot(Slot),
}

#[derive(Clone, Trace, Default)]
struct Data {
    strong: Vec<AnyRc>,
    weak: Weak<Item>,
    map: BTreeMap<u8, ItemRc>,
}

const KEYS: [u8; 6] = [0, 1, 2, 3, 4, 5];

/// The nodes that a test can reach, and its random numbers.
struct Run {
    random: Random,
    roots: Vec<ItemRc>,
}

impl Run {
    fn item(&mut self, levels: usize) -> Item {
        if self.random.percent(60) {
            let mut folder = Folder {
                number: self.random.number(),
                items: vec![],
                first: None,
                sorted: BTreeMap::new(),
                hashed: HashMap::new(),
                data: Data::default(),
            };
            if levels > 0 {
                folder.items = self.items(levels);
                folder.first = self.items(levels).pop().map(Box::new);
                folder.sorted = self.keyed(levels).into_iter().collect();
                folder.hashed = self.keyed(levels).into_iter().collect();
            }
            return Item::Folder(folder);
        }
        Item::Slot(match self.random.below(3) {
            0 => Slot::Value { number: self.random.number(), data: Data::default() },
            1 if levels > 0 => Slot::Pair(Box::new(self.item(levels - 1)), self.items(levels)),
            _ => Slot::Empty,
        })
    }

    fn items(&mut self, levels: usize) -> Vec<Item> {
        (0..self.random.below(4)).map(|_| self.item(levels - 1)).collect()
    }

    fn keyed(&mut self, levels: usize) -> Vec<(u8, Item)> {
        self.items(levels).into_iter().map(|item| (self.key(), item)).collect()
    }

    fn key(&mut self) -> u8 {
        KEYS[self.random.below(KEYS.len())]
    }

    fn nodes(&self) -> Vec<ItemRc> {
        let nodes = self.roots.iter().flat_map(Handle::descendants_or_self);
        nodes.filter_map(|node| node.cast::<Item>()).collect()
    }

    /// Sets random links, and moves and removes some nodes.
    fn change(&mut self) {
        let nodes = self.nodes();
        for _ in 0..nodes.len() {
            let (node, target) = (self.pick(&nodes), self.pick(&nodes));
            let key = self.key();
            match (node, self.random.below(12)) {
                (ItemRc::Folder(node), 0) => node.friend.set(&target),
                (ItemRc::Folder(node), 1) => node.friends.push(&target),
                (ItemRc::Folder(node), 2) => drop(node.theme.set(target)),
                (ItemRc::Folder(node), 3) => node.themes.push(target),
                (ItemRc::Folder(node), 4) => drop(node.by_key.insert(key, target)),
                (ItemRc::Folder(node), 5) => {
                    if let ItemRc::Folder(target) = target {
                        node.by_hash.insert(key, target);
                    }
                }
                (ItemRc::Folder(node), 6) => drop(node.sorted.try_insert(key, target)),
                (ItemRc::Folder(node), 7) => drop(node.hashed.try_insert(key, target)),
                (ItemRc::Folder(node), 8) => drop(node.items.try_push(target)),
                (ItemRc::Folder(node), _) => node.data.update(|data| self.fill(data, target)),
                (ItemRc::Slot(node), 0..4) => node.themes.push(target),
                (ItemRc::Slot(node), 4..8) => {
                    if let ItemRc::Folder(target) = target {
                        node.friends.push(&target);
                    }
                }
                (ItemRc::Slot(node), _) => {
                    if let SlotKind::Value { data, .. } = &node.kind {
                        data.update(|data| self.fill(data, target));
                    }
                }
            }
        }
        let node = self.nodes().get(self.random.below(nodes.len() * 2)).cloned();
        let detached = node.filter(|node| node.try_detach().is_ok());
        self.roots.extend(detached.filter(|_| self.random.percent(50)));
        self.roots.retain(|root| root.owner().is_none());
    }

    fn fill(&mut self, data: &mut Data, target: ItemRc) {
        match self.random.below(3) {
            0 => data.strong.push(target.to_any()),
            1 => data.weak = target.downgrade(),
            _ => drop(data.map.insert(self.key(), target)),
        }
    }

    fn pick(&mut self, nodes: &[ItemRc]) -> ItemRc {
        nodes[self.random.below(nodes.len())].clone()
    }
}

/// The nodes with their copies, and what differs.
struct Compared {
    copies: HashMap<AnyRc, AnyRc>,
}

impl Compared {
    fn of(original: &ItemRc, copy: &ItemRc) -> Self {
        let originals: Vec<_> = by_path(original);
        let copies: Vec<_> = by_path(copy);
        assert_eq!(originals.len(), copies.len());
        let mut pairs = HashMap::new();
        for ((path, original), (other_path, copy)) in originals.into_iter().zip(copies) {
            assert_eq!(path, other_path);
            assert_ne!(original, copy);
            pairs.insert(original, copy);
        }
        Compared { copies: pairs }
    }

    fn expected(&self, target: AnyRc) -> AnyRc {
        self.copies.get(&target).cloned().unwrap_or(target)
    }

    fn same<A: Handle, B: Handle>(
        &self,
        originals: impl IntoIterator<Item = A>,
        copies: impl IntoIterator<Item = B>,
    ) {
        let originals = originals.into_iter().map(|node| self.expected(node.to_any()));
        let copies = copies.into_iter().map(|node| node.to_any());
        assert_eq!(originals.collect::<Vec<_>>(), copies.collect::<Vec<_>>());
    }

    fn same_map<K: Copy + Ord + std::fmt::Debug, A: Handle>(
        &self,
        originals: impl Iterator<Item = (K, A)>,
        copies: impl Iterator<Item = (K, A)>,
    ) {
        let originals = originals.map(|(key, node)| (key, self.expected(node.to_any())));
        let copies = copies.map(|(key, node)| (key, node.to_any()));
        assert_eq!(originals.collect::<Vec<_>>(), copies.collect::<Vec<_>>());
    }

    fn same_data(&self, original: &Data, copy: &Data) {
        self.same(original.strong.iter().cloned(), copy.strong.iter().cloned());
        self.same(original.weak.upgrade(), copy.weak.upgrade());
        let entries = |data: &Data| data.map.clone().into_iter();
        self.same_map(entries(original), entries(copy));
    }

    fn check(&self) {
        for (original, copy) in &self.copies {
            if let (Some(original), Some(copy)) = (folder(original), folder(copy)) {
                assert_eq!(original.number, copy.number);
                self.same(original.friend.get(), copy.friend.get());
                self.same(&original.friends, &copy.friends);
                self.same(original.theme.get(), copy.theme.get());
                self.same(&original.themes, &copy.themes);
                let entries =
                    |folder: &Rc<Folder>| folder.by_key.iter().map(|(key, node)| (*key, node));
                self.same_map(entries(&original), entries(&copy));
                let entries =
                    |folder: &Rc<Folder>| folder.by_hash.iter().map(|(key, node)| (*key, node));
                self.same_map(entries(&original), entries(&copy));
                for key in KEYS {
                    self.same(original.by_hash.get(&key), copy.by_hash.get(&key));
                    self.same(original.hashed.get(&key), copy.hashed.get(&key));
                    self.same(original.sorted.get(&key), copy.sorted.get(&key));
                }
                self.same_data(&original.data.read(), &copy.data.read());
                continue;
            }
            let [original, copy] = [original, copy].map(|node| node.downcast::<Slot>().unwrap());
            self.same(&original.friends, &copy.friends);
            self.same(&original.themes, &copy.themes);
            match (&original.kind, &copy.kind) {
                (SlotKind::Empty, SlotKind::Empty) | (SlotKind::Pair(..), SlotKind::Pair(..)) => {}
                (
                    SlotKind::Value { number, data },
                    SlotKind::Value { number: same, data: other },
                ) => {
                    assert_eq!(number, same);
                    self.same_data(&data.read(), &other.read());
                }
                _ => panic!("another variant"),
            }
        }
    }
}

fn folder(node: &AnyRc) -> Option<Rc<Folder>> {
    node.downcast::<Folder>()
}

/// The nodes in pre-order, each with its path from the root, which has keys and types.
fn by_path(root: &ItemRc) -> Vec<(String, AnyRc)> {
    let above = root.path().to_string().len();
    let nodes = root.descendants_or_self();
    nodes.map(|node| (node.path().to_string()[above..].to_owned(), node)).collect()
}

#[test]
fn copies_have_the_structure_and_the_links_of_the_originals() {
    let (first, operations) = (settings::seed().unwrap_or(1), settings::operations(60));
    for seed in first..first + operations as u64 {
        let mut run = Run { random: Random::new(seed), roots: vec![] };
        for _ in 0..6 {
            while run.roots.len() < 2 {
                let root = run.item(4).into_graph();
                run.roots.push(root);
            }
            for _ in 0..3 {
                run.change();
            }
            let nodes = run.nodes();
            if nodes.is_empty() {
                continue;
            }
            let original = run.pick(&nodes);
            let mut told = vec![];
            let copy = original.duplicate_with(|copies| {
                let nodes = original.descendants_or_self();
                told = nodes.map(|node| (copies.of(&node).unwrap(), node)).collect();
            });
            assert_eq!(copy.owner(), None);
            let compared = Compared::of(&original, &copy);
            compared.check();
            for (copy, original) in told {
                assert_eq!(compared.copies[&original], copy);
            }
            assert_eq!(copy.validate(), Ok(()));
            assert_eq!(original.root().validate(), Ok(()));
            // Copies are copied, too, and hang anywhere.
            let nodes = run.nodes();
            match run.pick(&nodes) {
                ItemRc::Folder(folder) if nodes.len() < 300 => folder.items.push(copy),
                _ => {}
            }
        }
        run.roots.clear();
        collect();
        assert_eq!(kinfolk::live_nodes().unwrap_or(0), 0, "seed {seed}");
    }
}

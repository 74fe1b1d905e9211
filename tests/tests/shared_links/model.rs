//! Nodes that own and share each other, and graphs of them written as text.
//!
//! A name with a small letter has a hook, a name with a capital has none, and a name with a digit
//! is a leaf: it has neither a hook nor strong links, so a link that leads only to leaves cannot
//! close a cycle. `A/b` lets `A` own `b` through `parts`, `A>b` puts `b` into the list of `A`'s
//! shared link `many`, and `A=b` points the shared link `one` at it; `A>b>A` is `A>b b>A`.

use std::cell::{Cell, RefCell};
use std::fmt;

use kinfolk::{Finalizer, Graph, Handle, Rc, Weak};

thread_local! {
    static LIVE: Cell<usize> = const { Cell::new(0) };
    static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static KEPT: RefCell<Vec<PartRc>> = const { RefCell::new(Vec::new()) };
}

/// The events since the last call: `a` is a hook that ran, `!a` an attached finalizer, `~a` is data
/// that was dropped.
pub fn log() -> String {
    LOG.take().join(" ")
}

/// As [`log`], for events that may come in any order.
pub fn sorted_log() -> String {
    let mut log = LOG.take();
    log.sort();
    log.join(" ")
}

pub fn note(entry: impl Into<String>) {
    LOG.with_borrow_mut(|log| log.push(entry.into()));
}

/// How many nodes have data that was not dropped yet.
pub fn live() -> usize {
    LIVE.get()
}

/// Holds a node until [`kept`] is called.
pub fn keep(node: impl Into<PartRc>) {
    KEPT.with_borrow_mut(|kept| kept.push(node.into()));
}

/// The nodes that were kept since the last call.
pub fn kept() -> Vec<PartRc> {
    KEPT.take()
}

type OnDrop = Box<dyn FnOnce()>;

/// A name, counted while it is alive.
pub struct Data {
    pub name: String,
    /// Handles in plain data, which the library cannot see.
    pub pocket: RefCell<Vec<PartRc>>,
    on_drop: Cell<Option<OnDrop>>,
}

pub fn data(name: &str) -> Data {
    LIVE.set(LIVE.get() + 1);
    Data { name: name.to_owned(), pocket: RefCell::default(), on_drop: Cell::new(None) }
}

impl Data {
    /// Runs the action when the data is dropped.
    pub fn on_drop(&self, action: impl FnOnce() + 'static) {
        self.on_drop.set(Some(Box::new(action)));
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        LIVE.set(LIVE.get() - 1);
        note(format!("~{}", self.name));
        if let Some(action) = self.on_drop.take() {
            action();
        }
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The action of a single node's hook.
pub struct Script(Cell<Option<Action>>);

type Action = Box<dyn FnOnce(&PartRc)>;

impl Script {
    fn run(&self, this: &PartRc) {
        if let Some(action) = self.0.take() {
            action(this);
        }
    }
}

#[derive(Graph)]
#[graph(
    back(pub owner: Part),
    weak(pub friend: Part),
    shared(pub one: Part),
    shared(pub many: Vec<Part>),
    shared(pub leaf: Leaf),
    shared(pub leaves: Vec<Leaf>),
    derive(Debug)
)]
pub struct Silent {
    #[graph(own)]
    pub parts: Vec<Part>,
    #[graph(own)]
    pub lone: Option<Leaf>,
    pub data: Data,
}

#[derive(Graph)]
#[graph(
    back(pub owner: Part),
    weak(pub friend: Part),
    shared(pub one: Part),
    shared(pub many: Vec<Part>),
    finalize = HookedNode::finalized
)]
pub struct Hooked {
    pub data: Data,
    script: Script,
    #[graph(own)]
    pub parts: Vec<Part>,
}

#[derive(Graph)]
#[graph(back(pub owner: Part), derive(Debug))]
pub struct Leaf {
    pub data: Data,
}

#[derive(Graph)]
pub enum Part {
    Silent(Silent),
    Hooked(Hooked),
    Leaf(Leaf),
}

impl HookedNode {
    fn finalized(this: &Rc<Hooked>) {
        note(this.data.name.clone());
        this.script.run(&this.clone().into());
    }
}

pub fn silent(name: &str) -> Silent {
    Silent { data: data(name), parts: Vec::new(), lone: None }
}

pub fn hooked(name: &str) -> Hooked {
    Hooked { data: data(name), script: Script(Cell::new(None)), parts: Vec::new() }
}

pub fn leaf(name: &str) -> Leaf {
    Leaf { data: data(name) }
}

/// The plain value of this name.
pub fn part(name: &str) -> Part {
    match name.chars().next() {
        Some('a'..='z') => Part::Hooked(hooked(name)),
        Some('0'..='9') => Part::Leaf(leaf(name)),
        _ => Part::Silent(silent(name)),
    }
}

impl PartRc {
    pub fn data(&self) -> &Data {
        match self {
            PartRc::Silent(node) => &node.data,
            PartRc::Hooked(node) => &node.data,
            PartRc::Leaf(node) => &node.data,
        }
    }

    pub fn name(&self) -> &str {
        &self.data().name
    }

    /// Owns a node, at the end of `parts`.
    pub fn adopt(&self, child: &PartRc) {
        match self {
            PartRc::Silent(node) => node.parts.push(child.clone()),
            PartRc::Hooked(node) => node.parts.push(child.clone()),
            PartRc::Leaf(_) => panic!("`{}` owns nothing", self.name()),
        }
    }

    /// Shares a node, at the end of `many`.
    pub fn share(&self, target: &PartRc) {
        match self {
            PartRc::Silent(node) => node.many.push(target.clone()),
            PartRc::Hooked(node) => node.many.push(target.clone()),
            PartRc::Leaf(_) => panic!("`{}` shares nothing", self.name()),
        }
    }

    pub fn point_at(&self, target: &PartRc) {
        let before = match self {
            PartRc::Silent(node) => node.one.set(target.clone()),
            PartRc::Hooked(node) => node.one.set(target.clone()),
            PartRc::Leaf(_) => panic!("`{}` shares nothing", self.name()),
        };
        assert_eq!(before, None, "`{}` has one already", self.name());
    }

    /// Empties `many` and `one`.
    pub fn clear_links(&self) {
        match self {
            PartRc::Silent(node) => {
                node.many.clear();
                node.one.take();
            }
            PartRc::Hooked(node) => {
                node.many.clear();
                node.one.take();
            }
            PartRc::Leaf(_) => (),
        }
    }

    /// The nodes in `many`.
    pub fn shares(&self) -> Vec<PartRc> {
        match self {
            PartRc::Silent(node) => node.many.iter().collect(),
            PartRc::Hooked(node) => node.many.iter().collect(),
            PartRc::Leaf(_) => Vec::new(),
        }
    }

    pub fn owner_name(&self) -> String {
        match self {
            PartRc::Silent(node) => names(node.owner.get()),
            PartRc::Hooked(node) => names(node.owner.get()),
            PartRc::Leaf(node) => names(node.owner.get()),
        }
    }
}

pub fn to_part(node: &impl Handle) -> PartRc {
    node.to_any().downcast::<Part>().expect("a node of this model")
}

pub fn names(nodes: impl IntoIterator<Item = impl Handle>) -> String {
    nodes.into_iter().map(|node| to_part(&node).name().to_owned()).collect::<Vec<_>>().join(" ")
}

/// Handles to the nodes of a text, in the order of their first appearance.
pub struct World {
    nodes: Vec<PartRc>,
}

pub fn world(text: &str) -> World {
    let mut world = World { nodes: Vec::new() };
    world.add(text);
    world
}

impl World {
    /// Adds links, and the nodes that are new.
    pub fn add(&mut self, text: &str) {
        for chain in text.split_whitespace() {
            let names: Vec<_> = chain.split(['/', '>', '=']).collect();
            let links = chain.chars().filter(|sign| "/>=".contains(*sign));
            let nodes: Vec<_> = names.iter().map(|name| self.node_or_new(name)).collect();
            for (pair, sign) in nodes.windows(2).zip(links) {
                match sign {
                    '/' => pair[0].adopt(&pair[1]),
                    '>' => pair[0].share(&pair[1]),
                    _ => pair[0].point_at(&pair[1]),
                }
            }
        }
    }

    fn get(&self, name: &str) -> Option<PartRc> {
        self.nodes.iter().find(|node| node.name() == name).cloned()
    }

    fn node_or_new(&mut self, name: &str) -> PartRc {
        self.get(name).unwrap_or_else(|| {
            let node = part(name).into_graph();
            self.nodes.push(node.clone());
            node
        })
    }

    pub fn node(&self, name: &str) -> PartRc {
        self.get(name).unwrap_or_else(|| panic!("no `{name}`"))
    }

    pub fn silent(&self, name: &str) -> Rc<Silent> {
        match self.node(name) {
            PartRc::Silent(node) => node,
            _ => panic!("`{name}` is no `Silent`"),
        }
    }

    pub fn leaf(&self, name: &str) -> Rc<Leaf> {
        match self.node(name) {
            PartRc::Leaf(node) => node,
            _ => panic!("`{name}` is no `Leaf`"),
        }
    }

    /// Releases all nodes but this one; some of them may hold it.
    pub fn only(self, name: &str) -> PartRc {
        self.node(name)
    }

    /// Takes the handle out.
    pub fn take(&mut self, name: &str) -> PartRc {
        let index = self.nodes.iter().position(|node| node.name() == name);
        self.nodes.remove(index.unwrap_or_else(|| panic!("no `{name}`")))
    }

    pub fn weak(&self, name: &str) -> Weak<Part> {
        self.node(name).downgrade()
    }

    /// Weak handles to all nodes.
    pub fn weaks(&self) -> Weaks {
        Weaks(self.nodes.iter().map(|node| (node.name().to_owned(), node.downgrade())).collect())
    }

    /// Sets the action of a node's hook.
    pub fn on_hook(&self, name: &str, action: impl FnOnce(&PartRc) + 'static) {
        match self.node(name) {
            PartRc::Hooked(node) => node.script.0.set(Some(Box::new(action))),
            _ => panic!("`{name}` has no hook"),
        }
    }

    /// Sets the action that runs when the data of a node is dropped.
    pub fn on_drop(&self, name: &str, action: impl FnOnce() + 'static) {
        self.node(name).data().on_drop(action);
    }

    /// Attaches a finalizer that logs the node's name and then runs the action.
    pub fn finalizer(&self, name: &str, action: impl FnOnce() + 'static) {
        let entry = format!("!{name}");
        Finalizer::attach(&self.node(name), move || {
            note(entry);
            action();
        });
    }
}

#[derive(Clone)]
pub struct Weaks(Vec<(String, Weak<Part>)>);

impl Weaks {
    /// The names of the nodes that can be upgraded.
    pub fn alive(&self) -> String {
        let alive = self.0.iter().filter(|(_, weak)| weak.upgrade().is_some());
        alive.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" ")
    }

    pub fn get(&self, name: &str) -> Option<PartRc> {
        let weak = self.0.iter().find(|(other, _)| other == name);
        weak.unwrap_or_else(|| panic!("no `{name}`")).1.upgrade()
    }
}

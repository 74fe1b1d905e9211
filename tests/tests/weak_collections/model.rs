//! Nodes that own and share each other, and graphs of them written as text.
//!
//! A name with a small letter has a hook, a name with a capital has none, and a name with a digit
//! is a leaf: it has neither a hook nor strong links. `A/b` lets `A` own `b`, and `A=b` points the
//! shared link of `A` at it; `A/b/C` is `A/b b/C`.

use std::cell::{Cell, RefCell};
use std::fmt;

use kinfolk::{AnyRc, Finalizer, Graph, Handle, Rc, Weak};

thread_local! {
    static LIVE: Cell<usize> = const { Cell::new(0) };
    static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static KEPT: RefCell<Vec<PartRc>> = const { RefCell::new(Vec::new()) };
}

/// The events since the last call: `a` is a hook that ran, `!a` an attached finalizer, `*a` a value
/// or a key that was dropped, `~a` is data that was dropped.
pub fn log() -> String {
    LOG.take().join(" ")
}

pub fn note(entry: impl Into<String>) {
    // After the thread-locals are destroyed there is no log to write to.
    let _ = LOG.try_with(|log| log.borrow_mut().push(entry.into()));
}

/// How many data of all kinds have not been dropped.
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

/// Named data, counted while it is alive.
pub struct Data {
    sign: char,
    pub name: String,
    /// Handles in plain data, which the library cannot see.
    pub pocket: RefCell<Vec<PartRc>>,
    on_drop: Cell<Option<OnDrop>>,
}

impl Data {
    fn new(sign: char, name: &str) -> Self {
        LIVE.set(LIVE.get() + 1);
        Data { sign, name: name.to_owned(), pocket: RefCell::default(), on_drop: Cell::default() }
    }

    /// Runs the action when the data is dropped.
    pub fn on_drop(&self, action: impl FnOnce() + 'static) {
        self.on_drop.set(Some(Box::new(action)));
    }
}

/// A value for a collection.
pub fn value(name: &str) -> Data {
    Data::new('*', name)
}

/// As [`value`], with an action that runs when it is dropped.
pub fn value_that(name: &str, action: impl FnOnce() + 'static) -> Data {
    let value = value(name);
    value.on_drop(action);
    value
}

impl Drop for Data {
    fn drop(&mut self) {
        LIVE.set(LIVE.get() - 1);
        note(format!("{}{}", self.sign, self.name));
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
#[derive(Default)]
pub struct Script(Cell<Option<Action>>);

type Action = Box<dyn FnOnce(&PartRc)>;

#[derive(Graph)]
#[graph(back(pub owner: Part), shared(pub one: Part))]
pub struct Silent {
    pub data: Data,
    #[graph(own)]
    pub parts: Vec<Part>,
}

#[derive(Graph)]
#[graph(back(pub owner: Part), shared(pub one: Part), finalize = HookedNode::finalized)]
pub struct Hooked {
    pub data: Data,
    script: Script,
    #[graph(own)]
    pub parts: Vec<Part>,
}

#[derive(Graph)]
#[graph(back(pub owner: Part))]
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
        if let Some(action) = this.script.0.take() {
            action(&this.clone().into());
        }
    }
}

/// The plain value of this name.
pub fn part(name: &str) -> Part {
    let data = Data::new('~', name);
    match name.chars().next() {
        Some('a'..='z') => {
            Part::Hooked(Hooked { data, script: Script::default(), parts: Vec::new() })
        }
        Some('0'..='9') => Part::Leaf(Leaf { data }),
        _ => Part::Silent(Silent { data, parts: Vec::new() }),
    }
}

/// A new node of this name.
pub fn node(name: &str) -> PartRc {
    part(name).into_graph()
}

pub fn leaf(name: &str) -> Rc<Leaf> {
    Leaf { data: Data::new('~', name) }.into_graph()
}

pub fn plain_silent(name: &str) -> Silent {
    Silent { data: Data::new('~', name), parts: Vec::new() }
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

    /// Owns the child, as the last one.
    pub fn adopt(&self, child: &PartRc) {
        match self {
            PartRc::Silent(node) => node.parts.push(child.clone()),
            PartRc::Hooked(node) => node.parts.push(child.clone()),
            PartRc::Leaf(_) => panic!("`{}` owns nothing", self.name()),
        }
    }

    pub fn point_at(&self, target: &PartRc) {
        match self {
            PartRc::Silent(node) => node.one.set(target.clone()),
            PartRc::Hooked(node) => node.one.set(target.clone()),
            PartRc::Leaf(_) => panic!("`{}` shares nothing", self.name()),
        };
    }

    /// Empties the shared link.
    pub fn clear_links(&self) {
        match self {
            PartRc::Silent(node) => node.one.take(),
            PartRc::Hooked(node) => node.one.take(),
            PartRc::Leaf(_) => None,
        };
    }

    pub fn silent(&self) -> &Rc<Silent> {
        match self {
            PartRc::Silent(node) => node,
            _ => panic!("`{}` is no `Silent`", self.name()),
        }
    }
}

/// The names of nodes, in their order.
pub fn names(nodes: impl IntoIterator<Item = impl Handle>) -> String {
    let name = |node: AnyRc| node.downcast::<Part>().expect("of this model").name().to_owned();
    let names: Vec<_> = nodes.into_iter().map(|node| name(node.to_any())).collect();
    names.join(" ")
}

/// As [`names`], in alphabetical order.
pub fn sorted(nodes: impl IntoIterator<Item = impl Handle>) -> String {
    sorted_words(&names(nodes))
}

pub fn sorted_words(text: &str) -> String {
    let mut words: Vec<_> = text.split_whitespace().collect();
    words.sort_unstable();
    words.join(" ")
}

/// Handles to the nodes of a text, in the order of their first appearance.
pub struct World {
    nodes: Vec<PartRc>,
}

pub fn world(text: &str) -> World {
    let mut world = World { nodes: Vec::new() };
    for chain in text.split_whitespace() {
        let names: Vec<_> = chain.split(['/', '=']).collect();
        let links = chain.chars().filter(|sign| "/=".contains(*sign));
        let nodes: Vec<_> = names.iter().map(|name| world.node_or_new(name)).collect();
        for (pair, sign) in nodes.windows(2).zip(links) {
            if sign == '/' { pair[0].adopt(&pair[1]) } else { pair[0].point_at(&pair[1]) }
        }
    }
    world
}

impl World {
    fn get(&self, name: &str) -> Option<PartRc> {
        self.nodes.iter().find(|node| node.name() == name).cloned()
    }

    fn node_or_new(&mut self, name: &str) -> PartRc {
        self.get(name).unwrap_or_else(|| {
            let new = node(name);
            self.nodes.push(new.clone());
            new
        })
    }

    pub fn nodes(&self) -> &[PartRc] {
        &self.nodes
    }

    pub fn names(&self) -> Vec<String> {
        self.nodes.iter().map(|node| node.name().to_owned()).collect()
    }

    pub fn node(&self, name: &str) -> PartRc {
        self.get(name).unwrap_or_else(|| panic!("no `{name}`"))
    }

    pub fn weak(&self, name: &str) -> Weak<Part> {
        self.node(name).downgrade()
    }

    /// Releases all nodes but this one; some of them may hold it.
    pub fn only(self, name: &str) -> PartRc {
        self.node(name)
    }

    /// Releases all nodes but these.
    pub fn keep_only(self, names: &[&str]) -> Vec<PartRc> {
        names.iter().map(|name| self.node(name)).collect()
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

/// Drops the last node first, so that whole trees die.
impl Drop for World {
    fn drop(&mut self) {
        while self.nodes.pop().is_some() {}
    }
}

/// Whether a node of this name has a hook.
pub fn is_hooked(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
}

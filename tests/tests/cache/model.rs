//! Nodes that own and share each other.
//!
//! A name with a small letter has a hook, a name with a capital has none, and a name with a digit
//! is a leaf without a hook and without strong links. A number behind the first letter is the
//! node's weight: `A4` weighs 4, `A` weighs 1.

use std::cell::{Cell, RefCell};
use std::fmt;

use kinfolk::{Finalizer, Graph, Handle, Rc};

use crate::moments::{Moment, reach};

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

pub fn note(entry: impl Into<String>) {
    // After the thread-locals are destroyed there is no log to write to.
    let _ = LOG.try_with(|log| log.borrow_mut().push(entry.into()));
}

/// How many data and keys have not been dropped.
pub fn live() -> usize {
    LIVE.get()
}

/// Holds a node until [`kept`] is called.
pub fn keep(node: &PartRc) {
    KEPT.with_borrow_mut(|kept| kept.push(node.clone()));
}

/// The nodes that were kept since the last call.
pub fn kept() -> Vec<PartRc> {
    KEPT.take()
}

/// Counted while it is alive.
pub struct Counted(());

impl Counted {
    pub fn new() -> Self {
        LIVE.set(LIVE.get() + 1);
        Counted(())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let _ = LIVE.try_with(|live| live.set(live.get() - 1));
    }
}

type OnDrop = Box<dyn FnOnce()>;

pub struct Data {
    pub name: String,
    pub weight: Cell<usize>,
    on_drop: Cell<Option<OnDrop>>,
    _counted: Counted,
}

impl Data {
    fn new(name: &str) -> Self {
        let weight = name.get(1..).and_then(|number| number.parse().ok());
        Data {
            name: name.to_owned(),
            weight: Cell::new(weight.unwrap_or(1)),
            on_drop: Cell::default(),
            _counted: Counted::new(),
        }
    }

    /// Runs the action when the data is dropped.
    pub fn on_drop(&self, action: impl FnOnce() + 'static) {
        self.on_drop.set(Some(Box::new(action)));
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        note(format!("~{}", self.name));
        reach(Moment::DataDrop, &self.name);
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
        reach(Moment::Hook, &this.data.name);
        if let Some(action) = this.script.0.take() {
            action(&this.clone().into());
        }
    }
}

/// The plain value of this name.
pub fn part(name: &str) -> Part {
    match name.chars().next() {
        Some('a'..='z') => {
            let (data, script) = (Data::new(name), Script::default());
            Part::Hooked(Hooked { data, script, parts: Vec::new() })
        }
        Some('0'..='9') => Part::Leaf(plain_leaf(name)),
        _ => Part::Silent(plain_silent(name)),
    }
}

pub fn plain_leaf(name: &str) -> Leaf {
    Leaf { data: Data::new(name) }
}

pub fn plain_silent(name: &str) -> Silent {
    Silent { data: Data::new(name), parts: Vec::new() }
}

/// A new node of this name.
pub fn node(name: &str) -> PartRc {
    part(name).into_graph()
}

/// As [`node`], with an action for its hook.
pub fn node_with_hook(name: &str, action: impl FnOnce(&PartRc) + 'static) -> PartRc {
    let node = node(name);
    match &node {
        PartRc::Hooked(node) => node.script.0.set(Some(Box::new(action))),
        _ => panic!("`{name}` has no hook"),
    }
    node
}

/// As [`node`], with an action that runs when its data is dropped.
pub fn node_with_drop(name: &str, action: impl FnOnce() + 'static) -> PartRc {
    let node = node(name);
    node.data().on_drop(action);
    node
}

/// As [`node`], with a finalizer that logs the node's name and then runs the action.
pub fn node_with_finalizer(name: &str, action: impl FnOnce() + 'static) -> PartRc {
    let node = node(name);
    let name = name.to_owned();
    Finalizer::attach(&node, move || {
        note(format!("!{name}"));
        reach(Moment::Finalizer, &name);
        action();
    });
    node
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

    pub fn strong_count(&self) -> usize {
        match self {
            PartRc::Silent(node) => Rc::strong_count(node),
            PartRc::Hooked(node) => Rc::strong_count(node),
            PartRc::Leaf(node) => Rc::strong_count(node),
        }
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
}

/// The names of nodes, in their order.
pub fn names(nodes: impl IntoIterator<Item = impl Handle>) -> String {
    let name =
        |node: kinfolk::AnyRc| node.downcast::<Part>().expect("of this model").name().to_owned();
    nodes.into_iter().map(|node| name(node.to_any())).collect::<Vec<_>>().join(" ")
}

/// In alphabetical order.
pub fn sorted(text: &str) -> String {
    let mut words: Vec<_> = text.split_whitespace().collect();
    words.sort_unstable();
    words.join(" ")
}

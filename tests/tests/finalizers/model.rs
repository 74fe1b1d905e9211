//! Nodes with and without hooks, which own each other through every container; and trees of them
//! written as text.
//!
//! A name with a small letter has a hook, a name with a capital has none, and a name with a digit
//! has a hook and owns nothing. `a<1>(b C)[d]{e f}` owns `1` through `lone`, `b` and `C` through
//! `parts`, `d` through `boxed`, `e` and `f` through `list`, declared in this order.

use std::cell::{Cell, RefCell};

use kinfolk::{Finalizer, Graph, Handle, Node, Rc, Weak};

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

/// Only the hooks of the [`log`].
pub fn hooks() -> String {
    let mut log = LOG.take();
    log.retain(|entry| !entry.starts_with(['~', '!']));
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

pub struct Data {
    pub name: String,
    on_drop: Cell<Option<Box<dyn FnOnce()>>>,
}

impl Data {
    fn new(name: &str) -> Self {
        LIVE.set(LIVE.get() + 1);
        Data { name: name.to_owned(), on_drop: Cell::new(None) }
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

type Action<H> = Box<dyn FnOnce(&H)>;

/// The action of a single node's hook.
struct Script<T: Graph>(Cell<Option<Action<T::Handle>>>);

impl<T: Graph> Script<T> {
    fn run(&self, this: &T::Handle) {
        if let Some(action) = self.0.take() {
            action(this);
        }
    }
}

#[derive(Graph)]
#[graph(
    back(pub in_hooked: Hooked),
    back(pub in_silent: Silent),
    weak(pub friend: Part),
    weak(pub friends: Vec<Part>),
    finalize = HookedNode::finalized
)]
pub struct Hooked {
    pub data: Data,
    script: Script<Hooked>,
    #[graph(own)]
    pub lone: Option<Leaf>,
    #[graph(own)]
    pub parts: Vec<Part>,
    #[graph(own)]
    pub boxed: Option<Box<Part>>,
    #[graph(own)]
    pub list: Vec<Hooked>,
}

#[derive(Graph)]
#[graph(
    back(pub in_hooked: Hooked),
    back(pub in_silent: Silent),
    weak(pub friend: Part),
    weak(pub friends: Vec<Part>)
)]
pub struct Silent {
    pub data: Data,
    #[graph(own)]
    pub lone: Option<Leaf>,
    #[graph(own)]
    pub parts: Vec<Part>,
    #[graph(own)]
    pub boxed: Option<Box<Part>>,
    #[graph(own)]
    pub list: Vec<Hooked>,
}

/// Owns nothing, and has a back-link to a union of owners.
#[derive(Graph)]
#[graph(back(pub owner: Part), finalize = |leaf| {
    note(leaf.data.name.clone());
    leaf.script.run(leaf);
})]
pub struct Leaf {
    pub data: Data,
    script: Script<Leaf>,
}

#[derive(Graph)]
pub enum Part {
    Hooked(Hooked),
    Silent(Silent),
    Leaf(Leaf),
}

impl HookedNode {
    fn finalized(this: &Rc<Hooked>) {
        note(this.data.name.clone());
        this.script.run(this);
    }
}

impl PartRc {
    fn data(&self) -> &Data {
        match self {
            PartRc::Hooked(node) => &node.data,
            PartRc::Silent(node) => &node.data,
            PartRc::Leaf(node) => &node.data,
        }
    }

    pub fn name(&self) -> &str {
        &self.data().name
    }

    pub fn hooked(&self) -> &Rc<Hooked> {
        match self {
            PartRc::Hooked(node) => node,
            other => panic!("`{}` is no `Hooked`", other.name()),
        }
    }

    pub fn silent(&self) -> &Rc<Silent> {
        match self {
            PartRc::Silent(node) => node,
            other => panic!("`{}` is no `Silent`", other.name()),
        }
    }

    /// Puts a child at the end of `parts`.
    pub fn adopt(&self, child: impl Into<PartRc>) {
        let child = child.into();
        match self {
            PartRc::Hooked(node) => node.parts.push(child),
            PartRc::Silent(node) => node.parts.push(child),
            PartRc::Leaf(_) => panic!("`{}` owns nothing", self.name()),
        }
    }

    pub fn befriend(&self, friend: &PartRc) {
        match self {
            PartRc::Hooked(node) => (node.friend.set(friend), node.friends.push(friend)),
            PartRc::Silent(node) => (node.friend.set(friend), node.friends.push(friend)),
            PartRc::Leaf(_) => panic!("`{}` has no friends", self.name()),
        };
    }

    /// Writes the tree below as text.
    fn write(&self, text: &mut String) {
        type Links = (Option<Rc<Leaf>>, Vec<PartRc>, Option<PartRc>, Vec<Rc<Hooked>>);
        text.push_str(self.name());
        let (lone, parts, boxed, list): Links = match self {
            PartRc::Hooked(node) => (
                node.lone.get(),
                node.parts.iter().collect(),
                node.boxed.get(),
                node.list.iter().collect(),
            ),
            PartRc::Silent(node) => (
                node.lone.get(),
                node.parts.iter().collect(),
                node.boxed.get(),
                node.list.iter().collect(),
            ),
            PartRc::Leaf(_) => return,
        };
        let list = list.into_iter().map(PartRc::from).collect();
        let (lone, boxed) = (lone.map(PartRc::from), boxed.into_iter().collect());
        let links = [("<", lone.into_iter().collect(), ">"), ("(", parts, ")"), ("[", boxed, "]")];
        for (open, children, close) in links.into_iter().chain([("{", list, "}")]) {
            for (index, child) in children.iter().enumerate() {
                text.push_str(if index == 0 { open } else { " " });
                child.write(text);
            }
            text.push_str(if children.is_empty() { "" } else { close });
        }
    }
}

pub fn to_part(node: &impl Handle) -> PartRc {
    node.to_any().downcast::<Part>().expect("a node of this model")
}

/// A tree as text, from this node down.
pub fn show(node: &impl Handle) -> String {
    let mut text = String::new();
    to_part(node).write(&mut text);
    text
}

pub fn names(nodes: impl IntoIterator<Item = impl Handle>) -> String {
    nodes.into_iter().map(|node| to_part(&node).name().to_owned()).collect::<Vec<_>>().join(" ")
}

/// The owner's name, or an empty string.
pub fn owner(node: &impl Handle) -> String {
    names(to_part(node).owner())
}

/// The plain value that a text describes.
pub fn part(text: &str) -> Part {
    let mut rest = text;
    let part = parse(&mut rest);
    assert_eq!(rest, "", "left over from `{text}`");
    part
}

pub fn hooked(text: &str) -> Hooked {
    match part(text) {
        Part::Hooked(plain) => plain,
        _ => panic!("`{text}` is no `Hooked`"),
    }
}

pub fn silent(text: &str) -> Silent {
    match part(text) {
        Part::Silent(plain) => plain,
        _ => panic!("`{text}` is no `Silent`"),
    }
}

pub fn leaf(name: &str) -> Leaf {
    Leaf { data: Data::new(name), script: Script(Cell::new(None)) }
}

/// The live tree of a text whose root has a hook.
pub fn tree(text: &str) -> Rc<Hooked> {
    hooked(text).into_graph()
}

/// The live tree of a text whose root has no hook.
pub fn silent_tree(text: &str) -> Rc<Silent> {
    silent(text).into_graph()
}

fn parse(rest: &mut &str) -> Part {
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    *rest = after;
    assert_ne!(name, "", "a name must come here: `{after}`");
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        return Part::Leaf(leaf(name));
    }
    let data = Data::new(name);
    let mut next = |brackets| parse_link(rest, brackets);
    let [lone, parts, boxed, list] = ["<>", "()", "[]", "{}"].map(&mut next);
    let lone = lone.into_iter().next().map(|part| match part {
        Part::Leaf(leaf) => leaf,
        _ => panic!("only leaves go into `<>`"),
    });
    let boxed = boxed.into_iter().next().map(Box::new);
    let list = list.into_iter().map(|part| match part {
        Part::Hooked(plain) => plain,
        _ => panic!("only small letters go into `{{}}`"),
    });
    let list = list.collect();
    if name.starts_with(char::is_uppercase) {
        Part::Silent(Silent { data, lone, parts, boxed, list })
    } else {
        let script = Script(Cell::new(None));
        Part::Hooked(Hooked { data, script, lone, parts, boxed, list })
    }
}

fn parse_link(rest: &mut &str, brackets: &str) -> Vec<Part> {
    let (open, close) = brackets.split_at(1);
    let mut children = Vec::new();
    if let Some(mut inside) = rest.strip_prefix(open) {
        while !inside.starts_with(close) {
            inside = inside.trim_start();
            children.push(parse(&mut inside));
        }
        *rest = &inside[1..];
    }
    children
}

/// The node of this name, at or below a node.
pub fn find(root: &impl Handle, name: &str) -> PartRc {
    let mut nodes = root.descendants_or_self().map(|node| to_part(&node));
    nodes.find(|part| part.name() == name).unwrap_or_else(|| panic!("no `{name}`"))
}

pub fn weak(root: &impl Handle, name: &str) -> Weak<Part> {
    find(root, name).downgrade()
}

/// Sets the action of a node's hook.
pub fn on_hook(root: &impl Handle, name: &str, action: impl FnOnce(&PartRc) + 'static) {
    match find(root, name) {
        PartRc::Hooked(node) => {
            node.script.0.set(Some(Box::new(|this| action(&to_part(this)))));
        }
        PartRc::Leaf(node) => {
            node.script.0.set(Some(Box::new(|this| action(&to_part(this)))));
        }
        PartRc::Silent(_) => panic!("`{name}` has no hook"),
    }
}

/// Sets the action that runs when the data of a node is dropped.
pub fn on_drop(root: &impl Handle, name: &str, action: impl FnOnce() + 'static) {
    find(root, name).data().on_drop.set(Some(Box::new(action)));
}

/// Attaches a finalizer that logs this name and then runs the action.
pub fn finalizer_of(
    root: &impl Handle,
    node: &str,
    name: &str,
    action: impl FnOnce() + 'static,
) -> Finalizer {
    let name = format!("!{name}");
    let closure: Box<dyn FnOnce()> = Box::new(move || {
        note(name);
        action();
    });
    Finalizer::attach(&find(root, node), closure)
}

/// Attaches a finalizer that logs the node's name.
pub fn finalizer(root: &impl Handle, node: &str) -> Finalizer {
    finalizer_of(root, node, node, || ())
}

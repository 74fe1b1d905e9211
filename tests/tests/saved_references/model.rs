//! A model with every form of saved reference.

use std::collections::{BTreeMap, HashMap};

use kinfolk::Graph;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u32);

/// The owner of all: its root.
#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(to_plain)]
pub struct Workspace {
    #[graph(own)]
    pub people: Vec<Person>,
    #[graph(own)]
    pub labels: BTreeMap<String, Label>,
    #[graph(own)]
    pub lead: Person,
    #[graph(own)]
    pub entries: HashMap<u32, Entry>,
    #[graph(own)]
    pub main: Option<Box<Item>>,
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(back(workspace: Workspace), to_plain, finalize = |_| hook())]
pub struct Person {
    #[graph(id(keep))]
    pub id: Id,
    #[graph(weak(Person))]
    pub mentor: Option<Id>,
    #[graph(shared(Label))]
    pub labels: Vec<Id>,
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(back(workspace: Workspace), to_plain)]
pub struct Label(#[graph(id(keep))] pub Id, #[graph(weak(Item))] pub Vec<Id>, pub String);

/// A union.
#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(to_plain)]
pub enum Entry {
    Note(Note),
    Item(Box2),
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(back(workspace: Workspace, outer: Box2), to_plain)]
pub struct Note {
    #[graph(id(keep))]
    pub id: Id,
    #[graph(weak(Person))]
    pub author: Id,
    #[graph(shared(Label))]
    pub label: Option<Id>,
    #[graph(weak(Entry))]
    pub about: Vec<Id>,
}

#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(back(workspace: Workspace, outer: Box2), to_plain)]
pub struct Box2 {
    #[graph(id(keep))]
    pub id: Id,
    #[graph(own)]
    pub inner: Vec<Entry>,
    #[graph(shared(Entry))]
    pub like: Option<Id>,
    #[graph(shared(Person))]
    pub keeper: Id,
}

/// A node enum.
#[derive(Clone, Debug, PartialEq, Graph)]
#[graph(back(workspace: Workspace, outer: Item), shared(other: Item), weak(next: Item), to_plain)]
pub enum Item {
    Leaf(#[graph(id(keep))] Id, #[graph(weak(Item))] Option<Id>, String),
    Pair {
        #[graph(id(keep))]
        id: Id,
        #[graph(shared(Entry))]
        entries: Vec<Id>,
        #[graph(own)]
        left: Box<Item>,
        #[graph(weak(Person))]
        owner: Id,
        #[graph(own)]
        right: Option<Box<Item>>,
    },
}

std::thread_local! {
    static HOOKS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

fn hook() {
    HOOKS.set(HOOKS.get() + 1);
}

/// How many hooks have run in this thread.
pub fn hooks() -> usize {
    HOOKS.get()
}

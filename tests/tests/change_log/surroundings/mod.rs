//! The change log beside the rest of the library: copies, cycles, finalizers, weak collections, other
//! histories, threads; and user code that does what no user code should.

mod at_any_time;
mod copies;
mod cycles;
mod finalizers;
mod forgotten;
mod ids;
mod keys;
mod nested;
mod threads;

use std::cell::{Cell, OnceCell, RefCell};

use kinfolk::History;
use kinfolk::prelude::*;
use kinfolk_tests::count::Count;

/// What the hook of a card does, by the card.
type Hook = Box<dyn FnMut(&Rc<Card>)>;

/// What the hook of a list does.
type ListHook = Box<dyn FnOnce(&Rc<List>)>;

thread_local! {
    static NEXT_ID: Cell<u32> = const { Cell::new(100) };
    /// The names of the cards whose hooks have run.
    static CLOSED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
    static HOOK: RefCell<Option<Hook>> = const { RefCell::new(None) };
    static LIST_HOOK: RefCell<Option<ListHook>> = const { RefCell::new(None) };
}

fn fresh() -> u32 {
    NEXT_ID.replace(NEXT_ID.get() + 1)
}

#[derive(Clone, Graph)]
#[graph(
    back(pub list: List, pub outer: Card),
    weak(pub friend: Card),
    shared(pub like: Card),
    live(pub history: OnceCell<History>),
    to_plain,
    finalize = CardNode::closed
)]
struct Card {
    #[graph(id(fresh = fresh))]
    id: u32,
    name: &'static str,
    count: Count,
    #[graph(value)]
    text: String,
    #[graph(weak(Card))]
    blocked_by: Vec<u32>,
    #[graph(shared(Card))]
    next: Option<u32>,
    #[graph(own)]
    parts: Vec<Card>,
}

#[derive(Clone, Graph)]
#[graph(live(pub history: OnceCell<History>), to_plain, finalize = ListNode::closed)]
struct List {
    count: Count,
    #[graph(value)]
    total: usize,
    #[graph(own)]
    cards: Vec<Card>,
}

impl CardNode {
    fn closed(this: &Rc<Card>) {
        CLOSED.with_borrow_mut(|closed| closed.push(this.name));
        // The hooks of cards that die meanwhile do nothing more.
        if let Some(mut hook) = HOOK.take() {
            hook(this);
            HOOK.set(Some(hook));
        }
    }
}

impl ListNode {
    fn closed(this: &Rc<List>) {
        if let Some(hook) = LIST_HOOK.take() {
            hook(this);
        }
    }
}

fn closed() -> Vec<&'static str> {
    CLOSED.take()
}

/// Lets the hooks of cards do this.
fn on_close(hook: impl FnMut(&Rc<Card>) + 'static) {
    HOOK.set(Some(Box::new(hook)));
}

fn no_hook() {
    HOOK.take();
}

fn on_list_close(hook: impl FnOnce(&Rc<List>) + 'static) {
    LIST_HOOK.set(Some(Box::new(hook)));
}

/// A card without references, whose id is a fresh one.
fn card(name: &'static str) -> Card {
    with_parts(name, vec![])
}

fn with_parts(name: &'static str, parts: Vec<Card>) -> Card {
    let (text, blocked_by) = (String::new(), vec![]);
    Card { id: fresh(), name, count: Count::new(), text, blocked_by, next: None, parts }
}

fn list(names: &[&'static str]) -> Rc<List> {
    let cards = names.iter().map(|name| card(name)).collect();
    List { count: Count::new(), total: 0, cards }.into_graph()
}

/// The names of the cards, in order, with those of their parts in brackets.
fn names(list: &Rc<List>) -> String {
    assert_eq!(list.validate(), Ok(()));
    names_of(list.cards.iter())
}

fn names_of(cards: impl Iterator<Item = Rc<Card>>) -> String {
    let name = |card: Rc<Card>| match card.parts.len() {
        0 => card.name.to_owned(),
        _ => format!("{}({})", card.name, names_of(card.parts.iter())),
    };
    cards.map(name).collect::<Vec<_>>().join(" ")
}

/// A failure that undoes a transaction.
const FAILED: Result<(), ()> = Err(());

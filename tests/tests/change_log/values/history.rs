//! Values in the steps of a history, and in the batches of observers.

use std::cell::{Cell, RefCell};
use std::rc::Rc as StdRc;

use kinfolk::prelude::*;
use kinfolk::{History, Weak, collect, leaks, observe, transaction};
use kinfolk_tests::count::{Count, live};
use kinfolk_tests::panics::{self, panic_of};
use kinfolk_tests::random::Random;
use kinfolk_tests::settings;

use super::{Board, board, fails};

#[test]
fn an_update_is_one_step_with_all_that_its_closure_changes() {
    let node = board().into_graph();
    let history = History::new(&node);
    node.tags.update(|tags| {
        tags.push("red".into());
        node.name.set("Work".into());
        node.name.update(|name| name.push('!'));
        node.cards.pop();
    });
    let after = node.to_plain();
    assert!(history.undo().unwrap());
    assert_eq!(node.to_plain(), board());
    assert!(!history.can_undo());
    assert!(history.redo().unwrap());
    assert_eq!(node.to_plain(), after);
}

#[test]
fn an_update_that_panics_is_a_step() {
    let node = board().into_graph();
    let history = History::new(&node);
    panic_of(|| {
        node.tags.update(|tags| {
            tags.push("red".into());
            panic!("bomb");
        });
    });
    assert_eq!(node.tags.get(), ["new", "red"]);
    assert!(history.undo().unwrap());
    assert_eq!(node.to_plain(), board());
    assert!(!history.undo().unwrap());
}

#[derive(Graph)]
struct Store {
    #[graph(value)]
    parts: Vec<Rc<Part>>,
    #[graph(value)]
    deaths: u32,
}

#[derive(Graph)]
#[graph(weak(store: Store), finalize = PartNode::dies)]
struct Part {}

impl PartNode {
    fn dies(&self) {
        let Some(store) = self.store.get() else { return };
        assert!(store.parts.read().is_empty());
        store.deaths.update(|deaths| *deaths += 1);
    }
}

/// The deaths have waited until the update has ended, and the observer is called after them.
#[test]
fn deaths_in_an_update_are_part_of_its_step() {
    let store = Store { parts: vec![], deaths: 0 }.into_graph();
    let history = History::new(&store);
    let seen = StdRc::new(RefCell::new(Vec::new()));
    let _watch = observe(&store, {
        let (store, seen) = (Rc::downgrade(&store), seen.clone());
        move |changes| {
            seen.borrow_mut().push((changes.len(), store.upgrade().unwrap().deaths.get()));
        }
    });
    store.parts.update(|parts| {
        for _ in 0..3 {
            let part = Part {}.into_graph();
            part.store.set(&store);
            parts.push(part);
        }
        parts.clear();
    });
    assert_eq!((store.deaths.get(), seen.take()), (3, vec![(2, 3)]));
    assert!(history.undo().unwrap());
    assert_eq!((store.deaths.get(), history.can_undo()), (0, false));
}

#[test]
fn a_step_in_an_update_is_part_of_the_update() {
    let node = board().into_graph();
    let history = History::new(&node);
    node.tags.update(|tags| {
        tags.clear();
        history.step("Rename", || node.name.set("Work".into()));
        assert!(history.undo().is_err() && history.redo().is_err() && history.clear().is_err());
        fails(|| node.name.set("Garden".into()));
    });
    assert_eq!((node.name.get().as_str(), node.tags.get().len()), ("Work", 0));
    assert!(history.undo().unwrap());
    assert_eq!(node.to_plain(), board());
    assert!(!history.can_undo());
}

/// It is not open when the update begins.
#[test]
fn a_history_that_begins_and_ends_in_an_update() {
    let node = board().into_graph();
    node.tags.update(|tags| {
        let history = History::new(&node);
        tags.push("red".into());
        node.name.set("Work".into());
        assert!(history.undo().is_err());
        drop(history);
    });
    let history = History::new(&node);
    assert!(!history.can_undo());
    node.name.set("Garden".into());
    assert!(history.undo().unwrap());
    assert_eq!((node.name.get().as_str(), node.tags.get().len()), ("Work", 2));
}

#[test]
fn an_observer_that_comes_in_a_transaction_sees_what_changes_from_then_on() {
    let node = board().into_graph();
    let seen = StdRc::new(RefCell::new(Vec::new()));
    let mut watch = None;
    transaction(|| {
        node.name.set("Work".into());
        watch = Some(observe(&node, {
            let seen = seen.clone();
            move |changes| {
                let fields = changes.iter().map(|change| change.field().unwrap());
                seen.borrow_mut().extend(fields.map(str::to_owned));
            }
        }));
        node.tags.take();
        node.name.set("Garden".into());
    });
    assert_eq!(seen.take(), ["tags", "name"]);
}

#[test]
fn two_histories_undo_the_same_change() {
    let node = board().into_graph();
    let card = node.cards.get(0).unwrap();
    let (all, one) = (History::new(&node), History::new(&card));
    card.title.set("b".into());
    card.title.update(|title| title.push('c'));
    node.name.set("Work".into());
    assert!(one.undo().unwrap());
    assert_eq!(card.title, "b");
    assert!(all.undo().unwrap()); // what the other one has undone
    assert_eq!(card.title, "bc");
    for _ in 0..3 {
        assert!(all.undo().unwrap());
    }
    assert_eq!(node.to_plain(), board());
    assert!(!all.can_undo());
    for _ in 0..4 {
        assert!(all.redo().unwrap());
    }
    assert_eq!((card.title.get().as_str(), node.name.get().as_str()), ("b", "Work"));
}

#[test]
fn nothing_is_copied_by_an_undo() {
    thread_local!(static CLONES: Cell<usize> = const { Cell::new(0) });
    struct Text(String);
    impl Clone for Text {
        fn clone(&self) -> Self {
            CLONES.set(CLONES.get() + 1);
            Text(self.0.clone())
        }
    }
    #[derive(Graph)]
    struct Page {
        #[graph(value)]
        text: Text,
    }
    let page = Page { text: Text("a".into()) }.into_graph();
    let history = History::new(&page);
    for _ in 0..3 {
        transaction(|| {
            page.text.update(|text| text.0.push('b'));
            page.text.update(|text| text.0.push('b'));
        });
    }
    assert_eq!(CLONES.take(), 3);
    let last = page.text.read();
    for _ in 0..2 {
        for _ in 0..3 {
            assert!(history.undo().unwrap());
        }
        assert_eq!(page.text.read().0, "a");
        for _ in 0..3 {
            assert!(history.redo().unwrap());
        }
        // The very data is there again.
        assert!(std::ptr::eq(&raw const *page.text.read(), &raw const *last));
    }
    assert_eq!(CLONES.take(), 0);
}

/// An undo in the `Clone` of the very data panics, as each use does, and changes nothing.
#[test]
fn an_undo_while_the_value_is_in_use_changes_nothing() {
    thread_local!(static HISTORY: RefCell<Option<History>> = const { RefCell::new(None) });
    struct Undoes(u32);
    impl Clone for Undoes {
        fn clone(&self) -> Self {
            let text = HISTORY.with_borrow(|history| panic_of(|| history.as_ref().unwrap().undo()));
            assert!(text.starts_with("this value is in use"), "{text}");
            Undoes(self.0)
        }
    }
    #[derive(Graph)]
    struct Page {
        #[graph(value)]
        text: Undoes,
        #[graph(value)]
        other: u32,
    }
    let page = Page { text: Undoes(1), other: 1 }.into_graph();
    HISTORY.set(Some(History::new(&page)));
    transaction(|| {
        page.text.set(Undoes(2));
        page.other.set(2);
    });
    assert_eq!(page.text.get().0, 2);
    assert_eq!(page.other, 2);
    let history = HISTORY.take().unwrap();
    assert!(history.can_undo() && !history.can_redo());
    assert!(history.undo().unwrap());
    assert_eq!((page.text.read().0, page.other.get()), (1, 1));
    assert!(history.redo().unwrap());
    assert_eq!((page.text.read().0, page.other.get()), (2, 2));
}

#[test]
fn forgotten_data_is_dropped_and_its_panic_reported() {
    struct Bomb(bool, Weak<Page>);
    impl Drop for Bomb {
        fn drop(&mut self) {
            if let Some(page) = self.1.upgrade() {
                page.drops.update(|drops| *drops += 1);
            }
            assert!(!self.0, "drop bomb");
        }
    }
    #[derive(Graph)]
    struct Page {
        #[graph(value)]
        data: Bomb,
        #[graph(value)]
        drops: u32,
    }
    panics::record();
    let page = Page { data: Bomb(false, Weak::new()), drops: 0 }.into_graph();
    let weak = Rc::downgrade(&page);
    page.data.set(Bomb(true, weak.clone()));
    let history = History::new(&page).limit(1);
    page.data.set(Bomb(false, weak.clone()));
    assert_eq!((page.drops.get(), panics::reports().len()), (0, 0));
    page.data.set(Bomb(false, weak));
    // The limit has forgotten the first step.
    assert_eq!((page.drops.get(), panics::reports().len()), (1, 1));
    assert!(history.undo().unwrap());
    drop(history);
    assert_eq!(panics::reports().len(), 0);
}

#[derive(Graph)]
struct Person {
    #[graph(value, trace)]
    friends: Vec<Rc<Person>>,
    _count: Count,
}

fn person() -> Rc<Person> {
    Person { friends: vec![], _count: Count::new() }.into_graph()
}

#[test]
fn cycles_in_traced_values_come_back_and_are_collected() {
    let (ann, bob) = (person(), person());
    let history = History::new(&ann);
    ann.friends.update(|friends| friends.push(bob.clone()));
    bob.friends.update(|friends| friends.push(ann.clone()));
    let weak = Rc::downgrade(&bob);
    drop(bob);
    assert!(history.undo().unwrap());
    assert!(ann.friends.read().is_empty());
    // The data that a redo would bring back holds it.
    assert_eq!((collect().freed(), weak.upgrade().is_some()), (0, true));
    assert!(history.redo().unwrap());
    assert_eq!(ann.friends.read().len(), 1);
    drop(history);
    drop(ann);
    assert_eq!((leaks().len(), collect().freed(), live()), (1, 2, 0));
}

#[test]
fn what_a_traced_value_has_held_dies_with_the_history() {
    let ann = person();
    let history = History::new(&ann);
    ann.friends.update(|friends| friends.push(person()));
    ann.friends.take();
    assert_eq!((live(), leaks().len()), (2, 0));
    assert!(history.undo().unwrap());
    assert!(history.undo().unwrap());
    assert_eq!(live(), 2);
    drop(history);
    assert_eq!(live(), 1);
    drop(ann);
    assert_eq!(live(), 0);
}

/// Any undo and redo, compared with copies of the states.
#[test]
fn each_state_comes_back() {
    let seeds = settings::seed().map_or(0..100, |seed| seed..seed + 1);
    for seed in seeds {
        let mut random = Random::new(seed);
        let node = board().into_graph();
        let card = node.cards.get(0).unwrap();
        let history = History::new(&node);
        let (mut states, mut at) = (vec![node.to_plain()], 0);
        for _ in 0..settings::operations(60) {
            match random.below(10) {
                0..3 => assert_eq!(history.undo().unwrap(), at > 0),
                3..5 => assert_eq!(history.redo().unwrap(), at + 1 < states.len()),
                kind => change(&node, &card, kind, &mut random),
            }
            let state = node.to_plain();
            at = if let Some(at) = states.iter().position(|other| *other == state) {
                at
            } else {
                states.truncate(at + 1);
                states.push(state);
                at + 1
            };
        }
    }
}

/// Makes a state that was never there before.
fn change(node: &Rc<Board>, card: &Rc<super::Card>, kind: usize, random: &mut Random) {
    let text = random.number().to_string();
    match kind {
        5 => node.name.set(text),
        6 => node.tags.update(|tags| {
            tags.push(text.clone());
            card.title.set(text);
            card.title.update(|title| title.push('!'));
        }),
        7 => drop(card.title.replace(text)),
        8 => transaction(|| {
            node.name.set(text);
            fails(|| node.tags.update(Vec::clear));
            node.name.update(|name| name.push('!'));
            transaction(|| card.votes.update(|votes| *votes += 1));
        }),
        _ => {
            fails(|| node.name.set("lost".into()));
            node.tags.replace(vec![text]);
        }
    }
}

//! Panics of user code.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc as StdRc;

use kinfolk::death::take_hook_panics;

use super::*;

thread_local!(static PANICS: Cell<bool> = const { Cell::new(false) });

#[derive(Debug, Eq, PartialEq)]
struct Key(u32);

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        assert!(!PANICS.get(), "a key is compared");
        self.0.cmp(&other.0)
    }
}

#[derive(Graph)]
#[graph(back(album: Album))]
struct Photo {
    number: u32,
}

#[derive(Graph)]
struct Album {
    #[graph(own)]
    photos: BTreeMap<Key, Photo>,
}

fn panics(action: impl FnOnce()) {
    assert!(catch_unwind(AssertUnwindSafe(action)).is_err());
}

#[test]
fn a_step_that_panics_is_undone() {
    let board = board(&[2]);
    let column = board.columns.get(0).unwrap();
    let history = History::new(&board);
    column.cards.push(card(5));
    history.undo().unwrap();
    panics(|| {
        history.step("Panics", || {
            column.cards.clear();
            assert!(!column.cards.is_empty(), "no");
        });
    });
    assert_eq!(numbers(&board), [[0, 1]]);
    assert!(history.can_redo() && !history.can_undo());
    transaction(|| {
        panics(|| history.step("Panics", || assert!(column.cards.is_empty(), "no")));
        column.cards.push(card(6));
    });
    assert_eq!(history.undo_label(), None);
    assert!(history.undo().unwrap());
}

#[test]
fn a_key_that_panics_in_an_undo_changes_nothing() {
    let keys = (0..5).map(|key| (Key(key), Photo { number: key }));
    let album = Album { photos: keys.collect() }.into_graph();
    let history = History::new(&album);
    let before: Vec<_> = album.photos.iter().map(|(_, photo)| photo).collect();
    history.step("Remove", || {
        album.photos.remove(&Key(1));
        album.photos.remove(&Key(3));
    });
    let after: Vec<_> = album.photos.iter().map(|(_, photo)| photo).collect();
    PANICS.set(true);
    panics(|| drop(history.undo()));
    PANICS.set(false);
    assert_eq!(after, album.photos.iter().map(|(_, photo)| photo).collect::<Vec<_>>());
    assert_eq!(album.validate(), Ok(()));
    assert_eq!(history.undo_label().as_deref(), Some("Remove"));
    assert!(history.undo().unwrap());
    assert_eq!(before, album.photos.iter().map(|(_, photo)| photo).collect::<Vec<_>>());
    assert!(album.photos.iter().all(|(key, photo)| key.0 == photo.number));
}

#[test]
fn a_panic_of_a_hook_keeps_nothing_from_being_forgotten() {
    let board = board(&[3]);
    let column = board.columns.get(0).unwrap();
    let history = History::new(&board);
    column.cards.clear();
    HOOK.set(|_| panic!("in a hook"));
    history.clear().unwrap();
    HOOK.set(|_| ());
    assert_eq!(closed(), [0, 1, 2]);
    assert_eq!(board.validate(), Ok(()));
    column.cards.push(card(5));
    drop(history);
    assert_eq!(numbers(&board), [[5]]);
}

thread_local! {
    /// The names of the covers that have been dropped.
    static DROPPED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
    /// The last handle to a shelf.
    static LAST: RefCell<Option<Rc<Shelf>>> = const { RefCell::new(None) };
}

/// Data whose `Drop` panics.
struct Cover(&'static str);

impl Drop for Cover {
    fn drop(&mut self) {
        DROPPED.with_borrow_mut(|dropped| dropped.push(self.0));
        panic!("cover {}", self.0);
    }
}

/// A key whose comparison drops the last handle to a shelf, and panics, if there is one.
#[derive(Debug, Eq, PartialEq)]
struct LastKey(u32);

impl PartialOrd for LastKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for LastKey {
    fn cmp(&self, other: &Self) -> Ordering {
        if let Some(shelf) = LAST.take() {
            drop(shelf);
            panic!("a key is compared");
        }
        self.0.cmp(&other.0)
    }
}

#[derive(Graph)]
#[graph(back(shelf: Shelf))]
struct Item {}

#[derive(Graph)]
struct Shelf {
    #[graph(own)]
    items: BTreeMap<LastKey, Item>,
    #[graph(value)]
    cover: Cover,
}

/// A shelf with a step that an undo begins with its cover, and a history of it.
fn shelf() -> (Rc<Shelf>, History) {
    let items = (0..3).map(|key| (LastKey(key), Item {}));
    let shelf = Shelf { items: items.collect(), cover: Cover("old") }.into_graph();
    let history = History::new(&shelf);
    history.step("Change", || {
        shelf.items.remove(&LastKey(1));
        shelf.cover.set(Cover("new"));
    });
    (shelf, history)
}

/// The root dies while an undo is being made, so that only this undo holds the old data. That is
/// dropped when the undo has been taken back, and its panics are reported.
#[test]
fn a_key_that_drops_the_root_and_panics_lets_old_data_be_dropped_guarded() {
    let (shelf, history) = shelf();
    LAST.set(Some(shelf));
    panics(|| drop(history.undo()));
    assert_dropped_guarded();
    assert!(!history.can_undo() && !history.can_redo());
    assert!(!history.undo().unwrap());
    assert_eq!(live_nodes().unwrap_or(0), 0);
}

/// As above, but the undo is made.
#[test]
fn an_observer_that_drops_the_root_in_an_undo_lets_old_data_be_dropped_guarded() {
    let (shelf, history) = shelf();
    let last = StdRc::new(Cell::new(None));
    let taken = last.clone();
    let watch = observe(&shelf, move |_| drop(taken.take()));
    let weak = Rc::downgrade(&shelf);
    last.set(Some(shelf));
    assert!(history.undo().unwrap());
    assert_eq!(weak.upgrade(), None);
    assert_dropped_guarded();
    drop(watch);
}

/// Checks that both covers have been dropped, and their panics reported.
fn assert_dropped_guarded() {
    let mut dropped = DROPPED.take();
    dropped.sort_unstable();
    assert_eq!(dropped, ["new", "old"]);
    assert_eq!(take_hook_panics(), 2);
}

//! Panics of user code.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

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

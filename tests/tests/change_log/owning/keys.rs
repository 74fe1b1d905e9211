//! Comparing and hashing keys in a rollback: it may panic, and it may change the graph.

#![allow(clippy::zero_sized_map_values, reason = "a child without data is still a node")]

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::rc::Rc as StdRc;

use kinfolk::prelude::*;
use kinfolk::transaction;

const NO: Result<(), ()> = Err(());

/// A key that calls a function whenever it is compared or hashed.
#[derive(Clone)]
struct Key(u32);

thread_local! {
    static ON_USE: RefCell<Option<StdRc<dyn Fn()>>> = const { RefCell::new(None) };
    static LEFT: Cell<u32> = const { Cell::new(0) };
}

fn note_use() {
    let Some(left) = LEFT.get().checked_sub(1) else { return };
    LEFT.set(left);
    if let Some(on_use) = ON_USE.with_borrow(Clone::clone) {
        on_use();
    }
}

/// Calls the function at the next uses of keys, so many times.
fn on_use(times: u32, call: impl Fn() + 'static) {
    ON_USE.set(Some(StdRc::new(call)));
    LEFT.set(times);
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        note_use();
        self.0 == other.0
    }
}

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        note_use();
        self.0.cmp(&other.0)
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        note_use();
        self.0.hash(state);
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[derive(Graph)]
#[graph(back(site: Site))]
struct Page {}

#[derive(Graph)]
struct Site {
    #[graph(own)]
    sorted: BTreeMap<Key, Page>,
    #[graph(own)]
    hashed: HashMap<Key, Page>,
    #[graph(own)]
    list: Vec<Page>,
}

fn site() -> Rc<Site> {
    let site = Site { sorted: BTreeMap::new(), hashed: HashMap::new(), list: vec![Page {}] };
    let site = site.into_graph();
    site.sorted.extend((0..5).map(|key| (Key(key), Page {})));
    site.hashed.extend((0..5).map(|key| (Key(key), Page {})));
    site
}

type State = (Vec<(u32, Rc<Page>)>, Vec<(u32, Rc<Page>)>, Vec<Rc<Page>>);

fn state(site: &Rc<Site>) -> State {
    let mut hashed: Vec<_> = site.hashed.iter().map(|(key, page)| (key.0, page)).collect();
    hashed.sort_by_key(|(key, _)| *key);
    let sorted = site.sorted.iter().map(|(key, page)| (key.0, page)).collect();
    assert_eq!(site.validate(), Ok(()));
    (sorted, hashed, site.list.iter().collect())
}

#[test]
fn a_panic_of_a_key_leaves_only_its_child_out() {
    for is_sorted in [false, true] {
        let site = site();
        let before = state(&site);
        let page = if is_sorted { &before.0[2].1 } else { &before.1[2].1 };
        let outcome = transaction(|| {
            site.list.push(Page {});
            page.detach();
            site.list.insert(0, before.0[4].1.clone());
            site.list.swap(0, 1);
            // The first key that is used is that of 4, in both cases in the sorted map.
            on_use(u32::MAX, {
                let uses = Cell::new(0);
                move || {
                    uses.set(uses.get() + 1);
                    assert!(uses.get() == 2 || uses.get() > 4, "the key panics");
                }
            });
            NO
        });
        on_use(0, || ());
        assert_eq!(outcome, NO);
        let after = state(&site);
        assert_eq!(after.2, before.2);
        let count = after.0.len() + after.1.len();
        assert!((8..10).contains(&count), "{count}");
        for (key, page) in &after.0 {
            assert!(before.0.contains(&(*key, page.clone())));
        }
        for (key, page) in &after.1 {
            assert!(before.1.contains(&(*key, page.clone())));
        }
        for page in before.0.iter().chain(&before.1).map(|(_, page)| page) {
            let is_in = after.0.iter().chain(&after.1).any(|(_, other)| other == page);
            assert_eq!(page.owner().is_some(), is_in);
        }
    }
}

#[test]
fn what_a_key_changes_in_a_rollback_is_undone_too() {
    for times in [1, 2, 5] {
        let site = site();
        let before = state(&site);
        let outcome = transaction(|| {
            drop(site.sorted.remove(&Key(2)));
            drop(site.hashed.remove(&Key(3)));
            before.0[0].1.detach();
            let other = site.clone();
            on_use(times, move || {
                other.list.push(Page {});
                other.list.push(other.list.get(0).unwrap());
                if let Some((_, page)) = other.sorted.first() {
                    page.detach();
                }
            });
            NO
        });
        on_use(0, || ());
        assert_eq!(outcome, NO);
        assert_eq!(state(&site), before, "{times}");
    }
}

#[test]
fn a_key_that_never_stops_changing_the_graph_leaves_only_children_out() {
    let site = site();
    let before = state(&site);
    let outcome = transaction(|| {
        drop(site.sorted.remove(&Key(2)));
        drop(site.hashed.remove(&Key(3)));
        let other = site.clone();
        on_use(u32::MAX, move || {
            other.list.push(Page {});
            if let Some((_, page)) = other.sorted.first() {
                page.detach();
            }
        });
        NO
    });
    on_use(0, || ());
    assert_eq!(outcome, NO);
    let after = state(&site);
    assert_eq!(after.2, before.2);
    assert!(after.0.iter().all(|entry| before.0.contains(entry)));
    assert!(after.1.iter().all(|entry| before.1.contains(entry)));
}

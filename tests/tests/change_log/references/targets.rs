//! Targets of references that leave, come back, and die in transactions.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::prelude::*;
use kinfolk::{AnyRc, History, collect, leaks, transaction};

use super::{CLOSED, Desk, Item, check, desk, fail, item, plain, state};

/// Removes targets from shared links.
type Removal = fn(&Rc<Item>);

#[test]
fn a_target_that_only_a_shared_link_held_comes_back() {
    let desk = desk();
    let host = desk.items.first().unwrap();
    let removals: [(&str, Removal); 6] = [
        ("take", |host| drop(host.kept.take())),
        ("set", |host| drop(host.kept.set(plain(60)))),
        ("clear", |host| host.list.clear()),
        ("set_all", |host| host.list.set_all([plain(60)])),
        ("hashed", |host| host.hashed.clear()),
        ("retain", |host| host.hashed.retain(|_, _| false)),
    ];
    for (name, removal) in removals {
        let closed = CLOSED.get();
        let held: Vec<_> = host
            .kept
            .get()
            .into_iter()
            .chain(host.list.iter())
            .chain(host.hashed.values())
            .map(|item| Rc::downgrade(&item))
            .collect();
        let addresses: Vec<_> = held.iter().map(|item| item.upgrade().unwrap()).collect();
        let counts: Vec<_> = addresses.iter().map(Rc::strong_count).collect();
        drop(addresses);
        let mut created = 0;
        fail(|| {
            removal(&host);
            created = usize::from(name.starts_with("set"));
            assert_eq!(CLOSED.get(), closed, "{name}");
        });
        let again: Vec<_> = held.iter().map(|item| item.upgrade().unwrap()).collect();
        let now: Vec<_> = again.iter().map(Rc::strong_count).collect();
        assert_eq!(now, counts, "{name}");
        // Only the target that the transaction had made has died.
        assert_eq!(CLOSED.get(), closed + created, "{name}");
        assert!(host.list.iter().chain(host.kept.get()).all(|item| again.contains(&item)));
    }
}

#[test]
fn a_target_that_was_made_inside_dies_once_unless_it_is_held() {
    let desk = desk();
    let host = desk.items.first().unwrap();
    let closed = CLOSED.get();
    let mut held = None;
    fail(|| {
        host.list.push(plain(60));
        host.list.reverse();
        host.kept.set(plain(61));
        host.hashed.insert(3, host.list.first().unwrap());
        held = Some(host.parts.add(plain(62)));
        assert_eq!(CLOSED.get(), closed);
    });
    assert_eq!(CLOSED.get(), closed + 2);
    assert_eq!(Rc::strong_count(held.as_ref().unwrap()), 1);
    drop(held);
    assert_eq!(CLOSED.get(), closed + 3);
}

#[test]
fn a_target_dies_when_the_transaction_ends() {
    let desk = desk();
    let host = desk.items.first().unwrap();
    host.list.set_all([plain(60)]);
    let closed = CLOSED.get();
    transaction(|| {
        host.list.clear();
        assert_eq!(CLOSED.get(), closed);
    });
    assert_eq!(CLOSED.get(), closed + 1);
    assert!(host.list.is_empty());
}

#[test]
fn an_entry_of_a_dead_node_stays_dead_and_keeps_its_place() {
    let desk = desk();
    let host = desk.items.first().unwrap();
    host.seen.clear();
    let items: Vec<_> = (0..6).map(|_| item()).collect();
    host.seen.extend(&items);
    let Ok([first, dead, third, later, fifth, last]) = <[_; 6]>::try_from(items) else { panic!() };
    drop(dead);
    fail(|| {
        host.seen.push(&first);
        host.seen.insert(1, &last);
        drop(later);
        assert_eq!(host.seen.len(), 6);
        host.seen.reverse();
        drop(last);
        assert!(host.seen.iter().eq([&first, &fifth, &third, &first].map(Rc::clone)));
        host.seen.retain(|item| *item != third);
        host.seen.truncate(2);
        host.seen.pop();
    });
    assert!(host.seen.iter().eq([&first, &third, &fifth].map(Rc::clone)));
    host.seen.insert(1, &fifth);
    assert!(host.seen.iter().eq([&first, &fifth, &third, &fifth].map(Rc::clone)));
}

#[test]
fn a_refused_operation_removes_no_entry_of_a_dead_node() {
    let desk = desk();
    let host = desk.items.first().unwrap();
    let a = item();
    host.seen.set_to(&[&item(), &a, &item()]);
    fail(|| {
        host.seen.push(&a);
        drop(catch_unwind(AssertUnwindSafe(|| host.seen.remove_at(2))));
        drop(catch_unwind(AssertUnwindSafe(|| host.seen.insert(3, &a))));
        host.seen.retain(|_| true);
        host.seen.remove(&host);
        host.seen.truncate(7);
    });
    assert!(host.seen.iter().eq([a]));
}

/// Sets all entries of a weak list.
trait SetTo {
    fn set_to(&self, items: &[&Rc<Item>]);
}

impl SetTo for kinfolk::WeakLink<Item, Vec<Item>> {
    fn set_to(&self, items: &[&Rc<Item>]) {
        self.clear();
        self.extend(items);
    }
}

#[test]
fn a_cycle_that_was_closed_and_opened_again_is_collected() {
    collect();
    let desk = Desk { items: vec![plain(0)] }.into_graph();
    let host = desk.items.first().unwrap();
    // Undone: the link is no candidate any more.
    fail(|| drop(host.kept.set(host.clone())));
    assert_eq!(collect().freed(), 0);
    // The removal is undone: it is one again.
    host.kept.set(host.clone());
    fail(|| drop(host.kept.take()));
    let weak = AnyRc::downgrade(&AnyRc::from(host.clone()));
    drop((host, desk));
    assert!(weak.upgrade().is_some());
    assert_eq!(collect().freed(), 1);
    assert!(weak.upgrade().is_none());
    assert!(leaks().is_empty());
}

#[test]
fn a_hook_below_a_shared_target_that_has_come_back_runs() {
    let outer = item();
    let desk = Desk { items: vec![] }.into_graph();
    let host = desk.items.add(plain(0));
    host.kept.set(outer);
    fail(|| drop(host.kept.take()));
    let closed = CLOSED.get();
    drop((host, desk));
    assert_eq!(CLOSED.get(), closed + 2);
}

/// Comparing keys panics when it is told to.
mod keys {
    use super::{Cell, Graph};
    use std::cmp::Ordering;
    use std::collections::BTreeMap;

    thread_local! {
        pub static PANICS: Cell<bool> = const { Cell::new(false) };
    }

    #[derive(Debug, PartialEq, Eq)]
    pub struct Key(pub usize);

    impl Ord for Key {
        fn cmp(&self, other: &Self) -> Ordering {
            assert!(!PANICS.get(), "a comparison panics");
            self.0.cmp(&other.0)
        }
    }

    impl PartialOrd for Key {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }

    #[derive(Graph)]
    pub struct Leaf {
        pub number: usize,
    }

    #[derive(Graph)]
    #[graph(shared(pub map: BTreeMap<Key, Leaf>))]
    pub struct Map {}
}

#[test]
fn no_key_of_a_shared_map_is_compared_in_a_rollback() {
    use keys::{Key, Leaf, Map, PANICS};
    let map = Map {}.into_graph();
    for key in 0..5 {
        map.map.insert(Key(key), Leaf { number: key });
    }
    let before: Vec<_> = map.map.values().collect();
    fail(|| {
        map.map.insert(Key(9), Leaf { number: 9 });
        map.map.remove(&Key(2));
        map.map.rename(&Key(0), Key(7));
        map.map.insert(Key(3), Leaf { number: 9 });
        PANICS.set(true);
    });
    PANICS.set(false);
    assert!(map.map.values().eq(before));
    assert!(map.map.values().map(|leaf| leaf.number).eq(0..5));
    assert!(map.map.keys().map(|key| key.0).eq(0..5));
}

#[test]
fn a_transaction_in_a_closure_of_an_operation_is_part_of_neither_change() {
    let desk = desk();
    let host = desk.items.first().unwrap();
    let before = state(&desk);
    fail(|| {
        host.list.retain(|item| {
            fail(|| host.list.push(item.clone()));
            host.seen.push(item);
            item.id != 1
        });
        host.list.sort_by_key(|item| {
            fail(|| host.list.reverse());
            host.list.push(plain(60));
            item.id
        });
    });
    check(&desk, &before, "retain and sort");
}

/// Neither is a step of a history.
#[test]
fn a_link_that_stays_as_it_is_has_not_changed() {
    let (desk, [a, b, c]) = (desk(), [item(), item(), item()]);
    desk.items.push(a.clone());
    a.list.extend([&b, &c, &b, &b, &b].map(Rc::clone));
    a.seen.extend([&b, &c, &b, &b, &b]);
    let history = History::new(&desk);
    a.list.swap(0, 2);
    a.list.swap(1, 1);
    a.list.move_to(2, 4);
    a.list.move_to(3, 2);
    a.seen.swap(0, 2);
    a.seen.swap(1, 1);
    a.seen.move_to(1, 1);
    a.seen.move_to(2, 4);
    a.seen.move_to(3, 2);
    assert_eq!(a.seen.replace(1, &c), c);
    assert!(!a.seen.remove(&desk.items.add(plain(9))));
    a.seen.truncate(5);
    // The one step is that of the child.
    assert!(history.undo().unwrap());
    assert!(!history.can_undo());
}

//! Weak links, shared links and saved references in transactions.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::prelude::*;
use kinfolk::{collect, leaks, transaction};

mod targets;

#[derive(Graph)]
#[graph(
    back(desk: Desk),
    weak(next: Item),
    weak(seen: Vec<Item>),
    shared(kept: Item),
    shared(list: Vec<Item>),
    shared(sorted: BTreeMap<usize, Item>),
    shared(hashed: HashMap<usize, Item>),
    to_plain,
    finalize = Item::closed
)]
struct Item {
    #[graph(id(keep))]
    id: usize,
    #[graph(weak(Item))]
    friend: Option<usize>,
    #[graph(weak(Item))]
    maker: usize,
    #[graph(weak(Item))]
    known: Vec<usize>,
    #[graph(shared(Item))]
    theme: Option<usize>,
    #[graph(shared(Item))]
    owner: usize,
    #[graph(shared(Item))]
    parts: Vec<usize>,
}

#[derive(Graph)]
#[graph(to_plain)]
struct Desk {
    #[graph(own)]
    items: Vec<Item>,
}

thread_local! {
    static CLOSED: Cell<usize> = const { Cell::new(0) };
}

impl Item {
    fn closed(_: &Rc<Item>) {
        CLOSED.set(CLOSED.get() + 1);
    }
}

/// An item. The ids of item 0 name the items 1 and 2.
fn plain(id: usize) -> Item {
    let (one, two) = if id == 0 { (1, 2) } else { (80, 81) };
    Item {
        id,
        friend: Some(90),
        maker: 91,
        known: vec![92, one, 93, two, 94],
        theme: Some(95),
        owner: 96,
        parts: vec![97, two, 98, one, 99],
    }
}

fn item() -> Rc<Item> {
    plain(50).into_graph()
}

/// A desk with items, of which the first has something in each of its links.
fn desk() -> Rc<Desk> {
    let desk = Desk { items: (0..6).map(plain).collect() }.into_graph();
    let items: Vec<_> = desk.items.iter().collect();
    let host = &items[0];
    host.next.set(&items[1]);
    host.seen.extend([&items[1], &items[2], &items[1], &items[3], &items[2]]);
    host.kept.set(item());
    host.list.extend([item(), items[1].clone(), item(), items[1].clone(), items[2].clone()]);
    items[5].list.extend([item(), items[1].clone()]);
    for key in [7, 3, 5, 1] {
        host.sorted.insert(key, items[key % 3 + 1].clone());
        host.hashed.insert(key, item());
    }
    desk
}

/// The targets of all links of the first item, by address and key, and the ids without a node.
#[derive(Debug, PartialEq)]
struct State {
    lists: Vec<Vec<Rc<Item>>>,
    maps: Vec<Vec<(usize, Rc<Item>)>>,
    /// What a plain value of it has as ids, in which those of the targets stand, too.
    saved: (Option<usize>, usize, Vec<usize>, Option<usize>, usize, Vec<usize>),
}

fn state(desk: &Rc<Desk>) -> State {
    let host = desk.items.first().unwrap();
    let lists = vec![
        host.next.get().into_iter().collect(),
        host.seen.iter().collect(),
        host.kept.get().into_iter().collect(),
        host.list.iter().collect(),
        host.friend.get().into_iter().collect(),
        host.maker.get().into_iter().collect(),
        host.known.iter().collect(),
        host.theme.get().into_iter().collect(),
        host.owner.get().into_iter().collect(),
        host.parts.iter().collect(),
    ];
    let maps = vec![
        host.sorted.iter().map(|(key, item)| (*key, item)).collect(),
        host.hashed.iter().map(|(key, item)| (*key, item)).collect(),
    ];
    assert!(host.hashed.iter().all(|(key, item)| host.hashed.get(&*key) == Some(item)));
    assert!(host.sorted.iter().all(|(key, item)| host.sorted.get(&*key) == Some(item)));
    let plain = desk.to_plain().items.swap_remove(0);
    let Item { friend, maker, known, theme, owner, parts, .. } = plain;
    let saved = (friend, maker, known, theme, owner, parts);
    State { lists, maps, saved }
}

type Operation = fn(host: &Rc<Item>, other: &Rc<Item>);

const OPERATIONS: &[(&str, Operation)] = &[
    ("weak set", |host, other| host.next.set(other)),
    ("weak replace", |host, other| drop(host.next.replace(other))),
    ("weak take", |host, _| drop(host.next.take())),
    ("weak clear", |host, _| host.next.clear()),
    ("weak push", |host, other| host.seen.push(other)),
    ("weak extend", |host, other| host.seen.extend([other; 9])),
    ("weak insert", |host, other| host.seen.insert(2, other)),
    ("weak list replace", |host, other| drop(host.seen.replace(2, other))),
    ("weak remove", |host, _| assert!(host.seen.remove(&host.seen.get(0).unwrap()))),
    ("weak remove_at", |host, _| drop(host.seen.remove_at(1))),
    ("weak pop", |host, _| drop(host.seen.pop())),
    ("weak drain", |host, _| assert_eq!(host.seen.drain().count(), 5)),
    ("weak truncate", |host, _| host.seen.truncate(2)),
    ("weak list clear", |host, _| host.seen.clear()),
    ("weak retain", |host, _| host.seen.retain(|item| item.id != 1)),
    ("weak swap", |host, _| host.seen.swap(0, 3)),
    ("weak move_to", |host, _| host.seen.move_to(4, 1)),
    ("weak reverse", |host, _| host.seen.reverse()),
    ("weak sort_by", |host, _| host.seen.sort_by(|a, b| b.id.cmp(&a.id))),
    ("weak sort_by_key", |host, _| host.seen.sort_by_key(|item| item.id)),
    ("shared set", |host, other| drop(host.kept.set(other.clone()))),
    ("shared set plain", |host, _| drop(host.kept.set(plain(60)))),
    ("shared replace", |host, other| drop(host.kept.replace(other.clone()))),
    ("shared take", |host, _| drop(host.kept.take())),
    ("shared push", |host, _| host.list.push(plain(60))),
    ("shared add", |host, other| drop(host.list.add(other.clone()))),
    ("shared extend", |host, _| host.list.extend([plain(60), plain(61)])),
    ("shared insert", |host, other| host.list.insert(1, other.clone())),
    ("shared insert_before", |host, other| {
        host.list.insert_before(&host.list.get(2).unwrap(), other.clone());
    }),
    ("shared insert_after", |host, _| {
        host.list.insert_after(&host.list.get(2).unwrap(), plain(60));
    }),
    ("shared list replace", |host, _| drop(host.list.replace(0, plain(60)))),
    ("shared pop", |host, _| drop(host.list.pop())),
    ("shared remove", |host, _| drop(host.list.remove(0))),
    ("shared swap_remove", |host, _| drop(host.list.swap_remove(0))),
    ("shared drain", |host, _| assert_eq!(host.list.drain().count(), 5)),
    ("shared clear", |host, _| host.list.clear()),
    ("shared truncate", |host, _| host.list.truncate(1)),
    ("shared retain", |host, _| host.list.retain(|item| item.id == 1)),
    ("shared swap", |host, _| host.list.swap(3, 0)),
    ("shared move_to", |host, _| host.list.move_to(0, 3)),
    ("shared reverse", |host, _| host.list.reverse()),
    ("shared sort_by", |host, _| host.list.sort_by(|a, b| a.id.cmp(&b.id))),
    ("shared sort_by_key", |host, _| host.list.sort_by_key(|item| item.id)),
    ("shared append", |host, other| host.list.append(&other.list)),
    ("shared append to other", |host, other| other.list.append(&host.list)),
    ("shared splice", |host, _| drop(host.list.splice(1..3, [plain(60), plain(61), plain(62)]))),
    ("shared set_all", |host, other| host.list.set_all([other.clone(), host.list.get(1).unwrap()])),
    ("sorted insert", |host, other| drop(host.sorted.insert(4, other.clone()))),
    ("sorted insert again", |host, _| drop(host.sorted.insert(3, plain(60)))),
    ("sorted add", |host, other| drop(host.sorted.add(0, other.clone()))),
    ("sorted extend", |host, _| host.sorted.extend((0..6).map(|key| (key, plain(key))))),
    ("sorted rename", |host, _| drop(host.sorted.rename(&1, 6))),
    ("sorted rename down", |host, _| drop(host.sorted.rename(&7, 2))),
    ("sorted remove", |host, _| drop(host.sorted.remove(&3))),
    ("sorted remove_entry", |host, _| drop(host.sorted.remove_entry(&1))),
    ("sorted drain", |host, _| assert_eq!(host.sorted.drain().count(), 4)),
    ("sorted clear", |host, _| host.sorted.clear()),
    ("sorted retain", |host, _| host.sorted.retain(|key, _| key % 5 != 0)),
    ("hashed insert", |host, other| drop(host.hashed.insert(4, other.clone()))),
    ("hashed insert again", |host, _| drop(host.hashed.insert(3, plain(60)))),
    ("hashed add", |host, other| drop(host.hashed.add(0, other.clone()))),
    ("hashed extend", |host, _| host.hashed.extend((0..20).map(|key| (key, plain(key))))),
    ("hashed rename", |host, _| drop(host.hashed.rename(&7, 6))),
    ("hashed remove", |host, _| drop(host.hashed.remove(&7))),
    ("hashed remove_entry", |host, _| drop(host.hashed.remove_entry(&3))),
    ("hashed drain", |host, _| assert_eq!(host.hashed.drain().count(), 4)),
    ("hashed clear", |host, _| host.hashed.clear()),
    ("hashed retain", |host, _| host.hashed.retain(|key, _| *key > 3)),
    ("saved set", |host, other| host.friend.set(other)),
    ("saved clear", |host, _| host.friend.clear()),
    ("saved bare set", |host, other| host.maker.set(other)),
    ("saved weak push", |host, other| host.known.push(other)),
    ("saved weak insert", |host, other| host.known.insert(1, other)),
    ("saved weak remove_at", |host, _| drop(host.known.remove_at(0))),
    ("saved weak pop", |host, _| drop(host.known.pop())),
    ("saved weak truncate", |host, _| host.known.truncate(1)),
    ("saved weak clear", |host, _| host.known.clear()),
    ("saved weak retain", |host, _| host.known.retain(|item| item.id != 1)),
    ("saved weak move_to", |host, _| host.known.move_to(0, 1)),
    ("saved weak reverse", |host, _| host.known.reverse()),
    ("saved weak sort", |host, _| host.known.sort_by_key(|item| 9 - item.id)),
    ("saved shared set", |host, other| drop(host.theme.set(other.clone()))),
    ("saved shared take", |host, _| drop(host.theme.take())),
    ("saved shared bare set", |host, other| drop(host.owner.set(other.clone()))),
    ("saved shared push", |host, _| host.parts.push(plain(60))),
    ("saved shared insert", |host, other| host.parts.insert(1, other.clone())),
    ("saved shared remove", |host, _| drop(host.parts.remove(0))),
    ("saved shared swap_remove", |host, _| drop(host.parts.swap_remove(0))),
    ("saved shared truncate", |host, _| host.parts.truncate(1)),
    ("saved shared clear", |host, _| host.parts.clear()),
    ("saved shared retain", |host, _| host.parts.retain(|item| item.id != 1)),
    ("saved shared reverse", |host, _| host.parts.reverse()),
    ("saved shared sort", |host, _| host.parts.sort_by_key(|item| item.id)),
    ("saved shared splice", |host, other| drop(host.parts.splice(1.., [other.clone()]))),
    ("saved shared set_all", |host, other| host.parts.set_all([other.clone()])),
    ("resolve", |host, _| {
        let desk = host.desk.get().unwrap();
        let found = desk.items.len();
        desk.items.extend([90, 91, 93, 95, 96, 98].map(plain));
        let _ = desk.resolve();
        desk.items.truncate(found);
    }),
];

/// Runs a closure in a transaction that fails.
fn fail(change: impl FnOnce()) {
    let outcome: Result<(), ()> = transaction(|| {
        change();
        Err(())
    });
    assert_eq!(outcome, Err(()));
}

fn check(desk: &Rc<Desk>, before: &State, name: &str) {
    assert_eq!(state(desk), *before, "{name}");
    assert_eq!(desk.validate(), Ok(()), "{name}");
}

#[test]
fn each_operation_is_undone() {
    for (name, operation) in OPERATIONS {
        let desk = desk();
        let (host, other) = (desk.items.first().unwrap(), desk.items.last().unwrap());
        let before = state(&desk);
        fail(|| {
            operation(&host, &other);
            assert_ne!(state(&desk), before, "{name} changes nothing");
        });
        check(&desk, &before, name);
        // What is undone is undone once.
        operation(&host, &other);
        fail(|| ());
        assert_ne!(state(&desk), before, "{name}");
    }
    collect();
    assert!(leaks().is_empty());
}

#[test]
fn two_operations_are_undone() {
    for (index, (first_name, first)) in OPERATIONS.iter().enumerate() {
        for distance in [20, 34, 47, 58] {
            let (second_name, second) = OPERATIONS[(index + distance) % OPERATIONS.len()];
            // Some need what others of the same link remove.
            if first_name.split(' ').next() == second_name.split(' ').next() {
                continue;
            }
            let desk = desk();
            let (host, other) = (desk.items.first().unwrap(), desk.items.last().unwrap());
            let before = state(&desk);
            fail(|| {
                first(&host, &other);
                let between = state(&desk);
                fail(|| second(&host, &other));
                check(&desk, &between, second_name);
                second(&host, &other);
            });
            check(&desk, &before, first_name);
        }
        collect();
    }
}

#[test]
fn a_panic_undoes_each_operation() {
    for (name, operation) in OPERATIONS {
        let desk = desk();
        let (host, other) = (desk.items.first().unwrap(), desk.items.last().unwrap());
        let before = state(&desk);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            transaction(|| {
                operation(&host, &other);
                assert!(name.is_empty(), "on purpose");
            });
        }));
        assert!(outcome.is_err());
        check(&desk, &before, name);
    }
    collect();
}

//! `extend` of maps: as one insertion after another, all or nothing, whatever the keys do.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use indexmap::IndexMap;
use kinfolk::{Graph, Node, Rc};
use kinfolk_tests::random::Random;

use crate::tricky::{Tricky, be_quiet, panic_after, run_after};

#[derive(Graph)]
#[graph(back(board: Board), back(item: Item))]
struct Item {
    number: u32,
    #[graph(own)]
    items: BTreeMap<u32, Item>,
}

#[derive(Graph)]
#[graph(shared(shared_sorted: BTreeMap<Tricky, Item>, shared_hashed: HashMap<Tricky, Item>))]
struct Board {
    #[graph(own)]
    sorted: BTreeMap<Tricky, Item>,
    #[graph(own)]
    hashed: HashMap<Tricky, Item>,
    #[graph(own)]
    indexed: IndexMap<Tricky, Item>,
    #[graph(own)]
    list: Vec<Item>,
}

/// The key and the number of each node in a link. A list has no keys.
type Entries = Vec<(u32, u32)>;

/// Nodes on their way into a link, with their keys.
type Given = Vec<(u32, Rc<Item>)>;

/// A map of a board, and what the tests do with it.
#[derive(Clone, Copy)]
struct Map {
    extend: fn(&Rc<Board>, Given),
    insert: fn(&Rc<Board>, u32, Rc<Item>),
    get: fn(&Rc<Board>, u32) -> Option<Rc<Item>>,
    remove: fn(&Rc<Board>, u32),
    entries: fn(&Rc<Board>) -> Entries,
    /// Whether its nodes are children.
    owns: bool,
}

macro_rules! map {
    ($map:ident, $remove:ident, $owns:literal) => {
        Map {
            extend: |board, entries| {
                board.$map.extend(entries.into_iter().map(|(key, item)| (Tricky(key), item)));
            },
            insert: |board, key, item| drop(board.$map.insert(Tricky(key), item)),
            get: |board, key| board.$map.get(&Tricky(key)),
            remove: |board, key| drop(board.$map.$remove(&Tricky(key))),
            entries: |board| board.$map.iter().map(|(key, item)| (key.0, item.number)).collect(),
            owns: $owns,
        }
    };
}

const MAPS: [Map; 5] = [
    map!(sorted, remove, true),
    map!(hashed, remove, true),
    map!(indexed, shift_remove, true),
    map!(shared_sorted, remove, false),
    map!(shared_hashed, remove, false),
];

fn item(number: u32) -> Rc<Item> {
    Item { number, items: BTreeMap::new() }.into_graph()
}

/// A board with `count` nodes in the map, under the even keys, and four in the list.
fn board(map: Map, count: u32) -> Rc<Board> {
    let board = Board {
        sorted: BTreeMap::new(),
        hashed: HashMap::new(),
        indexed: IndexMap::new(),
        list: vec![],
    }
    .into_graph();
    for number in 0..count {
        (map.insert)(&board, 2 * number, item(number));
    }
    board.list.extend((1000..1004).map(item));
    board
}

/// All links of a board. In a map by hash, the order of the entries is not compared.
fn state(map: Map, board: &Rc<Board>) -> (Entries, Vec<u32>) {
    let mut entries = (map.entries)(board);
    if board.hashed.len() + board.shared_hashed.len() > 0 {
        entries.sort_unstable();
    }
    (entries, board.list.iter().map(|item| item.number).collect())
}

fn check(map: Map, board: &Rc<Board>) {
    be_quiet();
    assert_eq!(board.validate(), Ok(()));
    let entries = (map.entries)(board);
    for (key, number) in &entries {
        assert_eq!((map.get)(board, *key).map(|item| item.number), Some(*number));
    }
    if map.owns {
        let mut owned: Vec<u32> = board.children().map(|child| number(&child)).collect();
        owned.sort_unstable();
        owned.dedup();
        assert_eq!(owned.len(), entries.len() + board.list.len());
    }
}

fn number(item: &kinfolk::AnyRc) -> u32 {
    item.downcast::<Item>().expect("it is an item").number
}

/// Keys with nodes: new ones, nodes of the map and of the list, each perhaps more than once.
fn given(board: &Rc<Board>, random: &mut Random, keys: usize) -> Given {
    let mut given = Given::new();
    for new in 0..random.below(9) {
        let key = u32::try_from(random.below(keys)).unwrap();
        let item = match random.below(6) {
            0 | 1 => board.list.get(random.below(board.list.len())),
            2 => random.pick(&(0..given.len()).collect::<Vec<_>>()).map(|at| given[at].1.clone()),
            3 | 4 => {
                board.children().nth(random.below(keys)).and_then(|child| child.downcast::<Item>())
            }
            _ => None,
        };
        given.push((key, item.unwrap_or_else(|| self::item(2000 + u32::try_from(new).unwrap()))));
    }
    given
}

#[test]
fn the_result_is_that_of_insertions_one_by_one() {
    for map in MAPS {
        for (seed, count) in (0..300).zip([0, 3, 20, 170].into_iter().cycle()) {
            let keys = 2 * usize::try_from(count).unwrap() + 6;
            let (at_once, one_by_one) = (board(map, count), board(map, count));
            let given_at_once = given(&at_once, &mut Random::new(seed), keys);
            let given_one_by_one = given(&one_by_one, &mut Random::new(seed), keys);
            (map.extend)(&at_once, given_at_once.clone());
            for (key, item) in given_one_by_one.clone() {
                (map.insert)(&one_by_one, key, item);
            }
            assert_eq!(state(map, &at_once), state(map, &one_by_one), "seed {seed}");
            check(map, &at_once);
            for ((_, item), (_, other)) in given_at_once.iter().zip(&given_one_by_one) {
                assert_eq!(item.number, other.number);
                assert_eq!(item.owner().is_some(), other.owner().is_some());
                assert_eq!(Rc::strong_count(item), Rc::strong_count(other));
            }
        }
    }
}

#[test]
fn a_key_that_panics_at_any_call_changes_nothing() {
    for map in MAPS {
        for (seed, count) in (0..60).zip([0, 3, 20, 170].into_iter().cycle()) {
            let keys = 2 * usize::try_from(count).unwrap() + 6;
            let board = board(map, count);
            let given = given(&board, &mut Random::new(seed), keys);
            let before = state(map, &board);
            let holders = |(_, item): &(u32, Rc<Item>)| Rc::strong_count(item);
            let counts: Vec<usize> = given.iter().map(holders).collect();
            let mut calls = 0;
            loop {
                panic_after(calls);
                let extend = AssertUnwindSafe(|| (map.extend)(&board, given.clone()));
                let is_done = catch_unwind(extend).is_ok();
                be_quiet();
                if is_done {
                    break;
                }
                assert_eq!(state(map, &board), before, "seed {seed}, call {calls}");
                assert!(given.iter().map(holders).eq(counts.iter().copied()));
                calls += 1;
            }
            // A key that is the first of its map is not compared.
            assert!(calls > 0 || given.len() < 2);
            check(map, &board);
        }
    }
}

#[test]
fn keys_that_change_the_map_are_searched_again() {
    for map in MAPS {
        for (calls, count) in (0..24).zip([2, 20, 170].into_iter().cycle()) {
            let board = board(map, count);
            let (owner, mut left) = (Rc::downgrade(&board), 3);
            run_after(calls, move || {
                let Some(board) = owner.upgrade().filter(|_| left > 0) else { return };
                left -= 1;
                (map.remove)(&board, 2 * left);
                (map.insert)(&board, 2 * left + 501, item(3000 + left));
                if let Some(item) = board.list.last() {
                    (map.insert)(&board, 2 * left + 601, item);
                }
            });
            let list = board.list.iter().zip([1, 3, 502, 3]);
            let given: Vec<_> = list.map(|(item, key)| (key, item)).collect();
            (map.extend)(&board, given.clone());
            check(map, &board);
            for (key, item) in [&given[0], &given[2], &given[3]] {
                assert_eq!((map.get)(&board, *key).as_ref(), Some(item));
            }
            // Another one had its key. It has left the list, if a map of children took it.
            assert_eq!(given[1].1.owner().is_some(), !map.owns);
            assert_eq!(Rc::strong_count(&given[1].1), if map.owns { 1 } else { 2 });
        }
    }
}

#[test]
fn a_key_that_never_stops_changing_the_map_is_stopped() {
    for map in MAPS {
        let board = board(map, 20);
        let (owner, mut number) = (Rc::downgrade(&board), 5000);
        run_after(0, move || {
            number += 1;
            let Some(board) = owner.upgrade() else { return };
            (map.insert)(&board, number, item(number));
        });
        let list: Vec<_> = (0..).zip(board.list.iter()).collect();
        let stopped = catch_unwind(AssertUnwindSafe(|| (map.extend)(&board, list)));
        be_quiet();
        assert!(stopped.is_err());
        assert_eq!(board.list.len(), 4);
        assert_eq!((map.get)(&board, 2).map(|item| item.number), Some(1));
        check(map, &board);
    }
}

#[test]
fn a_refused_child_changes_nothing() {
    let top = item(1);
    let inner = item(2);
    top.items.insert(1, inner.clone());
    inner.items.extend([(5, item(5)), (7, item(7))]);
    let all = [(6, item(6)), (5, inner.items.get(&7).unwrap()), (8, top.clone()), (9, item(9))];
    let error = inner.items.try_extend(all.clone()).unwrap_err();
    assert_eq!(error.key(), &8);
    assert_eq!(error.into_entries(), all);
    let entries: Vec<_> = inner.items.iter().map(|(key, item)| (*key, item.number)).collect();
    assert_eq!(entries, [(5, 5), (7, 7)]);
    assert!(all[0].1.owner().is_none() && top.validate().is_ok());
}

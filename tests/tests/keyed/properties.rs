//! Random operations on a sorted map and a hash map of children, beside std's maps: with keys that
//! panic, and keys that change the map while they are compared.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::links::{Key, KeyedError};
use kinfolk::{Graph, Node, Rc};

use crate::tricky::{Tricky, be_quiet, panic_after, run_after};

#[derive(Graph)]
#[graph(back(pub board: Board), back(pub item: Item), to_plain)]
pub struct Item {
    pub number: u32,
    #[graph(own)]
    pub items: BTreeMap<Tricky, Item>,
}

#[derive(Graph)]
#[graph(to_plain)]
pub struct Board {
    #[graph(own)]
    pub sorted: BTreeMap<Tricky, Item>,
    #[graph(own)]
    pub hashed: HashMap<Tricky, Item>,
    #[graph(own)]
    pub list: Vec<Item>,
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn key(&mut self, keys: usize) -> u32 {
        u32::try_from(self.below(keys)).unwrap()
    }
}

/// Both maps, with the same interface.
trait Map: Copy {
    fn get(self, key: u32) -> Option<Rc<Item>>;
    fn insert(self, key: u32, child: Rc<Item>) -> Option<Rc<Item>>;
    fn try_add(self, key: u32, child: Rc<Item>) -> Result<Rc<Item>, KeyedError<Tricky, Rc<Item>>>;
    fn remove(self, key: u32) -> Option<Rc<Item>>;
    fn try_rename(
        self,
        from: u32,
        to: u32,
    ) -> Result<Option<Rc<Item>>, KeyedError<Tricky, Rc<Item>>>;
    fn retain(self, keep: &mut dyn FnMut(u32) -> bool);
    fn extend(self, children: Vec<(u32, Rc<Item>)>);
    fn entries(self) -> Vec<(Key<Tricky>, Rc<Item>)>;
    fn key_of(self, child: &Rc<Item>) -> Option<u32>;
    fn len(self) -> usize;
}

macro_rules! map {
    ($name:ident, $field:ident) => {
        #[derive(Clone, Copy)]
        struct $name<'a>(&'a Rc<Board>);

        impl Map for $name<'_> {
            fn get(self, key: u32) -> Option<Rc<Item>> {
                self.0.$field.get(&Tricky(key))
            }

            fn insert(self, key: u32, child: Rc<Item>) -> Option<Rc<Item>> {
                self.0.$field.insert(Tricky(key), child)
            }

            fn try_add(
                self,
                key: u32,
                child: Rc<Item>,
            ) -> Result<Rc<Item>, KeyedError<Tricky, Rc<Item>>> {
                self.0.$field.try_add(Tricky(key), child)
            }

            fn remove(self, key: u32) -> Option<Rc<Item>> {
                self.0.$field.remove(&Tricky(key))
            }

            fn try_rename(
                self,
                from: u32,
                to: u32,
            ) -> Result<Option<Rc<Item>>, KeyedError<Tricky, Rc<Item>>> {
                self.0.$field.try_rename(&Tricky(from), Tricky(to))
            }

            fn retain(self, keep: &mut dyn FnMut(u32) -> bool) {
                self.0.$field.retain(|key, _| keep(key.0));
            }

            fn extend(self, children: Vec<(u32, Rc<Item>)>) {
                self.0.$field.extend(children.into_iter().map(|(key, item)| (Tricky(key), item)));
            }

            fn entries(self) -> Vec<(Key<Tricky>, Rc<Item>)> {
                self.0.$field.iter().collect()
            }

            fn key_of(self, child: &Rc<Item>) -> Option<u32> {
                self.0.$field.key_of(child).map(|key| key.0)
            }

            fn len(self) -> usize {
                self.0.$field.len()
            }
        }
    };
}

map!(Sorted, sorted);
map!(Hashed, hashed);

fn board() -> Rc<Board> {
    Board { sorted: BTreeMap::new(), hashed: HashMap::new(), list: vec![] }.into_graph()
}

fn item(number: u32) -> Rc<Item> {
    Item { number, items: BTreeMap::new() }.into_graph()
}

/// What is in the map.
fn found(map: impl Map) -> BTreeMap<u32, u32> {
    map.entries().into_iter().map(|(key, item)| (key.0, item.number)).collect()
}

/// Everything that must hold of a map, whatever has happened.
fn check(map: impl Map, board: &Rc<Board>, is_sorted: bool) {
    be_quiet();
    assert_eq!(board.validate(), Ok(()));
    let entries = map.entries();
    assert_eq!(entries.len(), map.len());
    if is_sorted {
        assert!(entries.is_sorted_by(|(a, _), (b, _)| a.0 < b.0));
    }
    for (index, (key, item)) in entries.iter().enumerate() {
        assert_eq!(item.board.get().as_ref(), Some(board));
        assert_eq!(map.get(key.0).as_ref(), Some(item));
        assert_eq!((map.key_of(item), item.index_in_owner()), (Some(key.0), Some(index)));
    }
}

/// Each step is one operation, beside the same on a model: the numbers of the children by key.
fn steps<M: Map>(map: M, board: &Rc<Board>, seed: u64, keys: usize, is_sorted: bool) {
    let mut random = Random(seed);
    let mut model: BTreeMap<u32, u32> = BTreeMap::new();
    let mut number = 0;
    for step in 0..600 {
        let (key, other) = (random.key(keys), random.key(keys));
        number += 1;
        // The maps grow first, and shrink in the end.
        let kind = if step < 300 { random.below(14) } else { 3 + random.below(16) };
        match kind {
            0..=3 => {
                let former = map.insert(key, item(number)).map(|item| item.number);
                assert_eq!(former, model.insert(key, number));
            }
            4 => {
                let (number, has_room) = (number, !model.contains_key(&key));
                assert_eq!(map.try_add(key, item(number)).is_ok(), has_room);
                model.entry(key).or_insert(number);
            }
            5..=6 => {
                // A child of this map moves to another key.
                if let Some(child) = map.get(other) {
                    let moved = model.remove(&other).unwrap();
                    let former = map.insert(key, child.clone());
                    if key == other {
                        assert_eq!(former, Some(child));
                        model.insert(key, moved);
                    } else {
                        assert_eq!(former.map(|item| item.number), model.insert(key, moved));
                    }
                }
            }
            7..=8 => {
                let renamed = map.try_rename(other, key);
                match (model.get(&other).copied(), model.contains_key(&key) && key != other) {
                    (None, _) => assert_eq!(renamed.unwrap(), None),
                    (Some(_), true) => assert_eq!(renamed.unwrap_err().into_parts().1, None),
                    (Some(number), false) => {
                        assert_eq!(renamed.unwrap().unwrap().number, number);
                        model.remove(&other);
                        model.insert(key, number);
                    }
                }
            }
            9 => {
                let children = vec![(key, item(number)), (other, item(number + 1000))];
                map.extend(children);
                model.insert(key, number);
                model.insert(other, number + 1000);
            }
            10 => {
                // Each child that was there comes once, whatever changes meanwhile.
                let mut visited = Vec::new();
                for (key, child) in map.entries() {
                    if visited.len() % 3 == 0 {
                        child.detach();
                        model.remove(&key.0);
                    }
                    visited.push(child.number);
                }
                let all = visited.len();
                visited.sort_unstable();
                visited.dedup();
                assert_eq!(visited.len(), all);
            }
            11..=13 => {
                assert_eq!(map.get(key).map(|item| item.number), model.get(&key).copied());
            }
            14..=15 => {
                if let Some(child) = map.get(key) {
                    board.list.push(child);
                    model.remove(&key);
                }
            }
            16 => {
                map.retain(&mut |key| key % 7 != 0);
                model.retain(|key, _| key % 7 != 0);
            }
            _ => {
                let removed = map.remove(key).map(|item| item.number);
                assert_eq!(removed, model.remove(&key));
            }
        }
        if step % 20 == 0 {
            assert_eq!(found(map), model, "seed {seed}, step {step}");
            check(map, board, is_sorted);
        }
    }
    assert_eq!(found(map), model);
}

#[test]
fn maps_of_children_are_like_maps() {
    for seed in 0..20 {
        let keys = [5, 40, 400][usize::try_from(seed % 3).unwrap()];
        let board = board();
        steps(Sorted(&board), &board, seed, keys, true);
        steps(Hashed(&board), &board, seed, keys, false);
    }
}

/// One operation that may fail.
fn one_operation(map: impl Map, board: &Rc<Board>, random: &mut Random, keys: usize) {
    let (key, other) = (random.key(keys), random.key(keys));
    match random.below(7) {
        0 | 1 => drop(map.insert(key, item(key + 10_000))),
        2 => drop(map.try_add(key, item(key + 20_000))),
        3 => drop(map.try_rename(key, other)),
        4 => drop(map.remove(key)),
        5 => map.extend(vec![(key, item(1)), (other, item(2))]),
        _ => drop(board.list.first().map(|child| map.insert(key, child))),
    }
}

fn fill(map: impl Map, board: &Rc<Board>, keys: usize) {
    for key in (0..u32::try_from(keys).unwrap()).step_by(2) {
        map.insert(key, item(key));
        board.list.push(item(key));
    }
}

fn with_panics(map: impl Map, board: &Rc<Board>, keys: usize, is_sorted: bool) {
    fill(map, board, keys);
    let mut random = Random(u64::try_from(keys).unwrap());
    for calls in 0..300 {
        let before = found(map);
        panic_after(calls % 17);
        let is_ok =
            catch_unwind(AssertUnwindSafe(|| one_operation(map, board, &mut random, keys))).is_ok();
        be_quiet();
        if calls % 10 == 0 {
            check(map, board, is_sorted);
        }
        if !is_ok {
            assert_eq!(found(map), before);
        }
    }
    check(map, board, is_sorted);
}

#[test]
fn a_panic_in_a_key_leaves_the_map_whole() {
    for keys in [4, 30, 500] {
        let board = board();
        with_panics(Sorted(&board), &board, keys, true);
        with_panics(Hashed(&board), &board, keys, false);
    }
}

/// Keys that change the map while they are compared or hashed, a few times.
fn with_changes(map: impl Map + 'static, board: &Rc<Board>, keys: usize, is_sorted: bool) {
    fill(map, board, keys);
    let mut random = Random(7);
    for calls in 0..200 {
        let seed = random.below(1 << 30);
        let mut left = 3;
        let owner = Rc::downgrade(board);
        run_after(calls % 13, move || {
            left -= 1;
            let Some(board) = owner.upgrade().filter(|_| left > 0) else { return };
            let mut random = Random(u64::try_from(seed).unwrap());
            one_operation(map, &board, &mut random, keys);
            if let Some(child) = board.list.last() {
                child.detach();
            }
        });
        one_operation(map, board, &mut random, keys);
        be_quiet();
        check(map, board, is_sorted);
    }
}

#[test]
fn keys_that_change_their_map_find_it_whole() {
    for keys in [6, 40, 400] {
        // The closures are `'static`, so the maps are reached through a handle that lives as long.
        let board: &'static Rc<Board> = Box::leak(Box::new(board()));
        with_changes(Sorted(board), board, keys, true);
        with_changes(Hashed(board), board, keys, false);
        board.sorted.clear();
        board.hashed.clear();
        board.list.clear();
    }
}

#[test]
fn a_key_that_changes_its_map_at_every_try_is_stopped() {
    let board = board();
    fill(Sorted(&board), &board, 20);
    fill(Hashed(&board), &board, 20);
    let change = |is_sorted: bool| {
        let owner = Rc::downgrade(&board);
        let mut number = 1000;
        run_after(0, move || {
            let Some(board) = owner.upgrade() else { return };
            number += 1;
            let map: &dyn Fn(Rc<Item>) = if is_sorted {
                &|child| drop(board.sorted.insert(Tricky(number), child))
            } else {
                &|child| drop(board.hashed.insert(Tricky(number), child))
            };
            map(item(number));
        });
    };
    change(true);
    let stopped = catch_unwind(AssertUnwindSafe(|| board.sorted.insert(Tricky(5), item(5))));
    be_quiet();
    let message = *stopped.unwrap_err().downcast::<String>().unwrap();
    assert!(message.contains("changes the map that it is in"), "{message}");
    assert_eq!(board.sorted.get(&Tricky(5)), None);
    check(Sorted(&board), &board, true);
    change(false);
    let stopped = catch_unwind(AssertUnwindSafe(|| board.hashed.remove(&Tricky(4))));
    be_quiet();
    assert!(stopped.is_err());
    check(Hashed(&board), &board, false);
    // Reading answers from the map as it was when the search began.
    change(true);
    assert_eq!(board.sorted.get(&Tricky(4)).map(|item| item.number), Some(4));
    be_quiet();
    check(Sorted(&board), &board, true);
}

//! Keys whose `Drop` panics, in each operation of a map in turn.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::panic::{AssertUnwindSafe, catch_unwind};

use indexmap::IndexMap;
use kinfolk_tests::count::live;
use kinfolk_tests::panics;

use super::*;

thread_local! {
    /// After so many drops of keys, the next one panics.
    static PANIC_AFTER: Cell<Option<u32>> = const { Cell::new(None) };
    /// How many keys there are.
    static KEYS: Cell<usize> = const { Cell::new(0) };
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Fragile(u32);

/// A new key.
fn fragile(number: u32) -> Fragile {
    KEYS.set(KEYS.get() + 1);
    Fragile(number)
}

impl Drop for Fragile {
    fn drop(&mut self) {
        KEYS.set(KEYS.get() - 1);
        let Some(after) = PANIC_AFTER.get().filter(|_| !std::thread::panicking()) else { return };
        PANIC_AFTER.set(after.checked_sub(1));
        assert!(after > 0, "a key is dropped");
    }
}

type Hashed<V> = HashMap<Fragile, V, BuildHasherDefault<DefaultHasher>>;

#[derive(Graph)]
#[graph(back(safe: Safe))]
struct Coin {
    count: Count,
}

#[derive(Graph)]
#[graph(shared(lent: BTreeMap<Fragile, Coin>), shared(given: HashMap<Fragile, Coin>))]
struct Safe {
    #[graph(own)]
    sorted: BTreeMap<Fragile, Coin>,
    #[graph(own)]
    hashed: Hashed<Coin>,
    #[graph(own)]
    indexed: IndexMap<Fragile, Coin>,
}

fn coin() -> Rc<Coin> {
    Coin { count: Count::new() }.into_graph()
}

/// The operation with this number on a map, with keys 0 to 3.
macro_rules! operate {
    ($map:expr, $number:expr, $remove:ident, $extend:ident) => {{
        let map = $map;
        let key = fragile;
        match $number {
            0 => drop(map.insert(key(1), coin())),
            1 => drop(map.insert(key(9), coin())),
            2 => drop(map.insert(key(1), map.get(&key(1)).unwrap())),
            3 => drop(map.insert(key(1), map.get(&key(2)).unwrap())),
            4 => drop(map.try_add(key(1), coin())),
            5 => drop(map.try_add(key(1), map.get(&key(1)).unwrap())),
            6 => drop(map.try_rename(&key(1), key(9))),
            7 => drop(map.try_rename(&key(1), key(2))),
            8 => _ = map.$extend([(key(1), coin()), (key(1), coin()), (key(9), coin())]),
            9 => drop(map.$remove(&key(1))),
            10 => map.retain(|key, _| key.0 > 1),
            11 => map.clear(),
            _ => drop(map.drain()),
        }
    }};
}

const OPERATIONS: u32 = 13;

fn operate(safe: &Rc<Safe>, map: u32, number: u32) {
    match map {
        0 => operate!(&safe.sorted, number, remove, try_extend),
        1 => operate!(&safe.hashed, number, remove, try_extend),
        2 => operate!(&safe.indexed, number, shift_remove, try_extend),
        3 => operate!(&safe.indexed, number, swap_remove, try_extend),
        4 => operate!(&safe.lent, number, remove, extend),
        _ => operate!(&safe.given, number, remove, extend),
    }
}

/// The coins in each map, by their keys.
fn state(safe: &Rc<Safe>) -> Vec<Vec<(u32, usize)>> {
    assert_eq!(safe.validate(), Ok(()));
    let number = |coin: Rc<Coin>| Rc::as_ptr(&coin) as usize;
    let mut all = vec![
        safe.sorted.iter().map(|(key, coin)| (key.0, number(coin))).collect::<Vec<_>>(),
        safe.hashed.iter().map(|(key, coin)| (key.0, number(coin))).collect(),
        safe.indexed.iter().map(|(key, coin)| (key.0, number(coin))).collect(),
        safe.lent.iter().map(|(key, coin)| (key.0, number(coin))).collect(),
        safe.given.iter().map(|(key, coin)| (key.0, number(coin))).collect(),
    ];
    all[1].sort_unstable();
    all[4].sort_unstable();
    all
}

/// Runs an operation in which a key panics when it is dropped. Returns whether one has.
fn round(map: u32, number: u32, after: u32, with_history: bool) -> bool {
    let coins = || (0..4).map(|key| (fragile(key), Coin { count: Count::new() }));
    let safe =
        Safe { sorted: coins().collect(), hashed: coins().collect(), indexed: coins().collect() };
    let safe = safe.into_graph();
    for key in 0..4 {
        safe.lent.insert(fragile(key), coin());
        safe.given.insert(fragile(key), coin());
    }
    let history = with_history.then(|| History::new(&safe));
    let before = state(&safe);
    let what = format!("operation {number} of map {map}, drop {after}, {history:?}");
    PANIC_AFTER.set(Some(after));
    let outcome =
        panics::quietly(|| catch_unwind(AssertUnwindSafe(|| operate(&safe, map, number))));
    let has_panicked = PANIC_AFTER.take().is_none();
    assert!(has_panicked || outcome.is_ok(), "{what}");
    let after = state(&safe);
    if let Some(history) = history {
        // No step is open any more.
        let undone = history.undo().unwrap_or_else(|error| panic!("{error}: {what}"));
        assert!(undone || after == before, "{what}");
        assert_eq!(state(&safe), before, "{what}");
        assert_eq!(history.redo().unwrap(), undone, "{what}");
        assert_eq!(state(&safe), after, "{what}");
    }
    drop(safe);
    assert_eq!(live(), 0, "{what}");
    has_panicked
}

#[test]
fn a_key_that_panics_when_it_is_dropped_loses_no_node_and_no_step() {
    let mut panics = 0;
    for map in 0..6 {
        for number in 0..OPERATIONS {
            for with_history in [false, true] {
                panics += (0..12).filter(|at| round(map, number, *at, with_history)).count();
            }
        }
    }
    assert!(panics > 100, "{panics}");
}

#[test]
fn a_key_dies_with_the_step_that_has_made_it() {
    for map in 0..6 {
        let safe =
            Safe { sorted: BTreeMap::new(), hashed: Hashed::default(), indexed: IndexMap::new() };
        let safe = safe.into_graph();
        let keys = KEYS.get();
        let failed = kinfolk::transaction(|| {
            operate(&safe, map, 1);
            FAILED
        });
        assert_eq!((failed, KEYS.get()), (FAILED, keys), "map {map}");
        let history = History::new(&safe);
        operate(&safe, map, 1);
        assert!(history.undo().unwrap());
        assert_eq!(KEYS.get(), keys + 1, "map {map}");
        history.clear().unwrap();
        assert_eq!(KEYS.get(), keys, "map {map}");
    }
}

thread_local! {
    /// What the next comparison of a key does.
    static AT_COMPARISON: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

#[derive(Debug, PartialEq, Eq)]
struct Busy(u32);

impl PartialOrd for Busy {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Busy {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        if let Some(action) = AT_COMPARISON.take() {
            action();
        }
        self.0.cmp(&other.0)
    }
}

#[derive(Graph)]
#[graph(back(purse: Purse))]
struct Note {}

#[derive(Graph)]
struct Purse {
    #[graph(own)]
    notes: BTreeMap<Busy, Note>,
    #[graph(own)]
    others: Vec<Note>,
}

#[test]
fn a_key_that_changes_the_graph_in_an_undo_stops_it() {
    let notes = (0..4).map(|key| (Busy(key), Note {})).collect();
    let purse = Purse { notes, others: vec![Note {}] }.into_graph();
    let history = History::new(&purse);
    history.step("Remove", || drop((purse.notes.remove(&Busy(1)), purse.notes.remove(&Busy(2)))));
    let state =
        || (purse.notes.values().collect::<Vec<_>>(), purse.others.iter().collect::<Vec<_>>());
    let after = state();
    AT_COMPARISON.set(Some({
        let purse = purse.clone();
        Box::new(move || purse.others.clear())
    }));
    let message = panics::panic_of(|| history.undo());
    assert!(message.contains("changes the graph while a step is undone"), "{message}");
    assert!(state() == after && purse.validate().is_ok());
    assert_eq!(history.undo_label().as_deref(), Some("Remove"));
    // It does so once. What only reads is in no way.
    AT_COMPARISON.set(Some({
        let purse = purse.clone();
        Box::new(move || assert!(purse.notes.len() >= 2 && purse.validate().is_ok()))
    }));
    assert!(history.undo().unwrap());
    assert_eq!((purse.notes.len(), purse.others.len()), (4, 1));
    assert!(history.redo().unwrap());
    assert!(state() == after);
}

thread_local!(static DEAD: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) });

#[derive(Graph)]
#[graph(back(drawer: Drawer), finalize = SheetNode::closed)]
struct Sheet {
    number: u32,
}

impl SheetNode {
    fn closed(this: &Rc<Sheet>) {
        DEAD.with_borrow_mut(|dead| dead.push(this.number));
    }
}

#[derive(Graph)]
#[graph(shared(lent: BTreeMap<u32, Sheet>), shared(lent_list: Vec<Sheet>))]
struct Drawer {
    #[graph(own)]
    sorted: BTreeMap<u32, Sheet>,
    #[graph(own)]
    indexed: IndexMap<u32, Sheet>,
    #[graph(own)]
    list: Vec<Sheet>,
}

fn retained(len: u32, is_observed: bool) {
    let sheets = || (0..len).map(|number| (number, Sheet { number }));
    let list = || (0..len).map(|number| Sheet { number });
    let drawer =
        Drawer { sorted: sheets().collect(), indexed: sheets().collect(), list: list().collect() }
            .into_graph();
    drawer.lent.extend(sheets());
    drawer.lent_list.extend(list());
    // Observers are called before the death.
    let watch = is_observed
        .then(|| kinfolk::observe(&drawer, |_| assert!(DEAD.with_borrow(Vec::is_empty))));
    let expected: Vec<_> = (0..len).filter(|number| number % 3 > 0).collect();
    drawer.sorted.retain(|number, _| number % 3 == 0);
    assert_eq!(DEAD.take(), expected);
    drawer.indexed.retain(|number, _| number % 3 == 0);
    assert_eq!(DEAD.take(), expected);
    drawer.lent.retain(|number, _| number % 3 == 0);
    assert_eq!(DEAD.take(), expected);
    drawer.list.retain(|sheet| sheet.number % 3 == 0);
    assert_eq!(DEAD.take(), expected);
    drawer.lent_list.retain(|sheet| sheet.number % 3 == 0);
    assert_eq!(DEAD.take(), expected);
    drop((watch, drawer));
    DEAD.take();
}

#[test]
fn retain_lets_go_of_children_in_their_order_and_within_the_step() {
    for len in [10, 50, 700] {
        retained(len, false);
        retained(len, true);
    }
}

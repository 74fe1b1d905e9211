//! Random operations on values beside a plain model: nested updates, readers, panics in closures and
//! in clones, and deaths of what the data holds.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use kinfolk::links::ReadValue;
use kinfolk::{Graph, Rc, Value, Weak};
use kinfolk_tests::count::{self, Count};
use kinfolk_tests::random::Random;
use kinfolk_tests::{panics, settings};

thread_local! {
    /// How many clones of data succeed before one panics.
    static CLONES_LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
    static THINGS: RefCell<Vec<Known>> = const { RefCell::new(Vec::new()) };
    /// In how many closures of updates the test is.
    static OPEN: Cell<usize> = const { Cell::new(0) };
}

struct Known {
    thing: Weak<Thing>,
    hooks: usize,
}

#[derive(Graph)]
struct Store {
    #[graph(value)]
    first: Data,
    number: u32,
    #[graph(value)]
    second: Data,
}

#[derive(Graph)]
#[graph(weak(store: Store), finalize = ThingNode::dies)]
struct Thing {
    id: usize,
    count: Count,
}

impl ThingNode {
    fn dies(&self) {
        THINGS.with_borrow_mut(|things| things[self.id].hooks += 1);
        assert_eq!(OPEN.get(), 0, "a hook runs in the closure of an update");
        if let Some(store) = self.store.get() {
            let items = store.first.read().items.len() + store.second.read().items.len();
            assert!(items < 1000, "a hook can read the values");
        }
    }
}

#[derive(Clone)]
struct Item {
    number: u32,
    thing: Option<Rc<Thing>>,
}

struct Data {
    items: Vec<Item>,
    count: Count,
}

/// The numbers of items, and the ids of their things.
type Plain = Vec<(u32, Option<usize>)>;

impl Data {
    fn plain(&self) -> Plain {
        self.items
            .iter()
            .map(|item| (item.number, item.thing.as_ref().map(|thing| thing.id)))
            .collect()
    }
}

impl Default for Data {
    fn default() -> Self {
        Data { items: vec![], count: Count::new() }
    }
}

impl Clone for Data {
    fn clone(&self) -> Self {
        let left = CLONES_LEFT.get();
        CLONES_LEFT.set(left.wrapping_sub(1));
        assert!(left > 0, "clone bomb");
        Data { items: self.items.clone(), count: self.count.clone() }
    }
}

impl PartialEq for Data {
    fn eq(&self, other: &Self) -> bool {
        self.plain() == other.plain()
    }
}

struct World<'a> {
    stores: &'a [Rc<Store>],
    model: RefCell<Vec<Plain>>,
    readers: RefCell<Vec<(ReadValue<'a, Data>, Plain)>>,
    /// The values whose updates are open.
    in_use: RefCell<Vec<usize>>,
    random: RefCell<Random>,
}

/// An open update, until it is dropped.
struct OpenUpdate<'w, 'a>(&'w World<'a>);

impl Drop for OpenUpdate<'_, '_> {
    fn drop(&mut self) {
        self.0.in_use.borrow_mut().pop();
        OPEN.set(OPEN.get() - 1);
    }
}

impl<'a> World<'a> {
    fn new(stores: &'a [Rc<Store>], seed: u64) -> Self {
        World {
            stores,
            model: RefCell::new(vec![vec![]; stores.len() * 2]),
            readers: RefCell::default(),
            in_use: RefCell::default(),
            random: RefCell::new(Random::new(seed)),
        }
    }

    fn below(&self, end: usize) -> usize {
        self.random.borrow_mut().below(end)
    }

    fn value(&self, at: usize) -> &'a Value<Store, Data> {
        let store = &self.stores[at / 2];
        if at.is_multiple_of(2) { &store.first } else { &store.second }
    }

    fn item(&self) -> Item {
        let known = THINGS.with_borrow(|things| {
            things.iter().rev().map(|known| known.thing.upgrade()).collect::<Vec<_>>()
        });
        let thing = match self.below(4) {
            0 => None,
            1 if !known.is_empty() => known[self.below(known.len().min(20))].clone(),
            _ => {
                let thing = Thing { id: known.len(), count: Count::new() }.into_graph();
                thing.store.set(&self.stores[self.below(self.stores.len())]);
                let known = Known { thing: Rc::downgrade(&thing), hooks: 0 };
                THINGS.with_borrow_mut(|things| things.push(known));
                Some(thing)
            }
        };
        Item { number: u32::try_from(self.below(9)).unwrap(), thing }
    }

    fn data(&self) -> Data {
        Data { items: (0..self.below(4)).map(|_| self.item()).collect(), count: Count::new() }
    }

    /// Changes data and the model of it.
    fn change(&self, data: &mut Data, at: usize) {
        match self.below(4) {
            0 => {
                data.items.pop();
            }
            1 if self.below(3) == 0 => data.items.clear(),
            1 => data.items.reverse(),
            _ => data.items.push(self.item()),
        }
        self.model.borrow_mut()[at] = data.plain();
    }

    /// One operation, with others inside if it is an update. `Err` if it has panicked.
    fn step(&self, depth: usize) -> std::thread::Result<()> {
        let at = self.below(self.stores.len() * 2);
        let value = self.value(at);
        let is_in_use = self.in_use.borrow().contains(&at);
        if self.below(8) == 0 {
            CLONES_LEFT.set(self.below(3));
        }
        let model = || self.model.borrow()[at].clone();
        let put = |plain: Plain| self.model.borrow_mut()[at] = plain;
        let run = || match self.below(9) {
            0 => assert_eq!(value.get().plain(), model()),
            1 => {
                let data = self.data();
                let plain = data.plain();
                value.set(data);
                put(plain);
            }
            2 => {
                let data = self.data();
                let plain = data.plain();
                let old = value.replace(data);
                assert_eq!(old.plain(), model());
                put(plain);
            }
            3 => {
                let old = value.take();
                assert_eq!(old.plain(), model());
                put(vec![]);
            }
            4 => {
                let read = value.read();
                assert_eq!(read.plain(), model());
                self.readers.borrow_mut().push((read, model()));
            }
            _ => value.update(|data| {
                assert_eq!(data.plain(), model());
                self.in_use.borrow_mut().push(at);
                OPEN.set(OPEN.get() + 1);
                let _open = OpenUpdate(self);
                for _ in 0..self.below(4) {
                    self.change(data, at);
                    if depth < 3
                        && self.below(2) == 0
                        && let Err(payload) = self.step(depth + 1)
                        && self.below(2) == 0
                    {
                        resume_unwind(payload);
                    }
                }
                assert!(self.below(8) > 0, "closure bomb");
            }),
        };
        let result = catch_unwind(AssertUnwindSafe(run));
        CLONES_LEFT.set(usize::MAX);
        if is_in_use {
            let text = result.as_ref().err().map(|payload| panics::text(&**payload));
            assert!(text.is_some_and(|text| text.starts_with("this value is in use")));
        }
        while self.below(3) == 0 && !self.readers.borrow().is_empty() {
            let number = self.below(self.readers.borrow().len());
            let reader = self.readers.borrow_mut().swap_remove(number);
            assert_eq!(reader.0.plain(), reader.1);
        }
        result
    }

    fn verify(&self) {
        let model = self.model.borrow();
        let readers = self.readers.borrow();
        for (at, plain) in model.iter().enumerate() {
            // In place, so that values that were never read stay so.
            assert!(*self.value(at) == Data::of(plain), "value {at}: {plain:?}");
        }
        for (read, plain) in &*readers {
            assert_eq!(read.plain(), *plain);
        }
        let all = model.iter().chain(readers.iter().map(|(_, plain)| plain)).flatten();
        let mut alive: Vec<_> = all.filter_map(|(_, thing)| *thing).collect();
        alive.sort_unstable();
        THINGS.with_borrow(|things| {
            for (id, known) in things.iter().enumerate() {
                let is_alive = alive.binary_search(&id).is_ok();
                assert_eq!(known.hooks, usize::from(!is_alive), "thing {id}");
                assert_eq!(known.thing.upgrade().is_some(), is_alive, "thing {id}");
            }
        });
    }
}

impl Data {
    /// Data that is equal to other data with this model.
    fn of(plain: &Plain) -> Self {
        let thing = |id: usize| THINGS.with_borrow(|things| things[id].thing.upgrade());
        let item = |(number, id): &(u32, Option<usize>)| Item {
            number: *number,
            thing: id.and_then(thing),
        };
        Data { items: plain.iter().map(item).collect(), count: Count::new() }
    }
}

fn round(seed: u64, steps: usize) {
    THINGS.take();
    let store =
        |number| Store { first: Data::default(), number, second: Data::default() }.into_graph();
    let stores: Vec<_> = (0..3).map(store).collect();
    let world = World::new(&stores, seed);
    for _ in 0..steps {
        let _ = panics::quietly(|| world.step(0));
        world.verify();
    }
    assert!(stores.iter().zip(0..).all(|(store, number)| store.number == number));
    drop(world);
    drop(stores);
    assert_eq!(count::live(), 0);
    THINGS.with_borrow(|things| assert!(things.iter().all(|known| known.hooks == 1)));
}

#[test]
fn values_are_like_their_model() {
    panics::record();
    let first = settings::seed().unwrap_or(1);
    let rounds = settings::operations(20_000) as u64 / 200;
    for seed in first..first + rounds {
        round(seed, 200);
        assert_eq!(panics::reports(), Vec::<String>::new(), "seed {seed}");
    }
}

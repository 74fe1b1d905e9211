//! Random operations on long lists and large maps, with a history, transactions that fail, and
//! observers that keep copies of the lists.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::rc::Rc as StdRc;

use indexmap::IndexMap;
use kinfolk::history::ObservedList;
use kinfolk::prelude::*;
use kinfolk::{BackTo, History, NodeType, Own, observe, transaction};
use kinfolk_tests::count::{Count, live};
use kinfolk_tests::random::Random;
use kinfolk_tests::settings;

#[derive(Graph)]
#[graph(back(pub shelf: Shelf))]
struct Book {
    number: usize,
    count: Count,
    #[graph(value)]
    title: usize,
}

type Hashed<V> = HashMap<usize, V, BuildHasherDefault<DefaultHasher>>;

#[derive(Graph)]
#[graph(back(pub outer: Shelf), weak(pub friends: Vec<Book>), shared(pub likes: Vec<Book>))]
#[graph(shared(pub named: HashMap<usize, Book>))]
struct Shelf {
    #[graph(own)]
    list: Vec<Book>,
    #[graph(own)]
    other: Vec<Book>,
    #[graph(own)]
    sorted: BTreeMap<usize, Book>,
    #[graph(own)]
    hashed: Hashed<Book>,
    #[graph(own)]
    indexed: IndexMap<usize, Book>,
    #[graph(own)]
    shelves: Vec<Shelf>,
}

thread_local!(static NEXT: RefCell<usize> = const { RefCell::new(0) });

fn book() -> Book {
    let number = NEXT.with_borrow_mut(|next| {
        *next += 1;
        *next
    });
    Book { number, count: Count::new(), title: 0 }
}

fn books(count: usize) -> Vec<Book> {
    (0..count).map(|_| book()).collect()
}

fn shelf(random: &mut Random, most: usize) -> Shelf {
    let keyed = |random: &mut Random| {
        let count = random.below(most / 2);
        (0..count).map(|key| (3 * key, book())).collect::<Vec<_>>()
    };
    Shelf {
        list: books(random.below(most)),
        other: books(random.below(most)),
        sorted: keyed(random).into_iter().collect(),
        hashed: keyed(random).into_iter().collect(),
        indexed: keyed(random).into_iter().collect(),
        shelves: vec![],
    }
}

/// What is in a link: the numbers of books, and their keys.
type Numbers = Vec<(usize, usize)>;

/// All links of the shelves, and the titles.
#[derive(Clone, Debug, PartialEq)]
struct State(Vec<Numbers>);

impl State {
    fn of(root: &Rc<Shelf>) -> Self {
        assert_eq!(root.validate(), Ok(()));
        let mut all = Vec::new();
        for shelf in root.shelves.iter() {
            let plain = |books: &mut dyn Iterator<Item = Rc<Book>>| {
                books.map(|book| (0, book.number)).collect::<Numbers>()
            };
            all.push(plain(&mut shelf.list.iter()));
            all.push(plain(&mut shelf.other.iter()));
            all.push(plain(&mut shelf.likes.iter()));
            // The dead are never seen.
            all.push(plain(&mut shelf.friends.iter()));
            all.push(shelf.sorted.iter().map(|(key, book)| (*key, book.number)).collect());
            all.push(shelf.indexed.iter().map(|(key, book)| (*key, book.number)).collect());
            let mut hashed: Numbers =
                shelf.hashed.iter().map(|(key, book)| (*key, book.number)).collect();
            hashed.sort_unstable();
            all.push(hashed);
            let mut named: Numbers =
                shelf.named.iter().map(|(key, book)| (*key, book.number)).collect();
            named.sort_unstable();
            all.push(named);
            let titles = shelf.children().filter_map(|book| book.cast::<Book>());
            let mut titles: Numbers = titles.map(|book| (book.title.get(), book.number)).collect();
            titles.retain(|(title, _)| *title > 0);
            titles.sort_unstable();
            all.push(titles);
        }
        State(all)
    }
}

fn pick<O: NodeType>(list: &Own<O, Vec<Book>>, random: &mut Random) -> Option<Rc<Book>>
where
    Book: BackTo<O>,
{
    list.get(random.below(list.len()))
}

/// Some books: new ones, and some of the lists.
fn some(shelves: &[Rc<Shelf>; 2], random: &mut Random) -> Vec<Rc<Book>> {
    let count = if random.percent(20) { random.below(60) } else { random.below(5) };
    let mut all: Vec<Rc<Book>> = Vec::new();
    for _ in 0..count {
        let shelf = &shelves[random.below(2)];
        let found = match random.below(5) {
            0 => pick(&shelf.list, random),
            1 => pick(&shelf.other, random),
            2 => shelf.sorted.get(&(3 * random.below(100))),
            3 => shelf.hashed.get(&(3 * random.below(100))),
            _ => None,
        };
        let found = found.unwrap_or_else(|| book().into_graph());
        if !all.contains(&found) {
            all.push(found);
        }
    }
    all
}

/// Two indices of a list in order.
fn range(len: usize, random: &mut Random) -> std::ops::Range<usize> {
    let (a, b) = (random.below(len + 1), random.below(len + 1));
    let end = if random.percent(60) { (a + random.below(6)).min(len) } else { a.max(b) };
    a.min(end)..end
}

fn change_list(shelves: &[Rc<Shelf>; 2], random: &mut Random) {
    let [shelf, another] = if random.percent(50) { [0, 1] } else { [1, 0] }.map(|at| &shelves[at]);
    let list = if random.percent(70) { &shelf.list } else { &shelf.other };
    let len = list.len();
    let index = random.below(len);
    match random.below(17) {
        0 => list.push(book()),
        1 => list.insert(random.below(len + 1), book()),
        2 => drop(list.pop()),
        3 if len > 0 => drop(list.remove(index)),
        4 if len > 0 => drop(list.swap_remove(index)),
        5 if len > 0 => list.swap(index, random.below(len)),
        6 if len > 0 => list.move_to(index, random.below(len)),
        7 => list.truncate(len - random.below(8).min(len)),
        8 => {
            let rest = random.below(5);
            let mut at = 0;
            let (from, to) = (random.below(len), random.below(len));
            list.retain(|_| {
                at += 1;
                at % 5 != rest || (at < from && at > to)
            });
        }
        9 => list.sort_by_key(|book| book.number * 7 % 101),
        10 => list.reverse(),
        11 => list.extend(some(shelves, random)),
        12 => drop(list.splice(range(len, random), some(shelves, random))),
        13 if random.percent(20) => list.set_all(some(shelves, random)),
        14 if random.percent(30) => list.append(&another.list),
        15 if len > 1 => {
            let (sibling, moved) = (list.get(index).unwrap(), pick(list, random).unwrap());
            if random.percent(50) {
                list.insert_before(&sibling, moved);
            } else {
                list.insert_after(&sibling, moved);
            }
        }
        _ => drop(list.splice(range(len, random), [] as [Book; 0])),
    }
}

fn change_map(shelves: &[Rc<Shelf>; 2], random: &mut Random) {
    let shelf = &shelves[random.below(2)];
    let (key, to) = (random.below(600), random.below(600));
    let some = some(shelves, random);
    macro_rules! change {
        ($map:expr, $remove:ident) => {{
            let map = $map;
            match random.below(8) {
                0 | 1 => drop(
                    map.insert(key, some.first().cloned().unwrap_or_else(|| book().into_graph())),
                ),
                2 => drop(map.$remove(&(3 * (key / 3)))),
                3 => _ = map.try_rename(&(3 * (key / 3)), to),
                4 => map.retain(|at, _| at % 5 != key % 5),
                5 => {
                    _ = map.try_extend(
                        some.into_iter().enumerate().map(|(at, book)| (key + 2 * at, book)),
                    )
                }
                6 if key < 60 => map.clear(),
                6 if key < 120 => drop(map.drain()),
                _ => {
                    let child = map.get(&(3 * (key / 3)));
                    child.map(|child| child.detach());
                }
            }
        }};
    }
    match random.below(4) {
        0 => change!(&shelf.sorted, remove),
        1 => change!(&shelf.hashed, remove),
        2 => change!(&shelf.indexed, shift_remove),
        _ => change!(&shelf.indexed, swap_remove),
    }
}

fn change_references(shelves: &[Rc<Shelf>; 2], random: &mut Random) {
    let shelf = &shelves[random.below(2)];
    // Only targets that live on by their owners: a weak link finds what is held elsewhere.
    let targets: Vec<_> =
        some(shelves, random).into_iter().filter(|book| !book.is_root()).collect();
    let (likes, friends) = (&shelf.likes, &shelf.friends);
    let len = if random.percent(50) { likes.len() } else { friends.len() };
    let range = range(len, random);
    match random.below(12) {
        0 => likes.extend(targets),
        1 => friends.extend(targets.iter()),
        2 => _ = likes.pop(),
        3 if range.end <= likes.len() => drop(likes.splice(range, targets)),
        4 if !friends.is_empty() => drop(friends.remove_at(random.below(friends.len()))),
        5 => likes.reverse(),
        6 => friends.reverse(),
        7 => likes.retain(|book| book.number % 7 != 0),
        8 => friends.retain(|book| book.number % 7 != 0),
        9 => likes.truncate(range.start),
        10 => drop(shelf.named.remove(&range.start)),
        _ => {
            for target in targets {
                let key = target.number % 40;
                shelf.named.insert(key, target.clone());
                target.title.update(|title| *title += 1);
            }
        }
    }
}

fn change(shelves: &[Rc<Shelf>; 2], random: &mut Random) {
    match random.below(10) {
        0..=5 => change_list(shelves, random),
        6 | 7 => change_map(shelves, random),
        _ => change_references(shelves, random),
    }
}

/// A copy of a list that an observer keeps by splices.
type Copy = StdRc<RefCell<Vec<Rc<Book>>>>;

fn copy_of<O: NodeType>(list: &Own<O, Vec<Book>>) -> Copy
where
    Book: BackTo<O>,
{
    StdRc::new(RefCell::new(list.iter().collect()))
}

fn follow<L: ObservedList<Handle = Rc<Book>>>(
    copy: &Copy,
    changes: &kinfolk::history::Changes,
    list: &L,
) {
    for splice in changes.splices(list) {
        splice.apply_to(&mut copy.borrow_mut());
    }
}

fn round(seed: u64, steps: usize) {
    let mut random = Random::new(seed);
    let most = [2, 40, 700][random.below(3)];
    let shelves = [0, 1].map(|_| shelf(&mut random, most));
    let root = Shelf {
        list: vec![],
        other: vec![],
        sorted: BTreeMap::new(),
        hashed: Hashed::default(),
        indexed: IndexMap::new(),
        shelves: shelves.into(),
    }
    .into_graph();
    let shelves = [0, 1].map(|at| root.shelves.get(at).unwrap());
    let history = History::new(&root);
    let copies: Vec<_> =
        shelves.iter().flat_map(|shelf| [copy_of(&shelf.list), copy_of(&shelf.other)]).collect();
    let watch = observe(&root, {
        let (copies, shelves) = (copies.clone(), shelves.each_ref().map(Rc::downgrade));
        move |changes| {
            for (at, shelf) in shelves.iter().filter_map(kinfolk::Weak::upgrade).enumerate() {
                follow(&copies[2 * at], changes, &shelf.list);
                follow(&copies[2 * at + 1], changes, &shelf.other);
            }
        }
    });
    let check = |what: &str| {
        let now: Vec<Vec<_>> = shelves
            .iter()
            .flat_map(|shelf| [shelf.list.iter().collect(), shelf.other.iter().collect()])
            .collect();
        for (copy, now) in copies.iter().zip(now) {
            assert!(*copy.borrow() == now, "seed {seed}, {what}");
        }
    };
    let mut states = vec![State::of(&root)];
    for step in 0..steps {
        let what = format!("step {step}");
        match random.below(10) {
            0..=4 => history.step(what.clone(), || change(&shelves, &mut random)),
            5..=7 => history.step(what.clone(), || {
                for _ in 0..random.between(2, 6) {
                    change(&shelves, &mut random);
                }
            }),
            8 => {
                let failed: Result<(), ()> = transaction(|| {
                    for _ in 0..random.between(1, 6) {
                        change(&shelves, &mut random);
                    }
                    Err(())
                });
                assert_eq!(failed, Err(()));
                assert!(State::of(&root) == *states.last().unwrap(), "seed {seed}, {what}");
            }
            _ => {
                let back = random.below(states.len().min(8));
                let from = states.len() - 1 - back;
                for state in states[from..].iter().rev().skip(1) {
                    assert!(history.undo().unwrap());
                    check(&what);
                    assert!(State::of(&root) == *state, "seed {seed}, {what}, undo");
                }
                for state in &states[from + 1..] {
                    assert!(history.redo().unwrap());
                    check(&what);
                    assert!(State::of(&root) == *state, "seed {seed}, {what}, redo");
                }
            }
        }
        check(&what);
        if history.undo_label().as_deref() == Some(&what) {
            states.push(State::of(&root));
        } else {
            assert!(State::of(&root) == *states.last().unwrap(), "seed {seed}, {what}");
        }
    }
    for (at, state) in states.iter().enumerate().rev().skip(1) {
        assert!(history.undo().unwrap());
        assert!(State::of(&root) == *state, "seed {seed}, undo to {at}");
    }
    assert!(!history.undo().unwrap());
    drop((watch, history, copies, shelves, root));
    assert_eq!(live(), 0, "seed {seed}");
}

#[test]
fn long_lists_go_back_and_forth() {
    let first = settings::seed().unwrap_or(1);
    for seed in first..first + settings::operations(400) as u64 / 40 {
        round(seed, 40);
    }
}

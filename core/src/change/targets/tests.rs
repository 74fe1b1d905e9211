//! Random changes of all kinds of links, which are undone and made again record by record.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc as StdRc;

use crate::change::apply::apply;
use crate::change::log::record::{Applying, Direction, Record};
use crate::change::log::with_log;
use crate::change::savepoint::Savepoint;
use crate::change::targets::Targets;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_link::{DynLink, DynSaved};
use crate::kernel::saved_ids::SavedIds;
use crate::{AnyRc, Graph, Node as _, Rc, collect};

#[derive(Graph)]
#[graph(
    crate = crate,
    back(desk: Desk),
    to_plain,
    weak(next: Item),
    weak(seen: Vec<Item>),
    shared(kept: Item),
    shared(list: Vec<Item>),
    shared(sorted: BTreeMap<usize, Item>),
    shared(hashed: HashMap<usize, Item>),
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
    parts: Vec<usize>,
}

#[derive(Graph)]
#[graph(crate = crate, to_plain)]
struct Desk {
    #[graph(own)]
    items: Vec<Item>,
}

fn item(id: usize) -> Rc<Item> {
    let (friend, maker, theme) = (Some(id + 100), id + 100, Some(id + 100));
    let ids: Vec<_> = (100..105).map(|other| other + id).collect();
    Item { id, friend, maker, known: ids.clone(), theme, parts: ids }.into_graph()
}

/// A generator of numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 8) as usize % end.max(1)
    }
}

/// What stands in a link, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Seen {
    /// The address of a target, and that of its key.
    Target(usize, usize),
    /// The number of an id without a node.
    Id(usize),
}

type State = Vec<Vec<Seen>>;

fn state(host: &Rc<Item>) -> State {
    let any = AnyRc::from(host.clone());
    let node = &**any.as_std();
    let links = node.links().filter(|(_, link)| !matches!(link, DynLink::Back(_)));
    links.map(|(number, _)| seen(Targets::of(&any, number).unwrap())).collect()
}

fn seen(link: Targets<'_>) -> Vec<Seen> {
    let SavedIds { ids, places } = link.saved().map(DynSaved::ids).unwrap_or_default();
    assert!(ids.is_some() || places.is_empty());
    let mut rest = places.iter().peekable();
    let mut all = Vec::new();
    for (index, entry) in link.entries(0..usize::MAX).into_iter().enumerate() {
        while let Some(place) = rest.next_if(|place| place.before <= index) {
            all.push(Seen::Id(place.id));
        }
        if let Some(node) = entry.node {
            let key = entry.key.map_or(0, |key| StdRc::as_ptr(&key.key).addr());
            all.push(Seen::Target(node.as_std().address().addr(), key));
        }
    }
    all.extend(rest.map(|place| Seen::Id(place.id)));
    if let Some(id) = ids.filter(|_| places.is_empty()) {
        all.push(Seen::Id(*id.downcast_ref().unwrap()));
    }
    all
}

/// Without the targets that are dead.
fn alive(mut state: State, dead: &HashSet<usize>) -> State {
    for link in &mut state {
        link.retain(|seen| !matches!(seen, Seen::Target(node, _) if dead.contains(node)));
    }
    state
}

type Operation = fn(&mut Random, &Rc<Item>, &Rc<Item>);

const OPERATIONS: &[(&str, Operation)] = &[
    ("next.set", |_, host, item| host.next.set(item)),
    ("next.take", |_, host, _| drop(host.next.take())),
    ("seen.push", |_, host, item| host.seen.push(item)),
    ("seen.push 5", |_, host, item| (0..5).for_each(|_| host.seen.push(item))),
    ("seen.extend", |_, host, item| host.seen.extend([item, host, item])),
    ("seen.insert", |random, host, item| {
        host.seen.insert(random.below(host.seen.len() + 1), item);
    }),
    ("seen.replace", |random, host, item| {
        if !host.seen.is_empty() {
            host.seen.replace(random.below(host.seen.len()), item);
        }
    }),
    ("seen.remove", |_, host, item| _ = host.seen.remove(item)),
    ("seen.remove_at", |random, host, _| {
        if !host.seen.is_empty() {
            host.seen.remove_at(random.below(host.seen.len()));
        }
    }),
    ("seen.pop", |_, host, _| _ = host.seen.pop()),
    ("seen.drain", |_, host, _| drop(host.seen.drain())),
    ("seen.truncate", |random, host, _| host.seen.truncate(random.below(host.seen.len() + 2))),
    ("seen.clear", |_, host, _| host.seen.clear()),
    ("seen.retain", |random, host, _| host.seen.retain(|_| random.below(2) == 0)),
    ("seen.retain all", |_, host, _| host.seen.retain(|_| true)),
    ("seen.swap", |random, host, _| {
        if let len @ 1.. = host.seen.len() {
            host.seen.swap(random.below(len), random.below(len));
        }
    }),
    ("seen.move_to", |random, host, _| {
        if let len @ 1.. = host.seen.len() {
            host.seen.move_to(random.below(len), random.below(len));
        }
    }),
    ("seen.reverse", |_, host, _| host.seen.reverse()),
    ("seen.sort", |random, host, _| {
        let by = random.below(10) + 2;
        host.seen.sort_by_key(|item| (item.id * 7 + 1) % by);
    }),
    ("kept.set", |_, host, item| drop(host.kept.set(item.clone()))),
    ("kept.set new", |random, host, _| drop(host.kept.set(new(random)))),
    ("kept.take", |_, host, _| drop(host.kept.take())),
    ("list.push", |_, host, item| host.list.push(item.clone())),
    ("list.push new", |random, host, _| host.list.push(new(random))),
    ("list.extend", |random, host, item| host.list.extend([item.clone(), new(random)])),
    ("list.extend 20", |random, host, item| {
        host.seen.extend((0..20).map(|number| if number % 3 == 0 { item } else { host }));
        let new = |number| if number % 3 == 0 { new(random) } else { item.clone() };
        host.list.extend((0..20).map(new).collect::<Vec<_>>());
        host.hashed.extend((16..40).map(|key| (key, item.clone())));
        host.sorted.extend((12..40).map(|key| (key, item.clone())));
    }),
    ("list.insert", |random, host, item| {
        host.list.insert(random.below(host.list.len() + 1), item.clone());
    }),
    ("list.replace", |random, host, _| {
        if !host.list.is_empty() {
            drop(host.list.replace(random.below(host.list.len()), new(random)));
        }
    }),
    ("list.pop", |_, host, _| drop(host.list.pop())),
    ("list.remove", |random, host, _| {
        if !host.list.is_empty() {
            host.list.remove(random.below(host.list.len()));
        }
    }),
    ("list.swap_remove", |random, host, _| {
        if !host.list.is_empty() {
            host.list.swap_remove(random.below(host.list.len()));
        }
    }),
    ("list.drain", |_, host, _| drop(host.list.drain())),
    ("list.clear", |_, host, _| host.list.clear()),
    ("list.truncate", |random, host, _| host.list.truncate(random.below(host.list.len() + 2))),
    ("list.retain", |random, host, _| host.list.retain(|_| random.below(2) == 0)),
    ("list.swap", |random, host, _| {
        if let len @ 1.. = host.list.len() {
            host.list.swap(random.below(len), random.below(len));
        }
    }),
    ("list.move_to", |random, host, _| {
        if let len @ 1.. = host.list.len() {
            host.list.move_to(random.below(len), random.below(len));
        }
    }),
    ("list.reverse", |_, host, _| host.list.reverse()),
    ("list.sort", |random, host, _| {
        let by = random.below(10) + 2;
        host.list.sort_by_key(|item| (item.id * 7 + 1) % by);
    }),
    ("list.append", |_, host, item| {
        item.list.extend([host.clone(), item.clone()]);
        host.list.append(&item.list);
    }),
    ("list.append parts", |_, host, _| host.list.append(&host.parts)),
    ("list.splice", |random, host, item| {
        let start = random.below(host.list.len() + 1);
        let end = start + random.below(host.list.len() + 1 - start);
        drop(host.list.splice(start..end, [item.clone(), new(random), item.clone()]));
    }),
    ("list.set_all", |random, host, item| host.list.set_all([new(random), item.clone()])),
    ("sorted.insert", |random, host, item| {
        host.sorted.insert(random.below(12), item.clone());
    }),
    ("sorted.extend", |random, host, item| {
        let keys: Vec<_> = (0..4).map(|_| random.below(12)).collect();
        host.sorted.extend(keys.into_iter().map(|key| (key, item.clone())));
    }),
    ("sorted.rename", |random, host, _| {
        drop(host.sorted.try_rename(&random.below(12), random.below(12)));
    }),
    ("sorted.remove", |random, host, _| drop(host.sorted.remove(&random.below(12)))),
    ("sorted.retain", |random, host, _| host.sorted.retain(|_, _| random.below(2) == 0)),
    ("sorted.drain", |_, host, _| drop(host.sorted.drain())),
    ("hashed.insert", |random, host, item| {
        host.hashed.insert(random.below(16), item.clone());
    }),
    ("hashed.add", |random, host, item| {
        drop(host.hashed.try_add(random.below(16), item.clone()));
    }),
    ("hashed.extend", |random, host, item| {
        let keys: Vec<_> = (0..9).map(|_| random.below(16)).collect();
        host.hashed.extend(keys.into_iter().map(|key| (key, item.clone())));
    }),
    ("hashed.rename", |random, host, _| {
        drop(host.hashed.try_rename(&random.below(16), random.below(16)));
    }),
    ("hashed.remove", |random, host, _| drop(host.hashed.remove(&random.below(16)))),
    ("hashed.retain", |random, host, _| host.hashed.retain(|_, _| random.below(2) == 0)),
    ("hashed.clear", |_, host, _| host.hashed.clear()),
    ("friend.set", |_, host, item| host.friend.set(item)),
    ("friend.clear", |_, host, _| host.friend.clear()),
    ("maker.set", |_, host, item| host.maker.set(item)),
    ("known.push", |_, host, item| host.known.push(item)),
    ("known.insert", |random, host, item| {
        host.known.insert(random.below(host.known.len() + 1), item);
    }),
    ("known.remove_at", |random, host, _| {
        if !host.known.is_empty() {
            host.known.remove_at(random.below(host.known.len()));
        }
    }),
    ("known.pop", |_, host, _| _ = host.known.pop()),
    ("known.truncate", |random, host, _| host.known.truncate(random.below(host.known.len() + 2))),
    ("known.clear", |_, host, _| host.known.clear()),
    ("known.retain", |random, host, _| host.known.retain(|_| random.below(2) == 0)),
    ("known.move_to", |random, host, _| {
        if let len @ 1.. = host.known.len() {
            host.known.move_to(random.below(len), random.below(len));
        }
    }),
    ("known.reverse", |_, host, _| host.known.reverse()),
    ("known.sort", |_, host, _| host.known.sort_by_key(|item| item.id % 3)),
    ("theme.set", |_, host, item| drop(host.theme.set(item.clone()))),
    ("theme.take", |_, host, _| drop(host.theme.take())),
    ("parts.push", |random, host, _| host.parts.push(new(random))),
    ("parts.insert", |random, host, item| {
        host.parts.insert(random.below(host.parts.len() + 1), item.clone());
    }),
    ("parts.remove", |random, host, _| {
        if !host.parts.is_empty() {
            host.parts.remove(random.below(host.parts.len()));
        }
    }),
    ("parts.swap_remove", |random, host, _| {
        if !host.parts.is_empty() {
            host.parts.swap_remove(random.below(host.parts.len()));
        }
    }),
    ("parts.truncate", |random, host, _| host.parts.truncate(random.below(host.parts.len() + 2))),
    ("parts.retain", |random, host, _| host.parts.retain(|_| random.below(2) == 0)),
    ("parts.splice", |random, host, item| {
        let start = random.below(host.parts.len() + 1);
        let end = start + random.below(host.parts.len() + 1 - start);
        drop(host.parts.splice(start..end, [item.clone(), new(random)]));
    }),
    ("parts.set_all", |_, host, item| host.parts.set_all([item.clone(), item.clone()])),
    ("parts.clear", |_, host, _| host.parts.clear()),
    ("resolve", |random, host, _| {
        // Nodes that some of the ids name come to the root.
        let desk = host.desk.get().unwrap();
        let id = 100 + random.below(5);
        desk.items.push(item(id));
        desk.items.push(item(id + 2));
        drop(host.resolve());
        desk.items.pop();
        desk.items.pop();
    }),
];

fn new(random: &mut Random) -> Rc<Item> {
    item(random.below(1000) + 10)
}

fn records() -> Vec<Record> {
    with_log(|log| log.entries.iter().map(|entry| entry.record.clone()).collect())
}

fn apply_all(records: &[Record], direction: Direction, is_logged: bool) {
    let (mut removed, how) = (Vec::new(), Applying { direction, is_logged });
    let apply_one = |record: &Record| assert!(apply(record, how, &mut removed).is_ok());
    match direction {
        Direction::Forth => records.iter().for_each(apply_one),
        Direction::Back => records.iter().rev().for_each(apply_one),
    }
}

fn run(seed: u64) {
    let random = &mut Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
    let desk = Desk { items: vec![] }.into_graph();
    let host = item(0);
    desk.items.push(host.clone());
    let mut items: Vec<_> = (1..8).map(item).collect();
    let mut dead = HashSet::new();
    let mut tell = Vec::new();
    let mut change = |random: &mut Random, items: &mut Vec<Rc<Item>>| {
        if items.len() > 1 && random.below(6) == 0 {
            // It dies, unless a shared link holds it.
            let item = items.swap_remove(random.below(items.len()));
            let (address, weak) = (item.as_dyn().dyn_node().address(), Rc::downgrade(&item));
            drop(item);
            if weak.upgrade().is_none() {
                dead.insert(address.addr());
            }
        }
        let item = items[random.below(items.len())].clone();
        let (name, operation) = OPERATIONS[random.below(OPERATIONS.len())];
        tell.push(name);
        operation(random, &host, &item);
        dead.clone()
    };
    (0..random.below(30)).for_each(|_| drop(change(random, &mut items)));

    let any = AnyRc::from(host.clone());
    let links = any.as_std().links().filter_map(|(number, _)| Targets::of(&any, number));
    let entries = links.flat_map(|link| link.entries(0..usize::MAX));
    let first: Vec<_> =
        entries.filter_map(|entry| entry.node.as_ref().map(AnyRc::downgrade)).collect();
    let savepoint = Savepoint::begin();
    let mut states = vec![(0, state(&host))];
    let mut dead = HashSet::new();
    for _ in 0..=random.below(25) {
        dead = change(random, &mut items);
        states.push((records().len(), state(&host)));
    }
    let all = records();
    let check = |direction: &str, at: usize, dead: &HashSet<usize>| {
        let now = alive(state(&host), dead);
        assert_eq!(
            now,
            alive(states[at].1.clone(), dead),
            "{direction} to {at}, seed {seed}: {tell:?}"
        );
        assert_eq!(host.validate(), Ok(()));
    };
    for is_logged in [false, true] {
        for at in (1..states.len()).rev() {
            check("start", at, &dead);
            apply_all(&all[states[at - 1].0..states[at].0], Direction::Back, is_logged);
            check("back", at - 1, &dead);
        }
        for at in 1..states.len() {
            apply_all(&all[states[at - 1].0..states[at].0], Direction::Forth, is_logged);
            check("forth", at, &dead);
        }
    }
    drop(all);
    drop(savepoint);
    // The log has let go of them.
    let gone = first.iter().filter(|node| node.upgrade().is_none());
    dead.extend(gone.map(|node| node.address().addr()));
    check("rolled back", 0, &dead);
    assert!(records().is_empty());
}

#[test]
fn each_change_is_undone_and_made_again() {
    for seed in 0..if cfg!(miri) { 10 } else { 400 } {
        run(seed);
        collect();
    }
    assert!(crate::leaks().is_empty());
}

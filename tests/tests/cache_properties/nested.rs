//! Operations within each other. Who is used before whom is not known then, but who holds whom is.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::hash::BuildHasherDefault;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc as StdRc;
use std::thread;

use kinfolk::death::set_panic_report;
use kinfolk::{AnyRc, AnyWeak, Graph, Handle};

use crate::keys::{Key, Name, Sheets};
use crate::random::Random;
use crate::rounds::Failure;
use crate::sheets::{Call, Id, SheetRc, call, set_on_call, sheet, tag_of, weigh};

/// How many operations may be within each other.
const DEPTH: usize = 10;

struct World {
    cache: StdRc<Sheets>,
    random: Random,
    names: usize,
    /// Percent of the library's calls in which something is done, and that panic.
    acts: usize,
    panics: usize,
    pins: bool,
    weak: Vec<AnyWeak>,
    is_data_dropped: Vec<bool>,
    has_hook_run: Vec<bool>,
    is_key_dropped: Vec<bool>,
    pool: Vec<SheetRc>,
    /// How often something was looked up.
    lookups: u64,
    has_panicked: bool,
    is_quiet: bool,
    depth: usize,
    budget: usize,
    done: usize,
    trace: Vec<String>,
    failed: Option<String>,
}

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

fn world<R>(look: impl FnOnce(&mut World) -> R) -> R {
    WORLD.with_borrow_mut(|world| look(world.as_mut().expect("a round is being run")))
}

/// What the panics of these tests carry.
struct Boom;

pub fn watch_panics() {
    set_panic_report(|name: &str, payload: &(dyn Any + Send)| note(payload, name));
}

fn note(payload: &(dyn Any + Send), place: &str) {
    if !payload.is::<Boom>() {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or(payload.downcast_ref::<&str>().copied()).unwrap_or("?");
        fail(format!("in {place}: panicked: {text}"));
    }
}

fn fail(message: String) {
    world(|world| {
        if world.failed.is_none() {
            world.trace.push(format!("FAILED: {message}"));
            world.failed = Some(message);
        }
    });
}

fn has_failed() -> bool {
    WORLD.with_borrow(|world| world.as_ref().is_none_or(|world| world.failed.is_some()))
}

fn tell(text: impl FnOnce() -> String) {
    let text = text();
    world(|world| world.trace.push(format!("{}{text}", "  ".repeat(world.depth))));
}

fn catch(run: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(run)) {
        note(&*payload, "an operation");
    }
}

/// Whatever the library calls.
fn on_call(what: Call, id: Id) {
    if has_failed() || world(|world| world.is_quiet) {
        return;
    }
    let (acts, panics) = world(|world| {
        let is_again = match what {
            Call::Hook => mem::replace(&mut world.has_hook_run[id], true),
            Call::Data => mem::replace(&mut world.is_data_dropped[id], true),
            Call::KeyDrop => mem::replace(&mut world.is_key_dropped[id], true),
            Call::KeyCompare | Call::Weight | Call::Closure => false,
        };
        world.trace.push(format!("{}{what:?} of {id}", "  ".repeat(world.depth)));
        if is_again {
            world.failed = Some(format!("again: {what:?} of {id}"));
        }
        let rarer = if what == Call::KeyCompare { 4 } else { 1 };
        let acts = world.random.percent(world.acts / rarer);
        (acts, world.random.percent(world.panics / rarer))
    });
    check_counts();
    if acts {
        world(|world| world.depth += 1);
        act();
        world(|world| world.depth -= 1);
    }
    if panics && !thread::panicking() && !has_failed() {
        tell(|| "panic".into());
        world(|world| world.has_panicked = true);
        resume_unwind(Box::new(Boom));
    }
}

/// What holds at any time: nobody who is dead is found.
fn check_counts() {
    if has_failed() {
        return;
    }
    let cache = world(|world| world.cache.clone());
    let (len, count) = quietly(|| (cache.len(), cache.iter().count()));
    if len != count || cache.is_empty() != (len == 0) {
        fail(format!("the length is {len}, but there are {count}"));
    }
    quietly(|| drop(cache));
}

/// Keys do nothing but what they should.
fn quietly<R>(look: impl FnOnce() -> R) -> R {
    let before = world(|world| mem::replace(&mut world.is_quiet, true));
    let answer = look();
    world(|world| world.is_quiet = before);
    answer
}

fn act() {
    let is_enough = has_failed()
        || world(|world| {
            if world.budget == 0 || world.depth > DEPTH {
                return true;
            }
            world.budget -= 1;
            world.done += 1;
            false
        });
    if !is_enough {
        catch(act_now);
    }
}

fn key() -> Key {
    world(|world| {
        world.is_key_dropped.push(false);
        let (name, serial) = (world.random.below(world.names), world.is_key_dropped.len() - 1);
        world.trace.push(format!("{}key {serial} of name {name}", "  ".repeat(world.depth)));
        Key { name: Name(name), serial }
    })
}

fn new_sheet() -> (Id, crate::sheets::Sheet) {
    let (id, weight) = world(|world| {
        world.weak.push(AnyWeak::new());
        world.is_data_dropped.push(false);
        world.has_hook_run.push(false);
        (world.weak.len() - 1, world.random.below(8))
    });
    (id, sheet(id, weight))
}

fn pick() -> SheetRc {
    let known = world(|world| {
        let at = world.random.below(world.pool.len() * 2);
        world.pool.get(at).cloned()
    });
    known.unwrap_or_else(|| {
        let (id, plain) = new_sheet();
        let node = plain.into_graph();
        world(|world| {
            world.weak[id] = AnyRc::downgrade(&node.to_any());
            if world.random.percent(40) {
                world.pool.push(node.clone());
            }
        });
        node
    })
}

fn act_now() {
    let cache = world(|world| world.cache.clone());
    let name = world(|world| Name(world.random.below(world.names)));
    let (choice, budget) = world(|world| (world.random.below(100), world.random.below(20)));
    let what = match choice {
        0..20 => "insert",
        20..35 => "get",
        35..53 => "get or insert",
        53..60 => "remove",
        60..66 => "pin",
        66..73 => "unpin",
        73..76 => "shrink to",
        76..79 => "set the budget to",
        79..82 => "release unused",
        82 => "clear",
        83 => "retain",
        84..86 => "iterate",
        86..90 => "hold",
        _ => "let go",
    };
    tell(|| format!("{what} ({}, {budget})", name.0));
    match choice {
        0..20 => drop(cache.insert(key(), pick())),
        20..35 => {
            world(|world| world.lookups += 1);
            drop(cache.get(&name));
        }
        35..53 => {
            world(|world| world.lookups += 1);
            let is_plain = budget % 2 == 0;
            if is_plain {
                drop(cache.get_or_insert_with(key(), || {
                    call(Call::Closure, 0);
                    new_sheet().1
                }));
            } else {
                let made = cache.try_get_or_insert_with(key(), || {
                    call(Call::Closure, 1);
                    if budget == 1 { Err(()) } else { Ok(pick()) }
                });
                drop(made);
            }
        }
        53..60 => drop(cache.remove(&name)),
        60..66 if world(|world| world.pins) => drop(cache.pin(&name)),
        66..73 => drop(cache.unpin(&name)),
        73..76 => cache.shrink_to(budget),
        76..79 => cache.set_budget(budget),
        79..82 => drop(cache.release_unused()),
        82 => cache.clear(),
        83 => cache.retain(|key, _| {
            call(Call::Closure, 2);
            (key.name.0 + budget).is_multiple_of(3)
        }),
        84..86 => {
            for (key, node) in cache.iter() {
                drop(key);
                drop(node);
                act();
            }
        }
        86..90 => {
            if let Some(node) = cache.peek(&name) {
                world(|world| world.pool.push(node));
            }
        }
        _ => {
            let node = world(|world| {
                let at = world.random.below(world.pool.len());
                (at < world.pool.len()).then(|| world.pool.swap_remove(at))
            });
            drop(node);
        }
    }
}

/// When all is done: the cache holds just as much as it says, and nothing else does.
fn check_rest(cache: &Sheets) -> Result<(), String> {
    let entries: Vec<_> = cache.iter().collect();
    let mut nodes: Vec<SheetRc> = Vec::new();
    let mut names = BTreeSet::new();
    let mut keys = BTreeSet::new();
    for (key, node) in &entries {
        if !names.insert(key.name.0) || !keys.insert(key.serial) {
            return Err(format!("{} is there twice", key.name.0));
        }
        if cache.peek(&key.name).as_ref() != Some(node) {
            return Err(format!("{} is not found", key.name.0));
        }
        if !nodes.contains(node) {
            nodes.push(node.clone());
        }
    }
    let (mut kept, mut weight) = (0, 0);
    for node in &nodes {
        let here = entries.iter().filter(|(_, other)| other == node).count();
        let in_pool = world(|world| world.pool.iter().filter(|other| *other == node).count());
        let held = AnyRc::strong_count(&node.to_any()) - 2 - here - in_pool;
        if held > here {
            return Err(format!("{} is held {held} times, by {here} entries", tag_of(node).id));
        }
        kept += held;
        weight += held * tag_of(node).weight;
    }
    if (kept, weight) != (cache.kept(), cache.weight()) {
        return Err(format!(
            "{kept} nodes are kept, that weigh {weight}, not {}, that weigh {}",
            cache.kept(),
            cache.weight()
        ));
    }
    let stats = cache.stats();
    world(|world| {
        if !world.has_panicked && !world.pins && weight > cache.budget() {
            return Err(format!("{weight} is kept, of {}", cache.budget()));
        }
        let lookups = stats.hits() + stats.recovered() + stats.misses();
        if !world.has_panicked && lookups != world.lookups {
            return Err(format!("{lookups} look-ups were counted, of {}", world.lookups));
        }
        let living = (0..world.is_key_dropped.len()).filter(|key| !world.is_key_dropped[*key]);
        if !living.eq(keys.iter().copied()) {
            return Err(format!("other keys are left than {keys:?}"));
        }
        Ok(())
    })
}

fn step(action: impl FnOnce()) {
    if has_failed() {
        return;
    }
    world(|world| world.budget = 12);
    catch(action);
    if has_failed() {
        return;
    }
    let cache = world(|world| world.cache.clone());
    if let Err(message) = quietly(|| check_rest(&cache)) {
        fail(message);
    }
}

pub fn round(seed: u64) -> Result<usize, Failure> {
    let mut random = Random::new(seed);
    let budget = random.below(20);
    let steps = random.between(2, 40);
    let cache = Sheets::with_weight_and_hasher(budget, weigh, BuildHasherDefault::default());
    let world = World {
        cache: StdRc::new(cache),
        names: random.between(1, 8),
        acts: [0, 10, 50][random.below(3)],
        panics: [0, 0, 5, 20][random.below(4)],
        pins: random.percent(60),
        random,
        weak: Vec::new(),
        is_data_dropped: Vec::new(),
        has_hook_run: Vec::new(),
        is_key_dropped: Vec::new(),
        pool: Vec::new(),
        lookups: 0,
        has_panicked: false,
        is_quiet: false,
        depth: 0,
        budget: 0,
        done: 0,
        trace: Vec::new(),
        failed: None,
    };
    WORLD.set(Some(world));
    set_on_call(Some(on_call));
    for _ in 0..steps {
        step(act);
    }
    finish()
}

/// All is let go of, and so all is gone.
fn finish() -> Result<usize, Failure> {
    while !has_failed() && !crate::nested::world(|world| world.pool.is_empty()) {
        step(|| drop(world(|world| world.pool.pop())));
    }
    let cache = world(|world| {
        (world.acts, world.panics) = (0, 0);
        mem::replace(
            &mut world.cache,
            StdRc::new(Sheets::with_hasher(0, BuildHasherDefault::default())),
        )
    });
    if has_failed() {
        mem::forget(cache);
    } else {
        drop(cache);
    }
    set_on_call(None);
    let mut world = WORLD.take().expect("the round that ends");
    if world.failed.is_none() {
        let is_left = world.is_data_dropped.iter().position(|is_dropped| !is_dropped);
        let has_run = (0..world.weak.len()).find(|id| id % 2 == 1 && !world.has_hook_run[*id]);
        let key = world.is_key_dropped.iter().position(|is_dropped| !is_dropped);
        if is_left.is_some() || has_run.is_some() || key.is_some() {
            let message =
                format!("left: the data of {is_left:?}, the hook of {has_run:?}, {key:?}");
            world.failed = Some(message);
        }
    }
    match world.failed {
        Some(message) => {
            mem::forget(world.pool);
            Err((message, world.trace))
        }
        None => Ok(world.done),
    }
}

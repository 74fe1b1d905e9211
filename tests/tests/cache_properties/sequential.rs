//! One operation after the other.

use std::fmt::Debug;
use std::hash::BuildHasherDefault;

use kinfolk::cache::Pressure;
use kinfolk::{AnyRc, AnyWeak, Graph, Handle};

use crate::keys::{Key, Name, Serial, Sheets};
use crate::model::{Hold, Model};
use crate::properties::graph::Id;
use crate::properties::journal::log;
use crate::properties::{Verdict, refuse};
use crate::random::Random;
use crate::sheets::{SheetRc, sheet, tag_of, weigh};

pub struct Round {
    cache: Sheets,
    model: Model,
    random: Random,
    names: usize,
    heaviest: usize,
    weak: Vec<AnyWeak>,
    pool: Vec<SheetRc>,
}

impl Round {
    pub fn new(mut random: Random) -> Self {
        let budget = [0, 1, 3, 10, 30][random.below(5)];
        let is_counting = random.percent(30);
        let cache = if is_counting {
            Sheets::with_hasher(budget, BuildHasherDefault::default())
        } else {
            Sheets::with_weight_and_hasher(budget, weigh, BuildHasherDefault::default())
        };
        let heaviest = match random.below(10) {
            _ if is_counting => 0,
            0 => usize::MAX,
            1..4 => 1,
            _ => 9,
        };
        let names = random.between(1, 12);
        let model = Model { budget, ..Model::default() };
        let (weak, pool) = (Vec::new(), Vec::new());
        log(|| format!("a budget of {budget}, {names} names, weights to {heaviest}"));
        Round { cache, model, random, names, heaviest, weak, pool }
    }

    pub fn step(&mut self) -> Verdict {
        let name = self.random.below(self.names);
        match self.random.below(100) {
            0..20 => {
                let node = self.pick();
                let id = tag_of(&node).id;
                log(|| format!("insert {name}: {id}"));
                let expected = self.model.insert(name, id);
                let before = self.cache.insert(key(name), node);
                same("insert", before.as_ref().map(id_of), expected)?;
            }
            20..35 => {
                log(|| format!("get {name}"));
                let expected = self.model.get(name);
                same("get", self.cache.get(&Name(name)).as_ref().map(id_of), expected)?;
            }
            35..50 => self.get_or_insert(name)?,
            50..55 => {
                log(|| format!("remove {name}"));
                let expected = self.model.remove(name);
                same("remove", self.cache.remove(&Name(name)).as_ref().map(id_of), expected)?;
            }
            55..63 => {
                log(|| format!("pin {name}"));
                let expected = self.model.pin(name);
                same("pin", self.cache.pin(&Name(name)), expected)?;
            }
            63..72 => {
                log(|| format!("unpin {name}"));
                let expected = self.model.unpin(name);
                same("unpin", self.cache.unpin(&Name(name)), expected)?;
            }
            72..76 => self.shrink(),
            76..79 => {
                let budget = self.random.below(30);
                log(|| format!("set the budget to {budget}"));
                self.model.set_budget(budget);
                self.cache.set_budget(budget);
            }
            79..83 => {
                log(|| "release unused".into());
                let expected = self.model.release_unused();
                same("release_unused", self.cache.release_unused(), expected)?;
            }
            83 => {
                log(|| "clear".into());
                self.model.entries.clear();
                self.cache.clear();
            }
            84 => {
                log(|| format!("retain all but {name} and every other node"));
                let keeps = |at: usize, node: Id| at != name && !node.is_multiple_of(2);
                self.model.entries.retain(|at, entry| keeps(*at, entry.node));
                self.cache.retain(|key, node| keeps(key.name.0, id_of(node)));
            }
            85..89 => {
                if let Some(node) = self.cache.peek(&Name(name)) {
                    log(|| format!("hold {name}"));
                    self.hold(node);
                }
            }
            _ => {
                let at = self.random.below(self.pool.len());
                if at < self.pool.len() {
                    let node = self.pool.swap_remove(at);
                    let id = id_of(&node);
                    log(|| format!("drop {id}"));
                    self.model.handles[id] -= 1;
                }
            }
        }
        self.model.remove_dead();
        self.compare()
    }

    fn hold(&mut self, node: SheetRc) {
        self.model.handles[id_of(&node)] += 1;
        self.pool.push(node);
    }

    /// A node that the test holds, or a new one, which it may hold from now on.
    fn pick(&mut self) -> SheetRc {
        if self.random.percent(50) {
            let at = self.random.below(self.pool.len());
            if let Some(node) = self.pool.get(at) {
                return node.clone();
            }
        }
        let (id, weight) = self.announce();
        let node = sheet(id, weight).into_graph();
        self.weak[id] = AnyRc::downgrade(&node.to_any());
        if self.random.percent(40) {
            self.hold(node.clone());
        }
        node
    }

    fn announce(&mut self) -> (Id, usize) {
        let weight = match self.heaviest {
            0 => 1,
            usize::MAX if self.random.percent(20) => usize::MAX - self.random.below(2),
            usize::MAX => self.random.below(9),
            heaviest => self.random.between(0, heaviest),
        };
        self.model.weights.push(weight);
        self.model.handles.push(0);
        self.weak.push(AnyWeak::new());
        (self.weak.len() - 1, weight)
    }

    fn get_or_insert(&mut self, name: usize) -> Verdict {
        let is_there = self.model.entries.contains_key(&name);
        let fails = self.random.percent(10);
        log(|| format!("get {name} or insert; fails: {fails}"));
        let mut expected = self.model.get(name);
        let new = (!is_there && !fails).then(|| self.announce());
        if let Some((id, _)) = new {
            self.model.insert(name, id);
            expected = Some(id);
        }
        let node = self.cache.try_get_or_insert_with(key(name), || match new {
            Some((id, weight)) => Ok(sheet(id, weight)),
            None => Err(is_there),
        });
        if node == Err(true) {
            refuse!("{name} was made, but is there");
        }
        if let (Ok(node), Some((id, _))) = (&node, new) {
            self.weak[id] = AnyRc::downgrade(&node.to_any());
        }
        same("get_or_insert", node.ok().as_ref().map(id_of), expected)
    }

    fn shrink(&mut self) {
        let budget = match self.random.below(4) {
            0 => {
                log(|| "shrink under medium pressure".into());
                self.cache.shrink_under(Pressure::Medium);
                self.model.budget / 2
            }
            1 => {
                log(|| "shrink under critical pressure".into());
                self.cache.shrink_under(Pressure::Critical);
                0
            }
            _ => {
                let budget = self.random.below(20);
                log(|| format!("shrink to {budget}"));
                self.cache.shrink_to(budget);
                budget
            }
        };
        self.model.shrink_to(budget);
    }

    fn compare(&self) -> Verdict {
        let (cache, model) = (&self.cache, &self.model);
        for (id, weak) in self.weak.iter().enumerate() {
            same(&format!("life of {id}"), weak.upgrade().is_some(), model.is_alive(id))?;
        }
        same("length", cache.len(), model.entries.len())?;
        same("emptiness", cache.is_empty(), model.entries.is_empty())?;
        same("kept", cache.kept(), model.kept())?;
        same("weight", cache.weight(), model.weight())?;
        same("budget", cache.budget(), model.budget)?;
        let stats = cache.stats();
        let counts =
            [stats.hits(), stats.recovered(), stats.misses(), stats.evicted(), stats.freed()];
        same("hits, recovered, misses, evicted, freed", counts, model.counts)?;
        for name in 0..self.names {
            let expected = model.entries.get(&name).map(|entry| entry.node);
            let found = cache.peek(&Name(name)).as_ref().map(id_of);
            same(&format!("peek at {name}"), found, expected)?;
            let contains = cache.contains_key(&Name(name));
            same(&format!("contains {name}"), contains, expected.is_some())?;
            let pinned = model.entries.get(&name).is_some_and(|entry| entry.hold == Hold::Pinned);
            same(&format!("{name} is pinned"), cache.is_pinned(&Name(name)), pinned)?;
        }
        let by_parts =
            cache.keys().zip(cache.values()).map(|(key, node)| (key.name.0, id_of(&node)));
        let by_parts: Vec<_> = by_parts.collect();
        let mut all: Vec<_> = cache.iter().map(|(key, node)| (key.name.0, id_of(&node))).collect();
        same("keys and values", &by_parts, &all)?;
        all.sort_unstable();
        let expected: Vec<_> =
            model.entries.iter().map(|(name, entry)| (*name, entry.node)).collect();
        same("iter", &all, &expected)
    }

    /// Drops the cache, and with it all nodes that only the cache has held.
    pub fn end(self) -> Verdict {
        let Round { cache, model, weak, pool, .. } = self;
        drop(cache);
        for (id, weak) in weak.iter().enumerate() {
            same(&format!("life of {id}"), weak.upgrade().is_some(), model.handles[id] > 0)?;
        }
        drop(pool);
        Ok(())
    }
}

fn key(name: usize) -> Key {
    Key { name: Name(name), payload: Serial(0) }
}

fn id_of(node: &SheetRc) -> Id {
    tag_of(node).id
}

fn same<T: Copy + PartialEq + Debug>(what: &str, is: T, expected: T) -> Verdict {
    if is == expected { Ok(()) } else { Err(format!("{what}: {is:?}, not {expected:?}")) }
}

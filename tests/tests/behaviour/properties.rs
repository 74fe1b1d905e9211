//! Random operations, side by side with a model of who owns whom that knows nothing of handles.
//! After each step everything is compared: which nodes live, every field, every back-link, every
//! weak link, every count.
//!
//! `KINFOLK_SEED` and `KINFOLK_OPERATIONS` set what is run; a failure says what it was.

use std::collections::BTreeMap;
use std::thread;

use kinfolk::{AnyRc, AnyWeak, AttachErrorKind, Graph, Handle, Node};
use kinfolk_tests::random::Random;
use kinfolk_tests::settings;

use crate::model::field::Change;
use crate::model::tag::catch_message;
use crate::model::{
    self, AllRc, Entry, Item, ItemRc, Road, all, field, live, name, owner_by_back_link,
};

/// For each of the tests below.
const OPERATIONS: usize = 26_000;

/// How many nodes live at once, about.
const POPULATION: usize = 24;

#[test]
fn first_seed() {
    run(0x5eed);
}

#[test]
fn second_seed() {
    run(0xfeed_beef);
}

#[test]
fn third_seed() {
    run(0x00c0_ffee);
}

#[test]
fn fourth_seed() {
    run(42);
}

fn run(seed: u64) {
    let seed = settings::seed().map_or(seed, |seeds| seeds ^ (seed << 32));
    let operations = settings::operations(OPERATIONS);
    let before = live();
    let mut world = World::new(seed);
    while world.steps < operations {
        world.step(0);
    }
    let seen = &world.seen;
    if operations >= OPERATIONS {
        for (what, least) in [
            ("cycle", 100),
            ("out of bounds", 50),
            ("moved", 1000),
            ("moved in place", 100),
            ("died", 1000),
            ("nested", 500),
            ("panicked", 25),
            ("orphaned", 100),
        ] {
            let count = seen.get(what).copied().unwrap_or_default();
            assert!(count >= least, "`{what}` came {count} times only: {seen:?}");
        }
    }
    world.held.clear();
    let weak: Vec<_> = world.nodes.values().map(|node| node.weak.clone()).collect();
    drop(world);
    assert!(weak.iter().all(|weak| weak.upgrade().is_none()));
    assert_eq!(live(), before);
}

type Id = u32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Folder,
    Shelf,
    File,
    Note,
}

use Kind::{File, Folder, Note, Shelf};

impl Kind {
    /// What each owning field takes.
    fn fields(self) -> &'static [&'static [Kind]] {
        match self {
            Folder => &[
                &[Folder, File],
                &[Folder],
                &[Note],
                &[File],
                &[Folder],
                &[Shelf],
                &[Folder, File],
            ],
            Shelf => &[&[File, Shelf, Folder], &[File], &[Shelf], &[File, Shelf, Folder], &[Note]],
            File | Note => &[],
        }
    }

    /// The lists come first.
    const LISTS: usize = 3;
}

/// What the model knows of a node.
struct Known {
    kind: Kind,
    owner: Option<Id>,
    fields: Vec<Vec<Id>>,
    /// By handles in the test.
    holders: usize,
    favourite: Option<Id>,
    recent: Vec<Id>,
    weak: AnyWeak,
}

struct World {
    seed: u64,
    random: Random,
    steps: usize,
    last_id: Id,
    nodes: BTreeMap<Id, Known>,
    /// The handles that the test holds from step to step.
    held: Vec<(Id, AllRc)>,
    /// How many snapshots are open: they may hold handles of their own.
    open: usize,
    live_before: usize,
    log: Vec<String>,
    seen: BTreeMap<&'static str, usize>,
}

impl Drop for World {
    fn drop(&mut self) {
        if thread::panicking() {
            let from = self.log.len().saturating_sub(12);
            eprintln!(
                "seed {:#x}, step {}; the last operations were:\n  {}",
                self.seed,
                self.steps,
                self.log[from..].join("\n  "),
            );
        }
    }
}

impl World {
    fn new(seed: u64) -> Self {
        World {
            seed,
            random: Random::new(seed),
            steps: 0,
            last_id: 0,
            nodes: BTreeMap::new(),
            held: Vec::new(),
            open: 0,
            live_before: live(),
            log: Vec::new(),
            seen: BTreeMap::new(),
        }
    }

    fn random(&mut self, below: usize) -> usize {
        self.random.below(below)
    }

    fn saw(&mut self, what: &'static str) {
        *self.seen.entry(what).or_default() += 1;
    }

    fn pick(&mut self, fits: impl Fn(&Known) -> bool) -> Option<Id> {
        let fitting: Vec<Id> =
            self.nodes.iter().filter(|(_, node)| fits(node)).map(|(id, _)| *id).collect();
        let at = self.random(fitting.len());
        fitting.get(at).copied()
    }

    // The two sides of a handle.

    fn hold(&mut self, id: Id) -> AllRc {
        let known = self.nodes.get_mut(&id).expect("it lives");
        known.holders += 1;
        all(&known.weak.upgrade().expect("it lives"))
    }

    fn let_go(&mut self, id: Id, handle: AllRc) {
        drop(handle);
        self.release(id);
    }

    fn release(&mut self, id: Id) {
        self.nodes.get_mut(&id).expect("it is held").holders -= 1;
        self.bury();
    }

    /// Everything dies that nobody holds or owns.
    fn bury(&mut self) {
        while let Some(id) = self
            .nodes
            .iter()
            .find(|(_, node)| node.owner.is_none() && node.holders == 0)
            .map(|(id, _)| *id)
        {
            let node = self.nodes.remove(&id).expect("it was found");
            assert!(node.weak.upgrade().is_none(), "{id} should be dead");
            self.saw("died");
            for child in node.fields.into_iter().flatten() {
                let child = self.nodes.get_mut(&child).expect("it was owned");
                child.owner = None;
                if child.holders > 0 {
                    self.saw("orphaned");
                }
            }
        }
    }

    fn step(&mut self, level: usize) {
        self.steps += 1;
        let crowded = self.nodes.len() > POPULATION;
        match self.random(if crowded { 18 } else { 24 }) {
            0 | 1 => self.drop_a_handle(),
            2 => {
                if let Some(id) = self.pick(|_| true) {
                    self.log.push(format!("hold {id}"));
                    let handle = self.hold(id);
                    self.held.push((id, handle));
                }
            }
            3..=9 => self.attach(),
            10..=13 => self.change(level),
            14 => self.detach(),
            15 | 16 => self.change_weak_links(),
            17 if crowded => {
                for _ in 0..self.held.len() / 2 {
                    self.drop_a_handle();
                }
            }
            17..=20 => self.create(),
            _ => self.push_plain(),
        }
        self.bury();
        self.compare();
    }

    fn drop_a_handle(&mut self) {
        let at = self.random(self.held.len());
        if at < self.held.len() {
            let (id, handle) = self.held.swap_remove(at);
            self.log.push(format!("drop {id}"));
            self.let_go(id, handle);
        }
    }

    // New nodes.

    fn new_id(&mut self) -> Id {
        self.last_id += 1;
        self.last_id
    }

    fn learn(&mut self, id: Id, kind: Kind, owner: Option<(Id, usize)>, node: &impl Handle) {
        assert_eq!(name(node), id.to_string());
        let known = Known {
            kind,
            owner: owner.map(|(owner, _)| owner),
            fields: vec![Vec::new(); kind.fields().len()],
            holders: 0,
            favourite: None,
            recent: Vec::new(),
            weak: AnyRc::downgrade(&node.to_any()),
        };
        self.nodes.insert(id, known);
        if let Some((owner, field)) = owner {
            self.nodes.get_mut(&owner).expect("an owner").fields[field].push(id);
        }
    }

    fn create(&mut self) {
        let id = self.new_id();
        let kind = [Folder, Folder, Shelf, Shelf, File, Note][self.random(6)];
        self.log.push(format!("create {kind:?} {id}"));
        let text = id.to_string();
        let handle: AllRc = match kind {
            Folder => {
                // With a subtree, as a plain value.
                let ids = [self.new_id(), self.new_id(), self.new_id()];
                let [a, b, c] = ids.map(|id| id.to_string());
                let plain = model::Folder {
                    entries: vec![Entry::Folder(model::Folder {
                        inner: Some(Box::new(model::folder(&b))),
                        ..model::folder(&a)
                    })],
                    cover: Some(model::file(&c)),
                    ..model::folder(&text)
                };
                let root = plain.into_graph();
                let below: Vec<_> = root.descendants().collect();
                self.learn(id, Folder, None, &root);
                self.learn(ids[0], Folder, Some((id, 0)), &below[0]);
                self.learn(ids[1], Folder, Some((ids[0], 4)), &below[1]);
                self.learn(ids[2], File, Some((id, 3)), &below[2]);
                let handle = self.hold(id);
                self.held.push((id, handle));
                return;
            }
            Shelf => model::shelf(&text).into(),
            File => model::file(&text).into(),
            Note => model::note(&text).into(),
        };
        self.learn(id, kind, None, &handle);
        self.nodes.get_mut(&id).expect("just made").holders = 1;
        self.held.push((id, handle));
    }

    fn push_plain(&mut self) {
        let Some(owner) = self.pick(|node| !node.fields.is_empty()) else {
            return;
        };
        let id = self.new_id();
        let text = id.to_string();
        self.log.push(format!("push plain {id} into {owner}"));
        let handle = self.hold(owner);
        let last = self.random(2) == 0;
        let before = &self.nodes[&owner].fields;
        let (kind, field, at): (_, _, usize) = match (&handle, last) {
            (AllRc::Folder(folder), true) => {
                folder.entries.push(model::file(&text));
                (File, 0, before[0].len())
            }
            (AllRc::Folder(folder), false) => {
                assert_eq!(name(&folder.notes.add(model::note(&text))), text);
                (Note, 2, before[2].len())
            }
            (AllRc::Shelf(shelf), true) => {
                shelf.items.insert(0, Item::Shelf(model::shelf(&text)));
                (Shelf, 0, 0)
            }
            (AllRc::Shelf(shelf), false) => {
                let old = shelf.top.set(Item::Folder(model::folder(&text)));
                let old = old.map(|old| id_of(&old));
                if let Some(old) = old {
                    self.leave(old);
                }
                (Folder, 3, 0)
            }
            _ => unreachable!("it has fields"),
        };
        let node = field_of(&handle, field).child(at).expect("it is there");
        self.learn(id, kind, None, &node);
        drop(node);
        self.enter(id, owner, field, at);
        self.let_go(owner, handle);
    }

    // Moves, in the model.

    fn place(&self, id: Id) -> Option<(Id, usize, usize)> {
        let owner = self.nodes[&id].owner?;
        let fields = &self.nodes[&owner].fields;
        let mut places = fields.iter().enumerate();
        places.find_map(|(field, children)| {
            let at = children.iter().position(|child| *child == id)?;
            Some((owner, field, at))
        })
    }

    fn leave(&mut self, id: Id) {
        if let Some((owner, field, at)) = self.place(id) {
            self.nodes.get_mut(&owner).expect("an owner").fields[field].remove(at);
            self.nodes.get_mut(&id).expect("a child").owner = None;
        }
    }

    fn enter(&mut self, id: Id, owner: Id, field: usize, at: usize) {
        self.nodes.get_mut(&owner).expect("an owner").fields[field].insert(at, id);
        self.nodes.get_mut(&id).expect("a child").owner = Some(owner);
    }

    fn is_above(&self, id: Id, below: Id) -> bool {
        let mut next = Some(below);
        while let Some(at) = next {
            if at == id {
                return true;
            }
            next = self.nodes[&at].owner;
        }
        false
    }

    fn attach(&mut self) {
        let Some(owner) = self.pick(|node| !node.fields.is_empty()) else {
            return;
        };
        let owner_kind = self.nodes[&owner].kind;
        // Mostly into a list.
        let number = match self.random(3) {
            0 => self.random(owner_kind.fields().len()),
            _ => self.random(Kind::LISTS),
        };
        let takes = owner_kind.fields()[number];
        let Some(first) = self.pick(|node| takes.contains(&node.kind)) else {
            return;
        };
        let owner_handle = self.hold(owner);
        let field = field_of(&owner_handle, number);
        let roads = field.roads();
        let road = roads[self.random(roads.len())];
        let mut children = vec![first];
        if matches!(road, Road::Extend | Road::TryExtend) {
            for _ in 0..self.random(6) {
                children.extend(self.pick(|node| takes.contains(&node.kind)));
            }
        }
        let at = self.random(field.len() + 2);
        self.log.push(format!("{road:?} {children:?} into {owner}.{number} at {at}"));

        let handles: Vec<_> = children.iter().map(|child| (*child, self.hold(*child))).collect();
        let given: Vec<AnyRc> = handles.iter().map(|(_, handle)| handle.to_any()).collect();
        let result = field.attach(road, at, &given);

        match self.attach_in_model(owner, number, road, at, &children) {
            Ok(expected) => {
                let removed = result.expect("it should have been taken");
                assert_eq!(removed.as_ref().map(id_of), expected);
            }
            Err(kind) => {
                let refused = result.expect_err("it should have been refused");
                if let Some(refused_kind) = refused.kind {
                    assert_eq!(refused_kind, kind);
                    assert_eq!(refused.children, given);
                }
            }
        }
        drop(given);
        for (id, handle) in handles {
            self.let_go(id, handle);
        }
        drop(field);
        self.let_go(owner, owner_handle);
    }

    /// Gives the child that had to leave.
    fn attach_in_model(
        &mut self,
        owner: Id,
        field: usize,
        road: Road,
        at: usize,
        children: &[Id],
    ) -> Result<Option<Id>, AttachErrorKind> {
        let len = self.nodes[&owner].fields[field].len();
        if children.iter().any(|child| self.is_above(*child, owner)) {
            self.saw("cycle");
            return Err(AttachErrorKind::Cycle);
        }
        if matches!(road, Road::Replace | Road::TryReplace) && at >= len {
            self.saw("out of bounds");
            return Err(AttachErrorKind::IndexOutOfBounds);
        }
        let mut removed = None;
        for &child in children {
            let place = self.place(child);
            let here = place.filter(|place| (place.0, place.1) == (owner, field));
            let last = self.nodes[&owner].fields[field].len() - usize::from(here.is_some());
            let at = match road {
                Road::Insert | Road::TryInsert => at,
                Road::Replace | Road::TryReplace => {
                    let old = self.nodes[&owner].fields[field][at];
                    removed = Some(old);
                    if old == child {
                        self.saw("moved in place");
                        return Ok(removed);
                    }
                    let at = at - usize::from(here.is_some_and(|here| here.2 < at));
                    self.leave(old);
                    at
                }
                Road::Set | Road::TrySet => {
                    removed = self.nodes[&owner].fields[field].first().copied();
                    if let Some(old) = removed {
                        self.leave(old);
                    }
                    0
                }
                _ => last,
            };
            if at > last {
                self.saw("out of bounds");
                return Err(AttachErrorKind::IndexOutOfBounds);
            }
            self.saw(if here.is_some() { "moved in place" } else { "moved" });
            self.leave(child);
            self.enter(child, owner, field, at);
        }
        Ok(removed)
    }

    fn detach(&mut self) {
        let Some(id) = self.pick(|node| node.owner.is_some()).or_else(|| self.pick(|_| true))
        else {
            return;
        };
        self.log.push(format!("detach {id}"));
        let handle = self.hold(id);
        assert_eq!(handle.detach(), self.nodes[&id].owner.is_some());
        self.leave(id);
        self.let_go(id, handle);
    }

    // Changes of what is there.

    fn change(&mut self, level: usize) {
        // Mostly of a list with more than one child.
        let least = [1, 3, 2][self.random(3)];
        let filled = |node: &Known| node.fields.iter().any(|field| field.len() >= least);
        let Some(owner) = self.pick(filled) else {
            return;
        };
        let fields = &self.nodes[&owner].fields;
        let numbers: Vec<_> = (0..fields.len()).filter(|at| fields[*at].len() >= least).collect();
        let number = numbers[self.random(numbers.len())];
        let len = self.nodes[&owner].fields[number].len();
        let (a, b) = (self.random(len), self.random(len));
        let change = match self.random(14) {
            _ if number >= Kind::LISTS => Change::Take,
            0 => Change::Pop,
            1 => Change::Remove(a),
            2 => Change::SwapRemove(a),
            3 => Change::Truncate(a),
            4 if b == 0 => Change::Clear,
            5 if b == 0 => Change::Drain(a),
            4 | 6 => Change::Swap(a, b),
            5 | 7 => Change::MoveTo(a, b),
            8 => Change::Reverse,
            9 => Change::Retain,
            10 => Change::SortBy,
            11 => Change::SortByKey,
            12 => Change::Iterate,
            _ => Change::IterateBackwards,
        };
        self.log.push(format!("{change:?} in {owner}.{number}"));
        let owner_handle = self.hold(owner);
        let field = field_of(&owner_handle, number);
        let before = self.nodes[&owner].fields[number].clone();
        // Closures run on a snapshot, which holds them all.
        for child in &before {
            self.nodes.get_mut(child).expect("a child").holders += 1;
        }
        self.open += 1;
        let salt = u64::try_from(self.random(1000)).expect("it is small");
        let rank = |id: Id| (u64::from(id) + salt).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        let bomb = self.random(8) == 0;
        let mut asked = Vec::new();
        let result = catch_message(|| {
            field.change(change, &mut |child| {
                let id = id_of(&child);
                drop(child);
                asked.push(id);
                if level < 2 && self.random(3) == 0 {
                    self.saw("nested");
                    self.step(level + 1);
                }
                if bomb && self.random(4) == 0 {
                    std::panic::panic_any("closure bomb");
                }
                rank(id)
            })
        });
        self.open -= 1;
        match result {
            Err(message) => {
                assert_eq!(message, "closure bomb");
                self.saw("panicked");
            }
            Ok(given) => {
                let given_ids: Vec<_> = given.iter().map(id_of).collect();
                drop(given);
                let expected = self.change_in_model((owner, number), change, &before, rank);
                assert_eq!(given_ids, expected);
                match change {
                    Change::Retain | Change::Iterate => assert_eq!(asked, before),
                    Change::IterateBackwards => {
                        asked.reverse();
                        assert_eq!(asked, before);
                    }
                    _ => (),
                }
            }
        }
        for child in before {
            self.release_later(child);
        }
        self.bury();
        drop(field);
        self.let_go(owner, owner_handle);
    }

    fn release_later(&mut self, id: Id) {
        self.nodes.get_mut(&id).expect("it is held").holders -= 1;
    }

    /// Gives the children that the change gives.
    fn change_in_model(
        &mut self,
        (owner, number): (Id, usize),
        change: Change,
        before: &[Id],
        rank: impl Fn(Id) -> u64,
    ) -> Vec<Id> {
        let last = before.len() - 1;
        let list = &mut self.nodes.get_mut(&owner).expect("an owner").fields[number];
        let mut given = Vec::new();
        let mut gone = Vec::new();
        match change {
            Change::Pop | Change::Take => given.push(before[last]),
            Change::Remove(at) => given.push(before[at]),
            Change::SwapRemove(at) => {
                list.swap(at, last);
                given.push(before[at]);
            }
            Change::Truncate(len) => gone.extend(&before[len..]),
            Change::Clear => gone.extend(before),
            Change::Drain(count) => {
                given.extend(&before[..count]);
                given.extend(before[count..].last());
                gone.extend(before);
            }
            Change::Swap(a, b) => list.swap(a, b),
            Change::MoveTo(from, to) => {
                let child = list.remove(from);
                list.insert(to, child);
            }
            Change::Reverse => list.reverse(),
            Change::Retain => {
                let rejected = before.iter().filter(|id| !rank(**id).is_multiple_of(2));
                gone.extend(rejected.filter(|id| list.contains(id)));
            }
            Change::SortBy | Change::SortByKey => {
                let mut sorted = before.to_vec();
                sorted.sort_by_key(|id| rank(*id));
                sorted.retain(|id| list.contains(id));
                sorted.extend(list.iter().filter(|id| !before.contains(id)));
                *list = sorted;
            }
            Change::Iterate | Change::IterateBackwards => (),
        }
        for id in given.iter().chain(&gone) {
            self.leave(*id);
        }
        given
    }

    fn change_weak_links(&mut self) {
        let Some(id) = self.pick(|node| node.kind == Folder) else {
            return;
        };
        let Some(target) = self.pick(|node| node.kind != Note) else {
            return;
        };
        let (folder, target_handle) = (self.hold(id), self.hold(target));
        let AllRc::Folder(node) = &folder else { unreachable!() };
        let item: ItemRc = target_handle.to_any().downcast::<Item>().expect("no note");
        let operation = self.random(8);
        self.log.push(format!("weak link {operation} of {id} to {target}"));
        let alive: Vec<_> = self.nodes.keys().copied().collect();
        let known = self.nodes.get_mut(&id).expect("a folder");
        known.recent.retain(|id| alive.contains(id));
        match operation {
            0 | 1 => {
                node.favourite.set(&item);
                known.favourite = Some(target);
            }
            2 => {
                node.favourite.clear();
                known.favourite = None;
            }
            3 => {
                assert_eq!(node.recent.remove(&item), known.recent.contains(&target));
                known.recent.retain(|id| *id != target);
            }
            4 => {
                node.recent.retain(|item| id_of(item) % 3 != 0);
                known.recent.retain(|id| id % 3 != 0);
            }
            5 if known.recent.len() > 8 => {
                node.recent.clear();
                known.recent.clear();
            }
            _ => {
                assert_eq!(node.recent.contains(&item), known.recent.contains(&target));
                node.recent.push(&item);
                known.recent.push(target);
            }
        }
        drop(item);
        self.let_go(target, target_handle);
        self.let_go(id, folder);
    }

    /// The whole graph with the whole model.
    fn compare(&self) {
        assert_eq!(live() - self.live_before, self.nodes.len());
        for (id, known) in &self.nodes {
            let any = known.weak.upgrade().unwrap_or_else(|| panic!("{id} has died"));
            let owner = owner_by_back_link(&any);
            assert_eq!(owner.as_ref().map(id_of), known.owner, "the owner of {id}");
            assert_eq!(any.owner(), owner);
            if self.open == 0 {
                let holders = known.holders + usize::from(known.owner.is_some());
                assert_eq!(AnyRc::strong_count(&any), holders + 1, "the handles of {id}");
            }
            let node = all(&any);
            for (number, expected) in known.fields.iter().enumerate() {
                let field = field_of(&node, number);
                assert_eq!(field.len(), expected.len(), "{id}.{number}: {expected:?}");
                for (at, expected) in expected.iter().enumerate() {
                    let child = field.child(at).expect("a child");
                    assert_eq!(id_of(&child), *expected, "{id}.{number}");
                    assert_eq!(child.index_in_owner(), Some(at));
                }
            }
            if let AllRc::Folder(folder) = &node {
                let lives = |id: &Id| self.nodes.contains_key(id);
                let favourite = folder.favourite.get().as_ref().map(id_of);
                assert_eq!(favourite, known.favourite.filter(lives));
                let recent = folder.recent.iter().map(|item| id_of(&item));
                assert!(recent.eq(known.recent.iter().copied().filter(lives)));
            }
            if known.owner.is_none() {
                assert_eq!(any.validate(), Ok(()));
            }
        }
    }
}

fn field_of(node: &AllRc, number: usize) -> Box<dyn model::Field + '_> {
    field(node, number).expect("a field of that number")
}

fn id_of(node: &impl Handle) -> Id {
    name(node).parse().expect("a number")
}

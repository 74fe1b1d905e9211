//! The model: which node holds which, in numbers only.

use std::cell::RefCell;
use std::collections::BTreeSet;

use kinfolk::{AnyRc, Rc, Weak, leaks};

use crate::nodes::{Field, Id, Thing, ThingRc};

#[derive(Default)]
pub struct Model {
    pub nodes: Vec<Known>,
    /// The handles of the test.
    pub pool: Vec<ThingRc>,
    /// What readers show, each with the node that it reads.
    pub read: Vec<Vec<Id>>,
    /// The first thing that is wrong.
    pub failure: Option<String>,
    /// Nodes that the `Drop` of data could reach.
    pub reached_in_drops: BTreeSet<Id>,
    /// Whether hooks or panics may have changed something since the last step.
    pub is_disturbed: bool,
    pub is_collecting: bool,
}

pub struct Known {
    pub weak: Weak<Thing>,
    pub has_hook: bool,
    pub hooks_run: usize,
    pub is_dropped: bool,
    pub children: Vec<Id>,
    pub next: Option<Id>,
    /// The nodes in the two values.
    pub items: Vec<Id>,
    pub more: Vec<Id>,
}

thread_local! {
    pub static MODEL: RefCell<Model> = RefCell::default();
}

pub fn with<R>(action: impl FnOnce(&mut Model) -> R) -> R {
    MODEL.with_borrow_mut(action)
}

pub fn fail(message: String) {
    with(|model| {
        model.failure.get_or_insert(message);
    });
}

/// Leaks the handles of a round that has failed: their hooks could not run when the thread ends.
pub fn forget() {
    std::mem::forget(MODEL.take());
}

/// The data of a node is being dropped.
pub fn note_drop(id: Id) {
    // Handles must not be dropped while the model is in use.
    let weak: Vec<_> = with(|model| model.nodes.iter().map(|node| node.weak.clone()).collect());
    for (other, weak) in weak.iter().enumerate() {
        let is_reached = weak.upgrade().is_some();
        with(|model| {
            if is_reached {
                model.reached_in_drops.insert(other);
                if other == id || model.nodes[other].is_dropped {
                    model.failure.get_or_insert(format!("{other} upgrades when {id} is dropped"));
                }
            }
        });
    }
    with(|model| {
        let known = &mut model.nodes[id];
        let (is_second, lacks_hook) = (known.is_dropped, known.has_hook && known.hooks_run != 1);
        known.is_dropped = true;
        if is_second || lacks_hook {
            model.failure.get_or_insert(format!("{id} is dropped: twice, or without its hook"));
        }
    });
}

impl Known {
    fn targets(&self) -> impl Iterator<Item = Id> {
        let lists = self.children.iter().chain(&self.next).chain(&self.items).chain(&self.more);
        lists.copied()
    }

    pub fn value(&mut self, field: Field) -> &mut Vec<Id> {
        match field {
            Field::Items => &mut self.items,
            Field::More => &mut self.more,
        }
    }
}

impl Model {
    pub fn living(&self) -> impl Iterator<Item = Id> {
        (0..self.nodes.len()).filter(|id| !self.nodes[*id].is_dropped)
    }

    fn held_by_test(&self) -> impl Iterator<Item = Id> {
        let pool = self.pool.iter().map(crate::nodes::id_of);
        pool.chain(self.read.iter().flatten().copied())
    }

    /// Those that the test can reach.
    pub fn reachable(&self) -> BTreeSet<Id> {
        self.below(self.held_by_test())
    }

    fn below(&self, from: impl Iterator<Item = Id>) -> BTreeSet<Id> {
        let mut found = BTreeSet::new();
        let mut rest: Vec<_> = from.collect();
        while let Some(id) = rest.pop() {
            if found.insert(id) {
                rest.extend(self.nodes[id].targets());
            }
        }
        found
    }

    /// Those that a node leads to.
    pub fn below_of(&self, id: Id) -> BTreeSet<Id> {
        self.below(std::iter::once(id))
    }

    pub fn unreachable(&self) -> BTreeSet<Id> {
        let reachable = self.reachable();
        self.living().filter(|id| !reachable.contains(id)).collect()
    }

    /// How many separate cycles these nodes have: components in which all lead to each other.
    fn cycles(&self, among: &BTreeSet<Id>) -> usize {
        let below: Vec<_> = among.iter().map(|id| self.below(self.nodes[*id].targets())).collect();
        let below = |id: Id| &below[among.iter().position(|other| *other == id).unwrap()];
        let is_first = |id: &Id| {
            let earlier = |other: &Id| below(*id).contains(other) && below(*other).contains(id);
            below(*id).contains(id) && !among.range(..*id).any(earlier)
        };
        among.iter().filter(|id| is_first(id)).count()
    }
}

/// What must be true when nothing runs.
pub fn check() {
    // Readers may hold nodes that their handles do not count.
    let counts: Vec<_> = with(|model| {
        model.living().map(|id| (id, model.nodes[id].weak.clone())).collect::<Vec<_>>()
    });
    let counts: Vec<_> = counts.into_iter().map(|(id, weak)| (id, weak.upgrade())).collect();
    let upgraded: Vec<_> = counts
        .iter()
        .map(|(id, node)| {
            let node = node.as_ref().unwrap_or_else(|| panic!("{id} lives, but does not upgrade"));
            let count = crate::nodes::with_node!(node, node => Rc::strong_count(node) - 1);
            (*id, count)
        })
        .collect();
    drop(counts);
    with(|model| {
        if let Some(failure) = model.failure.take() {
            panic!("{failure}");
        }
        let mut handles = vec![0; model.nodes.len()];
        let has_readers = !model.read.is_empty();
        let by_links = model.living().flat_map(|id| model.nodes[id].targets());
        model.held_by_test().chain(by_links).for_each(|id| handles[id] += 1);
        for (id, node) in model.nodes.iter().enumerate() {
            assert_eq!(node.is_dropped, handles[id] == 0, "{id} has {} handles", handles[id]);
            assert!(
                !node.is_dropped || node.weak.upgrade().is_none(),
                "{id} is dropped, and upgrades"
            );
        }
        for (id, count) in upgraded {
            assert!(has_readers || count == handles[id], "{id}: {count} handles, {}", handles[id]);
        }
        if !model.is_disturbed {
            let wrong = model.reached_in_drops.iter().find(|id| model.nodes[**id].is_dropped);
            assert!(wrong.is_none(), "{wrong:?} was reached in a drop, and has died since");
        }
        model.reached_in_drops.clear();
        model.is_disturbed = false;
    });
}

/// `leaks` names exactly the unreachable nodes.
pub fn check_leaks() {
    let leaks = leaks();
    with(|model| {
        let unreachable = model.unreachable();
        let nodes: usize = leaks.iter().map(kinfolk::collect::Leak::nodes).sum();
        assert_eq!(nodes, unreachable.len(), "{leaks:?}, but {unreachable:?} are unreachable");
        let count: usize = leaks.iter().map(kinfolk::collect::Leak::count).sum();
        assert_eq!(count, model.cycles(&unreachable), "{leaks:?}");
    });
}

/// A handle of any node, for the values.
pub fn any(thing: &ThingRc) -> AnyRc {
    kinfolk::Handle::to_any(thing)
}

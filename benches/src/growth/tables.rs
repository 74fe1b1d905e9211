//! Attached finalizers and weak collections: their tables grow, and shrink after a peak.

use std::hash::{Hash, Hasher};

use kinfolk::death::ExitGuard;
use kinfolk::prelude::*;
use kinfolk::weak::{WeakSet, WeakValueMap};
use kinfolk::{Finalizer, Graph};

use super::{Case, Growth};
use crate::measured;

#[derive(Graph)]
struct Page {}

fn pages(count: usize) -> Vec<Rc<Page>> {
    (0..count).map(|_| Page {}.into_graph()).collect()
}

/// So many finalizers of one node are attached, and detached again, the oldest first.
fn finalizers_of_one_node(size: usize) {
    let page = Page {}.into_graph();
    measured::run(|| {
        let finalizers: Vec<_> = (0..size).map(|_| Finalizer::attach(&page, || ())).collect();
        assert!(finalizers.iter().all(|finalizer| finalizer.detach().is_some()));
    });
}

/// Each of so many finalizers attaches another one when the thread ends.
fn finalizers_at_exit(size: usize) {
    let pages = pages(size);
    for page in &pages {
        let again = page.clone();
        Finalizer::attach(page, move || {
            Finalizer::attach(&again, || ());
        });
    }
    measured::run(|| drop(ExitGuard::new()));
    drop(pages);
}

/// The number of members swings between few and many.
fn weak_set_swings(size: usize) {
    let pages = pages(size);
    let set = WeakSet::<Page>::new();
    measured::run(|| {
        for _ in 0..3 {
            set.extend(pages.iter().cloned());
            assert!(pages[10..].iter().all(|page| set.remove(page)));
        }
    });
}

/// So many members die, one after the other.
fn weak_set_deaths(size: usize) {
    let mut pages = pages(size);
    let set: WeakSet<Page> = pages.iter().cloned().collect();
    measured::run(|| pages.truncate(10));
    assert_eq!(set.len(), 10);
}

/// One node is in so many sets, which find it, and lose it again.
fn weak_sets_of_one_node(size: usize) {
    let page = Page {}.into_graph();
    let sets: Vec<WeakSet<Page>> = (0..size).map(|_| WeakSet::new()).collect();
    measured::run(|| {
        assert!(sets.iter().all(|set| set.insert(&page)));
        assert!(sets.iter().all(|set| set.contains(&page)));
        assert!(sets.iter().step_by(2).all(|set| set.remove(&page)));
    });
    drop(page);
}

/// The number of names swings between few and many.
fn weak_value_map_swings(size: usize) {
    let pages = pages(size);
    let map = WeakValueMap::<usize, Page>::new();
    measured::run(|| {
        for _ in 0..3 {
            map.extend(pages.iter().cloned().enumerate());
            assert!((10..size).all(|name| map.remove(&name).is_some()));
        }
    });
}

#[derive(PartialEq, Eq)]
struct SameHash(usize);

impl Hash for SameHash {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// A key among so many with the same hash is looked up.
fn weak_value_map_of_one_hash(size: usize) {
    let page = Page {}.into_graph();
    let map = WeakValueMap::<SameHash, Page>::new();
    (0..size).for_each(|number| _ = map.insert(SameHash(number), &page));
    measured::run(|| {
        assert!(map.get(&SameHash(size - 1)).is_some() && map.get(&SameHash(size)).is_none());
    });
}

/// Each iterator of so many ends before the set changes, so that none of them copies the set.
fn weak_set_iterators(size: usize) {
    let pages = pages(size);
    let set: WeakSet<Page> = pages.iter().cloned().collect();
    measured::run(|| {
        for page in &pages {
            assert!(set.iter().next().is_some() && set.remove(page));
            set.insert(page);
        }
    });
}

const fn linear(name: &'static str, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Linear, size: 2000, at_most: None, run }
}

pub(super) const CASES: &[Case] = &[
    linear("finalizers_of_one_node", finalizers_of_one_node),
    linear("finalizers_at_exit", finalizers_at_exit),
    linear("weak_set_swings", weak_set_swings),
    linear("weak_set_deaths", weak_set_deaths),
    linear("weak_set_iterators", weak_set_iterators),
    linear("weak_sets_of_one_node", weak_sets_of_one_node),
    linear("weak_value_map_swings", weak_value_map_swings),
    Case { size: 200, ..linear("weak_value_map_of_one_hash", weak_value_map_of_one_hash) },
];

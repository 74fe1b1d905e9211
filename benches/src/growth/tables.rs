//! Attached finalizers and weak collections: their tables grow, and shrink after a peak.

use kinfolk::death::ExitGuard;
use kinfolk::prelude::*;
use kinfolk::weak::WeakSet;
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

const fn linear(name: &'static str, run: fn(usize)) -> Case {
    Case { name, growth: Growth::Linear, size: 2000, at_most: None, run }
}

pub(super) const CASES: &[Case] = &[
    linear("finalizers_of_one_node", finalizers_of_one_node),
    linear("finalizers_at_exit", finalizers_at_exit),
    linear("weak_set_swings", weak_set_swings),
    linear("weak_set_deaths", weak_set_deaths),
];

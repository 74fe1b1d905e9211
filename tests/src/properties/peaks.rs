//! Peaks: many entries for a moment in the tables of the thread, among those of a test's own nodes.

use kinfolk::weak::WeakSet;
use kinfolk::{Finalizer, Graph};

use crate::random::Random;

/// A node that no model knows.
#[derive(Graph)]
#[graph(shared(this: Extra))]
struct Extra {}

/// Makes so many nodes, each of which is a candidate for the collector, in a weak set, and has a
/// finalizer. Then they go, in any order, so the tables grow and shrink again. No collection may run
/// by itself.
///
/// # Panics
///
/// If one of these nodes, or its finalizer, is left too long.
pub fn rise_and_fall(count: usize, mut random: Random) {
    let set = WeakSet::<Extra>::new();
    let make = |_| {
        let extra = Extra {}.into_graph();
        extra.this.set(extra.clone());
        set.insert(&extra);
        (Finalizer::attach(&extra, || ()), extra)
    };
    let mut extras: Vec<_> = (0..count).map(make).collect();
    while !extras.is_empty() {
        let (finalizer, extra) = extras.swap_remove(random.below(extras.len()));
        extra.this.take();
        if random.percent(30) {
            set.remove(&extra);
        }
        if random.percent(30) {
            finalizer.detach();
        }
        drop(extra);
        assert!(!finalizer.is_alive());
        assert!(set.len() <= extras.len());
    }
}

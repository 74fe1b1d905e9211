//! Trees whose children hold a strong link to their parent, so that every edge closes a cycle.
//! Compares the crates that collect cycles. None of them collects before `collect` is called.

mod with_bacon_rajan_cc;
mod with_dumpster;
mod with_gcmodule;
mod with_kinfolk;
mod with_kinfolk_traced;
mod with_rust_cc;

use with_bacon_rajan_cc::WithBaconRajanCc;
use with_dumpster::WithDumpster;
use with_gcmodule::WithGcmodule;
use with_kinfolk::WithKinfolk;
use with_kinfolk_traced::WithKinfolkTraced;
use with_rust_cc::WithRustCc;

use crate::stopwatch;

/// The operations of a contender, on a tree of which it holds the root. Each node has a [`Payload`]
/// and a strong link to its parent.
trait Cycles {
    /// Builds a tree of this many nodes, child by child, breadth first.
    fn build(fan_out: usize, nodes: usize) -> Self;

    /// Visits every node by reference, and adds up their numbers.
    fn sum(&self) -> u64;

    /// Returns a function that tells, after the collection, whether all nodes are freed. `None` if
    /// the library cannot tell. The test checks it for every contender.
    fn check_freed(&self) -> Option<Box<dyn FnOnce() -> bool>>;

    /// Drops the last handle, and makes the library free the nodes.
    fn collect(self);
}

/// The data of a node. It is a type of its own so that the test can count the drops.
#[derive(dumpster::Trace)]
struct Payload([u64; 3]);

impl Payload {
    fn of(number: usize) -> Payload {
        Payload(crate::nodes::payload(number))
    }
}

/// The name of `rust-cc` in this build: see the feature `finalizers` in `Cargo.toml`.
const RUST_CC: &str =
    if cfg!(feature = "finalizers") { "rust_cc_with_finalizers" } else { "rust_cc" };

pub(crate) fn run(
    contender: &str,
    fan_out: usize,
    operation: &str,
    nodes: usize,
) -> Result<u64, String> {
    match contender {
        "bacon_rajan_cc" => measure::<WithBaconRajanCc>(fan_out, operation, nodes),
        "dumpster" => measure::<WithDumpster>(fan_out, operation, nodes),
        "gcmodule" => measure::<WithGcmodule>(fan_out, operation, nodes),
        "kinfolk" => measure::<WithKinfolk>(fan_out, operation, nodes),
        "kinfolk_traced" => measure::<WithKinfolkTraced>(fan_out, operation, nodes),
        RUST_CC => measure::<WithRustCc>(fan_out, operation, nodes),
        other => Err(format!("no contender `{other}`")),
    }
}

fn measure<Tree: Cycles>(fan_out: usize, operation: &str, nodes: usize) -> Result<u64, String> {
    match operation {
        "build" => {
            let tree = stopwatch::run(|| Tree::build(fan_out, nodes));
            let sum = tree.sum();
            std::mem::forget(tree);
            Ok(sum)
        }
        "collect" => {
            let tree = Tree::build(fan_out, nodes);
            let sum = tree.sum();
            let check_freed = tree.check_freed();
            stopwatch::run(|| tree.collect());
            if check_freed.is_none_or(|check_freed| check_freed()) {
                Ok(sum)
            } else {
                Err("not all nodes are freed".into())
            }
        }
        other => Err(format!("no operation `{other}`")),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local! {
        static DROPPED: Cell<usize> = const { Cell::new(0) };
    }

    impl Drop for Payload {
        fn drop(&mut self) {
            DROPPED.set(DROPPED.get() + 1);
        }
    }

    fn collect_frees_every_node<Tree: Cycles>() {
        for (fan_out, nodes) in [(1, 1), (1, 30), (2, 1000), (8, 1000)] {
            DROPPED.set(0);
            let tree = Tree::build(fan_out, nodes);
            assert_eq!(tree.sum(), (0..nodes as u64).sum());
            let check_freed = tree.check_freed();
            assert_eq!(DROPPED.get(), 0);
            tree.collect();
            assert_eq!(DROPPED.get(), nodes);
            assert!(check_freed.is_none_or(|check_freed| check_freed()));
        }
    }

    #[test]
    fn bacon_rajan_cc() {
        collect_frees_every_node::<WithBaconRajanCc>();
    }

    #[test]
    fn dumpster() {
        collect_frees_every_node::<WithDumpster>();
    }

    #[test]
    fn gcmodule() {
        collect_frees_every_node::<WithGcmodule>();
    }

    #[test]
    fn kinfolk() {
        collect_frees_every_node::<WithKinfolk>();
    }

    #[test]
    fn kinfolk_traced() {
        collect_frees_every_node::<WithKinfolkTraced>();
    }

    #[test]
    fn rust_cc() {
        collect_frees_every_node::<WithRustCc>();
    }
}

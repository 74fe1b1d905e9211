//! Trees whose children hold a strong link up to their parent, so that every edge is a cycle, with
//! the peers that collect cycles. None of them collects until it is told to.

mod with_bacon_rajan_cc;
mod with_dumpster;
mod with_gcmodule;
mod with_kinfolk;
mod with_rust_cc;

use with_bacon_rajan_cc::WithBaconRajanCc;
use with_dumpster::WithDumpster;
use with_gcmodule::WithGcmodule;
use with_kinfolk::WithKinfolk;
use with_rust_cc::WithRustCc;

use crate::measured;

/// What every contender can do with a tree whose nodes carry a [`Payload`] and a strong link up, of
/// which it holds the root.
trait Cycles {
    /// Builds a tree of so many nodes, child by child, breadth first.
    fn build(fan_out: usize, nodes: usize) -> Self;

    /// Visits every node by reference, and adds up what it carries.
    fn sum(&self) -> u64;

    /// A question to ask once the tree is collected: is all of it gone? `None` where the library
    /// has no answer; the test knows it of every contender.
    fn gone(&self) -> Option<Box<dyn FnOnce() -> bool>>;

    /// Drops the last handle, and has the library free the nodes.
    fn collect(self);
}

/// What a node carries. A type of its own, so that the test can count how many are dropped.
#[derive(dumpster::Trace)]
struct Payload([u64; 3]);

impl Payload {
    fn of(number: usize) -> Payload {
        Payload(crate::nodes::payload(number))
    }
}

/// `rust-cc` under the name of what the build has of it: see the features in `Cargo.toml`.
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
        RUST_CC => measure::<WithRustCc>(fan_out, operation, nodes),
        other => Err(format!("no contender `{other}`")),
    }
}

fn measure<Tree: Cycles>(fan_out: usize, operation: &str, nodes: usize) -> Result<u64, String> {
    match operation {
        "build" => {
            let tree = measured::run(|| Tree::build(fan_out, nodes));
            let sum = tree.sum();
            std::mem::forget(tree);
            Ok(sum)
        }
        "collect" => {
            let tree = Tree::build(fan_out, nodes);
            let sum = tree.sum();
            let gone = tree.gone();
            measured::run(|| tree.collect());
            if gone.is_none_or(|gone| gone()) { Ok(sum) } else { Err("nodes are left".into()) }
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

    fn frees_every_node_when_told_to<Tree: Cycles>() {
        for (fan_out, nodes) in [(1, 1), (1, 30), (2, 1000), (8, 1000)] {
            DROPPED.set(0);
            let tree = Tree::build(fan_out, nodes);
            assert_eq!(tree.sum(), (0..nodes as u64).sum());
            let gone = tree.gone();
            assert_eq!(DROPPED.get(), 0);
            tree.collect();
            assert_eq!(DROPPED.get(), nodes);
            assert!(gone.is_none_or(|gone| gone()));
        }
    }

    #[test]
    fn bacon_rajan_cc() {
        frees_every_node_when_told_to::<WithBaconRajanCc>();
    }

    #[test]
    fn dumpster() {
        frees_every_node_when_told_to::<WithDumpster>();
    }

    #[test]
    fn gcmodule() {
        frees_every_node_when_told_to::<WithGcmodule>();
    }

    #[test]
    fn kinfolk() {
        frees_every_node_when_told_to::<WithKinfolk>();
    }

    #[test]
    fn rust_cc() {
        frees_every_node_when_told_to::<WithRustCc>();
    }
}

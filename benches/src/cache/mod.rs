//! Caches of nodes under numbers. All evict the node that was least recently used. The caches of
//! the peers hold std's `Rc` and forget evicted nodes. kinfolk's cache still finds an evicted node
//! while something else holds it.
//!
//! All hash with std's `RandomState`. Keys are looked up and removed in another order than they
//! were inserted in.

mod with_hashlink;
mod with_kinfolk;
mod with_lru;

use crate::shuffle::shuffle;
use crate::side_by_side::{self, Row};
use crate::stopwatch::{Measured, measure};

/// The operations of a contender, on nodes with 24 bytes of data.
trait Contender {
    type Node: Clone;

    /// Makes a cache that keeps at most this many nodes.
    fn with_capacity_for(nodes: usize) -> Self;

    fn node(number: usize) -> Self::Node;

    fn insert(&mut self, key: u64, node: Self::Node);

    /// Gets a handle to the node, and returns the node's number.
    fn get(&mut self, key: u64) -> Option<u64>;

    fn remove(&mut self, key: u64) -> bool;

    /// How many nodes the cache keeps.
    fn kept(&self) -> usize;

    /// Evicts all nodes. Returns whether the cache still finds those that something else holds.
    fn evict_all(&mut self) -> bool {
        false
    }
}

/// `insert_evicting` frees the evicted nodes. In `insert_evicting_held` they are held elsewhere.
const OPERATIONS: &[&str] = &[
    "insert",
    "insert_evicting",
    "insert_evicting_held",
    "get_hit",
    "get_recovered",
    "get_miss",
    "remove",
];

fn keys(from: usize, nodes: usize) -> Vec<u64> {
    (from..from + nodes).map(|number| number as u64).collect()
}

/// Nodes with the numbers `from`, `from + 1`, .. .
fn nodes<C: Contender>(from: usize, nodes: usize) -> Vec<C::Node> {
    (from..from + nodes).map(C::node).collect()
}

fn put<C: Contender>(cache: &mut C, from: usize, nodes: &mut Vec<C::Node>) {
    for (key, node) in (from as u64..).zip(nodes.drain(..)) {
        cache.insert(key, node);
    }
}

fn case<C: Contender>(operation: &str, count: usize) -> Option<Measured> {
    let mut cache = C::with_capacity_for(count);
    let mut held = nodes::<C>(1, count);
    if operation == "insert" {
        let fill = || {
            put(&mut cache, 1, &mut held);
            cache
        };
        return Some(measure(fill, |cache| cache.kept() as u64));
    }
    put(&mut cache, 1, &mut held.clone());
    if operation.starts_with("insert_evicting") {
        let _held = (operation == "insert_evicting_held").then_some(held);
        let mut more = nodes::<C>(count + 1, count);
        let evict = || {
            put(&mut cache, count + 1, &mut more);
            cache
        };
        return Some(measure(evict, |cache| cache.kept() as u64));
    }
    let mut asked = keys(if operation == "get_miss" { count + 1 } else { 1 }, count);
    shuffle(&mut asked);
    match operation {
        "remove" => {
            let remove = || asked.iter().filter(|key| cache.remove(**key)).count();
            return Some(measure(remove, |removed| *removed as u64));
        }
        "get_recovered" if !cache.evict_all() => return None,
        "get_recovered" => {}
        "get_hit" | "get_miss" => drop(held),
        _ => return None,
    }
    let find = || asked.iter().filter_map(|key| cache.get(*key)).sum::<u64>();
    Some(measure(find, |sum| *sum))
}

type Run = fn(&str, usize) -> Option<Measured>;

const CONTENDERS: [&str; 3] = ["kinfolk", "lru", "hashlink"];

const RUNS: [Run; 3] =
    [case::<with_kinfolk::Cache>, case::<with_lru::Cache>, case::<with_hashlink::Cache>];

/// Runs one case and returns its answer.
pub(crate) fn run(contender: &str, operation: &str, nodes: usize) -> Result<u64, String> {
    let contender = CONTENDERS
        .iter()
        .position(|name| *name == contender)
        .ok_or_else(|| format!("no contender `{contender}`"))?;
    let measured = RUNS[contender](operation, nodes);
    Ok(measured.ok_or_else(|| format!("no operation `{operation}` here"))?.answer)
}

/// Runs all cases and returns the table.
pub(crate) fn table(nodes: usize) -> String {
    let row = |&operation: &&'static str| {
        let bind = |run: Run| -> Box<dyn Fn() -> Option<Measured>> {
            Box::new(move || run(operation, nodes))
        };
        Row { title: operation.into(), contenders: RUNS.map(bind).into() }
    };
    let rows: Vec<_> = OPERATIONS.iter().map(row).collect();
    side_by_side::table(&CONTENDERS, &rows, nodes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_contenders_compute_the_same_answers() {
        const NODES: usize = 500;
        for operation in OPERATIONS {
            let expected = match *operation {
                "insert" | "insert_evicting" | "insert_evicting_held" | "remove" => NODES as u64,
                "get_hit" | "get_recovered" => (1..=NODES).sum::<usize>() as u64,
                "get_miss" => 0,
                other => panic!("no expected answer for `{other}`"),
            };
            for contender in CONTENDERS {
                let answer = run(contender, operation, NODES);
                if *operation == "get_recovered" && contender != "kinfolk" {
                    assert!(answer.is_err(), "{contender} {operation}");
                } else {
                    assert_eq!(answer, Ok(expected), "{contender} {operation}");
                }
            }
        }
    }
}

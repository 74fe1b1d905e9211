//! Maps and sets of nodes. Those of kinfolk and of `weak-table` do not keep the nodes alive. Std's
//! collections of strong handles do, so a node must be removed from them.
//!
//! Nodes are looked up, removed and dropped in another order than they were made in. The vectors
//! that hold them are freed after the clock has stopped, since that makes the allocator clean up.

mod with_hash_map;
mod with_kinfolk;
mod with_weak_table;

use std::hash::Hash;

use crate::shuffle::shuffle;
use crate::side_by_side::{self, Row};
use crate::stopwatch::{Measured, measure};

/// The operations of a contender, on nodes with 24 bytes of data. In a value map, a node is the
/// value under a key. In the other collections the node is the key, and `Key` is `()`.
///
/// All value maps, and all collections of std and `weak-table`, hash with std's `RandomState`.
trait Collection: Default {
    type Key: Clone;
    type Node: Clone;

    fn key(number: usize) -> Self::Key;

    fn node(number: usize) -> Self::Node;

    fn insert(&mut self, key: Self::Key, node: &Self::Node);

    /// Looks up an entry, by a handle of its own if the collection returns one. Returns the number
    /// found.
    fn get(&self, key: &Self::Key, node: &Self::Node) -> Option<u64>;

    fn remove(&mut self, key: &Self::Key, node: &Self::Node) -> bool;

    /// Visits all entries, and adds up their numbers.
    fn sum(&self) -> u64;

    /// Drops the last handle outside the collection. A strong collection must also remove the node.
    fn drop_node(&mut self, key: &Self::Key, node: Self::Node);

    /// Removes the entries of dead nodes, if the collection still has some.
    fn remove_expired(&mut self) {}
}

trait Map: Collection {
    /// Replaces the value under the key: by the other node, or by its number.
    fn replace(&mut self, key: Self::Key, node: &Self::Node, other: &Self::Node);

    /// The number of the value that is found or inserted.
    fn get_or_insert(&mut self, key: Self::Key, node: &Self::Node) -> u64;
}

/// A key of a value map.
trait Key: Clone + Eq + Hash + 'static {
    fn of(number: usize) -> Self;
}

impl Key for u64 {
    fn of(number: usize) -> u64 {
        number as u64
    }
}

/// A string of 20 bytes.
impl Key for String {
    fn of(number: usize) -> String {
        format!("document/{number:011}")
    }
}

const SET_OPERATIONS: &[&str] =
    &["insert", "get_hit", "get_miss", "iterate", "remove", "drop", "drop_and_remove_expired"];
const MAP_OPERATIONS: &[&str] = &["replace", "get_or_insert_hit"];

type Entry<C> = (<C as Collection>::Key, <C as Collection>::Node);

/// Entries with the numbers `from`, `from + 1`, .. .
fn entries<C: Collection>(from: usize, nodes: usize) -> Vec<Entry<C>> {
    (from..from + nodes).map(|number| (C::key(number), C::node(number))).collect()
}

fn filled<C: Collection>(entries: &[Entry<C>]) -> C {
    let mut collection = C::default();
    for (key, node) in entries {
        collection.insert(key.clone(), node);
    }
    collection
}

fn keys<C: Collection>(entries: &[Entry<C>]) -> Vec<C::Key> {
    entries.iter().map(|(key, _)| key.clone()).collect()
}

fn measure_set<C: Collection>(operation: &str, nodes: usize) -> Option<Measured> {
    let mut all = entries::<C>(1, nodes);
    if operation == "insert" {
        let mut keys = keys::<C>(&all);
        let fill = || {
            let mut collection = C::default();
            keys.drain(..).zip(&all).for_each(|(key, (_, node))| collection.insert(key, node));
            collection
        };
        return Some(measure(fill, C::sum));
    }
    let mut collection = filled::<C>(&all);
    let others = if operation == "get_miss" { entries::<C>(nodes + 1, nodes) } else { Vec::new() };
    shuffle(&mut all);
    let find = |entries: &[Entry<C>]| -> u64 {
        entries.iter().filter_map(|(key, node)| collection.get(key, node)).sum()
    };
    Some(match operation {
        "get_hit" => measure(|| find(&all), |sum| *sum),
        "get_miss" => measure(|| find(&others), |sum| *sum),
        "iterate" => measure(|| collection.sum(), |sum| *sum),
        "remove" => {
            let remove = || all.iter().filter(|(key, node)| collection.remove(key, node)).count();
            measure(remove, |removed| *removed as u64)
        }
        "drop" | "drop_and_remove_expired" => {
            let (keys, mut nodes): (Vec<_>, Vec<_>) = all.into_iter().unzip();
            let drop_nodes = || {
                keys.iter()
                    .zip(nodes.drain(..))
                    .for_each(|(key, node)| collection.drop_node(key, node));
                if operation != "drop" {
                    collection.remove_expired();
                }
                collection
            };
            measure(drop_nodes, C::sum)
        }
        _ => return None,
    })
}

fn measure_map<M: Map>(operation: &str, nodes: usize) -> Option<Measured> {
    if !MAP_OPERATIONS.contains(&operation) {
        return measure_set::<M>(operation, nodes);
    }
    let mut all = entries::<M>(1, nodes);
    let mut map = filled::<M>(&all);
    let others = if operation == "replace" { entries::<M>(nodes + 1, nodes) } else { Vec::new() };
    shuffle(&mut all);
    let mut keys = keys::<M>(&all);
    let entries = keys.drain(..).zip(&all);
    Some(if operation == "replace" {
        let replace = || {
            for ((key, (_, node)), (_, other)) in entries.zip(&others) {
                map.replace(key, node, other);
            }
            map
        };
        measure(replace, M::sum)
    } else {
        let find = || entries.map(|(key, (_, node))| map.get_or_insert(key, node)).sum::<u64>();
        measure(find, |sum| *sum)
    })
}

type Run = fn(&str, usize) -> Option<Measured>;

const CONTENDERS: [&str; 4] = ["kinfolk", "weak_table", "hash_map", "hash_map_of_kinfolk"];

/// Each collection, with one function for each contender.
const COLLECTIONS: [(&str, [Run; 4]); 4] = [
    (
        "value_map",
        [
            measure_map::<with_kinfolk::ValueMap<u64>>,
            measure_map::<with_weak_table::ValueMap<u64>>,
            measure_map::<with_hash_map::ValueMap<u64, with_hash_map::StdHandle>>,
            measure_map::<with_hash_map::ValueMap<u64, with_hash_map::KinfolkHandle>>,
        ],
    ),
    (
        "value_map_of_strings",
        [
            measure_map::<with_kinfolk::ValueMap<String>>,
            measure_map::<with_weak_table::ValueMap<String>>,
            measure_map::<with_hash_map::ValueMap<String, with_hash_map::StdHandle>>,
            measure_map::<with_hash_map::ValueMap<String, with_hash_map::KinfolkHandle>>,
        ],
    ),
    (
        "key_map",
        [
            measure_map::<with_kinfolk::KeyMap>,
            measure_map::<with_weak_table::KeyMap>,
            measure_map::<with_hash_map::KeyMap<with_hash_map::StdHandle>>,
            measure_map::<with_hash_map::KeyMap<with_hash_map::KinfolkHandle>>,
        ],
    ),
    (
        "set",
        [
            measure_set::<with_kinfolk::Set>,
            measure_set::<with_weak_table::Set>,
            measure_set::<with_hash_map::Set<with_hash_map::StdHandle>>,
            measure_set::<with_hash_map::Set<with_hash_map::KinfolkHandle>>,
        ],
    ),
];

/// Runs one case and returns its answer.
pub(crate) fn run(
    collection: &str,
    contender: &str,
    operation: &str,
    nodes: usize,
) -> Result<u64, String> {
    let (_, runs) = COLLECTIONS
        .iter()
        .find(|(name, _)| *name == collection)
        .ok_or_else(|| format!("no collection `{collection}`"))?;
    let contender = CONTENDERS
        .iter()
        .position(|name| *name == contender)
        .ok_or_else(|| format!("no contender `{contender}`"))?;
    let measured = runs[contender](operation, nodes);
    Ok(measured.ok_or_else(|| format!("no operation `{operation}` here"))?.answer)
}

/// Runs all cases and returns the table.
pub(crate) fn table(nodes: usize) -> String {
    let mut rows = Vec::new();
    for (collection, runs) in COLLECTIONS {
        for &operation in operations(collection) {
            let bind = |run: Run| -> Box<dyn Fn() -> Option<Measured>> {
                Box::new(move || run(operation, nodes))
            };
            let title = format!("{collection} {operation}");
            rows.push(Row { title, contenders: runs.map(bind).into() });
        }
    }
    side_by_side::table(&CONTENDERS, &rows, nodes)
}

fn operations(collection: &str) -> impl Iterator<Item = &'static &'static str> {
    let map_operations = if collection == "set" { &[] } else { MAP_OPERATIONS };
    SET_OPERATIONS.iter().chain(map_operations)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_contenders_compute_the_same_answers() {
        const NODES: usize = 500;
        let sum = |from: usize| (from..from + NODES).sum::<usize>() as u64;
        for (collection, _) in COLLECTIONS {
            for operation in operations(collection) {
                let expected = match *operation {
                    "insert" | "get_hit" | "iterate" | "get_or_insert_hit" => sum(1),
                    "replace" => sum(NODES + 1),
                    "remove" => NODES as u64,
                    "get_miss" | "drop" | "drop_and_remove_expired" => 0,
                    other => panic!("no expected answer for `{other}`"),
                };
                for contender in CONTENDERS {
                    let answer = run(collection, contender, operation, NODES);
                    assert_eq!(answer, Ok(expected), "{collection} {contender} {operation}");
                }
            }
        }
    }
}

//! Caches of nodes by numbers, all of which let go of what was not used for the longest time. Those of the
//! peers keep std's `Rc`, and forget what they have let go of; kinfolk's finds it as long as somebody else
//! holds it.
//!
//! All hash by std's `RandomState`. What is looked up or taken out is so in another order than it was put
//! there.

mod with_hashlink;
mod with_kinfolk;
mod with_lru;

use crate::shuffle::shuffle;
use crate::side_by_side::{self, Line};
use crate::stopwatch::{Measured, measure};

/// What a contender can do with nodes that carry 24 bytes.
trait Contender {
    type Node: Clone;

    /// One that keeps up to so many nodes.
    fn keeping(nodes: usize) -> Self;

    fn node(number: usize) -> Self::Node;

    fn insert(&mut self, key: u64, node: Self::Node);

    /// The number of what is found, by a handle of its own.
    fn get(&mut self, key: u64) -> Option<u64>;

    fn remove(&mut self, key: u64) -> bool;

    /// How many nodes it keeps.
    fn kept(&self) -> usize;

    /// Lets go of all nodes, but goes on finding those that somebody else holds: if it can do that.
    fn let_go(&mut self) -> bool {
        false
    }
}

/// `insert_evicting` frees the nodes that are evicted; in `insert_evicting_held` somebody else holds them.
const OPERATIONS: &[&str] = &[
    "insert",
    "insert_evicting",
    "insert_evicting_held",
    "get_hit",
    "get_found_weak",
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
    let mut cache = C::keeping(count);
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
        "get_found_weak" if !cache.let_go() => return None,
        "get_found_weak" => {}
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

/// One case.
pub(crate) fn run(contender: &str, operation: &str, nodes: usize) -> Result<u64, String> {
    let contender = CONTENDERS
        .iter()
        .position(|name| *name == contender)
        .ok_or_else(|| format!("no contender `{contender}`"))?;
    let measured = RUNS[contender](operation, nodes);
    Ok(measured.ok_or_else(|| format!("no operation `{operation}` here"))?.answer)
}

/// All cases.
pub(crate) fn table(nodes: usize) -> String {
    let line = |&operation: &&'static str| {
        let bind = |run: Run| -> Box<dyn Fn() -> Option<Measured>> {
            Box::new(move || run(operation, nodes))
        };
        Line { title: operation.into(), contenders: RUNS.map(bind).into() }
    };
    let lines: Vec<_> = OPERATIONS.iter().map(line).collect();
    side_by_side::table(&CONTENDERS, &lines, nodes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_contenders_do_the_same() {
        const NODES: usize = 500;
        for operation in OPERATIONS {
            let right = match *operation {
                "insert" | "insert_evicting" | "insert_evicting_held" | "remove" => NODES as u64,
                "get_hit" | "get_found_weak" => (1..=NODES).sum::<usize>() as u64,
                "get_miss" => 0,
                other => panic!("what does `{other}` answer?"),
            };
            for contender in CONTENDERS {
                let answer = run(contender, operation, NODES);
                if *operation == "get_found_weak" && contender != "kinfolk" {
                    assert!(answer.is_err(), "{contender} {operation}");
                } else {
                    assert_eq!(answer, Ok(right), "{contender} {operation}");
                }
            }
        }
    }
}

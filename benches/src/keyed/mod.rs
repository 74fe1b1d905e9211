//! Children by key: compares links over maps with the same maps of `Rc`s, written by hand with their
//! back-links. `indexed` is an `IndexMap`.

mod by_hand;
mod with_kinfolk;

use std::fmt::{Debug, Write};
use std::hash::Hash;

use crate::case::count_instructions;
use crate::shuffle::shuffle;
use crate::stopwatch;

/// A node with children by key.
trait Map<K> {
    fn empty() -> Self;

    /// Makes a child from its number, and inserts it.
    fn insert(&self, key: K, number: u64);

    /// The number of the child, if there is one.
    fn get(&self, key: &K) -> Option<u64>;

    /// The sum of the numbers of all children.
    fn sum(&self) -> u64;

    /// Removes a child, and returns its number.
    fn remove(&self, key: &K) -> Option<u64>;
}

trait Key: Clone + Ord + Hash + Debug + 'static {
    fn from_number(number: u64) -> Self;
}

impl Key for u64 {
    fn from_number(number: u64) -> Self {
        number
    }
}

impl Key for String {
    fn from_number(number: u64) -> Self {
        format!("item {number}")
    }
}

const CONTENDERS: [&str; 2] = ["kinfolk", "by_hand"];

const MAPS: &[&str] =
    if cfg!(feature = "peers") { &["sorted", "hashed", "indexed"] } else { &["sorted", "hashed"] };

const KEYS: [&str; 2] = ["numbers", "texts"];

const OPERATIONS: [&str; 5] = ["insert", "get", "iterate", "remove", "drop"];

/// Runs one case, and returns its answer, which is the same for all contenders.
pub(crate) fn run(case: &[&str; 4], size: usize) -> Result<String, String> {
    let [contender, map, keys, operation] = *case;
    match keys {
        "numbers" => run_with_keys::<u64>(contender, map, operation, size),
        "texts" => run_with_keys::<String>(contender, map, operation, size),
        other => Err(format!("no keys `{other}`")),
    }
}

fn run_with_keys<K: Key>(
    contender: &str,
    map: &str,
    operation: &str,
    size: usize,
) -> Result<String, String> {
    match (contender, map) {
        ("kinfolk", "sorted") => measure::<K, with_kinfolk::Sorted<K>>(operation, size),
        ("kinfolk", "hashed") => measure::<K, with_kinfolk::Hashed<K>>(operation, size),
        ("by_hand", "sorted") => measure::<K, by_hand::Sorted<K>>(operation, size),
        ("by_hand", "hashed") => measure::<K, by_hand::Hashed<K>>(operation, size),
        #[cfg(feature = "peers")]
        ("kinfolk", "indexed") => measure::<K, with_kinfolk::Indexed<K>>(operation, size),
        #[cfg(feature = "peers")]
        ("by_hand", "indexed") => measure::<K, by_hand::Indexed<K>>(operation, size),
        (contender, map) => Err(format!("no contender `{contender}` with a map `{map}`")),
    }
}

fn measure<K: Key, M: Map<K>>(operation: &str, size: usize) -> Result<String, String> {
    let keys = keys::<K>(size);
    let map = M::empty();
    let insert = |keys: Vec<K>| {
        for (key, number) in keys.into_iter().zip(1..) {
            map.insert(key, number);
        }
    };
    let given = keys.clone();
    if operation == "insert" {
        stopwatch::run(|| insert(given));
        return Ok(map.sum().to_string());
    }
    insert(given);
    let mut sum = 0;
    match operation {
        "get" => stopwatch::run(|| keys.iter().for_each(|key| sum += map.get(key).unwrap_or(0))),
        "iterate" => sum = stopwatch::run(|| map.sum()),
        "remove" => {
            stopwatch::run(|| keys.iter().for_each(|key| sum += map.remove(key).unwrap_or(0)));
        }
        "drop" => {
            sum = map.sum();
            stopwatch::run(|| drop(map));
        }
        other => return Err(format!("no operation `{other}`")),
    }
    Ok(sum.to_string())
}

/// Different keys, in random order.
fn keys<K: Key>(size: usize) -> Vec<K> {
    let mut numbers: Vec<u64> = (0..).take(size).collect();
    shuffle(&mut numbers);
    numbers.into_iter().map(K::from_number).collect()
}

/// Counts the instructions of all cases, and returns the table.
pub(crate) fn table(size: usize) -> Result<String, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut table = String::from(
        "| map | keys | operation | kinfolk | by hand | kinfolk / by hand |\n|---|---|---|--:|--:|--:|",
    );
    for &map in MAPS {
        for keys in KEYS {
            for operation in OPERATIONS {
                let counts = CONTENDERS.map(|contender| {
                    let arguments = ["keyed", contender, map, keys, operation, &size.to_string()];
                    count_instructions(&program, &arguments.map(str::to_owned))
                });
                let [kinfolk, by_hand] = counts;
                let (kinfolk, by_hand) = (kinfolk?, by_hand?);
                if kinfolk.0 != by_hand.0 {
                    return Err(format!("{operation}: {} is not {}", kinfolk.0, by_hand.0));
                }
                row(&mut table, &[map, keys, operation], [kinfolk.1, by_hand.1]);
            }
        }
    }
    Ok(table)
}

#[expect(clippy::cast_precision_loss, reason = "the counts are small")]
fn row(table: &mut String, case: &[&str; 3], [kinfolk, by_hand]: [u64; 2]) {
    let ratio = kinfolk as f64 / by_hand as f64;
    let [map, keys, operation] = case;
    _ = write!(table, "\n| {map} | {keys} | {operation} | {kinfolk} | {by_hand} | {ratio:.2} |");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_contenders_have_the_same_answer() {
        for &map in MAPS {
            for keys in KEYS {
                for operation in OPERATIONS {
                    let answer = |contender| run(&[contender, map, keys, operation], 500);
                    assert_eq!(answer("kinfolk"), answer("by_hand"));
                    assert_eq!(answer("kinfolk"), Ok("125250".into()));
                }
            }
        }
    }
}

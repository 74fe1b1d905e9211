//! One table of everything: each operation of kinfolk beside the same by hand or in another crate. It
//! has instructions first, then the least of several rounds in nanoseconds, in which the contenders take
//! turns.

mod markdown;
pub(crate) mod row;
pub(crate) mod rows;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, thread};

#[cfg(feature = "peers")]
pub(crate) use markdown::short;
use row::{Quantity, Row};

use crate::case::valgrind;
use crate::machine::machine;

/// How many processes count instructions at once. They may slow each other down.
const COUNTING_AT_ONCE: usize = 2;

const ROUNDS: usize = 7;

/// The figures of a row, one for each contender.
type Figures = Vec<f64>;

/// Measures all rows, or those of the topics with these names, and returns the tables. Those of all
/// topics are also written into `benches/results`.
pub(crate) fn table(topics: &[&str]) -> Result<String, String> {
    if cfg!(debug_assertions) {
        return Err("`table` must be built with `--release`".into());
    }
    let mut rows = rows::rows();
    for topic in topics {
        if rows.iter().all(|row| row.topic != *topic) {
            return Err(format!("no topic `{topic}`"));
        }
    }
    rows.retain(|row| topics.is_empty() || topics.contains(&row.topic));
    #[cfg(feature = "peers")]
    if rows.iter().any(|row| row.topic == "mimalloc") {
        crate::tree_tables::program::build_others()?;
    }
    let mut text = format!("{}.\n", machine());
    if valgrind().is_some() {
        let figures = instructions(&rows)?;
        text += &markdown::table(&rows, &figures, Quantity::Instructions);
        text += &markdown::greatest_ratios(&rows, &figures);
    } else {
        text += "\nInstructions are left out: they need `valgrind`, which is not installed.\n";
    }
    let figures = nanoseconds(&rows)?;
    text += &markdown::table(&rows, &figures, Quantity::Nanoseconds);
    if topics.is_empty() && cfg!(feature = "peers") {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("results/table.md");
        fs::write(&path, &text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(text)
}

fn instructions(rows: &[Row]) -> Result<Vec<Figures>, String> {
    let next = AtomicUsize::new(0);
    let counted = Mutex::new(Vec::new());
    let count = || -> Result<(), String> {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(row) = rows.get(index) else { return Ok(()) };
            let figures = once(row, Quantity::Instructions)?;
            eprintln!("instructions: {} {}", row.topic, row.operation);
            counted.lock().map_err(|_| "a thread has panicked")?.push((index, figures));
        }
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..COUNTING_AT_ONCE).map(|_| scope.spawn(count)).collect();
        threads.into_iter().try_for_each(|thread| {
            thread.join().unwrap_or_else(|_| Err("a thread has panicked".into()))
        })
    })?;
    let mut counted = counted.into_inner().unwrap_or_default();
    counted.sort_unstable_by_key(|(index, _)| *index);
    Ok(counted.into_iter().map(|(_, figures)| figures).collect())
}

/// The least of the rounds.
fn nanoseconds(rows: &[Row]) -> Result<Vec<Figures>, String> {
    let of_row = |row: &Row| {
        eprintln!("nanoseconds: {} {}", row.topic, row.operation);
        let mut least = vec![f64::INFINITY; row.contenders.len()];
        for _ in 0..ROUNDS {
            for (least, figure) in least.iter_mut().zip(once(row, Quantity::Nanoseconds)?) {
                *least = least.min(figure);
            }
        }
        Ok(least)
    };
    rows.iter().map(of_row).collect()
}

/// Measures each contender once. They must have the same answer.
fn once(row: &Row, quantity: Quantity) -> Result<Figures, String> {
    let mut figures = Vec::new();
    let mut first = None;
    for contender in &row.contenders {
        let (figure, answer) = row.measure(contender, quantity)?;
        let expected = first.get_or_insert_with(|| answer.clone());
        if *expected != answer {
            return Err(format!(
                "{} {}: {} has the answer {answer:?}, not {expected:?}",
                row.topic, row.operation, contender.name
            ));
        }
        figures.push(figure);
    }
    Ok(figures)
}

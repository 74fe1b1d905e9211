//! A table that compares the same operations of several contenders, all run in one process.

use std::fmt::Write;
use std::time::Duration;

use crate::stopwatch::Measured;

/// A row of the table: one operation, with a function for each contender.
pub(crate) struct Row {
    pub(crate) title: String,
    /// One function for each contender. Returns `None` if the contender lacks the operation.
    pub(crate) contenders: Vec<Box<dyn Fn() -> Option<Measured>>>,
}

const ROUNDS: usize = 11;

/// A Markdown table of the nanoseconds for one operation: the median of the rounds, divided by
/// `operations`. Further columns divide the time of the first contender by that of each other one.
///
/// The contenders take turns, and each round begins with a different one.
pub(crate) fn table(contenders: &[&str], rows: &[Row], operations: usize) -> String {
    let mut table = String::from("| operation |");
    for name in contenders {
        _ = write!(table, " {name} |");
    }
    for name in &contenders[1..] {
        _ = write!(table, " {} / {name} |", contenders[0]);
    }
    table += "\n|---|";
    table += &"---:|".repeat(2 * contenders.len() - 1);
    for row in rows {
        let medians = medians(row, operations);
        _ = write!(table, "\n| {} |", row.title);
        for nanoseconds in &medians {
            _ = write!(table, " {} |", number(*nanoseconds, 1));
        }
        for others in &medians[1..] {
            let ratio = medians[0].zip(*others).map(|(own, others)| own / others);
            _ = write!(table, " {} |", number(ratio, 2));
        }
    }
    table
}

fn number(number: Option<f64>, decimals: usize) -> String {
    number.map_or_else(String::new, |number| format!("{number:.decimals$}"))
}

#[expect(clippy::cast_precision_loss, reason = "the numbers are small enough for `f64`")]
fn medians(row: &Row, operations: usize) -> Vec<Option<f64>> {
    let mut rounds = vec![Vec::with_capacity(ROUNDS); row.contenders.len()];
    for round in 0..ROUNDS {
        for turn in 0..rounds.len() {
            let contender = (round + turn) % rounds.len();
            let measured = row.contenders[contender]();
            rounds[contender].extend(measured.map(|measured| measured.elapsed));
        }
    }
    let median = |mut rounds: Vec<Duration>| {
        rounds.sort_unstable();
        Some(rounds.get(ROUNDS / 2)?.as_secs_f64() * 1e9 / operations as f64)
    };
    rounds.into_iter().map(median).collect()
}

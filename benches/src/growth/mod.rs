//! How costs grow: counts the instructions of a situation at two sizes, and fails if they grow
//! faster than the documentation says. Situations that were once quadratic are here.

mod attaching;
mod collect;
mod deaths;
mod duplicates;
mod histories;
mod keyed;
mod observers;
mod references;
mod required;
mod saved;
mod siblings;
mod tables;
mod traced;
mod transactions;
mod unions;
mod values;
mod walks;
mod weak_lists;

use std::fmt::Write;
use std::path::Path;

use crate::case::{count_instructions, valgrind};

/// A situation whose cost depends on its size.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) growth: Growth,
    /// The smaller size. The larger one is [`FACTOR`] times it.
    pub(super) size: usize,
    /// The most instructions for each unit of the larger size, where that matters.
    pub(super) at_most: Option<u64>,
    /// Prepares the situation of this size, and calls [`measured::run`](crate::measured::run).
    pub(super) run: fn(usize),
}

/// How fast the instructions may grow with the size.
pub(super) enum Growth {
    /// Not at all.
    Constant,
    /// As the size.
    Linear,
    /// As the size times its square root: an operation at each of n siblings.
    SquareRootEach,
}

impl Growth {
    fn factor(&self) -> f64 {
        match self {
            Growth::Constant => 1.0,
            Growth::Linear => FACTOR_F64,
            Growth::SquareRootEach => FACTOR_F64 * FACTOR_F64.sqrt(),
        }
    }
}

/// How many times the smaller size the larger one is.
const FACTOR: usize = 8;
const FACTOR_F64: f64 = 8.0;

/// How much faster than [`Growth`] says the instructions may grow: hash tables and lists grow in
/// steps, and a logarithm counts as a constant.
const ALLOWANCE: f64 = 1.5;

fn cases() -> impl Iterator<Item = &'static Case> {
    [
        attaching::CASES,
        collect::CASES,
        deaths::CASES,
        duplicates::CASES,
        histories::CASES,
        keyed::CASES,
        observers::CASES,
        references::CASES,
        required::CASES,
        saved::CASES,
        siblings::CASES,
        tables::CASES,
        traced::CASES,
        transactions::CASES,
        unions::CASES,
        values::CASES,
        walks::CASES,
        weak_lists::CASES,
    ]
    .into_iter()
    .flatten()
}

/// Runs a case once.
pub(crate) fn run(name: &str, size: usize) -> Result<String, String> {
    let case = cases().find(|case| case.name == name).ok_or_else(|| format!("no case {name}"))?;
    (case.run)(size);
    Ok(String::new())
}

/// Returns the table of all cases, or of the one with this name; as an error if one grows too fast.
pub(crate) fn check(name: Option<&str>) -> Result<String, String> {
    if valgrind().is_none() {
        return Err("`growth` needs valgrind to count instructions".into());
    }
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut table = String::from(
        "| case | size | instructions, each | 8 times the size | growth | allowed |\n\
         |---|--:|--:|--:|--:|--:|",
    );
    let mut all_fine = true;
    for case in cases().filter(|case| name.is_none_or(|name| name == case.name)) {
        let small = instructions(&program, case, case.size)?;
        let large = instructions(&program, case, case.size * FACTOR)?;
        let growth = as_f64(large) / as_f64(small);
        let allowed = case.growth.factor() * ALLOWANCE;
        let each = [small / case.size as u64, large / (case.size * FACTOR) as u64];
        let is_fine = growth <= allowed && case.at_most.is_none_or(|limit| each[1] <= limit);
        all_fine &= is_fine;
        let verdict = if is_fine { "" } else { " **too much**" };
        _ = write!(
            table,
            "\n| {} | {} | {} | {} | {growth:.1}{verdict} | {allowed:.1} |",
            case.name, case.size, each[0], each[1]
        );
    }
    if all_fine { Ok(table) } else { Err(table) }
}

fn instructions(program: &Path, case: &Case, size: usize) -> Result<u64, String> {
    let arguments = ["growth", case.name, &size.to_string()].map(str::to_owned);
    Ok(count_instructions(program, &arguments)?.1)
}

#[expect(clippy::cast_precision_loss, reason = "the counts are small")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

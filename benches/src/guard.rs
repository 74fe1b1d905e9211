//! Divides the instructions that kinfolk needs by those of trees written by hand, and compares the
//! ratios with their ceilings. Counts of instructions hardly differ from run to run, so they show a
//! small loss of speed that a clock would miss.

use std::fmt::Write;

use crate::case::valgrind;
use crate::table::row::{Contender, Quantity, Row};
use crate::table::rows;
use crate::trees::{Operation, Shape};

/// The file with the ceilings.
const CEILINGS: &str = include_str!("../ceilings");

/// How far a ratio may be above its ceiling. Another compiler or system makes some difference.
const ALLOWANCE: f64 = 1.03;

struct Ceiling {
    row: Row,
    limit: f64,
}

/// Returns the table of ratios, as an error if a ratio is too great.
pub(crate) fn guard() -> Result<String, String> {
    if valgrind().is_none() {
        return Err("`guard` needs valgrind to count instructions".into());
    }
    let mut table =
        String::from("| | operation | kinfolk / by hand | ceiling |\n|---|---|---:|---:|");
    let mut advice = String::new();
    let mut is_too_slow = false;
    for Ceiling { row, limit } in read(CEILINGS)? {
        let instructions = |contender: &Contender| row.measure(contender, Quantity::Instructions);
        let (kinfolk, answer) = instructions(&row.contenders[0])?;
        let (beside, other_answer) = instructions(&row.contenders[1])?;
        let Row { topic, operation, .. } = &row;
        if answer != other_answer {
            return Err(format!("{topic} {operation}: {answer} is not {other_answer}"));
        }
        let ratio = kinfolk / beside;
        _ = write!(table, "\n| {topic} | {operation} | {ratio:.3} | {limit:.3} |");
        match judge(ratio, limit) {
            Verdict::TooSlow => {
                is_too_slow = true;
                _ = write!(advice, "\n`{topic} {operation}` has become slower.");
            }
            Verdict::Faster => {
                _ = write!(advice, "\n`{topic} {operation}` has become faster: lower its ceiling.");
            }
            Verdict::Fine => (),
        }
    }
    if !is_too_slow {
        return Ok(format!("{table}\n{advice}"));
    }
    Err(format!(
        "{table}\n{advice}\n\
         To find the instructions, run the case under callgrind before and after the change, as \
         `benches/README.md` describes, and compare. If the change is worth the cost, raise the \
         ceiling in `benches/ceilings` and give the reason."
    ))
}

#[derive(PartialEq, Debug)]
enum Verdict {
    TooSlow,
    Fine,
    /// Faster by more than the allowance.
    Faster,
}

fn judge(ratio: f64, ceiling: f64) -> Verdict {
    if ratio > ceiling * ALLOWANCE {
        Verdict::TooSlow
    } else if ratio * ALLOWANCE < ceiling {
        Verdict::Faster
    } else {
        Verdict::Fine
    }
}

/// Reads lines of a topic, an operation and a number each. A topic is one of those of `table`; its
/// operations are those in the table, and for the shape of a tree, all others, too.
fn read(ceilings: &str) -> Result<Vec<Ceiling>, String> {
    let lines = ceilings.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let ceiling = |line: &str| {
        let (case, limit) = line.trim().rsplit_once(' ').unwrap_or_default();
        let limit = limit.parse().map_err(|_| format!("no number on the line `{line}`"))?;
        let (topic, operation) = case.trim().split_once(' ').unwrap_or_default();
        Ok(Ceiling { row: row_named(topic, operation.trim())?, limit })
    };
    lines.map(ceiling).collect()
}

fn row_named(topic: &str, operation: &str) -> Result<Row, String> {
    let mut rows = rows::rows().into_iter();
    match rows.find(|row| row.topic == topic && row.operation == operation) {
        Some(row) => Ok(row),
        None => Ok(rows::of_tree(Shape::named(topic)?, Operation::named(operation)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_case_has_one_ceiling() {
        let ceilings = read(CEILINGS).unwrap();
        let mut cases: Vec<_> = ceilings
            .iter()
            .map(|ceiling| (ceiling.row.topic, ceiling.row.operation.clone()))
            .collect();
        let count = cases.len();
        cases.sort();
        cases.dedup();
        assert_eq!(cases.len(), count);
        assert!(count >= 12);
        assert!(ceilings.iter().all(|ceiling| ceiling.limit > 0.0));
    }

    #[test]
    fn malformed_lines_are_refused() {
        assert_eq!(read("fanout8 walks 1.0").err().unwrap(), "no operation `walks`");
        assert_eq!(read("unions walk 1.0").err().unwrap(), "no shape `unions`");
        assert_eq!(read("fanout8 walk").err().unwrap(), "no number on the line `fanout8 walk`");
        assert!(read("walk 1.0").is_err());
    }

    #[test]
    fn a_ratio_may_exceed_its_ceiling_by_the_allowance() {
        assert_eq!(judge(1.02, 1.0), Verdict::Fine);
        assert_eq!(judge(1.04, 1.0), Verdict::TooSlow);
        assert_eq!(judge(0.98, 1.0), Verdict::Fine);
        assert_eq!(judge(0.96, 1.0), Verdict::Faster);
    }
}

//! Divides the instructions that kinfolk needs by those of trees written by hand, and compares the
//! ratios with their ceilings. Counts of instructions hardly differ from run to run, so they show a
//! small loss of speed that a clock would miss.

use std::fmt::Write;

use crate::case::{Case, valgrind};
use crate::trees::{Operation, Shape};

/// The file with the ceilings.
const CEILINGS: &str = include_str!("../ceilings");

/// How far a ratio may be above its ceiling. Another compiler or system makes some difference.
const ALLOWANCE: f64 = 1.03;

const NODES: usize = 20_000;

struct Ceiling {
    shape: Shape,
    operation: Operation,
    limit: f64,
}

/// Returns the table of ratios, as an error if a ratio is too great.
pub(crate) fn guard() -> Result<String, String> {
    if valgrind().is_none() {
        return Err("`guard` needs valgrind to count instructions".into());
    }
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let instructions = |contender, shape, operation: Operation| {
        let case = Case { contender, shape, operation: operation.name(), nodes: NODES };
        Ok::<_, String>(as_f64(case.instructions(&program)?.1))
    };
    let mut table =
        String::from("| shape | operation | kinfolk / by hand | ceiling |\n|---|---|---:|---:|");
    let mut advice = String::new();
    let mut is_too_slow = false;
    for Ceiling { shape, operation, limit } in read(CEILINGS)? {
        let ratio =
            instructions("kinfolk", shape, operation)? / instructions("by_hand", shape, operation)?;
        let (shape, name) = (shape.name(), operation.name());
        _ = write!(table, "\n| {shape} | {name} | {ratio:.3} | {limit:.3} |");
        match judge(ratio, limit) {
            Verdict::TooSlow => {
                is_too_slow = true;
                _ = write!(advice, "\n`{shape} {name}` has become slower.");
            }
            Verdict::Faster => {
                _ = write!(advice, "\n`{shape} {name}` has become faster: lower its ceiling.");
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

/// Reads lines of a shape, an operation and a number each.
fn read(ceilings: &str) -> Result<Vec<Ceiling>, String> {
    let lines = ceilings.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let ceiling = |line: &str| {
        let mut words = line.split_whitespace();
        let shape = Shape::named(words.next().unwrap_or_default())?;
        let operation = Operation::named(words.next().unwrap_or_default())?;
        let limit = words.next().and_then(|number| number.parse().ok());
        let limit = limit.ok_or_else(|| format!("no number on the line `{line}`"))?;
        Ok(Ceiling { shape, operation, limit })
    };
    lines.map(ceiling).collect()
}

#[expect(clippy::cast_precision_loss, reason = "the numbers are small enough for `f64`")]
fn as_f64(instructions: u64) -> f64 {
    instructions as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_case_has_one_ceiling() {
        let ceilings = read(CEILINGS).unwrap();
        let cases: Vec<_> =
            ceilings.iter().map(|ceiling| (ceiling.shape, ceiling.operation)).collect();
        assert_eq!(
            cases,
            [
                (Shape::Fanout8, Operation::Build),
                (Shape::Fanout8, Operation::Walk),
                (Shape::Fanout8, Operation::Descendants),
                (Shape::Fanout8, Operation::Visit),
                (Shape::Fanout8, Operation::Traverse),
                (Shape::Fanout8, Operation::Siblings),
                (Shape::Fanout8, Operation::Ascend),
                (Shape::Fanout8, Operation::Move),
                (Shape::Fanout8, Operation::Pop),
                (Shape::Fanout8, Operation::Drop),
                (Shape::Html, Operation::Build),
                (Shape::Html, Operation::Drop),
            ]
        );
        assert!(ceilings.iter().all(|ceiling| ceiling.limit > 0.0));
    }

    #[test]
    fn malformed_lines_are_refused() {
        assert_eq!(read("fanout8 walks 1.0").err().unwrap(), "no operation `walks`");
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

//! Divides the instructions that kinfolk needs by those of trees written by hand, and compares the
//! ratios with their ceilings. Counts of instructions hardly differ from run to run, so they show a
//! small loss of speed that a clock would miss.

use std::fmt::Write;

use crate::child::{Case, valgrind};
use crate::trees::{Form, Operation};

/// The file with the ceilings.
const CEILINGS: &str = include_str!("../ceilings");

/// How far a ratio may be above its ceiling. Another compiler or system makes some difference.
const ALLOWANCE: f64 = 1.03;

const NODES: usize = 20_000;

struct Ceiling {
    form: Form,
    operation: Operation,
    greatest: f64,
}

/// Returns the table of ratios, as an error if a ratio is too great.
pub(crate) fn guard() -> Result<String, String> {
    if valgrind().is_none() {
        return Err("`guard` counts instructions, and needs valgrind for it".into());
    }
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let instructions = |contender, form, operation: Operation| {
        let case = Case { contender, form, operation: operation.name(), nodes: NODES };
        Ok::<_, String>(precisely(case.instructions(&program)?.1))
    };
    let mut table =
        String::from("| shape | operation | kinfolk / by hand | ceiling |\n|---|---|---:|---:|");
    let mut advice = String::new();
    let mut is_too_much = false;
    for Ceiling { form, operation, greatest } in read(CEILINGS)? {
        let ratio =
            instructions("kinfolk", form, operation)? / instructions("by_hand", form, operation)?;
        let (shape, name) = (form.name(), operation.name());
        _ = write!(table, "\n| {shape} | {name} | {ratio:.3} | {greatest:.3} |");
        match judge(ratio, greatest) {
            Verdict::TooMuch => {
                is_too_much = true;
                _ = write!(advice, "\n`{shape} {name}` has become slower.");
            }
            Verdict::Faster => {
                _ = write!(advice, "\n`{shape} {name}` has become faster: lower its ceiling.");
            }
            Verdict::Fine => (),
        }
    }
    if !is_too_much {
        return Ok(format!("{table}\n{advice}"));
    }
    Err(format!(
        "{table}\n{advice}\n\
         See where the instructions are: run the case under callgrind as `benches/README.md` says, before and \
         after the change, and compare. If it is worth what it costs, raise the ceiling in `benches/ceilings`, \
         and say why."
    ))
}

#[derive(PartialEq, Debug)]
enum Verdict {
    TooMuch,
    Fine,
    /// Faster by more than the allowance.
    Faster,
}

fn judge(ratio: f64, ceiling: f64) -> Verdict {
    if ratio > ceiling * ALLOWANCE {
        Verdict::TooMuch
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
        let form = Form::named(words.next().unwrap_or_default())?;
        let operation = Operation::named(words.next().unwrap_or_default())?;
        let greatest = words.next().and_then(|number| number.parse().ok());
        let greatest = greatest.ok_or_else(|| format!("no number on the line `{line}`"))?;
        Ok(Ceiling { form, operation, greatest })
    };
    lines.map(ceiling).collect()
}

#[expect(clippy::cast_precision_loss, reason = "there are not so many instructions")]
fn precisely(instructions: u64) -> f64 {
    instructions as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_case_has_one_ceiling() {
        let ceilings = read(CEILINGS).unwrap();
        let cases: Vec<_> =
            ceilings.iter().map(|ceiling| (ceiling.form, ceiling.operation)).collect();
        assert_eq!(
            cases,
            [
                (Form::Fanout8, Operation::Build),
                (Form::Fanout8, Operation::Walk),
                (Form::Fanout8, Operation::Descendants),
                (Form::Fanout8, Operation::Ascend),
                (Form::Fanout8, Operation::Move),
                (Form::Fanout8, Operation::Drop),
                (Form::Html, Operation::Build),
                (Form::Html, Operation::Drop),
            ]
        );
        assert!(ceilings.iter().all(|ceiling| ceiling.greatest > 0.0));
    }

    #[test]
    fn a_line_that_is_no_ceiling_is_refused() {
        assert_eq!(read("fanout8 walks 1.0").err().unwrap(), "no operation `walks`");
        assert_eq!(read("fanout8 walk").err().unwrap(), "no number on the line `fanout8 walk`");
        assert!(read("walk 1.0").is_err());
    }

    #[test]
    fn there_is_some_allowance() {
        assert_eq!(judge(1.02, 1.0), Verdict::Fine);
        assert_eq!(judge(1.04, 1.0), Verdict::TooMuch);
        assert_eq!(judge(0.98, 1.0), Verdict::Fine);
        assert_eq!(judge(0.96, 1.0), Verdict::Faster);
    }
}

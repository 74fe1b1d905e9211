//! An interpreter: compares environments and functions that are nodes, with the variables in a
//! traced value, with the same in `Rc<RefCell<HashMap<..>>>`, written by hand.

mod by_hand;
mod program;
mod with_kinfolk;

use kinfolk::collect;
use kinfolk::collect::collect_every;

use by_hand::ByHand;
use program::Memory;
use with_kinfolk::WithKinfolk;

use crate::case::count_instructions;
use crate::count_row::add_row;
use crate::stopwatch;

const CONTENDERS: [&str; 2] = ["kinfolk", "by_hand"];

/// The programs, each with the size in the table.
const PROGRAMS: [(&str, i64); 3] = [("fib", 20), ("closures", 10_000), ("cycles", 10_000)];

/// As the example does.
const COLLECT_EVERY: usize = 10_000;

/// Runs a program, and returns its value, which is the same for all contenders.
pub(crate) fn run(contender: &str, program: &str, size: usize) -> Result<String, String> {
    match contender {
        "kinfolk" => {
            collect_every(COLLECT_EVERY);
            let value = measure::<WithKinfolk>(program, size);
            collect();
            value
        }
        "by_hand" => measure::<ByHand>(program, size),
        other => Err(format!("no contender `{other}`")),
    }
}

fn measure<M: Memory>(program: &str, size: usize) -> Result<String, String> {
    let size = i64::try_from(size).map_err(|error| error.to_string())?;
    let program = match program {
        "fib" => program::fib(size),
        "closures" => program::closures(size),
        "cycles" => program::cycles(size),
        other => return Err(format!("no program `{other}`")),
    };
    stopwatch::run(|| program::run::<M>(&program)).map(|value| value.to_string())
}

/// Counts the instructions of all programs, and returns the table.
pub(crate) fn table() -> Result<String, String> {
    let path = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut table =
        String::from("| program | kinfolk | by hand | kinfolk / by hand |\n|---|--:|--:|--:|");
    for (program, size) in PROGRAMS {
        let counts = CONTENDERS.map(|contender| {
            let arguments = ["interpreter", contender, program, &size.to_string()];
            count_instructions(&path, &arguments.map(str::to_owned))
        });
        let [kinfolk, by_hand] = counts;
        let (kinfolk, by_hand) = (kinfolk?, by_hand?);
        if kinfolk.0 != by_hand.0 {
            return Err(format!("{program}: {} is not {}", kinfolk.0, by_hand.0));
        }
        add_row(&mut table, &format!("{program}({size})"), &[kinfolk.1, by_hand.1]);
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_contenders_have_the_same_value() {
        for (program, value) in [("fib", "55"), ("closures", "55"), ("cycles", "55")] {
            for contender in CONTENDERS {
                assert_eq!(run(contender, program, 10), Ok(value.into()), "{contender} {program}");
            }
        }
        kinfolk::assert_no_leaks!();
    }
}

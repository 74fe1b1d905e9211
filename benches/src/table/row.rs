//! What is measured in one row of the table.

use std::path::PathBuf;

use crate::case::{count_instructions, output_of};

/// One operation. The first contender is kinfolk, and the second the one that it is compared with.
pub(crate) struct Row {
    pub(crate) topic: &'static str,
    pub(crate) operation: String,
    /// How many times the operation is done, if the case does not print it.
    pub(crate) times: usize,
    pub(crate) contenders: Vec<Contender>,
}

pub(crate) struct Contender {
    pub(crate) name: &'static str,
    /// The command line of its case.
    pub(crate) arguments: Vec<String>,
    /// The command line of a case with only the loop around the operation, which is subtracted.
    pub(crate) loop_alone: Option<Vec<String>>,
    /// Another program than the one that is running.
    pub(crate) program: Option<PathBuf>,
}

impl Contender {
    pub(crate) fn new(name: &'static str, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Contender { name, arguments, loop_alone: None, program: None }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Quantity {
    Instructions,
    Nanoseconds,
}

impl Row {
    /// Measures one contender once: the figure of one operation, and the answer.
    pub(crate) fn measure(
        &self,
        contender: &Contender,
        quantity: Quantity,
    ) -> Result<(f64, String), String> {
        let measure = |arguments: &[String]| self.measure_case(contender, arguments, quantity);
        let (figure, answer) = measure(&contender.arguments)?;
        let around = match &contender.loop_alone {
            Some(arguments) => measure(arguments)?.0,
            None => 0.0,
        };
        Ok(((figure - around).max(0.0), answer))
    }

    fn measure_case(
        &self,
        contender: &Contender,
        arguments: &[String],
        quantity: Quantity,
    ) -> Result<(f64, String), String> {
        let program = match &contender.program {
            Some(program) => program.clone(),
            None => std::env::current_exe().map_err(|error| error.to_string())?,
        };
        let arguments = [&["timed".to_owned()], arguments].concat();
        let (output, counted) = match quantity {
            Quantity::Instructions => {
                let (output, instructions) = count_instructions(&program, &arguments)?;
                (output, Some(instructions))
            }
            Quantity::Nanoseconds => {
                (output_of(std::process::Command::new(&program).args(&arguments))?.0, None)
            }
        };
        let Printed { elapsed, times, answer } = Printed::read(&output)?;
        Ok((ratio(counted.unwrap_or(elapsed), times.unwrap_or(self.times as u64)), answer))
    }
}

#[expect(clippy::cast_precision_loss, reason = "the numbers are small enough for `f64`")]
fn ratio(all: u64, times: u64) -> f64 {
    all as f64 / times as f64
}

/// What `timed` prints: the lines of the case, and the time.
struct Printed {
    elapsed: u64,
    times: Option<u64>,
    answer: String,
}

impl Printed {
    fn read(output: &str) -> Result<Self, String> {
        let mut printed = Printed { elapsed: 0, times: None, answer: String::new() };
        let mut is_timed = false;
        for line in output.lines() {
            let number = |text: &str| text.parse().map_err(|_| format!("no number in {line:?}"));
            match line.split_once(' ') {
                Some(("elapsed", nanoseconds)) => {
                    printed.elapsed = number(nanoseconds)?;
                    is_timed = true;
                }
                Some(("times", times)) => printed.times = Some(number(times)?),
                // That of the case itself, which differs each time.
                Some(("nanoseconds", _)) => {}
                _ => printed.answer += line,
            }
        }
        if is_timed { Ok(printed) } else { Err(format!("no time in {output:?}")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_of_a_case_is_read() {
        let printed = Printed::read("nanoseconds 9\ntimes 3\nanswer 7\nelapsed 8").unwrap();
        assert_eq!((printed.elapsed, printed.times), (8, Some(3)));
        assert_eq!(printed.answer, "answer 7");
        assert_eq!(Printed::read("42\nelapsed 8").unwrap().answer, "42");
        assert!(Printed::read("42").is_err());
        assert!(Printed::read("elapsed x").is_err());
    }
}

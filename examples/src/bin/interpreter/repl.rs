//! Reads statements, runs them, and prints their values.

use std::error::Error;
use std::io::{BufRead, IsTerminal, Write, stdin};

use kinfolk::Rc;

use crate::evaluate::{self, RunError};
use crate::model::Env;
use crate::parse;
use crate::value::Value;

/// Runs what it reads, up to the end of the input. Mistakes end a statement, and not the program.
///
/// # Errors
/// If `input` or `out` fail.
pub fn run(input: impl BufRead, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let program = evaluate::new_program();
    // Without a terminal, this may be a test, or part of a pipe.
    let prompts = if stdin().is_terminal() { ["> ", "  "] } else { ["", ""] };
    let mut text = String::new();
    prompt(prompts[0], out)?;
    for line in input.lines() {
        text.push_str(&line?);
        text.push('\n');
        let is_complete = run_if_complete(&text, &program, out)?;
        if is_complete {
            text.clear();
        }
        prompt(prompts[usize::from(!is_complete)], out)?;
    }
    if let Err(error) = parse::parse(&text) {
        writeln!(out, "{error}")?;
    }
    Ok(())
}

fn prompt(prompt: &str, out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(prompt.as_bytes())?;
    out.flush()
}

/// Runs a text, unless it is the beginning of a longer one. Returns whether it was run.
fn run_if_complete(
    text: &str,
    program: &Rc<Env>,
    out: &mut dyn Write,
) -> Result<bool, Box<dyn Error>> {
    let statements = match parse::parse(text) {
        Ok(statements) => statements,
        Err(error) if error.is_unfinished => return Ok(false),
        Err(error) => {
            writeln!(out, "{error}")?;
            return Ok(true);
        }
    };
    match evaluate::run(&statements, program, out) {
        Ok(Value::Nothing) => {}
        Ok(value) => writeln!(out, "{value}")?,
        Err(RunError::Output(error)) => return Err(error.into()),
        Err(error) => writeln!(out, "{error}")?,
    }
    Ok(true)
}

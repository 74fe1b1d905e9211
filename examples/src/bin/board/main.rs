//! A project board: loads it from JSON with all its references, changes it, copies boards, draws it,
//! and saves it.
//!
//! ```text
//! cargo run -p kinfolk-examples --bin board -- FILE.json [COMMAND ..]
//! cargo run -p kinfolk-examples --bin board -- examples/data/board.json "move 3 to Done" show
//! ```
//!
//! Start with `examples/data/board.json`. Each further argument is a command; without one, the program
//! reads commands from its input, a line each, or shows the boards if you give none.
//! `--help` lists the commands.
//!
//! This example shows:
//!
//! * saved references: the file has ids, the nodes have links to people, labels and cards (`model`),
//! * what is wrong with a file, all at once, each with its path (`load`),
//! * children by key, and values (`model`),
//! * a copy of a part of the graph, with its inner links re-pointed (`command`),
//! * pictures (`command`).

#![forbid(unsafe_code)]

mod command;
mod load;
mod model;

use std::env;
use std::error::Error;
use std::io::{self, BufRead, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use kinfolk::Node;

const USAGE: &str = "usage: board FILE.json [COMMAND ..]";

fn main() -> ExitCode {
    let arguments: Vec<String> =
        env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    let (file, commands) = match &arguments[..] {
        [help] if help == "--help" || help == "-h" => {
            println!("Loads a project board, and changes it.\n\n{USAGE}\n\n{}", command::USAGE);
            return ExitCode::SUCCESS;
        }
        [] => {
            eprintln!("board: no JSON file given\n{USAGE}");
            return ExitCode::from(2);
        }
        [file, commands @ ..] => (Path::new(file), commands),
    };
    match run(file, commands) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("board: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether the reader of our output has closed the pipe, as `head` does after its last line.
fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn run(file: &Path, commands: &[String]) -> Result<(), Box<dyn Error>> {
    let workspace = load::load(file)?;
    let mut out = BufWriter::new(io::stdout().lock());
    if !commands.is_empty() {
        for command in commands {
            command::run(&workspace, command, &mut out)?;
        }
    } else if io::stdin().is_terminal() {
        command::run(&workspace, "show", &mut out)?;
    } else {
        for line in io::stdin().lock().lines() {
            let line = line?;
            if !line.trim().is_empty() {
                command::run(&workspace, &line, &mut out)?;
            }
        }
    }
    workspace.validate()?;
    out.flush()?;
    Ok(())
}

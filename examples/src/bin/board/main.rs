//! A project board: loads it from JSON with all its references, changes it with undo and redo, searches
//! it, copies boards, draws it, and saves it. In a terminal it shows the board, and you edit it by keys.
//!
//! ```text
//! cargo run -p kinfolk-examples --bin board -- [--tui] FILE.json
//! cargo run -p kinfolk-examples --bin board -- FILE.json COMMAND ..
//! cargo run -p kinfolk-examples --bin board -- examples/data/board.json "move 3 to Done" undo show
//! ```
//!
//! Start with `examples/data/board.json`. Each further argument is a command. Without one, the program
//! shows the board if it runs in a terminal, where `?` lists the keys; else it reads commands from its
//! input, a line each. `--help` lists the commands: `add`, `rename`, `move`, `assign`, `remove`, `undo`,
//! `redo`, `find`, `import` and more.
//!
//! This example shows:
//!
//! * saved references: the file has ids, the nodes have links to people, labels and cards (`model`),
//! * what is wrong with a file, all at once, each with its path (`load`),
//! * children by key, and values (`model`),
//! * a history, which undoes each edit without code for it (`document`, `edit`),
//! * a removal with all that belongs to it, as one step (`edit`),
//! * an import that adds everything or nothing (`import`),
//! * observers: one keeps a search index (`search`), one the model of list widgets (`lanes`),
//! * a copy of a part of the graph, with its inner links re-pointed (`edit`),
//! * pictures (`command`),
//! * a graph under a terminal interface (`tui`).

#![forbid(unsafe_code)]

mod command;
mod document;
mod edit;
mod import;
mod lanes;
mod load;
mod model;
mod refused;
mod search;
mod tui;

#[cfg(test)]
mod tests;

use std::env;
use std::io::{self, BufRead, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use kinfolk::Node;
use kinfolk_examples::is_closed_pipe;

use crate::document::Document;
use crate::refused::{Result, refused};

const USAGE: &str = "usage: board [--tui] FILE.json [COMMAND ..]";

fn main() -> ExitCode {
    let arguments: Vec<String> =
        env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        ["--help" | "-h"] => {
            println!("Loads a project board, and changes it.\n\n{USAGE}\n\n{}", command::USAGE);
            Ok(())
        }
        ["--tui", file] => open_tui(file),
        [] | ["--tui", ..] => {
            let problem =
                if arguments.len() < 2 { "no JSON file given" } else { "--tui takes a file only" };
            eprintln!("board: {problem}\n{USAGE}");
            return ExitCode::from(2);
        }
        [file] if io::stdin().is_terminal() && io::stdout().is_terminal() => open_tui(file),
        [file, ref commands @ ..] => run_commands(file, commands),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("board: {error}");
            ExitCode::FAILURE
        }
    }
}

fn open_tui(file: &str) -> Result {
    tui::run(Document::open(Path::new(file))?)
}

fn run_commands(file: &str, commands: &[&str]) -> Result {
    let document = Document::open(Path::new(file))?;
    let mut out = BufWriter::new(io::stdout().lock());
    if !commands.is_empty() {
        for command in commands {
            command::run(&document, command, &mut out)?;
        }
    } else if io::stdin().is_terminal() {
        command::run(&document, "show", &mut out)?;
    } else {
        run_lines(&document, &mut out)?;
    }
    document.workspace.validate()?;
    out.flush()?;
    Ok(())
}

/// Carries out the commands of the input. One that is refused changes nothing, so the others go on.
fn run_lines(document: &Document, out: &mut impl Write) -> Result {
    let mut refused_count = 0;
    for line in io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        match command::run(document, &line, out) {
            Err(error) if is_closed_pipe(&*error) => return Err(error),
            Err(error) => {
                out.flush()?;
                eprintln!("board: {error}");
                refused_count += 1;
            }
            Ok(()) => {}
        }
    }
    out.flush()?;
    match refused_count {
        0 => Ok(()),
        1 => refused("a command was refused"),
        count => refused(format!("{count} commands were refused")),
    }
}

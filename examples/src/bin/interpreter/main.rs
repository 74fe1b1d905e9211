//! An interpreter for a small language with closures.
//!
//! ```text
//! cargo run -p kinfolk-examples --bin interpreter -- [--leaks] [FILE]
//! ```
//!
//! Without a FILE, it reads and runs statements one after the other, and prints their values.
//! `examples/data/interpreter` has programs to run. With `--leaks`, it says at the end which cycles
//! the program has left.
//!
//! This example shows:
//!
//! * handles inside of data: variables are in a `HashMap<String, Value>`, and a `Value` may be a
//!   function, or a list with functions in it. `#[derive(Trace)]` and `#[graph(value, trace)]` show
//!   these handles to the library (`model`, `value`),
//! * that a closure that is stored in its own environment, as each function with a name is, is a cycle
//!   of strong handles: [`collect_every`] frees those that a program has left, while it runs, and
//!   [`leaks`] names them,
//! * that the interpreter needs no list of its objects, no arena and no collector of its own
//!   (`evaluate`),
//! * how a link is set before anything else sees a new node: `into_graph_with` (`model`).
//!
//! The language: [`parse`] has the grammar. Variables are defined by `let`, functions by `fn`, and
//! both may be anywhere. A function may use the variables around it, change them, be returned and be
//! stored. A block has the value of its last statement.

#![forbid(unsafe_code)]

mod builtins;
mod evaluate;
mod lexer;
mod model;
mod parse;
mod repl;
mod syntax;
mod value;

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use kinfolk::collect::collect_every;
use kinfolk::{collect, leaks, live_nodes};
use kinfolk_examples::is_closed_pipe;

use evaluate::STACK;

const USAGE: &str = "usage: interpreter [--leaks] [FILE]";

/// How many links that may close a cycle are set before the next collection: at least one for each
/// environment and each function.
const COLLECT_EVERY: usize = 10_000;

fn main() -> ExitCode {
    let mut arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let leaks_at = arguments.iter().position(|argument| argument == "--leaks");
    if let Some(index) = leaks_at {
        arguments.remove(index);
    }
    let file = match &arguments[..] {
        [help] if help == "--help" || help == "-h" => {
            println!("Runs a program in a small language with closures.\n\n{USAGE}");
            return ExitCode::SUCCESS;
        }
        [] => None,
        [file] => Some(PathBuf::from(file)),
        [..] => {
            eprintln!("interpreter: only one file is allowed\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    // The evaluator recurses, so it needs a stack of a known size. Nodes stay in their thread.
    let run = move || start(file.as_deref(), leaks_at.is_some());
    let thread = thread::Builder::new().stack_size(STACK).spawn(run);
    thread.expect("the system has a thread for us").join().unwrap_or(ExitCode::FAILURE)
}

fn start(file: Option<&Path>, shows_leaks: bool) -> ExitCode {
    let name = file.map_or("the input".into(), |file| file.display().to_string());
    match run(file, shows_leaks) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("interpreter: {name}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(file: Option<&Path>, shows_leaks: bool) -> Result<(), Box<dyn Error>> {
    collect_every(COLLECT_EVERY);
    let mut out = BufWriter::new(io::stdout().lock());
    let result = match file {
        None => repl::run(io::stdin().lock(), &mut out),
        Some(file) => run_file(file, &mut out),
    };
    let shown = if shows_leaks { show_leaks(&mut out) } else { Ok(()) };
    collect();
    // What the program printed before a mistake is shown, too.
    let flushed = out.flush();
    result?;
    Ok(shown.and(flushed)?)
}

fn run_file(file: &Path, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let program = parse::parse(&fs::read_to_string(file)?)?;
    evaluate::run(&program, &evaluate::new_program(), out)?;
    Ok(())
}

/// Says which cycles are left of a program that has ended, and frees them.
fn show_leaks(out: &mut dyn Write) -> io::Result<()> {
    let leaks = leaks();
    if leaks.is_empty() {
        writeln!(out, "leaks: none")?;
    }
    for leak in leaks {
        writeln!(out, "leaks: {leak}")?;
    }
    writeln!(out, "collect: {} nodes freed", collect().freed())?;
    match live_nodes() {
        Some(count) => writeln!(out, "live_nodes: {count}"),
        None => Ok(()),
    }
}

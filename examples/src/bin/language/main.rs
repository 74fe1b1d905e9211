//! A small language: parses a program, resolves its names, folds its constants, and runs it.
//!
//! ```text
//! cargo run -p kinfolk-examples --bin language -- [--print] [FILE]
//! ```
//!
//! Without a FILE, it runs `examples/data/language/tour.lang`. With `--print`, it prints the folded
//! program in place of running it.
//!
//! This example shows:
//!
//! * a syntax tree as one node enum, with required children (`model`),
//! * how scopes need no tables: names climb by back-links, and weak links lead from each use to its
//!   definition (`resolve`),
//! * how expressions are replaced in place, and a required child takes the place of its owner
//!   (`fold`),
//! * handles as keys: a call's variables are in a map from definitions to values (`interpret`),
//! * errors that show where they are: the path to the root (`interpret`, `resolve`).
//!
//! Functions are definitions, not values: the language has no closures.

#![forbid(unsafe_code)]

mod fold;
mod interpret;
mod lexer;
mod model;
mod parse;
mod print;
mod resolve;
mod value;

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kinfolk::{Graph, Node};
use kinfolk_examples::is_closed_pipe;

const USAGE: &str = "usage: language [--print] [FILE]";

fn main() -> ExitCode {
    let mut arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let print_at = arguments.iter().position(|argument| argument == "--print");
    if let Some(index) = print_at {
        arguments.remove(index);
    }
    let file = match &arguments[..] {
        [help] if help == "--help" || help == "-h" => {
            println!("Runs a program in a small language.\n\n{USAGE}");
            return ExitCode::SUCCESS;
        }
        [] => Path::new(env!("CARGO_MANIFEST_DIR")).join("data/language/tour.lang"),
        [file] => PathBuf::from(file),
        [..] => {
            eprintln!("language: only one file is allowed\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&file, print_at.is_some()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("language: {}: {error}", file.display());
            ExitCode::FAILURE
        }
    }
}

fn run(file: &Path, print: bool) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(file)?;
    let program = parse::parse(&text)?.into_graph();
    resolve::resolve(&program)?;
    fold::fold(&program);
    program.validate()?;

    let mut out = BufWriter::new(io::stdout().lock());
    if print {
        out.write_all(print::statements_of(&program.body.get()).as_bytes())?;
    } else {
        let result = interpret::run(&program, &mut out);
        // What the program printed before an error is shown, too.
        out.flush()?;
        result?;
    }
    out.flush()?;
    Ok(())
}

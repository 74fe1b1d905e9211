//! Loads an organisation from JSON as a live graph, asks it questions, and reorganises it.
//!
//! ```text
//! cargo run -p kinfolk-examples --bin org_chart -- FILE.json [OUT.json]
//! ```
//!
//! `examples/data/organisation.json` is a file to start with. With `OUT.json`, the reorganised
//! whole is saved there; without, the part that has changed is printed.
//!
//! What it shows:
//!
//! * structs that serde reads become graph types by attributes alone (`model`),
//! * weak links, declared on the struct and set after loading: each person's mentor (`load`),
//! * walking up and down, by methods on the nodes (`model`, `chart`),
//! * moving a subtree: identities and weak links survive, and a move that would put a department
//!   below itself is refused (`reorganise`),
//! * the way back to plain values, and so to JSON, by `#[graph(to_plain)]`.

#![forbid(unsafe_code)]

mod chart;
mod load;
mod model;
mod reorganise;

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use kinfolk::Node;

use model::Department;

const USAGE: &str = "usage: org_chart FILE.json [OUT.json]";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let (file, save_to) = match &arguments[..] {
        [help] if help == "--help" || help == "-h" => {
            println!("Shows an organisation as a live graph, and reorganises it.\n\n{USAGE}");
            return ExitCode::SUCCESS;
        }
        [file] => (Path::new(file), None),
        [file, save_to] => (Path::new(file), Some(Path::new(save_to))),
        [] => return wrong_usage("which organisation? give a JSON file"),
        [..] => return wrong_usage("one file to read and one to write, please, and no more"),
    };
    match run(file, save_to) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("org_chart: {error}");
            ExitCode::FAILURE
        }
    }
}

fn wrong_usage(problem: &str) -> ExitCode {
    eprintln!("org_chart: {problem}\n{USAGE}");
    ExitCode::from(2)
}

/// Whether the reader of our output has seen enough, as `head` does.
fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn run(file: &Path, save_to: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let organisation = load::load(file)?;

    let mut out = BufWriter::new(io::stdout().lock());
    chart::print(&mut out, &organisation)?;
    chart::print_upwards(&mut out, &organisation)?;
    chart::print_downwards(&mut out, &organisation)?;
    chart::print_mentors(&mut out, &organisation)?;

    let changed = reorganise::move_a_team(&mut out, &organisation)?;
    reorganise::try_the_impossible(&mut out, &organisation)?;
    organisation.validate()?;

    match (save_to, changed) {
        (Some(path), _) => {
            fs::write(path, to_json(&organisation.to_plain())?)
                .map_err(|error| format!("cannot write `{}`: {error}", path.display()))?;
            writeln!(out, "\nSaved as {}.", path.display())?;
        }
        (None, Some(department)) => {
            let json = to_json(&department.to_plain())?;
            write!(out, "\nWhat has changed, as JSON again:\n{json}")?;
        }
        (None, None) => {}
    }
    out.flush()?;
    Ok(())
}

/// A plain value knows nothing of the graph: serde writes it like any other.
fn to_json(department: &Department) -> serde_json::Result<String> {
    let mut json = serde_json::to_string_pretty(department)?;
    json.push('\n');
    Ok(json)
}

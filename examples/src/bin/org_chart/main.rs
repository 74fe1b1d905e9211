//! Loads an organisation from JSON into a live graph, queries it, and reorganises it.
//!
//! ```text
//! cargo run -p kinfolk-examples --bin org_chart -- FILE.json [OUT.json]
//! ```
//!
//! Start with `examples/data/organisation.json`. If you name an `OUT.json`, the program saves the
//! reorganised organisation there. Otherwise it prints the part that has changed.
//!
//! This example shows:
//!
//! * how attributes turn structs that serde reads into graph types (`model`),
//! * saved references: the file has the id of each person's mentor, the node a weak link (`model`,
//!   `load`),
//! * how methods on the nodes walk up and down (`model`, `chart`),
//! * how to move a subtree: handles and weak links to it stay valid, and a move that would put a
//!   department below itself is refused (`reorganise`),
//! * a child that is always there: each department has a head, which can be replaced, not removed
//!   (`reorganise`),
//! * how `#[graph(to_plain)]` turns a graph back into plain values, and so into JSON.

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
use kinfolk_examples::is_closed_pipe;

use model::Department;

const USAGE: &str = "usage: org_chart FILE.json [OUT.json]";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let (file, save_to) = match &arguments[..] {
        [help] if help == "--help" || help == "-h" => {
            println!("Loads an organisation as a live graph, and reorganises it.\n\n{USAGE}");
            return ExitCode::SUCCESS;
        }
        [file] => (Path::new(file), None),
        [file, save_to] => (Path::new(file), Some(Path::new(save_to))),
        [] => return wrong_usage("no JSON file given"),
        [..] => return wrong_usage("only one file to read and one to write are allowed"),
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

fn run(file: &Path, save_to: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let organisation = load::load(file)?;

    let mut out = BufWriter::new(io::stdout().lock());
    chart::print(&mut out, &organisation)?;
    chart::print_longest_reporting_line(&mut out, &organisation)?;
    chart::print_people_by_department(&mut out, &organisation)?;
    chart::print_mentors(&mut out, &organisation)?;

    let changed = reorganise::move_a_team(&mut out, &organisation)?;
    reorganise::change_a_head(&mut out, &organisation)?;
    reorganise::try_to_close_cycles(&mut out, &organisation)?;
    organisation.validate()?;

    match (save_to, changed) {
        (Some(path), _) => {
            fs::write(path, to_json(&organisation.to_plain())?)
                .map_err(|error| format!("cannot write `{}`: {error}", path.display()))?;
            writeln!(out, "\nSaved to {}.", path.display())?;
        }
        (None, Some(department)) => {
            let json = to_json(&department.to_plain())?;
            write!(out, "\nThe changed department as JSON:\n{json}")?;
        }
        (None, None) => {}
    }
    out.flush()?;
    Ok(())
}

/// A plain value has no links to nodes, so serde writes it like any other value.
fn to_json(department: &Department) -> serde_json::Result<String> {
    let mut json = serde_json::to_string_pretty(department)?;
    json.push('\n');
    Ok(json)
}

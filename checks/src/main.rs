//! Checks the layout of the sources of kinfolk: `cargo run -p kinfolk-checks -- imports`.
//!
//! `imports` compares the imports between the modules of each crate with the file `checks/floors`,
//! which says how to read and to change it. `imports --table` prints how many imports lead from
//! which floor to which, as a table in Markdown, and `imports --list` prints each import. Run it in
//! the root of the workspace.

#![forbid(unsafe_code)]

mod circles;
mod floors;
mod imports;
mod report;
mod source;

use std::process::ExitCode;
use std::{env, fs};

use floors::{Crate, FILE};
use imports::Imports;

const USAGE: &str = "usage: kinfolk-checks imports [--table | --list]";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments[..] {
        ["imports"] => check(),
        ["imports", "--table"] => print_tables(),
        ["imports", "--list"] => print_lists(),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn check() -> Result<(), String> {
    let mut mistakes = Vec::new();
    for (floors, imports) in crates()? {
        mistakes.extend(report::mistakes(&floors, &imports));
        println!("{}", report::summary(&floors, &imports));
    }
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes.join("\n")) }
}

fn print_tables() -> Result<(), String> {
    for (floors, imports) in crates()? {
        println!("`{}`:\n\n{}", floors.folder, report::table(&floors, &imports));
    }
    Ok(())
}

fn print_lists() -> Result<(), String> {
    for (floors, imports) in crates()? {
        println!("{}:\n{}", floors.folder, report::list(&imports));
    }
    Ok(())
}

/// Each crate of the file of floors, and the imports between its modules.
fn crates() -> Result<Vec<(Crate, Imports)>, String> {
    let read = |path: &str| fs::read_to_string(path).ok();
    let text = read(FILE).ok_or_else(|| format!("{FILE} cannot be read"))?;
    floors::parse(&text)?
        .into_iter()
        .map(|floors| {
            let imports = Imports::of(&source::load(&floors.folder, &read)?);
            Ok((floors, imports))
        })
        .collect()
}

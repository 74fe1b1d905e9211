//! Reads a folder from disk into a live graph, prints it, and changes the graph in memory.
//!
//! ```text
//! cargo run --release -p kinfolk-examples --bin folders -- PATH
//! ```
//!
//! This example shows:
//!
//! * how `into_graph` turns plain values into a graph and sets every back-link (`scan`, `model`),
//! * a union of node types: a folder's entries are folders, files and symlinks (`model`),
//! * children by key: a folder owns its entries in a `BTreeMap`, so it finds them by name and keeps
//!   them sorted (`model`),
//! * weak links: a symlink points at its target's node and does not keep it alive (`model`),
//! * methods on nodes: one sums sizes, another walks up to build a path (`model`),
//! * what strong handles, weak handles and weak links find when you move, detach and drop a part of
//!   the graph (`changes`).
//!
//! Nothing on disk changes.

#![forbid(unsafe_code)]

mod changes;
mod model;
mod outline;
mod progress;
mod scan;

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use kinfolk::{Graph, Node};
use kinfolk_examples::is_closed_pipe;

use model::resolve_symlinks;
use progress::Progress;
use scan::Scan;

const USAGE: &str = "usage: folders PATH";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let path = match &arguments[..] {
        [help] if help == "--help" || help == "-h" => {
            println!("Shows a folder as a live graph. Does not change the disk.\n\n{USAGE}");
            return ExitCode::SUCCESS;
        }
        [path] => Path::new(path),
        [] => return wrong_usage("no folder given"),
        [..] => return wrong_usage("only one path is allowed"),
    };
    match run(path) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("folders: {error}");
            ExitCode::FAILURE
        }
    }
}

fn wrong_usage(problem: &str) -> ExitCode {
    eprintln!("folders: {problem}\n{USAGE}");
    ExitCode::from(2)
}

fn run(path: &Path) -> Result<(), Box<dyn Error>> {
    let Scan { root, skipped } = scan::scan(path, &mut Progress::on_stderr())?;

    let root = root.into_graph();
    resolve_symlinks(&root);

    let mut out = BufWriter::new(io::stdout().lock());
    outline::print(&mut out, &root)?;
    if skipped > 0 {
        writeln!(out, "(skipped because they could not be read: {skipped})")?;
    }
    changes::show(&mut out, &root)?;
    root.validate()?;
    out.flush()?;
    Ok(())
}

//! Finalizers at work: what runs when a part of a graph dies, in which order, and what it can see.
//!
//! ```text
//! cargo run -p kinfolk-examples --bin finalizers [-- PATH]
//! ```
//!
//! All that it makes on disk is in a fresh directory, in the folder PATH or else in the system's one
//! for temporary files, and is gone at the end.
//!
//! What it shows:
//!
//! * hooks that delete real files, the owner's before those of what it owns, and attached finalizers
//!   that remove the directories after that (`project`),
//! * a hook that brings its node back, once (`revival`),
//! * a pool whose buffers return to it any number of times, by the hooks of their leases (`pool`),
//! * a hook that panics, and those after it, which run all the same (`plugins`),
//! * a finalizer for a single node, given at run time: attached, detached, called early (`attached`),
//! * an `ExitGuard`, for nodes that are still held when the program ends (here).

#![forbid(unsafe_code)]

mod attached;
mod output;
mod plugins;
mod pool;
mod project;
mod revival;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kinfolk::death::ExitGuard;
use kinfolk::{Graph, Rc};

use output::say;

const USAGE: &str = "usage: finalizers [PATH]";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let path = match &arguments[..] {
        [help] if help == "--help" || help == "-h" => {
            say!("Shows finalizers at work. What it makes in PATH, it deletes again.\n\n{USAGE}");
            return ExitCode::SUCCESS;
        }
        [] => env::temp_dir(),
        [path] => path.into(),
        [..] => {
            eprintln!("finalizers: only one path, please\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&path) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("finalizers: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The directory that everything is made in. It has no hook.
#[derive(Graph)]
struct Scratch {
    path: PathBuf,
}

fn run(path: &Path) -> Result<(), String> {
    // The first variable is the last to go, however this function ends.
    let at_exit = ExitGuard::new();

    let path = path.join(format!("kinfolk-finalizers-{}", std::process::id()));
    let scratch = make_scratch(path)?;

    project::show(&scratch.path)?;
    revival::show();
    pool::show();
    plugins::show();
    attached::show();

    // The directory's node is held, as if by a static: it does not die. Its type's hook would not
    // run, if it had one; its attached finalizer does.
    say!("\nThe program ends");
    drop(at_exit);

    if scratch.path.exists() {
        return Err(format!("something is left in `{}`", scratch.path.display()));
    }
    say!("  nothing is left on disk");
    Ok(())
}

fn make_scratch(path: PathBuf) -> Result<Rc<Scratch>, String> {
    fs::create_dir(&path).map_err(output::cannot("make", &path))?;
    say!("Working in {}", path.display());
    let scratch = Scratch { path }.into_graph();
    project::remove_directory_after(&scratch, "the working directory", &scratch.path);
    Ok(scratch)
}

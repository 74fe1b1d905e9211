//! Finalizers: what runs when a part of a graph dies, in which order, and which nodes it can still
//! reach.
//!
//! ```text
//! cargo run -p kinfolk-examples --bin finalizers [-- PATH]
//! ```
//!
//! The program makes a new directory in PATH, or in the system's directory for temporary files. It
//! writes only there, and removes the directory at the end.
//!
//! This example shows:
//!
//! * hooks that delete real files, an owner's before its children's, and attached finalizers that
//!   then remove the directories (`project`),
//! * a hook that resurrects its node, once (`resurrection`),
//! * a pool whose buffers return to it any number of times, by the hooks of their leases (`pool`),
//! * a hook that panics, while the other hooks still run (`plugins`),
//! * a finalizer for a single node: attached at run time, detached, called early (`attached`),
//! * an `ExitGuard`, for nodes that are still held when the program ends (here).

#![forbid(unsafe_code)]

mod attached;
mod output;
mod plugins;
mod pool;
mod project;
mod resurrection;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kinfolk::death::ExitGuard;
use kinfolk::{Graph, Rc};

use output::outln;

const USAGE: &str = "usage: finalizers [PATH]";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let path = match &arguments[..] {
        [help] if help == "--help" || help == "-h" => {
            outln!("Shows finalizers. Deletes everything again that it makes in PATH.\n\n{USAGE}");
            return ExitCode::SUCCESS;
        }
        [] => env::temp_dir(),
        [path] => path.into(),
        [..] => {
            eprintln!("finalizers: only one path is allowed\n{USAGE}");
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

/// The directory that the program works in. The type has no hook.
#[derive(Graph)]
struct Scratch {
    path: PathBuf,
}

fn run(path: &Path) -> Result<(), String> {
    // Rust drops variables in reverse order, so the guard is dropped last if this function returns
    // early.
    let at_exit = ExitGuard::new();

    let path = path.join(format!("kinfolk-finalizers-{}", std::process::id()));
    let scratch = make_scratch(path)?;

    project::show(&scratch.path)?;
    resurrection::show();
    pool::show();
    plugins::show();
    attached::show();

    // `scratch` is still held, as if by a static, so it does not die. A hook of its type would not
    // run. The guard runs its attached finalizer all the same.
    outln!("\nThe program ends");
    drop(at_exit);

    if scratch.path.exists() {
        return Err(format!("files are left in `{}`", scratch.path.display()));
    }
    outln!("  no files are left on disk");
    Ok(())
}

fn make_scratch(path: PathBuf) -> Result<Rc<Scratch>, String> {
    fs::create_dir(&path).map_err(output::cannot("make", &path))?;
    outln!("Working in {}", path.display());
    let scratch = Scratch { path }.into_graph();
    project::remove_directory_after(&scratch, "the working directory", &scratch.path);
    Ok(scratch)
}

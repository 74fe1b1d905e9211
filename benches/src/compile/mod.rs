//! Measures the compile time that the derive costs, against other derives. Writes small crates into
//! a folder beside this program, and runs cargo on them.
//!
//! The contenders take turns, and the fastest round of each counts, since every disturbance makes a
//! round slower. If other programs are running, use many rounds.

mod cargo;
mod sources;

use std::fmt::Write;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use cargo::Crate;
use sources::{
    CONTENDERS, Contender, DEBUG_AND_CLONE, NO_DERIVE, TREE_NODE, dependency_of_kinfolk,
};

/// The default number of structs in a crate.
const STRUCTS: usize = 200;

/// The numbers of structs that show whether the cost grows linearly.
const SIZES: [usize; 3] = [20, STRUCTS, 2 * STRUCTS];

/// The procedural macros that `clean` builds from scratch, with their folder in this workspace. No
/// folder means that a macro comes from crates.io.
const MACROS: [(&str, &str); 3] =
    [("kinfolk-derive", "derive"), ("serde_derive", ""), ("thiserror-impl", "")];

/// Markdown tables of the time that `cargo` needs for each struct, with these arguments: `check`,
/// `build`, or `build --release`.
pub(crate) fn each_struct(command: &[&str], rounds: usize) -> io::Result<String> {
    let folder = folder()?;
    let mut crates = Vec::new();
    let mut add = |contender: &'static Contender, structs| {
        let name = format!("{}_{structs}", contender.crate_name);
        let written =
            Crate::write(&folder, &name, &contender.dependencies(), &contender.source(structs))?;
        crates.push((contender.name, structs, written));
        io::Result::Ok(())
    };
    for contender in &CONTENDERS {
        add(contender, STRUCTS)?;
    }
    let compared = [&NO_DERIVE, &DEBUG_AND_CLONE, &TREE_NODE];
    for structs in SIZES.into_iter().filter(|structs| *structs != STRUCTS) {
        for contender in compared {
            add(contender, structs)?;
        }
    }
    // The first run builds the dependencies too, so it is not counted.
    let target = folder.join("target");
    for (_, _, written) in &crates {
        written.cargo(command, &target)?;
    }
    let times = fastest(crates.len(), rounds, |index| {
        let written = &crates[index].2;
        written.touch()?;
        written.cargo(command, &target)
    })?;
    let time_of = |contender: &Contender, structs| {
        let is_it =
            |(name, size, _): &(&str, usize, _)| (*name, *size) == (contender.name, structs);
        crates.iter().position(is_it).map_or(f64::NAN, |index| times[index].as_secs_f64())
    };
    let cost_of = |contender: &Contender, structs: usize| {
        let difference = time_of(contender, structs) - time_of(&NO_DERIVE, structs);
        difference * 1e3 / as_f64(structs)
    };
    let ratio_of = |contender: &Contender, structs| {
        cost_of(contender, structs) / cost_of(&DEBUG_AND_CLONE, structs)
    };
    let mut table = format!(
        "| `cargo {}` of {STRUCTS} structs | ms a struct | / {} | all, s |\n|---|---:|---:|---:|",
        command.join(" "),
        DEBUG_AND_CLONE.name
    );
    for contender in &CONTENDERS {
        let (name, seconds) = (contender.name, time_of(contender, STRUCTS));
        if name == NO_DERIVE.name {
            _ = write!(table, "\n| {name} | | | {seconds:.3} |");
        } else {
            let (cost, ratio) = (cost_of(contender, STRUCTS), ratio_of(contender, STRUCTS));
            _ = write!(table, "\n| {name} | {cost:.2} | {ratio:.2} | {seconds:.3} |");
        }
    }
    _ = write!(table, "\n\n| ms a struct |");
    for structs in SIZES {
        _ = write!(table, " of {structs} |");
    }
    _ = write!(table, "\n|---|{}", "---:|".repeat(SIZES.len()));
    for contender in &compared[1..] {
        _ = write!(table, "\n| {} |", contender.name);
        for structs in SIZES {
            _ = write!(table, " {:.2} |", cost_of(contender, structs));
        }
    }
    Ok(table)
}

/// A table of the time that `cargo build` needs for each procedural macro with its dependencies.
pub(crate) fn clean(rounds: usize) -> io::Result<String> {
    let folder = folder()?;
    let mut crates = Vec::new();
    for (name, path) in MACROS {
        let dependency = match path {
            "" => format!("{name} = \"*\""),
            path => dependency_of_kinfolk(name, path),
        };
        let written = Crate::write(&folder, &format!("clean-{name}"), &dependency, "")?;
        written.cargo(&["fetch"], &folder)?;
        crates.push(written);
    }
    let target = folder.join("target-of-clean");
    let times = fastest(crates.len(), rounds, |index| {
        cargo::remove(&target)?;
        crates[index].cargo(&["build", "--package", MACROS[index].0], &target)
    })?;
    cargo::remove(&target)?;
    let mut table = String::from("| clean `cargo build` | s |\n|---|---:|");
    for ((name, _), time) in MACROS.iter().zip(times) {
        _ = write!(table, "\n| {name} | {:.2} |", time.as_secs_f64());
    }
    Ok(table)
}

/// The folder for the crates: beside this program, and so in the target directory.
fn folder() -> io::Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name("compile"))
}

/// The fastest of the rounds of each job.
fn fastest(
    jobs: usize,
    rounds: usize,
    run: impl Fn(usize) -> io::Result<Duration>,
) -> io::Result<Vec<Duration>> {
    let mut times = vec![Duration::MAX; jobs];
    for _ in 0..rounds.max(1) {
        for (job, fastest) in times.iter_mut().enumerate() {
            *fastest = run(job)?.min(*fastest);
        }
    }
    Ok(times)
}

#[expect(clippy::cast_precision_loss, reason = "the numbers are small enough for `f64`")]
fn as_f64(structs: usize) -> f64 {
    structs as f64
}

//! One case in one process, for callgrind and for profilers:
//!
//! ```text
//! cargo build --release -p kinfolk-benches
//! valgrind --tool=callgrind --toggle-collect='*::measured::*' \
//!     target/release/kinfolk-benches [cycles] CONTENDER FANOUT OPERATION NODES
//! ```
//!
//! Only the operation itself is counted: `measured` is where it runs. For weak collections and for caches,
//! it is `weak COLLECTION CONTENDER OPERATION NODES` and `cache CONTENDER OPERATION NODES`.
//!
//! All of their cases beside each other, in nanoseconds for each entry, as a table:
//!
//! ```text
//! target/release/kinfolk-benches weak|cache [NODES]
//! ```
//!
//! What the derive costs in compile time, beside its peers:
//!
//! ```text
//! cargo run -p kinfolk-benches -- compile check|build|clean [ROUNDS]
//! ```

#![forbid(unsafe_code)]

mod by_hand;
mod cache;
mod compile;
mod cycles;
mod nodes;
mod shuffle;
mod side_by_side;
mod weak;
mod with_kinfolk;
mod with_rust_cc;

use std::cell::Cell;
use std::process::ExitCode;

use with_kinfolk::{with_hooks, without_hooks};

/// What every contender can do with a tree whose nodes carry 24 bytes.
trait Contender {
    type Tree;

    /// Builds a tree of so many nodes, child by child, breadth first.
    fn build(fan_out: usize, nodes: usize) -> Self::Tree;

    /// Collects the leaves, for those operations that begin at them.
    fn prepare(tree: &mut Self::Tree);

    /// Visits every node by reference, and adds up what it carries.
    fn walk(tree: &Self::Tree) -> u64;

    /// Visits every node by its own handle.
    fn walk_by_handles(tree: &Self::Tree) -> u64;

    /// From each leaf climbs to the root, and counts the steps.
    fn ascend(tree: &Self::Tree) -> u64;

    /// Takes each leaf in turn from its parent and puts it under the first one.
    fn move_leaves(tree: &Self::Tree) -> u64;
}

thread_local! {
    /// How many hooks have run, so that they do something.
    static ENDS: Cell<u64> = const { Cell::new(0) };
}

/// The payload of node `number`.
fn payload(number: usize) -> [u64; 3] {
    [number as u64, 1, 2]
}

/// The frame that callgrind is told to count in.
mod measured {
    #[inline(never)]
    pub(crate) fn run<R>(operation: impl FnOnce() -> R) -> R {
        std::hint::black_box(operation())
    }
}

fn run<C: Contender>(fan_out: usize, operation: &str, nodes: usize) -> Result<u64, String> {
    if operation == "build" {
        let tree = measured::run(|| C::build(fan_out, nodes));
        let sum = C::walk(&tree);
        std::mem::forget(tree);
        return Ok(sum);
    }
    let mut tree = C::build(fan_out, nodes);
    if operation == "ascend" || operation == "move" {
        C::prepare(&mut tree);
    }
    let answer = match operation {
        "walk" => measured::run(|| C::walk(&tree)),
        "walk_by_handles" => measured::run(|| C::walk_by_handles(&tree)),
        "ascend" => measured::run(|| C::ascend(&tree)),
        "move" => measured::run(|| C::move_leaves(&tree)),
        "drop" => {
            measured::run(|| drop(tree));
            return Ok(ENDS.get());
        }
        other => return Err(format!("no operation `{other}`")),
    };
    std::mem::forget(tree);
    Ok(answer)
}

const USAGE: &str = "\
usage: kinfolk-benches CONTENDER FANOUT build|walk|walk_by_handles|ascend|move|drop NODES
           by_hand, kinfolk, kinfolk_with_hooks, rust_cc_with_finalizers
       kinfolk-benches cycles CONTENDER FANOUT build|collect NODES
           bacon_rajan_cc, dumpster, gcmodule, kinfolk, rust_cc_with_finalizers
           (rust_cc, if built with --no-default-features)
       kinfolk-benches weak COLLECTION CONTENDER OPERATION NODES
           value_map, value_map_of_strings, key_map, set
           kinfolk, weak_table, hash_map, hash_map_of_kinfolk
           insert|get_hit|get_miss|iterate|remove|death|death_to_the_last_trace, and of maps
           replace|get_or_insert_hit
       kinfolk-benches cache CONTENDER OPERATION NODES
           kinfolk, lru, hashlink
           insert|insert_evicting|insert_evicting_held|get_hit|get_found_weak|get_miss|remove
       kinfolk-benches weak|cache [NODES]
           a table of all their cases
       kinfolk-benches compile [check|build|clean [ROUNDS]]
           a table of compile times";

/// The rounds of `compile`, unless it is said.
const ROUNDS: usize = 5;

/// Those of `compile build` and `compile clean`, which are long.
const BUILD_ROUNDS: usize = 3;

/// How many nodes are in a table's collections, unless it is said.
const NODES: usize = 100_000;

fn number(argument: &str) -> Result<usize, String> {
    argument
        .parse()
        .map_err(|_| "the fan-out, the number of nodes and that of rounds are numbers".into())
}

fn answer(arguments: &[&str]) -> Result<String, String> {
    match *arguments {
        ["weak"] => Ok(weak::table(NODES)),
        ["weak", nodes] => Ok(weak::table(number(nodes)?)),
        ["cache"] => Ok(cache::table(NODES)),
        ["cache", nodes] => Ok(cache::table(number(nodes)?)),
        ["compile"] => compile_times("check", ROUNDS),
        ["compile", what @ ("build" | "clean")] => compile_times(what, BUILD_ROUNDS),
        ["compile", what] => compile_times(what, ROUNDS),
        ["compile", what, rounds] => compile_times(what, number(rounds)?),
        _ => Ok(case(arguments)?.to_string()),
    }
}

fn compile_times(what: &str, rounds: usize) -> Result<String, String> {
    let table = match what {
        "check" => compile::each_struct("check", rounds),
        "build" => compile::each_struct("build", rounds),
        "clean" => compile::clean(rounds),
        other => return Err(format!("no `compile {other}`")),
    };
    table.map_err(|error| error.to_string())
}

fn case(arguments: &[&str]) -> Result<u64, String> {
    match *arguments {
        ["weak", collection, contender, operation, nodes] => {
            weak::run(collection, contender, operation, number(nodes)?)
        }
        ["cache", contender, operation, nodes] => cache::run(contender, operation, number(nodes)?),
        ["cycles", contender, fan_out, operation, nodes] => {
            cycles::run(contender, number(fan_out)?, operation, number(nodes)?)
        }
        [contender, fan_out, operation, nodes] => {
            let (fan_out, nodes) = (number(fan_out)?, number(nodes)?);
            match contender {
                "by_hand" => run::<by_hand::ByHand>(fan_out, operation, nodes),
                "kinfolk" => run::<without_hooks::Tree>(fan_out, operation, nodes),
                "kinfolk_with_hooks" => run::<with_hooks::Tree>(fan_out, operation, nodes),
                "rust_cc_with_finalizers" if cfg!(feature = "finalizers") => {
                    run::<with_rust_cc::WithRustCc>(fan_out, operation, nodes)
                }
                other => Err(format!("no contender `{other}`")),
            }
        }
        _ => Err("there are too few arguments, or too many".into()),
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match answer(&arguments) {
        Ok(answer) => {
            println!("{answer}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}");
            ExitCode::FAILURE
        }
    }
}

//! The command line: reads the arguments and runs the command.

use std::process::ExitCode;

use crate::allocator::Allocator;
#[cfg(feature = "peers")]
use crate::{cache, cycles, depth, dom, tree_tables, weak};
use crate::{
    compile, growth, guard, interpreter, keyed, references, stopwatch, syntax_tree, table, topics,
    trees, values,
};

const USAGE: &str = "\
usage: kinfolk-benches table [TOPIC]...
           measures everything but the compile times, each case in its own process, and prints one
           table: instructions, if valgrind is installed, and then nanoseconds; without topics, also
           writes it into benches/results/table.md
           fanout8, fanout2, chain, html, mimalloc, unions, wide_list, traced, hooks, duplicates,
           history, node_enum, keyed, values, references, interpreter, weak, cache, cycles, dom
       kinfolk-benches topic TOPIC OPERATION CONTENDER SIZE
           runs one case of unions, wide_list, traced, hooks, duplicates or history
       kinfolk-benches timed COMMAND..
           runs one case of any command, and prints how many nanoseconds it has taken, too
       kinfolk-benches trees [OPTION VALUE]...
           measures all cases of `one`, each in its own process, and prints tables;
           without options, also writes them into benches/results
           --shapes, --contenders, --operations, --allocators system,mimalloc
           --nodes 100000, --rounds 11, --instruction-nodes 20000, --out FOLDER
       kinfolk-benches one CONTENDER SHAPE OPERATION NODES
           by_hand, by_hand_checked, kinfolk, kinfolk_with_hooks, rctree, rust_cc, dumpster,
           gcmodule, bacon_rajan_cc, slotmap, indextree, ego_tree, arena
           fanout8, fanout2, chain, star, html
           build|build_plain|walk|walk_by_handles|descendants|visit|traverse|siblings|ascend|owner|
           move|move_sibling|pop|drop|drop_moved|memory
       kinfolk-benches depth
           finds the length at which walking or dropping a chain overflows the stack
       kinfolk-benches guard
           checks that kinfolk needs no more instructions than `benches/ceilings` allows
       kinfolk-benches growth [CASE [SIZE]]
           checks how the instructions of each case of `src/growth` grow with its size; with SIZE,
           runs the case once
       kinfolk-benches cycles CONTENDER FANOUT build|collect NODES
           bacon_rajan_cc, dumpster, gcmodule, kinfolk, kinfolk_traced, rust_cc
           (rust_cc_with_finalizers, if built with --features finalizers)
       kinfolk-benches weak COLLECTION CONTENDER OPERATION NODES
           value_map, value_map_of_strings, key_map, set
           kinfolk, weak_table, hash_map, hash_map_of_kinfolk
           insert|get_hit|get_miss|iterate|remove|drop|drop_and_remove_expired
           and for maps: replace|get_or_insert_hit
       kinfolk-benches cache CONTENDER OPERATION NODES
           kinfolk, lru, hashlink
           insert|insert_evicting|insert_evicting_held|get_hit|get_recovered|get_miss|remove
       kinfolk-benches dom [CONTENDER OPERATION]
           counts instructions and bytes of a DOM beside `markup5ever_rcdom`, and prints a table;
           kinfolk, rcdom
           parse|walk|serialise|drop|memory
       kinfolk-benches weak|cache [NODES]
           prints a table of all cases
       kinfolk-benches syntax_tree [[CONTENDER OPERATION] NODES]
           counts instructions of a tree of enums, and prints a table; kinfolk, by_hand, boxed
           build|build_plain|walk|drop|memory
       kinfolk-benches keyed [[CONTENDER MAP KEYS OPERATION] CHILDREN]
           counts instructions of children by key, and prints a table; kinfolk, by_hand
           sorted|hashed  numbers|texts  insert|get|iterate|remove|drop
       kinfolk-benches values [[CONTENDER DATA OPERATION] NODES]
           counts instructions of data that changes, and prints a table; value, cell, refcell
           number|text  get|set|update|read|again_read|again_set|again_update|bytes
       kinfolk-benches interpreter [CONTENDER PROGRAM SIZE]
           counts instructions of programs with closures, and prints a table; kinfolk, by_hand
           fib|closures|cycles
       kinfolk-benches references [[CONTENDER OPERATION] CARDS]
           counts instructions of a board with saved references, and prints a table; kinfolk, by_hand
           load|save
       kinfolk-benches compile [check|build|release|clean [ROUNDS]]
           prints a table of compile times";

/// The default number of rounds of `compile`.
const ROUNDS: usize = 5;

/// The default number of rounds of `compile build`, `release` and `clean`, which take long.
const BUILD_ROUNDS: usize = 3;

/// The default number of nodes in the collections of a table.
#[cfg(feature = "peers")]
const NODES: usize = 100_000;

enum Problem {
    /// The command line is wrong.
    Usage(String),
    /// The command line is right, but the command has failed.
    Failure(String),
}

impl From<String> for Problem {
    fn from(text: String) -> Self {
        Problem::Usage(text)
    }
}

fn number(argument: &str) -> Result<usize, String> {
    argument.parse().map_err(|_| "FANOUT, NODES, ROUNDS and SIZE must be numbers".into())
}

fn run(arguments: &[&str], allocator: Allocator) -> Result<String, Problem> {
    match *arguments {
        ["one", contender, shape, operation, nodes] => {
            Ok(trees::run(contender, shape, operation, number(nodes)?, allocator)?)
        }
        ["timed", ref case @ ..] => {
            let output = run(case, allocator)?;
            Ok(format!("{output}\nelapsed {}", stopwatch::elapsed().as_nanos()))
        }
        ["table", ref topics @ ..] => table::table(topics).map_err(Problem::Failure),
        ["topic", topic, operation, contender, size] => {
            Ok(topics::run(topic, operation, contender, number(size)?)?)
        }
        ["guard"] => guard::guard().map_err(Problem::Failure),
        ["growth"] => growth::check(None).map_err(Problem::Failure),
        ["growth", case] => growth::check(Some(case)).map_err(Problem::Failure),
        ["growth", case, size] => Ok(growth::run(case, number(size)?)?),
        ["syntax_tree"] => syntax_tree::table(200_000).map_err(Problem::Failure),
        ["syntax_tree", nodes] => syntax_tree::table(number(nodes)?).map_err(Problem::Failure),
        ["syntax_tree", contender, operation, nodes] => {
            Ok(syntax_tree::run(contender, operation, number(nodes)?, allocator)?)
        }
        ["keyed"] => keyed::table(100_000).map_err(Problem::Failure),
        ["keyed", children] => keyed::table(number(children)?).map_err(Problem::Failure),
        ["keyed", contender, map, keys, operation, children] => {
            Ok(keyed::run(&[contender, map, keys, operation], number(children)?)?)
        }
        ["values"] => values::table(1_000).map_err(Problem::Failure),
        ["values", nodes] => values::table(number(nodes)?).map_err(Problem::Failure),
        ["values", contender, data, operation, nodes] => {
            Ok(values::run(&[contender, data, operation], number(nodes)?)?)
        }
        ["interpreter"] => interpreter::table().map_err(Problem::Failure),
        ["interpreter", contender, program, size] => {
            Ok(interpreter::run(contender, program, number(size)?)?)
        }
        ["references"] => references::tables(200_000).map_err(Problem::Failure),
        ["references", cards] => references::tables(number(cards)?).map_err(Problem::Failure),
        ["references", contender, operation, cards] => {
            Ok(references::run(contender, operation, number(cards)?)?)
        }
        ["compile"] => compile_times("check", ROUNDS),
        ["compile", what @ ("build" | "release" | "clean")] => compile_times(what, BUILD_ROUNDS),
        ["compile", what] => compile_times(what, ROUNDS),
        ["compile", what, rounds] => compile_times(what, number(rounds)?),
        _ => run_with_peers(arguments, allocator),
    }
}

#[cfg(feature = "peers")]
fn run_with_peers(arguments: &[&str], allocator: Allocator) -> Result<String, Problem> {
    match *arguments {
        ["trees", ref options @ ..] => {
            tree_tables::table(&tree_tables::Options::read(options)?).map_err(Problem::Failure)
        }
        ["depth"] => depth::table().map_err(Problem::Failure),
        ["dom"] => dom::table().map_err(Problem::Failure),
        ["dom", contender, operation] => Ok(dom::run(contender, operation, allocator)?),
        ["weak"] => Ok(weak::table(NODES)),
        ["weak", nodes] => Ok(weak::table(number(nodes)?)),
        ["weak", collection, contender, operation, nodes] => {
            Ok(weak::run(collection, contender, operation, number(nodes)?)?.to_string())
        }
        ["cache"] => Ok(cache::table(NODES)),
        ["cache", nodes] => Ok(cache::table(number(nodes)?)),
        ["cache", contender, operation, nodes] => {
            Ok(cache::run(contender, operation, number(nodes)?)?.to_string())
        }
        ["cycles", contender, fan_out, operation, nodes] => {
            let (fan_out, nodes) = (number(fan_out)?, number(nodes)?);
            Ok(cycles::run(contender, fan_out, operation, nodes)?.to_string())
        }
        _ => Err(Problem::Usage("unknown command, or wrong number of arguments".into())),
    }
}

#[cfg(not(feature = "peers"))]
fn run_with_peers(_: &[&str], _: Allocator) -> Result<String, Problem> {
    let problem = "unknown command, wrong number of arguments, or the feature `peers` is missing";
    Err(Problem::Usage(problem.into()))
}

fn compile_times(what: &str, rounds: usize) -> Result<String, Problem> {
    let table = match what {
        "check" => compile::each_struct(&["check"], rounds),
        "build" => compile::each_struct(&["build"], rounds),
        "release" => compile::each_struct(&["build", "--release"], rounds),
        "clean" => compile::clean(rounds),
        other => return Err(Problem::Usage(format!("no `compile {other}`"))),
    };
    table.map_err(|error| Problem::Failure(error.to_string()))
}

/// Runs the command on the command line.
#[must_use]
pub fn main(allocator: Allocator) -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments, allocator) {
        Ok(output) => {
            println!("{output}");
            ExitCode::SUCCESS
        }
        Err(Problem::Usage(text)) => {
            eprintln!("{text}\n{USAGE}");
            ExitCode::FAILURE
        }
        Err(Problem::Failure(text)) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}

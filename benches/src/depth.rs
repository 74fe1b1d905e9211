//! Finds how deep a chain may be: child processes walk and drop longer and longer chains until the
//! stack overflows.

use std::fmt::Write;
use std::path::Path;

use crate::tree_tables::case::Case;
use crate::trees::{Operation, Shape, contenders};

/// The operations that many contenders implement by recursion.
const OPERATIONS: [Operation; 2] = [Operation::Walk, Operation::Drop];

const LENGTHS: [usize; 5] = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];

/// A table with the first length at which each contender overflows the stack. A cell is empty if
/// the contender can handle all lengths.
pub(crate) fn table() -> Result<String, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut table = String::from("| length of the first chain that overflows the stack |");
    for operation in OPERATIONS {
        _ = write!(table, " {} |", operation.name());
    }
    table += "\n|---|---:|---:|";
    for contender in contenders() {
        let contender = contender.name;
        _ = write!(table, "\n| {contender} |");
        for operation in OPERATIONS {
            let first = first_too_long(&program, contender, operation)?;
            _ = write!(table, " {} |", first.map_or_else(String::new, |nodes| nodes.to_string()));
        }
        eprintln!("{contender}");
    }
    Ok(table)
}

fn first_too_long(
    program: &Path,
    contender: &'static str,
    operation: Operation,
) -> Result<Option<usize>, String> {
    let operation = operation.name();
    for nodes in LENGTHS {
        let case = Case { contender, shape: Shape::Chain, operation, nodes };
        match case.measure(program) {
            Ok(_) => (),
            Err(error) if error.contains("overflowed its stack") => return Ok(Some(nodes)),
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

//! How deep a chain may be: child processes walk longer and longer ones, and drop them, until the stack does
//! not suffice.

use std::fmt::Write;
use std::path::Path;

use crate::child::Case;
use crate::trees::{Form, Operation, contenders};

/// The operations that many go down a tree with by recursion.
const OPERATIONS: [Operation; 2] = [Operation::Walk, Operation::Drop];

const LENGTHS: [usize; 5] = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];

/// The first length that each contender does not survive, as a table. None where it survives all.
pub(crate) fn table() -> Result<String, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut table = String::from("| ends by overflow at a chain of |");
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
        let case = Case { contender, form: Form::Chain, operation, nodes };
        match case.measure(program) {
            Ok(_) => (),
            Err(error) if error.contains("overflowed its stack") => return Ok(Some(nodes)),
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

//! A DOM: parses a page of two megabytes with `html5ever`, walks it, serialises it, and drops it.
//! Compares the DOM of the example `html` with `markup5ever_rcdom`, the DOM that html5ever is tested
//! with.

mod page;
mod with_kinfolk;
mod with_rcdom;

use std::path::Path;

use html5ever::tendril::StrTendril;
use with_kinfolk::WithKinfolk;
use with_rcdom::WithRcdom;

use crate::allocator::Allocator;
use crate::case::{count_instructions, output_of};
use crate::count_row::add_row;
use crate::stopwatch;
use crate::tree_tables::program::{COUNTING, build_others, sibling_program};

trait Dom: Sized {
    fn parse(source: StrTendril) -> Self;

    /// Counts the elements below the document, in pre-order and without recursion.
    fn count_elements(&self) -> usize;

    fn serialise(&self, html: &mut Vec<u8>);
}

const CONTENDERS: [&str; 2] = ["kinfolk", "rcdom"];

const OPERATIONS: [&str; 4] = ["parse", "walk", "serialise", "drop"];

/// The size of the page in bytes.
const SIZE: usize = 2_000_000;

/// Runs one case, and returns its answer, which is the same for all contenders; or the bytes of the
/// DOM for `memory`.
pub(crate) fn run(
    contender: &str,
    operation: &str,
    allocator: Allocator,
) -> Result<String, String> {
    let source = StrTendril::from(page::page(SIZE));
    match contender {
        "kinfolk" => measure::<WithKinfolk>(operation, source, allocator),
        "rcdom" => measure::<WithRcdom>(operation, source, allocator),
        other => Err(format!("no contender `{other}`")),
    }
}

fn measure<D: Dom>(
    operation: &str,
    source: StrTendril,
    allocator: Allocator,
) -> Result<String, String> {
    if operation == "memory" {
        // The texts of both DOMs share the source's buffer, which is not counted.
        let before = allocator.bytes_in_use();
        let dom = D::parse(source.clone());
        let after = allocator.bytes_in_use();
        let bytes = after.zip(before).map(|(after, before)| after - before);
        std::mem::forget(dom);
        return Ok(bytes.ok_or("the bytes in use are unknown")?.to_string());
    }
    if operation == "parse" {
        let dom = stopwatch::run(|| D::parse(source));
        let answer = dom.count_elements();
        std::mem::forget(dom);
        return Ok(answer.to_string());
    }
    let dom = D::parse(source);
    let mut html = Vec::with_capacity(2 * SIZE);
    let answer = match operation {
        "walk" => stopwatch::run(|| dom.count_elements()),
        "serialise" => {
            stopwatch::run(|| dom.serialise(&mut html));
            html.len()
        }
        "drop" => {
            stopwatch::run(|| drop(dom));
            return Ok(String::new());
        }
        other => return Err(format!("no operation `{other}`")),
    };
    std::mem::forget(dom);
    Ok(answer.to_string())
}

/// Counts the instructions and the bytes of all contenders, and returns the table.
pub(crate) fn table() -> Result<String, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    build_others()?;
    let counting = sibling_program(COUNTING)?;
    let mut table =
        String::from("| operation | kinfolk | rcdom | kinfolk / rcdom |\n|---|--:|--:|--:|");
    for operation in OPERATIONS {
        let counts = CONTENDERS.map(|contender| {
            let arguments = ["dom", contender, operation].map(str::to_owned);
            count_instructions(&program, &arguments)
        });
        let [kinfolk, rcdom] = counts;
        let ((answer, kinfolk), (other_answer, rcdom)) = (kinfolk?, rcdom?);
        if answer != other_answer {
            return Err(format!("{operation}: {answer} is not {other_answer}"));
        }
        add_row(&mut table, operation, &[kinfolk, rcdom]);
    }
    let [kinfolk, rcdom] = CONTENDERS.map(|contender| bytes(&counting, contender));
    add_row(&mut table, "bytes", &[kinfolk?, rcdom?]);
    Ok(table)
}

fn bytes(counting: &Path, contender: &str) -> Result<u64, String> {
    let arguments = ["dom", contender, "memory"];
    let (bytes, _) = output_of(std::process::Command::new(counting).args(arguments))?;
    bytes.trim().parse().map_err(|_| format!("no number: {bytes}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_serialise_the_same_page() {
        let source = StrTendril::from(page::page(50_000));
        let (ours, theirs) = (WithKinfolk::parse(source.clone()), WithRcdom::parse(source));
        assert_eq!(ours.count_elements(), theirs.count_elements());
        let mut html = [vec![], vec![]];
        ours.serialise(&mut html[0]);
        theirs.serialise(&mut html[1]);
        assert_eq!(String::from_utf8(html[0].clone()), String::from_utf8(html[1].clone()));
    }
}

//! Runs all cases, each in its own process.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::case::Case;
use super::figures::{Figures, Quantity, Subject};
use super::options::Options;
use super::program::{COUNTING, Program, sibling_program};
use crate::trees::{self, Operation, Report, Shape};

/// How many processes count instructions at once. They may slow each other down, since nothing is
/// timed.
const COUNTING_AT_ONCE: usize = 2;

/// Measures times and bytes, and instructions if callgrind is installed.
pub(super) fn measure(options: &Options, with_callgrind: bool) -> Result<Figures, String> {
    let mut figures = Figures::default();
    let mut answers = Answers::default();
    if options.memory {
        memory(options, &mut figures)?;
    }
    if with_callgrind && options.instruction_nodes > 0 {
        instructions(options, &mut figures, &mut answers)?;
    }
    times(options, &mut figures, &mut answers)?;
    Ok(figures)
}

fn memory(options: &Options, figures: &mut Figures) -> Result<(), String> {
    eprintln!("bytes");
    let programs = [
        (sibling_program(COUNTING)?, Quantity::BytesRequested),
        (Program::System.path()?, Quantity::BytesResident),
    ];
    for (program, quantity) in programs {
        for &shape in &options.shapes {
            let nodes = nodes_of(shape, options.nodes);
            for contender in contenders(options, shape, nodes) {
                let case = Case { contender, shape, operation: "memory", nodes };
                let bytes = case.bytes(&program)?;
                let allocator = Program::System.name();
                let operation = "memory";
                let subject = Subject { shape, contender, operation, allocator, quantity };
                figures.add(subject, nodes, vec![each(bytes, nodes as u64)]);
            }
        }
    }
    Ok(())
}

/// Measures one case at a time. The contenders take turns, and each round begins with a different
/// one.
fn times(options: &Options, figures: &mut Figures, answers: &mut Answers) -> Result<(), String> {
    for &program in &options.programs {
        let path = program.path()?;
        for &shape in &options.shapes {
            eprintln!("nanoseconds, allocator {}, {}", program.name(), shape.name());
            let nodes = nodes_of(shape, options.nodes);
            let contenders = contenders(options, shape, nodes);
            for operation in operations(options, shape) {
                let case =
                    |contender| Case { contender, shape, operation: operation.name(), nodes };
                let mut rounds = vec![Vec::with_capacity(options.rounds); contenders.len()];
                for round in 0..options.rounds {
                    for turn in 0..contenders.len() {
                        let contender = (round + turn) % contenders.len();
                        let case = case(contenders[contender]);
                        let report = case.measure(&path)?;
                        answers.check(&case, report)?;
                        rounds[contender].push(each(report.nanoseconds, report.times));
                    }
                }
                for (contender, rounds) in contenders.iter().zip(rounds) {
                    let subject = subject(&case(contender), program, Quantity::Nanoseconds);
                    figures.add(subject, nodes, rounds);
                }
            }
        }
    }
    Ok(())
}

fn instructions(
    options: &Options,
    figures: &mut Figures,
    answers: &mut Answers,
) -> Result<(), String> {
    let mut cases = Vec::new();
    for &program in &options.programs {
        for &shape in &options.shapes {
            for operation in operations(options, shape) {
                // The cost of a move among siblings depends on their number.
                let nodes = match operation {
                    Operation::MoveSibling => options.nodes,
                    _ => nodes_of(shape, options.instruction_nodes.min(options.nodes)),
                };
                for contender in contenders(options, shape, nodes) {
                    let case = Case { contender, shape, operation: operation.name(), nodes };
                    cases.push((program, case));
                }
            }
        }
    }
    let next = AtomicUsize::new(0);
    let counted = Mutex::new(Vec::new());
    let count = || -> Result<(), String> {
        while let Some(&(program, case)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (report, instructions) = case.instructions(&program.path()?)?;
            let mut counted = counted.lock().map_err(|_| "a thread has panicked")?;
            counted.push((program, case, report, instructions));
            if counted.len() % 50 == 0 {
                eprintln!("instructions, {} of {}", counted.len(), cases.len());
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..COUNTING_AT_ONCE).map(|_| scope.spawn(count)).collect();
        threads.into_iter().try_for_each(|thread| {
            thread.join().unwrap_or_else(|_| Err("a thread has panicked".into()))
        })
    })?;
    for (program, case, report, instructions) in counted.into_inner().unwrap_or_default() {
        answers.check(&case, report)?;
        let subject = subject(&case, program, Quantity::Instructions);
        figures.add(subject, case.nodes, vec![each(instructions, report.times)]);
    }
    Ok(())
}

fn subject(case: &Case, program: Program, quantity: Quantity) -> Subject {
    let &Case { contender, shape, operation, .. } = case;
    Subject { shape, contender, operation, allocator: program.name(), quantity }
}

fn operations(options: &Options, shape: Shape) -> impl Iterator<Item = Operation> {
    options.operations.iter().copied().filter(move |operation| operation.applies_to(shape))
}

/// The contenders that can hold the tree.
fn contenders(options: &Options, shape: Shape, nodes: usize) -> Vec<&'static str> {
    let layout = shape.layout(nodes);
    let can_hold = |name: &&str| {
        trees::contender_named(name).is_ok_and(|contender| contender.can_hold(&layout))
    };
    options.contenders.iter().copied().filter(can_hold).collect()
}

fn nodes_of(shape: Shape, nodes: usize) -> usize {
    nodes.min(shape.max_nodes())
}

#[expect(clippy::cast_precision_loss, reason = "the numbers are small enough for `f64`")]
fn each(all: u64, times: u64) -> f64 {
    all as f64 / times as f64
}

/// The report of the first contender for each case.
#[derive(Default)]
struct Answers {
    known: Vec<(Case, Report)>,
}

impl Answers {
    /// Checks that this contender's answer is the same as that of the first one.
    fn check(&mut self, case: &Case, report: Report) -> Result<(), String> {
        let is_same_case = |known: &Case| Case { contender: case.contender, ..*known } == *case;
        let Some((first, expected)) = self.known.iter().find(|(known, _)| is_same_case(known))
        else {
            self.known.push((*case, report));
            return Ok(());
        };
        if (report.times, report.answer) == (expected.times, expected.answer) {
            return Ok(());
        }
        Err(format!("{case:?}: {report:?}, but {}: {expected:?}", first.contender))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_answers_must_be_the_same() {
        let case = Case { contender: "kinfolk", shape: Shape::Chain, operation: "walk", nodes: 9 };
        let other = Case { contender: "by_hand", ..case };
        let report = Report { nanoseconds: 1, times: 9, answer: 36 };
        let mut answers = Answers::default();
        assert!(answers.check(&case, report).is_ok());
        assert!(answers.check(&other, Report { nanoseconds: 2, ..report }).is_ok());
        assert!(answers.check(&other, Report { answer: 35, ..report }).is_err());
        assert!(answers.check(&other, Report { times: 8, ..report }).is_err());
        assert!(
            answers.check(&Case { nodes: 8, ..other }, Report { answer: 28, ..report }).is_ok()
        );
    }
}

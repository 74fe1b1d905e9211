//! Data that changes: compares a `Value` with std's `Cell` and `RefCell`, each as a field of a node.

use std::fmt::Write;
use std::hint::black_box;

use kinfolk::{Graph, NodeType, Rc};

use crate::case::count_instructions;
use crate::stopwatch;

/// The data.
trait Data: Clone + Default + 'static {
    fn from_number(number: u64) -> Self;

    /// Changes it in place, without allocating.
    fn change(&mut self);

    fn sum(&self) -> u64;
}

impl Data for u64 {
    fn from_number(number: u64) -> Self {
        number
    }

    fn change(&mut self) {
        *self += 1;
    }

    fn sum(&self) -> u64 {
        *self
    }
}

impl Data for String {
    fn from_number(number: u64) -> Self {
        format!("the card with the number {number}")
    }

    fn change(&mut self) {
        self.pop();
    }

    fn sum(&self) -> u64 {
        self.len() as u64
    }
}

#[derive(Graph)]
struct OfValue<D> {
    #[graph(value)]
    data: D,
}

#[derive(Graph)]
struct OfRefCell<D> {
    #[graph(refcell)]
    data: D,
}

#[derive(Graph)]
struct OfCell<D> {
    #[graph(cell)]
    data: D,
}

/// A node with one field.
trait Field<D>: NodeType {
    fn make(data: D) -> Self;
    fn bytes(node: &Self::Node) -> usize;
    fn get(node: &Self::Node) -> D;
    fn set(node: &Self::Node, data: D);
    fn update(node: &Self::Node);
    /// Reads it in place.
    fn read(node: &Self::Node) -> u64;
}

impl<D: Data> Field<D> for OfValue<D> {
    fn make(data: D) -> Self {
        OfValue { data }
    }

    fn bytes(node: &Self::Node) -> usize {
        size_of_val(&node.data)
    }

    fn get(node: &Self::Node) -> D {
        node.data.get()
    }

    fn set(node: &Self::Node, data: D) {
        node.data.set(data);
    }

    fn update(node: &Self::Node) {
        node.data.update(D::change);
    }

    fn read(node: &Self::Node) -> u64 {
        node.data.read().sum()
    }
}

impl<D: Data> Field<D> for OfRefCell<D> {
    fn make(data: D) -> Self {
        OfRefCell { data }
    }

    fn bytes(node: &Self::Node) -> usize {
        size_of_val(&node.data)
    }

    fn get(node: &Self::Node) -> D {
        node.data.borrow().clone()
    }

    fn set(node: &Self::Node, data: D) {
        node.data.replace(data);
    }

    fn update(node: &Self::Node) {
        node.data.borrow_mut().change();
    }

    fn read(node: &Self::Node) -> u64 {
        node.data.borrow().sum()
    }
}

/// Data that is not `Copy` is taken out for a moment.
impl<D: Data> Field<D> for OfCell<D> {
    fn make(data: D) -> Self {
        OfCell { data }
    }

    fn bytes(node: &Self::Node) -> usize {
        size_of_val(&node.data)
    }

    fn get(node: &Self::Node) -> D {
        let data = node.data.take();
        let copy = data.clone();
        node.data.set(data);
        copy
    }

    fn set(node: &Self::Node, data: D) {
        node.data.set(data);
    }

    fn update(node: &Self::Node) {
        let mut data = node.data.take();
        data.change();
        node.data.set(data);
    }

    fn read(node: &Self::Node) -> u64 {
        let data = node.data.take();
        let sum = data.sum();
        node.data.set(data);
        sum
    }
}

const CONTENDERS: [&str; 3] = ["value", "cell", "refcell"];

const DATA: [&str; 2] = ["number", "text"];

/// `again_` means that each field was read before.
const OPERATIONS: [&str; 7] =
    ["get", "set", "update", "read", "again_read", "again_set", "again_update"];

/// Runs one case, and returns its answer, which is the same for all contenders.
pub(crate) fn run(case: &[&str; 3], size: usize) -> Result<String, String> {
    let [contender, data, operation] = *case;
    match (contender, data) {
        ("value", "number") => measure::<u64, OfValue<u64>>(operation, size),
        ("value", "text") => measure::<String, OfValue<String>>(operation, size),
        ("cell", "number") => measure::<u64, OfCell<u64>>(operation, size),
        ("cell", "text") => measure::<String, OfCell<String>>(operation, size),
        ("refcell", "number") => measure::<u64, OfRefCell<u64>>(operation, size),
        ("refcell", "text") => measure::<String, OfRefCell<String>>(operation, size),
        (contender, data) => Err(format!("no contender `{contender}` with `{data}`")),
    }
}

fn measure<D: Data, F: Field<D>>(operation: &str, size: usize) -> Result<String, String> {
    let make = |number| F::make(D::from_number(number)).into_graph();
    let nodes: Vec<Rc<F>> = (0..).take(size).map(make).collect();
    let sum = |nodes: &[Rc<F>]| nodes.iter().map(|node| F::get(node).sum()).sum::<u64>();
    let operation = match operation.strip_prefix("again_") {
        Some(operation) => {
            each(&nodes, |node| _ = F::read(node));
            operation
        }
        None => operation,
    };
    let mut answer = 0;
    match operation {
        // The loop alone.
        "nothing" => stopwatch::run(|| each(&nodes, |_| ())),
        "bytes" => answer = nodes.first().map_or(0, |node| F::bytes(node) as u64),
        "get" => stopwatch::run(|| each(&nodes, |node| drop(black_box(F::get(node))))),
        "set" => {
            let mut new = (1..).take(size).map(D::from_number).collect::<Vec<D>>().into_iter();
            stopwatch::run(|| {
                each(&nodes, |node| {
                    if let Some(new) = new.next() {
                        F::set(node, new);
                    }
                });
            });
            answer = sum(&nodes);
        }
        "update" => {
            stopwatch::run(|| each(&nodes, F::update));
            answer = sum(&nodes);
        }
        "read" => stopwatch::run(|| each(&nodes, |node| answer += black_box(F::read(node)))),
        other => return Err(format!("no operation `{other}`")),
    }
    Ok(answer.to_string())
}

fn each<T: NodeType>(nodes: &[Rc<T>], mut action: impl FnMut(&T::Node)) {
    for node in nodes {
        action(black_box(node));
    }
}

/// Counts the instructions of all cases, and returns the table of those of one operation.
pub(crate) fn table(size: usize) -> Result<String, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let count = |contender: &str, data: &str, operation: &str| {
        let arguments = ["values", contender, data, operation, &size.to_string()];
        count_instructions(&program, &arguments.map(str::to_owned))
    };
    let mut table =
        String::from("| data | operation | value | cell | refcell |\n|---|---|--:|--:|--:|");
    for data in DATA {
        _ = write!(table, "\n| {data} | bytes of the field |");
        for contender in CONTENDERS {
            _ = write!(table, " {} |", run(&[contender, data, "bytes"], 1)?);
        }
        for operation in OPERATIONS {
            _ = write!(table, "\n| {data} | {operation} |");
            let mut answers = Vec::new();
            for contender in CONTENDERS {
                let (answer, instructions) = count(contender, data, operation)?;
                let nothing = count(contender, data, "nothing")?.1;
                answers.push(answer);
                _ = write!(table, " {} |", instructions.saturating_sub(nothing) / size as u64);
            }
            if answers.iter().any(|answer| *answer != answers[0]) {
                return Err(format!("{data} {operation}: {answers:?}"));
            }
        }
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_contenders_have_the_same_answer() {
        for data in DATA {
            for operation in OPERATIONS {
                let answers = CONTENDERS.map(|contender| run(&[contender, data, operation], 100));
                assert!(answers[0].is_ok(), "{answers:?}");
                assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
            }
        }
    }
}

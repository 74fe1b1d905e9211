//! The figures as tables in Markdown.

use std::fmt::Write;

use super::figures::{Figures, Quantity, Subject};
use super::options::Options;
use super::program::Program;
use crate::table::short;
use crate::trees::{Operation, Shape};

/// The contender that all others are compared with.
pub(super) const BY_HAND: &str = "by_hand";
const CHECKED: &str = "by_hand_checked";

/// For each shape, tables with a row for each contender and a column for each operation.
pub(super) fn tables(options: &Options, figures: &Figures, machine: &str) -> String {
    let mut text = format!(
        "{machine}.\n\n\
         Each figure is that of one node; for `ascend` of one step, for `owner` of one question, for moves of one \
         move. In brackets: how many times as much as `{BY_HAND}`. Nanoseconds are the least of {} rounds, each \
         in a new process.\n",
        options.rounds
    );
    for &shape in &options.shapes {
        let operations: Vec<_> =
            options.operations.iter().filter(|operation| operation.applies_to(shape)).collect();
        let nodes = options.nodes.min(shape.max_nodes());
        _ = write!(text, "\n## {}\n\n{} {nodes} nodes.\n", shape.name(), shape.description());
        for quantity in [Quantity::Nanoseconds, Quantity::Instructions] {
            for program in &options.programs {
                let allocator = program.name();
                let table = Table { options, figures, shape, allocator, quantity };
                text += &table.of_operations(&operations);
            }
        }
        text += &memory(options, figures, shape);
    }
    text
}

struct Table<'a> {
    options: &'a Options,
    figures: &'a Figures,
    shape: Shape,
    allocator: &'static str,
    quantity: Quantity,
}

impl Table<'_> {
    /// Empty if nothing was measured for this table.
    fn of_operations(&self, operations: &[&Operation]) -> String {
        let moves = operations
            .iter()
            .filter(|operation| matches!(operation, Operation::Move | Operation::MoveSibling));
        let checked: Vec<_> =
            if self.options.contenders.contains(&CHECKED) { moves.collect() } else { Vec::new() };
        let mut table = format!(
            "\n{}, allocator: {}{}\n\n| |",
            capitalized(self.quantity.name()),
            self.allocator,
            if self.quantity == Quantity::Instructions {
                self.counted_nodes()
            } else {
                String::new()
            },
        );
        for operation in operations {
            _ = write!(table, " {} |", operation.name());
        }
        for operation in &checked {
            _ = write!(table, " {} / `{CHECKED}` |", operation.name());
        }
        _ = write!(table, "\n|---|{}", "---:|".repeat(operations.len() + checked.len()));
        let mut is_empty = true;
        for &contender in &self.options.contenders {
            _ = write!(table, "\n| {contender} |");
            for operation in operations {
                let subject = self.subject(contender, **operation);
                is_empty &= self.figures.least(subject).is_none();
                _ = write!(table, " {} |", cell(self.figures, subject));
            }
            for operation in &checked {
                let ratio = self.figures.ratio(self.subject(contender, ***operation), CHECKED);
                _ = write!(table, " {} |", ratio.map_or_else(String::new, short));
            }
        }
        if is_empty { String::new() } else { table + "\n" }
    }

    fn subject(&self, contender: &'static str, operation: Operation) -> Subject {
        let &Table { shape, allocator, quantity, .. } = self;
        Subject { shape, contender, operation: operation.name(), allocator, quantity }
    }

    fn counted_nodes(&self) -> String {
        let nodes =
            self.options.instruction_nodes.min(self.options.nodes).min(self.shape.max_nodes());
        match self.shape {
            Shape::Star => format!(", {nodes} nodes, for moves {}", self.options.nodes),
            _ => format!(", {nodes} nodes"),
        }
    }
}

fn memory(options: &Options, figures: &Figures, shape: Shape) -> String {
    if !options.memory {
        return String::new();
    }
    let mut table = String::from("\n| | bytes requested | bytes resident |\n|---|---:|---:|");
    for &contender in &options.contenders {
        _ = write!(table, "\n| {contender} |");
        for quantity in [Quantity::BytesRequested, Quantity::BytesResident] {
            let allocator = Program::System.name();
            let subject = Subject { shape, contender, operation: "memory", allocator, quantity };
            _ = write!(table, " {} |", cell(figures, subject));
        }
    }
    table + "\n"
}

fn cell(figures: &Figures, subject: Subject) -> String {
    let Some(figure) = figures.least(subject) else {
        return String::new();
    };
    match figures.ratio(subject, BY_HAND) {
        Some(ratio) if subject.contender != BY_HAND => {
            format!("{} ({})", short(figure), short(ratio))
        }
        _ => short(figure),
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured() -> (Options, Figures) {
        let options = Options::read(&[
            "--shapes",
            "chain",
            "--operations",
            "walk,move",
            "--contenders",
            "by_hand,by_hand_checked,kinfolk",
            "--allocators",
            "system",
        ]);
        let mut figures = Figures::default();
        let times =
            [("by_hand", 2.0, 100.0), ("by_hand_checked", 2.0, 150.0), ("kinfolk", 3.0, 75.0)];
        for (contender, walk, moves) in times {
            for (operation, time) in [("walk", walk), ("move", moves)] {
                let (allocator, quantity) = ("system", Quantity::Nanoseconds);
                let subject =
                    Subject { shape: Shape::Chain, contender, operation, allocator, quantity };
                figures.add(subject, 10, vec![time]);
            }
        }
        (options.unwrap(), figures)
    }

    #[test]
    fn tables_have_contenders_as_rows_and_operations_as_columns() {
        let (options, figures) = measured();
        let text = tables(&options, &figures, "A machine");
        let expected = "\
Nanoseconds, allocator: system

| | walk | move | move / `by_hand_checked` |
|---|---:|---:|---:|
| by_hand | 2.00 | 100 | 0.67 |
| by_hand_checked | 2.00 (1.00) | 150 (1.50) | 1.00 |
| kinfolk | 3.00 (1.50) | 75.0 (0.75) | 0.50 |
";
        assert!(text.contains(expected), "{text}");
        assert!(!text.contains("Instructions"), "none was counted: {text}");
    }
}

//! The measured figures, and the ratios between them.

use std::fmt::Write;

use crate::trees::Shape;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Quantity {
    Nanoseconds,
    Instructions,
    /// The bytes requested from the allocator.
    BytesRequested,
    /// The bytes resident in memory.
    BytesResident,
}

impl Quantity {
    pub(super) fn name(self) -> &'static str {
        match self {
            Quantity::Nanoseconds => "nanoseconds",
            Quantity::Instructions => "instructions",
            Quantity::BytesRequested => "bytes_requested",
            Quantity::BytesResident => "bytes_resident",
        }
    }
}

/// Which case and quantity a figure belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Subject {
    pub(super) shape: Shape,
    pub(super) contender: &'static str,
    pub(super) operation: &'static str,
    pub(super) allocator: &'static str,
    pub(super) quantity: Quantity,
}

/// The median, least and greatest of the rounds, divided by the number of times that the operation
/// was done.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Spread {
    pub(super) median: f64,
    pub(super) least: f64,
    pub(super) greatest: f64,
}

impl Spread {
    /// There must be at least one round.
    pub(super) fn of(mut rounds: Vec<f64>) -> Spread {
        rounds.sort_unstable_by(f64::total_cmp);
        Spread {
            median: rounds[rounds.len() / 2],
            least: rounds[0],
            greatest: rounds[rounds.len() - 1],
        }
    }
}

#[derive(Default)]
pub(super) struct Figures {
    all: Vec<(Subject, usize, Spread)>,
}

impl Figures {
    /// Adds the rounds of one case with this many nodes.
    pub(super) fn add(&mut self, subject: Subject, nodes: usize, rounds: Vec<f64>) {
        self.all.push((subject, nodes, Spread::of(rounds)));
    }

    /// The least of the rounds: what else the machine does makes the others longer.
    pub(super) fn least(&self, subject: Subject) -> Option<f64> {
        let found = self.all.iter().find(|(known, ..)| *known == subject);
        found.map(|(_, _, spread)| spread.least)
    }

    /// The least divided by that of another contender.
    pub(super) fn ratio(&self, subject: Subject, contender: &'static str) -> Option<f64> {
        let other = self.least(Subject { contender, ..subject })?;
        Some(self.least(subject)? / other)
    }

    /// All figures, for other programs.
    pub(super) fn csv(&self) -> String {
        let mut csv = String::from(
            "shape,contender,operation,allocator,quantity,nodes,median,least,greatest\n",
        );
        for (subject, nodes, Spread { median, least, greatest }) in &self.all {
            let Subject { shape, contender, operation, allocator, quantity } = subject;
            let (shape, quantity) = (shape.name(), quantity.name());
            _ = writeln!(
                csv,
                "{shape},{contender},{operation},{allocator},{quantity},{nodes},\
                 {median:.3},{least:.3},{greatest:.3}"
            );
        }
        csv
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUBJECT: Subject = Subject {
        shape: Shape::Chain,
        contender: "kinfolk",
        operation: "walk",
        allocator: "system",
        quantity: Quantity::Nanoseconds,
    };

    #[test]
    fn a_spread_has_the_median_least_and_greatest() {
        let spread = Spread::of(vec![5.0, 1.0, 9.0, 2.0, 3.0]);
        assert_eq!(spread, Spread { median: 3.0, least: 1.0, greatest: 9.0 });
    }

    #[test]
    fn ratios_compare_contenders_in_the_same_case() {
        let mut figures = Figures::default();
        figures.add(SUBJECT, 10, vec![3.0]);
        figures.add(Subject { contender: "by_hand", ..SUBJECT }, 10, vec![2.0]);
        figures.add(Subject { contender: "by_hand", operation: "drop", ..SUBJECT }, 10, vec![7.0]);
        assert_eq!(figures.ratio(SUBJECT, "by_hand"), Some(1.5));
        assert_eq!(figures.ratio(SUBJECT, "arena"), None);
        assert_eq!(figures.ratio(Subject { operation: "drop", ..SUBJECT }, "by_hand"), None);
    }

    #[test]
    fn each_figure_is_a_line() {
        let mut figures = Figures::default();
        figures.add(SUBJECT, 10, vec![3.0]);
        let csv = figures.csv();
        assert_eq!(
            csv.lines().nth(1),
            Some("chain,kinfolk,walk,system,nanoseconds,10,3.000,3.000,3.000")
        );
    }
}

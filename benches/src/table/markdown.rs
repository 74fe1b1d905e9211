//! The figures as tables in Markdown.

use std::fmt::Write;

use super::Figures;
use super::row::{Quantity, Row};

/// How many of the greatest ratios are listed.
const GREATEST: usize = 10;

pub(super) fn table(rows: &[Row], figures: &[Figures], quantity: Quantity) -> String {
    let mut text = match quantity {
        Quantity::Instructions => "\n## Instructions of one operation, or of one node\n".to_owned(),
        Quantity::Nanoseconds => format!(
            "\n## Nanoseconds of the same\n\nThe least of {} rounds, in which the contenders take turns.\n",
            super::ROUNDS
        ),
    };
    let mut topic = "";
    for (row, figures) in rows.iter().zip(figures) {
        if row.topic != topic {
            topic = row.topic;
            _ = write!(
                text,
                "\n| {topic} | kinfolk | beside | kinfolk / beside | others |\n|---|---:|---:|---:|---|\n"
            );
        }
        text += &line(row, figures);
    }
    text
}

fn line(row: &Row, figures: &Figures) -> String {
    let mut named = row
        .contenders
        .iter()
        .zip(figures)
        .skip(1)
        .map(|(contender, figure)| format!("{} {}", contender.name, short(*figure)));
    let beside = named.next().unwrap_or_default();
    let others: Vec<_> = named.collect();
    let ratio = ratio(figures).map_or_else(String::new, short);
    let (operation, kinfolk) = (&row.operation, short(figures[0]));
    format!("| {operation} | {kinfolk} | {beside} | {ratio} | {} |\n", others.join(", "))
}

/// The figure of kinfolk divided by that beside it. `None` if it says nothing: a `Cell` of a number
/// costs less than can be told from the loop around it.
fn ratio(figures: &Figures) -> Option<f64> {
    (figures[1] >= 1.0).then(|| figures[0] / figures[1])
}

/// The rows in which kinfolk comes off worst.
pub(super) fn greatest_ratios(rows: &[Row], figures: &[Figures]) -> String {
    let mut ratios: Vec<_> = rows
        .iter()
        .zip(figures)
        .filter_map(|(row, figures)| Some((row, ratio(figures)?)))
        .collect();
    ratios.sort_by(|(_, first), (_, second)| second.total_cmp(first));
    let mut text =
        String::from("\n## The greatest ratios\n\n| | | kinfolk / beside |\n|---|---|---:|\n");
    for (row, ratio) in ratios.iter().take(GREATEST) {
        _ = writeln!(text, "| {} | {} | {} |", row.topic, row.operation, short(*ratio));
    }
    text
}

/// Formats a number with as many decimals as are worth reading.
pub(crate) fn short(number: f64) -> String {
    let decimals = match number.abs() {
        small if small < 10.0 => 2,
        medium if medium < 100.0 => 1,
        _ => 0,
    };
    format!("{number:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::row::Contender;

    fn row(operation: &str) -> Row {
        let contenders = ["kinfolk", "by_hand", "arena"].map(|name| Contender::new(name, &[]));
        Row { topic: "trees", operation: operation.into(), times: 1, contenders: contenders.into() }
    }

    #[test]
    fn a_line_has_all_contenders() {
        let rows = [row("walk"), row("drop")];
        let figures = [vec![3.0, 2.0, 1.0], vec![50.0, 0.1, 0.0]];
        let text = table(&rows, &figures, Quantity::Instructions);
        assert!(text.contains("| walk | 3.00 | by_hand 2.00 | 1.50 | arena 1.00 |"), "{text}");
        assert!(text.contains("| drop | 50.0 | by_hand 0.10 |  | arena 0.00 |"), "{text}");
        assert_eq!(text.matches("| trees |").count(), 1);
    }

    #[test]
    fn the_greatest_ratios_come_first() {
        let rows = [row("walk"), row("move"), row("drop")];
        let figures = [vec![3.0, 2.0, 1.0], vec![9.0, 2.0, 1.0], vec![50.0, 0.1, 0.0]];
        let text = greatest_ratios(&rows, &figures);
        let places = ["move", "walk", "drop"].map(|operation| text.find(operation));
        assert!(places[0] < places[1] && places[2].is_none(), "{text}");
    }

    #[test]
    fn numbers_have_about_three_digits() {
        assert_eq!([0.0, 9.994, 12.34, 123.4].map(short), ["0.00", "9.99", "12.3", "123"]);
    }
}

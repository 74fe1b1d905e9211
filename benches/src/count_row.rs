//! A row of the tables that compare counts.

use std::fmt::Write;

/// Adds a row with the counts of all contenders, and the first count divided by the second.
#[expect(clippy::cast_precision_loss, reason = "the counts are small")]
pub(crate) fn add_row(table: &mut String, title: &str, counts: &[u64]) {
    _ = write!(table, "\n| {title} |");
    for count in counts {
        _ = write!(table, " {count} |");
    }
    let ratio = counts[0] as f64 / counts[1] as f64;
    _ = write!(table, " {ratio:.2} |");
}

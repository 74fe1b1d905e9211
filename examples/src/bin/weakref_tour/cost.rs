//! Step 7: the costs of steps 1, 4, 5 and 6, measured with scenes and pages that only have links.

mod measure;
mod models;

use crate::output::say;

use measure::{Cost, PAIRS, measure};
use models::{OneWeak, OwnAndBack, SharedBothWays, SharedClearedByHand};

pub fn show() {
    say!("\n7. What each way costs, for {PAIRS} scenes with a page each");
    let costs = [
        measure::<SharedBothWays>(),
        measure::<SharedClearedByHand>(),
        measure::<OwnAndBack>(),
        measure::<OneWeak>(),
    ];
    say_row("", ["shared", "cleared", "own,", "shared,"]);
    say_row("", ["both ways", "by hand", "back-link", "weak link"]);
    let row = |label, of: fn(&Cost) -> usize| say_row(label, costs.each_ref().map(of));
    row("size_of a scene node, in bytes", |cost| cost.scene_bytes);
    row("size_of a page node, in bytes", |cost| cost.page_bytes);
    row("links of a pair that keep a node alive", |cost| cost.strong_links);
    row("scenes that can hold one page, of two", |cost| cost.scenes_of_one_page);
    row("while all live: nodes collect() looks at", |cost| cost.looked_at_alive);
    row("links cleared before the handles are dropped", |cost| cost.cleared);
    row("after the drop: nodes still in memory", |cost| cost.left_behind);
    row("after the drop: nodes collect() looks at", |cost| cost.looked_at_dropped);
    row("after collect(): nodes still in memory", |cost| cost.left_at_last);
}

fn say_row<T: std::fmt::Display>(label: &str, cells: [T; 4]) {
    let [a, b, c, d] = cells;
    say!("  {label:<44}{a:>11}{b:>11}{c:>11}{d:>11}");
}

//! Step 7: the costs of steps 1, 4, 5 and 6, measured with scenes and pages that only have links.

mod measure;
mod models;

use crate::output::outln;

use measure::{Cost, PAIRS, measure};
use models::{OneWeak, OwnAndBack, SharedBothWays, SharedClearedByHand};

pub fn show() {
    outln!("\n7. The costs of each way, for {PAIRS} scenes with one page each");
    let costs = [
        measure::<SharedBothWays>(),
        measure::<SharedClearedByHand>(),
        measure::<OwnAndBack>(),
        measure::<OneWeak>(),
    ];
    print_row("", ["shared", "cleared", "own,", "shared,"]);
    print_row("", ["both ways", "by hand", "back-link", "weak link"]);
    let row = |label, of: fn(&Cost) -> usize| print_row(label, costs.each_ref().map(of));
    row("size_of a scene node, in bytes", |cost| cost.scene_bytes);
    row("size_of a page node, in bytes", |cost| cost.page_bytes);
    row("strong links between a scene and its page", |cost| cost.strong_links);
    row("of two scenes, how many can hold one page", |cost| cost.scenes_of_one_page);
    row("all alive: nodes that collect() examines", |cost| cost.examined_alive);
    row("links cleared by hand before the drop", |cost| cost.links_cleared);
    row("after the drop: nodes still in memory", |cost| cost.left_after_drop);
    row("after the drop: nodes collect() examines", |cost| cost.examined_after_drop);
    row("after collect(): nodes still in memory", |cost| cost.left_after_collect);
}

fn print_row<T: std::fmt::Display>(label: &str, cells: [T; 4]) {
    let [a, b, c, d] = cells;
    outln!("  {label:<44}{a:>11}{b:>11}{c:>11}{d:>11}");
}

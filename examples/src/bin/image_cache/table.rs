//! The tables that the program prints: one row for each step, and the counts of the cache.

use kinfolk::cache::Stats;

use crate::Images;
use crate::memory;
use crate::model;
use crate::output::say;

pub fn say_head() {
    say!("`kept` are those images that the cache keeps alive, of those that it finds; `weight` is");
    say!(
        "what they weigh. `process` is the memory that the whole process takes up, and `freed` are"
    );
    say!("the images that nobody held any more.\n");
    let [found, kept, weight, process] = ["found", "kept", "weight", "process"];
    say!("{:<42}{found:<10}{kept:<9}{weight:>10}{process:>12}   freed", "");
}

/// Prints a step, how it ended, and the state of the cache after it.
pub fn say_row(images: &Images, what: &str, how: &str) {
    let kept = format!("{} of {}", images.kept(), images.len());
    let weight = megabytes(images.weight());
    let process = memory::resident().map_or("unknown".into(), megabytes);
    let freed = model::take_freed().join(", ");
    let row = format!("  {what:<40}{how:<10}{kept:<9}{weight:>10}{process:>12}   {freed}");
    say!("{}", row.trim_end());
}

/// How an image was found: the counter that has grown tells.
pub fn how_found(before: Stats, after: Stats) -> &'static str {
    if after.hits() > before.hits() {
        "hit"
    } else if after.recovered() > before.recovered() {
        "weak"
    } else {
        "decoded"
    }
}

pub fn say_stats(stats: Stats) {
    say!("\nWhat the cache has counted");
    let row = |label, count: u64, meaning| say!("  {label:<12}{count:>4}   {meaning}");
    row("hits", stats.hits(), "the cache kept it");
    row("found weak", stats.recovered(), "the cache had let go of it, but somebody held it");
    row("misses", stats.misses(), "neither, so it had to be decoded");
    row("evicted", stats.evicted(), "the cache let go of it");
    row("freed", stats.freed(), "nobody held it any more");
}

fn megabytes(bytes: usize) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}

//! The tables that the program prints: one row for each step, and the counts of the cache.

use kinfolk::cache::Stats;

use crate::Images;
use crate::memory;
use crate::model;
use crate::output::outln;

pub fn print_head() {
    outln!(
        "`kept` is how many images the cache keeps alive, of those that it can find. `weight` is"
    );
    outln!("the total weight of the kept images. `process` is the memory of the whole process.");
    outln!("`freed` lists the images that died in this step.\n");
    let [found, kept, weight, process] = ["found", "kept", "weight", "process"];
    outln!("{:<42}{found:<11}{kept:<9}{weight:>10}{process:>12}   freed", "");
}

/// Prints a step, how it ended, and the state of the cache after it.
pub fn print_row(images: &Images, step: &str, found: &str) {
    let kept = format!("{} of {}", images.kept(), images.len());
    let weight = megabytes(images.weight());
    let process = memory::resident().map_or("unknown".into(), megabytes);
    let freed = model::take_freed().join(", ");
    let row = format!("  {step:<40}{found:<11}{kept:<9}{weight:>10}{process:>12}   {freed}");
    outln!("{}", row.trim_end());
}

/// How an image was found. Compares the counts before and after.
pub fn how_found(before: Stats, after: Stats) -> &'static str {
    if after.hits() > before.hits() {
        "hit"
    } else if after.recovered() > before.recovered() {
        "recovered"
    } else {
        "decoded"
    }
}

pub fn print_stats(stats: Stats) {
    outln!("\nThe counts of the cache");
    let row = |label, count: u64, meaning| outln!("  {label:<12}{count:>4}   {meaning}");
    row("hits", stats.hits(), "the cache kept the image");
    row("recovered", stats.recovered(), "the image was evicted but still held elsewhere");
    row("misses", stats.misses(), "the image was not found and had to be decoded");
    row("evicted", stats.evicted(), "the cache stopped keeping the image");
    row("freed", stats.freed(), "the image died");
}

fn megabytes(bytes: usize) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}

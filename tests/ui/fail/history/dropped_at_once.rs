//! Observers and histories that end at once, since nothing keeps them.

#![deny(unused_must_use)]

use kinfolk::{Graph, History, observe};

#[derive(Graph)]
struct Page {}

fn main() {
    let page = Page {}.into_graph();
    observe(&page, |changes| println!("{changes:?}"));
    History::new(&page);
    History::new(&page).limit(100);
}

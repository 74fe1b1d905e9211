//! The splices of a link that is no list of children.

use kinfolk::{Graph, observe};

#[derive(Graph)]
#[graph(back(page: Page))]
struct Footer {}

#[derive(Graph)]
struct Page {
    #[graph(own)]
    footer: Option<Footer>,
}

fn main() {
    let page = Page { footer: None }.into_graph();
    let same = page.clone();
    let _watch = observe(&page, move |changes| {
        changes.splices(&same.footer);
        changes.splices(&same);
    });
}

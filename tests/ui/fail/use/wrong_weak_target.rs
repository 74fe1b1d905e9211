// A weak link takes a reference to a handle of the node's own type, or of a union with that type.
use kinfolk::{Graph, Rc};

#[derive(Graph)]
#[graph(weak(next: Page, best: Thing, seen: Vec<Page>))]
struct Page {}

#[derive(Graph)]
struct Other {}

#[derive(Graph)]
enum Thing {
    Page(Page),
}

fn main() {
    let page = Page {}.into_graph();
    page.next.set(page.clone());
    page.next.set(None);
    page.next.set(&page.next.get());
    page.best.set(&Other {}.into_graph());
    page.seen.push(&Rc::downgrade(&page));
    page.seen.set(&page);
}

// Handles are named by the declared type, and lead to nodes.
use kinfolk::{Graph, Rc, Weak};

#[derive(Graph)]
struct Page {}

#[derive(Graph)]
enum Entry {
    Page(Page),
}

struct Selection {
    node: Rc<PageNode>,
    handle: Rc<Rc<Page>>,
    union: Rc<Entry>,
    text: Rc<String>,
    weak_node: Weak<PageNode>,
    weak_union: Weak<EntryRc>,
    weak_text: Weak<String>,
}

fn main() {}

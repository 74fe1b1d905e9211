// A handle does not decide the collection's type: it could be its own type, or a union's.
use kinfolk::Graph;
use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};

#[derive(Graph)]
struct Page {}

fn main() {
    let page = Page {}.into_graph();
    let set = WeakSet::new();
    set.insert(&page);
    let values = WeakKeyMap::new();
    values.insert(&page, 1);
    let names = WeakValueMap::new();
    names.insert("a", &page);
}

// Weak collections name the declared types, not handles, weak handles, or generated types.
use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};
use kinfolk::{Graph, Rc, Weak};

#[derive(Graph)]
struct Page {}

struct Registry {
    set: WeakSet<Rc<Page>>,
    names: WeakValueMap<String, PageNode>,
    values: WeakKeyMap<Weak<Page>, u32>,
}

fn main() {}

// Data that must change needs a cell.
use kinfolk::Graph;
use kinfolk::weak::{WeakKeyMap, WeakValueMap};

#[derive(Graph)]
struct Page {}

fn main() {
    let page = Page {}.into_graph();
    let values = WeakKeyMap::<Page, u32>::new();
    *values.get_or_insert_with(&page, || 1) += 1;
    for value in values.values() {
        *value += 1;
    }
    let names = WeakValueMap::<String, Page>::new();
    for (name, _) in &names {
        name.push('!');
    }
}

use kinfolk::Graph;
use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};

#[derive(Graph)]
struct Page {}

#[derive(Graph)]
struct Other {}

fn main() {
    let page = Page {}.into_graph();
    let other = Other {}.into_graph();

    let set = WeakSet::<Page>::new();
    set.insert(page.clone());
    set.insert(&other);
    set.contains(&34);
    set.union(&vec![page.clone()]);
    assert!(set == vec![page.clone()]);

    let notes = WeakKeyMap::<Page, u32>::new();
    notes.insert(&13, 13);
    notes.get(&13);
    notes.remove(&13);

    let by_name = WeakValueMap::<&str, Page>::new();
    by_name.insert("page", Page {});
    by_name.get(&13);
}

fn of_no_nodes(_: WeakSet<String>) {}

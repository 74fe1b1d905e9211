// Nodes are named by the declared type and passed by reference; keys are as in a `HashMap`.
use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};
use kinfolk::{Graph, Rc};

#[derive(Graph)]
struct Page {}

#[derive(Graph)]
enum Entry {
    Page(Page),
}

struct NoKey;

fn main() {
    let page = Page {}.into_graph();
    let set = WeakSet::<Page>::new();
    set.insert(&Page {});
    set.contains(&Rc::downgrade(&page));
    let entries = WeakSet::<Entry>::new();
    entries.insert(&Entry::Page(Page {}));
    let values = WeakKeyMap::<Page, u32>::new();
    values.insert(page.clone(), 1);
    let names = WeakValueMap::<String, Page>::new();
    names.insert("a", &page);
    names.get("a".to_string());
    names.get_or_insert_with("a".into(), || &page);
    let keyless = WeakValueMap::<NoKey, Page>::new();
    keyless.insert(NoKey, &page);
}

//! Where a node of a union is expected, the handle of each variant works.

use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};
use kinfolk::{Graph, AsHandle, NodeType, Rc, WeakLink};

#[derive(Graph)]
#[graph(weak(best: Entry, seen: Vec<Entry>), shared(themes: Vec<Entry>))]
struct Folder {
    #[graph(own)]
    entries: Vec<Entry>,
    #[graph(own)]
    boxed: Vec<Box<Page<u8>>>,
}

#[derive(Graph)]
#[graph(back(folder: Folder), weak(next: Page<V>))]
struct Page<V> {
    value: V,
}

#[derive(Graph)]
enum Entry {
    Small(Page<u8>),
    Large(Page<u64>),
}

fn point<O: NodeType, T: Graph>(link: &WeakLink<O, T>, node: &T::Handle) {
    link.set(node);
}

fn point_by<O: NodeType, T: NodeType>(link: &WeakLink<O, T>, node: &impl AsHandle<T>) {
    link.set(node);
}

fn main() {
    let folder = Folder { entries: vec![], boxed: vec![] }.into_graph();
    let small = Page { value: 1u8 }.into_graph();
    let large = Page { value: 1u64 }.into_graph();
    folder.entries.push(small.clone());
    let entry = folder.entries.add(large.clone());

    assert_eq!(folder.entries.position(&small), Some(0));
    assert_eq!(folder.entries.position(&large), folder.entries.position(&entry));
    let known = [&small];
    assert_eq!(known.iter().filter(|page| folder.entries.contains(page)).count(), 1);

    folder.best.set(&large);
    assert_eq!(folder.best.get().as_ref(), Some(&entry));
    point(&folder.best, &EntryRc::Small(small.clone()));
    point_by(&small.next, &&small);
    assert_eq!(small.next.get(), Some(small.clone()));
    folder.seen.push(&small);
    assert!(folder.seen.contains(&small) && folder.seen.remove(&EntryRc::Small(small.clone())));
    folder.themes.push(large.clone());
    assert!(folder.themes.contains(&large) && !folder.themes.contains(&small));

    let set = WeakSet::<Entry>::new();
    assert!(set.insert(&large) && !set.insert(&entry) && set.remove(&large));
    let notes = WeakKeyMap::<Entry, u8>::new();
    notes.insert(&entry, 1);
    assert_eq!(notes.get(&large).as_deref(), Some(&1));
    let names = WeakValueMap::<&str, Entry>::new();
    names.insert("large", &large);
    assert_eq!(names.get("large"), Some(entry));

    let boxed: Rc<Page<u8>> = folder.boxed.add(Page { value: 2u8 });
    assert!(folder.boxed.contains(&boxed) && !folder.boxed.contains(&small));
}

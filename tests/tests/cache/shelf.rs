//! [`Shelf`]: a cache of the model's nodes, and helpers that look at it from outside.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};
use std::rc::Rc as StdRc;

use kinfolk::Handle;
use kinfolk::cache::Cache;

use crate::key::{Key, key};
use crate::model::{Part, PartRc, log, names, node, sorted};
use crate::moments::{Moment, reach};

/// Behind a handle, so that hooks can hold one too. A node's key is its name, unless a test says
/// otherwise.
pub type Shelf = StdRc<Cache<Key, Part>>;

/// A shelf with these nodes, which have no other holder. The last one is the most recently used.
/// Each weighs 1.
pub fn shelf(budget: usize, names: &str) -> Shelf {
    let shelf = StdRc::new(Cache::new(budget));
    put(&shelf, names);
    shelf
}

/// As [`shelf`]; the names give the weights.
pub fn shelf_by_weight(budget: usize, names: &str) -> Shelf {
    let shelf = StdRc::new(Cache::with_weight(budget, |node: &PartRc| {
        reach(Moment::Weight, node.name());
        node.data().weight.get()
    }));
    put(&shelf, names);
    shelf
}

pub fn put(shelf: &Shelf, names: &str) {
    for name in names.split_whitespace() {
        shelf.insert(key(name), node(name));
    }
}

/// Inserts a node under its name.
pub fn put_node(shelf: &Shelf, node: &PartRc) {
    shelf.insert(key(node.name()), node.clone());
}

/// The keys of all entries, sorted, checked over each way to list them.
#[track_caller]
pub fn found<K, S>(cache: &Cache<K, Part, S>) -> String
where
    K: Eq + Hash + Borrow<str>,
    S: BuildHasher,
{
    let name_of = |key: &StdRc<K>| -> String { (**key).borrow().to_owned() };
    let mut entries: Vec<(StdRc<K>, PartRc)> = cache.iter().collect();
    entries.sort_by_key(|(key, _)| name_of(key));
    assert_eq!(cache.len(), entries.len(), "`len`");
    assert_eq!(cache.is_empty(), entries.is_empty());
    let keys: Vec<_> = entries.iter().map(|(key, _)| name_of(key)).collect();
    let keys = keys.join(" ");
    let by_keys: Vec<_> = cache.keys().map(|key| name_of(&key)).collect();
    assert_eq!(sorted(&by_keys.join(" ")), keys, "`keys`");
    let nodes = names(entries.iter().map(|(_, node)| node.to_any()));
    assert_eq!(sorted(&names(cache.values())), sorted(&nodes), "`values`");
    for (key, node) in &entries {
        let name = name_of(key);
        assert!(cache.contains_key::<str>(&name), "`contains_key`, of {name}");
        assert_eq!(cache.peek::<str>(&name).as_ref(), Some(node), "`peek`, of {name}");
    }
    assert!(cache.kept() <= cache.len(), "{} kept of {}", cache.kept(), cache.len());
    keys
}

/// The number of entries, the number of kept nodes, and their weight.
pub fn numbers(shelf: &Shelf) -> (usize, usize, usize) {
    (shelf.len(), shelf.kept(), shelf.weight())
}

/// Releases all nodes that are not pinned, and returns their order: of the nodes without a hook and
/// without another holder.
pub fn release_unpinned(shelf: &Shelf) -> String {
    log();
    shelf.shrink_to(0);
    log().replace('~', "")
}

/// Takes out every node, one by one, and returns the names of those that were kept. The numbers of
/// kept nodes and their weight must be right at each step.
#[track_caller]
pub fn take_apart(shelf: &Shelf) -> String {
    found(shelf);
    let mut kept = Vec::new();
    let keys: Vec<_> = shelf.keys().collect();
    for key in keys {
        let (_, kept_before, weight_before) = numbers(shelf);
        let Some(node) = shelf.peek::<Key>(&key) else { continue };
        let count_before = node.strong_count();
        assert_eq!(shelf.remove::<Key>(&key).as_ref(), Some(&node));
        let was_kept = kept_before - shelf.kept();
        assert_eq!(count_before - node.strong_count(), was_kept, "handles to {}", node.name());
        if was_kept == 1 {
            kept.push(node.name().to_owned());
        } else {
            assert_eq!(weight_before, shelf.weight(), "without {}", node.name());
        }
    }
    assert_eq!(numbers(shelf), (0, 0, 0), "after everything is removed");
    sorted(&kept.join(" "))
}

/// Hits, recovered, misses, evicted and freed.
pub fn counts(shelf: &Shelf) -> [u64; 5] {
    let stats = shelf.stats();
    [stats.hits(), stats.recovered(), stats.misses(), stats.evicted(), stats.freed()]
}

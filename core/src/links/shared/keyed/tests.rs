//! Shared maps leave the index hints of their targets alone.

#![allow(clippy::zero_sized_map_values, reason = "a target without data is still a node")]

use std::collections::{BTreeMap, HashMap};

use crate::kernel::dyn_handle::DynHandle;
use crate::{Graph, Rc};

#[derive(Graph)]
#[graph(crate = crate, shared(sorted: BTreeMap<usize, Entry>, hashed: HashMap<usize, Entry>))]
struct List {
    #[graph(own)]
    entries: Vec<Entry>,
}

#[derive(Graph)]
#[graph(crate = crate, back(list: List))]
struct Entry {}

fn check(list: &Rc<List>) {
    for (index, entry) in list.entries.iter().enumerate() {
        assert_eq!(entry.dyn_node().header().index_hint(), index);
    }
}

#[test]
fn index_hints_are_those_of_the_owner() {
    let list = List { entries: (0..300).map(|_| Entry {}).collect() }.into_graph();
    for (index, entry) in list.entries.iter().enumerate() {
        list.sorted.insert(1000 - index, entry.clone());
        list.hashed.insert(1000 - index, entry);
    }
    check(&list);
    let first = list.entries.get(0).expect("it has entries");
    list.sorted.insert(900, first.clone());
    list.hashed.insert(900, first);
    list.sorted.rename(&901, 0);
    list.hashed.rename(&901, 0);
    list.sorted.remove(&800);
    list.hashed.remove(&800);
    check(&list);
    list.sorted.retain(|key, _| key % 10 == 0);
    list.hashed.retain(|key, _| key % 10 == 0);
    check(&list);
    // In one piece again, and then in chunks.
    for key in 0..300 {
        let entry = list.entries.get(299 - key).expect("it has 300 entries");
        list.sorted.insert(key, entry);
    }
    check(&list);
    list.sorted.clear();
    list.hashed.clear();
    check(&list);
}

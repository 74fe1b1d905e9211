// Their contents change by themselves, so they can be equal, but have no hash and no order.
use std::collections::{HashMap, HashSet};

use kinfolk::Graph;
use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};

#[derive(Graph)]
struct Page {}

fn main() {
    let set = WeakSet::<Page>::new();
    let sets = HashSet::from([set.clone()]);
    let by_name = HashMap::from([(WeakValueMap::<&str, Page>::new(), 1)]);
    let by_page = HashMap::from([(WeakKeyMap::<Page, u32>::new(), 1)]);
    assert!(set < set.clone());
}

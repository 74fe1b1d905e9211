//! That no membership is left over, and that each is found.

use crate::death::membership::{MAX_SEARCHED, MEMBERSHIPS};
use crate::weak::{WeakKeyMap, WeakSet, WeakValueMap};
use crate::{Graph, Rc};

#[derive(Graph)]
#[graph(crate = crate)]
struct Page {}

/// How many memberships all nodes of this thread have.
fn count() -> usize {
    MEMBERSHIPS.with_borrow(|memberships| memberships.all.len())
}

fn page() -> Rc<Page> {
    Page {}.into_graph()
}

#[test]
fn an_entry_that_leaves_a_value_map_leaves_no_membership() {
    let map = WeakValueMap::<u32, Page>::new();
    let [first, second] = [page(), page()];
    for key in 0..5 {
        map.insert(key, &first);
    }
    assert_eq!(count(), 5);
    map.insert(3, &second);
    map.insert(3, &second);
    assert_eq!(count(), 5);
    map.remove(&0);
    map.remove(&3);
    assert_eq!(count(), 3);
    map.retain(|key, _| *key != 1);
    assert_eq!(count(), 2);
    drop(map.drain());
    assert_eq!(count(), 0);
}

#[test]
fn an_entry_that_is_removed_by_its_node_leaves_no_membership() {
    let set = WeakSet::<Page>::new();
    let map = WeakKeyMap::<Page, u32>::new();
    let pages = [page(), page(), page()];
    for page in &pages {
        set.insert(page);
        set.insert(page);
        map.insert(page, 1);
        map.insert(page, 2);
    }
    assert_eq!(count(), 6);
    set.remove(&pages[0]);
    map.remove(&pages[0]);
    assert_eq!(count(), 4);
    set.retain(|page| *page == pages[1]);
    map.retain(|page, _| *page == pages[2]);
    assert_eq!(count(), 2);
    set.clear();
    map.clear();
    assert_eq!(count(), 0);
}

#[test]
fn a_dropped_collection_leaves_no_membership() {
    let page = page();
    let sets: Vec<_> = (0..10).map(|_| WeakSet::<Page>::from([page.clone()])).collect();
    let map = WeakValueMap::<u32, Page>::from([(1, page.clone()), (2, page.clone())]);
    assert_eq!(count(), 12);
    drop(map);
    assert_eq!(count(), 10);
    drop(sets);
    assert_eq!(count(), 0);
}

#[test]
fn a_dead_node_leaves_no_membership() {
    let [page, other] = [page(), page()];
    let set = WeakSet::<Page>::from([page.clone(), other.clone()]);
    let map = WeakValueMap::<u32, Page>::from([(1, page.clone()), (2, page.clone())]);
    assert_eq!(count(), 4);
    drop(page);
    assert_eq!((count(), set.len(), map.len()), (1, 1, 0));
    drop(other);
    assert_eq!(count(), 0);
}

fn indexed() -> usize {
    MEMBERSHIPS.with_borrow(|memberships| memberships.indexed.len())
}

#[test]
fn a_node_leaves_its_collections_in_any_order() {
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]] {
        let page = page();
        let sets: [WeakSet<Page>; 4] = Default::default();
        for set in &sets {
            set.insert(&page);
        }
        for (left, number) in order.into_iter().enumerate() {
            assert!(sets[number].remove(&page));
            assert!(!sets[number].remove(&page) && !sets[number].contains(&page));
            let others = order[left + 1..].iter();
            assert!(others.clone().all(|other| sets[*other].contains(&page)));
            assert_eq!(count(), others.count());
        }
    }
}

#[test]
fn a_table_finds_the_memberships_behind_the_first_ones() {
    let [page, other] = [page(), page()];
    let sets: Vec<WeakSet<Page>> = (0..100).map(|_| WeakSet::new()).collect();
    for set in &sets {
        assert!(set.insert(&page) && !set.insert(&page) && !set.contains(&other));
    }
    assert_eq!(indexed(), 100 - MAX_SEARCHED);
    assert!(sets.iter().all(|set| set.contains(&page)));
    let names = WeakValueMap::<u32, Page>::new();
    (0..100).for_each(|name| _ = names.insert(name, &page));
    assert_eq!((indexed(), count()), (100, 200));
    for (number, set) in sets.iter().enumerate().filter(|(number, _)| number % 3 > 0) {
        assert!(set.remove(&page) && !set.remove(&page), "{number}");
    }
    assert_eq!((indexed(), count()), (34, 134));
    assert!(sets.iter().step_by(3).all(|set| set.contains(&page)));
    names.clear();
    assert!(sets.iter().step_by(3).all(|set| set.contains(&page)));
    drop(page);
    assert_eq!((indexed(), count()), (0, 0));
    assert!(sets.iter().all(WeakSet::is_empty));
}

#[test]
fn memberships_move_together_after_a_peak() {
    let pages: Vec<_> = (0..1000).map(|_| page()).collect();
    let [all, third]: [WeakSet<Page>; 2] = Default::default();
    let names = WeakValueMap::<usize, Page>::new();
    let sets: Vec<WeakSet<Page>> = (0..20).map(|_| WeakSet::new()).collect();
    for (number, page) in pages.iter().enumerate() {
        all.insert(page);
        names.insert(number, page);
    }
    third.extend(pages.iter().step_by(300).cloned());
    assert!(sets.iter().all(|set| set.insert(&pages[900])));
    let lent = third.iter();
    all.clear();
    names.retain(|number, _| number % 100 == 0);
    assert!(MEMBERSHIPS.with_borrow(|memberships| memberships.all.capacity() < 1000));
    assert_eq!((count(), lent.count()), (10 + 4 + 20, 4));
    assert!(pages.iter().step_by(300).all(|page| third.contains(page) && !all.contains(page)));
    assert!(sets.iter().all(|set| set.contains(&pages[900]) && !set.contains(&pages[0])));
    assert!(third.remove(&pages[300]) && !third.contains(&pages[300]));
    assert_eq!(names.remove(&600), Some(pages[600].clone()));
    drop(pages);
    assert_eq!(count(), 0);
    assert!(third.is_empty() && names.is_empty() && sets.iter().all(WeakSet::is_empty));
}

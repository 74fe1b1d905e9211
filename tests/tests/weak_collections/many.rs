//! Numbers do not matter: an operation on one entry costs the same, whatever else is there. These
//! tests show it by finishing at all.

use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};
use kinfolk::{Graph, Rc};
use kinfolk_tests::random::Random;

use crate::key::Same;

const MANY: usize = 100_000;

#[derive(Graph)]
#[graph(back(above: Item))]
struct Item {
    #[graph(own)]
    below: Vec<Item>,
}

fn item() -> Rc<Item> {
    Item { below: Vec::new() }.into_graph()
}

/// All numbers below `count`, shuffled.
fn shuffled(count: usize) -> Vec<usize> {
    let (mut numbers, mut random) = ((0..count).collect::<Vec<_>>(), Random::new(7));
    for index in (1..count).rev() {
        numbers.swap(index, random.below(index + 1));
    }
    numbers
}

/// Forwards, backwards, and shuffled.
fn orders(count: usize) -> [Vec<usize>; 3] {
    [(0..count).collect(), (0..count).rev().collect(), shuffled(count)]
}

fn numbers_of(node: &Rc<Item>) -> WeakValueMap<usize, Item> {
    (0..MANY).map(|number| (number, node.clone())).collect()
}

#[test]
fn keys_of_one_node() {
    for order in orders(MANY) {
        let node = item();
        let map = numbers_of(&node);
        assert_eq!(map.len(), MANY);
        for (count, number) in order.iter().enumerate() {
            assert_eq!(map.len(), MANY - count);
            assert!(map.remove(number).is_some());
        }
        assert!(map.is_empty());
    }
}

#[test]
fn keys_of_one_node_that_dies() {
    let node = item();
    let [map, other] = [numbers_of(&node), numbers_of(&node)];
    for number in (0..MANY).step_by(3) {
        map.remove(&number);
    }
    assert!(map.len() > MANY / 2);
    drop(node);
    assert_eq!((map.len(), other.len()), (0, 0));
}

#[test]
fn keys_of_one_node_that_are_taken_out_together() {
    let node = item();
    let map = numbers_of(&node);
    map.retain(|number, _| number % 2 == 0);
    assert_eq!(map.len(), MANY / 2);
    map.clear();
    map.extend((0..MANY).map(|number| (number, node.clone())));
    assert_eq!(map.drain().count(), MANY);
    map.extend((0..MANY).map(|number| (number, node.clone())));
    drop(map);
    assert_eq!(Rc::strong_count(&node), 1);
}

#[test]
fn one_key_of_many_nodes() {
    let map = WeakValueMap::<(), Item>::new();
    let nodes: Vec<_> = (0..MANY).map(|_| item()).collect();
    for node in &nodes {
        map.insert((), node);
    }
    let last = nodes.last().cloned();
    drop(nodes);
    assert_eq!((map.get(&()), map.len()), (last, 1));
}

#[test]
fn sets_with_one_node() {
    const SETS: usize = 10_000;
    for order in orders(SETS) {
        let node = item();
        let sets: Vec<_> = (0..SETS).map(|_| WeakSet::<Item>::new()).collect();
        for set in &sets {
            assert!(set.insert(&node));
        }
        // Half of the sets release the node, and then it dies.
        for &number in &order[..SETS / 2] {
            assert!(sets[number].remove(&node));
        }
        let left = |sets: &[WeakSet<Item>]| sets.iter().map(WeakSet::len).sum::<usize>();
        assert_eq!(left(&sets), SETS / 2);
        drop(node);
        assert_eq!(left(&sets), 0);
    }
}

/// The sets go before the node.
#[test]
fn sets_with_one_node_that_are_dropped() {
    let node = item();
    let mut sets: Vec<_> = (0..10_000)
        .map(|_| {
            let set = WeakSet::<Item>::new();
            set.insert(&node);
            Some(set)
        })
        .collect();
    for number in shuffled(sets.len()) {
        sets[number] = None;
    }
    assert_eq!(Rc::strong_count(&node), 1);
}

#[test]
fn nodes_of_one_set() {
    for order in orders(MANY) {
        let nodes: Vec<_> = (0..MANY).map(|_| item()).collect();
        let set: WeakSet<Item> = nodes.iter().cloned().collect();
        assert_eq!(set.len(), MANY);
        for &number in &order[..MANY / 2] {
            assert!(set.remove(&nodes[number]));
        }
        let mut nodes: Vec<_> = nodes.into_iter().map(Some).collect();
        for number in order {
            nodes[number] = None;
        }
        assert!(set.is_empty());
    }
}

#[test]
fn nodes_of_one_map() {
    for order in orders(MANY) {
        let nodes: Vec<_> = (0..MANY).map(|_| item()).collect();
        let map: WeakKeyMap<Item, usize> = nodes.iter().cloned().zip(0..).collect();
        let mut nodes: Vec<_> = nodes.into_iter().map(Some).collect();
        for (count, number) in order.into_iter().enumerate() {
            let node = nodes[number].take().unwrap();
            assert_eq!(map.get(&node).as_deref(), Some(&number));
            drop(node);
            assert_eq!(map.len(), MANY - 1 - count);
        }
    }
}

/// Each node marks its owner, which has many children, only once.
#[test]
fn nodes_of_one_owner() {
    let root = item();
    root.below.extend((0..MANY).map(|_| item()));
    let set: WeakSet<Item> = root.below.iter().collect();
    let map: WeakKeyMap<Item, usize> = root.below.iter().zip(0..).collect();
    assert_eq!((set.len(), map.len()), (MANY, MANY));
    root.below.truncate(MANY / 2);
    assert_eq!((set.len(), map.len()), (MANY / 2, MANY / 2));
    drop(root);
    assert_eq!((set.len(), map.len()), (0, 0));
}

/// Each node goes in and out again and again, while another one stays.
#[test]
fn one_node_again_and_again() {
    let (node, other) = (item(), item());
    let (set, map) = (WeakSet::<Item>::new(), WeakKeyMap::<Item, usize>::new());
    set.insert(&other);
    for number in 0..MANY {
        assert!(set.insert(&node));
        map.insert(&node, number);
        assert!(set.remove(&node));
        assert_eq!(map.remove(&node).as_deref(), Some(&number));
        assert_eq!(map.insert(&node, number), None);
    }
    drop(node);
    assert_eq!((set.len(), map.len()), (1, 0));
}

/// All keys have the same hash. This costs quadratic time, as in std's map, but no more.
#[test]
fn keys_of_the_same_hash() {
    let node = item();
    let map = WeakValueMap::<usize, Item, Same>::with_hasher(Same);
    for number in 0..500 {
        map.insert(number, &node);
    }
    assert_eq!((map.len(), map.contains_key(&499), map.contains_key(&500)), (500, true, false));
    map.retain(|number, _| number % 3 != 0);
    assert_eq!(map.len(), 333);
    drop(node);
    assert!(map.is_empty());
}

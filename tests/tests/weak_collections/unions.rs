//! Collections over a union, over nodes that several unions share, and over nodes with type
//! parameters.

use std::fmt::Debug;
use std::rc::Rc as StdRc;

use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};
use kinfolk::{Graph, Rc};

use crate::model::{Leaf, Part, PartRc, Silent, leaf, node, plain_silent, sorted};
use crate::watch::watch;

/// Another union, with one of the same types.
#[derive(Graph)]
enum Other {
    Silent(Silent),
    Item(Item<u8>),
}

#[test]
fn a_node_is_the_same_by_each_of_its_handles() {
    let _watch = watch();
    let set = WeakSet::<Part>::new();
    let leaf: Rc<Leaf> = leaf("1");
    let part = PartRc::from(leaf.clone());
    assert!(set.insert(&part));
    assert!(!set.insert(&leaf));
    assert!(set.contains(&leaf));
    assert!(matches!(set.iter().next(), Some(PartRc::Leaf(found)) if found == leaf));
    drop(part);
    assert_eq!(set.len(), 1);
    assert!(set.remove(&leaf));
}

#[test]
fn nodes_of_all_variants() {
    let _watch = watch();
    let nodes = ["A", "b", "1"].map(node);
    let set: WeakSet<Part> = nodes.iter().cloned().collect();
    let map: WeakKeyMap<Part, &str> = nodes.iter().cloned().zip(["A", "b", "1"]).collect();
    let names: WeakValueMap<&str, Part> = ["A", "b", "1"].into_iter().zip(nodes.clone()).collect();
    assert_eq!(sorted(&set), "1 A b");
    for node in &nodes {
        assert_eq!(map.get(node).as_deref(), Some(&node.name()));
        assert_eq!(names.get(node.name()).as_ref(), Some(node));
    }
    let [a, b, one] = nodes;
    drop((a, one));
    assert_eq!((sorted(&set).as_str(), sorted(map.keys()).as_str()), ("b", "b"));
    assert_eq!(names.values().next(), Some(b));
}

/// A node of a struct, in collections of it and of two unions.
#[test]
fn collections_of_different_types_with_the_same_node() {
    let _watch = watch();
    let OtherRc::Silent(node) = Other::Silent(plain_silent("A")).into_graph() else { panic!() };
    let (of_struct, of_part, of_other) =
        (WeakSet::<Silent>::new(), WeakSet::<Part>::new(), WeakKeyMap::<Other, u8>::new());
    of_struct.insert(&node);
    of_part.insert(&node);
    of_other.insert(&OtherRc::Silent(node.clone()), 1);
    assert_eq!([of_struct.len(), of_part.len(), of_other.len()], [1; 3]);
    of_part.remove(&node);
    assert_eq!([of_struct.len(), of_part.len(), of_other.len()], [1, 0, 1]);
    let item = Other::Item(Item { content: 1, items: Vec::new() }).into_graph();
    of_other.insert(&item, 2);
    drop(node);
    assert_eq!([of_struct.len(), of_part.len(), of_other.len()], [0, 0, 1]);
    assert_eq!(of_other.get(&item), Some(StdRc::new(2)));
}

#[test]
fn get_or_insert_with_accepts_everything_that_the_union_accepts() {
    let _watch = watch();
    let map = WeakValueMap::<u32, Part>::new();
    let of_plain = map.get_or_insert_with(1, || crate::model::part("A"));
    let of_variant = map.get_or_insert_with(2, || leaf("2"));
    let of_handle = map.get_or_insert_with(3, || of_plain.clone());
    assert_eq!((map.get(&1), map.get(&2)), (Some(of_plain.clone()), Some(of_variant)));
    assert_eq!((of_handle == of_plain, map.len()), (true, 2), "the second is held by nobody now");
}

#[derive(Graph)]
#[graph(back(above: Item<T>))]
struct Item<T: Clone + 'static> {
    content: T,
    #[graph(own)]
    items: Vec<Item<T>>,
}

#[derive(Graph)]
enum Either<T: Clone + 'static> {
    Item(Item<T>),
    Leaf(Leaf),
}

/// Generic code, which does not know the type.
fn in_all<T: Graph>(
    nodes: &[T::Handle],
) -> (WeakSet<T>, WeakKeyMap<T, usize>, WeakValueMap<usize, T>)
where
    T::Handle: Debug + PartialEq,
{
    let (set, map, numbers) = (WeakSet::new(), WeakKeyMap::new(), WeakValueMap::new());
    for (number, node) in nodes.iter().enumerate() {
        assert!(set.insert(node));
        assert_eq!(map.insert(node, number), None);
        assert_eq!(numbers.insert(number, node), None);
    }
    for (number, node) in nodes.iter().enumerate() {
        assert!(set.contains(node));
        assert_eq!(map.get(node), Some(StdRc::new(number)));
        assert_eq!(numbers.get(&number).as_ref(), Some(node));
    }
    (set, map, numbers)
}

#[test]
fn nodes_with_type_parameters() {
    let _watch = watch();
    let item = |content| Item { content, items: Vec::new() }.into_graph();
    let texts = ["one", "two"].map(|text| item(text.to_owned()));
    let (set, map, numbers) = in_all::<Item<String>>(&texts);
    let [one, two] = texts;
    one.items.push(two);
    assert_eq!(numbers.get(&1).map(|node| node.content.clone()).as_deref(), Some("two"));
    drop(one);
    assert_eq!([set.len(), map.len(), numbers.len()], [0; 3]);
}

#[test]
fn unions_with_type_parameters() {
    let _watch = watch();
    let leaf = crate::model::Leaf { data: crate::model::value("1") };
    let item = Item { content: 7_u8, items: Vec::new() };
    let nodes = [Either::Item(item), Either::Leaf(leaf)].map(Graph::into_graph);
    let (set, map, numbers) = in_all::<Either<u8>>(&nodes);
    let [item, leaf] = nodes;
    drop(leaf);
    assert_eq!([set.len(), map.len(), numbers.len()], [1; 3]);
    assert!(matches!(set.iter().next(), Some(EitherRc::Item(found)) if found.content == 7));
    drop(item);
    assert_eq!([set.len(), map.len(), numbers.len()], [0; 3]);
}

//! Every operation of the three collections: its result, and the contents it leaves.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::rc::Rc as StdRc;

use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};
use kinfolk::{Graph, Rc};

use crate::key::{Key, Same, key};
use crate::model::{Data, Leaf, leaf, log, names, node, sorted, value};
use crate::watch::watch;

/// Leaves with the names `1`, `2`, and so on.
fn leaves<const N: usize>() -> [Rc<Leaf>; N] {
    std::array::from_fn(|index| leaf(&(index + 1).to_string()))
}

mod value_map {
    use super::*;

    type Map = WeakValueMap<String, Leaf>;

    fn map<'a>(entries: impl IntoIterator<Item = (&'a str, &'a Rc<Leaf>)>) -> Map {
        entries.into_iter().map(|(key, node)| (key.to_owned(), node.clone())).collect()
    }

    fn keys<K: ToString>(keys: impl IntoIterator<Item = StdRc<K>>) -> String {
        let mut keys: Vec<_> = keys.into_iter().map(|key| key.to_string()).collect();
        keys.sort();
        keys.join(" ")
    }

    #[test]
    fn is_empty_at_first() {
        let _watch = watch();
        for map in [Map::new(), Map::default(), Map::with_hasher(std::hash::RandomState::new())] {
            assert_eq!((map.len(), map.is_empty()), (0, true));
            assert_eq!((map.get("a"), map.contains_key("a"), map.remove("a")), (None, false, None));
            assert_eq!((map.iter().count(), map.drain().count()), (0, 0));
            assert_eq!(format!("{map:?}"), "{}");
        }
    }

    #[test]
    fn insert_returns_the_old_node() {
        let _watch = watch();
        let [one, two] = leaves();
        let map = Map::new();
        assert_eq!(map.insert("a".into(), &one), None);
        assert_eq!(map.insert("b".into(), &one), None);
        assert_eq!(map.insert("a".into(), &two), Some(one.clone()));
        assert_eq!(map.insert("a".into(), &two), Some(two.clone()));
        assert_eq!((map.len(), map.is_empty()), (2, false));
        assert_eq!([map.get("a"), map.get("b"), map.get("c")], [Some(two), Some(one), None]);
    }

    /// As in std's map.
    #[test]
    fn insert_keeps_the_old_key() {
        let _watch = watch();
        let [one, two] = leaves();
        let map = WeakValueMap::<Key, Leaf>::new();
        map.insert(key("k"), &one);
        let old = StdRc::as_ptr(&map.keys().next().unwrap());
        map.insert(key("k"), &two);
        assert_eq!(log(), "*k", "the new one is dropped");
        assert!(std::ptr::eq(old, &raw const *map.keys().next().unwrap()));
    }

    #[test]
    fn holds_nothing() {
        let _watch = watch();
        let [one] = leaves();
        let map = map([("a", &one), ("b", &one)]);
        assert_eq!(Rc::strong_count(&one), 1);
        let got = map.get("a").unwrap();
        assert_eq!(Rc::strong_count(&one), 2);
        drop((one, got));
        assert!(map.is_empty());
    }

    #[test]
    fn looks_up_keys_in_borrowed_form() {
        let _watch = watch();
        let [one, two] = leaves();
        let map = WeakValueMap::<Key, Leaf>::new();
        map.insert(key("a"), &one);
        assert_eq!(
            [map.get("a"), map.get(&key("a")), map.get("b")],
            [Some(one.clone()), Some(one.clone()), None]
        );
        assert!(map.contains_key("a") && map.contains_key(&key("a")) && !map.contains_key("b"));
        map.insert(key("b"), &two);
        assert_eq!(map.remove("a"), Some(one));
        assert_eq!(map.remove(&key("b")), Some(two));
        assert!(map.is_empty());
        let paths = WeakValueMap::<Vec<u8>, Leaf>::new();
        let three = leaf("3");
        paths.insert(vec![1, 2], &three);
        assert_eq!(paths.get(&[1, 2][..]), Some(three));
        log();
    }

    #[test]
    fn remove_returns_the_node() {
        let _watch = watch();
        let [one, two] = leaves();
        let map = map([("a", &one), ("b", &two), ("c", &one)]);
        assert_eq!(map.remove("a"), Some(one.clone()));
        assert_eq!(map.remove("a"), None);
        assert_eq!((map.len(), map.get("c")), (2, Some(one)));
        assert_eq!(map.remove("b"), Some(two));
    }

    #[test]
    fn get_or_insert_with_makes_only_missing_entries() {
        let _watch = watch();
        let [one, two] = leaves();
        let map = Map::new();
        assert_eq!(map.get_or_insert_with("a".into(), || one.clone()), one);
        let make = || -> Rc<Leaf> { panic!("the entry is there") };
        assert_eq!(map.get_or_insert_with("a".into(), make), one);
        // The closure returns a plain value.
        let plain = map.get_or_insert_with("b".into(), || crate::model::Leaf { data: value("x") });
        assert_eq!(map.get("b"), Some(plain.clone()));
        drop(plain);
        assert!(!map.contains_key("b"), "it has no other handle");
        drop(one);
        assert_eq!(map.get_or_insert_with("a".into(), || two.clone()), two);
        log();
    }

    #[test]
    fn try_get_or_insert_with_may_fail() {
        let _watch = watch();
        let [one] = leaves();
        let map = Map::new();
        let fail = || Err::<Rc<Leaf>, _>("no such file");
        assert_eq!(map.try_get_or_insert_with("a".into(), fail), Err("no such file"));
        assert!(map.is_empty());
        let make = || Ok::<_, &str>(one.clone());
        assert_eq!(map.try_get_or_insert_with("a".into(), make), Ok(one.clone()));
        assert_eq!(map.try_get_or_insert_with("a".into(), fail), Ok(one.clone()));
        assert_eq!(map.len(), 1);
    }

    #[test]
    fn iterators_yield_each_entry_once() {
        let _watch = watch();
        let [one, two] = leaves();
        let map = map([("a", &one), ("b", &two), ("c", &one)]);
        let entries: HashMap<_, _> =
            map.iter().map(|(key, node)| (key.to_string(), node)).collect();
        let all = [("a", &one), ("b", &two), ("c", &one)];
        assert_eq!(entries, all.map(|(key, node)| (key.to_owned(), node.clone())).into());
        assert_eq!((keys(map.keys()).as_str(), sorted(map.values()).as_str()), ("a b c", "1 1 2"));
        let mut iter = map.iter();
        assert_eq!(iter.size_hint(), (0, Some(3)));
        assert!(iter.by_ref().nth(2).is_some());
        assert_eq!((iter.size_hint(), iter.next(), iter.next()), ((0, Some(0)), None, None));
        assert_eq!(map.keys().size_hint(), (0, Some(3)));
        assert_eq!(map.values().size_hint(), (0, Some(3)));
        let mut count = 0;
        for (key, node) in &map {
            assert_eq!(map.get(key.as_str()), Some(node));
            count += 1;
        }
        assert_eq!(count, 3);
    }

    #[test]
    fn drain_removes_everything_at_once() {
        let _watch = watch();
        let [one, two] = leaves();
        let map = map([("a", &one), ("b", &two)]);
        let mut drain = map.drain();
        assert!(map.is_empty());
        assert_eq!(drain.size_hint(), (0, Some(2)));
        map.insert("c".into(), &one);
        assert!(drain.next().is_some());
        drop(drain);
        assert_eq!((keys(map.keys()).as_str(), map.len()), ("c", 1));
        let drained: Vec<_> = map.drain().collect();
        assert_eq!(drained, [(StdRc::new("c".to_owned()), one)]);
        std::mem::forget(map.drain());
    }

    #[test]
    fn clear_and_retain() {
        let _watch = watch();
        let [one, two, three] = leaves();
        let map = map([("a", &one), ("b", &two), ("c", &three), ("d", &one)]);
        map.retain(|key, node| key == "a" || node.data.name == "2");
        assert_eq!(keys(map.keys()), "a b");
        map.retain(|_, _| true);
        assert_eq!(map.len(), 2);
        map.retain(|_, _| false);
        assert!(map.is_empty());
        map.insert("a".into(), &one);
        map.clear();
        map.clear();
        assert_eq!((map.len(), map.get("a")), (0, None));
    }

    #[test]
    fn extends() {
        let _watch = watch();
        let [one, two] = leaves();
        let mut map = map([("a", &one)]);
        map.extend([("a".to_owned(), two.clone()), ("b".to_owned(), two.clone())]);
        assert_eq!((map.get("a"), map.len()), (Some(two.clone()), 2));
        Extend::extend(&mut map, [("c".to_owned(), one.clone())]);
        assert_eq!(keys(map.keys()), "a b c");
        // Nodes without another handle.
        map.extend([("d".to_owned(), leaf("4"))]);
        assert_eq!((map.len(), log().as_str()), (3, "~4"));
    }

    /// Later changes to one do not affect the other.
    #[test]
    fn clones_hold_the_same_nodes() {
        let _watch = watch();
        let [one, two] = leaves();
        let map = map([("a", &one), ("b", &two)]);
        let copy = map.clone();
        assert_eq!(map, copy);
        drop(two);
        assert_eq!((map.len(), copy.len()), (1, 1));
        copy.remove("a");
        assert_eq!((map.get("a"), copy.is_empty()), (Some(one.clone()), true));
        map.clear();
        copy.insert("a".into(), &one);
        drop(map);
        assert_eq!(copy.get("a"), Some(one));
    }

    #[test]
    fn equal_when_the_same_nodes_are_under_equal_keys() {
        let _watch = watch();
        let [one, two] = leaves();
        let other_one = leaf("1");
        assert_eq!(map([]), map([]));
        assert_eq!(map([("a", &one), ("b", &two)]), map([("b", &two), ("a", &one)]));
        assert_ne!(map([("a", &one)]), map([("a", &other_one)]));
        assert_ne!(map([("a", &one)]), map([("b", &one)]));
        assert_ne!(map([("a", &one)]), map([("a", &one), ("b", &one)]));
        let [left, right] = [map([("a", &one), ("b", &two)]), map([("a", &one)])];
        assert_ne!(left, right);
        drop(two);
        assert_eq!(left, right);
    }

    #[test]
    fn made_from_an_array() {
        let _watch = watch();
        let [one, two] = leaves();
        let made = WeakValueMap::from([("a", one.clone()), ("b", two.clone()), ("a", two.clone())]);
        let made: WeakValueMap<&str, Leaf> = made;
        assert_eq!((made.len(), made.get("a"), made.get("b")), (2, Some(two.clone()), Some(two)));
    }

    #[test]
    fn prints_keys_and_handles() {
        let _watch = watch();
        let [one] = leaves();
        let map = map([("a", &one)]);
        assert_eq!(format!("{map:?}"), format!("{{\"a\": {one:?}}}"));
    }

    #[test]
    fn with_other_hashers() {
        let _watch = watch();
        let nodes: Vec<_> = (0..50).map(|number| leaf(&number.to_string())).collect();
        let map = WeakValueMap::<usize, Leaf, _>::with_hasher(Same);
        let fixed: WeakValueMap<usize, Leaf, BuildHasherDefault<DefaultHasher>> =
            nodes.iter().cloned().enumerate().collect();
        for (number, node) in nodes.iter().enumerate() {
            assert_eq!(map.insert(number, node), None);
            assert_eq!(map.insert(number, node), Some(node.clone()));
        }
        for (number, node) in nodes.iter().enumerate() {
            assert_eq!(map.get(&number), Some(node.clone()));
            assert_eq!(fixed.get(&number), Some(node.clone()));
        }
        let copy = map.clone();
        assert_eq!((map == copy, map.len(), map.get(&50)), (true, 50, None));
        for (number, node) in nodes.into_iter().enumerate() {
            assert!(copy.contains_key(&number));
            if number % 2 == 0 {
                assert_eq!(map.remove(&number), Some(node));
            } else {
                drop(node);
            }
            assert_eq!((map.len(), copy.len()), (49 - number, 49 - number));
            assert!(!map.contains_key(&number) && !copy.contains_key(&number));
        }
        assert!(map.is_empty() && fixed.is_empty());
        log();
    }

    /// They are all the same key.
    #[test]
    fn keys_without_a_size() {
        let _watch = watch();
        let [one, two] = leaves();
        let map = WeakValueMap::<(), Leaf>::new();
        let other = WeakValueMap::<(), Leaf>::new();
        assert_eq!(map.insert((), &one), None);
        assert_eq!(other.insert((), &one), None);
        assert_eq!(map.insert((), &two), Some(one.clone()));
        drop(one);
        assert_eq!((map.get(&()), other.get(&()), other.len()), (Some(two.clone()), None, 0));
        drop(two);
        assert!(map.is_empty());
    }

    /// They all differ, and have the same hash.
    #[test]
    fn keys_without_a_size_that_are_never_equal() {
        struct Alone;
        impl Hash for Alone {
            fn hash<H: Hasher>(&self, _: &mut H) {}
        }
        impl PartialEq for Alone {
            fn eq(&self, _: &Self) -> bool {
                false
            }
        }
        impl Eq for Alone {}
        let _watch = watch();
        let [one, two, three] = leaves();
        let map = WeakValueMap::<Alone, Leaf>::new();
        for node in [&one, &two, &three, &two] {
            assert_eq!(map.insert(Alone, node), None);
        }
        assert_eq!((sorted(map.values()).as_str(), map.get(&Alone)), ("1 2 2 3", None));
        drop(one);
        assert_eq!(sorted(map.values()), "2 2 3");
        drop(two);
        assert_eq!(sorted(map.values()), "3");
        map.retain(|_, node| *node != three);
        assert!(map.is_empty());
    }

    #[test]
    fn keys_that_are_nodes() {
        let _watch = watch();
        let [one, two, three] = leaves();
        let map = WeakValueMap::<Rc<Leaf>, Leaf>::new();
        map.insert(one.clone(), &two);
        map.insert(two.clone(), &three);
        assert_eq!(map.get(&one), Some(two.clone()));
        drop(one);
        assert_eq!(map.len(), 2, "a key holds it");
        drop(three);
        assert_eq!((map.len(), log().as_str()), (1, "~3"));
        drop(two);
        // The key goes with its entry, and it is the last handle to the other node.
        assert_eq!((map.len(), log().as_str()), (0, "~1 ~2"));
    }

    #[test]
    fn a_value_may_be_removed_by_its_own_key_while_that_is_borrowed_from_the_map() {
        let _watch = watch();
        let [one] = leaves();
        let map = WeakValueMap::<Key, Leaf>::new();
        map.insert(key("a"), &one);
        let own = map.keys().next().unwrap();
        assert_eq!(map.remove(&*own), Some(one.clone()));
        assert_eq!(log(), "");
        drop(own);
        assert_eq!(log(), "*a");
    }
}

mod key_map {
    use super::*;

    type Map<V> = WeakKeyMap<Leaf, V>;

    fn map<V>(entries: impl IntoIterator<Item = (Rc<Leaf>, V)>) -> Map<V> {
        entries.into_iter().collect()
    }

    /// The entries, as text.
    fn show(map: &Map<u32>) -> String {
        let mut all: Vec<_> =
            map.iter().map(|(node, value)| format!("{}:{value}", node.data.name)).collect();
        all.sort();
        all.join(" ")
    }

    #[test]
    fn is_empty_at_first() {
        let _watch = watch();
        let [one] = leaves();
        for map in [Map::<u32>::new(), Map::default()] {
            assert_eq!((map.len(), map.is_empty()), (0, true));
            assert_eq!(
                (map.get(&one), map.contains_key(&one), map.remove(&one)),
                (None, false, None)
            );
            assert_eq!((map.iter().count(), map.drain().count()), (0, 0));
            assert_eq!(format!("{map:?}"), "{}");
        }
    }

    #[test]
    fn insert_returns_the_old_value() {
        let _watch = watch();
        let [one, two] = leaves();
        let map = Map::new();
        assert_eq!(map.insert(&one, 10), None);
        assert_eq!(map.insert(&two, 20), None);
        assert_eq!(map.insert(&one, 11), Some(StdRc::new(10)));
        assert_eq!(show(&map), "1:11 2:20");
        assert_eq!(map.get(&one), Some(StdRc::new(11)));
        assert!(map.contains_key(&two) && map.len() == 2 && !map.is_empty());
        assert_eq!((Rc::strong_count(&one), Rc::strong_count(&two)), (1, 1));
    }

    #[test]
    fn tells_nodes_apart_by_identity() {
        let _watch = watch();
        let [one, again] = [leaf("1"), leaf("1")];
        let map = map([(one.clone(), 1)]);
        assert!(map.contains_key(&one) && !map.contains_key(&again));
        let other_handle = one.clone();
        assert_eq!(map.insert(&other_handle, 2), Some(StdRc::new(1)));
    }

    #[test]
    fn a_replaced_or_removed_value_belongs_to_the_caller() {
        let _watch = watch();
        let [one] = leaves();
        let map = Map::<Data>::new();
        map.insert(&one, value("a"));
        let before = map.insert(&one, value("b")).unwrap();
        assert_eq!((log().as_str(), before.name.as_str()), ("", "a"));
        drop(before);
        assert_eq!(log(), "*a");
        let got = map.get(&one).unwrap();
        assert!(StdRc::ptr_eq(&got, &map.get(&one).unwrap()));
        drop(map.remove(&one));
        assert_eq!((log().as_str(), map.len()), ("", 0));
        drop(got);
        assert_eq!(log(), "*b");
        map.insert(&one, value("c"));
        map.insert(&one, value("d"));
        assert_eq!(log(), "*c");
        map.remove(&one);
        assert_eq!(log(), "*d");
        drop(one);
        assert_eq!(log(), "~1");
    }

    #[test]
    fn get_or_insert_with_makes_only_missing_entries() {
        let _watch = watch();
        let [one] = leaves();
        let map = Map::new();
        let first = map.get_or_insert_with(&one, || 1);
        assert_eq!((*first, StdRc::strong_count(&first)), (1, 2));
        let again = map.get_or_insert_with(&one, || panic!("the entry is there"));
        assert!(StdRc::ptr_eq(&first, &again));
        map.remove(&one);
        assert_eq!(*map.get_or_insert_with(&one, || 2), 2);
    }

    #[test]
    fn try_get_or_insert_with_may_fail() {
        let _watch = watch();
        let [one] = leaves();
        let map = Map::new();
        assert_eq!(map.try_get_or_insert_with(&one, || Err::<u32, _>("no")), Err("no"));
        assert!(map.is_empty());
        assert_eq!(map.try_get_or_insert_with(&one, || Ok::<_, &str>(1)), Ok(StdRc::new(1)));
        assert_eq!(map.try_get_or_insert_with(&one, || Err("no")), Ok(StdRc::new(1)));
    }

    #[test]
    fn iterators_yield_each_entry_once() {
        let _watch = watch();
        let [one, two, three] = leaves();
        let map = map([(one, 1), (two, 2), (three.clone(), 3)]);
        assert_eq!(map.len(), 1, "the others had no other handle");
        let others = [leaf("4"), leaf("5")];
        map.extend(others.iter().cloned().zip([4, 5]));
        assert_eq!((show(&map).as_str(), sorted(map.keys()).as_str()), ("3:3 4:4 5:5", "3 4 5"));
        assert_eq!(map.values().map(|value| *value).sum::<u32>(), 12);
        let hints = [map.iter().size_hint(), map.keys().size_hint(), map.values().size_hint()];
        assert_eq!(hints, [(0, Some(3)); 3]);
        let mut iter = map.iter();
        assert!(iter.by_ref().nth(2).is_some());
        assert_eq!((iter.next(), iter.next()), (None, None));
        let mut count = 0;
        for (node, value) in &map {
            assert_eq!(map.get(&node), Some(value));
            count += 1;
        }
        assert_eq!(count, 3);
    }

    #[test]
    fn drain_removes_everything_at_once() {
        let _watch = watch();
        let [one, two] = leaves();
        let map = map([(one.clone(), value("a")), (two.clone(), value("b"))]);
        let mut drain = map.drain();
        assert!(map.is_empty());
        assert_eq!(drain.size_hint(), (0, Some(2)));
        map.insert(&one, value("c"));
        assert_eq!(log(), "");
        drop(drain.next());
        assert_eq!(log().len(), 2);
        drop(drain);
        assert_eq!((log().len(), map.len()), (2, 1));
        assert_eq!(map.drain().next().unwrap().0, one);
        assert_eq!(log(), "*c");
    }

    #[test]
    fn clear_and_retain() {
        let _watch = watch();
        let [one, two, three] = leaves();
        let map = map([(one.clone(), 1), (two.clone(), 2), (three.clone(), 3)]);
        map.retain(|node, value| *node == one || *value == 2);
        assert_eq!(show(&map), "1:1 2:2");
        map.retain(|_, _| true);
        assert_eq!(map.len(), 2);
        map.retain(|_, _| false);
        assert!(map.is_empty());
        map.insert(&three, 3);
        map.clear();
        map.clear();
        assert_eq!((map.len(), map.get(&three)), (0, None));
    }

    #[test]
    fn extends() {
        let _watch = watch();
        let [one, two, three] = leaves();
        let mut map = map([(one.clone(), 1)]);
        map.extend([(one.clone(), 10), (two.clone(), 2)]);
        Extend::extend(&mut map, [(three.clone(), 3)]);
        assert_eq!(show(&map), "1:10 2:2 3:3");
    }

    #[test]
    fn clones_have_copies_of_the_values() {
        let _watch = watch();
        let [one, two] = leaves();
        let map = map([(one.clone(), 1), (two.clone(), 2)]);
        let copy = map.clone();
        assert_eq!((&copy, show(&copy).as_str()), (&map, "1:1 2:2"));
        assert!(!StdRc::ptr_eq(&map.get(&one).unwrap(), &copy.get(&one).unwrap()));
        drop(two);
        map.insert(&one, 9);
        assert_eq!((show(&map).as_str(), show(&copy).as_str()), ("1:9", "1:1"));
    }

    #[test]
    fn equal_when_the_same_nodes_have_equal_values() {
        let _watch = watch();
        let [one, two] = leaves();
        let other_one = leaf("1");
        let is = |node: &Rc<Leaf>, value: u32| (node.clone(), value);
        assert_eq!(map([is(&one, 1), is(&two, 2)]), map([is(&two, 2), is(&one, 1)]));
        assert_ne!(map([is(&one, 1)]), map([is(&one, 2)]));
        assert_ne!(map([is(&one, 1)]), map([is(&other_one, 1)]));
        assert_ne!(map([is(&one, 1)]), map([is(&two, 1)]));
        let [left, right] = [map([is(&one, 1), is(&two, 2)]), map([is(&one, 1)])];
        assert_ne!(left, right);
        drop(two);
        assert_eq!(left, right);
    }

    #[test]
    fn made_from_an_array() {
        let _watch = watch();
        let [one, two] = leaves();
        let made = Map::from([(one.clone(), 1), (two.clone(), 2), (one.clone(), 3)]);
        assert_eq!(show(&made), "1:3 2:2");
    }

    #[test]
    fn prints_handles_and_values() {
        let _watch = watch();
        let [one] = leaves();
        let map = map([(one.clone(), "text")]);
        assert_eq!(format!("{map:?}"), format!("{{{one:?}: \"text\"}}"));
    }

    #[test]
    fn values_without_a_size() {
        let _watch = watch();
        let [one, two] = leaves();
        let map = map([(one.clone(), ()), (two.clone(), ())]);
        assert_eq!((map.insert(&one, ()), map.len()), (Some(StdRc::new(())), 2));
        drop(one);
        assert_eq!(map.len(), 1);
        map.retain(|_, ()| false);
        assert!(map.is_empty());
    }
}

mod set {
    use super::*;

    type Set = WeakSet<Leaf>;

    fn set<const N: usize>(nodes: [&Rc<Leaf>; N]) -> Set {
        nodes.into_iter().cloned().collect()
    }

    #[test]
    fn is_empty_at_first() {
        let _watch = watch();
        let [one] = leaves();
        for set in [Set::new(), Set::default()] {
            assert_eq!((set.len(), set.is_empty()), (0, true));
            assert_eq!((set.contains(&one), set.remove(&one)), (false, false));
            assert_eq!((set.iter().count(), set.drain().count()), (0, 0));
            assert_eq!(format!("{set:?}"), "{}");
        }
    }

    #[test]
    fn insert_and_remove_return_whether_they_changed_the_set() {
        let _watch = watch();
        let [one, two] = leaves();
        let set = Set::new();
        assert!(set.insert(&one));
        assert!(!set.insert(&one.clone()));
        assert!(set.insert(&two));
        assert_eq!((set.len(), set.is_empty(), Rc::strong_count(&one)), (2, false, 1));
        assert!(set.contains(&one) && !set.contains(&leaf("1")));
        assert!(set.remove(&one));
        assert!(!set.remove(&one));
        assert!(set.insert(&one));
        assert_eq!(sorted(&set), "1 2");
        log();
    }

    #[test]
    fn iterators_yield_each_node_once() {
        let _watch = watch();
        let [one, two, three] = leaves();
        let set = set([&one, &two, &three, &two]);
        assert_eq!(
            (set.len(), sorted(set.iter()).as_str(), sorted(&set).as_str()),
            (3, "1 2 3", "1 2 3")
        );
        let mut iter = set.iter();
        assert_eq!(iter.size_hint(), (0, Some(3)));
        assert!(iter.by_ref().nth(2).is_some());
        assert_eq!((iter.next(), iter.next()), (None, None));
    }

    #[test]
    fn drain_removes_everything_at_once() {
        let _watch = watch();
        let [one, two] = leaves();
        let set = set([&one, &two]);
        let mut drain = set.drain();
        assert!(set.is_empty());
        assert_eq!(drain.size_hint(), (0, Some(2)));
        set.insert(&one);
        assert!(drain.next().is_some());
        drop(drain);
        assert_eq!(names(set.drain()), "1");
        assert_eq!(set.len(), 0);
    }

    #[test]
    fn clear_and_retain() {
        let _watch = watch();
        let [one, two, three] = leaves();
        let set = set([&one, &two, &three]);
        set.retain(|node| *node != two);
        assert_eq!(sorted(&set), "1 3");
        set.retain(|_| true);
        assert_eq!(set.len(), 2);
        set.retain(|_| false);
        assert!(set.is_empty());
        set.insert(&one);
        set.clear();
        set.clear();
        assert_eq!((set.len(), set.contains(&one)), (0, false));
    }

    #[test]
    fn extends() {
        let _watch = watch();
        let [one, two, three] = leaves();
        let mut set = set([&one]);
        set.extend([one.clone(), two.clone()]);
        Extend::extend(&mut set, [three.clone(), leaf("4")]);
        assert_eq!((sorted(&set).as_str(), set.len(), log().as_str()), ("1 2 3", 3, "~4"));
    }

    #[test]
    fn clones_and_equality() {
        let _watch = watch();
        let [one, two, three] = leaves();
        let all = set([&one, &two]);
        let copy = all.clone();
        assert_eq!(all, copy);
        assert_eq!(set([&two, &one]), all);
        assert_eq!(set([]), set([]));
        assert_ne!(set([&one, &three]), all);
        assert_ne!(set([&one]), all);
        assert_ne!(all, set([&one]));
        copy.remove(&one);
        assert_eq!((sorted(&all).as_str(), sorted(&copy).as_str()), ("1 2", "2"));
        drop(one);
        assert_eq!(all, copy);
    }

    #[test]
    fn made_from_an_array() {
        let _watch = watch();
        let [one, two] = leaves();
        let made = Set::from([one.clone(), two.clone(), one.clone()]);
        assert_eq!((made.len(), sorted(&made).as_str()), (2, "1 2"));
    }

    #[test]
    fn prints_handles() {
        let _watch = watch();
        let [one] = leaves();
        assert_eq!(format!("{:?}", set([&one])), format!("{{{one:?}}}"));
    }

    #[test]
    fn operations_of_two_sets() {
        let _watch = watch();
        let [one, two, three] = leaves();
        let four = leaf("4");
        let (left, right) = (set([&one, &two, &three]), set([&three, &four]));
        assert_eq!(sorted(left.union(&right)), "1 2 3 4");
        assert_eq!(sorted(left.intersection(&right)), "3");
        assert_eq!(sorted(left.difference(&right)), "1 2");
        assert_eq!(sorted(right.difference(&left)), "4");
        assert_eq!(sorted(left.symmetric_difference(&right)), "1 2 4");
        assert_eq!(sorted(&(&left | &right)), "1 2 3 4");
        assert_eq!(sorted(&(&left & &right)), "3");
        assert_eq!(sorted(&(&left - &right)), "1 2");
        assert_eq!(sorted(&(&left ^ &right)), "1 2 4");
        assert_eq!(left.union(&right).size_hint(), (0, Some(4)));
        drop(three);
        assert_eq!(sorted(left.union(&right)), "1 2 4");
        assert_eq!(left.intersection(&right).next(), None);
        let both = &left | &right;
        drop((one, two, four));
        assert_eq!([both.len(), left.len(), right.len()], [0; 3]);
    }

    #[test]
    fn operations_of_a_set_and_itself_or_nothing() {
        let _watch = watch();
        let [one, two] = leaves();
        let (all, nothing) = (set([&one, &two]), Set::new());
        assert_eq!(sorted(all.union(&all)), "1 2");
        assert_eq!(sorted(all.intersection(&all)), "1 2");
        assert_eq!(sorted(all.difference(&all)), "");
        assert_eq!(sorted(all.symmetric_difference(&all)), "");
        assert_eq!(sorted(all.union(&nothing)), "1 2");
        assert_eq!(sorted(nothing.union(&all)), "1 2");
        assert_eq!(sorted(nothing.symmetric_difference(&all)), "1 2");
        assert_eq!(sorted(nothing.intersection(&all)), "");
        assert!(all.is_subset(&all) && all.is_superset(&all) && !all.is_disjoint(&all));
        assert!(nothing.is_subset(&nothing) && nothing.is_disjoint(&nothing));
    }

    #[test]
    fn comparisons_of_two_sets() {
        let _watch = watch();
        let [one, two, three] = leaves();
        let (two_of, three_of, other) =
            (set([&one, &two]), set([&one, &two, &three]), set([&three]));
        assert!(two_of.is_subset(&three_of) && !three_of.is_subset(&two_of));
        assert!(three_of.is_superset(&two_of) && !two_of.is_superset(&three_of));
        assert!(two_of.is_disjoint(&other) && !three_of.is_disjoint(&other));
        assert!(Set::new().is_subset(&other) && other.is_superset(&Set::new()));
        drop(three);
        assert!(three_of.is_subset(&two_of));
    }
}

/// All methods take `&self`, so a shared registry needs no cell.
#[test]
fn all_through_a_shared_reference() {
    struct Application {
        names: WeakValueMap<&'static str, Leaf>,
        notes: WeakKeyMap<Leaf, &'static str>,
        open: WeakSet<Leaf>,
    }
    let _watch = watch();
    let application = StdRc::new(Application {
        names: WeakValueMap::new(),
        notes: WeakKeyMap::new(),
        open: WeakSet::new(),
    });
    let captured = StdRc::clone(&application);
    let open = move |name| {
        let leaf = leaf(name);
        captured.names.insert(name, &leaf);
        captured.notes.insert(&leaf, "new");
        captured.open.insert(&leaf);
        leaf
    };
    let one = open("1");
    assert_eq!(application.names.get("1"), Some(one.clone()));
    assert_eq!(application.notes.get(&one).as_deref(), Some(&"new"));
    assert!(application.open.contains(&one));
}

/// A node goes into four places and leaves them, in each possible order, and then it dies.
#[test]
fn one_node_in_several_collections() {
    const PLACES: u32 = 4;
    const STEPS: u32 = 7;
    let _watch = watch();
    let (set, map) = (WeakSet::<Leaf>::new(), WeakKeyMap::<Leaf, u32>::new());
    let names = WeakValueMap::<&str, Leaf>::new();
    let lens = || [set.len(), map.len(), names.len()];
    for code in 0..PLACES.pow(STEPS) {
        let node = leaf("1");
        let mut is_in = [false; PLACES as usize];
        for step in 0..STEPS {
            let place = (code / PLACES.pow(step) % PLACES) as usize;
            let is_changed = match (place, is_in[place]) {
                (0, false) => set.insert(&node),
                (0, true) => set.remove(&node),
                (1, false) => map.insert(&node, code).is_none(),
                (1, true) => map.remove(&node) == Some(StdRc::new(code)),
                (_, false) => names.insert(["a", "b"][place - 2], &node).is_none(),
                (_, true) => names.remove(["a", "b"][place - 2]).as_ref() == Some(&node),
            };
            assert!(is_changed);
            is_in[place] = !is_in[place];
            let found = [set.contains(&node), map.contains_key(&node)];
            let by_name = ["a", "b"].map(|name| names.get(name).as_ref() == Some(&node));
            assert_eq!([found, by_name].concat(), is_in);
        }
        assert_eq!(lens().iter().sum::<usize>(), is_in.iter().filter(|is_in| **is_in).count());
        drop(node);
        assert_eq!(lens(), [0; 3], "{code}");
    }
    log();
}

#[test]
fn a_removed_node_dies_as_usual() {
    let _watch = watch();
    let node = node("A");
    let set = WeakSet::<crate::model::Part>::new();
    for _ in 0..3 {
        assert!(set.insert(&node));
        assert!(set.remove(&node));
    }
    node.adopt(&crate::model::part("1").into_graph());
    drop(node);
    assert_eq!((set.len(), log().as_str()), (0, "~A ~1"));
}

#[test]
fn capacity_is_reserved_and_shrunk() {
    let _watch = watch();
    let nodes: [_; 100] = leaves();
    let (set, values, map) = (
        WeakSet::<Leaf>::new(),
        WeakKeyMap::<Leaf, usize>::new(),
        WeakValueMap::<usize, Leaf>::new(),
    );
    set.reserve(50);
    values.reserve(50);
    map.reserve(50);
    for (index, node) in nodes.iter().enumerate() {
        set.insert(node);
        values.insert(node, index);
        map.insert(index, node);
    }
    let shrink = || {
        set.shrink_to_fit();
        values.shrink_to_fit();
        map.shrink_to_fit();
    };
    shrink();
    for (index, node) in nodes.iter().enumerate() {
        assert!(set.contains(node) && values.get(node).is_some_and(|value| *value == index));
        assert_eq!(map.get(&index).as_ref(), Some(node));
    }
    drop(nodes);
    shrink();
    assert_eq!((set.len(), values.len(), map.len()), (0, 0, 0));
    let node = leaf("1");
    assert!(set.insert(&node) && values.insert(&node, 1).is_none());
    assert!(map.insert(1, &node).is_none());
    shrink();
    assert!(set.contains(&node) && values.contains_key(&node) && map.contains_key(&1));
}

#[test]
fn iterators_print_their_names() {
    let _watch = watch();
    let [node] = leaves();
    let set = WeakSet::<Leaf>::from([node.clone()]);
    let values = WeakKeyMap::<Leaf, u32>::from([(node.clone(), 1)]);
    let map = WeakValueMap::<u32, Leaf>::from([(1, node)]);
    let printed = format!("{:?} {:?} {:?}", map.iter(), values.keys(), set.union(&set));
    assert_eq!(printed, "Iter(..) Keys(..) Iter(..)");
    let printed = format!("{:?} {:?} {:?}", map.drain(), values.values(), set.drain());
    assert_eq!(printed, "Drain(..) Values(..) Drain(..)");
}

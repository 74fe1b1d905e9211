//! `WeakValueMap`: the part of Python's `MappingTestCase` about dictionaries with weak values.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use kinfolk::collect::collect_every;
use kinfolk::weak::WeakValueMap;
use kinfolk::{Graph, Rc, Weak, collect};

use crate::weak_collections::{
    ByName, WeakCollection, check_len_cycles, check_len_race, check_weak_destroy_while_iterating,
    objects, some_objects, sorted,
};
use crate::{Object, notes, self_cycle};

/// Takes some entry out of a map, like Python's `popitem`.
fn pop_item(map: &ByName) -> Option<(&'static str, Rc<Object>)> {
    let (key, object) = map.iter().next()?;
    map.remove(*key);
    Some((*key, object))
}

/// The entries, for another map.
fn entries<K: Copy>(map: &WeakValueMap<K, Object>) -> impl Iterator<Item = (K, Rc<Object>)> {
    map.iter().map(|(key, object)| (*key, object))
}

#[test]
fn test_weak_valued_len_cycles() {
    check_len_cycles::<ByName>();
}

#[test]
fn test_weak_valued_len_race() {
    check_len_race::<ByName>();
}

#[test]
fn test_weak_values() {
    let mut objects = objects("0123456789");
    let map = ByName::of(&objects);
    for object in &objects {
        assert_eq!(map.get(object.name).as_ref(), Some(object));
        assert_eq!(Rc::strong_count(object), 1);
    }
    let copy = map.clone();
    assert_eq!(map.iter().collect::<HashSet<_>>(), copy.iter().collect());
    assert_eq!(map.len(), 10);

    objects.remove(0);
    assert_eq!(map.len(), 9);
    assert_eq!(map.get("0"), None);
    drop(objects);
    assert_eq!((map.len(), copy.len()), (0, 0));

    assert_eq!(map.get("1"), None);
    map.insert("2", &Object::simple("2").into_graph());
    assert_eq!(map.get("2"), None);
    assert_eq!(map.len(), 0);
}

#[test]
fn test_weak_valued_iters() {
    let objects = objects("0123456789");
    let map = ByName::of(&objects);
    for (key, object) in map.iter().chain(&map) {
        assert_eq!(map.get(*key), Some(object));
    }
    assert_eq!(sorted(map.iter().map(|(_, object)| object.name)), "0123456789");
    assert_eq!(sorted((&map).into_iter().map(|(key, _)| *key)), "0123456789");
    assert_eq!(sorted(map.keys().map(|key| *key)), "0123456789");
    assert_eq!(sorted(map.values().map(|object| object.name)), "0123456789");

    let refs: Vec<_> = map.values().map(|object| Rc::downgrade(&object)).collect();
    let found: HashSet<_> = refs.iter().filter_map(Weak::upgrade).collect();
    assert_eq!((refs.len(), found), (10, objects.into_iter().collect()));
}

#[test]
fn test_weak_values_destroy_while_iterating() {
    let mut all = objects("0123456789");
    let map = ByName::of(&all);
    check_weak_destroy_while_iterating(&map, &mut all, map.keys().map(|key| *key));
    check_weak_destroy_while_iterating(&map, &mut all, map.iter().map(|(key, _)| *key));
    check_weak_destroy_while_iterating(&map, &mut all, map.values().map(|object| object.name));
    assert_eq!(map.len(), 7);

    check_destroy_and_mutate_while_iterating();
    check_del_and_len_while_iterating();
}

/// While an iterator is open, the last object in a map dies. Later uses of its key do not show in
/// the rest of the iteration.
fn with_one_destroyed(map: &ByName, objects: &mut Vec<Rc<Object>>, then: impl FnOnce(&str)) {
    let mut iterator = map.iter();
    let first = iterator.next().map(|(_, object)| object.name);
    let index = objects.iter().rposition(|object| map.contains_key(object.name)).unwrap();
    let key = objects.remove(index).name;
    // Objects that are taken out now also stay alive.
    let mut alive: HashSet<_> = map.values().collect();
    then(key);
    alive.retain(|object| Some(object.name) != first);
    assert_eq!(iterator.map(|(_, object)| object).collect::<HashSet<_>>(), alive);
}

fn check_destroy_and_mutate_while_iterating() {
    let mut objects = objects("0123456789");
    let map = ByName::of(&objects);
    with_one_destroyed(&map, &mut objects, |key| assert!(!map.contains_key(key)));
    with_one_destroyed(&map, &mut objects, |key| assert_eq!(map.remove(key), None));
    assert_eq!(map.len(), 8);

    let anew = Object::simple("anew").into_graph();
    with_one_destroyed(&map, &mut objects, |key| {
        assert_eq!(key, "7");
        assert_eq!(map.insert("7", &anew), None);
    });
    assert_eq!(map.get("7"), Some(anew));
    let copy = map.clone();
    with_one_destroyed(&map, &mut objects, |_| map.extend(entries(&copy)));
    assert_eq!(map, copy);
    with_one_destroyed(&map, &mut objects, |_| map.clear());
    assert_eq!(map.len(), 0);
}

fn check_del_and_len_while_iterating() {
    let mut objects = objects("0123456789");
    let map = ByName::of(&objects);
    let other = Object::simple("123456").into_graph();
    with_one_destroyed(&map, &mut objects, |_| {
        assert_eq!(map.len(), 9);
        assert!(map.remove(*map.keys().next().unwrap()).is_some());
        assert_eq!(map.len(), 8);
        map.insert(other.name, &other);
        assert_eq!(map.len(), 9);
    });
    assert_eq!(map.len(), 9);
    with_one_destroyed(&map, &mut objects, |_| {
        assert_eq!(map.len(), 8);
        assert!(pop_item(&map).is_some());
        assert_eq!(map.len(), 7);
    });
    with_one_destroyed(&map, &mut objects, |_| {
        assert_eq!(map.len(), 6);
        assert!(map.remove(*map.keys().next().unwrap()).is_some());
        assert_eq!(map.len(), 5);
    });
    with_one_destroyed(&map, &mut objects, |_| {
        assert_eq!(map.len(), 4);
        map.clear();
        assert_eq!(map.len(), 0);
    });
    assert_eq!(map.len(), 0);
}

#[test]
fn test_make_weak_valued_dict_from_dict() {
    let object = Object::simple("object").into_graph();
    let map: ByName = HashMap::from([("364", object.clone())]).into_iter().collect();
    assert_eq!(map.get("364"), Some(object));
}

#[test]
fn test_make_weak_valued_dict_from_weak_valued_dict() {
    let object = Object::simple("object").into_graph();
    let map: ByName = [("364", object.clone())].into_iter().collect();
    let second: ByName = entries(&map).collect();
    assert_eq!(map.get("364").as_ref(), Some(&object));
    assert_eq!(second.get("364").as_ref(), Some(&object));
    drop(object);
    assert!(map.is_empty() && second.is_empty());
}

#[test]
fn test_make_weak_valued_dict_repr() {
    let map = ByName::new();
    assert_eq!(format!("{map:?}"), "{}");
    let object = Object::simple("object").into_graph();
    map.insert("364", &object);
    assert_eq!(format!("{map:?}"), format!("{{\"364\": {object:?}}}"));
    drop(object);
    assert_eq!(format!("{map:?}"), "{}");
}

#[test]
fn test_weak_valued_dict_popitem() {
    let objects = objects("12");
    let map = ByName::of(&objects);
    for left in [1, 0] {
        let (key, object) = pop_item(&map).unwrap();
        assert_eq!(map.len(), left);
        assert_eq!(object.name, key);
        assert!(objects.contains(&object));
    }
    assert_eq!(pop_item(&map), None);
}

#[test]
fn test_weak_valued_dict_setdefault() {
    let [first, second] = some_objects("12");
    let map = ByName::new();
    for default in [&first, &second] {
        assert_eq!(map.get_or_insert_with("key", || default.clone()), first);
        assert!(map.contains_key("key"));
        assert_eq!(map.get("key").as_ref(), Some(&first));
    }
    assert_eq!(map.len(), 1);
}

#[test]
fn test_weak_valued_dict_update() {
    let [a, b, c] = some_objects("abc");
    let update = HashMap::from([("1", a), ("2", b), ("3", c)]);
    let map = ByName::new();
    map.extend(update.clone());
    assert_eq!(map.len(), 3);
    assert_eq!(entries(&map).collect::<HashMap<_, _>>(), update);
    for (key, object) in &update {
        assert_eq!(map.get(*key).as_ref(), Some(object));
    }
}

#[test]
fn test_weak_valued_union_operators() {
    type Map = WeakValueMap<u32, Object>;
    let [a, b, c] = some_objects("abc");
    let first = Map::from_iter([(1, a.clone())]);
    let second = Map::from_iter([(1, b.clone()), (2, a.clone())]);
    let third = first.clone();
    let mapping = || [(1, c.clone()), (3, b.clone())];
    let pairs = || [(5, c.clone()), (6, b.clone())];

    let of_two: Map = entries(&first).chain(entries(&second)).collect();
    assert_eq!(of_two, Map::from_iter([(1, b.clone()), (2, a.clone())]));
    first.extend(entries(&second));
    assert_eq!(first, of_two);

    let with_mapping: Map = entries(&second).chain(mapping()).collect();
    assert_eq!(with_mapping, Map::from_iter([(1, c.clone()), (2, a.clone()), (3, b.clone())]));
    second.extend(mapping());
    assert_eq!(second, with_mapping);

    let with_pairs = third.clone();
    with_pairs.extend(pairs());
    assert_eq!(with_pairs, Map::from_iter([(1, a.clone()), (5, c.clone()), (6, b.clone())]));

    let after_mapping: Map = mapping().into_iter().chain(entries(&third)).collect();
    assert_eq!(after_mapping, Map::from_iter([(1, a.clone()), (3, b.clone())]));

    drop(a);
    let keys = |map: &Map| map.keys().map(|key| *key).collect::<HashSet<_>>();
    assert_eq!(keys(&of_two), HashSet::from([1]));
    assert_eq!(keys(&with_mapping), HashSet::from([1, 3]));
    assert_eq!(keys(&with_pairs), HashSet::from([5, 6]));
    assert_eq!(keys(&after_mapping), HashSet::from([3]));
}

#[test]
fn test_weak_valued_delitem() {
    let [first, second] = some_objects("12");
    let map = ByName::from_iter([("something", first.clone()), ("something else", second.clone())]);
    assert_eq!(map.len(), 2);
    assert_eq!(map.remove("something"), Some(first));
    assert_eq!(map.len(), 1);
    assert_eq!(entries(&map).collect::<Vec<_>>(), [("something else", second)]);
}

/// When a replaced object dies at last, it does not take its successor's entry away.
#[test]
fn test_weak_valued_consistency() {
    collect();
    let map = ByName::new();
    map.insert("10", &self_cycle(Object::simple("replaced")));
    let object = Object::simple("object").into_graph();
    let replaced = map.insert("10", &object).unwrap();
    assert_eq!(replaced.name, "replaced");
    drop(replaced);
    assert_eq!(notes(), "");
    assert_eq!(collect().freed(), 1);
    assert_eq!(notes(), "replaced");
    assert_eq!(map.len(), 1);
    assert_eq!(map.get("10"), Some(object));
}

/// The same again and again, with automatic collections.
#[test]
fn test_threaded_weak_valued_consistency() {
    for threshold in 1..5 {
        collect_every(threshold);
        let map = ByName::new();
        for _ in 0..100 {
            let object = self_cycle(Object::simple("object"));
            map.insert("10", &object);
            assert_eq!(map.len(), 1);
            self_cycle(Object::simple("another"));
            assert_eq!(map.len(), 1);
            assert_eq!(map.get("10"), Some(object));
        }
        collect_every(0);
        collect();
        assert_eq!(map.len(), 0);
    }
}

#[test]
fn test_threaded_weak_valued_setdefault() {
    for threshold in 1..5 {
        collect_every(threshold);
        let map = ByName::new();
        let mut before = Weak::new();
        for _ in 0..100 {
            let object = self_cycle(Object::simple("object"));
            let expected = before.upgrade().unwrap_or_else(|| object.clone());
            let found = map.get_or_insert_with("10", || object.clone());
            assert_eq!(found, expected);
            before = Rc::downgrade(&found);
        }
        collect_every(0);
        collect();
        assert_eq!(map.len(), 0);
    }
}

#[test]
fn test_threaded_weak_valued_pop() {
    let mut was_alive = HashSet::new();
    for threshold in 1..5 {
        collect_every(threshold);
        let map = ByName::new();
        for _ in 0..100 {
            let object = self_cycle(Object::simple("object"));
            let weak = Rc::downgrade(&object);
            map.insert("10", &object);
            drop(object);
            self_cycle(Object::simple("another"));
            let popped = map.remove("10");
            assert_eq!(popped, weak.upgrade());
            was_alive.insert(popped.is_some());
            assert_eq!(map.len(), 0);
        }
        collect_every(0);
        collect();
    }
    assert_eq!(was_alive.len(), 2);
}

thread_local! {
    static HELD: RefCell<Vec<Rc<Object>>> = const { RefCell::new(Vec::new()) };
}

/// Each comparison frees one of the held objects.
#[derive(Debug, Clone, Copy)]
struct Cascading {
    value: usize,
    hash: usize,
}

impl Hash for Cascading {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
    }
}

impl PartialEq for Cascading {
    fn eq(&self, other: &Self) -> bool {
        let last = HELD.with_borrow_mut(Vec::pop);
        drop(last);
        self.value == other.value
    }
}

impl Eq for Cascading {}

/// Here the keys of a map with weak values have a user-defined comparison.
#[test]
fn test_weak_keyed_cascading_deletes() {
    let count_of_removals = |hash: fn(usize) -> usize, order: [usize; 4]| {
        let objects = objects("0123");
        let map = WeakValueMap::<Cascading, Object>::new();
        let key = |value| Cascading { value, hash: hash(value) };
        map.extend(objects.iter().enumerate().map(|(value, object)| (key(value), object.clone())));
        HELD.set(objects);
        for (count, value) in (1..).zip(order) {
            let removed = map.remove(&key(value));
            assert!(removed.is_none_or(|object| object.name == value.to_string()));
            let held = 0..HELD.with_borrow(Vec::len);
            assert_eq!(map.len(), held.filter(|value| !order[..count].contains(value)).count());
            if map.is_empty() {
                HELD.take();
                return count;
            }
        }
        unreachable!("each of the four was removed");
    };
    assert_eq!(count_of_removals(|value| value, [0, 1, 2, 3]), 2);
    assert_eq!(count_of_removals(|value| value, [3, 2, 1, 0]), 4);
    assert_eq!(count_of_removals(|_| 0, [0, 1, 2, 3]), 2);
    assert!(count_of_removals(|_| 0, [3, 2, 1, 0]) <= 4);
}

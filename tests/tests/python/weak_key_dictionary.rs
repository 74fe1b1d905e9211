//! `WeakKeyMap` as a mapping: Python's `WeakKeyDictionaryTestCase`.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::weak::WeakKeyMap;
use kinfolk::{Graph, Rc};

use crate::weak_collections::some_objects;
use crate::{Object, text};

type Numbers = WeakKeyMap<Object, u32>;
type Entry = (Rc<Object>, u32);

/// A reference for the contents of the full map, and an object that is not in it.
struct Reference {
    entries: HashMap<Rc<Object>, u32>,
    in_mapping: Entry,
    other: Entry,
}

fn reference() -> Reference {
    let [first, second, third] = some_objects("123");
    let in_mapping = (second, 2);
    let entries = HashMap::from([(first, 1), in_mapping.clone()]);
    Reference { entries, in_mapping, other: (third, 3) }
}

impl Reference {
    fn full_map(&self) -> Numbers {
        let map = Numbers::new();
        for (object, value) in &self.entries {
            map.insert(object, *value);
        }
        map
    }
}

fn all(map: &Numbers) -> HashMap<Rc<Object>, u32> {
    map.iter().map(|(object, value)| (object, *value)).collect()
}

fn get(map: &Numbers, object: &Rc<Object>) -> Option<u32> {
    map.get(object).map(|value| *value)
}

fn pop(map: &Numbers, object: &Rc<Object>) -> Option<u32> {
    map.remove(object).map(|value| *value)
}

#[test]
fn test_read() {
    let reference = reference();
    let Reference { entries, other: (known_key, known_value), .. } = &reference;
    let empty = Numbers::new();
    let map = reference.full_map();
    for (object, value) in entries {
        assert_eq!(get(&map, object), Some(*value));
        assert!(map.contains_key(object));
    }
    assert_eq!(map.get(known_key), None);
    assert!(!map.contains_key(known_key));
    assert_eq!((empty.len(), map.len()), (0, 2));
    assert_eq!((&empty, &map), (&empty, &map));
    assert_ne!(empty, map);
    assert_ne!(map, empty);
    assert!(empty.is_empty() && !map.is_empty());

    let keys: HashSet<_> = map.keys().collect();
    assert_eq!(keys, entries.keys().cloned().collect());
    let values: HashSet<_> = map.values().map(|value| *value).collect();
    assert_eq!(values, entries.values().copied().collect());
    assert_eq!(all(&map), *entries);

    let (object, value) = map.iter().next().unwrap();
    assert_eq!(get(&map, &object).unwrap_or(*known_value), *value);
    assert_eq!(get(&map, known_key).unwrap_or(*known_value), *known_value);
    assert!(!map.contains_key(known_key));
}

#[test]
fn test_write() {
    let reference = reference();
    let Reference { entries, other: (known_key, known_value), .. } = &reference;
    let map = Numbers::new();
    for (object, value) in entries {
        assert_eq!(map.insert(object, *value), None);
        assert_eq!(get(&map, object), Some(*value));
    }
    for (object, value) in entries {
        assert_eq!(pop(&map, object), Some(*value));
        assert_eq!(map.get(object), None);
    }
    map.extend(entries.clone());
    assert_eq!(all(&map), *entries);
    let items: Vec<_> = map.iter().map(|(object, value)| (object, *value)).collect();
    let map = Numbers::new();
    map.extend(items);
    assert_eq!(all(&map), *entries);

    let map = reference.full_map();
    let (object, value) = map.iter().next().unwrap();
    assert_eq!(map.get_or_insert_with(&object, || *known_value), value);
    assert_eq!(map.get(&object), Some(value));
    assert_eq!(*map.get_or_insert_with(known_key, || *known_value), *known_value);
    assert_eq!(get(&map, known_key), Some(*known_value));

    assert_eq!(pop(&map, known_key), Some(*known_value));
    assert!(!map.contains_key(known_key));
    assert_eq!(pop(&map, known_key), None);

    let (object, value) = map.iter().next().unwrap();
    assert_eq!(pop(&map, &object), Some(*value));
    assert!(!map.contains_key(&object));
    assert_eq!(entries.get(&object), Some(&*value));
    assert_eq!(map.drain().count(), 1);
    assert_eq!(map.drain().next(), None);

    let map = reference.full_map();
    map.clear();
    assert_eq!(map, Numbers::new());
}

#[test]
fn test_constructor() {
    assert_eq!(Numbers::new(), Numbers::new());
    assert_eq!(Numbers::new(), Numbers::default());
    assert_eq!(Numbers::new(), [].into_iter().collect());
}

#[test]
fn test_bool() {
    let reference = reference();
    assert!(Numbers::new().is_empty());
    assert!(!reference.full_map().is_empty());
}

#[test]
fn test_keys() {
    assert_eq!(Numbers::new().keys().next(), None);
    let reference = reference();
    let map = reference.full_map();
    assert!(map.keys().any(|object| object == reference.in_mapping.0));
    assert!(map.keys().all(|object| object != reference.other.0));
}

#[test]
fn test_values() {
    assert_eq!(Numbers::new().values().next(), None);
    let reference = reference();
    let map = reference.full_map();
    assert!(map.values().any(|value| *value == reference.in_mapping.1));
    assert!(map.values().all(|value| *value != reference.other.1));
}

#[test]
fn test_items() {
    assert_eq!(Numbers::new().iter().next(), None);
    let reference = reference();
    assert_eq!(all(&reference.full_map()), reference.entries);
}

#[test]
fn test_len() {
    let reference = reference();
    let map = reference.full_map();
    assert_eq!((Numbers::new().len(), map.len()), (0, 2));
    drop(reference);
    assert_eq!(map.len(), 0);
}

#[test]
fn test_getitem() {
    let reference = reference();
    let map = reference.full_map();
    let (object, value) = &reference.in_mapping;
    assert_eq!(get(&map, object), Some(*value));
    assert_eq!(map.get(&reference.other.0), None);
}

#[test]
fn test_update() {
    let reference = reference();
    let other = HashMap::from([reference.other.clone()]);
    let map = Numbers::new();
    map.extend(other.clone());
    assert_eq!(all(&map), other);

    map.extend([]);
    assert_eq!(all(&map), other);

    let map = Numbers::new();
    map.extend(vec![reference.other.clone()]);
    assert_eq!(all(&map), other);

    map.clear();
    map.extend(all(&reference.full_map()));
    assert_eq!(all(&map), reference.entries);
    map.extend(map.iter().map(|(object, value)| (object, *value)));
    assert_eq!(all(&map), reference.entries);
    Extend::extend(&mut map.clone(), other.clone());
    assert_eq!(all(&map), reference.entries);

    // The panic goes to the caller, and the entries before it are in the map.
    let map = Numbers::new();
    let entries = [Some(reference.other.clone()), None];
    let failing = entries.into_iter().map(|entry| entry.expect("no entry"));
    let panic = catch_unwind(AssertUnwindSafe(|| map.extend(failing))).unwrap_err();
    assert_eq!(text(&*panic), "no entry");
    assert_eq!(all(&map), other);
}

#[test]
fn test_get() {
    let reference = reference();
    let (other_key, other_value) = &reference.other;
    let (object, value) = &reference.in_mapping;
    for map in [Numbers::new(), reference.full_map()] {
        assert_eq!(map.get(other_key), None);
        assert_eq!(get(&map, other_key).unwrap_or(*other_value), *other_value);
    }
    let map = reference.full_map();
    assert_eq!(get(&map, object), Some(*value));
    assert_eq!(get(&map, object).unwrap_or(*other_value), *value);
}

/// A closure that fails inserts nothing.
#[test]
fn test_setdefault() {
    let object = Object::simple("object").into_graph();
    let map = Numbers::new();
    assert_eq!(map.try_get_or_insert_with(&object, || Err("nothing")), Err("nothing"));
    assert_eq!(map, Numbers::new());
    assert_eq!(*map.get_or_insert_with(&object, || 1), 1);
    assert_eq!(get(&map, &object), Some(1));
    drop(object);
    assert_eq!(map, Numbers::new());
}

#[test]
fn test_popitem() {
    let map = Numbers::new();
    assert_eq!(map.iter().next(), None);
    assert_eq!(map.drain().next(), None);
}

#[test]
fn test_pop() {
    let reference = reference();
    let map = Numbers::new();
    let (object, value) = &reference.in_mapping;
    map.insert(object, *value);
    assert_eq!(pop(&map, &reference.other.0), None);
    assert_eq!(pop(&map, object), Some(*value));
    assert_eq!(map.len(), 0);
    assert_eq!(pop(&map, object), None);
}

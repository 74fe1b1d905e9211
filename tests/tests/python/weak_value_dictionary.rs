//! `WeakValueMap` as a mapping: Python's `WeakValueDictionaryTestCase`.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use kinfolk::Rc;

use crate::weak_collections::{ByName, some_objects};
use crate::{Object, text};

type Entry = (&'static str, Rc<Object>);

/// A reference for the contents of the full map, and an object that is not in it.
struct Reference {
    entries: HashMap<&'static str, Rc<Object>>,
    in_mapping: Entry,
    other: Entry,
}

fn reference() -> Reference {
    let [first, second, third] = some_objects("123");
    let in_mapping = ("key2", second);
    let entries = HashMap::from([("key1", first), in_mapping.clone()]);
    Reference { entries, in_mapping, other: ("key3", third) }
}

impl Reference {
    fn full_map(&self) -> ByName {
        let map = ByName::new();
        for (key, object) in &self.entries {
            map.insert(key, object);
        }
        map
    }
}

fn all(map: &ByName) -> HashMap<&'static str, Rc<Object>> {
    map.iter().map(|(key, object)| (*key, object)).collect()
}

#[test]
fn test_read() {
    let reference = reference();
    let Reference { entries, other: (known_key, known_value), .. } = &reference;
    let empty = ByName::new();
    let map = reference.full_map();
    for (key, object) in entries {
        assert_eq!(map.get(*key).as_ref(), Some(object));
        assert!(map.contains_key(*key));
    }
    assert_eq!(map.get(*known_key), None);
    assert!(!map.contains_key(*known_key));
    assert_eq!((empty.len(), map.len()), (0, 2));
    assert_eq!((&empty, &map), (&empty, &map));
    assert_ne!(empty, map);
    assert_ne!(map, empty);
    assert!(empty.is_empty() && !map.is_empty());

    let keys: HashSet<_> = map.keys().map(|key| *key).collect();
    assert_eq!(keys, entries.keys().copied().collect());
    let values: HashSet<_> = map.values().collect();
    assert_eq!(values, entries.values().cloned().collect());
    assert_eq!(all(&map), *entries);

    let (key, object) = map.iter().next().unwrap();
    assert_eq!(map.get(*key).unwrap_or_else(|| known_value.clone()), object);
    assert_eq!(map.get(*known_key).unwrap_or_else(|| known_value.clone()), *known_value);
    assert!(!map.contains_key(*known_key));
}

#[test]
fn test_write() {
    let reference = reference();
    let Reference { entries, other: (known_key, known_value), .. } = &reference;
    let map = ByName::new();
    for (key, object) in entries {
        assert_eq!(map.insert(key, object), None);
        assert_eq!(map.get(*key).as_ref(), Some(object));
    }
    for (key, object) in entries {
        assert_eq!(map.remove(*key).as_ref(), Some(object));
        assert_eq!(map.get(*key), None);
    }
    map.extend(entries.clone());
    assert_eq!(all(&map), *entries);
    let items: Vec<_> = map.iter().map(|(key, object)| (*key, object)).collect();
    let map = ByName::new();
    map.extend(items);
    assert_eq!(all(&map), *entries);

    let map = reference.full_map();
    let (key, object) = map.iter().next().unwrap();
    assert_eq!(map.get_or_insert_with(*key, || known_value.clone()), object);
    assert_eq!(map.get(*key), Some(object));
    assert_eq!(map.get_or_insert_with(known_key, || known_value.clone()), *known_value);
    assert_eq!(map.get(*known_key).as_ref(), Some(known_value));

    assert_eq!(map.remove(*known_key).as_ref(), Some(known_value));
    assert!(!map.contains_key(*known_key));
    assert_eq!(map.remove(*known_key), None);

    let (key, object) = map.iter().next().unwrap();
    assert_eq!(map.remove(*key).as_ref(), Some(&object));
    assert!(!map.contains_key(*key));
    assert_eq!(entries.get(*key), Some(&object));
    assert_eq!(map.drain().count(), 1);
    assert_eq!(map.drain().next(), None);

    let map = reference.full_map();
    map.clear();
    assert_eq!(map, ByName::new());
}

#[test]
fn test_constructor() {
    assert_eq!(ByName::new(), ByName::new());
    assert_eq!(ByName::new(), ByName::default());
    assert_eq!(ByName::new(), [].into_iter().collect());
}

#[test]
fn test_bool() {
    let reference = reference();
    assert!(ByName::new().is_empty());
    assert!(!reference.full_map().is_empty());
}

#[test]
fn test_keys() {
    assert_eq!(ByName::new().keys().count(), 0);
    let reference = reference();
    let map = reference.full_map();
    assert!(map.keys().any(|key| *key == reference.in_mapping.0));
    assert!(map.keys().all(|key| *key != reference.other.0));
}

#[test]
fn test_values() {
    assert_eq!(ByName::new().values().next(), None);
    let reference = reference();
    let map = reference.full_map();
    assert!(map.values().any(|object| object == reference.in_mapping.1));
    assert!(map.values().all(|object| object != reference.other.1));
}

#[test]
fn test_items() {
    assert_eq!(ByName::new().iter().next(), None);
    let reference = reference();
    assert_eq!(all(&reference.full_map()), reference.entries);
}

#[test]
fn test_len() {
    let reference = reference();
    let map = reference.full_map();
    assert_eq!((ByName::new().len(), map.len()), (0, 2));
    drop(reference);
    assert_eq!(map.len(), 0);
}

#[test]
fn test_getitem() {
    let reference = reference();
    let map = reference.full_map();
    let (key, object) = &reference.in_mapping;
    assert_eq!(map.get(*key).as_ref(), Some(object));
    assert_eq!(map.get(reference.other.0), None);
}

#[test]
fn test_update() {
    let reference = reference();
    let other = HashMap::from([reference.other.clone()]);
    let map = ByName::new();
    map.extend(other.clone());
    assert_eq!(all(&map), other);

    map.extend([]);
    assert_eq!(all(&map), other);

    let map = ByName::new();
    map.extend(vec![reference.other.clone()]);
    assert_eq!(all(&map), other);

    map.clear();
    map.extend(all(&reference.full_map()));
    assert_eq!(all(&map), reference.entries);
    map.extend(map.iter().map(|(key, object)| (*key, object)));
    assert_eq!(all(&map), reference.entries);
    Extend::extend(&mut map.clone(), other.clone());
    assert_eq!(all(&map), reference.entries);

    // The panic goes to the caller, and the entries before it are in the map.
    let map = ByName::new();
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
    let (key, object) = &reference.in_mapping;
    for map in [ByName::new(), reference.full_map()] {
        assert_eq!(map.get(*other_key), None);
        assert_eq!(map.get(*other_key).unwrap_or(other_value.clone()), *other_value);
    }
    let map = reference.full_map();
    assert_eq!(map.get(*key).as_ref(), Some(object));
    assert_eq!(map.get(*key).unwrap_or(other_value.clone()), *object);
}

/// A closure that fails inserts nothing.
#[test]
fn test_setdefault() {
    let map = ByName::new();
    let nothing = map.try_get_or_insert_with("key", || Err::<Object, _>("nothing"));
    assert_eq!(nothing, Err("nothing"));
    assert_eq!(map, ByName::new());
    let object = map.get_or_insert_with("key", || Object::simple("object"));
    assert_eq!(map.get("key").as_ref(), Some(&object));
    drop(object);
    assert_eq!(map, ByName::new());
}

#[test]
fn test_popitem() {
    let map = ByName::new();
    assert_eq!(map.iter().next(), None);
    assert_eq!(map.drain().next(), None);
}

#[test]
fn test_pop() {
    let reference = reference();
    let map = ByName::new();
    let (key, object) = &reference.in_mapping;
    map.insert(key, object);
    assert_eq!(map.remove(reference.other.0), None);
    assert_eq!(map.remove(*key).as_ref(), Some(object));
    assert_eq!(map.len(), 0);
    assert_eq!(map.remove(*key), None);
}

//! `WeakKeyMap`: the part of Python's `MappingTestCase` about dictionaries with weak keys.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc as StdRc;

use kinfolk::weak::WeakKeyMap;
use kinfolk::{Graph, Rc, Weak, collect};

use crate::weak_collections::{
    Names, WeakCollection, check_len_cycles, check_len_race, check_weak_destroy_while_iterating,
    objects, some_objects, sorted,
};
use crate::{Object, self_cycle};

type Numbers = WeakKeyMap<Object, u32>;

/// Takes some entry out of a map, like Python's `popitem`.
fn pop_item(map: &Names) -> Option<(Rc<Object>, &'static str)> {
    let (object, name) = map.iter().next()?;
    map.remove(&object);
    Some((object, *name))
}

/// The entries, for another map.
fn entries<V: Copy>(map: &WeakKeyMap<Object, V>) -> impl Iterator<Item = (Rc<Object>, V)> {
    map.iter().map(|(object, value)| (object, *value))
}

#[test]
fn test_weak_keyed_len_cycles() {
    check_len_cycles::<Names>();
}

#[test]
fn test_weak_keyed_len_race() {
    check_len_race::<Names>();
}

#[test]
fn test_weak_keys() {
    let mut objects = objects("0123456789");
    let map = Names::of(&objects);
    for object in &objects {
        let value = map.get(object).unwrap();
        assert_eq!(*value, object.name);
        assert!(StdRc::ptr_eq(&value, &map.get(object).unwrap()));
        assert_eq!(Rc::strong_count(object), 1);
    }
    let copy = map.clone();
    assert_eq!(map.iter().collect::<HashSet<_>>(), copy.iter().collect());
    assert_eq!(map.len(), 10);

    objects.remove(0);
    assert_eq!(map.len(), 9);
    drop(objects);
    assert_eq!((map.len(), copy.len()), (0, 0));

    let [object, other] = some_objects("12");
    map.insert(&object, "What is the meaning of the universe?");
    assert!(map.contains_key(&object));
    assert!(!map.contains_key(&other));
}

#[test]
fn test_weak_keyed_iters() {
    let objects = objects("0123456789");
    let map = Names::of(&objects);
    for (object, value) in map.iter().chain(&map) {
        assert!(StdRc::ptr_eq(&map.get(&object).unwrap(), &value));
        assert_eq!(*value, object.name);
    }
    assert_eq!(sorted(map.iter().map(|(object, _)| object.name)), "0123456789");
    assert_eq!(sorted((&map).into_iter().map(|(_, value)| *value)), "0123456789");
    assert_eq!(sorted(map.keys().map(|object| object.name)), "0123456789");
    assert_eq!(sorted(map.values().map(|value| *value)), "0123456789");

    let refs: Vec<_> = map.keys().map(|object| Rc::downgrade(&object)).collect();
    let found: HashSet<_> = refs.iter().filter_map(Weak::upgrade).collect();
    assert!(found.iter().all(|object| map.contains_key(object)));
    assert_eq!((refs.len(), found), (10, objects.into_iter().collect()));
}

#[test]
fn test_weak_keys_destroy_while_iterating() {
    let mut all = objects("0123456789");
    let map = Names::of(&all);
    check_weak_destroy_while_iterating(&map, &mut all, map.keys().map(|object| object.name));
    check_weak_destroy_while_iterating(&map, &mut all, map.iter().map(|(object, _)| object.name));
    check_weak_destroy_while_iterating(&map, &mut all, map.values().map(|value| *value));
    assert_eq!(map.len(), 7);

    check_destroy_and_mutate_while_iterating();
    check_del_and_len_while_iterating();
}

/// While an iterator is open, the last object in a map dies. A new object replaces it, which may
/// well have its address. Later changes do not show in the rest of the iteration.
fn with_one_destroyed(
    map: &Names,
    objects: &mut Vec<Rc<Object>>,
    then: impl FnOnce(&Rc<Object>, &'static str),
) {
    let mut iterator = map.iter();
    let first = iterator.next().map(|(_, name)| *name);
    let index = objects.iter().rposition(|object| map.contains_key(object)).unwrap();
    let name = objects.remove(index).name;
    // Objects that are taken out now also stay alive.
    let mut alive: HashSet<_> = map.keys().collect();
    then(&Object::simple(name).into_graph(), name);
    alive.retain(|object| Some(object.name) != first);
    assert_eq!(iterator.map(|(object, _)| object).collect::<HashSet<_>>(), alive);
}

fn check_destroy_and_mutate_while_iterating() {
    let mut objects = objects("0123456789");
    let map = Names::of(&objects);
    with_one_destroyed(&map, &mut objects, |anew, _| assert!(!map.contains_key(anew)));
    with_one_destroyed(&map, &mut objects, |anew, _| assert_eq!(map.get(anew), None));
    with_one_destroyed(&map, &mut objects, |anew, _| assert_eq!(map.remove(anew), None));
    assert_eq!(map.len(), 7);

    let mut kept = None;
    with_one_destroyed(&map, &mut objects, |anew, name| {
        assert_eq!(map.insert(anew, name), None);
        kept = Some((anew.clone(), name));
    });
    let (anew, name) = kept.unwrap();
    assert_eq!(map.get(&anew).as_deref(), Some(&name));
    let copy = map.clone();
    with_one_destroyed(&map, &mut objects, |_, _| map.extend(entries(&copy)));
    assert_eq!(map.len(), 6);
    assert_eq!(map, copy);
    with_one_destroyed(&map, &mut objects, |_, _| map.clear());
    assert_eq!(map.len(), 0);
}

fn check_del_and_len_while_iterating() {
    let mut objects = objects("0123456789");
    let map = Names::of(&objects);
    let other = Object::simple("123456").into_graph();
    with_one_destroyed(&map, &mut objects, |_, _| {
        assert_eq!(map.len(), 9);
        assert!(map.remove(&map.keys().next().unwrap()).is_some());
        assert_eq!(map.len(), 8);
        map.insert(&other, other.name);
        assert_eq!(map.len(), 9);
    });
    assert_eq!(map.len(), 9);
    with_one_destroyed(&map, &mut objects, |_, _| {
        assert_eq!(map.len(), 8);
        assert!(pop_item(&map).is_some());
        assert_eq!(map.len(), 7);
    });
    with_one_destroyed(&map, &mut objects, |_, _| {
        assert_eq!(map.len(), 6);
        assert!(map.remove(&map.keys().next().unwrap()).is_some());
        assert_eq!(map.len(), 5);
    });
    with_one_destroyed(&map, &mut objects, |_, _| {
        assert_eq!(map.len(), 4);
        map.clear();
        assert_eq!(map.len(), 0);
    });
    assert_eq!(map.len(), 0);
}

#[test]
fn test_make_weak_keyed_dict_from_dict() {
    let object = Object::simple("object").into_graph();
    let map: Numbers = HashMap::from([(object.clone(), 364)]).into_iter().collect();
    assert_eq!(map.get(&object).as_deref(), Some(&364));
}

#[test]
fn test_make_weak_keyed_dict_from_weak_keyed_dict() {
    let object = Object::simple("object").into_graph();
    let map: Numbers = [(object.clone(), 364)].into_iter().collect();
    let second: Numbers = entries(&map).collect();
    assert_eq!(map.get(&object).as_deref(), Some(&364));
    assert_eq!(second.get(&object).as_deref(), Some(&364));
    drop(object);
    assert!(map.is_empty() && second.is_empty());
}

#[test]
fn test_make_weak_keyed_dict_repr() {
    let map = Numbers::new();
    assert_eq!(format!("{map:?}"), "{}");
    let object = Object::simple("object").into_graph();
    map.insert(&object, 364);
    assert_eq!(format!("{map:?}"), format!("{{{object:?}: 364}}"));
    drop(object);
    assert_eq!(format!("{map:?}"), "{}");
}

#[test]
fn test_weak_keyed_dict_popitem() {
    let objects = objects("12");
    let map = Names::of(&objects);
    for left in [1, 0] {
        let (object, value) = pop_item(&map).unwrap();
        assert_eq!(map.len(), left);
        assert_eq!(object.name, value);
        assert!(objects.contains(&object));
    }
    assert_eq!(pop_item(&map), None);
}

#[test]
fn test_weak_keyed_dict_setdefault() {
    let object = Object::simple("object").into_graph();
    let map = Names::new();
    for default in ["value 1", "value 2"] {
        assert_eq!(*map.get_or_insert_with(&object, || default), "value 1");
        assert!(map.contains_key(&object));
        assert_eq!(map.get(&object).as_deref(), Some(&"value 1"));
    }
    assert_eq!(map.len(), 1);
}

#[test]
fn test_weak_keyed_dict_update() {
    let [a, b, c] = some_objects("abc");
    let update = HashMap::from([(a, 1), (b, 2), (c, 3)]);
    let map = Numbers::new();
    map.extend(update.clone());
    assert_eq!(map.len(), 3);
    assert_eq!(entries(&map).collect::<HashMap<_, _>>(), update);
    for (object, value) in &update {
        assert_eq!(map.get(object).as_deref(), Some(value));
    }
}

#[test]
fn test_weak_keyed_delitem() {
    let [first, second] = some_objects("12");
    let map = Names::from_iter([(first.clone(), "something"), (second.clone(), "something")]);
    assert_eq!(map.len(), 2);
    assert_eq!(map.remove(&first).as_deref(), Some(&"something"));
    assert_eq!(map.len(), 1);
    assert_eq!(map.keys().collect::<Vec<_>>(), [second]);
}

#[test]
fn test_weak_keyed_union_operators() {
    let [a, b, c] = some_objects("abc");
    let first = Numbers::from_iter([(a.clone(), 1), (b.clone(), 2)]);
    let second = Numbers::from_iter([(c.clone(), 3), (a.clone(), 4)]);
    let third = first.clone();
    let mapping = || [(b.clone(), 5), (c.clone(), 6)];
    let pairs = || [(b.clone(), 7), (c.clone(), 8)];

    let of_two: Numbers = entries(&first).chain(entries(&second)).collect();
    assert_eq!(of_two, Numbers::from_iter([(a.clone(), 4), (b.clone(), 2), (c.clone(), 3)]));
    first.extend(entries(&second));
    assert_eq!(first, of_two);

    let with_mapping: Numbers = entries(&second).chain(mapping()).collect();
    assert_eq!(with_mapping, Numbers::from_iter([(a.clone(), 4), (b.clone(), 5), (c.clone(), 6)]));
    second.extend(mapping());
    assert_eq!(second, with_mapping);

    let with_pairs = third.clone();
    with_pairs.extend(pairs());
    assert_eq!(with_pairs, Numbers::from_iter([(a.clone(), 1), (b.clone(), 7), (c.clone(), 8)]));

    let after_mapping: Numbers = mapping().into_iter().chain(entries(&third)).collect();
    assert_eq!(after_mapping, Numbers::from_iter([(a.clone(), 1), (b.clone(), 2), (c.clone(), 6)]));

    drop(a);
    let values = |map: &Numbers| map.values().map(|value| *value).collect::<HashSet<_>>();
    assert_eq!(values(&of_two), HashSet::from([2, 3]));
    assert_eq!(values(&with_mapping), HashSet::from([5, 6]));
    assert_eq!(values(&with_pairs), HashSet::from([7, 8]));
    assert_eq!(values(&after_mapping), HashSet::from([2, 6]));
}

#[test]
fn test_weak_keyed_bad_delitem() {
    let map = Names::new();
    let object = Object::simple("1").into_graph();
    assert_eq!(map.remove(&object), None);
    assert_eq!(map.get(&object), None);
}

thread_local! {
    static HELD: RefCell<Vec<Rc<Object>>> = const { RefCell::new(Vec::new()) };
}

fn let_the_last_one_die() {
    let last = HELD.with_borrow_mut(Vec::pop);
    drop(last);
}

/// When it is dropped, the last of the held objects dies.
#[derive(Clone)]
struct Cascading;

impl Drop for Cascading {
    fn drop(&mut self) {
        let_the_last_one_die();
    }
}

/// Nodes have no user-defined comparison. The only user code in a removal is the `Drop` of the
/// value.
#[test]
fn test_weak_keyed_cascading_deletes() {
    let objects = objects("0123");
    let map = WeakKeyMap::<Object, Cascading>::new();
    for object in &objects {
        map.insert(object, Cascading);
    }
    HELD.set(objects);
    // Dropping the first object's value frees the last object; that object's value frees the one
    // before, and so on up to the first object itself.
    let first = HELD.with_borrow(|held| held[0].clone());
    let value = map.remove(&first);
    assert_eq!(map.len(), 3);
    drop(value);
    assert_eq!(map.len(), 0);
    assert!(HELD.take().is_empty());

    let objects = self::objects("0123");
    for object in &objects {
        map.insert(object, Cascading);
    }
    HELD.set(objects);
    map.clear();
    assert_eq!(map.len(), 0);
    assert!(HELD.take().is_empty());
}

/// Cloning it frees the last of the held objects, and everything that is in cycles.
struct LetsDie;

impl Clone for LetsDie {
    fn clone(&self) -> Self {
        let_the_last_one_die();
        collect();
        LetsDie
    }
}

/// Keys die while a map is copied. A key that dies before its turn is not copied, and a key that
/// dies afterwards leaves the copy too.
#[test]
fn test_threaded_weak_key_dict_copy() {
    collect();
    let mut objects = objects("0123456789");
    let cycle = self_cycle(Object::simple("cycle"));
    let map = WeakKeyMap::<Object, LetsDie>::new();
    map.extend(objects.iter().chain([&cycle]).map(|object| (object.clone(), LetsDie)));
    drop(cycle);
    let first = objects.remove(0);
    HELD.set(objects);
    let copy = map.clone();
    assert!(copy.contains_key(&first));
    let held = HELD.take();
    assert!(held.len() < 9);
    assert_eq!(map.len(), 1 + held.len());
    assert_eq!(copy.len(), map.len());
    assert!(held.iter().all(|object| copy.contains_key(object)));
}

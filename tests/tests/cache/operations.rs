//! Every operation: its result, and the contents afterwards.

use std::cell::Cell;
use std::collections::HashMap;
use std::hash::RandomState;
use std::rc::Rc as StdRc;

use kinfolk::cache::Cache;
use kinfolk::{Graph, Rc};

use crate::key::Same;
use crate::model::{Leaf, Part, PartRc, log, names, node, part, plain_leaf, plain_silent, sorted};
use crate::shelf::found;
use crate::watch::watch;

fn cache(budget: usize) -> Cache<String, Part> {
    Cache::new(budget)
}

fn name_of(node: Option<PartRc>) -> String {
    names(node)
}

#[test]
fn is_empty_at_first() {
    let _watch = watch();
    let cache = cache(3);
    assert_eq!((cache.len(), cache.kept(), cache.weight(), cache.budget()), (0, 0, 0, 3));
    assert!(cache.is_empty());
    assert_eq!((cache.get("A"), cache.peek("A"), cache.remove("A")), (None, None, None));
    assert!(!cache.contains_key("A"));
    assert!(!cache.pin("A"));
    assert!(!cache.unpin("A"));
    assert_eq!((cache.iter().count(), cache.release_unused()), (0, 0));
    cache.clear();
    cache.shrink_to(0);
    cache.set_budget(0);
    assert_eq!((cache.len(), cache.budget()), (0, 0));
    assert_eq!(format!("{cache:?}"), "{}");
}

#[test]
fn insert_returns_the_old_node() {
    let _watch = watch();
    let cache = cache(3);
    let [one, other] = ["A", "B"].map(node);
    assert_eq!(cache.insert("key".into(), one.clone()), None);
    assert_eq!(cache.insert("key".into(), other.clone()), Some(one.clone()));
    assert_eq!((one.strong_count(), other.strong_count()), (1, 2));
    assert_eq!(cache.insert("key".into(), other.clone()), Some(other.clone()));
    assert_eq!((other.strong_count(), cache.len(), cache.kept()), (2, 1, 1));
    assert_eq!(cache.get("key"), Some(other));
}

/// The old node is returned even if the cache had released it.
#[test]
fn insert_returns_an_old_node_that_was_weak() {
    let _watch = watch();
    let cache = cache(1);
    let one = node("A");
    cache.insert("key".into(), one.clone());
    cache.shrink_to(0);
    assert_eq!((one.strong_count(), cache.kept()), (1, 0));
    assert_eq!(cache.insert("key".into(), part("B")), Some(one));
    assert_eq!((cache.len(), cache.kept()), (1, 1));
}

#[test]
fn insert_takes_plain_values_handles_and_variants() {
    let _watch = watch();
    let cache = cache(9);
    cache.insert("part".into(), part("A"));
    cache.insert("box".into(), Box::new(part("b")));
    cache.insert("plain variant".into(), plain_leaf("1"));
    let leaf: Rc<Leaf> = plain_leaf("2").into_graph();
    cache.insert("handle of a variant".into(), leaf.clone());
    cache.insert("handle".into(), PartRc::from(leaf.clone()));
    assert_eq!(name_of(cache.get("part")), "A");
    assert_eq!(name_of(cache.get("box")), "b");
    assert!(
        matches!(cache.get("plain variant"), Some(PartRc::Leaf(node)) if node.data.name == "1")
    );
    assert_eq!(cache.get("handle of a variant"), Some(leaf.clone().into()));
    assert_eq!(cache.get("handle"), cache.get("handle of a variant"));
    assert_eq!((cache.kept(), Rc::strong_count(&leaf)), (5, 3));
}

#[test]
fn of_a_struct() {
    let _watch = watch();
    let cache = Cache::<u8, Leaf>::with_weight(9, |leaf| leaf.data.weight.get());
    assert_eq!(cache.insert(1, plain_leaf("14")), None);
    let leaf: Rc<Leaf> = cache.get(&1).unwrap();
    assert_eq!((leaf.data.name.as_str(), cache.weight()), ("14", 4));
    assert_eq!(cache.insert(1, plain_leaf("25")), Some(leaf));
    assert_eq!(cache.weight(), 5);
}

#[test]
fn get_finds_kept_and_held_nodes() {
    let _watch = watch();
    let cache = cache(1);
    let held = node("A");
    cache.insert("A".into(), held.clone());
    cache.insert("B".into(), part("B"));
    cache.insert("C".into(), part("C"));
    assert_eq!(log(), "~B");
    assert_eq!((cache.get("B"), name_of(cache.get("C"))), (None, "C".into()));
    assert_eq!(cache.get("A"), Some(held));
    assert_eq!(log(), "~C");
}

#[test]
fn get_or_insert_with_makes_a_node_only_if_there_is_none() {
    let _watch = watch();
    let cache = cache(2);
    let made = cache.get_or_insert_with("A".into(), || part("A"));
    assert_eq!((made.name(), made.strong_count()), ("A", 2));
    let never = || -> PartRc { unreachable!("the node is there") };
    assert_eq!(cache.get_or_insert_with("A".into(), never), made);
    cache.shrink_to(0);
    assert_eq!(cache.get_or_insert_with("A".into(), never), made);
    assert_eq!(cache.kept(), 1);
    let given = node("B");
    assert_eq!(cache.get_or_insert_with("B".into(), || given.clone()), given);
    let variant = cache.get_or_insert_with("C".into(), || plain_silent("C"));
    assert_eq!((variant.name(), found(&cache).as_str()), ("C", "A B C"));
    assert_eq!(cache.kept(), 2);
}

#[test]
fn try_get_or_insert_with_fails_as_its_closure_does() {
    let _watch = watch();
    let cache = cache(2);
    let refused = cache.try_get_or_insert_with("A".into(), || Err::<Part, _>("no"));
    assert_eq!((refused, cache.len(), cache.kept()), (Err("no"), 0, 0));
    let made = cache.try_get_or_insert_with("A".into(), || Ok::<_, &str>(part("A"))).unwrap();
    assert_eq!(cache.get("A"), Some(made.clone()));
    let again = cache.try_get_or_insert_with("A".into(), || Err::<Part, _>("never calls"));
    assert_eq!(again, Ok(made));
}

#[test]
fn remove_returns_the_node() {
    let _watch = watch();
    let cache = cache(1);
    let held = node("A");
    cache.insert("A".into(), held.clone());
    cache.insert("B".into(), part("B"));
    assert_eq!(cache.remove("A"), Some(held.clone()));
    assert_eq!((held.strong_count(), cache.len(), cache.kept()), (1, 1, 1));
    let b = cache.remove("B").unwrap();
    assert_eq!((b.name(), b.strong_count(), cache.len(), cache.kept()), ("B", 1, 0, 0));
    assert_eq!(cache.remove("B"), None);
    assert_eq!(log(), "");
}

#[test]
fn clear_removes_all_nodes_held_or_not() {
    let _watch = watch();
    let cache = cache(2);
    let held = ["A", "B"].map(node);
    for node in &held {
        cache.insert(node.name().into(), node.clone());
    }
    cache.insert("C".into(), part("C"));
    cache.insert("D".into(), part("D"));
    assert!(cache.pin("D"));
    assert_eq!((cache.len(), cache.kept()), (4, 2));
    cache.clear();
    assert_eq!((cache.len(), cache.kept(), cache.weight()), (0, 0, 0));
    assert_eq!((cache.get("A"), log()), (None, "~C ~D".into()));
    assert_eq!(held[0].strong_count(), 1);
    cache.insert("A".into(), held[0].clone());
    assert_eq!(found(&cache), "A");
}

#[test]
fn retain_removes_kept_weak_and_pinned_nodes() {
    let _watch = watch();
    let cache = cache(3);
    let weak = node("w");
    cache.insert("w".into(), weak.clone());
    for name in ["A", "B", "P", "Q"] {
        cache.insert(name.into(), part(name));
    }
    assert!(cache.pin("P") && cache.pin("Q"));
    assert_eq!((cache.len(), cache.kept(), log().as_str()), (4, 3, "~A"));
    let stats = cache.stats();

    cache.retain(|key, node| {
        assert_eq!(key, node.name());
        key == "Q"
    });
    assert_eq!((found(&cache).as_str(), cache.kept(), cache.weight()), ("Q", 1, 1));
    let mut dropped: Vec<_> = log().split(' ').map(String::from).collect();
    dropped.sort();
    assert_eq!((dropped, weak.strong_count()), (vec!["~B".to_owned(), "~P".to_owned()], 1));
    assert_eq!(cache.stats(), stats);
    drop(weak);
    assert_eq!(log(), "w ~w");
}

#[test]
fn retain_uses_nothing_and_asks_about_the_entries_at_its_start() {
    let _watch = watch();
    let cache = cache(2);
    cache.insert("A".into(), part("A"));
    cache.insert("B".into(), part("B"));
    let mut calls = 0;
    cache.retain(|key, _| {
        calls += 1;
        cache.insert("N".into(), part("N"));
        // The closure was asked about the node before; the key has another node now.
        cache.insert(key.clone(), part("R"));
        false
    });
    assert_eq!(calls, 1, "the other node died during the first call");
    assert!(cache.len() == 2 && cache.contains_key("N"));
    log();
}

#[test]
fn keys_are_looked_up_in_borrowed_form() {
    let _watch = watch();
    let text = cache(2);
    text.insert("A".to_owned(), part("A"));
    let owned = "A".to_owned();
    assert!(text.contains_key("A") && text.contains_key(&owned));
    assert!(text.pin("A") && text.unpin(&owned));
    assert_eq!(name_of(text.remove("A")), "A");
    assert_eq!(text.remove(&owned), None);
}

#[test]
fn keys_with_one_hash() {
    let _watch = watch();
    let same = Cache::<String, Part, Same>::with_hasher(3, Same);
    let held = node("A");
    same.insert("A".into(), held.clone());
    for name in ["B", "C", "D", "E"] {
        same.insert(name.into(), part(name));
    }
    assert_eq!(found(&same), "A C D E");
    assert_eq!((same.get("A"), log()), (Some(held), "~B ~C".into()));
    assert_eq!(name_of(same.remove("D")), "D");
    assert_eq!((found(&same).as_str(), same.kept()), ("A E", 2));
    let weighed = Cache::<String, Part, _>::with_weight_and_hasher(
        5,
        |node: &PartRc| node.data().weight.get(),
        RandomState::new(),
    );
    weighed.insert("A3".into(), part("A3"));
    weighed.insert("B3".into(), part("B3"));
    assert_eq!((found(&weighed).as_str(), weighed.weight()), ("B3", 3));
}

/// As with `HashMap`.
#[test]
fn the_old_key_stays() {
    let _watch = watch();
    let cache = cache(2);
    cache.insert("A".into(), part("A"));
    let key = cache.keys().next().unwrap();
    cache.insert("A".into(), part("B"));
    assert!(StdRc::ptr_eq(&key, &cache.keys().next().unwrap()));
}

#[test]
fn iterating_is_over_the_entries_at_its_start() {
    let _watch = watch();
    let cache = cache(3);
    for name in ["A", "B", "C"] {
        cache.insert(name.into(), part(name));
    }
    let (mut seen, mut times) = (Vec::new(), 0);
    for (key, node) in &cache {
        assert_eq!(*key, node.name());
        times += 1;
        if times == 1 {
            seen.push(node);
            cache.clear();
            cache.insert("D".into(), part("D"));
        }
    }
    assert_eq!((times, found(&cache).as_str()), (1, "D"));
    let others = sorted("~A ~B ~C").replace(&format!("~{}", seen[0].name()), "");
    assert_eq!(sorted(&log()), sorted(&others));
    let mut iter = cache.iter();
    assert_eq!(iter.size_hint(), (0, Some(1)));
    assert_eq!(iter.next().map(|(key, _)| (*key).clone()), Some("D".into()));
    assert!(iter.next().is_none() && iter.next().is_none());
}

#[test]
fn iterators_hold_no_node() {
    let _watch = watch();
    let cache = cache(3);
    cache.insert("A".into(), part("A"));
    let (mut iter, mut keys, mut values) = (cache.iter(), cache.keys(), cache.values());
    cache.shrink_to(0);
    assert_eq!((log().as_str(), cache.len()), ("~A", 0));
    assert!(iter.next().is_none() && keys.next().is_none() && values.next().is_none());
}

#[test]
fn prints_keys_and_handles() {
    let _watch = watch();
    let cache = cache(1);
    let held = node("A");
    cache.insert("key".into(), held.clone());
    assert_eq!(format!("{cache:?}"), format!("{:?}", HashMap::from([("key", &held)])));
}

/// The least recently used node goes first, and the pinned ones last.
#[test]
fn a_dropped_cache_releases_in_the_order_of_use() {
    let _watch = watch();
    let ways: [fn(Cache<String, Part>); 2] = [drop, |cache| cache.clear()];
    for way in ways {
        let cache = cache(5);
        for name in ["A", "B", "C", "d", "E"] {
            cache.insert(name.into(), part(name));
        }
        cache.pin("B");
        cache.get("A");
        way(cache);
        assert_eq!(log(), "~C d ~d ~E ~A ~B");
    }
}

#[test]
fn a_dropped_cache_leaves_held_nodes() {
    let _watch = watch();
    let held = node("A");
    let cache = cache(5);
    cache.insert("A".into(), held.clone());
    cache.insert("again".into(), held.clone());
    assert_eq!(held.strong_count(), 3);
    drop(cache);
    assert_eq!((held.strong_count(), log().as_str()), (1, ""));
}

/// The weight closure lives as long as its cache.
#[test]
fn the_weight_is_taken_when_the_cache_begins_to_keep_a_node() {
    let _watch = watch();
    let calls = StdRc::new(Cell::new(0));
    let counter = calls.clone();
    let cache = Cache::<String, Part>::with_weight(2, move |node| {
        counter.set(counter.get() + 1);
        node.data().weight.get()
    });
    let held = node("A");
    cache.insert("A".into(), held.clone());
    assert_eq!(calls.take(), 1);
    cache.get("A");
    cache.pin("A");
    cache.unpin("A");
    cache.peek("A");
    cache.set_budget(9);
    assert_eq!(calls.take(), 0);
    cache.shrink_to(0);
    assert!(cache.peek("A").is_some() && cache.contains_key("A"));
    assert_eq!(calls.take(), 0);
    held.data().weight.set(7);
    cache.get("A");
    assert_eq!((calls.take(), cache.weight()), (1, 7));
    cache.shrink_to(0);
    cache.pin("A");
    assert_eq!((calls.take(), cache.weight()), (1, 7));
    // A later change of the weight does not count.
    held.data().weight.set(1);
    cache.unpin("A");
    assert_eq!((calls.take(), cache.weight()), (0, 7));
    cache.remove("A");
    assert_eq!(cache.weight(), 0);
    drop(cache);
    assert_eq!(StdRc::strong_count(&calls), 1);
}

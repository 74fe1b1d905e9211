//! Cycles, collections, weak collections and caches.

use kinfolk::cache::Cache;
use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};
use kinfolk::{assert_no_leaks, collect, leaks, observe, transaction};
use kinfolk_tests::count::live;

use super::*;

/// Two cards that hold each other.
fn pair(list: &Rc<List>) -> [Rc<Card>; 2] {
    let pair = ["x", "y"].map(|name| list.cards.add(card(name)));
    pair[0].like.set(pair[1].clone());
    pair[1].like.set(pair[0].clone());
    pair
}

#[test]
fn a_cycle_that_only_a_history_holds_is_none_until_it_is_forgotten() {
    let list = list(&["a"]);
    drop(pair(&list));
    let history = History::new(&list);
    list.cards.truncate(1);
    assert_eq!(collect().freed(), 0);
    assert_no_leaks!();
    assert!(history.undo().unwrap());
    assert_eq!(names(&list), "a x y");
    assert!(history.redo().unwrap());
    assert_eq!((collect().freed(), closed().len()), (0, 0));
    history.clear().unwrap();
    assert_eq!((leaks().len(), closed().len()), (1, 0));
    assert_eq!(collect().freed(), 2);
    assert_eq!(closed(), ["x", "y"]);
    assert_eq!(live(), 2);
}

#[test]
fn a_collection_in_a_transaction_frees_nothing_that_a_failure_needs() {
    let list = list(&["a"]);
    drop(pair(&list));
    let failed = transaction(|| {
        list.cards.truncate(1);
        // The log holds them.
        assert_eq!(collect().freed(), 0);
        assert!(leaks().is_empty());
        // Made and cut loose in the step.
        let inner = pair(&list);
        list.cards.truncate(1);
        drop(inner);
        collect();
        FAILED
    });
    assert_eq!((failed, names(&list)), (FAILED, "a x y".into()));
    // Those that were made inside hold each other no more: the links are taken back, too.
    assert_eq!(closed(), ["x", "y"]);
    assert_eq!(live(), 4);
    assert_eq!(list.cards.get(1).unwrap().like.get(), list.cards.get(2));
    drop(list);
    collect();
    assert_eq!(live(), 0);
}

#[test]
fn a_collection_is_safe_in_an_observer_and_in_a_hook() {
    let list = list(&["a"]);
    drop(pair(&list));
    let history = History::new(&list).limit(1);
    let watch = observe(&list, |_| _ = collect());
    on_close(|_| _ = collect());
    list.cards.remove(0);
    list.cards.remove(0);
    list.cards.remove(0);
    assert_eq!(closed(), ["a"]);
    history.undo().unwrap();
    history.redo().unwrap();
    list.cards.push(card("b"));
    // `y` was the last to be forgotten, and only then nothing holds the two.
    collect();
    no_hook();
    let mut dead = closed();
    dead.sort_unstable();
    assert_eq!(dead, ["x", "y"]);
    drop((watch, history));
    assert_eq!(live(), 2);
}

#[test]
fn a_hook_of_a_collection_may_make_steps_and_undo_them() {
    let list = list(&["a"]);
    let history = std::rc::Rc::new(History::new(&list));
    {
        let [x, y] = ["x", "y"].map(|name| card(name).into_graph());
        x.like.set(y.clone());
        y.like.set(x);
    }
    on_close({
        let (list, history) = (list.clone(), history.clone());
        move |_| {
            history.step("In a hook", || list.cards.push(card("made")));
            assert!(history.undo().unwrap());
            list.cards.push(card("kept"));
        }
    });
    assert_eq!(collect().freed(), 2);
    no_hook();
    assert_eq!(names(&list), "a kept kept");
    while history.undo().unwrap() {}
    assert_eq!(names(&list), "a");
    drop((list, history));
    collect();
    assert_eq!(live(), 0);
}

#[test]
fn weak_collections_find_what_a_history_holds() {
    let list = list(&["a", "b"]);
    let (set, map, by_name) =
        (WeakSet::<Card>::new(), WeakKeyMap::<Card, u32>::new(), WeakValueMap::<&str, Card>::new());
    for card in list.cards.iter() {
        set.insert(&card);
        map.insert(&card, card.id);
        by_name.insert(card.name, &card);
    }
    let history = History::new(&list);
    list.cards.remove(0);
    assert_eq!((set.len(), map.len(), by_name.len()), (2, 2, 2));
    let a = by_name.get("a").unwrap();
    assert!(history.undo().unwrap());
    assert_eq!(list.cards.get(0), Some(a.clone()));
    assert!(history.redo().unwrap());
    drop(a);
    history.clear().unwrap();
    assert_eq!((set.len(), map.len(), by_name.len()), (1, 1, 1));
    assert_eq!(closed(), ["a"]);
}

#[test]
fn weak_collections_and_caches_are_not_undone() {
    let list = list(&["a"]);
    let (set, cache) = (WeakSet::<Card>::new(), Cache::<&str, Card>::new(10));
    let a = list.cards.get(0).unwrap();
    set.insert(&a);
    let failed = transaction(|| {
        set.remove(&a);
        let new = list.cards.add(card("new"));
        set.insert(&new);
        cache.get_or_insert_with("new", || new);
        FAILED
    });
    assert_eq!((failed, names(&list)), (FAILED, "a".into()));
    // The cache holds the node that was made inside.
    assert_eq!(closed(), [""; 0]);
    let new = cache.get("new").unwrap();
    assert!(new.is_root() && set.contains(&new) && !set.contains(&a));
    drop(new);
    cache.clear();
    assert_eq!((closed(), set.len()), (vec!["new"], 0));
}

#[test]
fn a_cache_lets_go_of_nodes_that_a_step_removes() {
    let list = list(&[]);
    let history = History::new(&list);
    let cache = Cache::<u32, Card>::new(2);
    for key in 0..4 {
        let cached = cache.get_or_insert_with(key, || card("cached"));
        list.cards.push(cached);
    }
    list.cards.clear();
    assert_eq!(cache.get(&0).map(|card| card.name), Some("cached"));
    assert!(history.undo().unwrap());
    assert_eq!(list.cards.len(), 4);
    assert!(history.redo().unwrap());
    history.clear().unwrap();
    // Two are out of its budget.
    assert_eq!(closed().len(), 2);
    cache.clear();
    assert_eq!(closed().len(), 2);
}

#[test]
fn a_cycle_through_the_graph_and_an_old_value_of_a_shared_link_is_freed_with_the_history() {
    let list = list(&["a"]);
    let a = list.cards.get(0).unwrap();
    let history = History::new(&list);
    let target = card("target").into_graph();
    target.like.set(a.clone());
    a.like.set(target);
    a.like.take();
    assert_eq!(collect().freed(), 0);
    assert!(history.undo().unwrap());
    assert_eq!(a.like.get().unwrap().like.get(), Some(a.clone()));
    drop((a, list));
    // The list dies; the card and its target hold each other.
    assert!(!history.can_undo() && !history.can_redo());
    assert_eq!(collect().freed(), 2);
    assert_eq!(live(), 0);
    closed();
}

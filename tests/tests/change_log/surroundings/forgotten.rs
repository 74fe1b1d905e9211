//! What `mem::forget` does to transactions, and to what they work with.

use std::mem::forget;

use kinfolk::{observe, transaction};
use kinfolk_tests::count::live;

use super::*;

#[test]
fn a_forgotten_history_ends_with_its_root() {
    let list = list(&["a", "b"]);
    forget(History::new(&list).limit(3));
    forget(observe(&list, |_| ()));
    for _ in 0..2 {
        list.cards.remove(0);
    }
    assert_eq!(closed(), [""; 0]);
    drop(list);
    assert_eq!((closed(), live()), (vec!["a", "b"], 0));
}

#[test]
fn a_forgotten_handle_keeps_its_node_and_nothing_else() {
    let list = list(&["a"]);
    let history = History::new(&list);
    let weak = RefCell::new(None);
    let failed = transaction(|| {
        let new = list.cards.add(with_parts("new", vec![card("part")]));
        new.parts.get(0).unwrap().text.set("inside".into());
        weak.replace(Some(Rc::downgrade(&new)));
        forget(new);
        FAILED
    });
    assert_eq!((failed, names(&list)), (FAILED, "a".into()));
    let new = weak.take().unwrap().upgrade().unwrap();
    assert!(new.is_root() && closed().is_empty());
    assert_eq!(new.parts.get(0).unwrap().text.get(), "");
    list.cards.push(new);
    assert!(history.undo().unwrap());
    drop(history);
    assert_eq!(closed(), [""; 0]);
}

#[test]
fn forgotten_guards_and_iterators_are_in_no_way() {
    let list = list(&["a", "b", "c"]);
    let a = list.cards.get(0).unwrap();
    let history = History::new(&list);
    let failed = transaction(|| {
        forget(list.cards.read());
        forget(a.text.read());
        forget(list.cards.iter());
        a.text.update(|text| text.push('!'));
        list.cards.swap(0, 2);
        forget(list.descendants());
        FAILED
    });
    assert_eq!((failed, names(&list), a.text.get()), (FAILED, "a b c".into(), String::new()));
    a.text.update(|text| text.push('?'));
    list.cards.reverse();
    assert!(history.undo().unwrap() && history.undo().unwrap());
    assert_eq!((names(&list), a.text.get()), ("a b c".into(), String::new()));
}

#[test]
fn a_forgotten_drain_has_removed_all() {
    let list = list(&["a", "b", "c"]);
    let history = History::new(&list);
    let failed = transaction(|| {
        let mut drain = list.cards.drain();
        assert_eq!(drain.next().unwrap().name, "a");
        forget(drain);
        assert!(list.cards.is_empty());
        FAILED
    });
    assert_eq!((failed, names(&list)), (FAILED, "a b c".into()));
    forget(list.cards.drain());
    assert!(list.cards.is_empty());
    assert!(history.undo().unwrap());
    assert_eq!(names(&list), "a b c");
}

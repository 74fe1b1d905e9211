//! Attached finalizers, hooks that bring nodes back, and steps in hooks.

use kinfolk::{Finalizer, observe, transaction};
use kinfolk_tests::count::live;

use super::*;

thread_local! {
    static RAN: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
    static STORED: RefCell<Vec<Rc<Card>>> = const { RefCell::new(Vec::new()) };
}

fn attach(card: &Rc<Card>, name: &'static str) -> impl Sized {
    Finalizer::attach(card, move || {
        assert_eq!(CLOSED.with_borrow(|closed| closed.last().copied()), Some(name));
        RAN.with_borrow_mut(|ran| ran.push(name));
    })
}

fn ran() -> Vec<&'static str> {
    RAN.take()
}

#[test]
fn a_finalizer_that_a_failed_step_has_attached_stays() {
    let list = list(&["a"]);
    let a = list.cards.get(0).unwrap();
    let failed = transaction(|| {
        attach(&a, "a");
        attach(&list.cards.add(card("new")), "new");
        FAILED
    });
    assert_eq!(failed, FAILED);
    assert_eq!((closed(), ran()), (vec!["new"], vec!["new"]));
    drop(a);
    list.cards.clear();
    assert_eq!((closed(), ran()), (vec!["a"], vec!["a"]));
}

#[test]
fn a_finalizer_that_a_failed_step_has_detached_stays_detached() {
    let list = list(&["a"]);
    let finalizer = Finalizer::attach(&list.cards.get(0).unwrap(), || panic!("detached"));
    let failed = transaction(|| {
        list.cards.clear();
        assert!(finalizer.is_alive());
        assert!(finalizer.detach().is_some());
        FAILED
    });
    assert_eq!((failed, names(&list)), (FAILED, "a".into()));
    drop(list);
    assert_eq!(closed(), ["a"]);
}

#[test]
fn a_finalizer_runs_when_the_last_step_with_its_node_is_forgotten() {
    let list = list(&["a"]);
    attach(&list.cards.get(0).unwrap(), "a");
    let history = History::new(&list);
    list.cards.clear();
    history.undo().unwrap();
    history.redo().unwrap();
    assert_eq!(ran(), [""; 0]);
    drop(history);
    assert_eq!((closed(), ran()), (vec!["a"], vec!["a"]));
}

#[test]
fn a_hook_in_a_rollback_keeps_what_was_made() {
    let list = list(&["a"]);
    let history = History::new(&list);
    on_close(|this| {
        assert!(this.is_root());
        STORED.with_borrow_mut(|stored| stored.push(this.clone()));
    });
    let failed = transaction(|| {
        list.cards.push(with_parts("new", vec![card("part")]));
        FAILED
    });
    no_hook();
    assert_eq!(failed, FAILED);
    let new = STORED.take().pop().unwrap();
    // What was made with it is still in it: only what the step has attached is taken back.
    assert_eq!(names_of([new.clone()].into_iter()), "new(part)");
    assert_eq!(closed(), ["new"]);
    list.cards.push(new.clone());
    history.undo().unwrap();
    drop(new);
    drop(history);
    // Its hook has run.
    assert_eq!(closed(), ["part"]);
    assert_eq!(live(), 2);
}

#[test]
fn a_hook_that_puts_a_forgotten_node_back_is_part_of_the_step() {
    let list = list(&["a", "b", "c"]);
    let history = History::new(&list).limit(1);
    on_close({
        let list = list.clone();
        move |this| list.cards.push(this.clone())
    });
    list.cards.remove(0);
    assert_eq!(closed(), [""; 0]);
    // The limit forgets the step that has removed `a`. Its hook puts it back.
    history.step("Second", || drop(list.cards.remove(0)));
    assert_eq!((closed(), names(&list)), (vec!["a"], "c a".into()));
    assert!(history.undo().unwrap());
    assert_eq!(names(&list), "b c");
    assert!(history.redo().unwrap());
    assert_eq!(names(&list), "c a");
    no_hook();
    assert!(history.undo().unwrap());
    history.clear().unwrap();
    // The hook of `a` has run once.
    assert_eq!(closed(), [""; 0]);
    assert_eq!(live(), 3);
}

#[test]
fn a_hook_in_a_death_outside_of_a_step_makes_steps_of_its_own() {
    let list = list(&[]);
    let history = History::new(&list);
    let outside = card("outside").into_graph();
    on_close({
        let list = list.clone();
        move |_| {
            list.cards.push(card("one"));
            let failed = transaction(|| {
                list.cards.push(card("two"));
                FAILED
            });
            assert_eq!(failed, FAILED);
            list.cards.push(card("three"));
        }
    });
    drop(outside);
    no_hook();
    assert_eq!(names(&list), "one three");
    assert_eq!(format!("{history:?}"), "History(2 done, 0 undone)");
    assert!(history.undo().unwrap());
    assert_eq!(names(&list), "one");
    closed();
}

#[test]
fn a_hook_in_a_transaction_is_part_of_it() {
    let list = list(&["a"]);
    on_close({
        let list = list.clone();
        move |this| list.cards.push(this.clone())
    });
    let failed = transaction(|| {
        // It was never attached, so it dies here.
        drop(card("outside").into_graph());
        assert_eq!(names(&list), "a outside");
        FAILED
    });
    no_hook();
    assert_eq!((failed, names(&list)), (FAILED, "a".into()));
    // The hook has run, and nothing holds the node any more.
    assert_eq!(closed(), ["outside"]);
    assert_eq!(live(), 2);
}

#[test]
fn a_step_with_a_label_in_a_hook_at_the_end_of_a_step_joins_that() {
    let list = list(&["a", "b"]);
    let history = std::rc::Rc::new(History::new(&list).limit(1));
    on_close({
        let (list, history) = (list.clone(), history.clone());
        move |_| {
            history.step("In a hook", || list.total.set(7));
            history.amend(|| list.total.update(|total| *total += 1));
            assert!(history.undo().is_err());
        }
    });
    list.cards.remove(0);
    history.step("Outer", || drop(list.cards.remove(0)));
    no_hook();
    assert_eq!((list.total.get(), history.undo_label().as_deref()), (8, Some("Outer")));
    assert!(history.undo().unwrap());
    assert_eq!((list.total.get(), names(&list)), (0, "b".into()));
    assert!(!history.can_undo());
    closed();
}

#[test]
fn the_hook_of_the_root_may_undo() {
    let list = list(&["a", "b"]);
    let history = std::rc::Rc::new(History::new(&list));
    list.cards.remove(0);
    on_list_close({
        let history = history.clone();
        move |this| {
            assert!(history.undo().unwrap());
            assert_eq!(names(this), "a b");
            this.cards.push(card("c"));
        }
    });
    drop(list);
    // What is in the list when it dies dies with it.
    assert_eq!(closed(), ["a", "b", "c"]);
    assert!(!history.can_undo() && !history.can_redo() && !history.undo().unwrap());
    assert_eq!(live(), 0);
}

#[test]
fn a_root_that_its_hook_brings_back_keeps_its_history() {
    thread_local!(static ROOT: RefCell<Option<Rc<List>>> = const { RefCell::new(None) });
    let list = list(&["a"]);
    let history = History::new(&list);
    list.cards.remove(0);
    on_list_close(|this| ROOT.set(Some(this.clone())));
    drop(list);
    let list = ROOT.take().unwrap();
    assert!(history.undo().unwrap());
    assert_eq!(names(&list), "a");
    list.cards.push(card("b"));
    assert_eq!(format!("{history:?}"), "History(1 done, 1 undone)".replace("1 undone", "0 undone"));
    drop(list);
    assert!(!history.can_undo());
    closed();
    assert_eq!(live(), 0);
}

#[test]
fn a_history_that_begins_in_the_hook_of_its_root_ends_with_it() {
    let begun = std::rc::Rc::new(RefCell::new(None));
    let list = list(&["a"]);
    on_list_close({
        let begun = begun.clone();
        move |this| {
            let history = History::new(this);
            let watch = observe(this, |_| ());
            this.cards.remove(0);
            begun.replace(Some((history, watch)));
        }
    });
    drop(list);
    let (history, _watch) = begun.take().unwrap();
    assert!(!history.can_undo() && !history.undo().unwrap());
    assert_eq!((closed(), live()), (vec!["a"], 0));
}

#[test]
fn a_hook_may_drop_the_history_that_lets_its_node_go() {
    let list = list(&["a", "b"]);
    let history = std::rc::Rc::new(RefCell::new(Some(History::new(&list))));
    list.cards.remove(0);
    list.cards.remove(0);
    on_close({
        let history = history.clone();
        move |_| {
            // It is borrowed while it is cleared.
            if let Ok(mut history) = history.try_borrow_mut() {
                drop(history.take());
            }
        }
    });
    let taken = history.take().unwrap();
    let shared = std::rc::Rc::new(taken);
    on_close({
        let shared = RefCell::new(Some(shared.clone()));
        move |_| drop(shared.take())
    });
    shared.clear().unwrap();
    drop(shared);
    no_hook();
    assert_eq!((closed(), live()), (vec!["a", "b"], 1));
}

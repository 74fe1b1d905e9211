//! Code that ends, begins and drops things where it is called.

use std::rc::Rc as StdRc;

use kinfolk::history::{InsideStep, UndoError, Watch};
use kinfolk::{Graph, observe, transaction};
use kinfolk_tests::count::live;
use kinfolk_tests::panics;

use super::*;

type Shared<T> = StdRc<RefCell<T>>;

/// Calls of observers.
type Calls = Shared<Vec<&'static str>>;

fn note(calls: &Calls, name: &'static str) {
    calls.borrow_mut().push(name);
}

/// An observer that notes its calls, and does this besides.
fn watch(
    list: &Rc<List>,
    calls: &Calls,
    name: &'static str,
    mut then: impl FnMut() + 'static,
) -> Watch {
    let calls = calls.clone();
    observe(list, move |_| {
        note(&calls, name);
        then();
    })
}

#[test]
fn an_observer_may_drop_itself_and_others() {
    let list = list(&[]);
    let (calls, watches) = (Calls::default(), Shared::<Vec<Watch>>::default());
    let all = [
        watch(&list, &calls, "first", || ()),
        watch(&list, &calls, "drops all", {
            let watches = watches.clone();
            move || drop(watches.take())
        }),
        watch(&list, &calls, "last", || ()),
    ];
    watches.borrow_mut().extend(all);
    list.cards.push(card("a"));
    assert_eq!(calls.take(), ["first", "drops all"]);
    list.cards.push(card("b"));
    assert!(calls.take().is_empty());
}

#[test]
fn an_observer_may_drop_the_history_and_begin_another() {
    let list = list(&["a"]);
    let history = Shared::new(RefCell::new(Some(History::new(&list))));
    list.cards.remove(0);
    let _watch = observe(&list, {
        let (history, list) = (history.clone(), Rc::downgrade(&list));
        move |_| {
            let old = history.take().unwrap();
            assert!(matches!(old.undo(), Err(UndoError::InsideStep)));
            drop(old);
            // What it holds dies when the step has ended.
            assert!(CLOSED.with_borrow(Vec::is_empty));
            history.replace(list.upgrade().map(|list| History::new(&list)));
        }
    });
    list.cards.push(card("b"));
    assert_eq!(closed(), ["a"]);
    let new = || history.borrow().as_ref().map(|history| format!("{history:?}"));
    assert_eq!(new().as_deref(), Some("History(0 done, 0 undone)"));
}

#[test]
fn an_observer_may_drop_the_last_handle_to_the_root() {
    let calls = Calls::default();
    let list = list(&["a"]);
    let history = History::new(&list);
    let weak = Rc::downgrade(&list);
    let slot = Shared::new(RefCell::new(Some(list.clone())));
    let _watches = [
        watch(&list, &calls, "drops it", {
            let slot = slot.clone();
            move || drop(slot.take())
        }),
        watch(&list, &calls, "after", || ()),
    ];
    let a = list.cards.get(0).unwrap();
    drop(list);
    a.parts.push(card("part"));
    // The log has held the card, not the list: the root was dead when the second one was called.
    assert_eq!(calls.take(), ["drops it", "after"]);
    assert_eq!((weak.upgrade(), a.list.get()), (None, None));
    assert!(!history.can_undo() && !history.undo().unwrap());
    assert_eq!(names_of([a.clone()].into_iter()), "a(part)");
    drop(a);
    assert_eq!((closed(), live()), (vec!["a", "part"], 0));
}

#[test]
fn a_history_may_end_within_its_own_step_and_label() {
    let list = list(&["a"]);
    let history = StdRc::new(RefCell::new(Some(StdRc::new(History::new(&list)))));
    let own = history.borrow().clone().unwrap();
    let outcome = own.step("Ends it", || {
        history.take();
        list.cards.remove(0);
        Ok::<_, ()>(())
    });
    assert_eq!((outcome, own.undo_label().as_deref()), (Ok(()), Some("Ends it")));
    transaction(|| {
        drop(own);
        list.cards.push(card("b"));
        assert_eq!(closed(), [""; 0]);
    });
    assert_eq!((closed(), names(&list)), (vec!["a"], "b".into()));
}

#[test]
fn undo_and_clear_are_refused_where_a_step_is_open() {
    let list = list(&["a", "b"]);
    let history = StdRc::new(History::new(&list));
    list.cards.remove(0);
    let refused = {
        let history = history.clone();
        move || {
            let state = format!("{history:?} {}", history.is_clean());
            assert!(matches!(history.undo(), Err(UndoError::InsideStep)));
            assert!(matches!(history.redo(), Err(UndoError::InsideStep)));
            assert_eq!(history.clear(), Err(InsideStep));
            assert_eq!(format!("{history:?} {}", history.is_clean()), state);
        }
    };
    transaction(&refused);
    history.amend(&refused);
    list.total.update(|_| refused());
    let watch = observe(&list, {
        let refused = refused.clone();
        move |_| refused()
    });
    list.cards.push(card("c"));
    drop(watch);
    // Closures and comparisons run before the operation, and are no part of it.
    list.cards.retain(|_| {
        assert!(history.undo().unwrap());
        true
    });
    assert_eq!(names(&list), "b");
    list.cards.push(card("d"));
    list.cards.sort_by_key(|_| history.undo().is_ok());
    // What came meanwhile stands behind what was sorted.
    assert_eq!(names(&list), "b a");
}

#[test]
fn a_closure_of_an_operation_may_undo_what_the_operation_works_on() {
    let list = list(&["a", "b", "c"]);
    let history = History::new(&list);
    list.cards.remove(1);
    list.cards.retain(|card| {
        history.undo().unwrap();
        card.name != "a"
    });
    // `b` came back meanwhile, and was not asked about.
    assert_eq!(names(&list), "b c");
    assert!(history.undo().unwrap());
    assert_eq!(names(&list), "a b c");
    let new = card("d").into_graph();
    list.cards.push(new.clone());
    list.cards.extend([0, 1].map(|_| {
        // The child that is to come is taken out by the undo.
        let _ = history.undo();
        new.clone()
    }));
    assert_eq!(names(&list), "a b c d");
    assert!(history.undo().unwrap());
    assert_eq!(names(&list), "a b c");
}

#[test]
fn endless_observers_are_part_of_the_step_and_undone_with_it() {
    panics::record();
    let list = list(&["a"]);
    let history = History::new(&list);
    let watch = observe(&list, {
        let list = Rc::downgrade(&list);
        move |_| list.upgrade().unwrap().total.update(|total| *total += 1)
    });
    history.step("Endless", || drop(list.cards.remove(0)));
    assert_eq!(panics::reports().len(), 1);
    let total = list.total.get();
    assert!(total >= 64);
    assert!(history.undo().unwrap());
    assert_eq!(panics::reports().len(), 1);
    assert_eq!((names(&list), list.total.get()), ("a".into(), total.min(64)));
    assert!(history.redo().unwrap());
    drop(watch);
    let _ = panics::reports();
    assert!(history.undo().unwrap());
    assert_eq!((names(&list), list.total.get(), history.can_undo()), ("a".into(), 0, false));
    assert!(history.redo().unwrap());
    assert_eq!((names(&list), list.total.get()), (String::new(), total));
}

/// Begins an observer that begins another one in each call, up to a hundred.
fn begin(list: &Rc<List>, watches: &Shared<Vec<Watch>>) {
    let (weak, more) = (Rc::downgrade(list), watches.clone());
    let watch = observe(list, move |_| {
        let list = weak.upgrade().filter(|_| more.borrow().len() < 100);
        if let Some(list) = list {
            begin(&list, &more);
        }
    });
    watches.borrow_mut().push(watch);
}

#[test]
fn an_observer_that_begins_an_observer_in_each_call_ends() {
    let list = list(&[]);
    let watches = Shared::<Vec<Watch>>::default();
    begin(&list, &watches);
    for _ in 0..8 {
        list.cards.push(card("a"));
    }
    assert_eq!(watches.borrow().len(), 100);
    // They hold each other.
    let all = watches.take();
    drop(all);
    list.cards.clear();
    assert_eq!(closed().len(), 8);
}

#[test]
fn a_panic_in_a_transaction_with_a_panic_in_each_hook_aborts_nothing() {
    panics::record();
    let list = list(&["a"]);
    let history = History::new(&list);
    let _watch = observe(&list, |_| panic!("in an observer"));
    on_close(|_| panic!("in a hook"));
    let message = panics::panic_of(|| {
        history.step("Fails", || {
            list.cards.push(with_parts("b", vec![card("c")]));
            list.cards.remove(0);
            assert!(list.cards.len() > 1, "in the step");
        });
    });
    no_hook();
    assert_eq!((&message[..], names(&list)), ("in the step", "a".into()));
    let mut dead = closed();
    dead.sort_unstable();
    assert_eq!(dead, ["b", "c"]);
    assert!(panics::reports().contains(&"Card: in a hook".to_owned()));
    assert!(!history.can_undo());
}

/// Data whose drop goes on working with the graph.
#[derive(Clone)]
struct Worker(Option<(kinfolk::Weak<Desk>, StdRc<History>)>);

#[derive(Graph)]
#[graph(back(desk: Desk))]
struct Job {
    #[graph(value)]
    worker: Worker,
}

#[derive(Graph)]
struct Desk {
    #[graph(own)]
    jobs: Vec<Job>,
    #[graph(value)]
    dropped: u32,
}

impl Drop for Worker {
    fn drop(&mut self) {
        let Some((desk, history)) = self.0.take() else { return };
        let Some(desk) = desk.upgrade() else { return };
        desk.dropped.update(|dropped| *dropped += 1);
        let _ = (history.undo(), history.redo(), history.clear());
        let _ = transaction(|| {
            desk.jobs.clear();
            FAILED
        });
        history.step("In a drop", || desk.dropped.update(|dropped| *dropped += 10));
    }
}

#[test]
fn old_data_may_work_with_the_graph_and_its_history_when_it_is_dropped() {
    let desk = Desk { jobs: vec![], dropped: 0 }.into_graph();
    let history = StdRc::new(History::new(&desk));
    let worker = || Worker(Some((Rc::downgrade(&desk), history.clone())));
    let job = desk.jobs.add(Job { worker: Worker(None) });
    job.worker.set(worker());
    job.worker.set(worker());
    job.worker.take_none();
    assert!(history.undo().unwrap() && history.undo().unwrap());
    // A new step forgets the two, and drops them: they find a step open.
    desk.jobs.push(Job { worker: Worker(None) });
    assert_eq!(desk.validate(), Ok(()));
    assert!(desk.dropped.get() > 0);
    history.clear().unwrap();
    assert_eq!(desk.validate(), Ok(()));
}

trait TakeNone {
    fn take_none(&self);
}

impl TakeNone for kinfolk::Value<Job, Worker> {
    fn take_none(&self) {
        self.set(Worker(None));
    }
}

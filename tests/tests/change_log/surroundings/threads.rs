//! Each thread has its own log, which works until the thread ends.

use std::sync::mpsc::channel;
use std::thread;

use kinfolk::history::Watch;
use kinfolk::{observe, transaction};
use kinfolk_tests::count::live;

use super::*;

#[test]
fn transactions_in_other_threads_are_no_part_of_this_one() {
    let list = list(&["a"]);
    let history = History::new(&list);
    let failed = transaction(|| {
        list.cards.push(card("b"));
        let other = thread::spawn(|| {
            let list = super::list(&["x"]);
            // Nothing listens here, though the log of another thread is open.
            assert!(!History::new(&list).undo().unwrap());
            list.cards.push(card("y"));
            let history = History::new(&list);
            list.cards.push(card("z"));
            assert!(history.undo().unwrap());
            let failed = transaction(|| {
                list.cards.clear();
                FAILED
            });
            assert_eq!(failed, FAILED);
            names(&list)
        });
        assert_eq!(other.join().unwrap(), "x y");
        FAILED
    });
    assert_eq!((failed, names(&list), history.can_undo()), (FAILED, "a".into(), false));
    closed();
}

#[test]
fn two_threads_make_steps_at_the_same_time() {
    let (to_other, from_this) = channel();
    let (to_this, from_other) = channel();
    let other = thread::spawn(move || {
        let list = list(&[]);
        let history = History::new(&list);
        for step in 0..50 {
            from_this.recv().unwrap();
            transaction(|| {
                list.cards.push(card("other"));
                // The other thread is in its own transaction now.
                to_this.send(step).unwrap();
                list.total.set(step);
            });
        }
        while history.undo().unwrap() {}
        assert_eq!((names(&list), list.total.get()), (String::new(), 0));
    });
    let list = list(&[]);
    let history = History::new(&list);
    for step in 0..50 {
        transaction(|| {
            list.total.set(step + 1);
            to_other.send(()).unwrap();
            assert_eq!(from_other.recv().unwrap(), step);
        });
    }
    assert_eq!(format!("{history:?}"), "History(50 done, 0 undone)");
    other.join().unwrap();
    while history.undo().unwrap() {}
    assert_eq!(list.total.get(), 0);
}

thread_local! {
    static HISTORY: RefCell<Option<History>> = const { RefCell::new(None) };
    static LIST: RefCell<Option<Rc<List>>> = const { RefCell::new(None) };
    static WATCH: RefCell<Option<Watch>> = const { RefCell::new(None) };
}

/// Ends with its thread, in the middle of everything, and looks whether all is dead then.
struct AtTheEnd(std::sync::Arc<std::sync::Mutex<Vec<usize>>>);

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        self.0.lock().unwrap().push(live());
    }
}

thread_local! {
    static AT_THE_END: RefCell<Option<AtTheEnd>> = const { RefCell::new(None) };
}

/// Puts the parts into thread-locals, in this order: they are dropped in an order of the system's.
fn in_thread_locals(order: &[usize]) {
    let list = list(&["a", "b"]);
    let history = History::new(&list);
    let watch = observe(&list, {
        let list = Rc::downgrade(&list);
        move |_| {
            if let Some(list) = list.upgrade() {
                list.total.set(list.cards.len());
            }
        }
    });
    list.cards.remove(0);
    let mut parts = (Some(list), Some(history), Some(watch));
    for part in order {
        match part {
            0 => LIST.set(parts.0.take()),
            1 => HISTORY.set(parts.1.take()),
            _ => WATCH.set(parts.2.take()),
        }
    }
}

#[test]
fn a_thread_ends_while_histories_and_observers_live() {
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let at_the_end = std::sync::Arc::default();
        let end = AtTheEnd(std::sync::Arc::clone(&at_the_end));
        let thread = thread::spawn(move || {
            AT_THE_END.set(Some(end));
            in_thread_locals(&order);
        });
        thread.join().unwrap();
        assert_eq!(at_the_end.lock().unwrap().len(), 1);
    }
    // The log of this thread is closed, and opens as ever.
    let list = list(&["a"]);
    let history = History::new(&list);
    list.cards.pop();
    assert!(history.undo().unwrap());
    assert_eq!(names(&list), "a");
}

#[test]
fn a_thread_that_panics_in_a_transaction_rolls_back_and_ends() {
    let (send, receive) = channel();
    let thread = thread::spawn(move || {
        /// Looks at the list when the thread unwinds.
        struct Look(Rc<List>, std::sync::mpsc::Sender<String>);

        impl Drop for Look {
            fn drop(&mut self) {
                // A transaction in a drop while the thread unwinds, which fails, too.
                let failed = transaction(|| {
                    self.0.cards.clear();
                    FAILED
                });
                assert_eq!(failed, FAILED);
                transaction(|| self.0.cards.push(card("in a drop")));
                self.1.send(names(&self.0)).unwrap();
            }
        }

        let list = list(&["a"]);
        let _look = Look(list.clone(), send);
        let history = History::new(&list);
        history.step("Never", || {
            list.cards.push(card("b"));
            if list.cards.len() == 2 {
                std::panic::resume_unwind(Box::new("the thread panics"));
            }
        });
    });
    assert!(thread.join().is_err());
    assert_eq!(receive.recv().unwrap(), "a in a drop");
}

#[test]
fn a_forgotten_history_costs_other_threads_only_a_test() {
    thread::spawn(|| {
        let list = list(&["a"]);
        std::mem::forget(History::new(&list));
        std::mem::forget(observe(&list, |_| ()));
        list.cards.pop();
    })
    .join()
    .unwrap();
    let list = list(&["a"]);
    list.cards.pop();
    assert_eq!(closed(), ["a"]);
}

//! The memory of a thread's log when nothing listens any more, or the thread has ended.

use std::thread;

use kinfolk::prelude::*;
use kinfolk::{History, observe, transaction};

use crate::allocations_of;

#[derive(Graph)]
#[graph(back(desk: Desk), shared(like: Letter))]
struct Letter {
    #[graph(value)]
    text: String,
}

#[derive(Graph)]
struct Desk {
    #[graph(own)]
    letters: Vec<Letter>,
}

fn desk() -> Rc<Desk> {
    Desk { letters: vec![] }.into_graph()
}

/// Changes a link and a value a few times.
fn change(desk: &Rc<Desk>) {
    for _ in 0..3 {
        let letter = desk.letters.add(Letter { text: String::from("a") });
        letter.text.update(|text| text.push('b'));
    }
    desk.letters.clear();
}

fn in_transactions() {
    let desk = desk();
    transaction(|| change(&desk));
    let failed = transaction(|| {
        change(&desk);
        Err(())
    });
    assert_eq!(failed, Err::<(), _>(()));
}

fn with_listeners() {
    let desk = desk();
    let history = History::new(&desk);
    let watch = observe(&desk, |_| ());
    change(&desk);
    transaction(|| change(&desk));
    history.undo().unwrap();
    drop(watch);
    change(&desk);
    drop(history);
}

/// Listeners that end within a step.
fn with_listeners_that_end_in_a_step() {
    let desk = desk();
    let history = History::new(&desk);
    let watch = observe(&desk, |_| ());
    transaction(|| {
        change(&desk);
        drop((history, watch));
        change(&desk);
    });
    let history = History::new(&desk);
    transaction(|| {
        change(&desk);
        // It ends when the end of the step has let go of the desk.
        drop(desk);
    });
    drop(history);
}

pub fn give_back_their_memory() {
    for (name, listen) in [
        ("listeners", with_listeners as fn()),
        ("listeners that end in a step", with_listeners_that_end_in_a_step),
    ] {
        let ((), _, kept) = allocations_of(listen);
        assert_eq!(kept, 0, "bytes are kept after {name}");
    }
    let run = |action: fn()| thread::spawn(action).join().unwrap();
    let ((), _, of_thread) = allocations_of(|| run(|| ()));
    for (name, action) in [
        ("transactions", in_transactions as fn()),
        ("listeners", with_listeners),
        ("transactions at the end of the thread", || {
            struct AtEnd;
            impl Drop for AtEnd {
                fn drop(&mut self) {
                    in_transactions();
                }
            }
            thread_local!(static AT_END: AtEnd = const { AtEnd });
            AT_END.with(|_| ());
            in_transactions();
        }),
    ] {
        let ((), _, kept) = allocations_of(|| run(action));
        assert_eq!(kept, of_thread, "bytes are kept after a thread with {name}");
    }
}

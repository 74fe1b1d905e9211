//! Depth never matters: a million levels that are removed, undone and forgotten on 2 MiB of stack.

use kinfolk::prelude::*;
use kinfolk::{History, observe, transaction};
use kinfolk_tests::count::{Count, live};
use kinfolk_tests::settings;
use kinfolk_tests::small_stack::on_a_small_stack;

const MILLION: usize = 1_000_000;

#[derive(Graph)]
#[graph(back(pub outer: Level), shared(like: Level), finalize = |_| ())]
struct Level {
    count: Count,
    #[graph(own)]
    inner: Vec<Level>,
    #[graph(value)]
    note: u32,
}

fn level(inner: Vec<Level>) -> Level {
    Level { count: Count::new(), inner, note: 0 }
}

/// A root over a chain of so many levels.
fn chain(depth: usize) -> Rc<Level> {
    (0..depth).fold(level(vec![]), |inner, _| level(vec![inner])).into_graph()
}

#[test]
fn removed_undone_and_forgotten() {
    on_a_small_stack(|| {
        let root = chain(MILLION);
        let history = History::new(&root);
        let watch = observe(&root, |changes| assert_eq!(changes.len(), 1));
        let top = Rc::downgrade(&root.inner.get(0).unwrap());
        root.inner.pop();
        for _ in 0..2 {
            assert!(root.inner.is_empty());
            assert!(history.undo().unwrap());
            assert_eq!(root.inner.get(0), top.upgrade());
            assert!(history.redo().unwrap());
        }
        let failed: Result<(), ()> = transaction(|| {
            root.inner.push(top.upgrade().unwrap());
            top.upgrade().unwrap().inner.remove(0);
            Err(())
        });
        assert_eq!(failed, Err(()));
        assert_eq!(live(), MILLION + 1);
        history.clear().unwrap();
        assert_eq!(live(), 1);
        drop(watch);
    });
}

#[test]
fn created_in_a_transaction_that_fails() {
    on_a_small_stack(|| {
        let root = chain(0);
        let history = History::new(&root);
        let failed: Result<(), ()> = transaction(|| {
            root.inner.push(chain(MILLION));
            Err(())
        });
        assert_eq!(failed, Err(()));
        assert_eq!(live(), 1);
        root.inner.push(chain(MILLION));
        assert!(history.undo().unwrap());
        assert_eq!(live(), MILLION + 2);
        // A new step forgets it.
        root.note.set(1);
        assert_eq!(live(), 1);
    });
}

/// Each level is removed by a step of its own, from the outermost on, and held by itself.
#[test]
fn each_level_by_itself() {
    let depth = settings::operations(MILLION / 10);
    on_a_small_stack(move || {
        let root = chain(depth);
        let history = History::new(&root);
        let remove_all = || {
            let mut outer = root.clone();
            while let Some(inner) = outer.inner.pop() {
                outer = inner;
            }
        };
        remove_all();
        assert_eq!(root.descendants().count(), 0);
        while history.undo().unwrap() {}
        assert_eq!(root.descendants().count(), depth);
        while history.redo().unwrap() {}
        assert_eq!((root.descendants().count(), live()), (0, depth + 1));
        while history.undo().unwrap() {}
        // All of it in one step, on the way of a rollback.
        let failed: Result<(), ()> = transaction(|| {
            remove_all();
            Err(())
        });
        assert_eq!(failed, Err(()));
        assert_eq!(root.descendants().count(), depth);
        while history.redo().unwrap() {}
        drop(history);
        assert_eq!(live(), 1);
    });
}

/// Each level is held by a shared link of the one before, and each of these links is changed.
#[test]
fn held_by_shared_links() {
    on_a_small_stack(|| {
        let root = chain(0);
        let history = History::new(&root);
        let first = level(vec![]).into_graph();
        let mut last = first.clone();
        for _ in 0..MILLION / 5 {
            let next = level(vec![]).into_graph();
            last.like.set(next.clone());
            last = next;
        }
        root.like.set(first);
        drop(last);
        root.like.take();
        assert_eq!(live(), MILLION / 5 + 2);
        assert!(history.undo().unwrap() && history.undo().unwrap());
        assert_eq!(live(), MILLION / 5 + 2);
        drop(history);
        assert_eq!(live(), 1);
    });
}

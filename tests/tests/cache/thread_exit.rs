//! Caches in thread-locals when their thread ends.

use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use kinfolk::cache::Cache;
use kinfolk::{Finalizer, Graph, Rc};

static DROPPED: AtomicUsize = AtomicUsize::new(0);
static HOOKS: AtomicUsize = AtomicUsize::new(0);
static FINALIZERS: AtomicUsize = AtomicUsize::new(0);

fn count(counter: &AtomicUsize) {
    counter.fetch_add(1, Ordering::Relaxed);
}

struct Count;

impl Drop for Count {
    fn drop(&mut self) {
        count(&DROPPED);
        // The cache of this node may be gone, but asking it must not panic.
        let _ = PAGES.try_with(|pages| assert!(!pages.contains_key(&0)));
    }
}

#[derive(Graph)]
#[graph(finalize = |_| count(&HOOKS))]
struct Page {
    count: Count,
}

thread_local! {
    static HELD: RefCell<Vec<Rc<Page>>> = const { RefCell::new(Vec::new()) };
    static PAGES: Cache<u32, Page> = Cache::new(10);
    static LATE: RefCell<Vec<Rc<Page>>> = const { RefCell::new(Vec::new()) };
}

/// Either the cache goes first, or the thread-locals that hold nodes which it has released.
#[test]
fn everything_dies() {
    let thread = thread::spawn(|| {
        HELD.with_borrow_mut(|held| assert!(held.is_empty()));
        PAGES.with(|pages| {
            for number in 1..=30 {
                let page = pages.get_or_insert_with(number, || Page { count: Count });
                Finalizer::attach(&page, || count(&FINALIZERS));
                match number % 3 {
                    0 => HELD.with_borrow_mut(|held| held.push(page)),
                    1 => LATE.with_borrow_mut(|held| held.push(page)),
                    _ => {}
                }
            }
            assert!(pages.pin(&28));
            assert_eq!((pages.len(), pages.kept()), (20 + 3, 10));
        });
        assert_eq!(DROPPED.load(Ordering::Relaxed), 7);
    });
    thread.join().unwrap();
    let all = [&DROPPED, &HOOKS, &FINALIZERS].map(|count| count.load(Ordering::Relaxed));
    assert_eq!(all, [30; 3]);
}

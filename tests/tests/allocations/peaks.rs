//! The memory that is left after a peak: when there were many of something, and few are left.

use kinfolk::Finalizer;
use kinfolk::cache::{Cache, Pressure};
use kinfolk::collect::collect;
use kinfolk::prelude::*;
use kinfolk::transaction;
use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};

use crate::{Book, Page, allocations_of};

#[derive(Graph)]
#[graph(shared(pub this: Knot), shared(pub other: Knot))]
struct Knot {}

const PEAK: usize = 100_000;

/// How many are left.
const FEW: usize = 10;

/// Much more than the few need, and much less than one byte for each of the peak.
const LITTLE: isize = 12_000;

pub fn leave_no_memory() {
    lists();
    shared_lists();
    candidates();
    candidates_that_die_with_two_links();
    memberships();
    memberships_of_one_node();
    finalizers();
    weak_sets();
    weak_key_maps();
    weak_value_maps();
    caches();
    failed_transactions();
}

/// Checks that little memory is left of the peak that `rise` makes and `fall` ends.
fn after<P, R>(name: &str, rise: impl FnOnce() -> P, fall: impl FnOnce(P) -> R) -> R {
    let (rest, _, left) = allocations_of(|| fall(rise()));
    assert!(left < LITTLE, "{name}: {left} bytes are left");
    rest
}

fn books(count: usize) -> Vec<Rc<Book>> {
    (0..count).map(|_| Book { pages: vec![] }.into_graph()).collect()
}

/// Every so many nodes, one that is to stay.
fn few<T: Clone>(nodes: &[T]) -> Vec<T> {
    nodes.iter().step_by(PEAK / FEW).cloned().collect()
}

/// A way to lose most of a list, and its name.
type Way<T> = (&'static str, fn(&Rc<T>));

/// A shared list that loses most of its targets, in each way.
fn shared_lists() {
    #[derive(Graph)]
    #[graph(shared(pages: Vec<Page>))]
    struct Shelf {}

    let page = Page { words: 1 }.into_graph();
    let full = || {
        let shelf = Shelf {}.into_graph();
        shelf.pages.extend((0..PEAK).map(|_| page.clone()));
        shelf
    };
    let ways: [Way<Shelf>; 4] = [
        ("pop", |shelf| {
            while shelf.pages.len() > FEW {
                shelf.pages.pop();
            }
        }),
        ("swap_remove", |shelf| {
            while shelf.pages.len() > FEW {
                shelf.pages.swap_remove(0);
            }
        }),
        ("truncate", |shelf| shelf.pages.truncate(FEW)),
        ("truncate to nothing", |shelf| shelf.pages.truncate(0)),
    ];
    for (name, way) in ways {
        drop(after(name, full, |shelf| {
            way(&shelf);
            shelf
        }));
    }
}

/// A list that loses most of its children, in each way.
fn lists() {
    let full = || Book { pages: (0..PEAK).map(|_| Page { words: 1 }).collect() }.into_graph();
    let ways: [Way<Book>; 8] = [
        ("pop", |book| {
            while book.pages.len() > FEW {
                book.pages.pop();
            }
        }),
        ("truncate", |book| book.pages.truncate(FEW)),
        ("remove at the front", |book| {
            while book.pages.len() > FEW {
                drop(book.pages.remove(0));
            }
        }),
        ("detach in order", |book| {
            book.pages.iter().skip(FEW).for_each(|page| assert!(page.detach()));
        }),
        ("detach from the end", |book| {
            book.pages.iter().rev().take(PEAK - FEW).for_each(|page| assert!(page.detach()));
        }),
        ("move away", |book| {
            let other = Book { pages: vec![] }.into_graph();
            book.pages.iter().skip(FEW).for_each(|page| other.pages.push(page));
            assert_eq!(other.pages.len(), PEAK - FEW);
        }),
        ("retain", |book| {
            let mut seen = 0..PEAK;
            book.pages.retain(|_| seen.next() < Some(FEW));
        }),
        ("drain and extend", |book| {
            let pages: Vec<_> = book.pages.drain().take(FEW).collect();
            book.pages.extend(pages);
        }),
    ];
    for (name, way) in ways {
        let book = after(name, full, |book| {
            way(&book);
            book
        });
        assert_eq!(book.pages.len(), FEW, "{name}");
    }
}

fn knots() -> Vec<Rc<Knot>> {
    let knots: Vec<_> = (0..PEAK).map(|_| Knot {}.into_graph()).collect();
    for knot in &knots {
        knot.this.set(knot.clone());
    }
    knots
}

fn candidates() {
    let rest = after("candidates", knots, |knots| {
        let rest = few(&knots);
        drop(knots);
        assert_eq!(collect().freed(), PEAK - FEW);
        rest
    });
    drop(rest);
    assert_eq!(collect().freed(), FEW);
}

/// Links of nodes that are being dropped are candidates for a while, though they cannot be reached.
fn candidates_that_die_with_two_links() {
    let live = Knot {}.into_graph();
    live.this.set(live.clone());
    let lone = |_| {
        let knot = Knot {}.into_graph();
        knot.this.set(live.clone());
        knot.other.set(live.clone());
        knot
    };
    after("dying candidates", || (0..PEAK).map(lone).collect::<Vec<_>>(), drop);
    drop(live);
    assert_eq!(collect().freed(), 1);
}

fn memberships() {
    let set = WeakSet::<Book>::new();
    let other = WeakSet::<Book>::new();
    let fill = || {
        let books = books(PEAK);
        set.extend(books.iter().cloned());
        other.insert(&books[0]);
        books
    };
    let rest = after("memberships", fill, |books| {
        set.clear();
        books.into_iter().next()
    });
    assert_eq!(other.iter().next(), rest);
}

fn memberships_of_one_node() {
    let book = Book { pages: vec![] }.into_graph();
    let names = WeakValueMap::<usize, Book>::new();
    let fill = || (0..PEAK).for_each(|name| assert_eq!(names.insert(name, &book), None));
    after("memberships of one node", fill, |()| names.retain(|name, _| *name < FEW));
    assert_eq!(names.len(), FEW);
}

fn finalizers() {
    let attach = || {
        let books = books(PEAK);
        for book in &books {
            Finalizer::attach(book, || ());
        }
        books
    };
    let rest = after("finalizers", attach, |books| few(&books));
    drop(rest);
}

fn weak_sets() {
    let set = WeakSet::<Book>::new();
    let fill = || {
        let books = books(PEAK);
        set.extend(books.iter().cloned());
        books
    };
    let rest = after("a weak set after deaths", fill, |books| few(&books));
    assert_eq!((set.len(), rest.len()), (FEW, FEW));
    after("a weak set after removals", fill, |books| {
        for book in &books {
            set.remove(book);
        }
    });
    set.reserve(PEAK);
    let book = Book { pages: vec![] }.into_graph();
    assert!(set.insert(&book) && set.remove(&book));
    assert!(set.capacity() >= PEAK);
    set.shrink_to(1000);
    assert!((1000..4000).contains(&set.capacity()), "{}", set.capacity());
    set.shrink_to_fit();
    assert!(set.capacity() < 100, "{}", set.capacity());
}

fn weak_key_maps() {
    let map = WeakKeyMap::<Book, u32>::new();
    let fill = || {
        let books = books(PEAK);
        map.extend(books.iter().map(|book| (book.clone(), 1)));
        books
    };
    let rest = after("a weak key map", fill, |books| few(&books));
    assert_eq!((map.len(), rest.len()), (FEW, FEW));
}

fn weak_value_maps() {
    let map = WeakValueMap::<usize, Book>::new();
    let fill = || {
        let books = books(PEAK);
        map.extend(books.iter().cloned().enumerate());
        books
    };
    let rest = after("a weak value map after deaths", fill, |books| few(&books));
    assert_eq!((map.len(), rest.len()), (FEW, FEW));
    after("a weak value map after removals", fill, |books| {
        (0..PEAK).for_each(|name| _ = map.remove(&name));
        drop(books);
    });
    assert!(map.is_empty());
    map.reserve(PEAK);
    map.insert(0, &rest[0]);
    map.remove(&0);
    assert!(map.capacity() >= PEAK);
    map.shrink_to_fit();
    assert!(map.capacity() < 100, "{}", map.capacity());
}

fn caches() {
    let fill = || {
        let cache = Cache::<usize, Book>::new(PEAK);
        (0..PEAK).for_each(|name| assert_eq!(cache.insert(name, Book { pages: vec![] }), None));
        cache
    };
    after("a cache after clear", fill, |cache| {
        cache.clear();
        cache
    });
    after("a cache after shrink_to", fill, |cache| {
        cache.shrink_to(FEW);
        assert_eq!(cache.len(), FEW);
        cache
    });
    after("a cache under pressure", fill, |cache| {
        cache.shrink_under(Pressure::Critical);
        cache
    });
    after("a cache after removals", fill, |cache| {
        (FEW..PEAK).for_each(|name| drop(cache.remove(&name)));
        cache
    });
    after("a cache after unpinning", fill, |cache| {
        (0..PEAK).for_each(|name| assert!(cache.pin(&name)));
        cache.set_budget(0);
        (FEW..PEAK).for_each(|name| assert!(cache.unpin(&name)));
        cache
    });
    let half = |cache: Cache<usize, Book>| {
        (0..PEAK / 2).for_each(|name| drop(cache.remove(&name)));
        allocations_of(|| cache.shrink_to_fit()).2
    };
    let freed = -half(fill());
    assert!(freed > (PEAK / 2 * 40).cast_signed(), "shrink_to_fit frees {freed} bytes");
}

/// A transaction that many changes were in, and that has failed.
fn failed_transactions() {
    let book = Book { pages: vec![] }.into_graph();
    let fail = |count: usize| {
        transaction(|| {
            (0..count).for_each(|_| book.pages.push(Page { words: 1 }));
            Err::<(), ()>(())
        })
    };
    fail(1).unwrap_err();
    after("failed transactions", || fail(PEAK), |failed| failed.unwrap_err());
}

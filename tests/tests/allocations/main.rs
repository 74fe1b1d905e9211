//! The sizes of nodes and lists, and how often they allocate.
//!
//! * [`finalizers`]: what an attached finalizer costs
//! * [`histories`]: the memory of many steps
//! * [`logs`]: the memory of a thread's log when nothing listens any more
//! * [`peaks`]: the memory that is left when there were many of something

mod finalizers;
mod histories;
mod logs;
mod peaks;

use std::alloc::System;
use std::mem::size_of;

use kinfolk::{Graph, Own, Rc};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

#[derive(Graph)]
#[graph(back(parent: Folder))]
struct Folder {
    size: u64,
    #[graph(own)]
    folders: Vec<Folder>,
}

#[derive(Graph)]
#[graph(back(book: Book))]
struct Page {
    words: u64,
}

#[derive(Graph)]
struct Book {
    #[graph(own)]
    pages: Vec<Page>,
}

const WORD: usize = size_of::<usize>();

/// The counts of strong and weak handles, which std stores beside the value.
const COUNTS: usize = 2 * WORD;

fn folder(folders: Vec<Folder>) -> Folder {
    Folder { size: 1, folders }
}

/// The allocations of an action: how often it allocates (a reallocation counts), and how many bytes
/// stay allocated.
fn allocations_of<R>(action: impl FnOnce() -> R) -> (R, usize, isize) {
    let region = Region::new(ALLOCATOR);
    let answer = action();
    let change = region.change();
    let kept = change.bytes_allocated.cast_signed() - change.bytes_deallocated.cast_signed();
    (answer, change.allocations + change.reallocations, kept)
}

fn main() {
    a_list_is_two_words_and_a_node_without_lists_has_none();
    short_lists_allocate_once();
    logs::give_back_their_memory();
    finalizers::cost_what_is_documented();
    histories::with_a_limit_keep_their_size();
    histories::with_an_observer_keep_their_size();
    peaks::leave_no_memory();
    println!("as few allocations as promised");
}

fn a_list_is_two_words_and_a_node_without_lists_has_none() {
    assert_eq!(size_of::<Own<Folder, Vec<Folder>>>(), 2 * WORD);
    // The back-link, and the library's own part, which takes half a word.
    assert_eq!(size_of::<PageNode>(), size_of::<u64>() + 2 * WORD);
    assert_eq!(size_of::<FolderNode>(), size_of::<PageNode>() + 2 * WORD);
    assert_eq!(size_of::<Rc<Folder>>(), WORD);
    assert_eq!(size_of::<Option<Rc<Folder>>>(), WORD);
}

fn short_lists_allocate_once() {
    let node = COUNTS + size_of::<FolderNode>();
    let (root, times, bytes) = allocations_of(|| folder(vec![]).into_graph());
    assert_eq!((times, bytes), (1, node.cast_signed()));

    // Each push makes a node. The first also makes the list, the third also its buffer.
    let times: Vec<_> =
        (0..9).map(|_| allocations_of(|| root.folders.push(folder(vec![]))).1).collect();
    assert_eq!(times, [2, 1, 2, 1, 1, 1, 1, 1, 2]);

    // Taking them out and putting them in again needs no more memory.
    let ((), times, _) = allocations_of(|| {
        for _ in 0..20 {
            let child = root.folders.remove(3);
            root.folders.push(child);
        }
    });
    assert_eq!(times, 0);

    // A list built from a plain value has no spare room.
    for children in 0..5_usize {
        let plain = folder((0..children).map(|_| folder(vec![])).collect());
        let buffer = children * size_of::<Folder>();
        let (root, _, bytes) = allocations_of(|| plain.into_graph());
        let list = match children {
            0 => 0,
            // Three words: a tag and up to two children, or a vector.
            1 | 2 => COUNTS + 3 * WORD,
            many => COUNTS + 3 * WORD + many * WORD,
        };
        let nodes = (1 + children) * node;
        let expected = (nodes + list).cast_signed() - buffer.cast_signed();
        assert_eq!(bytes, expected, "{children} children");
        drop(root);
    }

    // Lists built this short stay this short.
    for children in 0..4 {
        let root = folder((0..children).map(|_| folder(vec![])).collect()).into_graph();
        let ((), _, kept) = allocations_of(|| {
            root.folders.sort_by_key(|folder| folder.size);
            root.folders.reverse();
            root.folders.retain(|_| true);
            root.folders.truncate(children);
        });
        assert_eq!(kept, 0, "{children} children");
        let reader = root.folders.read();
        let ((), times, _) = allocations_of(|| root.folders.reverse());
        assert_eq!(times, [0, 1, 1, 2][children], "{children} children");
        drop(reader);
    }

    // Reading, walking and lookups allocate nothing.
    let last = root.folders.last().unwrap();
    let (sum, times, _) = allocations_of(|| {
        let sizes = root.folders.read().iter().map(|folder| folder.size).sum::<u64>();
        let parent = last.parent.get().map_or(0, |parent| parent.size);
        sizes + parent + root.folders.iter().map(|folder| folder.size).sum::<u64>()
    });
    assert_eq!((sum, times), (19, 0));

    // While a reader exists, a change copies the list once.
    let reader = root.folders.read();
    let ((), times, _) = allocations_of(|| root.folders.swap(0, 1));
    assert_eq!(times, 2);
    let ((), times, _) = allocations_of(|| root.folders.swap(0, 1));
    assert_eq!(times, 0);
    drop(reader);

    let ((), _, kept) = allocations_of(|| {
        let book = Book { pages: vec![Page { words: 300 }] }.into_graph();
        assert_eq!(book.pages.read()[0].words, 300);
        drop(book);
    });
    assert_eq!(kept, 0);
}

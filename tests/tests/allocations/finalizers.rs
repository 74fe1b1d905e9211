//! What an attached finalizer costs.

use kinfolk::{Finalizer, Graph, Rc};

use crate::{Book, BookNode, COUNTS, allocations_of};

/// Beside the node, which is there before.
pub fn cost_what_is_documented() {
    for count in [10_usize, 100, 1000, 10_000, 100_000] {
        let books: Vec<Rc<Book>> =
            (0..count).map(|_| Book { pages: vec![] }.into_graph()).collect();
        let ((), _, bytes) = allocations_of(|| {
            for book in &books {
                Finalizer::attach(book, || ());
            }
        });
        let each = bytes / count.cast_signed();
        assert!((48..=90).contains(&each), "{each} bytes for each of {count} finalizers");
        let ((), _, left) = allocations_of(|| drop(books));
        let nodes = count * (size_of::<BookNode>() + COUNTS);
        let expected = bytes + nodes.cast_signed();
        assert!(-left >= expected, "{} of {expected} bytes are given back", -left);
    }
}

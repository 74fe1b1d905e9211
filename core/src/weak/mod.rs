//! Collections that hold nodes without keeping them alive.
//!
//! | collection | holds | an entry goes |
//! |---|---|---|
//! | [`WeakValueMap<K, T>`](WeakValueMap) | nodes, by keys of any kind | when its node dies |
//! | [`WeakKeyMap<T, V>`](WeakKeyMap) | values of any kind, by nodes: what somebody else knows of them | when its node dies, and the value with it |
//! | [`WeakSet<T>`](WeakSet) | nodes, each once | when its node dies |
//!
//! They are what Python has as `WeakValueDictionary`, `WeakKeyDictionary` and `WeakSet` in its module
//! [`weakref`]. `T` is a struct or a union. For nodes that are to be kept as long as there is room, see
//! `kinfolk::cache`, behind the feature `cache`.
//!
//! ```
//! use kinfolk::Graph;
//! use kinfolk::weak::{WeakKeyMap, WeakSet, WeakValueMap};
//!
//! #[derive(Graph)]
//! struct Page {
//!     text: &'static str,
//! }
//!
//! let by_name = WeakValueMap::<&str, Page>::new();
//! let opened = WeakSet::<Page>::new();
//! let notes = WeakKeyMap::<Page, String>::new();
//!
//! let page = Page { text: "Once" }.into_graph();
//! by_name.insert("first", &page);
//! opened.insert(&page);
//! notes.insert(&page, "to be continued".into());
//! assert_eq!(by_name.get("first"), Some(page.clone()));
//!
//! drop(page);
//! assert!(by_name.is_empty() && opened.is_empty() && notes.is_empty());
//! ```
//!
//! They can be of a union; then they take the handles of all its variants, and the enum that the derive has generated:
//!
//! ```
//! # use kinfolk::Graph;
//! # use kinfolk::weak::WeakSet;
//! #[derive(Graph)]
//! struct Text {}
//!
//! #[derive(Graph)]
//! struct Image {}
//!
//! #[derive(Graph)]
//! enum Block {
//!     Text(Text),
//!     Image(Image),
//! }
//!
//! let changed = WeakSet::<Block>::new();
//! let text = Text {}.into_graph();
//! changed.insert(&text);
//! assert!(changed.contains(&BlockRc::Text(text)));
//! # let _unused = Block::Image(Image {});
//! ```
//!
//! # What always holds
//!
//! * **An entry is there exactly as long as its node is alive**, unless it is taken out. All entries of what
//!   dies together go in one step, when [all of it is dead](crate::guide::deaths): hooks still find them,
//!   attached finalizers and the `Drop` of data find none, and `len` is exact at any time. The values and keys
//!   that go with them are dropped after the attached finalizers, and before the data of the nodes. A panic in
//!   there is [reported](crate::death::set_panic_report), and the others are dropped all the same.
//! * **Nothing is ever "already borrowed".** All methods take `&self`, and may be called from anywhere: from hooks,
//!   from the `Drop` of a value, from a key's `Eq`. If a key's `Hash` or `Eq` panics, nothing has
//!   happened. (Only an `Eq` that each time that it is asked puts another key of the same hash there never comes to an
//!   end.)
//! * **Iterating is over what was there at its start**, and yields what of it is still alive when its turn comes,
//!   taken out meanwhile or not. What closures are asked about is a snapshot, too.
//! * What a collection has beside nodes, the keys of a `WeakValueMap` and the values of a `WeakKeyMap`, may leave it
//!   at any time, even while it is looked at. So it hands them out as [`std::rc::Rc`].
//!
//! # What it costs
//!
//! Each operation on one entry is O(1) for n entries, on average, as with [`HashMap`]. The first entry of a node
//! lets the node's owners know that somebody waits for its end; that climbs by each of them once in a tree without
//! hooks, so it is O(1) amortised over the nodes, and O(depth) at worst. A node that has been in a collection dies
//! like one with an attached finalizer; one that has not pays nothing.
//!
//! # What still leaks
//!
//! The value of a `WeakKeyMap` that holds its own node by a strong handle, or the key of a `WeakValueMap` that
//! does, keeps it alive, and so the entry stays. (So it is in Python.) Give it a [`Weak`](crate::Weak) instead.
//!
//! [`weakref`]: https://docs.python.org/3/library/weakref.html
//! [`HashMap`]: std::collections::HashMap

// Where a handle is given back, what is the user's is dropped before that, by `drop`: a panic in the `Drop` of what goes
// with the function itself would leak the handle (rust-lang/rust#47949).

/// What all iterators here are.
macro_rules! iterators {
    ($($name:ident [$($parameters:tt)*] [$($arguments:tt)*])*) => {$(
        impl<$($parameters)*> FusedIterator for $name<$($arguments)*> {}

        /// `Iter(..)`: it says no more, since what it is over may print it in turn.
        impl<$($parameters)*> fmt::Debug for $name<$($arguments)*> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}

pub(crate) mod by_key;
mod by_node;
pub mod key_map;
pub mod set;
pub mod value_map;

#[doc(inline)]
pub use key_map::WeakKeyMap;
#[doc(inline)]
pub use set::WeakSet;
#[doc(inline)]
pub use value_map::WeakValueMap;

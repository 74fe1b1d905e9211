//! Collections that hold nodes without keeping them alive.
//!
//! | collection | holds | an entry is removed |
//! |---|---|---|
//! | [`WeakValueMap<K, T>`](WeakValueMap) | nodes, under keys of any type | when its node dies |
//! | [`WeakKeyMap<T, V>`](WeakKeyMap) | values of any type, by node: side data | with its node |
//! | [`WeakSet<T>`](WeakSet) | nodes, each once | when its node dies |
//!
//! Python has them in its module [`weakref`], as `WeakValueDictionary`, `WeakKeyDictionary` and
//! `WeakSet`. `T` is a struct or an enum. To keep nodes alive as long as there is room, use
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
//! A collection of a union takes the handles of all its variants, and the generated handle of the
//! union:
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
//! * **An entry is there exactly as long as its node is alive**, unless you remove it. The entries
//!   of nodes that die together all go in one step, when
//!   [all of these nodes are dead](crate::guide::deaths). So hooks still find the entries, attached
//!   finalizers and the `Drop` of data find none, and `len` is exact at any time. The keys and
//!   values of these entries are dropped after the attached finalizers and before the data of the
//!   nodes. A panic in such a drop is [reported](crate::death::set_panic_report), and the others
//!   are dropped all the same.
//! * **Nothing is ever "already borrowed".** All methods take `&self`, and you may call them from
//!   anywhere: from hooks, from the `Drop` of a value, from the `Eq` of a key. If the `Hash` or
//!   `Eq` of a key panics, nothing has changed. (Only one kind of `Eq` makes an operation run
//!   forever: one that inserts another key of the same hash each time it is called.)
//! * **An iterator is over a snapshot**, the entries at its start. It yields those whose node is
//!   still alive when their turn comes, even if they were removed meanwhile. `retain` works on a
//!   snapshot, too.
//! * The keys of a `WeakValueMap` and the values of a `WeakKeyMap` may leave it at any time, even
//!   while you use them. So both maps hand them out as [`std::rc::Rc`].
//!
//! # What it costs
//!
//! Each operation on one entry is O(1) on average for n entries, as with [`HashMap`]. The first
//! entry of a node marks the node and its owners, so that its death looks for entries. In a tree
//! without hooks, each owner is marked once: the mark costs O(1) amortised over the nodes, and
//! O(depth) at worst. A node that has been in a collection dies like a node with an attached
//! finalizer; other nodes pay nothing.
//!
//! An iterator borrows the entries of its collection. While it exists, the first change of the
//! collection, by a call or a death, copies them: O(n). An iterator that has yielded its last entry
//! no longer counts.
//!
//! When many entries have gone, by deaths or by calls, the memory goes, too: a table shrinks when
//! less than an eighth of it is in use.
//!
//! # What still leaks
//!
//! A value of a `WeakKeyMap`, or a key of a `WeakValueMap`, that holds its own node by a strong
//! handle keeps the node alive, and so the entry stays. (Python has the same leak.) Give it a
//! [`Weak`](crate::Weak) instead.
//!
//! [`weakref`]: https://docs.python.org/3/library/weakref.html
//! [`HashMap`]: std::collections::HashMap

// How weak collections learn of deaths
//
// * The inside of a collection (`by_key`, `by_node`) is in a `std::rc::Rc`, and has the entries
//   (`table`). `death::membership` has a membership for each entry. A membership names the inside and
//   the entry's slot, and the entry has the number of its membership. So each finds the other in O(1),
//   and either may be removed first.
// * The memberships of a node form a list, and its header has the number of the first one. So a set
//   and a map by nodes ask the node for its entry, and hash nothing. The mark is the same as for
//   attached finalizers. It makes the walk over a dying set visit the node. When the whole set is
//   dead, the node's memberships are taken (`death::attachments`), and each collection removes the
//   entry. The keys and values of these entries are dropped after that. No user code runs in
//   between, and so all entries go in one step.
// * Entries and memberships are in slabs (`store::slab`). A slab of which most is unused moves its
//   last elements to free slots, and tells the other side.
// * Iterators hold the slab of a table by a second `Rc`, so that no entry is copied, until the table
//   changes.
// * Keys and values are never hashed, compared or dropped while a table is borrowed, since all of
//   that is user code, which may call the collection. A key is compared outside the table, where its
//   `Rc` keeps it alive. Of a number (`key`), a copy is compared. If the table has changed meanwhile,
//   the entry is looked up again.
//
// Dropping before returning
//
// A function that returns a handle drops keys and values before that, by an explicit `drop`. If
// they were dropped at the function's end, a panic in their `Drop` would leak the handle, which is
// already in the place for the result (rust-lang/rust#47949).

pub(crate) mod by_key;
mod by_node;
pub(crate) mod collection_owner;
mod iter;
mod key;
pub mod key_map;
pub mod set;
mod table;
pub mod value_map;

#[doc(inline)]
pub use key_map::WeakKeyMap;
#[doc(inline)]
pub use set::WeakSet;
#[doc(inline)]
pub use value_map::WeakValueMap;

//! Links over maps: children and targets by key.

// # How a link over a map works
//
// * The entries, each a shared key and a handle, are a list (`entries`). A sorted map is sorted by
//   key, and in chunks if it is large. A hash map has its entries in one piece, and beside them an
//   index of their hashes (`store::hash_index`). std's maps could not be used: a child that leaves
//   must be found without comparing keys.
// * Comparing and hashing keys is user code. It may use the map, change it, or panic. So a search
//   (`search`) works on a snapshot, and returns an index. An operation that changes the map
//   searches first. If the search has changed the map, it searches again, and gives up with a panic
//   after many tries. Only then does it check the child, and change the links, by index and without
//   user code.
// * An operation with several keys searches all of them first, and compares those that belong at the
//   same place (`several`). Then it plans what one insertion after another would change (`plan`),
//   and carries that out.
// * A child that moves away leaves its key behind, whose `Drop` is user code as well:
//   `kernel::released_keys`.

pub(crate) mod container;
pub(crate) mod entries;
pub(crate) mod entry;
pub(crate) mod error;
pub(crate) mod forms;
pub(crate) mod hashing;
pub(crate) mod hints;
pub(crate) mod iter;
pub(crate) mod key;
pub(crate) mod operations;
pub(crate) mod plan;
pub(crate) mod range;
pub(crate) mod retain;
pub(crate) mod search;
pub(crate) mod several;
pub(crate) mod storage;

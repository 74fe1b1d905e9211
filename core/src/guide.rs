//! The guide: a chapter for each part of the work with live graphs.
//!
//! | chapter | subject |
//! |---|---|
//! | [`modelling`] | declaring a model: which kind of link, unions, serde, the plain value |
//! | [`saving`] | saving references between nodes as ids, and loading them |
//! | [`changes`] | all or nothing, undo and redo, and being told of changes |
//! | [`living_graph`] | moving, iterating, walking, finding, and refused children |
//! | [`deaths`] | hooks, finalizers, and the order in which nodes die |
//! | [`shared_links`] | nodes that several nodes keep alive; cycles and leaks |
//! | [`traced_data`] | data that holds nodes, in a value that the library looks into |
//! | [`weak_collections`] | maps and sets that do not keep their nodes alive |
//! | [`cache`] | keeping the nodes that were used last, with the feature `cache` |
//! | [`testing`] | testing your own model |
//! | [`speed`] | figures, costs and memory |
//! | [`allocation`] | other allocators, and when an arena is the better tool |
//! | [`comparison`] | `Rc<RefCell<..>>`, arenas and collectors; when not to use kinfolk |
//!
//! [The derive](macro@crate::Graph) has a page of its own, with every attribute.
//!
//! # The examples
//!
//! The repository has programs to run and read:
//!
//! * `folders` reads a real directory tree, in which a folder owns its entries by name, in a
//!   `BTreeMap`. It prints the tree with its sizes summed upwards, and moves, detaches and drops
//!   parts of it:
//!   `cargo run --release -p kinfolk-examples --bin folders -- FOLDER`.
//! * `org_chart` does the same for an organisation in JSON:
//!   `cargo run -p kinfolk-examples --bin org_chart -- examples/data/organisation.json`.
//! * `html` parses an HTML file into a DOM, as browsers do, with `html5ever`: it shows the tree, selects
//!   elements, moves and unwraps some, and writes the page again:
//!   `cargo run --release -p kinfolk-examples --bin html [-- FILE [SELECTOR]]`. Without a file it takes
//!   a page with many mistakes that comes with it.
//! * `language` parses, checks, simplifies and runs programs in a small language. Its syntax tree is a
//!   node enum with required children:
//!   `cargo run -p kinfolk-examples --bin language [-- [--print] FILE]`. Without a file it runs a tour
//!   of the language. `examples/data/language` has two more programs.
//! * `interpreter` runs programs in a small language with closures, from a file or as you type. Its
//!   variables are in a `HashMap` of values that may be functions, or lists of functions, in a traced
//!   value; so `leaks()` names the cycles that closures make, and `collect_every` frees them while a
//!   program runs:
//!   `cargo run --release -p kinfolk-examples --bin interpreter [-- [--leaks] FILE]`.
//!   `examples/data/interpreter` has three programs.
//! * `board` is a project board in JSON. Its people, labels and cards refer to each other by id in the
//!   file, and by links in the graph; what is wrong with a file is reported all at once. It undoes and
//!   redoes each edit, takes back an import that fails, and finds cards by an index that an observer
//!   keeps. It copies a board with the links between its cards, draws pictures, and saves. You edit it in
//!   the terminal: `cargo run -p kinfolk-examples --bin board -- examples/data/board.json`; or by
//!   commands, as in `.. board.json "remove 2" undo show`, which `--help` lists.
//! * `finalizers` shows what hooks are for: temporary files that are really deleted, a pool that
//!   gets its members back, and a finalizer for a single node:
//!   `cargo run -p kinfolk-examples --bin finalizers`.
//! * `weakref_tour` is the lesson that Python teaches with `weakref`. Two nodes that hold each
//!   other are dropped and do not die. `leaks()` names the cycle and the link to weaken, and
//!   `collect()` frees them with their finalizers. Then comes the same pair without the problem,
//!   and the cost of each way: `cargo run -p kinfolk-examples --bin weakref_tour`.
//! * `image_cache` decodes the images of a folder. Row by row it shows the images that the cache
//!   kept, those that it found again because they hang on a wall, and those that it decoded again;
//!   and how the memory of the process falls when memory gets short:
//!   `cargo run --release -p kinfolk-examples --bin image_cache [-- FOLDER]`. Without a folder it
//!   takes three small files that come with it.

// The part about serde is tested in `kinfolk-tests`, which depends on serde.
#[doc = include_str!("../docs/guide/modelling.md")]
#[cfg_attr(not(doctest), doc = include_str!("../docs/guide/modelling_serde.md"))]
pub mod modelling {}

#[doc = include_str!("../docs/guide/saving.md")]
pub mod saving {}

#[doc = include_str!("../docs/guide/changes.md")]
pub mod changes {}

#[doc = include_str!("../docs/guide/living_graph.md")]
pub mod living_graph {}

#[doc = include_str!("../docs/guide/deaths.md")]
pub mod deaths {}

#[doc = include_str!("../docs/guide/shared_links.md")]
pub mod shared_links {}

#[doc = include_str!("../docs/guide/traced_data.md")]
pub mod traced_data {}

#[doc = include_str!("../docs/guide/weak_collections.md")]
pub mod weak_collections {}

#[cfg_attr(feature = "cache", doc = include_str!("../docs/guide/cache.md"))]
#[cfg_attr(not(feature = "cache"), doc = "The cache: a chapter that the feature `cache` shows.")]
pub mod cache {}

#[doc = include_str!("../docs/guide/testing.md")]
pub mod testing {}

#[doc = include_str!("../docs/guide/speed.md")]
pub mod speed {}

#[doc = include_str!("../docs/guide/allocation.md")]
pub mod allocation {}

#[doc = include_str!("../docs/guide/comparison.md")]
pub mod comparison {}

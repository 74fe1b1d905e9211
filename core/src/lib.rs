//! Parent/child object graphs from plain structs.
//!
//! Application data models are full of parents and children that know each other: a document and
//! its pages, a folder and its files, a scene and its nodes. By hand they are `Rc<RefCell<..>>`
//! down and `Weak` up, which is long and easy to get wrong. Here you annotate the plain structs of
//! the model, and [`#[derive(Graph)]`](macro@Graph) generates the live graph: owning links hold
//! `Rc`s, back-links are weak, and both ends always agree. When a part of the graph dies, the hooks
//! of its types run while it is still whole.
//!
//! ```
//! use kinfolk::{Graph, Rc};
//!
//! #[derive(Graph)]
//! #[graph(back(parent: Folder))] // a back-link: only the node has it
//! pub struct Folder {
//!     #[graph(own)] // an owning link
//!     pub entries: Vec<Entry>,
//! }
//!
//! #[derive(Graph)]
//! #[graph(back(pub folder: Folder), finalize = FileNode::closed)] // a hook: runs at its death
//! pub struct File {
//!     pub name: String,
//!     #[graph(cell)] // a `Cell<u64>` in the node
//!     pub size: u64,
//! }
//!
//! #[derive(Graph)] // a union: a link to any of these node types
//! pub enum Entry {
//!     Folder(Folder),
//!     File(File),
//! }
//!
//! impl FileNode {
//!     fn closed(this: &Rc<File>) {
//!         println!("closing {}, {} bytes", this.name, this.size.get());
//!     }
//! }
//!
//! let docs = Folder { entries: vec![] }.into_graph(); // an `Rc<Folder>`
//! let file = File { name: "a.txt".into(), size: 1 }.into_graph(); // an `Rc<File>`
//! docs.entries.push(file.clone());
//! docs.entries.push(Folder { entries: vec![] }); // a plain value becomes a node
//! file.size.set(10);
//! assert_eq!(file.folder.get(), Some(docs.clone()));
//! assert!(matches!(docs.entries.get(0), Some(EntryRc::File(first)) if first == file));
//!
//! drop(docs); // the inner folder dies with it; `file` is held, so it lives on
//! assert_eq!(file.folder.get(), None);
//! ```
//!
//! # What is generated
//!
//! Your struct stays plain data. For the three types above, the derive generates in essence:
//!
//! ```
//! # use std::cell::Cell;
//! # use kinfolk::{Back, Graph, Own, Rc};
//! # #[derive(Graph)]
//! # #[graph(back(parent: Folder), node = F)]
//! # pub struct Folder { #[graph(own)] e: Vec<Entry> }
//! # #[derive(Graph)] #[graph(back(folder: Folder), node = G)] pub struct File {}
//! # #[derive(Graph)] #[graph(handle = E)] pub enum Entry { Folder(Folder), File(File) }
//! pub struct FolderNode {
//!     parent: Back<Folder>,
//!     pub entries: Own<Folder, Vec<Entry>>,
//!     // and a private header
//! }
//! pub struct FileNode {
//!     pub folder: Back<Folder>,
//!     pub name: String,
//!     pub size: Cell<u64>,
//! }
//! pub enum EntryRc {
//!     Folder(Rc<Folder>),
//!     File(Rc<File>),
//! }
//! ```
//!
//! Links are ordinary fields of the node. Handles are named by the declared type:
//! [`Rc<Folder>`](Rc), [`Weak<File>`](Weak), [`Weak<Entry>`](Weak); the strong handle of a union is
//! the generated enum. Your own methods go in `impl FolderNode { .. }`. The chapter
//! [`guide::modelling`] has the rest.
//!
//! # Where to look
//!
//! | for | see |
//! |---|---|
//! | the attributes, and the node that each makes | [the derive](macro@Graph) |
//! | choosing links, unions, serde, the plain value and the node | [`guide::modelling`] |
//! | moving, iterating, walking, methods of your own | [`guide::living_graph`] |
//! | strong and weak handles | [`Rc`], [`Weak`] |
//! | handles and references to nodes of any type | [`AnyRc`], [`AnyWeak`], [`AnyRef`] |
//! | owning links: children in a list, an option, a map | [`Own`] |
//! | back-links: the owner | [`Back`] |
//! | weak links: any other node | [`WeakLink`] |
//! | shared links: nodes that several nodes keep alive | [`Shared`], [`guide::shared_links`] |
//! | data that changes | [`Value`], [`guide::modelling`](guide::modelling#data-that-changes) |
//! | handles inside data | [`Trace`](trait@Trace), its [derive](macro@Trace), [`guide::traced_data`] |
//! | saving a model with its references, and copying a part of it | [`guide::saving`], [`Copies`] |
//! | all or nothing, undo and redo, being told of changes | [`transaction`](transaction()), [`History`], [`observe`](observe()), [`guide::changes`] |
//! | cycles: finding, freeing, excluding them | [`collect()`], [`leaks`], [`schema()`] |
//! | walking up and down, leaving an owner | [`Node`], [`Handle`] |
//! | where a node hangs, and putting a node there | [`Place`] |
//! | hooks, and how nodes die | [`guide::deaths`] |
//! | finalizers for single nodes, and at exit | [`Finalizer`], [`ExitGuard`](death::ExitGuard) |
//! | maps and sets that hold nodes without keeping them | [`weak`], [`guide::weak_collections`] |
//! | nodes that are kept as long as there is room | [`guide::cache`] |
//! | an argument for a strong link: by value, since the link keeps it | [`IntoHandle`] |
//! | an argument that names a node: by reference | [`AsHandle`] |
//! | why a child was refused | [`AttachError`] |
//! | pictures of a graph, a schema, a leak | [`Node::tree`], [`Node::dot`], [`walk::Picture`], [`schema::Diagram`] |
//! | tests of your own model | [`guide::testing`], [`assert_no_leaks!`], [`assert_no_live_nodes!`], [`assert_no_hook_panics!`] |
//! | one import for most programs | [`prelude`] |
//! | costs and figures; other allocators, arenas | [`guide::speed`], [`guide::allocation`] |
//! | coming from `Rc<RefCell<..>>`, an arena, a collector | [`guide::comparison`] |
//!
//! # What always holds
//!
//! * Both ends agree: `child.back.get() == Some(owner)` exactly when an owning link of `owner`
//!   contains `child`.
//! * A node has at most one owner; attaching it elsewhere moves it.
//! * Nothing owns itself: an ownership cycle is refused before anything changes.
//! * No link and no value is ever "already borrowed".
//! * No operation leaves the graph half changed, whatever panics in your code.
//! * All hooks of a dying part run before any of it is cut, and never twice for one node.
//! * Then all of it is dead in one step: no weak handle reaches any of it.
//! * Depth does not matter.
//! * Owning, back and weak links cannot leak; [`collect()`] frees the cycles of all others.
//! * There is no `unsafe` code, here or in the derive's output.
//!
//! The chapters have the details: [the graph](guide::living_graph#what-always-holds),
//! [deaths](guide::deaths#what-always-holds), [cycles](guide::shared_links).
//!
//! # Features
//!
//! * `cache` adds the module `kinfolk::cache`, and on Linux the dependency `procfs-core`.
//! * `live-nodes` counts the live nodes in builds without debug assertions, too: see [`live_nodes`].
//! * `indexmap` lets an owning link be over an `indexmap::IndexMap`, and adds that dependency.
//!
//! Without features, kinfolk depends on nothing but its derive.
//!
//! # What it is not for
//!
//! Graphs that several threads use, targets without std, and nodes that are always visited all
//! together: see [when not to use it](guide::comparison#when-not-to-use-it).

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "cache")]
pub mod cache;
mod change;
pub mod collect;
pub mod death;
pub mod guide;
pub mod history;
mod kernel;
pub mod links;
mod model;
pub mod prelude;
pub mod schema;
mod store;
pub mod walk;
pub mod weak;

#[doc(inline)]
pub use collect::{collect, leaks};
pub use death::attached::Finalizer;
#[doc(inline)]
pub use death::hook_panics::hook_panics;
#[doc(inline)]
pub use history::{History, observe, transaction};
pub use kernel::any::{AnyRc, AnyWeak};
pub use kernel::any_ref::AnyRef;
pub use kernel::attach_error::{AttachError, AttachErrorKind};
pub use kernel::copies::Copies;
pub use kernel::place::Place;
pub use kernel::trace::Trace;
pub use links::back::Back;
pub use links::own::Own;
pub use links::shared::Shared;
pub use links::value::Value;
pub use links::weak_link::WeakLink;
pub use model::as_handle::AsHandle;
pub use model::cast::CastError;
pub use model::graph::{BackTo, Graph, NodeType};
pub use model::handle::Handle;
pub use model::into_handle::IntoHandle;
#[doc(inline)]
pub use model::live_nodes::{live_nodes, live_nodes_of};
pub use model::node::Node;
pub use model::rc::Rc;
pub use model::weak::Weak;
#[doc(inline)]
pub use schema::schema;
pub use walk::traverse::WalkEvent;

#[doc = include_str!("../docs/derive.md")]
#[doc(inline)]
pub use kinfolk_derive::Graph;

#[doc = include_str!("../docs/trace.md")]
#[doc(inline)]
pub use kinfolk_derive::Trace;

/// The part of the crate that the derive's output calls. Its name carries the version, so that a
/// derive of another version fails at once.
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private_0_1_0;

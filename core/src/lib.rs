//! Parent/child object graphs from plain structs.
//!
//! Application data models are full of parents and children that know each other: a document and
//! its pages, a folder and its files, a scene and its nodes. By hand they are `Rc<RefCell<..>>`
//! down and `Weak` up, which is long and easy to get wrong. Here you annotate the plain structs of
//! the model, and [`#[derive(Graph)]`](macro@Graph) generates the live graph: owning links are
//! `Rc` fields, back-links are `Weak` fields, and both ends always agree. When a part of the graph
//! dies, finalizer hooks run while it is still whole.
//!
//! ```
//! use kinfolk::{Graph, Rc};
//!
//! #[derive(Graph)]
//! #[graph(back(parent: Folder))] // back-link: exists in the live form only
//! pub struct Folder {
//!     pub name: String,
//!     #[graph(own)] // owning link
//!     pub entries: Vec<Entry>,
//! }
//!
//! #[derive(Graph)]
//! #[graph(back(pub folder: Folder))]
//! #[graph(finalize = FileNode::closed)] // runs when a file dies
//! pub struct File {
//!     pub name: String,
//!     #[graph(cell)] // live form: `Cell<u64>`
//!     pub size: u64,
//! }
//!
//! #[derive(Graph)] // a union: a link to any of these node types
//! pub enum Entry {
//!     Folder(Folder),
//!     File(File),
//! }
//!
//! impl FolderNode {
//!     // the application's own logic, on the live node
//!     pub fn total(&self) -> u64 {
//!         let size_of = |entry: &EntryRc| match entry {
//!             EntryRc::Folder(folder) => folder.total(),
//!             EntryRc::File(file) => file.size.get(),
//!         };
//!         self.entries.read().iter().map(size_of).sum()
//!     }
//! }
//!
//! impl FileNode {
//!     fn closed(this: &Rc<File>) {
//!         // the dying part is still whole
//!         println!("closing {} in {:?}", this.name, this.folder.get().map(|f| f.name.clone()));
//!     }
//! }
//!
//! let docs = Folder {
//!     name: "docs".into(),
//!     entries: vec![Entry::File(File { name: "a.txt".into(), size: 1 })],
//! }
//! .into_graph(); // an `Rc<Folder>`, with every back-link set
//!
//! docs.entries.push(File { name: "b.txt".into(), size: 2 }); // plain values become nodes
//! let EntryRc::File(a) = docs.entries.get(0).unwrap() else { unreachable!() };
//! a.size.set(10);
//! assert_eq!(docs.total(), 12);
//! assert_eq!(a.folder.get(), Some(docs.clone()));
//!
//! drop(docs); // closing b.txt in Some("docs"); `a` is held, so it lives on
//! assert_eq!(a.folder.get(), None);
//! ```
//!
//! # The plain value and the node
//!
//! **Your struct stays plain data**: the owned tree and its values, nothing else. A literal builds
//! it, serde reads and writes it, it is `Send`, and it compares by value.
//! [`into_graph`](Graph::into_graph) turns it into nodes, and `to_plain`, where it is asked for,
//! gives it back.
//!
//! **The node is the same struct with its links alive.** For the two structs above, the derive
//! generates in essence:
//!
//! ```
//! # use std::cell::Cell;
//! # use kinfolk::{Back, Graph, Own, Rc};
//! # #[derive(Graph)] #[graph(back(parent: Folder), handle = F)] pub struct Folder { #[graph(own)] e: Vec<Entry> }
//! # #[derive(Graph)] #[graph(back(folder: Folder), handle = G)] pub struct File {}
//! # #[derive(Graph)] #[graph(handle = E)] pub enum Entry { Folder(Folder), File(File) }
//! pub struct FolderNode {
//!     parent: Back<Folder>,
//!     pub name: String,
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
//! Links are ordinary fields of the node, with the name and the visibility that you gave them.
//! Handles are named by the declared type: [`Rc<Folder>`](Rc), [`Weak<File>`](Weak),
//! [`Back<Folder>`](Back), [`Weak<Entry>`](Weak). Only the strong handle of a union has a name of its
//! own, that of the generated enum, `EntryRc`. The other generated names are needed in
//! `impl FolderNode { .. }` alone, for your own methods.
//!
//! A method of a node has `&self`. One that needs the node's own handle, to attach it elsewhere, is
//! an associated function that is given it: `fn raise(this: &Rc<Leaf>)`, called as
//! `LeafNode::raise(&leaf)`. (No other receiver is possible for a handle of another crate; but a
//! node with an owning link finds itself by [`Own::owner`].)
//!
//! # Coming from `Rc<RefCell<..>>`
//!
//! | by hand | here |
//! |---|---|
//! | `use std::rc::Rc` | `use kinfolk::Rc` |
//! | a field `parent: Weak<Folder>` | `#[graph(back(parent: Folder))]` above the struct |
//! | a field `folders: Vec<Rc<Folder>>` | `#[graph(own)] folders: Vec<Folder>` |
//! | `impl Folder`, for what the live thing does | `impl FolderNode` |
//! | `Rc::new(x)` | `x.into_graph()`; or the plain value, where a child is taken |
//! | `.borrow()`, `.borrow_mut()` | nothing: links are read and changed by `&self`; data that changes is in a `cell` or a `refcell` |
//! | `.upgrade()` on a link | `.get()` on a back-link or a weak link |
//! | `list[i]` | `list.get(i)`, a handle; or `list.read()[i]` |
//! | `= Some(x)`, `= None` | `.set(x)`, `.take()`; on a weak link `.set(&x)`, `.clear()` |
//! | `Rc::ptr_eq(&a, &b)` | `a == b` |
//! | `impl Drop for Folder` | `#[graph(finalize = ..)]` above the struct |
//!
//! ```
//! use kinfolk::{Graph, Rc};
//!
//! #[derive(Graph)]
//! #[graph(back(parent: Folder), weak(link: Folder), finalize = FolderNode::close)]
//! struct Folder {
//!     #[graph(refcell)]
//!     name: String,
//!     #[graph(own)]
//!     folders: Vec<Folder>,
//!     #[graph(own)]
//!     trash: Option<Box<Folder>>,
//! }
//!
//! impl FolderNode {
//!     fn close(&self) {
//!         println!("closing {}", self.name.borrow());
//!     }
//! }
//!
//! let folder = |name: &str| Folder { name: name.into(), folders: vec![], trash: None };
//! let root: Rc<Folder> = folder("root").into_graph();
//! root.folders.push(folder("a"));
//! let a = root.folders.get(0).unwrap();
//! assert!(root.folders.read()[0] == a);
//! a.name.borrow_mut().push('!');
//! assert_eq!(a.parent.get(), Some(root.clone()));
//!
//! a.link.set(&root);
//! assert_eq!(a.link.get(), Some(root.clone()));
//! a.link.clear();
//!
//! root.trash.set(a.clone()); // moves it
//! assert!(root.folders.is_empty());
//! assert_eq!(root.trash.take(), Some(a));
//! ```
//!
//! # Where to look
//!
//! | for | see |
//! |---|---|
//! | the attributes, and the node that comes of each | [the derive](macro@Graph) |
//! | strong and weak handles | [`Rc`], [`Weak`] |
//! | handles to nodes of any type | [`AnyRc`], [`AnyWeak`] |
//! | owning links: children in a list or an option | [`Own`] |
//! | back-links: the owner | [`Back`] |
//! | weak links: any other node | [`WeakLink`] |
//! | shared links: what several nodes keep alive | [`Shared`] |
//! | cycles: finding, freeing, excluding them | [`collect`], [`leaks`], [`assert_no_leaks!`], [`schema`] |
//! | walking up and down, leaving an owner | [`Node`], [`Handle`] |
//! | hooks, and how nodes die | [Life and death of a node](life_and_death) |
//! | finalizers for single nodes, and at exit | [`Finalizer`], [`ExitGuard`] |
//! | maps and sets that hold nodes without keeping them | [`weak`] |
//! | nodes that are kept as long as there is room | `cache`, with the feature of that name |
//! | what may be given to an owning or a shared link: by value, since it keeps it | [`IntoHandle`] |
//! | what may be given to a weak link, or to look for a node: by reference | [`AsHandle`] |
//! | why a child was refused | [`AttachError`] |
//!
//! # What always holds
//!
//! * `child.back.get() == Some(owner)` exactly when one of the `owner`'s links contains `child`,
//!   after every operation, refused ones too.
//! * A node has at most one owner, over all owning links of all types. Attaching it elsewhere moves
//!   it, in one step; its identity, and the weak handles to it, survive.
//! * Nothing owns itself: an ownership cycle is refused before anything changes.
//! * Nothing is ever "already borrowed": lists can be changed while guards and iterators are alive,
//!   and those go on showing what was there when they came.
//! * No operation leaves the graph half changed, whatever panics in your closures, or in the `Drop`
//!   or `Clone` of your data.
//! * When a part of the graph dies, all its hooks run before any of it is cut, each exactly once in a
//!   node's life. Then all of it is dead in one step: no weak handle gives any of it back, not in the
//!   `Drop` of your data either. See [Life and death of a node](life_and_death).
//! * Depth does not matter: a graph of a million levels is built, walked, checked, finalized and dropped
//!   on a small stack, and turned from a plain value and back. (Dropping a deep *plain* value is Rust's
//!   own business, and recurses.)
//! * There is no `unsafe` code, here or in what the derive emits.
//!
//! Graphs made of owning, back and weak links cannot leak: no cycle of strong handles can come up.
//! [`Shared`] links can close one; [`collect`] finds such cycles when nothing outside reaches them, and takes
//! them down with all that hangs on them, hooks first. A strong handle in plain data is out of its sight: an
//! [`Rc`] in a field that is no link, or in the closure of a [`Finalizer`], keeps its node alive, and
//! can close a cycle like any [`std::rc::Rc`].
//!
//! # What it is not for
//!
//! * Handles are not [`Send`]: a graph lives on one thread. The plain value can be sent.
//! * It needs `std`: it catches the panics of hooks, and knows per thread what is dying. A `#![no_std]`
//!   crate can use it on a target that has one.
//! * Millions of nodes that are always visited all together, in order, are better off in one `Vec`
//!   with indices.

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "cache")]
pub mod cache;
pub mod collect;
pub mod death;
mod kernel;
pub mod links;
mod model;
pub mod prelude;
pub mod schema;
mod store;
pub mod walk;
pub mod weak;

#[doc = include_str!("../docs/life-and-death.md")]
pub mod life_and_death {}

pub use collect::{collect, leaks};
pub use kernel::any::{AnyRc, AnyWeak};
pub use kernel::attach_error::{AttachError, AttachErrorKind};
pub use links::back::Back;
pub use links::own::Own;
pub use links::shared::Shared;
pub use links::weak_link::WeakLink;
pub use model::as_handle::AsHandle;
pub use model::graph::{BackTo, Graph, NodeType};
pub use model::handle::Handle;
pub use model::into_handle::IntoHandle;
pub use model::node::Node;
pub use model::rc::Rc;
pub use model::weak::Weak;
pub use schema::schema;
pub use walk::iter::WalkEvent;

pub use death::attached::Finalizer;

#[doc = include_str!("../docs/derive.md")]
#[doc(inline)]
pub use kinfolk_derive::Graph;

/// The part of the crate that the derive's output calls. Its name carries the version, so that a derive of another
/// version fails at once.
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private_0_1_0;

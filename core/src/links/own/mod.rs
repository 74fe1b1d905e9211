//! [`Own`]: the owning link.

// # How a node drops its children
//
// A dead node drops its data first, then its children. The children are the last thing that a link
// drops (`host` stands before them, and they are in a `ManuallyDrop`), so that no work is left
// after them, even if the drop of one panics. Each link hands its children to `death::teardown`,
// which drops them in order, each with all that dies with it, and keeps the stack bounded.

pub(crate) mod attach;
pub(crate) mod child_copies;
pub(crate) mod container;
pub(crate) mod copies;
pub(crate) mod dyn_list;
mod keyed;
mod list;
mod option;
pub(crate) mod required;

use std::any::Any;
use std::fmt;
use std::mem::{self, ManuallyDrop};
use std::ops::Deref;
use std::ptr;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::collect::census::Census;
use crate::kernel::any::AnyRc;
use crate::kernel::copying::Copying;
use crate::kernel::dyn_handles::ChildSearch;
use crate::kernel::dyn_link::{DynLink, DynOwn, Link, Release};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::link_kind::LinkKind;
use crate::kernel::snapshot::{BesideHint, DynSnapshot};
use crate::kernel::type_info::LinkInfo;
use crate::links::host::Host;
use crate::links::own::container::{ChildrenOf, CopyContainer, OwnContainer};
use crate::links::storage::LinkStorage;
use crate::model::build::{BuildContext, Making};
use crate::model::graph::{Graph, NodeType, OwnedBy};
use crate::model::live_node::OwnLink;
use crate::model::rc::Rc;
use crate::model::repr::Repr;
use crate::store::small_vec::max;

/// An owning link: the field of a node that holds its children, generated for `#[graph(own)]`.
///
/// `O` is the owner's declared type and `C` the field's: `Own<Folder, Vec<Entry>>` has the
/// operations of a list, `Own<Page, Option<Footer>>` those of an option, `Own<Page, Layout>` those
/// of a required child, and `Own<Workspace, BTreeMap<String, Project>>` those of a map.
///
/// An owning link promises:
///
/// * **Both ends agree.** After every operation, the back-link of a node points to this owner
///   exactly if the node is a child here.
/// * **One owner.** Attaching a child that has an owner moves it, in one step. It stays the same
///   node, and weak handles to it stay valid.
/// * **No cycles.** A child that is the owner itself or one of its ancestors is refused before
///   anything changes: the `try_` form returns an [`AttachError`](crate::AttachError), the plain
///   form panics with the same text. The check climbs from the owner to the root, and looks through
///   the nodes below the child in turns: O(min(depth, size)), where `size` is their number. Plain
///   values and nodes without children need no check.
/// * **Never "already borrowed".** All operations take `&self`, and work while snapshots and
///   iterators are alive. These keep showing the children that were there when they were made.
///   While one is alive, the first change copies the list, O(n), or a part of a
///   [long list](#long-lists).
/// * **Your code sees a consistent graph.** Your closures run on a snapshot. Removed children are
///   dropped after the operation has finished.
///
/// # Required children
///
/// A link over `T` or `Box<T>` always has a child. So its child cannot be moved to another link, nor
/// detached: each operation that would do so is refused with
/// [`AttachErrorKind::Required`](crate::AttachErrorKind::Required), and nothing has changed. The
/// `try_` form returns the error, the plain form panics with the same text, which names the link.
/// Replace the child where it is, then it is free. An operation on several children moves none of
/// them if one is required elsewhere.
///
/// # Children by key
///
/// A link over a `BTreeMap<K, T>` or a `HashMap<K, T, S>`, or with the feature `indexmap` over an
/// `IndexMap<K, T, S>`, has the operations of std's maps, and keeps the promises above. The key
/// belongs to the link: a child that moves away leaves its key behind. Keys are shared
/// ([`Key`](crate::links::Key)): no operation clones one.
///
/// Comparing and hashing keys is your code. It runs on a snapshot, before anything changes, and may
/// use the whole graph. If it changes this map, the search is repeated. It panics if each of a
/// hundred tries changes the map. Whatever panics, the map stays whole.
///
/// Costs count comparing and hashing a key as O(1). While an iterator is alive, the first change
/// copies the map, O(n), or a part of a large `BTreeMap`, O(√n).
///
/// ```
/// use std::collections::BTreeMap;
/// use kinfolk::{Graph, Node, Rc};
///
/// #[derive(Graph)]
/// #[graph(back(workspace: Workspace))]
/// struct Project {}
///
/// #[derive(Graph)]
/// struct Workspace {
///     #[graph(own)]
///     projects: BTreeMap<String, Project>,
/// }
///
/// let workspace = Workspace { projects: BTreeMap::new() }.into_graph();
/// let site: Rc<Project> = workspace.projects.add("site".to_owned(), Project {});
/// assert_eq!(workspace.projects.get("site"), Some(site.clone()));
/// assert_eq!(site.path().to_string(), "Workspace.projects[\"site\"]");
///
/// workspace.projects.rename("site", "home".to_owned());
/// let keys: Vec<String> = workspace.projects.keys().map(|key| key.to_string()).collect();
/// assert_eq!(keys, ["home"]);
///
/// let former = workspace.projects.insert("home".to_owned(), Project {});
/// assert_eq!(former, Some(site));
/// ```
///
/// # In signatures
///
/// In signatures, `T::Declared` is `T` itself, or for a `Box<T>` the type in the box. The same
/// holds for [`Shared`](crate::Shared), [`WeakLink`](crate::WeakLink) and the weak collections.
pub struct Own<O: NodeType, C: OwnContainer> {
    /// The node that this link is part of. Before the children, so that these are dropped last.
    host: Host<O>,
    // The shorter `C::Storage` takes rustc longer, in each crate that has a link.
    children: ChildStorage<<C::Form as ChildrenOf<C>>::Storage>,
    /// The last field: rustc asks the last field of a struct whether the size of the struct is
    /// known, and errors about `C` should not mention sizes.
    _last: (),
}

/// The children, which are dropped with the node that owns them. `drop_children` leaves the storage
/// empty, so the storage is in a `ManuallyDrop`: it needs no drop of its own.
struct ChildStorage<S: LinkStorage>(ManuallyDrop<S>);

impl<S: LinkStorage> Deref for ChildStorage<S> {
    type Target = S;

    #[inline]
    fn deref(&self) -> &S {
        &self.0
    }
}

impl<S: LinkStorage> Drop for ChildStorage<S> {
    #[inline]
    fn drop(&mut self) {
        let address = ptr::from_ref(self).addr();
        self.0.drop_children(address);
    }
}

impl<O: NodeType, C: OwnContainer> Own<O, C> {
    /// Makes the link from its plain field, in a node that is being made. `number` is its number
    /// there.
    #[inline]
    pub(crate) fn build_in(number: usize, plain: C, new: &mut Making<'_>) -> Self
    where
        <<C::Form as ChildrenOf<C>>::Item as Graph>::Declared: OwnedBy<O>,
    {
        if C::Form::is_nothing(&plain) {
            // Spares the compiler the code to drop it.
            mem::forget(plain);
            return Self::with_children(C::Storage::default());
        }
        new.begin_children();
        Self::with_children(O::build_children::<C>(number, plain, new.context))
    }

    /// The link with these children, in a node that is being made.
    #[inline]
    fn with_children(children: C::Storage) -> Self {
        let children = ChildStorage(ManuallyDrop::new(children));
        Own { host: const { Host::unknown() }, children, _last: () }
    }

    /// Puts children in without setting their back-links, for tests of `validate`.
    #[cfg(test)]
    pub(crate) fn fill_unchecked(&self, children: C::Storage) {
        self.children.fill(children);
    }

    /// The plain value of this field.
    #[track_caller]
    pub(crate) fn copy(&self, copying: &mut Copying) -> C
    where
        C: CopyContainer,
    {
        C::copy(&self.children, copying)
    }

    /// The node that this link is part of. O(1).
    ///
    /// ```
    /// # use kinfolk::Graph;
    /// # #[derive(Graph)]
    /// # #[graph(back(book: Book))]
    /// # struct Page {}
    /// # #[derive(Graph)]
    /// # struct Book { #[graph(own)] pages: Vec<Page> }
    /// let book = Book { pages: vec![] }.into_graph();
    /// assert_eq!(book.pages.owner(), book);
    /// ```
    pub fn owner(&self) -> Rc<O> {
        self.host.handle()
    }
}

/// Functions of an owning link that are compiled with the owner's type: see
/// [`kernel::dyn_node`](crate::kernel::dyn_node).
trait BuildChildren: NodeType {
    /// Not inlined, so that the code that makes a node without children stays in one piece.
    #[inline(never)]
    fn build_children<C: OwnContainer>(
        number: usize,
        plain: C,
        context: &mut BuildContext,
    ) -> C::Storage
    where
        <<C::Form as ChildrenOf<C>>::Item as Graph>::Declared: OwnedBy<Self>,
    {
        let depth = context.depth;
        // While the children are made, their owner is on the stack, too. A node may be larger than
        // its plain value.
        let size =
            const { max(size_of::<<C::Item as Graph>::Declared>(), size_of::<Self::Node>()) };
        if context.depth.enter(size) {
            let children = C::Form::build_in(plain, context);
            context.depth = depth;
            return children;
        }
        let build_late = move |link: &dyn DynOwn, context: &mut BuildContext| {
            let link: &dyn Any = link;
            let link =
                link.downcast_ref::<Own<Self, C>>().expect("the link whose children were deferred");
            link.children.fill(Self::build_children::<C>(number, plain, context));
            Self::adopt_children(link);
        };
        context.defer(number, Box::new(build_late));
        C::Storage::default()
    }

    /// Points the children's back-links to their owner, once the owner has a handle.
    #[inline(never)]
    fn adopt_children<C: OwnContainer>(link: &Own<Self, C>) {
        let owner = link.host.take();
        link.children.for_each(|child| <C::Item as Graph>::Repr::set_back::<Self>(child, &owner));
        link.host.put_back(owner);
    }
}

impl<O: NodeType> BuildChildren for O {}

impl<O: NodeType, C: OwnContainer> Link for Own<O, C> {
    const KIND: Option<LinkKind> = Some(LinkKind::Own);
    const IS_REQUIRED: bool = C::Form::IS_REQUIRED;

    #[inline]
    fn view(&self) -> Option<DynLink<'_>> {
        Some(DynLink::Own(self))
    }

    #[inline]
    fn move_in<N: DynNode>(&self, node: &StdRc<N>, may_have_children: bool) {
        self.host.move_in(node);
        if may_have_children {
            O::adopt_children(self);
        }
    }

    #[inline]
    fn link_info() -> Option<LinkInfo> {
        let targets = <C::Item as Graph>::Repr::node_types;
        Some(LinkInfo {
            kind: LinkKind::Own,
            is_list: C::Form::IS_LIST,
            key_type: C::Form::KEY_TYPE,
            keyed: C::Form::keyed_info::<O>(),
            is_required: C::Form::IS_REQUIRED,
            targets,
        })
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn has_children(&self) -> bool {
        self.children.may_have_any()
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn release_child(&self, child: *const (), index_hint: usize) -> Release {
        C::Form::release(&self.children, child, index_hint)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn find_beside_hint(&self, child: &mut BesideHint<'_>) -> bool {
        self.children.find_beside_hint(child)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn show_targets(&self, number: usize, census: &mut Census) {
        if census.shows_children() {
            self.children.show(number, true, census);
        }
    }
}

impl<O: NodeType, C: OwnContainer> DynOwn for Own<O, C> {
    #[inline]
    fn children(&self) -> DynSnapshot {
        self.children.dyn_snapshot()
    }

    #[inline]
    fn next_needing_finalization(&self, search: &mut ChildSearch) -> Option<StdRc<dyn DynNode>> {
        self.children.next_needing_finalization(search)
    }

    #[inline]
    fn host(&self) -> StdWeak<dyn DynNode> {
        self.host.untyped()
    }

    #[inline]
    fn attach(&self, index: usize, removed: usize, children: &[AnyRc]) {
        let owner = ManuallyDrop::new(self.host.take());
        for child in children {
            <C::Item as Graph>::Repr::set_back_of_any::<O>(child, &owner);
        }
        self.host.put_back(ManuallyDrop::into_inner(owner));
        C::Form::place(&self.children, index, removed, children);
    }
}

/// Prints the children's handles: their types and addresses, and none of their contents.
impl<O: NodeType, C: OwnContainer> fmt::Debug for Own<O, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let children = self.children.dyn_snapshot();
        f.debug_list().entries(children.iter()).finish()
    }
}

// `Declared` is not known if the item does not derive `Graph`. So then it is not reported, too, that
// the item has no back-link.
impl<O: NodeType, C: OwnContainer> OwnLink<C> for Own<O, C>
where
    <<C::Form as ChildrenOf<C>>::Item as Graph>::Declared: OwnedBy<O>,
{
    #[inline]
    fn build_in(number: usize, plain: C, new: &mut Making<'_>) -> Self {
        Own::build_in(number, plain, new)
    }
}

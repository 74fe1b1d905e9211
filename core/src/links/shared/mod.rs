//! [`Shared`]: the shared link.

mod keyed;
mod list;
mod one;
mod recording;
mod saved;
mod several;

use std::any::Any;
use std::fmt;
use std::ops::Range;
use std::ptr;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::collect::can_close_cycle::can_close_cycle;
use crate::collect::candidates::Candidacy;
use crate::collect::census::Census;
use crate::collect::leak;
use crate::death::{self, placed};
use crate::kernel::any::AnyRc;
use crate::kernel::copies::Copies;
use crate::kernel::dyn_handle::{AsDynHandle, address};
use crate::kernel::dyn_link::{DynLink, DynSaved, DynShared, Link, LinkEntry, LinkKey};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::link_kind::LinkKind;
use crate::kernel::snapshot::DynSnapshot;
use crate::kernel::type_info::{KeyType, LinkInfo};
use crate::links::host::Host;
use crate::links::put_items::put_items;
use crate::links::saved::{Saving, Unsaved};
use crate::links::storage::LinkStorage;
use crate::model::duplicate::{CopyLink, typed_copy};
use crate::model::graph::{Graph, NodeType};
use crate::model::live_node::EmptyLink;
use crate::model::rc::Rc;
use crate::model::repr::Repr;
use crate::model::sealed::SealedTargets;
use crate::store::cow_list::CowList;
use crate::store::option_cell::OptionCell;
use crate::store::small_vec::SmallVec;

/// A shared link: the field of a node that keeps other nodes alive without owning them, generated
/// for `#[graph(shared(..))]`. It is empty at first.
///
/// `O` is the holder's declared type. `Shared<O, T>` holds one node, `Shared<O, Vec<T>>` a list of
/// nodes, and `Shared<O, BTreeMap<K, T>>` and `Shared<O, HashMap<K, T, S>>` nodes by key; `T` is a
/// struct or an enum. The operations are those of [`Own`](crate::Own). But a node
/// can be in any number of shared links, in the same one twice, and have an owner as well. So a
/// shared link never moves or refuses a node, and a target does not know its holders. Walks, such
/// as [`descendants`](crate::Node::descendants), follow only owning links, and `to_plain` leaves
/// shared links out.
///
/// As with `Own`, nothing is ever "already borrowed", and closures run on a snapshot. In
/// signatures, `T::Declared` is `T` itself; [`Own`](crate::Own) has the details.
///
/// **Shared links can leak.** Only they, and [traced values](crate::guide::traced_data), can close a
/// cycle of strong handles: nodes that keep each other alive when nothing else holds them.
/// [`collect`](crate::collect()) finds such cycles, runs their hooks and frees them.
/// [`leaks`](crate::leaks) names them. [`schema`](crate::schema()) shows from the types whether a
/// model can have any. If one side need not keep the other alive, use a
/// [`WeakLink`](crate::WeakLink).
///
/// ```
/// use kinfolk::{Graph, collect};
///
/// #[derive(Graph)]
/// #[graph(shared(pub theme: Theme), shared(pub friends: Vec<Person>))]
/// struct Person {
///     name: &'static str,
/// }
///
/// #[derive(Graph)]
/// struct Theme {
///     colour: &'static str,
/// }
///
/// let [ann, bob] = ["Ann", "Bob"].map(|name| Person { name }.into_graph());
/// ann.theme.set(Theme { colour: "blue" });
/// bob.theme.set(ann.theme.get().unwrap()); // both keep it alive
///
/// ann.friends.push(bob.clone());
/// bob.friends.push(ann.clone()); // a cycle
/// drop((ann, bob));
/// assert_eq!(collect().freed(), 3);
/// ```
pub struct Shared<O: NodeType, C: SharedContainer, S: Saving = Unsaved> {
    targets: C::Storage,
    ids: S::Ids,
    candidacy: Candidacy,
    /// The node that this link is part of. The last field: rustc asks the last field of a struct
    /// whether the size of the struct is known, and errors about `C` should not mention sizes.
    host: Host<O>,
}

/// The types that a shared link can be declared over: `T`, `Vec<T>`, `BTreeMap<K, T>` and
/// `HashMap<K, T, S>`, where `T` derives [`Graph`].
#[diagnostic::on_unimplemented(
    message = "a shared link cannot point to `{Self}`",
    label = "expected `T`, `Vec<T>`, `BTreeMap<K, T>` or `HashMap<K, T>`, where `T` derives `Graph`",
    note = "put `#[derive(kinfolk::Graph)]` on the type that the link points to; in a `BTreeMap`, the keys need `Ord` and `Debug`, in a `HashMap` `Hash`, `Eq` and `Debug`",
    note = "if `{Self}` is a generated type, name the declared one: `Folder`, not `FolderNode`",
    note = "`T` is the declared type, not a handle to it, and the link can be unset without an `Option`: write `shared(name: T)`"
)]
pub trait SharedContainer: SealedTargets + 'static {
    #[doc(hidden)]
    const IS_LIST: bool;

    /// The type of the keys of a map.
    #[doc(hidden)]
    const KEY_TYPE: Option<KeyType> = None;

    /// The untyped operations of a link over a map, a `KeyedTargetsInfo`; `None` for other containers.
    #[doc(hidden)]
    #[inline]
    fn keyed_info() -> Option<&'static dyn Any> {
        None
    }

    #[doc(hidden)]
    type Item: Graph;

    #[doc(hidden)]
    type Storage: LinkStorage<Handle = <Self::Item as Graph>::Handle>;

    /// The targets of the link of a copy: the same, or their copies.
    #[doc(hidden)]
    fn copy_targets(targets: &Self::Storage, copies: &Copies) -> Self::Storage;

    /// As [`DynShared::key_at`].
    #[doc(hidden)]
    fn key_at(_: &Self::Storage, _index: usize) -> Option<LinkKey> {
        None
    }

    /// As [`DynShared::put`].
    #[doc(hidden)]
    fn put(targets: &Self::Storage, range: Range<usize>, new: &[LinkEntry]);
}

#[diagnostic::do_not_recommend]
impl<T: Graph> SharedContainer for T {
    #[doc(hidden)]
    const IS_LIST: bool = false;
    #[doc(hidden)]
    type Item = T;
    #[doc(hidden)]
    type Storage = OptionCell<T::Handle>;

    #[doc(hidden)]
    fn copy_targets(target: &Self::Storage, copies: &Copies) -> Self::Storage {
        OptionCell::from(target.with(|target| Some(copy_target::<T>(target.as_ref()?, copies))))
    }

    #[doc(hidden)]
    fn put(target: &Self::Storage, range: Range<usize>, new: &[LinkEntry]) {
        if let [entry] = new {
            target.put(target_of::<T>(entry));
        } else if !range.is_empty() {
            target.put(None);
        }
    }
}

impl<T: Graph> SharedContainer for Vec<T> {
    const IS_LIST: bool = true;
    type Item = T;
    type Storage = CowList<T::Handle>;

    fn copy_targets(targets: &Self::Storage, copies: &Copies) -> Self::Storage {
        let targets = targets.flat_snapshot(T::Repr::from_any);
        let mut of_copy = Vec::with_capacity(targets.len());
        of_copy.extend(targets.iter().map(|target| copy_target::<T>(target, copies)));
        CowList::from(SmallVec::from(of_copy))
    }

    fn put(targets: &Self::Storage, range: Range<usize>, new: &[LinkEntry]) {
        targets.edit(|targets| put_items(targets, range, new, target_of::<T>));
    }
}

fn target_of<T: Graph>(entry: &LinkEntry) -> Option<T::Handle> {
    T::Repr::from_any(entry.node.as_ref()?)
}

/// The copy of a target, or the target itself.
fn copy_target<T: Graph>(target: &T::Handle, copies: &Copies) -> T::Handle {
    match copies.at(address(target)) {
        Some(copy) => typed_copy::<T>(copy),
        None => target.clone(),
    }
}

impl<O: NodeType, C: SharedContainer> CopyLink for Shared<O, C> {
    fn copy_to(&self, copy: &Self, copies: &Copies) {
        self.copy_targets(copy, copies);
    }
}

/// How a shared link over a `C` is saved.
#[doc(hidden)]
pub trait SharedSaving<C: SharedContainer>: Saving {
    const IS_SAVED: bool;

    /// The link as a saved reference, if it is one.
    fn view<O: NodeType>(link: &Shared<O, C, Self>) -> Option<&dyn DynSaved>
    where
        Self: Sized;
}

impl<O: NodeType, C: SharedContainer, S: Saving> Shared<O, C, S> {
    /// The node that this link is part of. O(1).
    pub fn holder(&self) -> Rc<O> {
        self.host.handle()
    }

    /// Call this with at least one target, before the targets are put in.
    fn before_insert(&self, targets: &[<C::Item as Graph>::Handle]) {
        for target in targets {
            death::mark(target.as_dyn().dyn_node());
        }
        if death::is_recording() {
            self.record_placed(&mut targets.iter().map(|target| target.as_dyn().to_untyped()));
        }
        if self.targets.is_empty() {
            self.before_first();
        }
    }

    /// Gives the link of a copy, which is empty, the same targets, or their copies.
    fn copy_targets(&self, copy: &Self, copies: &Copies) {
        if !self.targets.is_empty() {
            let targets = C::copy_targets(&self.targets, copies);
            copy.before_first_insert(&targets.dyn_snapshot());
            copy.targets.fill(targets);
        }
    }

    /// As [`before_insert`](Self::before_insert), for all targets of a new link.
    fn before_first_insert(&self, targets: &DynSnapshot) {
        targets.iter().for_each(|target| death::mark(&**target.as_std()));
        if death::is_recording() {
            self.record_placed(&mut targets.iter());
        }
        self.before_first();
    }

    #[cold]
    #[inline(never)]
    fn record_placed(&self, targets: &mut dyn Iterator<Item = AnyRc>) {
        let Some(host) = self.host.upgrade() else { return };
        let host: StdRc<dyn DynNode> = host;
        placed::record_shared(targets, &host, self.candidacy.link());
    }

    /// Marks the host as needing finalization. If the link can close a cycle, makes the host a
    /// candidate.
    fn before_first(&self) {
        let Some(node) = self.host.upgrade() else { return };
        if node.header().set_needs_finalization_below() {
            death::mark_above_holder(&*node);
        }
        if can_close_cycle::<O, C::Item>(<C::Item as Graph>::Repr::node_types) {
            leak::watch_thread();
            self.candidacy.begin(self.host.with(StdWeak::clone));
        }
    }

    /// Call this when targets have been removed or replaced.
    fn after_removal(&self) {
        death::note_released();
        if self.targets.is_empty() {
            self.candidacy.end(|| self.host.address());
        }
    }
}

impl<O: NodeType, C: SharedContainer, S: Saving> Drop for Shared<O, C, S> {
    #[inline]
    fn drop(&mut self) {
        self.candidacy.end(|| self.host.address());
        let address = ptr::from_ref(self).addr();
        self.targets.drop_targets(address);
    }
}

impl<O: NodeType, C: SharedContainer, S: SharedSaving<C>> Link for Shared<O, C, S> {
    const KIND: Option<LinkKind> = Some(LinkKind::Shared);
    const IS_SAVED: bool = S::IS_SAVED;

    #[inline]
    fn saved(&self) -> Option<&dyn DynSaved> {
        S::view(self)
    }

    #[inline]
    fn view(&self) -> Option<DynLink<'_>> {
        Some(DynLink::Shared(self))
    }

    #[inline]
    fn move_in<N: DynNode>(&self, node: &StdRc<N>, _: bool) {
        self.host.move_in(node);
    }

    #[inline]
    fn show_targets(&self, number: usize, census: &mut Census) {
        if census.ends(&self.candidacy) {
            self.targets.clear();
        } else if census.shows_shared() {
            self.targets.show(number, false, census);
        }
    }

    #[inline]
    fn link_info() -> Option<LinkInfo> {
        let targets = <C::Item as Graph>::Repr::node_types;
        Some(LinkInfo {
            kind: LinkKind::Shared,
            is_list: C::IS_LIST,
            key_type: C::KEY_TYPE,
            keyed: C::keyed_info(),
            is_required: false,
            targets,
        })
    }
}

impl<O: NodeType, C: SharedContainer> EmptyLink<O::Node> for Shared<O, C> {
    fn empty(number: usize) -> Self {
        let candidacy = Candidacy::new(number);
        Shared { targets: C::Storage::default(), ids: (), candidacy, host: Host::unknown() }
    }
}

impl<O: NodeType, C: SharedContainer, S: SharedSaving<C>> DynShared for Shared<O, C, S> {
    fn targets(&self) -> DynSnapshot {
        self.targets.dyn_snapshot()
    }

    fn saved(&self) -> Option<&dyn DynSaved> {
        S::view(self)
    }

    fn cut(&self) {
        self.targets.clear();
    }

    fn candidacy(&self) -> &Candidacy {
        &self.candidacy
    }

    fn key_at(&self, index: usize) -> Option<LinkKey> {
        C::key_at(&self.targets, index)
    }

    fn put(&self, range: Range<usize>, new: &[LinkEntry]) {
        if !new.is_empty() && self.targets.is_empty() {
            self.before_first();
        }
        C::put(&self.targets, range, new);
    }
}

/// Prints the targets' handles: their types and addresses, and none of their contents.
impl<O: NodeType, C: SharedContainer, S: Saving> fmt::Debug for Shared<O, C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let targets = self.targets.dyn_snapshot();
        f.debug_list().entries(targets.iter()).finish()
    }
}

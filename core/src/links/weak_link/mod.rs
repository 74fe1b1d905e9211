//! [`WeakLink`]: the weak link, to one node or to a list of them.

mod entries;
mod list;
mod one;
mod order;
mod saved;

use std::fmt;
use std::ops::Range;
use std::ptr;
use std::rc::Rc as StdRc;

use crate::change::log;
use crate::change::targets::Changing;
use crate::kernel::any::AnyRc;
use crate::kernel::copies::Copies;
use crate::kernel::dyn_link::{DynLink, DynSaved, DynWeak, Link, LinkEntry, OwnerState};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::internal::Internal;
use crate::kernel::link_kind::LinkKind;
use crate::kernel::type_info::{LinkInfo, TypeInfo};
use crate::kernel::weak_handle::WeakHandle;
use crate::links::host::Host;
use crate::links::put_items::put_items;
use crate::links::saved::{Saving, Unsaved};
use crate::model::duplicate::{CopyLink, typed_copy};
use crate::model::graph::{Graph, NodeType};
use crate::model::live_node::EmptyLink;
use crate::model::rc::Rc;
use crate::model::repr::Repr;
use crate::model::sealed::SealedTargets;
use crate::model::weak::Weak;
use crate::store::cow_list::CowList;
use crate::store::option_cell::OptionCell;
use crate::store::small_vec::SmallVec;

/// A weak link: the field of a node that points to any node without owning it, generated for
/// `#[graph(weak(..))]`. It is empty at first.
///
/// `O` is the declared type of the node that has the link. `WeakLink<O, T>` points to one node,
/// `WeakLink<O, Vec<T>>` to a list of nodes; `T` is a struct or an enum. When a target dies, the link
/// forgets it.
///
/// ```
/// use kinfolk::Graph;
///
/// #[derive(Graph)]
/// #[graph(weak(best_friend: Person), weak(friends: Vec<Person>))]
/// struct Person {
///     name: &'static str,
/// }
///
/// let [ann, bob] = ["Ann", "Bob"].map(|name| Person { name }.into_graph());
/// ann.best_friend.set(&bob);
/// bob.best_friend.set(&ann); // a cycle of weak links keeps nothing alive
/// ann.friends.push(&bob);
/// assert_eq!(ann.best_friend.get(), Some(bob.clone()));
///
/// drop(bob);
/// assert_eq!(ann.best_friend.get(), None);
/// assert_eq!(ann.friends.iter().count(), 0);
/// ```
pub struct WeakLink<O: NodeType, C: WeakContainer, S: Saving = Unsaved> {
    targets: C::Storage,
    ids: S::Ids,
    /// The node that this link is part of. The last field: rustc asks the last field of a struct
    /// whether the size of the struct is known, and errors about `C` should not mention sizes.
    host: Host<O>,
}

/// The types that a weak link can be declared over: `T` and `Vec<T>`, where `T` is a struct or a
/// union that derives [`Graph`].
#[diagnostic::on_unimplemented(
    message = "a weak link cannot point to `{Self}`",
    label = "expected `T` or `Vec<T>`, where `T` derives `Graph`",
    note = "put `#[derive(kinfolk::Graph)]` on the type that the link points to",
    note = "if `{Self}` is a generated type or a handle, name the declared type: `Folder`, not `FolderNode` or `Rc<Folder>`"
)]
pub trait WeakContainer: SealedTargets + 'static {
    #[doc(hidden)]
    const IS_LIST: bool;

    #[doc(hidden)]
    type Storage: Default;

    #[doc(hidden)]
    fn node_types(all: &mut Vec<&'static TypeInfo>);

    /// As [`DynWeak::targets`].
    #[doc(hidden)]
    fn targets(storage: &Self::Storage, range: Range<usize>) -> Vec<Option<AnyRc>>;

    /// As [`DynWeak::put`].
    #[doc(hidden)]
    fn put(storage: &Self::Storage, range: Range<usize>, new: &[LinkEntry]);

    /// Gives the link of a copy the same targets, or their copies.
    #[doc(hidden)]
    fn copy_targets(targets: &Self::Storage, to: &Self::Storage, copies: &Copies);
}

#[diagnostic::do_not_recommend]
impl<T: Graph> WeakContainer for T {
    #[doc(hidden)]
    const IS_LIST: bool = false;
    #[doc(hidden)]
    type Storage = OptionCell<Weak<T>>;

    #[doc(hidden)]
    fn node_types(all: &mut Vec<&'static TypeInfo>) {
        T::Repr::node_types(all);
    }

    #[doc(hidden)]
    fn targets(target: &Self::Storage, range: Range<usize>) -> Vec<Option<AnyRc>> {
        target.with(|target| alive(target.as_slice(), range))
    }

    #[doc(hidden)]
    fn put(target: &Self::Storage, range: Range<usize>, new: &[LinkEntry]) {
        if let [entry] = new {
            target.put(Some(weak_of(entry)));
        } else if !range.is_empty() {
            target.put(None);
        }
    }

    #[doc(hidden)]
    fn copy_targets(target: &Self::Storage, to: &Self::Storage, copies: &Copies) {
        let of_copy = target.with(|target| copy_target(target.as_ref()?, copies));
        to.fill(OptionCell::from(of_copy));
    }
}

impl<T: Graph> WeakContainer for Vec<T> {
    const IS_LIST: bool = true;
    type Storage = CowList<Weak<T>>;

    fn node_types(all: &mut Vec<&'static TypeInfo>) {
        T::Repr::node_types(all);
    }

    fn targets(targets: &Self::Storage, range: Range<usize>) -> Vec<Option<AnyRc>> {
        targets.with(|targets| alive(targets, range))
    }

    fn put(targets: &Self::Storage, range: Range<usize>, new: &[LinkEntry]) {
        targets.edit(|targets| put_items(targets, range, new, |entry| Some(weak_of(entry))));
    }

    fn copy_targets(targets: &Self::Storage, to: &Self::Storage, copies: &Copies) {
        let of_copy: Vec<_> = targets.with(|targets| {
            targets.iter().filter_map(|target| copy_target(target, copies)).collect()
        });
        if !of_copy.is_empty() {
            to.fill(CowList::from(SmallVec::from(of_copy)));
        }
    }
}

/// The copy of a target, or the target itself; `None` if it is dead.
fn copy_target<T: Graph>(target: &Weak<T>, copies: &Copies) -> Option<Weak<T>> {
    match copies.at(target.address()) {
        Some(copy) => Some(weak_to_copy(copy)),
        None => target.is_alive().then(|| target.clone()),
    }
}

fn weak_to_copy<T: Graph>(copy: &AnyRc) -> Weak<T> {
    Weak::over(WeakHandle::of(&typed_copy::<T>(copy), Internal))
}

impl<O: NodeType, C: WeakContainer> CopyLink for WeakLink<O, C> {
    fn copy_to(&self, copy: &Self, copies: &Copies) {
        C::copy_targets(&self.targets, &copy.targets, copies);
    }
}

/// The targets in a range. (A loop: iterators would take three times the code for each type.)
fn alive<T: Graph>(targets: &[Weak<T>], range: Range<usize>) -> Vec<Option<AnyRc>> {
    let (mut all, mut index) = (Vec::new(), range.start);
    while index < range.end && index < targets.len() {
        push_alive(&mut all, targets[index].owner_state());
        index += 1;
    }
    all
}

fn push_alive(all: &mut Vec<Option<AnyRc>>, target: OwnerState) {
    all.push(target.alive());
}

/// The weak handle to the node of an entry; if that is dead, one that never upgrades.
fn weak_of<T: Graph>(entry: &LinkEntry) -> Weak<T> {
    match entry.node.as_ref().and_then(T::Repr::from_any) {
        Some(target) => Weak::over(WeakHandle::of(&target, Internal)),
        None => Weak::new(),
    }
}

/// How a weak link over a `C` is saved.
#[doc(hidden)]
pub trait WeakSaving<C: WeakContainer>: Saving {
    const IS_SAVED: bool;

    /// The link as a saved reference, if it is one.
    fn view<O: NodeType>(link: &WeakLink<O, C, Self>) -> Option<&dyn DynSaved>
    where
        Self: Sized;
}

#[diagnostic::do_not_recommend]
impl<T: Graph> SealedTargets for T {}

impl<T: Graph> SealedTargets for Vec<T> {}

impl<O: NodeType, C: WeakContainer, S: Saving> WeakLink<O, C, S> {
    /// The node that this link is part of. O(1).
    pub fn holder(&self) -> Rc<O> {
        self.host.handle()
    }

    /// As [`Changing::begin`], of one range, if the log is open.
    #[inline]
    fn changing(&self, range: Range<usize>) -> Option<Changing> {
        self.changing_several(&[range])
    }

    /// As [`Changing::begin`], if the log is open.
    #[inline]
    fn changing_several(&self, ranges: &[Range<usize>]) -> Option<Changing> {
        if log::is_open() { self.begin_change(ranges) } else { None }
    }

    #[cold]
    #[inline(never)]
    fn begin_change(&self, ranges: &[Range<usize>]) -> Option<Changing> {
        Changing::begin(self.host.untyped(), ptr::from_ref(self).cast(), ranges)
    }
}

impl<O: NodeType, C: WeakContainer, S: WeakSaving<C>> Link for WeakLink<O, C, S> {
    const KIND: Option<LinkKind> = Some(LinkKind::Weak);
    const IS_SAVED: bool = S::IS_SAVED;

    #[inline]
    fn saved(&self) -> Option<&dyn DynSaved> {
        S::view(self)
    }

    #[inline]
    fn view(&self) -> Option<DynLink<'_>> {
        Some(DynLink::Weak(self))
    }

    #[inline]
    fn move_in<N: DynNode>(&self, node: &StdRc<N>, _: bool) {
        self.host.move_in(node);
    }

    #[inline]
    fn link_info() -> Option<LinkInfo> {
        Some(LinkInfo {
            kind: LinkKind::Weak,
            is_list: C::IS_LIST,
            key_type: None,
            keyed: None,
            is_required: false,
            targets: C::node_types,
        })
    }
}

impl<O: NodeType, C: WeakContainer, S: WeakSaving<C>> DynWeak for WeakLink<O, C, S> {
    fn targets(&self, range: Range<usize>) -> Vec<Option<AnyRc>> {
        C::targets(&self.targets, range)
    }

    fn saved(&self) -> Option<&dyn DynSaved> {
        S::view(self)
    }

    fn put(&self, range: Range<usize>, new: &[LinkEntry]) {
        C::put(&self.targets, range, new);
    }
}

impl<O: NodeType, C: WeakContainer> EmptyLink<O::Node> for WeakLink<O, C> {
    fn empty(_: usize) -> Self {
        WeakLink { targets: C::Storage::default(), ids: (), host: Host::unknown() }
    }
}

/// Prints `(WeakLink)`, and nothing about the targets: they may have a link back, which would print
/// this link again.
impl<O: NodeType, C: WeakContainer, S: Saving> fmt::Debug for WeakLink<O, C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(WeakLink)")
    }
}

//! [`WeakLink`]: the weak link, to one node or to a list of them.

use std::fmt;
use std::marker::PhantomData;

use crate::kernel::dyn_link::{DynLink, Link};
use crate::kernel::link_kind::LinkKind;
use crate::kernel::type_info::{LinkInfo, TypeInfo};
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::live_node::EmptyLink;
use crate::model::repr::Repr;
use crate::model::sealed::SealedTargets;
use crate::model::weak::{self, Weak};
use crate::store::cow_list::CowList;
use crate::store::option_cell::OptionCell;

/// A weak link: the field of a node that points to any node without owning it, generated for
/// `#[graph(weak(..))]`. It is empty at first.
///
/// `WeakLink<T>` points to one node, `WeakLink<Vec<T>>` to a list of nodes; `T` is a struct or a
/// union. When a target dies, the link forgets it.
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
pub struct WeakLink<C: WeakContainer> {
    pub(super) targets: C::Storage,
    /// The last field: rustc asks the last field of a struct whether the size of the struct is
    /// known, and errors about `C` should not mention sizes.
    declared: PhantomData<C>,
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
}

impl<T: Graph> WeakContainer for Vec<T> {
    const IS_LIST: bool = true;
    type Storage = CowList<Weak<T>>;

    fn node_types(all: &mut Vec<&'static TypeInfo>) {
        T::Repr::node_types(all);
    }
}

#[diagnostic::do_not_recommend]
impl<T: Graph> SealedTargets for T {}

impl<T: Graph> SealedTargets for Vec<T> {}

impl<C: WeakContainer> Link for WeakLink<C> {
    const KIND: Option<LinkKind> = Some(LinkKind::Weak);

    fn view(&self) -> Option<DynLink<'_>> {
        Some(DynLink::Weak)
    }

    fn link_info() -> Option<LinkInfo> {
        Some(LinkInfo { kind: LinkKind::Weak, is_list: C::IS_LIST, targets: C::node_types })
    }
}

impl<N, C: WeakContainer> EmptyLink<N> for WeakLink<C> {
    fn empty(_: usize) -> Self {
        WeakLink { targets: C::Storage::default(), declared: PhantomData }
    }
}

/// A weak link to one node.
impl<T: Graph> WeakLink<T> {
    /// The target, if the link is set and the target is alive. O(1).
    pub fn get(&self) -> Option<T::Handle> {
        let target = self.targets.with(|target| target.as_ref()?.strong());
        if target.is_none() {
            self.remove_gone();
        }
        weak::if_alive(target?)
    }

    /// Empties the link if its target is gone: a weak handle keeps the memory of its node allocated.
    #[cold]
    fn remove_gone(&self) {
        if self.targets.with(|target| target.as_ref().is_some_and(Weak::is_gone)) {
            self.targets.take();
        }
    }

    /// Sets the link to this node. O(1).
    pub fn set(&self, target: &impl AsHandle<T::Declared>) {
        self.targets.replace(Weak::of(target));
    }

    /// Unsets the link. O(1).
    pub fn clear(&self) {
        self.targets.take();
    }
}

/// Prints `(WeakLink)`, and nothing about the targets: they may have a link back, which would print
/// this link again.
impl<C: WeakContainer> fmt::Debug for WeakLink<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(WeakLink)")
    }
}

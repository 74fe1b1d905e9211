//! [`WeakLink`]: the weak link, to one node or to a list of them.

use std::fmt;
use std::marker::PhantomData;

use crate::kernel::dyn_link::DynLink;
use crate::kernel::dyn_link::Link;
use crate::kernel::link_kind::LinkKind;
use crate::kernel::type_info::LinkInfo;
use crate::kernel::type_info::TypeInfo;
use crate::links::own::Iter;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::live_node::EmptyLink;
use crate::model::repr::Repr;
use crate::model::weak::Weak;
use crate::store::cow_list::CowList;
use crate::store::option_cell::OptionCell;

/// A weak link: the field of a node that points at any node without owning it, generated for
/// `#[graph(weak(..))]`. It is empty at first.
///
/// `WeakLink<T>` points at one node, `WeakLink<Vec<T>>` at a list of them; `T` is a struct or a
/// union. When a node that it points at dies, the link forgets it.
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
    targets: C::Targets,
    /// Last, since the compiler asks of the last field whether the size of a struct is known: an
    /// error about `C` shall not speak of sizes.
    declared: PhantomData<C>,
}

/// What a weak link can be declared over: `T`, or `Vec<T>`, where `T` is a struct or a union that
/// derives [`Graph`].
#[diagnostic::on_unimplemented(
    message = "a weak link cannot be to `{Self}`",
    label = "a weak link is to a `T` or a `Vec<T>`, where `T` derives `Graph`",
    note = "put `#[derive(kinfolk::Graph)]` on the type that the link points at",
    note = "if `{Self}` is a generated type or a handle, name the declared type: `Folder`, not `FolderNode` or `Rc<Folder>`"
)]
pub trait WeakContainer: 'static {
    #[doc(hidden)]
    const IS_LIST: bool;

    #[doc(hidden)]
    type Targets: Default;

    #[doc(hidden)]
    fn node_types(all: &mut Vec<&'static TypeInfo>);
}

#[diagnostic::do_not_recommend]
impl<T: Graph> WeakContainer for T {
    #[doc(hidden)]
    const IS_LIST: bool = false;
    #[doc(hidden)]
    type Targets = OptionCell<Weak<T>>;

    #[doc(hidden)]
    fn node_types(all: &mut Vec<&'static TypeInfo>) {
        T::Repr::node_types(all);
    }
}

impl<T: Graph> WeakContainer for Vec<T> {
    const IS_LIST: bool = true;
    type Targets = CowList<Weak<T>>;

    fn node_types(all: &mut Vec<&'static TypeInfo>) {
        T::Repr::node_types(all);
    }
}

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
        WeakLink { targets: C::Targets::default(), declared: PhantomData }
    }
}

/// A weak link to one node.
impl<T: Graph> WeakLink<T> {
    /// The node, if the link is set and the node is alive. O(1).
    pub fn get(&self) -> Option<T::Handle> {
        self.targets.get()?.upgrade()
    }

    /// Points the link at this node. O(1).
    pub fn set(&self, target: &impl AsHandle<T::Declared>) {
        self.targets.replace(Weak::of(target));
    }

    /// Points the link at nothing. O(1).
    pub fn clear(&self) {
        self.targets.take();
    }
}

/// A weak link to a list of nodes. A node may be in it more than once; the dead are skipped, and
/// their places are used again.
impl<T: Graph> WeakLink<Vec<T>> {
    /// Puts a node at the end. O(1), amortised over the removal of the dead.
    pub fn push(&self, target: &impl AsHandle<T::Declared>) {
        let target = Weak::of(target);
        self.targets.edit(|targets| {
            if targets.len() == targets.capacity() {
                targets.retain(|target| target.upgrade().is_some());
                // Half of it is free then, so that this does not happen again too soon.
                targets.reserve(targets.len().max(4));
            }
            targets.push(target);
        });
    }

    /// The nodes that are alive now, in their order: a snapshot, as handles. O(n).
    pub fn iter(&self) -> Iter<'_, T::Handle> {
        let alive: Vec<_> =
            self.targets.with(|targets| targets.iter().filter_map(Weak::upgrade).collect());
        Iter::over(alive)
    }

    /// Whether this node is in the list. O(n).
    pub fn contains(&self, target: &impl AsHandle<T::Declared>) -> bool {
        let target = Weak::of(target);
        self.targets.with(|targets| targets.contains(&target))
    }

    /// Takes this node out of the list, at all its places, and says whether it was in it. O(n).
    pub fn remove(&self, target: &impl AsHandle<T::Declared>) -> bool {
        let target = Weak::of(target);
        self.targets.edit(|targets| {
            let before = targets.len();
            targets.retain(|other| *other != target);
            targets.len() < before
        })
    }

    /// Keeps the nodes for which `keep` says so.
    ///
    /// It is asked about a snapshot, and is free to change the graph, this list too; what it
    /// decided is then applied to what is still here. If it panics, nothing is taken out. O(n).
    pub fn retain(&self, mut keep: impl FnMut(&T::Handle) -> bool) {
        let rejected: std::collections::HashSet<_> =
            self.iter().filter(|target| !keep(target)).map(|target| Weak::of(&target)).collect();
        self.targets.edit(|targets| targets.retain(|target| !rejected.contains(target)));
    }

    /// Empties the list. O(n).
    pub fn clear(&self) {
        self.targets.take();
    }
}

impl<'a, T: Graph> IntoIterator for &'a WeakLink<Vec<T>> {
    type Item = T::Handle;
    type IntoIter = Iter<'a, T::Handle>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// `(WeakLink)`: it says no more, since the nodes that it points at may print it in turn.
impl<C: WeakContainer> fmt::Debug for WeakLink<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(WeakLink)")
    }
}

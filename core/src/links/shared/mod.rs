//! [`Shared`]: the shared link.

mod list;
mod one;

use std::fmt;
use std::ptr;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::collect::can_close_cycle::can_close_cycle;
use crate::collect::candidates::{Candidacy, Candidates};
use crate::collect::census::Census;
use crate::collect::leak;
use crate::death;
use crate::kernel::dyn_handle::AsDynHandle;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_link::DynLink;
use crate::kernel::dyn_link::DynShared;
use crate::kernel::dyn_link::Link;
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;
use crate::kernel::link_kind::LinkKind;
use crate::kernel::snapshot::DynSnapshot;
use crate::kernel::type_info::LinkInfo;
use crate::links::host::Host;
use crate::links::storage::LinkStorage;
use crate::model::graph::{Graph, NodeType};
use crate::model::live_node::EmptyLink;
use crate::model::rc::Rc;
use crate::model::repr::Repr;
use crate::store::cow_list::CowList;
use crate::store::option_cell::OptionCell;

/// A shared link: the field of a node that keeps other nodes alive without owning them, generated for
/// `#[graph(shared(..))]`. It is empty at first.
///
/// `O` is the holder's declared type. `Shared<O, T>` holds one node, `Shared<O, Vec<T>>` a list of them;
/// `T` is a struct or a union. The operations are those of [`Own`](crate::Own), but a
/// node can be in any number of shared links, in the same one twice, and owned by a node as well. So
/// nothing is ever moved or refused, and the node that is held does not know its holders. Walks, such as
/// [`descendants`](crate::Node::descendants), go along owning links alone, and `to_plain` leaves shared ones out.
///
/// As with `Own`, nothing is ever "already borrowed", and closures run on a snapshot.
/// In signatures, `T::Declared` is `T` itself: see there.
///
/// **Shared links can leak**: they alone can close a cycle of strong handles, whose nodes keep each other
/// alive when nobody else does. [`collect`](crate::collect()) finds such cycles and takes them down, hooks
/// first; [`leaks`](crate::leaks) names them; and [`schema`](crate::schema()) says before whether a model can
/// have any. Where one side need not keep the other alive, a [`WeakLink`](crate::WeakLink) is the
/// better choice.
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
pub struct Shared<O: NodeType, C: SharedContainer> {
    targets: C::Targets,
    candidacy: Candidacy,
    /// The node that this link is part of. Last, since the compiler asks of the last field whether the size of a struct
    /// is known: an error about `C` shall not speak of sizes.
    host: Host<O>,
}

/// What a shared link can be declared over: `T`, or `Vec<T>`, where `T` is a struct or a union that
/// derives [`Graph`].
#[diagnostic::on_unimplemented(
    message = "a shared link cannot be to `{Self}`",
    label = "a shared link is to a `T` or a `Vec<T>`, where `T` derives `Graph`",
    note = "put `#[derive(kinfolk::Graph)]` on the type that the link holds",
    note = "if `{Self}` is a generated type, name the declared one: `Folder`, not `FolderNode`",
    note = "`T` is the declared type, not a handle to it, and the link is an option already: write `shared(name: T)`"
)]
pub trait SharedContainer: 'static {
    #[doc(hidden)]
    const IS_LIST: bool;

    #[doc(hidden)]
    type Item: Graph;

    #[doc(hidden)]
    type Targets: LinkStorage<Handle = <Self::Item as Graph>::Handle>;
}

#[diagnostic::do_not_recommend]
impl<T: Graph> SharedContainer for T {
    #[doc(hidden)]
    const IS_LIST: bool = false;
    #[doc(hidden)]
    type Item = T;
    #[doc(hidden)]
    type Targets = OptionCell<T::Handle>;
}

impl<T: Graph> SharedContainer for Vec<T> {
    const IS_LIST: bool = true;
    type Item = T;
    type Targets = CowList<T::Handle>;
}

impl<O: NodeType, C: SharedContainer> Shared<O, C> {
    /// The node that holds this link. O(1).
    pub fn holder(&self) -> Rc<O> {
        self.host.handle()
    }

    /// To be called with targets, at least one, before they are put in.
    fn note_targets(&self, targets: &[<C::Item as Graph>::Handle]) {
        for target in targets {
            let target = target.as_dyn().dyn_node();
            if !target.header().needs_finalization() {
                death::mark(target);
            }
        }
        if self.targets.is_empty() {
            self.note_first();
        }
    }

    /// From now on the node counts as one that waits for its end, and may be part of a cycle.
    fn note_first(&self) {
        let Some(node) = self.host.upgrade() else { return };
        if node.header().set_needs_finalization_below() {
            // Without a handle to the owner, by which a dead one would look alive.
            let is_known_above = match node.owner_state() {
                OwnerState::Alive(owner) => owner.header().has_mark_from_below(),
                OwnerState::None | OwnerState::Dead => true,
            };
            if !is_known_above {
                death::mark_above(&*node);
            }
        }
        if can_close_cycle::<O, C::Item>(<C::Item as Graph>::Repr::node_types) {
            leak::watch_thread();
            self.candidacy.begin(self.host.with(StdWeak::clone));
        }
    }

    /// To be called when targets have been taken out.
    fn note_removal(&self) {
        if self.targets.is_empty() {
            self.candidacy.end();
        }
    }
}

impl<O: NodeType, C: SharedContainer> Drop for Shared<O, C> {
    #[inline]
    fn drop(&mut self) {
        self.candidacy.end();
        self.targets.drop_targets(ptr::from_ref(self).addr());
    }
}

impl<O: NodeType, C: SharedContainer> Link for Shared<O, C> {
    const KIND: Option<LinkKind> = Some(LinkKind::Shared);

    fn view(&self) -> Option<DynLink<'_>> {
        Some(DynLink::Shared(self))
    }

    #[inline]
    fn move_in<N: DynNode>(&self, node: &StdRc<N>, _: bool) {
        self.host.move_in(node);
    }

    fn link_info() -> Option<LinkInfo> {
        let targets = <C::Item as Graph>::Repr::node_types;
        Some(LinkInfo { kind: LinkKind::Shared, is_list: C::IS_LIST, targets })
    }
}

impl<O: NodeType, C: SharedContainer> EmptyLink<O::Node> for Shared<O, C> {
    fn empty(number: usize) -> Self {
        let candidacy = Candidacy::new(number);
        Shared { targets: C::Targets::default(), candidacy, host: Host::unknown() }
    }
}

impl<O: NodeType, C: SharedContainer> DynShared for Shared<O, C> {
    fn targets(&self) -> DynSnapshot {
        self.targets.children()
    }

    fn show(&self, number: usize, search: &mut Census) {
        self.targets.show(number, search);
    }

    fn cut(&self, candidates: &mut Candidates) {
        self.candidacy.end_among(candidates);
        self.targets.cut();
    }
}

/// The targets' handles, which print their types and addresses: a graph prints no further.
impl<O: NodeType, C: SharedContainer> fmt::Debug for Shared<O, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let targets = self.targets.children();
        f.debug_list().entries(targets.iter().map(DynHandle::to_untyped)).finish()
    }
}

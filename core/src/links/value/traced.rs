//! [`Traced`]: the kind of a value in which the library sees the handles.

// How traced values work
//
// A traced value holds the nodes of its handles as a shared link holds its targets, in the order of
// the data. `DynTraced` shows it to deaths and collections as such a link, and the notes in `death`
// and `collect` are true of it. But it differs from a list of targets:
//
// * To find one handle takes a walk through all of the data, so callers ask for all handles at once.
//   A death keeps the handles that it has found, with the version of the value. Each change makes
//   another version, and then the death looks again.
// * A change may put handles anywhere in the data. So a value is *registered* when a handle is found,
//   or after a few changes: its node is marked as needing finalization, and becomes a candidate if its
//   types can form a cycle. From then on, a change costs nothing more. The nodes in the value are not
//   marked until a death finds them.
// * In a collection, each change in a hook counts as one that has released a node.
// * The data may have a `Drop` that is user code (in a part that `#[trace(skip)]` hides). It cannot
//   reach a value that a collection has cut: the nodes are dead by then.

use std::any::Any;
use std::cell::Cell;
use std::marker::PhantomData;
use std::ptr;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::collect::can_close_cycle::can_close_cycle;
use crate::collect::candidates::Candidacy;
use crate::collect::census::Census;
use crate::collect::{collect_if_due, leak};
use crate::death::{self, teardown};
use crate::kernel::any::AnyRc;
use crate::kernel::copies::Copies;
use crate::kernel::dyn_handle::DynHandle;
use crate::kernel::dyn_link::{DynLink, DynShared, DynTraced, Link};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::link_kind::LinkKind;
use crate::kernel::snapshot::DynSnapshot;
use crate::kernel::trace::{Trace, TracedTypes, for_each_handle, may_hold, retarget};
use crate::kernel::type_info::{LinkInfo, TypeInfo};
use crate::links::host::Host;
use crate::links::value::Value;
use crate::links::value::kind::{ValueKind, ValueStorage};
use crate::model::build::Making;
use crate::model::duplicate::CopyLink;
use crate::model::graph::NodeType;
use crate::model::live_node::TracedLink;
use crate::model::sealed::SealedValueKind;
use crate::store::small_vec::SmallVec;
use crate::store::value_cell::{Held, ValueCell};

/// The kind of a [`Value`](crate::Value) whose handles the library sees: `#[graph(value, trace)]`. The
/// type of the data has [`Trace`](trait@crate::Trace).
pub enum Traced {}

impl<V: Trace> SealedValueKind<V> for Traced {}

impl<V: Trace> ValueKind<V> for Traced {
    type Storage = TracedCell<V>;
}

/// The data of a traced value, and the value's record among the candidates.
pub struct TracedCell<V: Trace> {
    cell: ValueCell<V>,
    candidacy: Candidacy,
    /// The address of the host, once the value is registered.
    host: Cell<*const ()>,
    /// Each change makes another one.
    version: Cell<u32>,
    /// How many changes have looked for handles and found none; or [`REGISTERED`], or
    /// [`BUILT_WITH_HANDLES`].
    looks: Cell<u8>,
}

/// After this many changes, a value counts as one with handles, and is not searched any more. So a
/// change costs O(1), amortised; and a value without handles that rarely changes costs its node
/// nothing.
const MAX_LOOKS: u8 = 4;

/// The host has been marked, and is a candidate if it can be part of a cycle.
const REGISTERED: u8 = u8::MAX;

/// The plain value had handles in it. The value is registered when the host is known.
const BUILT_WITH_HANDLES: u8 = u8::MAX - 1;

impl<V: Trace> TracedCell<V> {
    /// Whether there are handles in the data.
    fn has_handles(&self) -> bool {
        let mut has_handles = false;
        self.for_each(&mut |_| has_handles = true);
        has_handles
    }

    fn for_each(&self, inspect: &mut dyn FnMut(&dyn DynHandle)) {
        if let Some(data) = self.cell.try_take_out() {
            for_each_handle(&*data, &mut |handle| inspect(handle));
        }
    }

    #[cold]
    fn look_for_handles<O: NodeType>(&self, host: &Host<O>) {
        let looks = self.looks.get();
        if looks < MAX_LOOKS && !self.has_handles() {
            self.looks.set(looks + 1);
        } else if let Some(node) = host.upgrade() {
            if node.header().set_needs_finalization_below() {
                death::mark_above_holder(&*node);
            }
            self.register(host);
        }
    }

    fn register<O: NodeType>(&self, host: &Host<O>) {
        self.looks.set(REGISTERED);
        // `V` may be a declared type, too, to whose nodes other links lead.
        if can_close_cycle::<O, PhantomData<V>>(node_types::<V>) {
            leak::watch_thread();
            self.host.set(host.address());
            self.candidacy.begin(host.with(StdWeak::clone));
        }
    }
}

impl<V: Trace> ValueStorage<V> for TracedCell<V> {
    fn new(value: V, number: usize) -> Self {
        TracedCell {
            cell: ValueCell::new(value),
            candidacy: Candidacy::new(number),
            host: Cell::new(ptr::null()),
            version: Cell::new(0),
            looks: Cell::new(0),
        }
    }

    #[inline]
    fn cell(&self) -> &ValueCell<V> {
        &self.cell
    }

    #[inline]
    fn changed<O: NodeType>(&self, host: &Host<O>) {
        self.changed_back();
        if may_hold::<V>() && self.looks.get() != REGISTERED {
            self.look_for_handles(host);
        }
    }

    /// If there are handles in the data, the value was registered when it was there for the first time.
    #[inline]
    fn changed_back(&self) {
        self.version.set(self.version.get().wrapping_add(1));
        death::note_released();
    }

    #[inline]
    fn after_change() {
        collect_if_due();
    }
}

impl<V: Trace> Drop for TracedCell<V> {
    fn drop(&mut self) {
        self.candidacy.end(|| self.host.get());
        let address = ptr::from_ref(self).addr();
        teardown::drop_data(address, self.cell.held_mut(), all_handles);
    }
}

fn all_handles<V: Trace>(held: &Held<V>) -> Vec<AnyRc> {
    let mut all = Vec::new();
    for_each_handle(&**held, &mut |handle| all.push(handle.to_untyped()));
    all
}

/// Adds the node types that the data can lead to.
fn node_types<V: Trace>(all: &mut Vec<&'static TypeInfo>) {
    TracedTypes::of::<V>().add_to(all);
}

impl<O: NodeType, V: Trace> TracedLink<O::Node, V> for Value<O, V, Traced> {
    #[inline]
    fn build_in(number: usize, plain: V, new: &mut Making<'_>) -> Self {
        let value: Self = Value::new(plain, number);
        if value.storage.has_handles() {
            value.storage.looks.set(BUILT_WITH_HANDLES);
            // It counts as a node above others that need finalization.
            new.begin_children();
            new.context.note_need();
        }
        value
    }
}

/// The data was cloned when the copy was made. Its handles still lead to the originals.
impl<O: NodeType, V: Trace> CopyLink for Value<O, V, Traced> {
    const IS_TRACED: bool = true;

    fn copy_to(&self, copy: &Self, copies: &Copies) {
        if const { !may_hold::<V>() } {
            return;
        }
        if let Some(mut data) = copy.storage.cell.try_take_out() {
            if let Some(data) = data.get_mut() {
                retarget(data, &mut |node| copies.at(node.address()).cloned());
            }
        }
        copy.storage.changed(&copy.host);
    }
}

impl<O: NodeType, V: Trace> Link for Value<O, V, Traced> {
    const KIND: Option<LinkKind> = Some(LinkKind::Traced);

    #[inline]
    fn view(&self) -> Option<DynLink<'_>> {
        Some(DynLink::Traced(self))
    }

    fn move_in<N: DynNode>(&self, node: &StdRc<N>, _: bool) {
        self.host.move_in(node);
        if self.storage.looks.get() == BUILT_WITH_HANDLES {
            self.storage.register(&self.host);
        }
    }

    fn show_targets(&self, number: usize, census: &mut Census) {
        if census.ends(&self.storage.candidacy) {
            census.note_value();
        } else if census.shows_shared() {
            census.begin(number, self.storage.cell.has_readers());
            self.storage.for_each(&mut |handle| census.show_dyn(handle));
        }
    }

    #[inline]
    fn link_info() -> Option<LinkInfo> {
        Some(LinkInfo {
            kind: LinkKind::Traced,
            is_list: true,
            key_type: None,
            keyed: None,
            is_required: false,
            targets: node_types::<V>,
        })
    }
}

impl<O: NodeType, V: Trace> DynShared for Value<O, V, Traced> {
    fn targets(&self) -> DynSnapshot {
        let mut all = Vec::new();
        self.storage.for_each(&mut |handle| all.push(handle.to_untyped()));
        DynSnapshot::Many(StdRc::new(SmallVec::Many(all)))
    }

    fn cut(&self) {
        drop(self.storage.cell.take_held());
    }

    fn candidacy(&self) -> &Candidacy {
        &self.storage.candidacy
    }
}

impl<O: NodeType, V: Trace> DynTraced for Value<O, V, Traced> {
    fn version(&self) -> u32 {
        self.storage.version.get()
    }

    fn has_readers(&self) -> bool {
        self.storage.cell.has_readers()
    }

    fn storage(&self) -> &dyn Any {
        &self.storage
    }

    fn for_each(&self, inspect: &mut dyn FnMut(&dyn DynHandle)) {
        self.storage.for_each(inspect);
    }
}

//! Which weak collections a node is in, so that it leaves them when it dies.
//!
//! The node itself has but a mark for it, the one that it has for attached finalizers too: like these, its
//! memberships are looked up when it is dead, by its address.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::mem::{self, ManuallyDrop};
use std::ops::Deref;
use std::rc::Rc as StdRc;

use crate::death::mark;
use crate::object::Object;
use crate::weak::bucket::Bucket;
use crate::weak::hash::BuildFoldedHash;

/// The inside of a collection that holds nodes without keeping them. No code of the user's may run in here.
pub(crate) trait Collection: 'static {
    /// Takes out the entry of a node that is dead, and gives back what the user's code is to drop.
    fn forget(&self, entry: EntryId) -> Option<StdRc<dyn Any>>;

    /// The membership of this entry, if it is still there, has another place among the node's.
    fn set_place(&self, entry: EntryId, place: usize);
}

/// Where a collection has an entry.
#[derive(Clone, Copy)]
pub(crate) struct EntryId {
    /// The hash of its key, where there are keys.
    pub(crate) hash: u64,
    /// No other entry there has this one, now or later; or the node's address.
    pub(crate) number: u64,
}

/// A node's being in a collection.
pub(crate) struct Membership {
    pub(crate) collection: StdRc<dyn Collection>,
    pub(crate) entry: EntryId,
}

type OfNodes = HashMap<*const (), Bucket<Membership>, BuildFoldedHash>;

thread_local! {
    /// Those of this thread's nodes. It has no buffer when it is empty, and, as all thread-locals of this
    /// crate, no destructor.
    static OF_NODES: RefCell<ManuallyDrop<OfNodes>> =
        const { RefCell::new(ManuallyDrop::new(HashMap::with_hasher(BuildFoldedHash::new()))) };
}

/// Nothing of the user's may run in `change`.
fn with_all<R>(change: impl FnOnce(&mut OfNodes) -> R) -> R {
    OF_NODES.with_borrow_mut(|all| {
        let answer = change(all);
        if all.is_empty() {
            drop(mem::take::<OfNodes>(all));
        }
        answer
    })
}

/// Adds a membership of a node. Gives its place among the node's.
///
/// O(1), amortised: the mark that lets the owners know climbs by each of them once.
pub(crate) fn join(node: &dyn Object, membership: Membership) -> usize {
    node.header().set_attached_to();
    mark(node);
    with_all(|all| match all.entry(node.address()) {
        Entry::Occupied(known) => {
            let all = known.into_mut();
            all.push(membership);
            all.as_slice().len() - 1
        }
        Entry::Vacant(unknown) => {
            unknown.insert(Bucket::One(membership));
            0
        }
    })
}

/// Takes away the membership at a place of the node's. The last one gets its place. O(1).
pub(crate) fn leave(node: *const (), place: usize) {
    let moved = with_all(|all| {
        let Entry::Occupied(mut known) = all.entry(node) else { return None };
        known.get_mut().swap_remove(place);
        if known.get().is_empty() {
            known.remove();
            return None;
        }
        let moved = known.get().as_slice().get(place)?;
        Some((StdRc::clone(&moved.collection), moved.entry))
    });
    if let Some((collection, entry)) = moved {
        collection.set_place(entry, place);
    }
}

/// Lets a dead node leave all collections. What the user's code is to drop is given to `keep`.
pub(crate) fn end(node: *const (), mut keep: impl FnMut(StdRc<dyn Any>)) {
    let mut forget = |Membership { collection, entry }: Membership| {
        if let Some(remains) = collection.forget(entry) {
            keep(remains);
        }
    };
    match with_all(|all| all.remove(&node)) {
        None => {}
        Some(Bucket::One(only)) => forget(only),
        Some(Bucket::Many(all)) => all.into_iter().for_each(forget),
    }
}

/// The strong handle to the inside of a collection, which its memberships know, too: the user's, so that with it
/// the collection goes.
pub(crate) struct Home<C: Clear> {
    collection: StdRc<C>,
}

/// What empties itself.
pub(crate) trait Clear: Collection {
    /// Takes all entries out, then drops what is the user's.
    fn clear(&self);
}

impl<C: Clear> Home<C> {
    pub(crate) fn as_rc(&self) -> &StdRc<C> {
        &self.collection
    }
}

impl<C: Clear + Default> Default for Home<C> {
    fn default() -> Self {
        Home { collection: StdRc::new(C::default()) }
    }
}

impl<C: Clear> Deref for Home<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.collection
    }
}

impl<C: Clear> Drop for Home<C> {
    fn drop(&mut self) {
        self.collection.clear();
    }
}

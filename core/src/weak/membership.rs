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
    /// The hash of its key, or the address of its node.
    pub(crate) hash: u64,
    /// Where its key is. Keys of one hash differ in that.
    pub(crate) key: *const (),
}

/// A node's being in a collection.
pub(crate) struct Membership {
    pub(crate) collection: StdRc<dyn Collection>,
    pub(crate) entry: EntryId,
}

/// All memberships of a node. Most have but one.
struct Memberships {
    first: Membership,
    more: Vec<Membership>,
}

type OfNodes = HashMap<*const (), Memberships, BuildFoldedHash>;

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
            let more = &mut known.into_mut().more;
            more.push(membership);
            more.len()
        }
        Entry::Vacant(unknown) => {
            unknown.insert(Memberships { first: membership, more: Vec::new() });
            0
        }
    })
}

/// Takes away the membership at a place of the node's. The last one gets its place. O(1).
pub(crate) fn leave(node: *const (), place: usize) {
    let moved = with_all(|all| {
        let Entry::Occupied(mut known) = all.entry(node) else { return None };
        let Memberships { first, more } = known.get_mut();
        let Some(last) = more.pop() else {
            known.remove();
            return None;
        };
        let left = if place == 0 { first } else { more.get_mut(place - 1)? };
        let moved = (StdRc::clone(&last.collection), last.entry);
        *left = last;
        Some(moved)
    });
    if let Some((collection, entry)) = moved {
        collection.set_place(entry, place);
    }
}

/// Lets a dead node leave all collections. What the user's code is to drop is given to `keep`.
pub(crate) fn end(node: *const (), mut keep: impl FnMut(StdRc<dyn Any>)) {
    let Some(Memberships { first, more }) = with_all(|all| all.remove(&node)) else { return };
    for Membership { collection, entry } in std::iter::once(first).chain(more) {
        collection.forget(entry).into_iter().for_each(&mut keep);
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

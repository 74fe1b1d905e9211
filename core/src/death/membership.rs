//! The weak collections that each node is in, so that it leaves them when it dies.
//!
//! The node itself has only a mark, the same as for attached finalizers. When it is dead, its
//! memberships are looked up by its address, as its finalizers are.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::mem::{self, ManuallyDrop};
use std::ops::Deref;
use std::rc::Rc as StdRc;

use crate::store::bucket::Bucket;
use crate::store::hash::BuildFoldedHash;
use crate::store::sparse;

/// The inside of a collection that holds nodes weakly. No user code may run in its functions.
pub(crate) trait Collection: 'static {
    /// Removes the entry of a dead node, and returns the user data in it for the caller to drop.
    fn forget(&self, entry: EntryId) -> Option<StdRc<dyn Any>>;

    /// Call this when the membership of this entry has moved to another slot. Does nothing if the
    /// entry is gone.
    fn set_slot(&self, entry: EntryId, slot: usize);
}

/// Where a collection has an entry.
#[derive(Clone, Copy)]
pub(crate) struct EntryId {
    /// The hash of its key, if the collection has keys.
    pub(crate) hash: u64,
    /// A number that no other entry of the collection ever has; or the address of the node.
    pub(crate) number: u64,
}

/// A node's record of its entry in a weak collection.
pub(crate) struct Membership {
    pub(crate) collection: StdRc<dyn Collection>,
    pub(crate) entry: EntryId,
}

/// The memberships of each node, by its address.
type Memberships = HashMap<*const (), Bucket<Membership>, BuildFoldedHash>;

thread_local! {
    /// The memberships of the nodes of this thread. It has no destructor, so it keeps no buffer
    /// while it is empty.
    static MEMBERSHIPS: RefCell<ManuallyDrop<Memberships>> =
        const { RefCell::new(ManuallyDrop::new(HashMap::with_hasher(BuildFoldedHash::new()))) };
}

/// Gives back memory if most of the table is unused. No user code may run in `change`.
fn with_memberships<R>(change: impl FnOnce(&mut Memberships) -> R) -> R {
    MEMBERSHIPS.with_borrow_mut(|memberships| {
        let result = change(memberships);
        if memberships.is_empty() {
            drop(mem::take::<Memberships>(memberships));
        } else {
            sparse::shrink_table(memberships, 0);
        }
        result
    })
}

/// Adds a membership to the node at this address, and returns its slot among those of the node. The
/// node must be marked: call [`join_collection`](crate::death::join_collection).
pub(super) fn add(node: *const (), membership: Membership) -> usize {
    with_memberships(|memberships| match memberships.entry(node) {
        Entry::Occupied(entry) => {
            let of_node = entry.into_mut();
            of_node.push(membership);
            of_node.as_slice().len() - 1
        }
        Entry::Vacant(entry) => {
            entry.insert(Bucket::One(membership));
            0
        }
    })
}

/// Removes the membership in this slot of the node. The last one moves to its slot. O(1).
pub(crate) fn leave(node: *const (), slot: usize) {
    let moved = with_memberships(|memberships| {
        let Entry::Occupied(mut of_node) = memberships.entry(node) else { return None };
        of_node.get_mut().swap_remove(slot);
        if of_node.get().is_empty() {
            of_node.remove();
            return None;
        }
        let moved = of_node.get().as_slice().get(slot)?;
        Some((StdRc::clone(&moved.collection), moved.entry))
    });
    if let Some((collection, entry)) = moved {
        collection.set_slot(entry, slot);
    }
}

/// Takes a dead node out of all collections. The user data in their entries goes to `keep`.
pub(super) fn leave_all(node: *const (), mut keep: impl FnMut(StdRc<dyn Any>)) {
    let mut forget = |Membership { collection, entry }: Membership| {
        if let Some(remains) = collection.forget(entry) {
            keep(remains);
        }
    };
    match with_memberships(|memberships| memberships.remove(&node)) {
        None => {}
        Some(Bucket::One(only)) => forget(only),
        Some(Bucket::Many(all)) => all.into_iter().for_each(forget),
    }
}

/// The handle to the inside of a collection that the collection's public type has. Memberships hold
/// the inside as well, so the drop of this handle empties it.
// rustc quotes the next line when a weak collection is sent to another thread.
pub(crate) struct CollectionOwner<C: Clear> /* belongs to one thread, like its nodes */ {
    collection: StdRc<C>,
}

/// A collection that can be emptied.
pub(crate) trait Clear: Collection {
    /// Takes all entries out, then drops the user data in them.
    fn clear(&self);
}

impl<C: Clear> CollectionOwner<C> {
    pub(crate) fn as_rc(&self) -> &StdRc<C> {
        &self.collection
    }
}

impl<C: Clear + Default> Default for CollectionOwner<C> {
    fn default() -> Self {
        CollectionOwner { collection: StdRc::new(C::default()) }
    }
}

impl<C: Clear> Deref for CollectionOwner<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.collection
    }
}

impl<C: Clear> Drop for CollectionOwner<C> {
    fn drop(&mut self) {
        self.collection.clear();
    }
}

#[cfg(test)]
mod tests {
    use crate::death::membership::with_memberships;
    use crate::weak::{WeakKeyMap, WeakSet, WeakValueMap};
    use crate::{Graph, Rc};

    #[derive(Graph)]
    #[graph(crate = crate)]
    struct Page {}

    /// How many memberships all nodes of this thread have.
    fn count() -> usize {
        with_memberships(|all| all.values().map(|of_node| of_node.as_slice().len()).sum())
    }

    fn page() -> Rc<Page> {
        Page {}.into_graph()
    }

    #[test]
    fn an_entry_that_leaves_a_value_map_leaves_no_membership() {
        let map = WeakValueMap::<u32, Page>::new();
        let [first, second] = [page(), page()];
        for key in 0..5 {
            map.insert(key, &first);
        }
        assert_eq!(count(), 5);
        map.insert(3, &second);
        map.insert(3, &second);
        assert_eq!(count(), 5);
        map.remove(&0);
        map.remove(&3);
        assert_eq!(count(), 3);
        map.retain(|key, _| *key != 1);
        assert_eq!(count(), 2);
        drop(map.drain());
        assert_eq!(count(), 0);
    }

    #[test]
    fn an_entry_that_is_removed_by_its_node_leaves_no_membership() {
        let set = WeakSet::<Page>::new();
        let map = WeakKeyMap::<Page, u32>::new();
        let pages = [page(), page(), page()];
        for page in &pages {
            set.insert(page);
            set.insert(page);
            map.insert(page, 1);
            map.insert(page, 2);
        }
        assert_eq!(count(), 6);
        set.remove(&pages[0]);
        map.remove(&pages[0]);
        assert_eq!(count(), 4);
        set.retain(|page| *page == pages[1]);
        map.retain(|page, _| *page == pages[2]);
        assert_eq!(count(), 2);
        set.clear();
        map.clear();
        assert_eq!(count(), 0);
    }

    #[test]
    fn a_dropped_collection_leaves_no_membership() {
        let page = page();
        let sets: Vec<_> = (0..10).map(|_| WeakSet::<Page>::from([page.clone()])).collect();
        let map = WeakValueMap::<u32, Page>::from([(1, page.clone()), (2, page.clone())]);
        assert_eq!(count(), 12);
        drop(map);
        assert_eq!(count(), 10);
        drop(sets);
        assert_eq!(count(), 0);
    }

    #[test]
    fn a_dead_node_leaves_no_membership() {
        let [page, other] = [page(), page()];
        let set = WeakSet::<Page>::from([page.clone(), other.clone()]);
        let map = WeakValueMap::<u32, Page>::from([(1, page.clone()), (2, page.clone())]);
        assert_eq!(count(), 4);
        drop(page);
        assert_eq!((count(), set.len(), map.len()), (1, 1, 0));
        drop(other);
        assert_eq!(count(), 0);
    }

    #[test]
    fn the_last_membership_moves_to_the_free_slot() {
        let page = page();
        let sets: [WeakSet<Page>; 4] = Default::default();
        for set in &sets {
            set.insert(&page);
        }
        // The last membership moves to the slot of the first, and is removed from there.
        for left in [0, 3, 1, 2] {
            assert!(sets[left].remove(&page));
            assert!(!sets[left].contains(&page));
        }
        assert_eq!(count(), 0);
    }
}

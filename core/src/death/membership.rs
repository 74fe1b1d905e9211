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
use crate::kernel::dyn_node::DynNode;
use crate::store::bucket::Bucket;
use crate::store::hash::BuildFoldedHash;

/// The inside of a collection that holds nodes without keeping them. No code of the user's may run in here.
pub(crate) trait Collection: 'static {
    /// Takes out the entry of a node that is dead, and gives back what the user's code is to drop.
    fn forget(&self, entry: EntryId) -> Option<StdRc<dyn Any>>;

    /// The membership of this entry, if it is still there, has another place among the node's.
    fn set_slot(&self, entry: EntryId, place: usize);
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
pub(crate) fn join(node: &dyn DynNode, membership: Membership) -> usize {
    node.header().set_has_attached();
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
        collection.set_slot(entry, place);
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
// Who sends one to another thread is shown this line by the compiler.
pub(crate) struct CollectionOwner<C: Clear> /* of one thread, as its nodes are */ {
    collection: StdRc<C>,
}

/// What empties itself.
pub(crate) trait Clear: Collection {
    /// Takes all entries out, then drops what is the user's.
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
    use crate::death::membership::with_all;
    use crate::weak::{WeakKeyMap, WeakSet, WeakValueMap};
    use crate::{Graph, Rc};

    #[derive(Graph)]
    #[graph(crate = crate)]
    struct Page {}

    /// How many memberships there are, whoever has them.
    fn count() -> usize {
        with_all(|all| all.values().map(|of_node| of_node.as_slice().len()).sum())
    }

    fn page() -> Rc<Page> {
        Page {}.into_graph()
    }

    #[test]
    fn what_is_taken_out_of_a_value_map_leaves_nothing() {
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
    fn what_is_taken_out_by_the_node_leaves_nothing() {
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
    fn a_collection_that_is_dropped_leaves_nothing() {
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
    fn a_node_that_dies_leaves_nothing() {
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
    fn memberships_move_when_one_is_left() {
        let page = page();
        let sets: [WeakSet<Page>; 4] = Default::default();
        for set in &sets {
            set.insert(&page);
        }
        // The last one gets the place of the first, and is left from there.
        for left in [0, 3, 1, 2] {
            assert!(sets[left].remove(&page));
            assert!(!sets[left].contains(&page));
        }
        assert_eq!(count(), 0);
    }
}

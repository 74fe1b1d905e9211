//! The weak link to a list of nodes.
//!
//! The list keeps a weak handle for each entry, so a target that dies leaves its entry here, and
//! the memory that it was in stays allocated. An operation that looks through the entries, and
//! finds more dead ones than live ones, removes the dead. So each operation costs O(live entries),
//! apart from the removals, and each entry is removed once. Users see the live entries only, and
//! count only those; an operation that changes the list at an index removes all dead ones first.
//!
//! The dead leave in one place, [`WeakLink::purge`].

use crate::links::iter::{Drain, Iter};
use crate::links::weak_link::WeakLink;
use crate::model::as_handle::AsHandle;
use crate::model::graph::{Graph, NodeType};
use crate::model::weak::Weak;

/// The room for new entries that a list keeps at least.
const MIN_ROOM: usize = 4;

/// A weak link to a list of nodes. A node may be in it more than once. Its operations are named as
/// `Vec`'s are, and take nodes by reference. Dead nodes are never seen: lengths and indices count
/// the live ones.
///
/// The costs are for a list of n live nodes. An operation may also remove the entries of dead
/// nodes, each once: amortised O(1) for each entry that was ever added. To find an index or the
/// length, an operation has to ask each entry before it whether its node is alive.
///
/// ```
/// use kinfolk::Graph;
///
/// #[derive(Graph)]
/// #[graph(weak(selected: Vec<Shape>))]
/// struct Canvas {}
///
/// #[derive(Graph)]
/// struct Shape {
///     z: u32,
/// }
///
/// let canvas = Canvas {}.into_graph();
/// let [a, b, c] = [3, 1, 2].map(|z| Shape { z }.into_graph());
/// canvas.selected.extend([&a, &b, &c]);
/// drop(b);
/// assert_eq!(canvas.selected.len(), 2);
/// assert_eq!(canvas.selected.position(&c), Some(1));
///
/// canvas.selected.insert(1, &a);
/// canvas.selected.sort_by_key(|shape| shape.z);
/// assert!(canvas.selected.iter().eq([c, a.clone(), a]));
/// ```
impl<O: NodeType, T: Graph> WeakLink<O, Vec<T>> {
    /// The number of live entries. A node that is in the list twice counts twice. O(n).
    pub fn len(&self) -> usize {
        self.look(|_| false).alive
    }

    /// Whether no entry is alive. O(1), apart from dead entries.
    pub fn is_empty(&self) -> bool {
        self.first().is_none()
    }

    /// Whether this node is in the list. O(n).
    pub fn contains(&self, target: &impl AsHandle<T::Declared>) -> bool {
        self.position(target).is_some()
    }

    /// The index of this node's first entry. O(n).
    pub fn position(&self, target: &impl AsHandle<T::Declared>) -> Option<usize> {
        let target = Weak::of(target);
        self.look(|other| *other == target).found
    }

    /// The node at `index`. O(index).
    pub fn get(&self, index: usize) -> Option<T::Handle> {
        let mut alive = 0;
        let mut found = None;
        self.look(|target| {
            if alive == index {
                found = Some(target.clone());
            }
            alive += 1;
            found.is_some()
        });
        found?.upgrade()
    }

    /// The first node. O(1), apart from dead entries.
    pub fn first(&self) -> Option<T::Handle> {
        self.get(0)
    }

    /// The last node. O(1), apart from dead entries.
    pub fn last(&self) -> Option<T::Handle> {
        let (mut dead, mut entries) = (0, 0);
        let last = self.targets.with(|targets| {
            entries = targets.len();
            let last = targets.iter().rev().find(|target| {
                let is_alive = target.is_alive();
                dead += usize::from(!is_alive);
                is_alive
            });
            last.cloned()
        });
        if dead > entries - dead {
            self.purge();
        }
        last?.upgrade()
    }

    /// A snapshot of the live nodes, in order, as an iterator over handles. O(n).
    pub fn iter(&self) -> Iter<T::Handle> {
        let mut entries = 0;
        let alive: Vec<_> = self.targets.with(|targets| {
            entries = targets.len();
            targets.iter().filter_map(Weak::upgrade).collect()
        });
        if entries - alive.len() > alive.len() {
            self.purge();
        }
        Iter::over_slice(alive.into())
    }

    /// Appends a node. Amortised O(1).
    pub fn push(&self, target: &impl AsHandle<T::Declared>) {
        self.add_room_for(1);
        self.targets.edit(|targets| targets.push(Weak::of(target)));
    }

    /// Appends nodes, in order. Amortised O(k) for k nodes.
    ///
    /// The iterator ends before anything changes, so it may change the graph, including this list.
    pub fn extend<I>(&self, targets: I)
    where
        I: IntoIterator<Item: AsHandle<T::Declared>>,
    {
        let new: Vec<_> = targets.into_iter().map(|target| Weak::of(&target)).collect();
        self.add_room_for(new.len());
        self.targets.edit(|targets| targets.extend(new));
    }

    /// Inserts a node at `index`. O(n).
    ///
    /// # Panics
    /// If `index` is larger than the length.
    #[track_caller]
    pub fn insert(&self, index: usize, target: &impl AsHandle<T::Declared>) {
        let len = self.purged_len();
        if index > len {
            out_of_bounds("insert", index, len);
        }
        self.add_room_for(1);
        self.targets.edit(|targets| targets.insert(index, Weak::of(target)));
    }

    /// Puts a node in the place of another, and returns the other. O(n).
    ///
    /// # Panics
    /// If `index` is out of bounds.
    #[track_caller]
    pub fn replace(&self, index: usize, target: &impl AsHandle<T::Declared>) -> T::Handle {
        self.check_index("replace", index);
        let target = Weak::of(target);
        alive(&self.targets.rearrange(|targets| std::mem::replace(&mut targets[index], target)))
    }

    /// Removes all entries of this node, and returns whether there was one. O(n).
    pub fn remove(&self, target: &impl AsHandle<T::Declared>) -> bool {
        let target = Weak::of(target);
        self.purge();
        self.remove_entries(|other| *other == target)
    }

    /// Removes the entry at `index`, and returns the node. The entries after it move up. O(n).
    ///
    /// # Panics
    /// If `index` is out of bounds.
    #[track_caller]
    pub fn remove_at(&self, index: usize) -> T::Handle {
        self.check_index("remove_at", index);
        alive(&self.edit_and_give_back(|targets| targets.remove(index)))
    }

    /// Removes the last node and returns it. O(1); O(n) if there are dead entries after it.
    pub fn pop(&self) -> Option<T::Handle> {
        if self.targets.with(|targets| targets.last().is_some_and(|last| !last.is_alive())) {
            self.purge();
        }
        self.edit_and_give_back(Vec::pop).as_ref().map(alive)
    }

    /// Removes all nodes, and returns them in order. O(n).
    pub fn drain(&self) -> Drain<T::Handle> {
        let all = self.iter().collect();
        self.clear();
        Drain::over(all)
    }

    /// Removes the entries from index `len` on. Does nothing if there are not more than `len`. O(n).
    pub fn truncate(&self, len: usize) {
        self.purge();
        self.edit_and_give_back(|targets| targets.truncate(len));
    }

    /// Removes all nodes. O(n).
    pub fn clear(&self) {
        self.targets.take();
    }

    /// Looks at the live entries, up to the one for which `is_it` returns `true`.
    fn look(&self, mut is_it: impl FnMut(&Weak<T>) -> bool) -> Seen {
        let mut seen = Seen { alive: 0, found: None };
        let mut dead = 0;
        self.targets.with(|targets| {
            for target in targets {
                // While most entries are dead, the search goes on to the end, and removes them.
                if seen.found.is_some() && dead <= seen.alive {
                    break;
                }
                if !target.is_alive() {
                    dead += 1;
                    continue;
                }
                if seen.found.is_none() && is_it(target) {
                    seen.found = Some(seen.alive);
                }
                seen.alive += 1;
            }
        });
        if dead > seen.alive {
            self.purge();
        }
        seen
    }

    /// Removes the entries that `is_rejected` names, and returns whether there was one.
    pub(super) fn remove_entries(&self, mut is_rejected: impl FnMut(&Weak<T>) -> bool) -> bool {
        self.edit_and_give_back(|targets| {
            let before = targets.len();
            targets.retain(|target| !is_rejected(target));
            targets.len() < before
        })
    }

    /// Makes room for new entries, if there is none: by removing the dead, if that is enough.
    fn add_room_for(&self, count: usize) {
        let has_room = |targets: &mut Vec<_>| targets.capacity() - targets.len() >= count;
        if self.targets.edit(has_room) {
            return;
        }
        self.purge();
        // Then at least half of the buffer is free, so the next removal is far away.
        self.targets.edit(|targets| targets.reserve(targets.len().max(count).max(MIN_ROOM)));
    }

    /// Removes the entries of dead nodes. No other function removes an entry that no user code asked
    /// to remove.
    pub(super) fn purge(&self) {
        self.edit_and_give_back(|targets| targets.retain(Weak::is_alive));
    }

    /// The length, when the dead are removed. Then the index of an entry is the one that users know.
    pub(super) fn purged_len(&self) -> usize {
        self.purge();
        self.targets.len()
    }

    /// Removes the dead, and checks an index.
    #[track_caller]
    pub(super) fn check_index(&self, operation: &str, index: usize) {
        self.purge();
        self.targets.check_index(operation, index, "nodes");
    }

    /// Changes the entries, and gives back the room that is unused then.
    fn edit_and_give_back<R>(&self, edit: impl FnOnce(&mut Vec<Weak<T>>) -> R) -> R {
        self.targets.edit(|targets| {
            let answer = edit(targets);
            if targets.capacity() / 4 > targets.len().max(MIN_ROOM) {
                targets.shrink_to(targets.len() * 2);
            }
            answer
        })
    }
}

/// What a search has seen.
struct Seen {
    /// The live entries, up to the one that was looked for.
    alive: usize,
    /// The index of that one.
    found: Option<usize>,
}

/// The node of an entry that was just seen to be alive.
fn alive<T: Graph>(target: &Weak<T>) -> T::Handle {
    target.upgrade().expect("no code has run since this node was seen alive")
}

#[cold]
#[track_caller]
fn out_of_bounds(operation: &str, index: usize, len: usize) -> ! {
    panic!("{operation}: index {index} is out of bounds for {len} nodes")
}

impl<O: NodeType, T: Graph> IntoIterator for &WeakLink<O, Vec<T>> {
    type Item = T::Handle;
    type IntoIter = Iter<T::Handle>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use crate::{Graph, Rc};

    #[derive(Graph)]
    #[graph(crate = crate, weak(friend: Person), weak(friends: Vec<Person>))]
    struct Person {}

    fn person() -> Rc<Person> {
        Person {}.into_graph()
    }

    fn people(count: usize) -> Vec<Rc<Person>> {
        (0..count).map(|_| person()).collect()
    }

    /// A person with these friends.
    fn with_friends<'a>(friends: impl IntoIterator<Item = &'a Rc<Person>>) -> Rc<Person> {
        let ann = person();
        for friend in friends {
            ann.friends.push(friend);
        }
        ann
    }

    /// How many entries the list of friends has, those of dead nodes included.
    fn entries(person: &Rc<Person>) -> usize {
        person.friends.targets.len()
    }

    fn capacity(person: &Rc<Person>) -> usize {
        person.friends.targets.edit(|targets| targets.capacity())
    }

    #[test]
    fn each_operation_removes_the_entries_of_dead_nodes() {
        type Operation = fn(ann: &Rc<Person>, bob: &Rc<Person>);
        let operations: [Operation; 17] = [
            |ann, bob| assert!(ann.friends.iter().eq([bob.clone()])),
            |ann, bob| assert!(ann.friends.contains(bob)),
            |ann, _| assert!(!ann.friends.contains(&person())),
            |ann, _| assert!(!ann.friends.remove(&person())),
            |ann, _| ann.friends.retain(|_| true),
            |ann, _| assert_eq!(ann.friends.len(), 1),
            |ann, bob| assert_eq!(ann.friends.get(0).as_ref(), Some(bob)),
            |ann, bob| assert_eq!(ann.friends.position(bob), Some(0)),
            |ann, bob| assert_eq!(ann.friends.replace(0, bob), *bob),
            |ann, bob| {
                ann.friends.insert(0, bob);
                assert_eq!(ann.friends.pop().as_ref(), Some(bob));
            },
            |ann, _| ann.friends.swap(0, 0),
            |ann, _| ann.friends.move_to(0, 0),
            |ann, _| ann.friends.reverse(),
            |ann, _| ann.friends.sort_by_key(|_| 0),
            |ann, _| ann.friends.truncate(1),
            |ann, bob| {
                ann.friends.insert(1, bob);
                assert_eq!(ann.friends.remove_at(0), *bob);
            },
            |ann, bob| {
                while entries(ann) > 100 {
                    ann.friends.push(bob);
                }
                ann.friends.remove(bob);
                ann.friends.push(bob);
            },
        ];
        for operation in operations {
            let (before, bob, after) = (people(500), person(), people(499));
            let ann = with_friends(before.iter().chain([&bob]).chain(&after));
            drop((before, after));
            assert_eq!(entries(&ann), 1000);
            operation(&ann, &bob);
            assert_eq!(entries(&ann), 1);
            assert!(capacity(&ann) <= 20, "{}", capacity(&ann));
            assert!(ann.friends.iter().eq([bob]));
        }
    }

    #[test]
    fn a_search_does_not_go_far_beyond_the_live_entries_before_its_target() {
        let (before, bob, after) = (people(10), person(), people(989));
        let ann = with_friends(before.iter().chain([&bob]).chain(&after));
        drop(before);
        // Of the entries before Bob's, all are dead; but of all entries, few. These stay.
        assert!(ann.friends.contains(&bob));
        assert_eq!(entries(&ann), 1000);
    }

    #[test]
    fn a_list_of_dead_nodes_keeps_nothing() {
        let friends = people(1000);
        let ann = with_friends(&friends);
        drop(friends);
        assert_eq!(ann.friends.iter().count(), 0);
        assert_eq!((entries(&ann), capacity(&ann)), (0, 0));
    }

    #[test]
    fn a_link_to_a_dead_node_is_emptied() {
        let ann = person();
        ann.friend.set(&person());
        assert!(ann.friend.targets.with(Option::is_some));
        assert_eq!(ann.friend.get(), None);
        assert!(ann.friend.targets.with(Option::is_none));
    }
}

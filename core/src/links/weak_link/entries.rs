//! The entries of a list of weak links, of which some are of dead nodes.
//!
//! The list keeps a weak handle for each entry, so a target that dies leaves its entry here, and
//! the memory that it was in stays allocated. An operation that looks through the entries, and
//! finds more dead ones than live ones, removes the dead. So each operation costs O(live entries),
//! apart from the removals, and each entry is removed once. Users see the live entries only, and
//! count only those; an operation that changes the list at an index removes all dead ones first.
//!
//! The dead leave in one place, [`WeakLink::purge`]. While the log of changes is open, operations that
//! only read leave them where they are: see [`crate::change::targets`]. An operation that changes the list
//! names only the entries that change, unless some are dead: then it may change all.

use std::ops::Range;

use crate::change::log;
use crate::change::targets::{self, ALL, Changing};
use crate::links::saved::list::SavingList;
use crate::links::weak_link::WeakLink;
use crate::model::graph::{Graph, NodeType};
use crate::model::weak::Weak;

/// The room for new entries that a list keeps at least.
const MIN_ROOM: usize = 4;

impl<O: NodeType, T: Graph, S: SavingList> WeakLink<O, Vec<T>, S> {
    /// Looks at the live entries, up to the one for which `is_it` returns `true`.
    pub(super) fn look(&self, mut is_it: impl FnMut(&Weak<T>) -> bool) -> Seen {
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
            self.purge_unrecorded();
        }
        seen
    }

    /// Removes the entries that `is_rejected` names, and returns whether there was one.
    pub(super) fn remove_entries(&self, mut is_rejected: impl FnMut(&Weak<T>) -> bool) -> bool {
        self.retain_entries(|target| !is_rejected(target))
    }

    /// Makes room for new entries, if there is none: by removing the dead, if that is enough.
    pub(super) fn add_room_for(&self, count: usize) {
        if self.has_room_for(count) {
            return;
        }
        self.purge();
        // Then at least half of the buffer is free, so the next removal is far away.
        self.targets.edit(|targets| targets.reserve(targets.len().max(count).max(MIN_ROOM)));
    }

    /// Whether there is room for new entries.
    pub(super) fn has_room_for(&self, count: usize) -> bool {
        self.targets.edit(|targets| targets.capacity() - targets.len() >= count)
    }

    /// As [`purge`](Self::purge), in an operation that changes nothing else. While the log is open, it
    /// does nothing.
    #[cold]
    pub(super) fn purge_unrecorded(&self) {
        if !log::is_open() {
            self.purge();
        }
    }

    /// Removes the entries of dead nodes. No other function removes an entry that no user code asked
    /// to remove.
    pub(super) fn purge(&self) {
        self.retain_entries(Weak::is_alive);
    }

    /// Removes the entries for which `keep` returns `false`, and returns whether there was one.
    fn retain_entries(&self, mut keep: impl FnMut(&Weak<T>) -> bool) -> bool {
        let has_ids = S::has_ids(&self.ids);
        let mut kept = Vec::new();
        let has_removed = self.edit_and_give_back(|targets| {
            let before = targets.len();
            targets.retain(|target| {
                let keeps = keep(target);
                if has_ids {
                    kept.push(keeps);
                }
                keeps
            });
            targets.len() < before
        });
        if has_ids && has_removed {
            S::note_retained(&self.ids, &kept);
        }
        has_removed
    }

    /// The length, when the dead are removed. Then the index of an entry is the one that users know.
    /// While the log is open, the dead are left to [`purge`](Self::purge).
    pub(super) fn purged_len(&self) -> usize {
        if log::is_open() {
            return self.look(|_| false).alive;
        }
        self.purge();
        self.targets.len()
    }

    /// As [`purged_len`](Self::purged_len). Panics if one of these indices is not less than that.
    #[track_caller]
    pub(super) fn checked_len(&self, operation: &str, indices: &[usize]) -> usize {
        let len = self.purged_len();
        for index in indices {
            if *index >= len {
                out_of_bounds(operation, *index, len);
            }
        }
        len
    }

    /// Begins to change a range, when [`purged_len`](Self::purged_len) was `alive`. The result is for
    /// [`targets::end`]. If some entries are dead, they leave, and the change is one of all entries.
    #[inline]
    pub(super) fn begin_at(&self, alive: usize, range: Range<usize>) -> Option<Changing> {
        self.begin_several_at(alive, &[range])
    }

    /// As [`begin_at`](Self::begin_at), of several ranges.
    #[inline]
    pub(super) fn begin_several_at(
        &self,
        alive: usize,
        ranges: &[Range<usize>],
    ) -> Option<Changing> {
        if log::is_open() { self.begin_at_logged(alive, ranges) } else { None }
    }

    #[cold]
    #[inline(never)]
    fn begin_at_logged(&self, alive: usize, ranges: &[Range<usize>]) -> Option<Changing> {
        if alive == self.targets.len() { self.changing_several(ranges) } else { self.begin() }
    }

    /// Begins to remove all entries of a node. The lengths are for [`Changing::end`].
    #[cold]
    #[inline(never)]
    pub(super) fn begin_removal(&self, target: &Weak<T>) -> Option<(Changing, Vec<usize>)> {
        let (mut ranges, mut index) = (Vec::new(), 0);
        let seen = self.look(|other| {
            if other == target {
                ranges.push(index..index + 1);
            }
            index += 1;
            false
        });
        let lens = vec![0; ranges.len().max(1)];
        Some((self.begin_at_logged(seen.alive, &ranges)?, lens))
    }

    /// Removes the dead. The result is for [`targets::end`], with any length.
    pub(super) fn begin(&self) -> Option<Changing> {
        let changing = self.changing(ALL);
        self.purge();
        changing
    }

    /// Changes the entries, and gives back the room that is unused then.
    pub(super) fn edit_and_give_back<R>(&self, edit: impl FnOnce(&mut Vec<Weak<T>>) -> R) -> R {
        self.targets.edit(|targets| {
            let answer = edit(targets);
            if targets.capacity() / 4 > targets.len().max(MIN_ROOM) {
                targets.shrink_to(targets.len() * 2);
            }
            answer
        })
    }
}

/// Records a change of all entries, or of the last ones, and ends the operation.
#[inline]
pub(super) fn end(changing: Option<Changing>) {
    drop(targets::end(changing, &[0]));
}

#[cold]
#[track_caller]
pub(super) fn out_of_bounds(operation: &str, index: usize, len: usize) -> ! {
    panic!("{operation}: index {index} is out of bounds for {len} nodes")
}

/// What a search has seen.
pub(super) struct Seen {
    /// The live entries, up to the one that was looked for.
    pub(super) alive: usize,
    /// The index of that one.
    pub(super) found: Option<usize>,
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

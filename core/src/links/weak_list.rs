//! The weak link to a list of nodes.
//!
//! The list keeps a weak handle for each entry, so a target that dies leaves its entry here, and
//! the memory that it was in stays allocated. An operation that looks through the entries, and
//! finds more dead ones than live ones, removes the dead. So each operation costs O(live entries),
//! apart from the removals, and each entry is removed once.

use std::collections::{HashMap, VecDeque};

use crate::links::iter::Iter;
use crate::links::weak_link::WeakLink;
use crate::model::as_handle::AsHandle;
use crate::model::graph::Graph;
use crate::model::weak::Weak;

/// The room for new entries that a list keeps at least.
const MIN_ROOM: usize = 4;

/// A weak link to a list of nodes. A node may be in it more than once. Dead nodes are skipped, and
/// their entries are removed when an operation meets more dead ones than live ones.
///
/// The costs are for a list of n live nodes. An operation may also remove the entries of dead
/// nodes, each once: amortised O(1) for each entry that was ever added.
impl<T: Graph> WeakLink<Vec<T>> {
    /// Appends a node. Amortised O(1).
    pub fn push(&self, target: &impl AsHandle<T::Declared>) {
        let target = Weak::of(target);
        self.targets.edit(|targets| {
            if targets.len() == targets.capacity() {
                remove_gone(targets);
                // Then at least half of the buffer is free, so the next removal is far away.
                targets.reserve(targets.len().max(MIN_ROOM));
            }
            targets.push(target);
        });
    }

    /// A snapshot of the live nodes, in order, as an iterator over handles. It holds these nodes
    /// until you drop it. O(n).
    pub fn iter(&self) -> Iter<T::Handle> {
        let mut entries = 0;
        let alive: Vec<_> = self.targets.with(|targets| {
            entries = targets.len();
            targets.iter().filter_map(Weak::upgrade).collect()
        });
        if entries - alive.len() > alive.len() {
            self.remove_gone();
        }
        Iter::over_slice(alive.into())
    }

    /// Whether this node is in the list. O(n).
    pub fn contains(&self, target: &impl AsHandle<T::Declared>) -> bool {
        let target = Weak::of(target);
        let (mut is_here, mut alive, mut gone) = (false, 0, 0);
        self.targets.with(|targets| {
            for other in targets {
                is_here = is_here || *other == target;
                if other.is_gone() {
                    gone += 1;
                } else {
                    alive += 1;
                }
                // While most entries are gone, the search goes on to the end, and removes them.
                if is_here && gone <= alive {
                    break;
                }
            }
        });
        if gone > alive {
            self.remove_gone();
        }
        is_here
    }

    /// Removes all occurrences of this node, and returns whether there was one. O(n).
    pub fn remove(&self, target: &impl AsHandle<T::Declared>) -> bool {
        let target = Weak::of(target);
        let mut is_here = false;
        self.remove_entries(|other| {
            is_here = is_here || *other == target;
            *other == target
        });
        is_here
    }

    /// Keeps only the entries for which `keep` returns `true`. O(n).
    ///
    /// `keep` runs on a snapshot and may change the graph, including this list. Its answers are
    /// then applied to the entries that are still in the list: if a node is there more than once,
    /// each entry has its own answer, in order. If `keep` panics, no entry is removed.
    pub fn retain(&self, mut keep: impl FnMut(&T::Handle) -> bool) {
        let asked: Vec<_> = self.iter().map(|target| (keep(&target), Weak::of(&target))).collect();
        let mut answers: HashMap<&Weak<T>, VecDeque<bool>> = HashMap::new();
        for (_, rejected) in asked.iter().filter(|(keeps, _)| !keeps) {
            answers.entry(rejected).or_default();
        }
        if answers.is_empty() {
            return;
        }
        for (keeps, target) in &asked {
            if let Some(answers) = answers.get_mut(target) {
                answers.push_back(*keeps);
            }
        }
        self.remove_entries(|target| {
            let answer = answers.get_mut(target).and_then(VecDeque::pop_front);
            answer == Some(false)
        });
    }

    /// Removes all nodes. O(n).
    pub fn clear(&self) {
        self.targets.take();
    }

    /// Removes the entries that `is_rejected` names, and those of dead nodes.
    fn remove_entries(&self, mut is_rejected: impl FnMut(&Weak<T>) -> bool) {
        self.targets.edit(|targets| {
            targets.retain(|target| !is_rejected(target) && !target.is_gone());
            give_back_room(targets);
        });
    }

    /// Removes the entries of dead nodes.
    #[cold]
    fn remove_gone(&self) {
        self.targets.edit(remove_gone);
    }
}

fn remove_gone<T: Graph>(targets: &mut Vec<Weak<T>>) {
    targets.retain(|target| !target.is_gone());
    give_back_room(targets);
}

/// Shrinks the buffer if most of it is unused.
fn give_back_room<T: Graph>(targets: &mut Vec<Weak<T>>) {
    if targets.capacity() / 4 > targets.len().max(MIN_ROOM) {
        targets.shrink_to(targets.len() * 2);
    }
}

impl<T: Graph> IntoIterator for &WeakLink<Vec<T>> {
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
        let operations: [Operation; 6] = [
            |ann, bob| assert!(ann.friends.iter().eq([bob.clone()])),
            |ann, bob| assert!(ann.friends.contains(bob)),
            |ann, _| assert!(!ann.friends.contains(&person())),
            |ann, _| assert!(!ann.friends.remove(&person())),
            |ann, _| ann.friends.retain(|_| true),
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

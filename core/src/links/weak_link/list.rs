//! The weak link to a list of nodes.

use crate::change::log;
use crate::change::targets::{self, ALL, Changing};
use crate::links::iter::{Drain, Iter};
use crate::links::saved::list::SavingList;
use crate::links::weak_link::WeakLink;
use crate::links::weak_link::entries::{end, out_of_bounds};
use crate::model::as_handle::AsHandle;
use crate::model::graph::{Graph, NodeType};
use crate::model::weak::Weak;

/// A weak link to a list of nodes. A node may be in it more than once. Its operations are named as
/// `Vec`'s are, and take nodes by reference. Dead nodes are never seen: lengths and indices count
/// the live ones.
///
/// The costs are for a list of n live nodes. An operation may also remove the entries of dead
/// nodes, each once: amortised O(1) for each entry that was ever added. To find an index or the
/// length, an operation has to ask each entry before it whether its node is alive.
///
/// While a transaction is open, or an observer or a [`History`](crate::History) exists, only operations
/// that change the list remove the entries of dead nodes. The others skip them, at O(1) for each.
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
impl<O: NodeType, T: Graph, S: SavingList> WeakLink<O, Vec<T>, S> {
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
            self.purge_unrecorded();
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
            self.purge_unrecorded();
        }
        Iter::over_slice(alive.into())
    }

    /// Appends a node. Amortised O(1).
    pub fn push(&self, target: &impl AsHandle<T::Declared>) {
        let target = Weak::of(target);
        if log::is_open() {
            self.push_logged(target);
        } else {
            self.push_now(target);
        }
    }

    #[inline]
    fn push_now(&self, target: Weak<T>) {
        let rest = self.targets.edit(|targets| {
            if targets.len() == targets.capacity() {
                return Some(target);
            }
            targets.push(target);
            None
        });
        if let Some(target) = rest {
            self.push_to_full(target);
        }
    }

    #[cold]
    #[inline(never)]
    fn push_to_full(&self, target: Weak<T>) {
        self.add_room_for(1);
        self.targets.edit(|targets| targets.push(target));
    }

    #[cold]
    #[inline(never)]
    fn push_logged(&self, target: Weak<T>) {
        let changing = self.begin_adding(1);
        self.push_now(target);
        end(changing);
    }

    /// Appends nodes, in order. Amortised O(k) for k nodes.
    ///
    /// The iterator ends before anything changes, so it may change the graph, including this list.
    pub fn extend<I>(&self, targets: I)
    where
        I: IntoIterator<Item: AsHandle<T::Declared>>,
    {
        let new: Vec<_> = targets.into_iter().map(|target| Weak::of(&target)).collect();
        let changing = self.begin_adding(new.len());
        self.add_room_for(new.len());
        self.targets.edit(|targets| targets.extend(new));
        end(changing);
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
        let changing = self.begin_at(len, index..index);
        self.add_room_for(1);
        self.targets.edit(|targets| targets.insert(index, Weak::of(target)));
        S::note_inserted(&self.ids, index, 1);
        drop(targets::end(changing, &[1]));
    }

    /// Puts a node in the place of another, and returns the other. O(n).
    ///
    /// # Panics
    /// If `index` is out of bounds.
    #[track_caller]
    pub fn replace(&self, index: usize, target: &impl AsHandle<T::Declared>) -> T::Handle {
        let len = self.checked_len("replace", &[index]);
        let changing = self.begin_at(len, index..index + 1);
        let target = Weak::of(target);
        let before = self.targets.rearrange(|items| std::mem::replace(&mut items[index], target));
        let before = alive(&before);
        drop(targets::end(changing, &[1]));
        before
    }

    /// Removes all entries of this node, and returns whether there was one. O(n).
    pub fn remove(&self, target: &impl AsHandle<T::Declared>) -> bool {
        let target = Weak::of(target);
        let changing = if log::is_open() {
            self.begin_removal(&target)
        } else {
            self.purge();
            None
        };
        let has_removed = self.remove_entries(|other| *other == target);
        drop(changing.map(|(changing, lens)| changing.end(&lens)));
        has_removed
    }

    /// Removes the entry at `index`, and returns the node. The entries after it move up. O(n).
    ///
    /// # Panics
    /// If `index` is out of bounds.
    #[track_caller]
    pub fn remove_at(&self, index: usize) -> T::Handle {
        let len = self.checked_len("remove_at", &[index]);
        let changing = self.begin_at(len, index..index + 1);
        let removed = self.edit_and_give_back(|targets| targets.remove(index));
        S::note_removed(&self.ids, index..index + 1);
        let removed = alive(&removed);
        drop(targets::end(changing, &[0]));
        removed
    }

    /// Removes the last node and returns it. O(1); O(n) if there are dead entries after it.
    pub fn pop(&self) -> Option<T::Handle> {
        if log::is_open() {
            return self.pop_logged();
        }
        if self.is_last_dead() {
            self.purge();
        }
        self.pop_now()
    }

    #[inline]
    fn is_last_dead(&self) -> bool {
        self.targets.with(|targets| targets.last().is_some_and(|last| !last.is_alive()))
    }

    /// Removes the last entry, which is not dead.
    #[inline]
    fn pop_now(&self) -> Option<T::Handle> {
        let (removed, len) = self.edit_and_give_back(|targets| (targets.pop(), targets.len()));
        let removed = alive(&removed?);
        S::note_removed(&self.ids, len..len + 1);
        Some(removed)
    }

    #[cold]
    #[inline(never)]
    fn pop_logged(&self) -> Option<T::Handle> {
        let changing = if self.is_last_dead() {
            self.begin()
        } else {
            self.changing(self.targets.len().saturating_sub(1)..usize::MAX)
        };
        let removed = self.pop_now();
        end(changing);
        removed
    }

    /// Removes all nodes, and returns them in order. O(n).
    pub fn drain(&self) -> Drain<T::Handle> {
        let all = self.iter().collect();
        self.clear();
        Drain::over(all)
    }

    /// Removes the entries from index `len` on. Does nothing if there are not more than `len`. O(n).
    pub fn truncate(&self, len: usize) {
        let changing = self.begin_at(self.purged_len(), len..usize::MAX);
        self.edit_and_give_back(|targets| targets.truncate(len));
        let _old = S::note_truncated(&self.ids, len);
        end(changing);
    }

    /// Removes all nodes. O(n).
    pub fn clear(&self) {
        let changing = self.changing(ALL);
        let _old = S::take(&self.ids);
        self.targets.take();
        end(changing);
    }

    /// Begins to append entries. While there is room, no others change.
    fn begin_adding(&self, count: usize) -> Option<Changing> {
        if !log::is_open() {
            None
        } else if self.has_room_for(count) {
            self.changing(self.targets.len()..usize::MAX)
        } else {
            self.changing(ALL)
        }
    }
}

/// The node of an entry that was just seen to be alive.
fn alive<T: Graph>(target: &Weak<T>) -> T::Handle {
    target.upgrade().expect("no code has run since this node was seen alive")
}

impl<O: NodeType, T: Graph, S: SavingList> IntoIterator for &WeakLink<O, Vec<T>, S> {
    type Item = T::Handle;
    type IntoIter = Iter<T::Handle>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

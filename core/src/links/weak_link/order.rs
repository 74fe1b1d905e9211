//! The order of a weak link's list, and filtering it by a closure.

use std::cmp::Ordering;
use std::collections::{HashMap, VecDeque};

use crate::change::targets;
use crate::links::saved::list::SavingList;
use crate::links::weak_link::WeakLink;
use crate::links::weak_link::entries::end;
use crate::model::graph::{Graph, NodeType};
use crate::model::weak::Weak;

/// Reordering and filtering.
impl<O: NodeType, T: Graph, S: SavingList> WeakLink<O, Vec<T>, S> {
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
            self.purge_unrecorded();
            return;
        }
        let changing = self.begin();
        for (keeps, target) in &asked {
            if let Some(answers) = answers.get_mut(target) {
                answers.push_back(*keeps);
            }
        }
        self.remove_entries(|target| {
            let answer = answers.get_mut(target).and_then(VecDeque::pop_front);
            answer == Some(false)
        });
        end(changing);
    }

    /// Swaps two nodes. O(n).
    ///
    /// # Panics
    /// If an index is out of bounds.
    #[track_caller]
    pub fn swap(&self, a: usize, b: usize) {
        let len = self.checked_len("swap", &[a, b]);
        if a != b {
            let (first, second) = (a.min(b), a.max(b));
            let changing = self.begin_several_at(len, &[first..first + 1, second..second + 1]);
            self.targets.rearrange(|targets| targets.swap(a, b));
            drop(targets::end(changing, &[1, 1]));
        }
    }

    /// Moves a node to another index. The nodes between move by one. O(n).
    ///
    /// # Panics
    /// If an index is out of bounds.
    #[track_caller]
    pub fn move_to(&self, from: usize, to: usize) {
        let len = self.checked_len("move_to", &[from, to]);
        if from != to {
            let (ranges, lens) = targets::moved(from, to);
            let changing = self.begin_several_at(len, &ranges);
            self.targets.move_to(from, to);
            S::note_removed(&self.ids, from..from + 1);
            S::note_inserted(&self.ids, to, 1);
            drop(targets::end(changing, &lens));
        }
    }

    /// Reverses the order. O(n).
    pub fn reverse(&self) {
        let changing = self.begin();
        self.targets.rearrange(<[_]>::reverse);
        S::note_reversed(&self.ids, self.targets.len());
        end(changing);
    }

    /// Sorts the nodes, keeping the order of equal ones. O(n log n). `compare` may change the graph,
    /// including this list, as in [`sort_by`](crate::Shared::sort_by) of a shared list.
    pub fn sort_by(&self, mut compare: impl FnMut(&T::Handle, &T::Handle) -> Ordering) {
        self.sort_with(|targets| targets.sort_by(&mut compare));
    }

    /// Sorts the nodes by a key, as [`sort_by`](Self::sort_by) does.
    pub fn sort_by_key<K: Ord>(&self, mut key: impl FnMut(&T::Handle) -> K) {
        self.sort_with(|targets| targets.sort_by_key(&mut key));
    }

    fn sort_with(&self, sort: impl FnOnce(&mut [T::Handle])) {
        let mut sorted: Vec<T::Handle> = self.iter().collect();
        sort(&mut sorted);
        let changing = self.begin();
        let mut counts: HashMap<Weak<T>, usize> = HashMap::new();
        self.targets.with(|targets| {
            for target in targets {
                *counts.entry(target.clone()).or_default() += 1;
            }
        });
        let mut take = |target: &Weak<T>| match counts.get_mut(target) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        };
        let mut order: Vec<_> = sorted.iter().map(Weak::of).filter(&mut take).collect();
        self.targets.edit(|targets| {
            // From the back, so that of equal entries the last ones count as new.
            let new: Vec<_> = targets.drain(..).rev().filter(&mut take).collect();
            order.extend(new.into_iter().rev());
            *targets = order;
        });
        S::note_sorted(&self.ids, self.targets.len());
        // Nodes that `sort` has let go of may die here, when the list is in order.
        let scope = targets::end(changing, &[usize::MAX]);
        drop((sorted, scope));
    }
}

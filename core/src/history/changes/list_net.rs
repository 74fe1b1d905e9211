//! [`ListNet`]: what became of a list in a batch.

use std::collections::HashMap;
use std::mem;
use std::rc::Rc as StdRc;

use crate::history::changes::order::{Order, Run};
use crate::kernel::any::AnyRc;
use crate::kernel::snapshot::DynSnapshot;
use crate::store::hash::BuildFoldedHash;

/// One change of a list.
pub(super) enum ListEvent {
    Left {
        index: usize,
        child: AnyRc,
    },
    Came {
        index: usize,
        child: AnyRc,
    },
    /// `order[i]` is the index from before of the child that stands at `i` now.
    Ordered(StdRc<[u32]>),
}

/// What became of a list in a batch.
#[derive(Default)]
pub(super) struct ListNet {
    /// What has changed, from the first index to the last.
    pub(super) hunks: Vec<Hunk>,
    /// The children that have left or come.
    touched: HashMap<*const (), Touched, BuildFoldedHash>,
    /// Whether children that never left stand in another order.
    pub(super) is_reordered: bool,
}

/// Children that stand in the place of others. `index` is the one where they are when all hunks before
/// this one have been applied.
pub(super) struct Hunk {
    pub(super) index: usize,
    pub(super) removed: Vec<AnyRc>,
    pub(super) added: Vec<AnyRc>,
}

/// A child that has left or come.
#[derive(Clone, Copy, Default)]
pub(super) struct Touched {
    /// Its index before the batch.
    pub(super) before: Option<usize>,
    /// Its index after the batch.
    pub(super) after: Option<usize>,
    /// Whether it is back between the children that it was between, as far as these are there.
    pub(super) is_back: bool,
}

/// A place in the list after the batch.
#[derive(Clone, Copy)]
struct Item<'a> {
    /// The index before the batch.
    old: Option<usize>,
    /// The child, if it has come.
    came: Option<&'a AnyRc>,
}

impl ListNet {
    /// O(k·√k) for k events; O(n·log n) if one of them has ordered the n children. `now` is the list
    /// after the batch: it is asked only if the list has been ordered.
    pub(super) fn of(events: &[ListEvent], now: &DynSnapshot) -> Self {
        let mut net = ListNet::default();
        // Most batches have one event for a list.
        let single = match events {
            [ListEvent::Left { index, child }] => Some((*index, vec![child.clone()], Vec::new())),
            [ListEvent::Came { index, child }] => Some((*index, Vec::new(), vec![child.clone()])),
            _ => None,
        };
        if let Some((index, removed, added)) = single {
            net.hunks.push(Hunk { index, removed, added });
            return net;
        }
        let mut order = Order::new();
        let mut taken = HashMap::default();
        let mut is_ordered = false;
        for (number, event) in events.iter().enumerate() {
            match event {
                ListEvent::Left { index, child } => {
                    if let Run::Old { start, .. } = order.remove(*index) {
                        taken.insert(start, child);
                        net.touch(child).before = Some(start);
                    }
                }
                ListEvent::Came { index, child } => {
                    order.insert(*index, number);
                    net.touch(child);
                }
                ListEvent::Ordered(by) => {
                    order.permute(by);
                    is_ordered = true;
                }
            }
        }
        let runs = order.into_runs();
        let came = |number: usize| match &events[number] {
            ListEvent::Came { child, .. } => Some(child),
            ListEvent::Left { .. } | ListEvent::Ordered(_) => None,
        };
        net.is_reordered = is_ordered && !is_increasing(&runs);
        if net.is_reordered {
            net.compare_reordered(&runs, came, &taken, now);
        } else {
            net.compare_runs(&runs, came, &taken);
        }
        net
    }

    /// What became of a child that has left or come. Ask this only if there are several events.
    pub(super) fn touched(&self, child: &AnyRc) -> Touched {
        self.touched.get(&child.as_std().address()).copied().unwrap_or_default()
    }

    fn touch(&mut self, child: &AnyRc) -> &mut Touched {
        self.touched.entry(child.as_std().address()).or_default()
    }

    fn item<'a>(&self, child: &'a AnyRc) -> Item<'a> {
        Item { old: self.touched(child).before, came: Some(child) }
    }

    /// Compares the list in which each run of old children stands where it stood.
    fn compare_runs<'a>(
        &mut self,
        runs: &[Run],
        came: impl Fn(usize) -> Option<&'a AnyRc>,
        taken: &HashMap<usize, &AnyRc, BuildFoldedHash>,
    ) {
        let removed = |old: usize| taken.get(&old).map(|child| AnyRc::clone(child));
        let (mut gap, mut first_old, mut index) = (Vec::new(), 0, 0);
        for run in runs {
            match *run {
                Run::New(number) => gap.extend(came(number).map(|child| self.item(child))),
                Run::Old { start, len } => {
                    let count = gap.len();
                    self.compare(index, first_old..start, &mem::take(&mut gap), removed, |_| None);
                    (first_old, index) = (start + len, index + count + len);
                }
            }
        }
    }

    /// Compares a list whose old children stand in another order: all of it is one gap.
    fn compare_reordered<'a>(
        &mut self,
        runs: &[Run],
        came: impl Fn(usize) -> Option<&'a AnyRc>,
        taken: &HashMap<usize, &AnyRc, BuildFoldedHash>,
        now: &DynSnapshot,
    ) {
        let Some((Run::Old { start: end, .. }, runs)) = runs.split_last() else { return };
        let mut items = Vec::with_capacity(runs.len());
        let mut index_now = HashMap::<_, _, BuildFoldedHash>::default();
        for run in runs {
            match *run {
                Run::New(number) => items.extend(came(number).map(|child| self.item(child))),
                Run::Old { start, len } => {
                    for old in start..start + len {
                        index_now.insert(old, items.len());
                        items.push(Item { old: Some(old), came: None });
                    }
                }
            }
        }
        let removed = |old: usize| match taken.get(&old) {
            Some(child) => Some(AnyRc::clone(child)),
            None => now.get(*index_now.get(&old)?),
        };
        self.compare(0, 0..*end, &items, removed, |index| now.get(index));
    }

    /// Compares a part of the list, which begins at `index` now, with its old children. `removed`
    /// returns an old child, and `there` the child at an index.
    fn compare(
        &mut self,
        index: usize,
        old: std::ops::Range<usize>,
        items: &[Item<'_>],
        removed: impl Fn(usize) -> Option<AnyRc>,
        there: impl Fn(usize) -> Option<AnyRc>,
    ) {
        let stays =
            longest_increasing(items.iter().map(|item| item.old.filter(|at| old.contains(at))));
        let (mut next_old, mut hunk_at, mut added) = (old.start, index, Vec::new());
        for (offset, (item, stays)) in items.iter().zip(stays).enumerate() {
            let at = index + offset;
            if let Some(child) = item.came {
                let touched = self.touch(child);
                (touched.after, touched.is_back) = (Some(at), stays);
            }
            let Some(old) = item.old.filter(|_| stays) else {
                added.extend(item.came.cloned().or_else(|| there(at)));
                continue;
            };
            self.push_hunk(hunk_at, (next_old..old).filter_map(&removed), mem::take(&mut added));
            (next_old, hunk_at) = (old + 1, at + 1);
        }
        self.push_hunk(hunk_at, (next_old..old.end).filter_map(&removed), added);
    }

    fn push_hunk(&mut self, index: usize, removed: impl Iterator<Item = AnyRc>, added: Vec<AnyRc>) {
        let removed: Vec<_> = removed.collect();
        if !removed.is_empty() || !added.is_empty() {
            self.hunks.push(Hunk { index, removed, added });
        }
    }
}

/// Whether the old children stand in the order in which they were.
fn is_increasing(runs: &[Run]) -> bool {
    let starts = runs.iter().filter_map(|run| match run {
        Run::Old { start, .. } => Some(*start),
        Run::New(_) => None,
    });
    starts.is_sorted()
}

/// Which of these numbers are in their longest increasing subsequence. O(n·log n).
fn longest_increasing(numbers: impl Iterator<Item = Option<usize>>) -> Vec<bool> {
    // For each length, the number with which the lowest subsequence of this length ends, and its index.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    // For each number, the index of the one before it in its subsequence.
    let mut before = Vec::new();
    for (index, number) in numbers.enumerate() {
        before.push(None);
        let Some(number) = number else { continue };
        let length = ends.partition_point(|&(end, _)| end < number);
        before[index] = length.checked_sub(1).map(|shorter| ends[shorter].1);
        if length == ends.len() {
            ends.push((number, index));
        } else {
            ends[length] = (number, index);
        }
    }
    let mut is_in = vec![false; before.len()];
    let mut next = ends.last().map(|&(_, index)| index);
    while let Some(index) = next {
        is_in[index] = true;
        next = before[index];
    }
    is_in
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longest_increasing_subsequence_is_found() {
        let longest = |numbers: &[Option<usize>]| longest_increasing(numbers.iter().copied());
        assert_eq!(longest(&[]), []);
        assert_eq!(longest(&[None, None]), [false, false]);
        assert_eq!(longest(&[Some(3), Some(1), None, Some(2)]), [false, true, false, true]);
        assert_eq!(
            longest(&[Some(9), Some(0), Some(4), Some(1), Some(2), Some(8), Some(3)]),
            [false, true, false, true, true, false, true]
        );
    }
}

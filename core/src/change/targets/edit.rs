//! [`LinkEdit`]: a change of a weak or a shared link, as a record has it.

use std::any::Any;
use std::ops::Range;
use std::rc::Rc as StdRc;

use crate::change::log;
use crate::change::log::record::{Applying, Direction, Edit, Part, Record};
use crate::change::targets::Targets;
use crate::change::targets::diff::{Difference, Order};
use crate::change::targets::ids::IdsEdit;
use crate::kernel::any::{AnyRc, AnyWeak};
use crate::kernel::dyn_link::{LinkEntry, LinkKey};

/// How many entries may come or leave one by one, each of which moves those behind it. If there are more,
/// the list is put in one go, from the first of them on.
const MAX_MOVES: usize = 8;

/// A change of a weak or a shared link.
pub(super) struct LinkEdit {
    change: StdRc<Change>,
    /// Whether this is a change that was undone.
    is_inverse: bool,
}

/// A [`Difference`], which holds the nodes weakly.
struct Change {
    link: usize,
    is_shared: bool,
    dead: Box<[usize]>,
    removed: Box<[Kept]>,
    added: Box<[Kept]>,
    order: Option<Order>,
    ids: Option<IdsEdit>,
}

/// An entry, and its index.
struct Kept {
    index: usize,
    node: AnyWeak,
    key: Option<LinkKey>,
}

impl Kept {
    fn entry(&self) -> LinkEntry {
        LinkEntry { node: self.node.upgrade(), key: self.key.clone() }
    }
}

impl LinkEdit {
    pub(super) fn new(
        link: usize,
        is_shared: bool,
        Difference { dead, removed, added, order }: Difference,
        ids: Option<IdsEdit>,
    ) -> Self {
        let keep = |entries: Vec<(usize, LinkEntry)>| {
            let keep = |(index, LinkEntry { node, key })| Kept {
                index,
                node: node.as_ref().map(AnyRc::downgrade).unwrap_or_default(),
                key,
            };
            entries.into_iter().map(keep).collect()
        };
        let (removed, added, dead) = (keep(removed), keep(added), dead.into());
        let change = Change { link, is_shared, dead, removed, added, order, ids };
        LinkEdit { change: StdRc::new(change), is_inverse: false }
    }
}

impl Edit for LinkEdit {
    fn part(&self) -> Part {
        Part::Link(self.change.link)
    }

    fn apply(&self, host: &AnyRc, how: Applying, removed: &mut Vec<Box<dyn Any>>) {
        let Some(targets) = Targets::of(host, self.change.link) else { return };
        let direction = match (how.direction, self.is_inverse) {
            (Direction::Forth, false) | (Direction::Back, true) => Direction::Forth,
            (Direction::Back, false) | (Direction::Forth, true) => Direction::Back,
        };
        let mut old = Vec::new();
        self.change.apply(targets, direction, &mut old);
        if let (Some(edit), Some(link)) = (&self.change.ids, targets.saved()) {
            let now = link.ids();
            link.put_ids(edit.apply(&now, direction));
            removed.push(Box::new(now));
        }
        if how.is_logged {
            let mut kept = Vec::new();
            self.for_each_shared(&mut |node| kept.extend(node.upgrade()));
            let is_inverse = matches!(direction, Direction::Back);
            let edit = StdRc::new(LinkEdit { change: self.change.clone(), is_inverse });
            log::add(Record::Edited { host: AnyRc::downgrade(host), edit }, kept);
        }
        removed.push(Box::new(old));
    }

    fn targets(&self) -> Option<[Option<AnyWeak>; 2]> {
        let Change { dead, removed, added, ids, .. } = &*self.change;
        if ids.is_some() {
            return None;
        }
        let node = |entries: &[Kept]| Some(entries.first()?.node.clone());
        let dead = dead.first().map(|_| AnyWeak::new());
        let (before, after) = (node(removed).or(dead), node(added));
        Some(if self.is_inverse { [after, before] } else { [before, after] })
    }

    fn for_each_shared(&self, inspect: &mut dyn FnMut(&AnyWeak)) {
        if self.change.is_shared {
            let entries = self.change.removed.iter().chain(&self.change.added);
            entries.for_each(|kept| inspect(&kept.node));
        }
    }
}

impl Change {
    fn apply(&self, targets: Targets<'_>, direction: Direction, old: &mut Vec<LinkEntry>) {
        let dead = |index: &usize| Kept { index: *index, node: AnyWeak::new(), key: None };
        let dead: Vec<_> = self.dead.iter().map(dead).collect();
        match direction {
            Direction::Forth => {
                exchange(targets, &dead, &[], old);
                exchange(targets, &self.removed, &self.added, old);
                self.reorder(targets, direction);
            }
            Direction::Back => {
                self.reorder(targets, direction);
                exchange(targets, &self.added, &self.removed, old);
                exchange(targets, &[], &dead, old);
            }
        }
    }

    fn reorder(&self, targets: Targets<'_>, direction: Direction) {
        let Some(Order { start, from }) = &self.order else { return };
        let range = *start..start + from.len();
        let now = targets.entries(range.clone());
        if now.len() != from.len() {
            return;
        }
        let new: Vec<_> = match direction {
            Direction::Forth => from.iter().map(|from| now[*from].clone()).collect(),
            Direction::Back => {
                let mut new = now.clone();
                for (entry, to) in now.iter().zip(from) {
                    new[*to] = entry.clone();
                }
                new
            }
        };
        // The entries are the same, so nothing leaves the link.
        targets.put(range, &new, &mut Vec::new());
    }
}

/// A range of the entries, and the new ones that take its place.
struct Run<'a> {
    range: Range<usize>,
    new: &'a [Kept],
}

/// Removes entries from the link, and inserts others. Each has its index in the list in which it is.
fn exchange(targets: Targets<'_>, from: &[Kept], to: &[Kept], old: &mut Vec<LinkEntry>) {
    let runs = runs(from, to);
    if !is_worth_all(targets, &runs, from.first().or(to.first())) {
        // From the end, so that the indices before stay right.
        for Run { range, new } in runs.into_iter().rev() {
            let new: Vec<_> = new.iter().map(Kept::entry).collect();
            targets.put(range, &new, old);
        }
        return;
    }
    let start = runs[0].range.start;
    let mut before = targets.entries(start..usize::MAX).into_iter();
    let (mut after, mut at) = (Vec::new(), start);
    for Run { range, new } in runs {
        after.extend(before.by_ref().take(range.start - at));
        old.extend(before.by_ref().take(range.len()));
        after.extend(new.iter().map(Kept::entry));
        at = range.end;
    }
    after.extend(before);
    targets.put(start..usize::MAX, &after, old);
}

/// Whether it is quicker to put all entries from the first of these ranges on.
fn is_worth_all(targets: Targets<'_>, runs: &[Run<'_>], kept: Option<&Kept>) -> bool {
    let change = |run: &Run<'_>| run.new.len().abs_diff(run.range.len());
    let mut moves: usize = runs.iter().map(change).sum();
    let Some(last) = runs.last().filter(|_| moves > MAX_MOVES) else { return false };
    let end = last.range.end;
    if targets.entries(end..end + 1).is_empty() {
        moves -= change(last);
    }
    // In a sorted map, an entry moves few others.
    let is_sorted = kept.and_then(|kept| kept.key.as_ref()).is_some_and(|key| key.hash == 0);
    moves > if is_sorted { (end - runs[0].range.start) / 4 } else { MAX_MOVES }
}

/// The ranges that differ, in order, by their indices in the list before.
fn runs<'a>(from: &[Kept], to: &'a [Kept]) -> Vec<Run<'a>> {
    let mut runs = Vec::new();
    let (mut left, mut come) = (0, 0);
    while left < from.len() || come < to.len() {
        // The number of entries before it that stay.
        let left_at = from.get(left).map_or(usize::MAX, |kept| kept.index - left);
        let come_at = to.get(come).map_or(usize::MAX, |kept| kept.index - come);
        let stay = left_at.min(come_at);
        let (first_left, first_come) = (left, come);
        left += count_at(&from[left..], stay + left);
        come += count_at(&to[come..], stay + come);
        let range = stay + first_left..stay + left;
        runs.push(Run { range, new: &to[first_come..come] });
    }
    runs
}

/// How many entries stand side by side, from this index on.
fn count_at(entries: &[Kept], index: usize) -> usize {
    entries.iter().zip(index..).take_while(|(kept, index)| kept.index == *index).count()
}

//! The net of a batch.

use std::mem;

use crate::change::log::Entry;
use crate::change::log::record::{Part, Record};
use crate::history::changes::change::Change;
use crate::history::changes::events::{Editing, Events, LinkKey, Placing, Spot, is_list};
use crate::history::changes::inside::{Fate, Inside};
use crate::history::changes::list_changes::ListChanges;
use crate::history::changes::table::Table;
use crate::kernel::any::AnyRc;

/// The net of a batch.
pub(super) struct Net {
    pub(super) all: Vec<Change>,
    pub(super) lists: Table<LinkKey, ListChanges>,
}

impl Net {
    pub(super) fn of(root: &AnyRc, batch: &[Entry]) -> Self {
        let mut events = Events::of(batch.iter().map(|entry| &entry.record));
        let links = mem::take(&mut events.links);
        let mut inside = Inside::new(root, &events, batch.len());
        let lists = links.map(|changed| {
            let is_inside = inside.stays(&changed.host);
            ListChanges::new(changed, is_inside)
        });
        let mut making = Making { inside, lists, all: Vec::new() };
        events.placings.values.iter().for_each(|placing| making.add_placed(placing));
        events.edits.values.iter().for_each(|edit| making.add_edited(edit));
        making.add_ordered();
        making.all.sort_by_key(|(first, _)| *first);
        let all = making.all.into_iter().map(|(_, change)| change).collect();
        Net { all, lists: making.lists }
    }
}

/// Whether these records, the last of which was made just now, leave everything as it was.
pub(in crate::history) fn is_nothing(records: &[Record]) -> bool {
    let events = Events::of(records);
    let is_back = |placing: &Placing| match (&placing.from, &placing.to) {
        (Some(from), Some(to)) => from.is_same(to),
        (from, to) => from.is_none() && to.is_none(),
    };
    let edits_nothing = events.edits.values.is_empty();
    edits_nothing
        && events.placings.values.iter().all(is_back)
        && events.links.map(|changed| ListChanges::new(changed, true)).values.iter().all(|list| {
            let net = list.net();
            net.hunks.is_empty() && !net.is_reordered
        })
}

/// A net that is being made.
struct Making<'a> {
    inside: Inside<'a>,
    lists: Table<LinkKey, ListChanges>,
    /// The changes, each with the number of its first record.
    all: Vec<(usize, Change)>,
}

impl Making<'_> {
    fn add_placed(&mut self, placing: &Placing) {
        let Placing { node, from, to, first } = placing;
        let (from, to) = match self.inside.fate(placing) {
            Fate::Outside => return,
            Fate::Came if self.inside.is_below_came(placing) => return,
            Fate::Went if self.went_with_another(placing) => return,
            Fate::Moved if self.is_back(placing) => return,
            Fate::Came => (None, to.as_ref()),
            Fate::Went => (from.as_ref(), None),
            Fate::Moved => (from.as_ref(), to.as_ref()),
        };
        let from = from.map(|spot| spot.place(self.index_before(node, spot)));
        let to = to.map(|spot| spot.place(self.index_after(node, spot)));
        self.all.push((*first, Change::Placed { node: node.clone(), from, to }));
    }

    /// Whether a node that went out is below another one that did, and its old owner went out, too.
    fn went_with_another(&mut self, placing: &Placing) -> bool {
        let old_owner = placing.from.as_ref().map(|spot| &spot.host);
        old_owner.is_some_and(|owner| !self.inside.is(owner)) && self.inside.is_below_went(placing)
    }

    /// Whether a node is where it was before.
    fn is_back(&self, Placing { node, from, to, .. }: &Placing) -> bool {
        let (Some(from), Some(to)) = (from, to) else { return false };
        if !from.is_same(to) {
            return false;
        }
        let in_list = is_list(&from.host, from.link);
        !in_list || self.lists.get(&from.key()).is_some_and(|list| list.net().touched(node).is_back)
    }

    /// The index that a child had before the batch, in the list that it was in.
    fn index_before(&self, node: &AnyRc, spot: &Spot) -> usize {
        self.list_of_several(spot)
            .and_then(|list| list.net().touched(node).before)
            .unwrap_or(spot.index)
    }

    /// The index that a child has after the batch, in the list that it is in.
    fn index_after(&self, node: &AnyRc, spot: &Spot) -> usize {
        self.list_of_several(spot)
            .and_then(|list| list.net().touched(node).after)
            .unwrap_or(spot.index)
    }

    /// The changes of the spot's list, if there are others than that of the spot.
    fn list_of_several(&self, spot: &Spot) -> Option<&ListChanges> {
        let list = self.lists.get(&spot.key())?;
        (list.changed.events.len() > 1 && is_list(&spot.host, spot.link)).then_some(list)
    }

    fn add_edited(&mut self, Editing { host, part, targets, first }: &Editing) {
        let is_back = targets.as_ref().is_some_and(|[before, after]| before == after);
        if is_back || !self.inside.stays(host) {
            return;
        }
        let (node, info) = (host.clone(), host.as_std().type_info());
        let change = match *part {
            Part::Link(link) => Change::Linked { node, link: info.link_name(link) },
            Part::Value(field) => Change::Set { node, field: info.link_name(field) },
        };
        self.all.push((*first, change));
    }

    fn add_ordered(&mut self) {
        for list in &self.lists.values {
            let Some(first) = list.changed.ordered.filter(|_| list.is_inside) else { continue };
            // The list is compared now, since it may have changed when an observer asks.
            if list.net().is_reordered {
                let node = list.changed.host.clone();
                let link = node.as_std().type_info().link_name(list.changed.link);
                self.all.push((first, Change::Ordered { node, link }));
            }
        }
    }
}

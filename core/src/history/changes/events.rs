//! [`Events`]: the records of a batch, by node, link and value.

use crate::change::log::record::{Edit, Part, Record, Slot};
use crate::history::changes::list_net::ListEvent;
use crate::history::changes::table::Table;
use crate::kernel::any::{AnyRc, AnyWeak};
use crate::kernel::keyed::DynKey;
use crate::kernel::place::Place;

/// The records of a batch, by node, link and value, each in the order of its first record.
#[derive(Default)]
pub(super) struct Events {
    pub(super) placings: Table<*const (), Placing>,
    /// The links over lists and maps.
    pub(super) links: Table<LinkKey, LinkEvents>,
    pub(super) edits: Table<(*const (), Part), Editing>,
}

/// The address of a node, and the number of a link in it.
pub(super) type LinkKey = (*const (), usize);

/// A node that was placed.
pub(super) struct Placing {
    pub(super) node: AnyRc,
    /// Where it was before its first change.
    pub(super) from: Option<Spot>,
    /// Where it is after its last change.
    pub(super) to: Option<Spot>,
    /// The number of its first record.
    pub(super) first: usize,
}

/// A slot of an owning link at one moment of the batch.
pub(super) struct Spot {
    pub(super) host: AnyRc,
    pub(super) link: usize,
    pub(super) index: usize,
    pub(super) key: Option<DynKey>,
}

/// The changes of an owning link over a list or a map.
pub(super) struct LinkEvents {
    pub(super) host: AnyRc,
    pub(super) link: usize,
    pub(super) events: Vec<ListEvent>,
    /// The number of the first record that orders it.
    pub(super) ordered: Option<usize>,
}

/// The changes of another link, or of a value.
pub(super) struct Editing {
    pub(super) host: AnyRc,
    pub(super) part: Part,
    /// The targets before the first change and after the last, of a link over one target.
    pub(super) targets: Option<[Option<AnyWeak>; 2]>,
    /// The number of its first record.
    pub(super) first: usize,
}

impl Spot {
    /// The slot, for a node that is or was in it, and the node.
    fn of(slot: &Slot, node: Option<&AnyWeak>) -> Option<(AnyRc, Self)> {
        let (node, host) = (node?.upgrade()?, slot.host.upgrade()?);
        let (link, index, key) = (slot.link, slot.index, slot.key.clone());
        Some((node, Spot { host, link, index, key }))
    }

    pub(super) fn key(&self) -> LinkKey {
        (self.host.as_std().address(), self.link)
    }

    /// The place, with the child's index at another moment.
    pub(super) fn place(&self, index: usize) -> Place {
        Place::at(self.host.clone(), self.link, index, self.key.clone())
    }

    /// Whether both are the same slot. In a list, the same list.
    pub(super) fn is_same(&self, other: &Spot) -> bool {
        self.key() == other.key() && self.key == other.key
    }
}

impl Events {
    /// O(k) for k records.
    pub(super) fn of<'a>(records: impl IntoIterator<Item = &'a Record>) -> Self {
        let mut events = Events::default();
        for (number, record) in records.into_iter().enumerate() {
            events.add(number, record);
        }
        events
    }

    fn add(&mut self, number: usize, record: &Record) {
        match record {
            Record::Ordered { host, link, order } => {
                let Some(host) = host.upgrade() else { return };
                let link = self.link(&host, *link);
                link.ordered.get_or_insert(number);
                link.events.push(ListEvent::Ordered(order.clone()));
            }
            Record::Edited { host, edit } => {
                if let Some(host) = host.upgrade() {
                    self.add_edit(number, host, &**edit);
                }
            }
            Record::Slot(_) | Record::Swapped(_) | Record::Several { .. } => {
                // A node may come to a slot of this record before it leaves another one.
                record.for_each_slot(&mut |slot| {
                    self.add_to_link(slot);
                    self.add_left(number, slot);
                });
                record.for_each_slot(&mut |slot| self.add_came(number, slot));
            }
        }
    }

    fn add_edit(&mut self, number: usize, host: AnyRc, edit: &dyn Edit) {
        let part = edit.part();
        let targets = if is_over_one(&host, part) { edit.targets() } else { None };
        let mut is_new = false;
        let editing = self.edits.get_or_insert((host.as_std().address(), part), || {
            is_new = true;
            Editing { host, part, targets: targets.clone(), first: number }
        });
        if !is_new {
            let first = editing.targets.take();
            editing.targets = first.zip(targets).map(|([before, _], [_, after])| [before, after]);
        }
    }

    fn add_left(&mut self, number: usize, slot: &Slot) {
        let Some((node, from)) = Spot::of(slot, slot.before.as_ref()) else { return };
        let mut from = Some(from);
        let placing = self.placings.get_or_insert(node.as_std().address(), || Placing {
            node,
            from: from.take(),
            to: None,
            first: number,
        });
        placing.to = None;
    }

    fn add_came(&mut self, number: usize, slot: &Slot) {
        let Some((node, to)) = Spot::of(slot, slot.after.as_ref()) else { return };
        let new = || Placing { node: node.clone(), from: None, to: None, first: number };
        self.placings.get_or_insert(node.as_std().address(), new).to = Some(to);
    }

    fn add_to_link(&mut self, slot: &Slot) {
        let Some(host) = slot.host.upgrade() else { return };
        if slot.key.is_none() && !is_list(&host, slot.link) {
            return;
        }
        let (index, events) = (slot.index, &mut self.link(&host, slot.link).events);
        let left = slot.before.as_ref().and_then(AnyWeak::upgrade);
        let came = slot.after.as_ref().and_then(AnyWeak::upgrade);
        events.extend(left.map(|child| ListEvent::Left { index, child }));
        events.extend(came.map(|child| ListEvent::Came { index, child }));
    }

    fn link(&mut self, host: &AnyRc, link: usize) -> &mut LinkEvents {
        self.links.get_or_insert((host.as_std().address(), link), || LinkEvents {
            host: host.clone(),
            link,
            events: Vec::new(),
            ordered: None,
        })
    }
}

pub(super) fn is_list(host: &AnyRc, link: usize) -> bool {
    host.as_std().type_info().is_list(link)
}

/// Whether this is a link over one target.
fn is_over_one(host: &AnyRc, part: Part) -> bool {
    let Part::Link(link) = part else { return false };
    let info = (host.as_std().type_info().link_info)(link);
    info.is_some_and(|info| !info.is_list && info.key_type.is_none())
}

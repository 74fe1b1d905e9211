//! Which records of a batch a history takes: those of hosts that it follows.

// A history follows a node that is the root, or is placed by a step; and all nodes below these. Whether a
// host was below such a node is asked for the moment of its record, though the whole batch is done when
// the history gets it. So the owners that the nodes of the batch had then are found by going through its
// records from the end (`Owners::rewind`), and again forwards, with each record that is taken.

use std::collections::{HashMap, HashSet};

use crate::change::log::Entry;
use crate::change::log::record::{Record, Run, Slot};
use crate::history::changes::is_nothing;
use crate::history::undo::held::Held;
use crate::kernel::any::{AnyRc, AnyWeak};
use crate::kernel::dyn_link::OwnerState;
use crate::kernel::dyn_node::DynNode;
use crate::store::bucket::Bucket;
use crate::store::hash::BuildFoldedHash;

/// The records of a step. Most steps have one.
pub(super) type Records = Bucket<Record>;

/// The records that a history takes.
pub(super) struct Followed {
    pub(super) records: Records,
    /// Whether a child has come from where the history has not followed it.
    pub(super) has_unknown: bool,
}

/// Takes what is followed of a batch that only adds children, none of which [is held](Held::holds_none),
/// and does not count it. `None` for other batches, and if hosts are far below followed nodes.
pub(super) fn followed_arrivals(batch: &[Entry], held: &mut Held) -> Option<Records> {
    let is_plain = |entry: &Entry| is_plain_arrival(&entry.record, held);
    if !batch.iter().all(is_plain) || moves_hosts(batch, held.root()) {
        return None;
    }
    let mut records = Vec::new();
    let (mut last, mut is_followed) = (None, false);
    for Entry { record, .. } in batch {
        let host = host_of(record);
        if host != last {
            is_followed = held.is_near_followed(&host?.upgrade()?)?;
            last = host;
        }
        match batch {
            _ if !is_followed => {}
            [_] => return Some(Bucket::One(record.clone())),
            _ => records.push(record.clone()),
        }
    }
    Some(Bucket::Many(records))
}

fn is_plain_arrival(record: &Record, held: &Held) -> bool {
    let changes_none = |child: &AnyWeak| {
        !held.holds_any() || child.upgrade().is_some_and(|child| held.holds_none(&child))
    };
    if let Record::Slot(Slot { key: None, before: None, after: Some(child), .. }) = record {
        return changes_none(child);
    }
    let mut is_plain = record.is_arrival() && record.is_plain();
    if is_plain {
        record.for_each_slot(&mut |slot| is_plain &= slot.after.iter().all(changes_none));
    }
    is_plain
}

/// Takes what is followed of a batch, and counts it. O(depth) for each record, and once for records of
/// the same host in a row.
pub(super) fn followed(batch: &[Entry], held: &mut Held) -> Followed {
    let mut followed = Followed { records: Bucket::Many(Vec::new()), has_unknown: false };
    let mut owners = moves_hosts(batch, held.root()).then(|| Owners::before(batch));
    // A record of a host does not change what is above the host.
    let mut last: Option<(*const (), bool)> = None;
    for Entry { record, .. } in batch {
        let mut is_followed = |host: &AnyWeak, held: &Held| {
            let address = host.address();
            match last {
                Some((before, answer)) if before == address => answer,
                _ => {
                    let answer = match &owners {
                        Some(owners) => owners.is_followed(host, held),
                        None => is_followed(host, held),
                    };
                    last = Some((address, answer));
                    answer
                }
            }
        };
        let taken = match record {
            Record::Swapped(slots) => {
                let [first, second] = &**slots;
                // Each is a slot of its own where the other is not followed.
                match (is_followed(&first.host, held), is_followed(&second.host, held)) {
                    (true, true) => Some(record.clone()),
                    (true, false) => Some(Record::Slot(first.clone())),
                    (false, true) => Some(Record::Slot(second.clone())),
                    (false, false) => None,
                }
            }
            record_of_one => {
                let Some(host) = host_of(record_of_one) else { continue };
                is_followed(host, held).then(|| record.clone())
            }
        };
        if let Some(owners) = &mut owners {
            owners.go_on(record);
        }
        if let Some(record) = taken.and_then(|record| without(held.root(), record)) {
            followed.has_unknown |= held.count(&record);
            followed.records.push(record);
        }
    }
    followed
}

/// Whether a batch moves a node that is a host in it, or is above one. Otherwise the nodes above the hosts
/// have been the same all the time. The root is followed wherever it is.
fn moves_hosts(batch: &[Entry], root: &AnyWeak) -> bool {
    if batch.len() < 2 {
        return false;
    }
    let mut above = HashSet::<_, BuildFoldedHash>::default();
    let mut last = root;
    for Entry { record, .. } in batch {
        if host_of(record) == Some(last) {
            continue;
        }
        for host in hosts_of(record) {
            last = host;
            let is_below = |node: &AnyRc| node.as_std().address() != root.address();
            let mut next = host.upgrade().filter(is_below);
            while let Some(node) = next.filter(|node| above.insert(node.as_std().address())) {
                next = owner(&**node.as_std()).filter(is_below);
            }
        }
    }
    let is_above = |child: &Option<AnyWeak>| {
        child.as_ref().is_some_and(|child| above.contains(&child.address()))
    };
    if above.is_empty() {
        return false;
    }
    let mut moves = false;
    for Entry { record, .. } in batch {
        record.for_each_slot(&mut |slot| moves |= is_above(&slot.before) || is_above(&slot.after));
    }
    moves
}

/// Whether changes of this node that are made now are recorded. O(depth).
pub(super) fn is_followed(host: &AnyWeak, held: &Held) -> bool {
    let is_below = |host: AnyRc| held.is_or_is_below_followed(&**host.as_std());
    host == held.root() || host.upgrade().is_some_and(is_below)
}

/// The node whose link or value has changed. `None` for a swap, which has two.
fn host_of(record: &Record) -> Option<&AnyWeak> {
    match record {
        Record::Slot(slot) => Some(&slot.host),
        Record::Swapped(_) => None,
        Record::Several { host, .. }
        | Record::Ordered { host, .. }
        | Record::Edited { host, .. } => Some(host),
    }
}

/// The nodes whose links or values have changed.
pub(super) fn hosts_of(record: &Record) -> impl Iterator<Item = &AnyWeak> {
    let swapped: &[Slot] = if let Record::Swapped(slots) = record { &**slots } else { &[] };
    host_of(record).into_iter().chain(swapped.iter().map(|slot| &slot.host))
}

/// Whether the record is of the root as a child.
fn moves(record: &Record, root: &AnyWeak) -> bool {
    let is_root = |child: &Option<AnyWeak>| child.as_ref() == Some(root);
    if let Record::Slot(slot) = record {
        return is_root(&slot.before) || is_root(&slot.after);
    }
    let mut moves = false;
    record.for_each_slot(&mut |slot| {
        moves |= is_root(&slot.before) || is_root(&slot.after);
    });
    moves
}

/// The part of a record that does not move the root as a child. Where the root has come to a slot that is
/// never empty, or has left it, that is all of it: the other child cannot move without the root.
fn without(root: &AnyWeak, record: Record) -> Option<Record> {
    if !moves(&record, root) {
        return Some(record);
    }
    let other = |child: &Option<AnyWeak>| child.clone().filter(|child| child != root);
    let rest = match &record {
        Record::Slot(slot) if !is_required(slot) => {
            let (before, after) = (other(&slot.before), other(&slot.after));
            if before.is_none() && after.is_none() {
                return None;
            }
            Record::Slot(Slot { before, after, ..slot.clone() })
        }
        Record::Several { host, link, runs } => {
            let others = |children: &[AnyWeak]| {
                children.iter().filter(|child| *child != root).cloned().collect()
            };
            let run = |run: &Run| Run {
                index: run.index,
                before: others(&run.before),
                after: others(&run.after),
            };
            Record::Several {
                host: host.clone(),
                link: *link,
                runs: runs.iter().map(run).collect(),
            }
        }
        _ => return Some(record),
    };
    Some(rest)
}

fn is_required(slot: &Slot) -> bool {
    let host = slot.host.upgrade();
    host.is_some_and(|host| host.as_std().type_info().is_required(slot.link))
}

/// The owners that children of a batch had at some moment of it. The other nodes have had theirs all the
/// time.
#[derive(Default)]
struct Owners {
    of: HashMap<*const (), Option<AnyRc>, BuildFoldedHash>,
}

impl Owners {
    /// The owners before a batch.
    fn before(batch: &[Entry]) -> Self {
        let mut owners = Owners::default();
        batch.iter().rev().for_each(|entry| owners.rewind(&entry.record));
        owners
    }

    /// Goes back past a record.
    fn rewind(&mut self, record: &Record) {
        self.change(record, |slot| (&slot.after, &slot.before));
    }

    /// Goes on past a record.
    fn go_on(&mut self, record: &Record) {
        self.change(record, |slot| (&slot.before, &slot.after));
    }

    fn change(
        &mut self,
        record: &Record,
        sides: impl Fn(&Slot) -> (&Option<AnyWeak>, &Option<AnyWeak>),
    ) {
        // In a swap, each child leaves one slot and comes to the other.
        record.for_each_slot(&mut |slot| {
            if let Some(left) = sides(slot).0 {
                self.of.insert(left.address(), None);
            }
        });
        record.for_each_slot(&mut |slot| {
            if let Some(came) = sides(slot).1 {
                self.of.insert(came.address(), slot.host.upgrade());
            }
        });
    }

    fn is_followed(&self, host: &AnyWeak, held: &Held) -> bool {
        let mut next = host.upgrade();
        while let Some(node) = next {
            let address = node.as_std().address();
            if held.is_followed(address) {
                return true;
            }
            next = match self.of.get(&address) {
                Some(owner) => owner.clone(),
                None => owner(&**node.as_std()),
            };
        }
        false
    }
}

/// The owner, which may be dead already in a set that is not yet torn down.
fn owner(node: &dyn DynNode) -> Option<AnyRc> {
    match node.owner_state() {
        OwnerState::Alive(owner) => Some(AnyRc::from_std(owner)),
        OwnerState::None | OwnerState::Dead => None,
    }
}

/// Whether these records, the last of which was made just now, are of changes that have undone each other.
pub(super) fn cancel_out(records: &[Record]) -> bool {
    match records {
        [] => true,
        [_] => false,
        [first, ..] => is_back(first) && is_nothing(records),
    }
}

/// Whether the first child of a record is where it was before: most changes are not undone at once.
fn is_back(record: &Record) -> bool {
    let mut is_back = None;
    record.for_each_slot(&mut |slot| {
        let child = slot.before.as_ref().or(slot.after.as_ref()).and_then(AnyWeak::upgrade);
        let owner = child.and_then(|child| owner(&**child.as_std()));
        let before = slot.before.as_ref().map(|_| &slot.host);
        is_back.get_or_insert(owner.as_ref().map(AnyRc::downgrade).as_ref() == before);
    });
    is_back.unwrap_or(matches!(record, Record::Ordered { .. }))
}

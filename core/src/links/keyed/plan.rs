//! [`Plan`]: how an operation with several keys and nodes changes a map.
//!
//! The result is that of one insertion after another: the first of equal keys stays, the last node
//! of a key wins, and a child that moves leaves its key behind. The plan is made when all keys have
//! been searched, and is carried out without user code (`several`).

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use crate::kernel::keyed::KeyPlace;
use crate::store::hash::BuildFoldedHash;

/// A node that is put under a key.
pub(crate) struct Put {
    /// The group of the key. In a sorted map, the groups are in the order of their keys.
    pub(crate) group: usize,
    /// The address of a child, which can have one key only; `None` for a target.
    pub(crate) child: Option<*const ()>,
    /// The child's index, if it is in the map already.
    pub(crate) here: Option<usize>,
}

/// A change of the map. Its index is right when the edits before it are done. `key` and `node` are
/// numbers of [`Put`]s.
pub(crate) enum Edit {
    Insert {
        index: usize,
        hash: u64,
        key: usize,
        node: usize,
    },
    /// `None` stays as it is.
    Replace {
        index: usize,
        hash: u64,
        key: Option<usize>,
        node: Option<usize>,
    },
    Remove {
        index: usize,
    },
}

/// How a map changes.
pub(crate) struct Plan {
    pub(crate) edits: Vec<Edit>,
    /// The places of the children that are put.
    at: ByAddress,
}

/// The node of an entry after a change.
pub(crate) enum After {
    /// That of the [`Put`] with this number.
    Given(usize),
    /// The node that it had.
    Same,
    /// The entry is gone.
    Gone,
}

type ByAddress = HashMap<*const (), usize, BuildFoldedHash>;

impl Plan {
    /// `groups`: where the keys of each group are, which are equal. `is_sorted`: whether the entries are
    /// in the order of their keys. `len` is that of the map.
    pub(crate) fn new(groups: &[KeyPlace], puts: &[Put], is_sorted: bool, len: usize) -> Self {
        let mut planner = Planner::new(groups, puts, is_sorted);
        for (number, put) in puts.iter().enumerate() {
            planner.put(number, put);
        }
        let edits = if is_sorted { planner.in_order() } else { planner.by_hash(len) };
        Plan { edits, at: planner.at }
    }

    /// Calls `inspect` for each entry that changes: with its index before anything changes, if it was
    /// there, and with its node after that. `is_sorted` is the same as in [`new`](Self::new).
    pub(crate) fn for_each_change(
        &self,
        is_sorted: bool,
        mut inspect: impl FnMut(Option<usize>, After),
    ) {
        let (mut inserted, mut removed) = (0, 0);
        for edit in &self.edits {
            match *edit {
                Edit::Insert { node, .. } => {
                    inspect(None, After::Given(node));
                    inserted += 1;
                }
                Edit::Replace { index, node, .. } => {
                    let after = node.map_or(After::Same, After::Given);
                    inspect(Some(index + removed - inserted), after);
                }
                Edit::Remove { index } => {
                    inspect(Some(index + removed - inserted), After::Gone);
                    // In a hash map, entries are removed from the end to the start.
                    removed += usize::from(is_sorted);
                }
            }
        }
    }

    /// The ranges that change in a map of targets, from which no entry is removed: an empty one for each
    /// new entry. They are in order.
    pub(crate) fn ranges(&self) -> Vec<Range<usize>> {
        let mut inserted = 0;
        let range = |edit: &Edit| match *edit {
            Edit::Insert { index, .. } => {
                inserted += 1;
                let index = index + 1 - inserted;
                index..index
            }
            Edit::Replace { index, .. } | Edit::Remove { index } => {
                index - inserted..index + 1 - inserted
            }
        };
        let mut ranges: Vec<_> = self.edits.iter().map(range).collect();
        ranges.sort_by_key(|range| (range.start, range.end));
        ranges
    }

    /// Whether a child that was put is in the map at the end. A later one may have taken its key.
    pub(crate) fn keeps(&self, child: *const ()) -> bool {
        self.at.contains_key(&child)
    }
}

/// An entry of the map, or one that may be added.
struct Place {
    /// The index of an entry that was there before, or the index at which a new one belongs.
    index: Result<usize, usize>,
    /// The group whose key it has, if a key is put there.
    group: Option<usize>,
    /// `None` if there is no entry.
    content: Option<Content>,
    /// The child in it, if it is one of those that are put.
    child: Option<*const ()>,
}

/// The numbers of the [`Put`]s from which an entry has its key and its node; `None` for those that
/// it had before.
#[derive(Clone, Copy)]
struct Content {
    key: Option<usize>,
    node: Option<usize>,
}

struct Planner<'a> {
    groups: &'a [KeyPlace],
    is_sorted: bool,
    places: Vec<Place>,
    /// The place of each group. In a sorted map, each group has its own. In a hash map, it is the
    /// place of the entry with the key.
    of_group: Vec<Option<usize>>,
    at: ByAddress,
}

impl<'a> Planner<'a> {
    fn new(groups: &'a [KeyPlace], puts: &[Put], is_sorted: bool) -> Self {
        let (places, of_group) = (Vec::new(), Vec::new());
        let mut planner = Planner { groups, is_sorted, places, of_group, at: ByAddress::default() };
        let mut by_index: HashMap<usize, usize, BuildFoldedHash> = HashMap::default();
        for (number, group) in groups.iter().enumerate() {
            let has_place = group.found.is_ok() || is_sorted;
            let place = has_place.then(|| planner.add_place(group.found, Some(number)));
            planner.of_group.push(place);
            if let (Ok(index), Some(place)) = (group.found, place) {
                by_index.insert(index, place);
            }
        }
        for put in puts {
            if let (Some(index), Some(child)) = (put.here, put.child) {
                let place = by_index.entry(index);
                let place = *place.or_insert_with(|| planner.add_place(Ok(index), None));
                planner.places[place].child = put.child;
                planner.at.insert(child, place);
            }
        }
        planner
    }

    fn add_place(&mut self, index: Result<usize, usize>, group: Option<usize>) -> usize {
        let content = index.is_ok().then_some(Content { key: None, node: None });
        self.places.push(Place { index, group, content, child: None });
        self.places.len() - 1
    }

    /// Puts a node under its key.
    fn put(&mut self, number: usize, put: &Put) {
        let from = put.child.and_then(|child| self.at.get(&child).copied());
        let group = put.group;
        match (from, self.of_group[group]) {
            (from, Some(to)) if self.places[to].content.is_some() => {
                if from.is_none_or(|from| from != to) {
                    self.vacate(from);
                    self.displace(to);
                    self.fill(to, None, number, put);
                }
            }
            (Some(from), None) => self.rename(from, number, group),
            (from, to) => {
                self.vacate(from);
                let (Ok(index) | Err(index)) = self.groups[group].found;
                let to = to.unwrap_or_else(|| self.add_place(Err(index), Some(group)));
                self.of_group[group] = Some(to);
                self.fill(to, Some(number), number, put);
            }
        }
    }

    /// Puts a node into a place, with another key if one is given.
    fn fill(&mut self, to: usize, key: Option<usize>, node: usize, put: &Put) {
        let place = &mut self.places[to];
        let key = key.or_else(|| place.content?.key);
        place.content = Some(Content { key, node: Some(node) });
        place.child = put.child;
        if let Some(child) = put.child {
            self.at.insert(child, to);
        }
    }

    /// Gives the node in a place another key. It stays where it is, in a hash map.
    fn rename(&mut self, place: usize, number: usize, group: usize) {
        self.leave_group(place);
        self.of_group[group] = Some(place);
        let place = &mut self.places[place];
        place.group = Some(group);
        if let Some(content) = &mut place.content {
            content.key = Some(number);
        }
    }

    /// Removes the entry from which a child moves.
    fn vacate(&mut self, place: Option<usize>) {
        if let Some(place) = place {
            self.places[place].content = None;
            self.places[place].child = None;
            if !self.is_sorted {
                self.leave_group(place);
            }
        }
    }

    fn leave_group(&mut self, place: usize) {
        if let Some(group) = self.places[place].group.take() {
            self.of_group[group] = None;
        }
    }

    /// Forgets where the child in a place is, which leaves the map.
    fn displace(&mut self, place: usize) {
        if let Some(child) = self.places[place].child {
            self.at.remove(&child);
        }
    }

    /// The edits of a sorted map, from its start to its end.
    fn in_order(&mut self) -> Vec<Edit> {
        self.places.sort_by_key(|place| {
            let (Ok(index) | Err(index)) = place.index;
            (index, place.index.is_ok(), place.group)
        });
        let (mut inserted, mut removed) = (0, 0);
        let mut edits = Vec::with_capacity(self.places.len());
        for place in &self.places {
            let (Ok(index) | Err(index)) = place.index;
            let Some(edit) = self.edit(place, index + inserted - removed) else { continue };
            inserted += usize::from(matches!(edit, Edit::Insert { .. }));
            removed += usize::from(matches!(edit, Edit::Remove { .. }));
            edits.push(edit);
        }
        edits
    }

    /// The edits of a hash map. Entries are removed from the end to the start, since the last entry
    /// may take the place of a removed one. New entries come last.
    fn by_hash(&mut self, len: usize) -> Vec<Edit> {
        let order = |place: &Place| match (place.index, place.content) {
            (Ok(_), Some(_)) => (0, Reverse(0)),
            (Ok(index), None) => (1, Reverse(index)),
            (Err(_), _) => (2, Reverse(0)),
        };
        self.places.sort_by_key(order);
        let mut end = len;
        let mut edits = Vec::with_capacity(self.places.len());
        for place in &self.places {
            let Some(edit) = self.edit(place, place.index.unwrap_or(end)) else { continue };
            match edit {
                Edit::Insert { .. } => end += 1,
                Edit::Remove { .. } => end -= 1,
                Edit::Replace { .. } => {}
            }
            edits.push(edit);
        }
        edits
    }

    fn edit(&self, place: &Place, index: usize) -> Option<Edit> {
        let hash = place.group.map_or(0, |group| self.groups[group].hash);
        match (place.index, place.content) {
            (Ok(_), None) => Some(Edit::Remove { index }),
            (Ok(_), Some(Content { key: None, node: None })) | (Err(_), None) => None,
            (Ok(_), Some(Content { key, node })) => Some(Edit::Replace { index, hash, key, node }),
            (Err(_), Some(Content { key, node })) => {
                Some(Edit::Insert { index, hash, key: key?, node: node? })
            }
        }
    }
}

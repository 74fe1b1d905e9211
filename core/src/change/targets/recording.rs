//! [`Changing`]: a change of a link that is being recorded.

use std::ops::Range;
use std::ptr;
use std::rc::{Rc as StdRc, Weak as StdWeak};

use crate::change::log::record::Record;
use crate::change::log::{self, Scope};
use crate::change::targets::diff::{Difference, is_dead, is_same};
use crate::change::targets::edit::LinkEdit;
use crate::change::targets::ids::IdsEdit;
use crate::change::targets::{Link, Targets};
use crate::collect::collect_if_due;
use crate::kernel::any::AnyRc;
use crate::kernel::dyn_link::{DynLink, DynSaved, LinkEntry};
use crate::kernel::dyn_node::DynNode;
use crate::kernel::saved_ids::{self, SavedIds};

/// All entries of a link.
pub(crate) const ALL: Range<usize> = 0..usize::MAX;

/// A change that is being made to a link. It holds the entries that are about to leave.
// A pointer, since most operations have none.
pub(crate) struct Changing(Box<Begun>);

struct Begun {
    host: AnyRc,
    link: usize,
    parts: Vec<Part>,
    ids: Option<SavedIds>,
}

/// A range of the link's entries that may change.
struct Part {
    start: usize,
    before: Vec<LinkEntry>,
    /// Whether it goes to the end of the link, before the change and after it.
    is_open: bool,
}

impl Part {
    /// The range afterwards, at this start, if this is its length.
    fn after(&self, start: usize, len: usize) -> Range<usize> {
        start..if self.is_open { usize::MAX } else { start + len }
    }
}

impl Changing {
    /// Call this where no user code runs until the change is made. `link` is the address of the link in
    /// its host. All changes are within these ranges, which are in order. One that ends at `usize::MAX`
    /// goes to the end of the link.
    #[cold]
    #[inline(never)]
    pub(crate) fn begin(
        host: StdWeak<dyn DynNode>,
        link: *const (),
        ranges: &[Range<usize>],
    ) -> Option<Self> {
        let node = AnyRc::from_std(host.upgrade()?);
        // By value, since each type of links has a copy of the caller.
        drop(host);
        let host = node;
        let link = number_of(&**host.as_std(), link)?;
        let targets = Targets::of(&host, link)?;
        let part = |range: &Range<usize>| Part {
            start: range.start,
            before: targets.entries(range.clone()),
            is_open: range.end == usize::MAX,
        };
        let parts = ranges.iter().map(part).collect();
        let ids = targets.saved().map(DynSaved::ids);
        Some(Changing(Box::new(Begun { host, link, parts, ids })))
    }

    /// Call this when the change is made, and the link in order. `lens` are the lengths that the ranges
    /// have now; that of one that goes to the end does not matter. The operation ends when the result is
    /// dropped: before that, drop its own handles to the nodes that have left the link.
    #[cold]
    #[inline(never)]
    pub(crate) fn end(self, lens: &[usize]) -> Scope {
        let scope = Scope::enter();
        let Begun { host, link, parts, ids } = *self.0;
        let Some(targets) = Targets::of(&host, link) else { return scope };
        let ids_after = targets.saved().map(DynSaved::ids);
        let difference = match &*parts {
            [part] => {
                let after = targets.entries(part.after(part.start, lens[0]));
                let difference = Difference::of(part.start, &part.before, &after);
                if difference.is_of_dead_only()
                    && are_ids_same(ids.as_ref(), ids_after.as_ref(), &part.before)
                {
                    put_dead_back(targets, part.start..part.start + after.len(), &part.before, ids);
                    return scope;
                }
                difference
            }
            _ => several(targets, parts, lens),
        };
        let ids = ids.zip(ids_after).and_then(|(before, after)| IdsEdit::of(&before, &after));
        if difference.is_nothing() && ids.is_none() {
            return scope;
        }
        let is_shared = matches!(targets.link, Link::Shared(_));
        let mut kept = Vec::new();
        if is_shared {
            let entries = difference.removed.iter().chain(&difference.added);
            kept.extend(entries.filter_map(|(_, entry)| entry.node.clone()));
        }
        let edit = LinkEdit::new(link, is_shared, difference, ids);
        log::add(Record::Edited { host: AnyRc::downgrade(&host), edit: StdRc::new(edit) }, kept);
        scope
    }
}

/// Records that targets have come to the end of a shared link over a list, and ends the operation.
#[cold]
#[inline(never)]
pub(crate) fn end_adding(host: StdWeak<dyn DynNode>, link: *const (), count: usize) {
    let Some(mut changing) = Changing::begin(host, link, &[]) else { return collect_if_due() };
    let Begun { host, link, parts, .. } = &mut *changing.0;
    if let Some(len) = len_of(host, *link) {
        let start = len.saturating_sub(count);
        parts.push(Part { start, before: Vec::new(), is_open: false });
    }
    end_logged_insertion(changing, &[count]);
}

/// The number of targets of a shared link.
fn len_of(host: &AnyRc, link: usize) -> Option<usize> {
    match Targets::of(host, link)?.link {
        Link::Shared(link) => Some(link.targets().len()),
        Link::Weak(_) => None,
    }
}

/// As [`Changing::end`], if the log is open.
#[inline]
pub(crate) fn end(changing: Option<Changing>, lens: &[usize]) -> Option<Scope> {
    changing.map(|changing| changing.end(lens))
}

/// Ends an operation that has put targets into a shared link.
#[inline]
pub(crate) fn end_insertion(changing: Option<Changing>, lens: &[usize]) {
    match changing {
        Some(changing) => end_logged_insertion(changing, lens),
        None => collect_if_due(),
    }
}

#[cold]
#[inline(never)]
fn end_logged_insertion(changing: Changing, lens: &[usize]) {
    let scope = changing.end(lens);
    collect_if_due();
    drop(scope);
}

/// The ranges that change when an entry moves to another index, and their lengths afterwards.
pub(crate) fn moved(from: usize, to: usize) -> ([Range<usize>; 2], [usize; 2]) {
    if from < to {
        ([from..from + 1, to + 1..to + 1], [0, 1])
    } else {
        ([to..to, from..from + 1], [1, 0])
    }
}

/// As [`moved`], when an entry is removed, and the last one, at index `last`, takes its place.
pub(crate) fn swap_removed(index: usize, last: usize) -> ([Range<usize>; 2], [usize; 2]) {
    ([index..index + 1, last.max(index + 1)..last + 1], [usize::from(index < last), 0])
}

/// The difference of several ranges, each of which changes as a whole.
fn several(targets: Targets<'_>, parts: Vec<Part>, lens: &[usize]) -> Difference {
    let mut difference = Difference::default();
    let (mut left, mut come) = (0, 0);
    for (part, len) in parts.into_iter().zip(lens) {
        let start = part.start + come - left;
        let after = targets.entries(part.after(start, *len));
        left += part.before.len();
        come += after.len();
        difference.add(part.start, part.before, start, after);
    }
    if is_moved_among_same(targets, &difference) { Difference::default() } else { difference }
}

/// Whether an entry has moved past others that are the same, and past nothing else.
fn is_moved_among_same(targets: Targets<'_>, difference: &Difference) -> bool {
    let ([(from, entry)], [(to, _)]) = (&*difference.removed, &*difference.added) else {
        return false;
    };
    let is_it = |index| targets.entries(index..index + 1).iter().all(|it| is_same(it, entry));
    (*from.min(to)..=*from.max(to)).all(is_it)
}

/// Whether the same ids stand where they stood among the targets that are alive.
fn are_ids_same(
    before: Option<&SavedIds>,
    after: Option<&SavedIds>,
    entries: &[LinkEntry],
) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return true };
    if before.is_same(after) {
        return true;
    }
    // Only a change of a whole list removes the entries of dead nodes.
    let is_whole = before.places.iter().all(|place| place.before <= entries.len());
    let mut before = before.clone();
    if is_whole {
        let alive: Vec<_> = entries.iter().map(|entry| !is_dead(entry)).collect();
        saved_ids::retain(&mut before.places, &alive);
    }
    before.is_same(after)
}

/// Puts entries back that were there before, when nothing has changed except for those of dead nodes.
#[cold]
fn put_dead_back(
    targets: Targets<'_>,
    now: Range<usize>,
    before: &[LinkEntry],
    ids: Option<SavedIds>,
) {
    if now.len() != before.len() {
        // Only a weak link has entries of dead nodes, and it holds no node.
        targets.put(now, before, &mut Vec::new());
        if let (Some(link), Some(ids)) = (targets.saved(), ids) {
            link.put_ids(ids);
        }
    }
}

/// The number of the link at this address.
fn number_of(host: &dyn DynNode, address: *const ()) -> Option<usize> {
    let mut links = host.links();
    let is_it = |link: &DynLink<'_>| match link {
        DynLink::Shared(link) => ptr::addr_eq(*link, address),
        DynLink::Weak(link) => ptr::addr_eq(*link, address),
        _ => false,
    };
    links.find(|(_, link)| is_it(link)).map(|(number, _)| number)
}
